import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One job of a trace. Times in seconds of the trace. */
export interface TraceJob {
  readonly name: string;
  readonly submitted: number;
  /** GPUs of all its pods together. */
  readonly gpus: number;
  /** How long it runs once all its pods do. */
  readonly seconds: number;
}

/** The recorded trace, in the order of submission; the first job is submitted at 0. */
export function readTrace(): TraceJob[] {
  const lines = readFileSync(join(__dirname, 'trace.csv'), 'utf8')
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').map(Number) as [number, number, number]);
  const first = lines[0]?.[0] ?? 0;
  return lines.map(([submitted, gpus, seconds], i) => ({
    name: `job-${String(i).padStart(2, '0')}`,
    submitted: submitted - first,
    gpus,
    seconds,
  }));
}
