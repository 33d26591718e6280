import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Arm } from './arms';
import type { Figures } from './figures';
import type { Replay } from './replay';

/** What the runs of one recording have shown. */
export interface Recording {
  /** Seconds of the trace that passed in one of ours. */
  readonly speed: number;
  /** Figures of each run. */
  readonly runs: readonly Readonly<Record<Arm, Figures>>[];
  /** GPUs in use over the first run, for the chart. */
  readonly curves: Readonly<Record<Arm, readonly Point[]>>;
}

/** Mean of one stretch of time: seconds of the trace, GPUs that work, GPUs held by jobs that wait for more. */
export type Point = readonly [at: number, busy: number, held: number];

const FILE = join(__dirname, 'recorded.json');
const STRETCH = 600;

/** The recording that is kept in the repository. */
export function readRecording(): Recording {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Recording;
}

export function writeRecording(recording: Recording): void {
  const rounded = JSON.stringify(recording, (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(4)) : (value as unknown),
  );
  writeFileSync(FILE, `${rounded}\n`);
}

/** The GPUs in use, by stretches of ten minutes of the trace. */
export function curveOf({ looks }: Replay): Point[] {
  const stretches = new Map<number, { busy: number; held: number; seconds: number }>();
  looks.slice(0, -1).forEach(({ at, busy, held }, i) => {
    const key = Math.floor(at / STRETCH);
    const sum = stretches.get(key) ?? { busy: 0, held: 0, seconds: 0 };
    const seconds = looks[i + 1]!.at - at;
    stretches.set(key, {
      busy: sum.busy + busy * seconds,
      held: sum.held + held * seconds,
      seconds: sum.seconds + seconds,
    });
  });
  return [...stretches].map(([key, { busy, held, seconds }]) => [key * STRETCH, busy / seconds, held / seconds]);
}
