import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Milliseconds between two looks. */
const EVERY_MS = 1000;

/** The script by which Pulumi starts this process: a shell that stays between the two, also when Pulumi is gone. */
const SCRIPT = 'pulumi-resource-pulumi-nodejs';

/**
 * Ends this process when the Pulumi that has started it is gone. A Pulumi that is killed leaves its providers behind: of what they go on with nobody would
 * learn, the next update would begin beside them, and once they print into the closed pipe they never stop, as Pulumi's handler of
 * errors prints that error too.
 */
export function endWithPulumi(): void {
  const parent = process.ppid;
  const { command, startedBy } = startOf(parent) ?? {};
  const above = command?.includes(SCRIPT) ? startedBy : undefined;
  const look = () => {
    if (process.ppid !== parent || (above !== undefined && !runs(above))) {
      process.exit(1);
    }
  };
  setInterval(look, EVERY_MS).unref();
}

/** How a process was started, where the system tells. */
interface Start {
  readonly command: string;
  readonly startedBy: number;
}

function startOf(pid: number): Start | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // the name stands in parentheses, and may hold spaces and parentheses itself; state and parent follow (proc_pid_stat(5))
      const [, startedBy] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return { command: readFileSync(`/proc/${pid}/cmdline`, 'utf8'), startedBy: Number(startedBy) };
    }
    const line = execFileSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return { command: line, startedBy: Number.parseInt(line, 10) };
  } catch {
    return undefined;
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
