import { ApiObject, JsonPatch } from 'cdk8s';
import {
  FederatedTrainingJob,
  type FederatedTrainingJobProps,
  Gpu,
  GpuRequest,
  type JobPlugins,
  planOf,
  TrainingQueue,
} from '../lib';
import { lateText } from '../lib/core/late';
import { findingsOf, manifestsOf } from '../lib/testing';
import { gradientBytes, ringLoads } from '../lib/training/gradient-traffic';
import { gpuMember, idsOf, twoMembers } from './support';

type Props = FederatedTrainingJobProps<'a' | 'b'>;
type Fleet = Parameters<typeof twoMembers>[0];

const LINKS = [{ between: ['a', 'b'], gbps: 100, latencyMs: 5 }] as const;

/** A fleet of a and b with a link, and a job of 3 + 1 pods over both. */
function withJob(props: Partial<Props> = {}, more: Fleet = {}) {
  const { app, fleet } = twoMembers({ volcano: '1.15', links: LINKS, ...more });
  const queue = new TrainingQueue(fleet, 'train', { to: fleet });
  const job = new FederatedTrainingJob(fleet, 'llm', {
    queue,
    namespace: 'ml',
    parts: { a: 3, b: 1 },
    pods: { image: 'registry.internal/llm:1', gpus: 8 },
    masterAddress: 'llm.example.com',
    parameters: 7e9,
    stepSeconds: 20,
    ...props,
  });
  return { app, fleet, queue, job };
}

const JOB = { kind: 'Job', target: 'fleet/control-plane' };

describe('FederatedTrainingJob', () => {
  test('is a gang in each member, which knows all of the others and its own ranks', () => {
    const { app, job } = withJob();
    expect(findingsOf(app)).toEqual([]);
    const part = (name: string, replicas: number, offset: string) => ({
      metadata: { name, namespace: 'ml' },
      spec: {
        queue: 'train',
        minAvailable: replicas,
        plugins: { env: [] },
        tasks: [
          {
            name: 'worker',
            replicas,
            template: {
              spec: {
                containers: [
                  {
                    env: [
                      { name: 'MASTER_ADDR', value: 'llm.example.com' },
                      { name: 'MASTER_PORT', value: '23456' },
                      { name: 'WORLD_SIZE', value: '4' },
                      { name: 'NODE_RANK_OFFSET', value: offset },
                    ],
                  },
                ],
              },
            },
          },
        ],
      },
    });
    expect(manifestsOf(app, JOB)).toMatchObject([part('llm-a', 3, '0'), part('llm-b', 1, '3')]);
    expect(job.replicas).toBe(4);
    expect(job.masterLabels).toMatchObject({ 'volcano.sh/job-name': 'llm-a' });
  });

  test.each<[string, JobPlugins['svc'], readonly string[]]>([
    [
      'pods of other parts in',
      { publishNotReadyAddresses: true },
      ['--disable-network-policy=true', '--publish-not-ready-addresses=true'],
    ],
    ['them in', [], ['--disable-network-policy=true']],
    ['nobody in where that is said', { disableNetworkPolicy: false }, ['--disable-network-policy=false']],
  ])('svc lets %s', (_, svc, rendered) => {
    const { app } = withJob({ plugins: { svc } });
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, JOB)).toMatchObject([
      { spec: { plugins: { svc: rendered, env: [] } } },
      { spec: { plugins: { svc: rendered, env: [] } } },
    ]);
  });

  test.each([{}, { volcanoGlobal: '0.3' }])('plugins that take a part for the whole are refused, %j', (more) => {
    const plugins = { pytorch: { master: 'worker' }, tensorflow: {}, mpi: undefined };
    const found = findingsOf(withJob({ plugins }, more).app, 'training/plugin-of-one-part');
    expect(found).toMatchObject([{ severity: 'error', place: 'fleet/llm', value: ['pytorch', 'tensorflow'] }]);
  });

  test.each([{}, { volcanoGlobal: '0.3' }])('parts without GPUs are not asked of which kind, %j', (more) => {
    const amd = { name: 'amd', gpu: Gpu.amd('MI300X'), nodes: 1, gpusPerNode: 8 };
    const nvidia = { ...amd, name: 'nvidia', gpu: Gpu.nvidia('V100') };
    const both = { kubernetes: '1.34', pools: [amd, nvidia] };
    const pods = { image: 'registry.internal/llm:1', cpu: 8 };
    const { app } = withJob({ pods }, { members: { a: both, b: both }, ...more });
    expect(findingsOf(app, 'queue/ambiguous-gpu-resource')).toEqual([]);
  });

  test('each part goes to its member, and is in the plan there', () => {
    const { workloads } = planOf(withJob().app.compile());
    expect(Object.values(workloads).map(({ members }) => Object.keys(members))).toEqual([['a'], ['b']]);
  });

  test('torchrun is started with the rank that the offset and the index add up to', () => {
    const { app } = withJob({ torchrun: ['train.py', '--fast'] });
    const [spec] = manifestsOf(app, JOB).map((manifest) => JSON.stringify(manifest.spec));
    expect(spec).toContain('$((NODE_RANK_OFFSET + VC_TASK_INDEX))');
    expect(spec).toContain('"torchrun","train.py","--fast"');
  });

  test('with volcano-global is one HyperJob, whose parts are held to the same rules', () => {
    const { app, job } = withJob({}, { volcanoGlobal: '0.3' });
    // what is not in Volcano's own release has no schema here
    expect(idsOf(app)).toEqual(['schema/no-schema']);
    expect(manifestsOf(app, JOB)).toEqual([]);
    expect(manifestsOf(app, { kind: 'HyperJob' })).toMatchObject([
      {
        apiVersion: 'training.volcano.sh/v1alpha1',
        metadata: { name: 'llm', namespace: 'ml' },
        spec: {
          minAvailable: 2,
          replicatedJobs: [
            { name: 'a', replicas: 1, clusterNames: ['a'], templateSpec: { minAvailable: 3 } },
            { name: 'b', replicas: 1, clusterNames: ['b'], templateSpec: { minAvailable: 1 } },
          ],
        },
      },
    ]);
    expect(job.masterLabels).toMatchObject({ 'volcano.sh/job-name': 'llm-a-0' });
    ApiObject.of(job).addJsonPatch(JsonPatch.add('/spec/replicatedJobs/0/templateSpec/plugins/horovod', []));
    expect(findingsOf(app, 'training/unknown-plugin')).toMatchObject([
      { pointer: '/spec/replicatedJobs/0/templateSpec/plugins/horovod' },
    ]);
  });
});

