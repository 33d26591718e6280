import { FleetApp, GpuFleet, TrainingJob, TrainingQueue, VolcanoScheduler } from '../../lib';
import type { Manifest } from '../../lib/core/manifest';
import { CONTROL_PLANE, Twin } from '../../lib/twin';
import { nodesOf } from '../../lib/twin/nodes';
import { gpuMember } from '../support';
import { BUILD_TIMEOUT, volcanoTwinEngines } from './support/engines';
import { fleet, member, pool, ref } from './support/fleets';
import { removeTemporary, temporary } from './support/folders';
import { gang, queue, whole } from './support/volcano';

const MIB = 2 ** 20;
const TRAIN = 'train-gpu';
const SERVE = 'serve-online';
const VOLCANO = ['vc-webhook-manager', 'vc-controller-manager', 'vc-scheduler'];

const model = fleet(
  member(TRAIN, pool('a100', 3, 8), { engines: { volcano: '1.14' } }),
  member(SERVE, pool('l4', 1, 1)),
);

let twin: Twin;

beforeAll(async () => {
  twin = await Twin.up(model, { state: temporary('twin'), engines: await volcanoTwinEngines() });
}, BUILD_TIMEOUT);

afterAll(async () => {
  await twin?.down();
  removeTemporary();
});

test('Volcano runs where the model has it, and only there', async () => {
  const { clusters, notes } = await twin.status();
  const [train, serve] = [TRAIN, SERVE].map(
    (name) => clusters.find((cluster) => cluster.name === name)?.components ?? [],
  );
  expect(train?.filter(({ state }) => state === 'running')).toHaveLength(7);
  expect(train?.slice(4).map(({ component }) => component)).toEqual(VOLCANO);
  const memory = train?.slice(4).reduce((sum, component) => sum + (component.memory ?? Number.NaN), 0);
  expect(memory).toBeLessThan(160 * MIB);
  expect(serve?.map(({ component }) => component)).toEqual([
    'kube-apiserver',
    'kube-controller-manager',
    'kube-scheduler',
    'kwok',
  ]);
  expect(notes).toEqual([`${TRAIN} has Volcano 1.15, the fleet asks for 1.14`]);
});

test('the webhook refuses a queue that guarantees more than it deserves, and a gang larger than its tasks', async () => {
  const greedy = queue('greedy', { guarantee: { resource: { cpu: '4' } }, deserved: { cpu: '2' } });
  const refused = await twin.applyTo(TRAIN, [greedy, gang('larger', { replicas: 2, minAvailable: 3 })]);
  expect(refused.filter(({ implied }) => !implied)).toMatchObject([
    { outcome: 'failed', message: expect.stringContaining('deserved[cpu]=2 must be >= guarantee[cpu]=4') },
    { outcome: 'failed', message: expect.stringContaining("'minAvailable' should not be greater than total replicas") },
  ]);
});

test('a gang of four waits with three free nodes, none of its pods bound, and runs when a fourth comes', async () => {
  const job = gang('resnet50', { replicas: 4 });
  await apply(TRAIN, job);
  await expectHeldBack(job, 4);

  const [fourth] = nodesOf(member(TRAIN, pool('more', 1, 8)));
  const api = await twin.client(TRAIN);
  await api.create(fourth as Manifest);
  await expectRunning(job, 4);
  expect(await nodesUsedBy(job)).toEqual(['a100-0', 'a100-1', 'a100-2', 'more-0']);
  await api.remove(ref(job));
  await api.remove(ref(fourth as Manifest));
});

test("a queue's capability holds a gang back, and lifting it releases the gang", async () => {
  const small = queue('small', { capability: { 'nvidia.com/gpu': 8 } });
  const job = gang('two', { replicas: 2, queue: 'small' });
  await apply(TRAIN, small, job);
  await expectHeldBack(job, 2);

  await apply(TRAIN, queue('small', { capability: { 'nvidia.com/gpu': 16 } }));
  await expectRunning(job, 2);
  await (await twin.client(TRAIN)).remove(ref(job));
});

test.each(['capacity', 'proportion'] as const)(
  'what is guaranteed to a queue is kept from a gang in another, as the check says: %s',
  async (divider) => {
    const { findings, objects, over, fits } = besideGuarantee(divider);
    expect(findings.filter(({ id }) => id === 'training/gang-over-capability').map(({ place }) => place)).toEqual([
      `fleet-member-${TRAIN}/${divider}-over/Resource`,
    ]);
    await apply(TRAIN, ...objects, over);
    await expectHeldBack(over, 3);
    await apply(TRAIN, fits);
    await expectRunning(fits, 2);
    expect(await nodesUsedBy(over)).toEqual([]);

    const api = await twin.client(TRAIN);
    await api.remove(ref(fits));
    await apply(TRAIN, queue('keep', {}));
    await expectRunning(over, 3);
    await api.remove(ref(over));
  },
);

