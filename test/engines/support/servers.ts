import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { get } from 'node:http';

/** Servers of a test. They end with it, also when it is killed. */
export class Servers {
  private readonly children: ChildProcess[] = [];

  /**
   * Starts a server. Its output goes to a file, whose end is told when the server ends too early.
   * @param ready URL that answers 200 when the server is ready
   */
  public async start(binary: string, args: readonly string[], log: string, ready: string): Promise<ChildProcess> {
    const output = openSync(log, 'w');
    const child = spawn(binary, args, {
      // the lifeline (see engines/lifeline): a pipe that breaks when this process ends
      stdio: ['ignore', output, output, 'pipe'],
      env: { PATH: '/usr/bin:/bin', CDK8S_FLEET_LIFELINE: '3' },
    });
    closeSync(output);
    await once(child, 'spawn');
    this.children.push(child);
    try {
      await until(`${args[0]} at ${ready}`, 60, async () => {
        if (child.exitCode !== null) {
          throw new Error(`${args.join(' ')} ended with ${child.exitCode}`);
        }
        return (await status(ready)) === 200;
      });
    } catch (error) {
      throw new Error(`${(error as Error).message}:\n${readFileSync(log, 'utf8').slice(-3000)}`);
    }
    return child;
  }

  /** Ends one server and waits for it. */
  public async stop(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(insist);
    }
  }

  /** Ends all servers, the last first. */
  public async stopAll(): Promise<void> {
    for (const child of this.children.splice(0).reverse()) {
      await this.stop(child);
    }
  }
}

/**
 * Waits until something holds.
 * @throws Error when it does not after so many seconds
 */
export async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`waited ${seconds} s for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The JSON that a URL answers with. */
export async function json<T>(url: string): Promise<T> {
  return JSON.parse((await answer(url)).body) as T;
}

/** The text that a URL answers with. */
export async function text(url: string): Promise<string> {
  return (await answer(url)).body;
}

async function status(url: string): Promise<number> {
  try {
    return (await answer(url)).status;
  } catch {
    return 0;
  }
}

function answer(url: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).on('error', reject);
  });
}
