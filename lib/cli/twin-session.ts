import { isDeepStrictEqual } from 'node:util';
import type { Compilation } from '../core/compilation';
import { Failure } from '../core/failure';
import type { FleetModel, ObjectRef } from '../core/model';
import { findTwin } from '../twin/find-twin';
import { runningPart } from '../twin/running-part';
import type { TwinEngines } from '../twin/state';
import { Twin } from '../twin/twin';
import { type AppliedCounts, applyProgram, countApplied } from './applied';
import { controlPlaneObjects } from './choose-fleet';
import { plural } from './report';
import type { Terminal } from './terminal';

/** How to open a twin. */
export interface SessionOptions {
  readonly engines: TwinEngines;
  /** Names of the members that run. @default see `Twin.up` */
  readonly members?: readonly string[];
  /** Folder of the twin. */
  readonly state: string;
  /** Seconds for each thing that is waited for while the twin starts. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** A twin in the hands of one command: started for it, or found running. */
export class TwinSession {
  private kept: boolean;

  public constructor(
    public readonly twin: Twin,
    /** Seconds that the start took; 0 for a twin that was running. */
    public readonly startSeconds: number,
    /** Whether it was found running: then it runs on. */
    found: boolean,
  ) {
    this.kept = found;
  }

  /** Folder of the twin. */
  public get folder(): string {
    return this.twin.folder;
  }

  /**
   * Applies a compiled program.
   * @throws Failure `twin/refused` if an API server refuses an object
   */
  public async apply(compilation: Compilation, signal: AbortSignal): Promise<AppliedCounts> {
    return countApplied(await applyProgram(this.twin, compilation, signal));
  }

  /** The uid of an object on the control plane, or undefined if it is not there. */
  public async uidOf(ref: ObjectRef): Promise<string | undefined> {
    return (await this.twin.read(ref))?.metadata.uid as string | undefined;
  }

  /** Lets the twin run on after this command. */
  public async keep(): Promise<void> {
    await this.twin.detach();
    this.kept = true;
  }

  /** Stops the twin and removes its folder, unless it is kept. */
  public async close(terminal: Terminal): Promise<void> {
    if (!this.tellKept(terminal)) {
      terminal.status('stopping the twin');
      await this.twin.down();
    }
  }

  /** Stops the twin after a failure, unless it is kept, and leaves the logs. */
  public async abandon(terminal: Terminal): Promise<void> {
    if (!this.tellKept(terminal)) {
      terminal.status('stopping the twin');
      await this.twin.stop();
      terminal.line(`The twin is stopped; its logs stay in ${this.twin.logs} until the next start.`);
    }
  }

  private tellKept(terminal: Terminal): boolean {
    if (this.kept) {
      terminal.line();
      terminal.line(`The twin runs on in ${this.folder}; cdk8s-fleet twin down stops it.`);
    }
    return this.kept;
  }
}

/**
 * Takes up the twin in the state folder if it runs, or starts one.
 * @throws Failure `twin/other-fleet` if the running twin is of another fleet, and what `findTwin` and `Twin.up` throw
 */
export async function openTwin(
  terminal: Terminal,
  compilation: Compilation,
  fleet: FleetModel,
  options: SessionOptions,
): Promise<TwinSession> {
  const running = await findTwin(options.state);
  if (running) {
    // through JSON, as the state file keeps it: properties that are undefined are absent there
    const wanted = runningPart(fleet, options.members);
    if (!isDeepStrictEqual({ fleet: running.fleet, absent: running.absent }, JSON.parse(JSON.stringify(wanted)))) {
      throw new Failure({
        id: 'twin/other-fleet',
        place: running.folder,
        message: `the twin that runs there was made of another model of fleet '${running.fleet.name}', or of other members of it.`,
        fix: 'Stop it with: cdk8s-fleet twin down. Or choose another folder with --state.',
      });
    }
    terminal.line(`  taken up in ${running.folder}`);
    return new TwinSession(running, 0, true);
  }
  const began = Date.now();
  const twin = await Twin.up(fleet, {
    ...options,
    controlPlane: controlPlaneObjects(compilation, fleet),
    onStep: ({ step, seconds }) => terminal.status(`${seconds.toFixed(1)} s  ${step}`),
  });
  const seconds = Math.round((Date.now() - began) / 100) / 10;
  terminal.line(
    `  ready after ${seconds} s: Karmada and ${plural(twin.fleet.members.length, 'member')}, logs in ${twin.logs}`,
  );
  return new TwinSession(twin, seconds, false);
}
