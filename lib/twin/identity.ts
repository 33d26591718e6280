import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, in whatever form the system tells it. */
  readonly started: string;
}

/** The identity of a running process; undefined when there is none, or only what is left of a dead one. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedLinux(pid) : startedPs(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether this very process still runs. */
export function isRunning(of: ProcessIdentity): boolean {
  return identityOf(of.pid)?.started === of.started;
}

/** Sends a signal to this very process, never to a later one with its number. */
export function signalProcess(of: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(of)) {
    return;
  }
  try {
    process.kill(of.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

/** Proportional set size in bytes: its own memory and its share of what it shares. Linux only. */
export function memoryOf(of: ProcessIdentity): number | undefined {
  if (!isRunning(of)) {
    return undefined;
  }
  try {
    const kib = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${of.pid}/smaps_rollup`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}

/** Fields 3, 20 and 22 of /proc/PID/stat: state, threads, and the start in ticks since boot (proc_pid_stat(5)). */
function startedLinux(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The command stands in parentheses and may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, threads, started] = [fields[0], Number(fields[17]), fields[19]];
  // The first thread of a killed process may be gone while others still hold its ports and files.
  const dead = state === 'X' || (state === 'Z' && threads <= 1);
  return dead ? undefined : started;
}

/** The start as ps prints it, in one language and time zone: another terminal, which may have others, must find the same. */
const PS_ENV = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

function startedPs(pid: number): string | undefined {
  try {
    const options = { encoding: 'utf8', env: PS_ENV } as const;
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], options).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.slice(line.indexOf(' ')).trim();
  } catch {
    return undefined;
  }
}
