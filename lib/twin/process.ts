import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { pause } from '../core/pause';
import { engineDied } from './failures';
import { identityOf, isRunning, type ProcessIdentity, signalProcess } from './identity';
import type { Component } from './layout';

/** The variable that tells an engine which file descriptor its lifeline is (see engines/lifeline). */
const LIFELINE = 'CDK8S_FLEET_LIFELINE';
const LIFELINE_FD = 3;
const KEEP = 'k';

/** A component that was started: enough for another process to find and stop it. */
export interface ProcessRecord extends ProcessIdentity {
  readonly cluster: string;
  readonly component: string;
  readonly log: string;
}

/** A component that this process started; it dies with this process unless it is released. */
export interface StartedProcess {
  readonly record: ProcessRecord;
  /** Lets the component run on when this process ends. */
  release(): Promise<void>;
}

/**
 * Starts a component in a session of its own: Ctrl-C reaches only the starter, which stops everything in order. The
 * lifeline ends the component when the starter is gone without having done so.
 * @throws Failure `twin/engine-died` when it does not even start
 */
export async function startProcess(component: Component, home: string): Promise<StartedProcess> {
  const log = openSync(component.log, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(component.binary, [component.component, ...component.args], {
      cwd: home,
      detached: true,
      stdio: ['ignore', log, log, 'pipe'],
      // Nothing of the caller's environment: proxies, cloud credentials and kubeconfigs have no business here.
      env: { HOME: home, PATH: '/usr/bin:/bin', [LIFELINE]: String(LIFELINE_FD), ...component.env },
    });
    await once(child, 'spawn');
  } catch (error) {
    throw engineDied(component, [], error);
  } finally {
    closeSync(log);
  }
  const lifeline = child.stdio[LIFELINE_FD] as Writable & { unref(): void };
  // The engine may die first; what that means is told by whoever waits for it.
  lifeline.on('error', () => undefined);
  lifeline.unref();
  child.unref();
  const identity = identityOf(child.pid as number);
  if (!identity) {
    throw engineDied(component, lastLines(component.log));
  }
  const { cluster, component: name } = component;
  return {
    record: { ...identity, cluster, component: name, log: component.log },
    release: async () => {
      if (!lifeline.destroyed) {
        lifeline.end(KEEP);
        await once(lifeline, 'finish');
      }
    },
  };
}

/**
 * Stops processes: asks first, then insists.
 * @param seconds how long they may take before they are killed
 */
export async function stopProcesses(records: readonly ProcessIdentity[], seconds: number): Promise<void> {
  for (const record of records) {
    signalProcess(record, 'SIGTERM');
  }
  if (!(await allGone(records, seconds))) {
    await killProcesses(records);
  }
}

/** Ends processes at once, as a power cut would. */
export async function killProcesses(records: readonly ProcessIdentity[]): Promise<void> {
  for (const record of records) {
    signalProcess(record, 'SIGKILL');
  }
  await allGone(records, 5);
}

async function allGone(records: readonly ProcessIdentity[], seconds: number): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  while (records.some(isRunning)) {
    if (Date.now() > deadline) {
      return false;
    }
    await pause(20);
  }
  return true;
}

/**
 * Fails if one of these processes has ended.
 * @throws Failure `twin/engine-died`
 */
export function expectRunning(records: Iterable<ProcessRecord>): void {
  for (const record of records) {
    if (!isRunning(record)) {
      throw engineDied(record, lastLines(record.log));
    }
  }
}

/** The end of a log, without the empty lines. */
export function lastLines(log: string, count = 8): string[] {
  try {
    return readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-count)
      .map((line) => (line.length > 300 ? `${line.slice(0, 300)}...` : line));
  } catch {
    return [];
  }
}
