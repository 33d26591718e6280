import { ApiObject } from 'cdk8s';
import { FleetApp, GpuFleet, planOf, TrainingJob, TrainingQueue, WholePropagation } from '../../lib';
import { compare, isAsPlanned, observeSplit, settledSplit } from '../../lib/cli/comparison';
import { neededEngines, Twin } from '../../lib/twin';
import { gpuMember } from '../support';
import { expectApplied } from './support/applied';
import { BUILD_TIMEOUT, volcanoTwinEngines } from './support/engines';
import { removeTemporary, temporary } from './support/folders';

const PODS = { apiVersion: 'v1', kind: 'Pod', namespace: 'default' };

/** Queues and gangs as compiled, on real Karmada and real Volcano. */
describe('training', () => {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    volcano: '1.15',
    members: {
      'train-a': gpuMember(2, 8),
      'train-b': gpuMember(2, 8),
      serve: gpuMember(1, 8, { engines: { volcano: null } }),
    },
    groups: { train: ['train-a', 'train-b'] },
  });
  const queue = new TrainingQueue(fleet, 'shared', { to: fleet.group('train'), capability: { cpu: 96, gpus: 24 } });
  const tasks = (gpus: number, replicas: number) => ({
    worker: { replicas, gpus, cpu: 1, memory: '1Gi', image: 'registry.internal/train:1' },
  });
  new TrainingJob(fleet, 'first', { queue, tasks: tasks(4, 3) });
  new TrainingJob(fleet, 'second', { queue, tasks: tasks(1, 2), to: fleet.member('train-b') });
  // a job written by hand, for the member without Volcano too
  const byHand = new ApiObject(fleet, 'by-hand', {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { name: 'by-hand', namespace: 'default' },
    spec: {
      schedulerName: 'volcano',
      minAvailable: 1,
      tasks: [
        {
          name: 'main',
          replicas: 1,
          minAvailable: 1,
          maxRetry: 3,
          template: {
            spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.internal/a:1' }] },
          },
        },
      ],
    },
  });
  new WholePropagation(fleet, 'placed-by-hand', { of: byHand, to: ['train-b', 'serve'] });
  const compilation = app.compile();
  let twin: Twin;

  beforeAll(async () => {
    expect(neededEngines(fleet.model)).toContain('volcano');
    const controlPlane = compilation.targets
      .filter(({ target }) => target.kind === 'control-plane')
      .flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
    twin = await Twin.up(fleet.model, { state: temporary('twin'), engines: await volcanoTwinEngines(), controlPlane });
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  test('the program has no findings, and every object passes the API servers and the webhooks', async () => {
    expect(compilation.findings).toEqual([]);
    await expectApplied(twin, compilation.targets);
  });

  test('the queue is divided over its members, and is in no other', async () => {
    const seen: Record<string, unknown> = {};
    for (const member of ['train-a', 'train-b']) {
      const found = await (await twin.client(member)).read({
        apiVersion: 'scheduling.volcano.sh/v1beta1',
        kind: 'Queue',
        name: 'shared',
      });
      seen[member] = (found?.spec as { capability?: unknown } | undefined)?.capability;
    }
    // half of 24 GPUs and 96 cores each: both members have as many GPUs
    expect(seen).toEqual({
      'train-a': { cpu: '48', 'nvidia.com/gpu': 12 },
      'train-b': { cpu: '48', 'nvidia.com/gpu': 12 },
    });
    expect(compilation.targets.find(({ target }) => target.member === 'serve')).toBeUndefined();
  });

  test('each job goes whole to one member, as planned, and runs', async () => {
    const plan = planOf(compilation);
    expect(Object.keys(plan.workloads.first!.members)).toEqual(['train-a']);
    expect(Object.keys(plan.workloads.second!.members)).toEqual(['train-b']);
    // 'serve' sorts before 'train-b', and does not serve the kind
    expect(Object.keys(plan.workloads['by-hand']!.members)).toEqual(['train-b']);
    const split = await settledSplit(plan, async () => undefined);
    const rows = compare(plan, split, await observeSplit(twin, plan, split));
    expect(rows).toHaveLength(3);
    expect(rows.filter((row) => !isAsPlanned([row]))).toEqual([]);
  });

  test("a gang beyond the queue's share waits as a whole: no pod of it is bound", async () => {
    const member = await twin.client('train-a');
    // the first job holds 12 GPUs, all of this member's share, though 4 of the member's 16 are idle
    const other = new FleetApp();
    const again = new GpuFleet(other, 'fleet', { volcano: '1.15', members: { 'train-a': gpuMember(2, 8) } });
    const byName = TrainingQueue.fromName('shared', { members: ['train-a'], gpuResource: 'nvidia.com/gpu' });
    new TrainingJob(again.member('train-a'), 'third', { queue: byName, tasks: tasks(2, 2) });
    const { targets } = other.compile();
    const manifests = targets
      .filter(({ target }) => target.member === 'train-a')
      .flatMap(({ objects }) => objects.map((o) => o.manifest));
    const [applied] = await twin.applyTo('train-a', manifests);
    expect(applied).toMatchObject({ outcome: 'created', kind: 'Job' });
    await new Promise((resolve) => setTimeout(resolve, 5000));
    const pods = await member.list(PODS, { labelSelector: 'volcano.sh/job-name=third' });
    expect(pods.filter((pod) => (pod.spec as { nodeName?: string }).nodeName !== undefined)).toEqual([]);
  });
});
