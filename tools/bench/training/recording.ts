import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Arm } from './arms';
import type { Figures } from './figures';
import type { Replay } from './replay';
import type { TraceName } from './trace';
import type { Look } from './usage';

/** What the recorded runs of a trace have shown. */
export interface Recording {
  /** Figures of each run. */
  readonly runs: readonly Readonly<Record<Arm, Figures>>[];
  /** GPUs in use over the first run, for the chart. */
  readonly curves: Readonly<Record<Arm, readonly Point[]>>;
}

/** Mean of one stretch of time: seconds of the trace, GPUs that work, GPUs held by jobs that wait for more or use a part only. */
export type Point = readonly [at: number, busy: number, held: number];

const FILE = join(__dirname, 'recorded.json');
const STRETCH = 600;

/** The recordings that are kept in the repository. */
export function readRecordings(): Readonly<Record<TraceName, Recording>> {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Record<TraceName, Recording>;
}

/** Keeps the recording of one trace, beside that of the others. */
export function writeRecording(name: TraceName, recording: Recording): void {
  const rounded = JSON.stringify({ ...readRecordings(), [name]: recording }, (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(4)) : (value as unknown),
  );
  writeFileSync(FILE, `${rounded}\n`);
}

/** The GPUs in use, by stretches of ten minutes of the trace. */
export function curveOf({ looks }: Replay): Point[] {
  const end = looks.at(-1)?.at ?? 0;
  return Array.from({ length: Math.ceil(end / STRETCH) }, (_, i) => {
    const [from, to] = [i * STRETCH, Math.min((i + 1) * STRETCH, end)];
    const mean = (read: (look: Look) => number) =>
      looks.slice(0, -1).reduce((sum, look, k) => sum + read(look) * overlap(look.at, looks[k + 1]!.at, from, to), 0) /
      (to - from);
    return [from, mean(({ busy }) => busy), mean(({ held, unused }) => held + unused)];
  });
}

function overlap(start: number, stop: number, from: number, to: number): number {
  return Math.max(0, Math.min(stop, to) - Math.max(start, from));
}
