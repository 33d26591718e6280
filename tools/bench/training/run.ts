import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '../../../lib/core/pause';
import { Twin, type TwinEngines } from '../../../lib/twin';
import { ARMS, type Arm, Arms, NAMESPACE } from './arms';
import { type Replay, replay } from './replay';
import type { Trace } from './trace';

/** How a trace is run. */
export interface RunOptions {
  readonly engines: TwinEngines;
  /** Seconds of ours after which the replays are given up. */
  readonly limit: number;
}

/** Replays a trace on both clusters of a twin of its own at the same time. */
export async function run(trace: Trace, options: RunOptions): Promise<Readonly<Record<Arm, Replay>>> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-bench-'));
  const arms = new Arms(trace);
  const twin = await Twin.up(arms.model, { state: join(folder, 'twin'), engines: options.engines });
  try {
    await configure(twin, arms);
    const replays = await Promise.all(
      ARMS.map(async (arm) =>
        replay(trace.jobs, {
          ...arms.cluster(arm),
          client: await twin.client(arm),
          namespace: NAMESPACE,
          limit: options.limit,
          submit: (job) => arms.submission(arm, job),
        }),
      ),
    );
    return Object.fromEntries(ARMS.map((arm, i) => [arm, replays[i]!])) as Record<Arm, Replay>;
  } finally {
    await twin.down();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gives Volcano the program's queue and the configuration of its scheduler. */
async function configure(twin: Twin, arms: Arms): Promise<void> {
  await twin.applyTo(
    'queues',
    arms.manifests().filter(({ kind }) => kind === 'Queue' || kind === 'ConfigMap'),
  );
  // taken up with the next round, and the GPUs of a node with the next event of the node after that
  await pause(3000);
  const nodes = arms.cluster('queues').nodes.map((name) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, annotations: { 'bench.cdk8s-fleet.dev/seen': 'true' } },
  }));
  await twin.applyTo('queues', nodes);
}
