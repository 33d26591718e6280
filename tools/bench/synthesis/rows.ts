import type { Bench, Sample, Task } from './measure';
import type { Shape } from './workload';

/** One figure of the benchmark. */
export interface Row {
  readonly name: string;
  readonly unit: 'ms' | 'MiB';
  readonly ours: number;
  /** cdk8s at the same work; null where it was not measured, or does not finish. */
  readonly peer: number | null;
  /** The same objects as JSON text in as many files; null where that says nothing. */
  readonly floor: number | null;
  /** `peer / ours`; in growth-2n the time for twice the objects over the time for the objects; null where nothing is compared. */
  readonly ratio: number | null;
}

/** What a row must reach. */
export interface Goal {
  readonly row: string;
  readonly text: string;
  /** Whether it is reached; undefined if that was not measured. */
  readonly holds: (row: Row) => boolean | undefined;
}

export const GOALS: readonly Goal[] = [
  {
    row: 'synth-400x40',
    text: '>= 20 times as fast as cdk8s',
    holds: ({ ratio }) => (ratio === null ? undefined : ratio >= 20),
  },
  {
    row: 'synth-400x40',
    text: '<= 3 times the floor',
    holds: ({ ours, floor }) => (floor === null ? undefined : ours <= 3 * floor),
  },
  { row: 'growth-2n', text: 'ratio <= 2.3', holds: ({ ratio }) => (ratio === null ? undefined : ratio <= 2.3) },
  { row: 'load', text: '<= 100 ms', holds: ({ ours }) => ours <= 100 },
];

/** How thorough a run is. */
export interface Effort {
  /** Whether cdk8s is measured too: the better part of two minutes. */
  readonly peer: boolean;
  /** Measurements of which the median is taken. */
  readonly repetitions: number;
}

const WIDE: Shape = { charts: 400, objects: 40 };
/** The same objects without constructs around them and without dependencies. */
const PLAIN: Shape = { ...WIDE, plain: true };
const DEEP: Shape = { charts: 40, objects: 400 };
const TWICE: Shape = { charts: 800, objects: 40 };
const CHAIN: Shape = { charts: 1000, objects: 4, chained: true };
/** For every further chart of a chain cdk8s needs more than ten times as long. */
const SHORT_CHAIN: Shape = { charts: 6, objects: 20, chained: true, plain: true };

/** Measures everything, and hands out each row as soon as it is known. */
export function* measureRows(bench: Bench, { peer, repetitions }: Effort): Generator<Row> {
  const ours = (shape: Shape): Task => ({ what: 'ours', shape });
  const floor = (shape: Shape): Task => ({ what: 'floor', shape });
  const raw = (shape: Shape): Sample | null => (peer ? bench.once({ what: 'peer', shape }) : null);
  const oursAndFloor = (shape: Shape) => bench.medians([ours(shape), floor(shape)], repetitions);

  yield load(bench, repetitions);

  const [wide, wideFloor, twice] = bench.medians([ours(WIDE), floor(WIDE), ours(TWICE)], repetitions);
  const wideRaw = raw(WIDE);
  yield row('synth-400x40', wide, wideRaw, wideFloor);
  yield memory(wide, wideRaw, wideFloor);
  yield { ...row('growth-2n', twice, null, null), ratio: round(twice.milliseconds / wide.milliseconds) };

  const [plain, plainFloor] = oursAndFloor(PLAIN);
  yield row('synth-400x40-plain', plain, raw(PLAIN), plainFloor);

  const [deep, deepFloor] = oursAndFloor(DEEP);
  yield row('synth-40x400', deep, raw(DEEP), deepFloor);

  const [chain, chainFloor] = oursAndFloor(CHAIN);
  yield row('chained-1000', chain, null, chainFloor);
  const [shortChain] = bench.medians([ours(SHORT_CHAIN)], repetitions);
  yield row('chained-6', shortChain, raw(SHORT_CHAIN), null);
}

/** CPU time to load the library once cdk8s is loaded; beside it, that of cdk8s. */
function load(bench: Bench, repetitions: number): Row {
  const [library, cdk8s] = bench.medians(
    [
      { what: 'load', module: 'ours' },
      { what: 'load', module: 'peer' },
    ],
    repetitions,
  );
  const [ours, peer] = [library.cpuMilliseconds, cdk8s.cpuMilliseconds];
  return { name: 'load', unit: 'ms', ours: round(ours), peer: round(peer), floor: null, ratio: round(peer / ours) };
}

function memory(ours: Sample, peer: Sample | null, floor: Sample): Row {
  return {
    name: 'memory',
    unit: 'MiB',
    ours: round(ours.peakMiB),
    peer: peer && round(peer.peakMiB),
    floor: round(floor.peakMiB),
    ratio: peer && round(peer.peakMiB / ours.peakMiB),
  };
}

function row(name: string, ours: Sample, peer: Sample | null, floor: Sample | null): Row {
  return {
    name,
    unit: 'ms',
    ours: round(ours.milliseconds),
    peer: peer && round(peer.milliseconds),
    floor: floor && round(floor.milliseconds),
    ratio: peer && round(peer.milliseconds / ours.milliseconds),
  };
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
