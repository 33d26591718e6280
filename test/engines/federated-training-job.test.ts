import { FederatedTrainingJob, FleetApp, GpuFleet, TrainingQueue } from '../../lib';
import type { Manifest } from '../../lib/core/manifest';
import type { Twin } from '../../lib/twin';
import { gpuMember } from '../support';
import { upWith } from './support/compiled-twin';
import { BUILD_TIMEOUT } from './support/engines';
import { eventually } from './support/eventually';
import { removeTemporary } from './support/folders';

interface Pod extends Manifest {
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly env: readonly { readonly name: string; readonly value?: string }[] }[];
  };
  readonly status: { readonly phase: string };
}

/** Parts of one job on real Karmada and real Volcano. */
describe('FederatedTrainingJob', () => {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    volcano: '1.15',
    members: { a: gpuMember(3, 8), b: gpuMember(2, 8) },
    links: [{ between: ['a', 'b'], gbps: 100, latencyMs: 2 }],
  });
  const queue = new TrainingQueue(fleet, 'train', { capability: { gpus: 40 } });
  const job = new FederatedTrainingJob(fleet, 'llm', {
    queue,
    parts: { a: 3, b: 2 },
    pods: { image: 'registry.internal/llm:1', gpus: 8, cpu: 1 },
    masterAddress: 'llm.example.com',
    parameters: 7e9,
    stepSeconds: 10,
  });
  const compilation = app.compile();
  let twin: Twin;

  beforeAll(async () => {
    twin = await upWith(compilation);
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  async function podsIn(member: string, labelSelector = 'volcano.sh/job-name'): Promise<Pod[]> {
    const of = { apiVersion: 'v1', kind: 'Pod', namespace: 'default' };
    const pods = await (await twin.client(member)).list(of, { labelSelector });
    return (pods as Pod[]).sort((one, other) => (one.metadata.name! < other.metadata.name! ? -1 : 1));
  }

  const envOf = (pod: Pod) =>
    Object.fromEntries(pod.spec.containers[0]!.env.map(({ name, value }) => [name, value])) as Record<string, string>;

  test('the program has no findings', () => {
    expect(compilation.findings).toEqual([]);
  });

  test('each member gets its part, whole, as a gang of its own, and runs it', async () => {
    const parts = { a: 3, b: 2 } as const;
    for (const [member, replicas] of Object.entries(parts)) {
      await eventually(async () => {
        const pods = await podsIn(member);
        expect(pods.map(({ status }) => status.phase)).toEqual(Array(replicas).fill('Running'));
      });
      const jobs = await (await twin.client(member)).list({ apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job' });
      expect(jobs).toMatchObject([{ metadata: { name: `llm-${member}` }, spec: { minAvailable: replicas } }]);
    }
  });

  test('the pods of all parts have ranks of their own, and one master', async () => {
    const envs = [...(await podsIn('a')), ...(await podsIn('b'))].map(envOf);
    const ranks = envs.map(({ NODE_RANK_OFFSET, VC_TASK_INDEX }) => Number(NODE_RANK_OFFSET) + Number(VC_TASK_INDEX));
    expect(ranks).toEqual([0, 1, 2, 3, 4]);
    for (const env of envs) {
      expect(env).toMatchObject({ WORLD_SIZE: '5', MASTER_ADDR: 'llm.example.com', MASTER_PORT: '23456' });
    }
  });

  test('the labels of the master select one pod, the first', async () => {
    const selector = Object.entries(job.masterLabels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    expect((await podsIn('a', selector)).map(({ metadata }) => metadata.name)).toEqual(['llm-a-worker-0']);
    expect(await podsIn('b', selector)).toEqual([]);
  });
});