test('a job for the control plane arrives on its member, runs, ends, and its status comes back', async () => {
  const job = gang('sent', { replicas: 2, runFor: '5s' });
  await apply(CONTROL_PLANE, job, whole('sent', job, TRAIN));
  await expectRunning(job, 2);
  const controlPlane = await twin.client();
  await until(async () => {
    const { state } = ((await controlPlane.read(ref(job)))?.status ?? {}) as { state?: { phase?: string } };
    return state?.phase === 'Completed';
  });
  const [done] = await twin.observe([{ workload: ref(job), members: { [TRAIN]: 2 } }], { timeoutSeconds: 1 });
  expect(done).toMatchObject({ matches: true, members: { [TRAIN]: { active: 0, succeeded: 2 } } });
});

test('a killed member comes back with its Volcano', async () => {
  expect(await twin.kill(TRAIN, 'vc-scheduler')).toEqual(['vc-scheduler']);
  expect((await twin.kill(TRAIN)).sort()).toEqual(
    ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok', ...VOLCANO.slice(0, 2)].sort(),
  );
  await twin.revive(TRAIN);
  const job = gang('after', { replicas: 3 });
  await apply(TRAIN, job);
  // Bound, not running: kwok takes up the nodes of the one before it when their leases have run out, after 40 s.
  await until(async () => (await nodesUsedBy(job)).length === 3);
});

/** 8 of 24 GPUs are guaranteed to a queue; in another is a gang that needs all of them, and one that needs the 16 that are left. */
function besideGuarantee(divider: 'capacity' | 'proportion') {
  const app = new FleetApp();
  const scope = new GpuFleet(app, 'fleet', { volcano: '1.15', members: { [TRAIN]: gpuMember(3, 8) } }).member(TRAIN);
  new TrainingQueue(scope, 'keep', { guarantee: { gpus: 8 }, deserved: { gpus: 8 } });
  const rest = new TrainingQueue(scope, 'rest');
  new VolcanoScheduler(scope, 'scheduler', {
    plugins: divider === 'proportion' ? { capacity: null, proportion: {} } : {},
  });
  for (const [name, replicas] of Object.entries({ over: 3, fits: 2 })) {
    const tasks = { trainer: { replicas, gpus: 8, image: 'registry.internal/train:1' } };
    // a job that is gone may still be there for a while under its name
    new TrainingJob(scope, `${divider}-${name}`, { queue: rest, namespace: 'ml', tasks });
  }
  const { findings, targets } = app.compile();
  const manifests = targets.filter(({ target }) => target.member === TRAIN).flatMap(({ objects }) => objects);
  const [jobs, objects] = [true, false].map((isJob) =>
    manifests.flatMap(({ manifest }) => ((manifest.kind === 'Job') === isJob ? manifest : [])),
  );
  const [over, fits] = ['over', 'fits'].map(
    (name) => jobs!.find(({ metadata }) => metadata.name === `${divider}-${name}`)!,
  );
  return { findings, objects: objects!, over: over!, fits: fits! };
}

async function apply(cluster: string, ...manifests: readonly Manifest[]): Promise<void> {
  const applied = await twin.applyTo(cluster, manifests);
  expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
}

/** The scheduler has looked at the gang and not let it in: there are no pods of it that could be bound. */
async function expectHeldBack(job: Manifest, replicas: number): Promise<void> {
  await until(async () => {
    const [seen] = await twin.observe([{ workload: ref(job), members: { [TRAIN]: replicas } }], { timeoutSeconds: 1 });
    expect(seen?.members[TRAIN]).toMatchObject({ replicas, ready: 0 });
    return seen?.members[TRAIN]?.problem?.includes('has made no pods') === true;
  });
  expect(await nodesUsedBy(job)).toEqual([]);
}

async function expectRunning(job: Manifest, replicas: number): Promise<void> {
  const [seen] = await twin.observe([{ workload: ref(job), members: { [TRAIN]: replicas } }], { timeoutSeconds: 30 });
  expect(seen).toMatchObject({ matches: true });
}

/** Names of the nodes that pods of a job are bound to. */
async function nodesUsedBy(job: Manifest): Promise<string[]> {
  const pods = await (await twin.client(TRAIN)).list(
    { apiVersion: 'v1', kind: 'Pod', namespace: 'ml' },
    { labelSelector: `volcano.sh/job-name=${job.metadata.name}` },
  );
  return pods.flatMap(({ spec }) => (spec as { nodeName?: string }).nodeName ?? []).sort();
}

async function until(look: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await look())) {
    if (Date.now() > deadline) {
      throw new Error('not seen within 30 s');
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
