import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, type ProcessIdentity } from '../../../lib/twin/identity';

const made: string[] = [];

/** A path below a new temporary folder; nothing is there yet. */
export function temporary(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-test-'));
  made.push(folder);
  return join(folder, name);
}

/** Removes every folder made so far. */
export function removeTemporary(): void {
  for (const folder of made.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The processes that are on record in the state folder of a twin. */
export function recorded(state: string): ProcessIdentity[] {
  const pids = join(state, 'pids');
  return readdirSync(pids)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(pids, file), 'utf8')) as ProcessIdentity);
}

/** Waits until none of these processes runs; returns those that still do when the time is up. */
export async function survivors(of: readonly ProcessIdentity[], seconds: number): Promise<ProcessIdentity[]> {
  const deadline = Date.now() + seconds * 1000;
  while (of.some(isRunning) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return of.filter(isRunning);
}