describe('what a ring all-reduce asks of links', () => {
  test('is 2 (n - 1) / n of the gradients over every link, in 2 (n - 1) rounds', () => {
    const links = [
      { between: ['a', 'b'], gbps: 8, latencyMs: 10 },
      { between: ['c', 'b'], gbps: 4 },
    ] as const;
    expect(ringLoads(['a', 'b'], links, 1e9)).toMatchObject([{ bytes: 1e9, seconds: 1.02 }]);
    const [first, second, third] = ringLoads(['a', 'b', 'c'], links, 1.5e9);
    expect(first).toMatchObject({ bytes: 2e9, seconds: 2.04 });
    expect(second).toMatchObject({ between: ['b', 'c'], seconds: 4 });
    expect(third).toEqual({ between: ['c', 'a'], bytes: 2e9 });
  });

  test('gradients are those of all parameters', () => {
    expect(gradientBytes({ parameters: 7e9 })).toBe(14e9);
    expect(gradientBytes({ parameters: 7e9, precision: 'fp32' })).toBe(28e9);
    expect(gradientBytes({ parameters: 7e9, gradientGiBPerStep: 1 })).toBe(2 ** 30);
    expect(gradientBytes({})).toBeUndefined();
  });
});

describe('bad input', () => {
  test.each<[string, Partial<Props>, Fleet]>([
    ['training/one-part', { parts: { a: 4 } }, {}],
    ['training/unknown-member', { parts: { a: 2, c: 2 } as object }, {}],
    ['training/master-unreachable', { masterAddress: '' }, {}],
    ['training/master-unreachable', { masterAddress: 'localhost' }, {}],
    ['training/master-unreachable', { masterAddress: 'llm.ml.svc.cluster.local' }, {}],
    ['training/traffic-unknown', { parameters: undefined }, {}],
    ['training/traffic-unknown', { stepSeconds: 0 }, {}],
    ['training/no-link', {}, { links: [] }],
    ['training/link-too-slow', {}, { links: [{ between: ['b', 'a'], gbps: 1 }] }],
    ['fleet/bad-link', {}, { links: [...LINKS, { between: ['a', 'a'], gbps: 1 }] }],
    ['fleet/bad-link', {}, { links: [...LINKS, { between: ['a', 'b'], gbps: 0 }] }],
    ['fleet/bad-link', {}, { links: [...LINKS, { between: ['a', 'c'], gbps: 1 }] as never }],
    ['fleet/bad-version', {}, { volcanoGlobal: 'v0.3.0' }],
    ['training/no-such-gpu', { pods: { image: 'i', gpuModel: { model: 'H100', memoryGiB: 80, nodeLabels: {} } } }, {}],
    ['training/gang-does-not-fit', { parts: { a: 3, b: 5 } }, {}],
  ])('%s for %j in %j', (id, props, more) => {
    const { app } = withJob(props, more);
    expect(idsOf(app)).toContain(id);
  });

  const pods = { image: 'registry.internal/llm:1', gpus: 8 };

  test.each<[string, Partial<Props>, string]>([
    ['training/bad-replicas', { parts: { a: 4, b: 0 } }, 'parts.b is 0;'],
    ['training/bad-replicas', { parts: { a: 4, b: Number.NaN } }, 'parts.b is '],
    ['training/bad-amount', { pods: { ...pods, gpus: 0 } }, 'pods.gpus is 0;'],
    ['training/bad-port', { masterPort: 0 }, 'masterPort is 0;'],
    ['training/bad-processes', { processesPerPod: 0 }, 'processesPerPod is 0;'],
    [
      'training/bad-address',
      { masterAddress: 'https://llm.example.com' },
      'masterAddress is "https://llm.example.com";',
    ],
    ['training/bad-address', { masterAddress: '10.0.0.1:23456' }, 'masterAddress is "10.0.0.1:23456";'],
    ['training/bad-address', { masterAddress: 'the master' }, 'masterAddress is "the master";'],
  ])('tells %s for %j once, and as it was written', (id, props, message) => {
    for (const volcanoGlobal of [undefined, '0.3']) {
      const found = findingsOf(withJob(props, { volcanoGlobal }).app).filter(
        ({ id: one }) => one !== 'schema/no-schema',
      );
      expect(found).toMatchObject([{ id, place: 'fleet/llm', message: expect.stringContaining(message) }]);
    }
  });

  test.each(['10.0.0.1', 'fd00::1', '[fd00::1]', 'LLM.example.com', lateText({ __pulumiOutput: true })])(
    '%s is the address of a master',
    (masterAddress) => {
      expect(findingsOf(withJob({ masterAddress }).app)).toEqual([]);
    },
  );

  test('a name of the cluster is fine in a mesh, and the message of a slow link does the sum', () => {
    const masterAddress = 'llm.ml.svc.cluster.local';
    const { app } = withJob(
      { masterAddress, stepSeconds: 1 },
      { istio: '1.30', members: { a: gpuMember(), b: gpuMember() } },
    );
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'training/link-too-slow',
        message:
          "the link between 'a' and 'b' needs 1.13 s for what has 1 s: 2 (2 - 1) / 2 x 13.04 GiB = 13.04 GiB, at 100 Gbit/s 1.12 s, and 2 rounds of 5 ms.",
      },
    ]);
  });

  test.each<[string, Partial<Props>]>([
    ['training/gpu-not-offered', { pods: { image: 'i', gpu: GpuRequest.mig('1g.10gb') } }],
    ['training/two-gpu-requests', { pods: { image: 'i', gpus: 8, gpu: GpuRequest.slices(1) } }],
    ['training/gang-does-not-fit', { parts: { a: 20, b: 1 } }],
    ['training/gang-over-capability', { parts: { a: 4, b: 1 } }],
    ['training/queue-not-leaf', { queue: TrainingQueue.fromName('parent') }],
  ])('with volcano-global, too: %s for %j', (id, props) => {
    const { app, fleet } = twoMembers({ volcano: '1.15', volcanoGlobal: '0.3', links: LINKS });
    const parent = new TrainingQueue(fleet, 'parent', { capability: { gpus: 48 } });
    const queue = new TrainingQueue(fleet, 'q', { parent });
    new FederatedTrainingJob(fleet, 'llm', {
      queue,
      parts: { a: 3, b: 1 },
      pods: { image: 'registry.internal/llm:1', gpus: 8 },
      masterAddress: 'llm.example.com',
      parameters: 7e9,
      stepSeconds: 20,
      ...props,
    });
    expect(idsOf(app)).toContain(id);
  });

  test('with volcano-global the queue and the GPUs are looked at, too', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15', volcanoGlobal: '0.3', links: LINKS });
    new FederatedTrainingJob(fleet, 'llm', {
      queue: TrainingQueue.fromName('q', { members: ['a'] }),
      parts: { a: 1, b: 1 },
      pods: { image: 'i', gpus: 8, gpuMemoryGiB: 80 },
      masterAddress: 'llm.example.com',
      parameters: 1e9,
      stepSeconds: 20,
    });
    expect(idsOf(app)).toEqual(expect.arrayContaining(['training/queue-elsewhere', 'training/gpu-too-small']));
  });
});
