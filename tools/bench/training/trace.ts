import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One job of a trace. Times in seconds of the trace. */
export interface TraceJob {
  readonly name: string;
  readonly submitted: number;
  /** GPUs of all its pods together. */
  readonly gpus: number;
  /** What part of each of them it uses, up to 1. */
  readonly part: number;
  /** How long it runs once all its pods do. */
  readonly seconds: number;
}

/** A recorded trace, and the cluster that it comes to. */
export interface Trace {
  /** In the order of submission; the first is submitted at 0. */
  readonly jobs: readonly TraceJob[];
  readonly nodes: number;
  readonly gpusPerNode: number;
  /** The most that one pod of a job has: a job with more has several. */
  readonly gpusPerPod: number;
  /** Whether jobs say which part of a GPU they use, so that ours can share GPUs. */
  readonly shares: boolean;
}

const PHILLY = { file: 'philly', nodes: 6, gpusPerNode: 4, gpusPerPod: 4, shares: false };

const CLUSTERS = {
  philly: PHILLY,
  'philly-small-pods': { ...PHILLY, gpusPerPod: 1 },
  openb: { file: 'openb', nodes: 2, gpusPerNode: 2, gpusPerPod: 2, shares: true },
} as const satisfies Readonly<Record<string, Omit<Trace, 'jobs'> & { readonly file: string }>>;

/** Name of a recorded trace. */
export type TraceName = keyof typeof CLUSTERS;
export const TRACES = Object.keys(CLUSTERS) as TraceName[];

/** A recorded trace. */
export function readTrace(name: TraceName): Trace {
  const { file, ...cluster } = CLUSTERS[name];
  const [head = '', ...lines] = readFileSync(join(__dirname, `${file}.csv`), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const columns = head.split(',');
  const rows = lines.map((line) => {
    const values = line.split(',').map(Number);
    return (column: string) => values[columns.indexOf(column)];
  });
  const first = rows[0]?.('submitted') ?? 0;
  const jobs = rows.map((row, i) => ({
    name: `job-${String(i).padStart(2, '0')}`,
    submitted: row('submitted')! - first,
    gpus: row('gpus')!,
    part: (row('milli') ?? 1000) / 1000,
    seconds: row('seconds')!,
  }));
  return { jobs, ...cluster };
}

/** How many pods a job has, and with how many GPUs each. */
export function podsOf(
  { gpus }: TraceJob,
  { gpusPerPod }: Pick<Trace, 'gpusPerPod'>,
): { readonly pods: number; readonly gpusPerPod: number } {
  const pods = Math.ceil(gpus / gpusPerPod);
  return { pods, gpusPerPod: gpus / pods };
}
