import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '../../../lib/core/manifest';
import { pause } from '../../../lib/core/pause';
import { Twin, type TwinEngines } from '../../../lib/twin';
import { ARMS, type Arm, Arms, GPUS_PER_NODE, NAMESPACE, NODES } from './arms';
import { type Replay, replay } from './replay';
import type { TraceJob } from './trace';

/** How a trace is run. */
export interface RunOptions {
  readonly engines: TwinEngines;
  /** Seconds of the trace that pass in one of ours. */
  readonly speed: number;
  /** Seconds of ours after which the replays are given up. */
  readonly limit: number;
}

const SCHEDULER_KEY = 'volcano-scheduler.conf';

/** Replays a trace on both clusters of a twin of its own at the same time, so that a busy machine slows both. */
export async function run(trace: readonly TraceJob[], options: RunOptions): Promise<Readonly<Record<Arm, Replay>>> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-bench-'));
  const arms = new Arms(trace);
  const twin = await Twin.up(arms.model, { state: join(folder, 'twin'), engines: options.engines });
  try {
    const manifests = arms.manifests();
    await configure(twin, manifests);
    await twin.applyTo(
      'queues',
      manifests.filter(({ kind }) => kind === 'Queue'),
    );
    const { speed, limit } = options;
    const nodes = Object.fromEntries(Array.from({ length: NODES }, (_, i) => [`4090-${i}`, GPUS_PER_NODE]));
    const replays = await Promise.all(
      ARMS.map(async (arm) =>
        replay(trace, {
          client: await twin.client(arm),
          namespace: NAMESPACE,
          nodes,
          speed,
          limit,
          submit: arms.submissions(arm),
        }),
      ),
    );
    return Object.fromEntries(ARMS.map((arm, i) => [arm, replays[i]!])) as Record<Arm, Replay>;
  } finally {
    await twin.down();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gives Volcano's scheduler the program's configuration, as the kubelet does with a ConfigMap: by a file that is moved. */
async function configure(twin: Twin, manifests: readonly Manifest[]): Promise<void> {
  const { data } = manifests.find(({ kind }) => kind === 'ConfigMap') as Manifest & { data: Record<string, string> };
  const target = join(twin.folder, 'volcano', 'queues', 'scheduler.conf');
  writeFileSync(`${twin.folder}/scheduler.conf`, data[SCHEDULER_KEY]!);
  renameSync(`${twin.folder}/scheduler.conf`, target);
  // the scheduler takes it up with its next round, one second later at most
  await pause(3000);
}
