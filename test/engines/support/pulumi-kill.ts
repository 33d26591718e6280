import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually';
import type { Deployed } from './pulumi-attached';

/**
 * Begins an update in a process of its own, and kills it with all that Pulumi has started for it.
 * @param when settles when the time has come
 */
export async function killUpdate(
  folder: string,
  kubeconfigs: Readonly<Record<string, string>>,
  deployed: Deployed,
  when: () => Promise<void>,
): Promise<void> {
  const update = JSON.stringify({ folder, kubeconfigs, deployed });
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'pulumi-up.ts'), update], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    await when();
  } finally {
    child.kill('SIGKILL');
    await ended;
    for (const pid of processesOf(folder)) {
      process.kill(pid, 'SIGKILL');
    }
    // a process that is killed goes on for a moment
    await eventually(async () => {
      if (processesOf(folder).length > 0) {
        throw new Error('what was killed still runs');
      }
    });
  }
}

/** Processes that work on the stack of a folder: Pulumi, and its plugins, which have groups of their own. */
function processesOf(folder: string): number[] {
  const mark = `PULUMI_BACKEND_URL=file://${folder}/`;
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
