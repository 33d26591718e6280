import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { identityOf } from '../../../lib/twin/identity';
import { eventually } from './eventually';
import type { Deployed } from './pulumi-attached';

/**
 * Begins an update in a process of its own, and kills it with all that Pulumi has started for it.
 * @param when settles when the time has come: something is there that only the update can have made
 */
export async function killUpdate(
  folder: string,
  kubeconfigs: Readonly<Record<string, string>>,
  deployed: Deployed,
  when: () => Promise<void>,
): Promise<void> {
  const update = JSON.stringify({ folder, kubeconfigs, deployed });
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'pulumi-up.ts'), update], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // by themselves children get the variables of jest, not those that a test has set
    env: process.env,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const closed = new Promise<never>((_, reject) => {
    child.once('close', () => reject(new Error(`the update has ended before it was killed:\n${output}`)));
  });
  try {
    await Promise.race([when(), closed]);
  } finally {
    // nothing is left that could start another one
    child.kill('SIGKILL');
    closed.catch(() => undefined);
    await killAll(folder);
  }
}

/** Kills what works on the stack of a folder, and waits until the last thread of it has ended: until then its locks are held. */
export async function killAll(folder: string): Promise<void> {
  const killed = new Set<number>();
  await eventually(async () => {
    for (const pid of processesOf(folder)) {
      process.kill(pid, 'SIGKILL');
      killed.add(pid);
    }
    if ([...killed].some((pid) => identityOf(pid))) {
      throw new Error('what was killed still runs');
    }
  });
}

/** Processes that work on the stack of a folder: Pulumi, and its plugins, which have groups of their own. */
export function processesOf(folder: string): number[] {
  const mark = `PULUMI_BACKEND_URL=${pathToFileURL(folder).href}/`;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && environment(pid).includes(mark));
}

function environment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // it has ended meanwhile, or belongs to somebody else
    return '';
  }
}
