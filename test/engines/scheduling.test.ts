import { ApiObject } from 'cdk8s';
import {
  FleetApp,
  Gpu,
  GpuFleet,
  type IQueue,
  type NodePoolProps,
  TrainingJob,
  type TrainingJobProps,
  TrainingQueue,
  VolcanoScheduler,
} from '../../lib';
import type { Compilation } from '../../lib/core/compilation';
import type { Manifest } from '../../lib/core/manifest';
import { HyperNode } from '../../lib/l1/volcano';
import { NODE_GROUP_LABEL } from '../../lib/plan/node-groups';
import type { Twin } from '../../lib/twin';
import { nodesOf } from '../../lib/twin/nodes';
import { upWith } from './support/compiled-twin';
import { BUILD_TIMEOUT } from './support/engines';
import { eventually } from './support/eventually';
import { ref } from './support/fleets';
import { removeTemporary } from './support/folders';

const TRAIN = 'train';
const LATER = Gpu.amd('MI300X');
const NEAR = [
  ['rest-0', 'rest-1'],
  ['rest-2', 'rest-3'],
] as const;
const JOB = { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job', namespace: 'default' };
const POD_GROUP = { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'PodGroup', namespace: 'default' };

interface Pod {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>>; readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly reason?: string }[] };
}

/** A member with 2 nodes in the node group `fast` and 4 in none, of 8 GPUs each. */
function member(...more: readonly NodePoolProps[]) {
  const app = new FleetApp();
  const nodes = { gpu: Gpu.nvidia('V100'), gpusPerNode: 8 };
  const pools = [
    { ...nodes, name: 'fast', nodes: 2, labels: { [NODE_GROUP_LABEL]: 'fast' } },
    { ...nodes, name: 'rest', nodes: 4 },
    ...more,
  ];
  const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members: { [TRAIN]: { kubernetes: '1.34', pools } } });
  return { app, scope: fleet.member(TRAIN) };
}

/** Queues side by side: the cluster is divided by their weights. The nodes of no group are two pairs that are near to each other. */
function sideBySide() {
  const { app, scope } = member();
  // all jobs are let in at once, so that what the scheduler does with them is up to their queues
  new VolcanoScheduler(scope, 'scheduler', { plugins: { overcommit: null } });
  new TrainingQueue(scope, 'bound', { nodeGroups: ['fast'] });
  new TrainingQueue(scope, 'heavy', { weight: 3 });
  new TrainingQueue(scope, 'light', { weight: 1 });
  new TrainingQueue(scope, 'high', { priority: 10 });
  new TrainingQueue(scope, 'low');
  new TrainingQueue(scope, 'fifo', { dequeueStrategy: 'fifo' });
  for (const [i, pair] of NEAR.entries()) {
    const members = pair.map((name) => ({ type: 'Node' as const, selector: { exactMatch: { name } } }));
    new HyperNode(scope, `pair-${i}`, { metadata: { name: `pair-${i}` }, spec: { tier: 1, members } });
  }
  jobIn(scope, 'near', { pods: 2, networkTopology: { highestTierAllowed: 1 } });
  return app.compile();
}

/** Queues of which one takes back what it deserves, and one with node groups that is divided further. */
function owned() {
  const { app, scope } = member();
  new VolcanoScheduler(scope, 'scheduler');
  const bound = new TrainingQueue(scope, 'bound', { nodeGroups: ['fast'] });
  new TrainingQueue(scope, 'child', { parent: bound });
  new TrainingQueue(scope, 'owner', { deserved: { gpus: 32 } });
  new TrainingQueue(scope, 'gives');
  new TrainingQueue(scope, 'keeps', { reclaimable: false });
  return app.compile();
}

/** A pool that grows with what is asked of it, with so many nodes now; nobody else has GPUs of its kind. */
function growing(nodes: number) {
  return member({
    name: 'later',
    gpu: LATER,
    gpusPerNode: 8,
    nodes,
    autoscaling: { min: 0, max: 2 },
  });
}

interface JobProps extends Pick<TrainingJobProps, 'networkTopology' | 'priorityClassName'> {
  readonly queue?: string;
  /** Pods that fill a node each. @default 1 */
  readonly pods?: number;
  /** The node they run on. @default - any */
  readonly node?: string;
  /** Their GPUs. @default - any */
  readonly gpuModel?: Gpu;
}

function jobIn(scope: ReturnType<typeof member>['scope'], name: string, props: JobProps): TrainingJob {
  const { queue = 'default', pods = 1, node, gpuModel, ...more } = props;
  const named: IQueue = TrainingQueue.fromName(queue);
  const pod = node === undefined ? {} : { nodeSelector: { 'kubernetes.io/hostname': node } };
  const worker = { replicas: pods, gpus: 8, gpuModel, image: 'registry.internal/train:1', pod };
  const gpuResource = gpuModel?.resource;
  return new TrainingJob(scope, name, { ...more, queue: named, gpuResource, tasks: { worker } });
}

/** What queues and jobs state of scheduling, on the real Volcano. */
describe('scheduling', () => {
  const compilation = sideBySide();
  let twin: Twin;

  beforeAll(async () => {
    twin = await upWith(compilation);
    await apply({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'urgent' },
      value: 1000,
    });
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  async function apply(...manifests: readonly Manifest[]): Promise<void> {
    const applied = await twin.applyTo(TRAIN, manifests);
    expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }

  /** Applies what a program has for the member itself. */
  async function applyMember({ targets, findings }: Compilation): Promise<void> {
    expect(findings).toEqual([]);
    const ofMember = targets.filter(({ target }) => target.kind === 'member');
    await apply(...ofMember.flatMap(({ objects }) => objects.map(({ manifest }) => manifest)));
  }

  /** Applies jobs of these names, one after the other. */
  async function submit(props: JobProps, ...names: readonly string[]): Promise<void> {
    const { scope } = member();
    for (const name of names) {
      await apply(ApiObject.of(jobIn(scope, name, props)).toJson() as Manifest);
    }
  }

  /** Nodes of the pods that are bound, by queue. */
  async function nodes(): Promise<Record<string, string[]>> {
    const pods = await (await twin.client(TRAIN)).list({ apiVersion: 'v1', kind: 'Pod', namespace: 'default' });
    const byQueue: Record<string, string[]> = {};
    for (const { metadata, spec } of pods as unknown as readonly Pod[]) {
      if (spec.nodeName !== undefined && metadata.deletionTimestamp === undefined) {
        const queue = metadata.annotations['volcano.sh/queue-name']!;
        byQueue[queue] = [...(byQueue[queue] ?? []), spec.nodeName];
      }
    }
    return byQueue;
  }

  /** Names of the jobs with pods that are bound. */
  async function running(): Promise<string[]> {
    const pods = await (await twin.client(TRAIN)).list({ apiVersion: 'v1', kind: 'Pod', namespace: 'default' });
    return (pods as unknown as readonly Pod[])
      .filter(({ metadata, spec }) => spec.nodeName !== undefined && metadata.deletionTimestamp === undefined)
      .map(({ metadata }) => metadata.annotations['volcano.sh/job-name']!);
  }

  /** Nodes used, by queue. */
  async function counts(): Promise<Record<string, number>> {
    return Object.fromEntries(Object.entries(await nodes()).map(([queue, used]) => [queue, used.length]));
  }

  /** The scheduler has looked at a job, and found no nodes for it. */
  async function expectWaiting(name: string): Promise<void> {
    await eventually(async () => {
      const groups = await (await twin.client(TRAIN)).list(POD_GROUP);
      const { conditions = [] } = (groups.find(({ metadata }) => metadata.name?.startsWith(`${name}-`))?.status ??
        {}) as { conditions?: readonly { type: string }[] };
      expect(conditions.at(-1)?.type).toBe('Unschedulable');
    });
  }

  async function remove(...names: readonly string[]): Promise<void> {
    const client = await twin.client(TRAIN);
    for (const name of names) {
      await client.remove({ ...JOB, name });
    }
  }

  /** Fills all nodes of no group, has jobs come, and makes room for those that the scheduler then chooses. */
  async function compete(come: () => Promise<void>): Promise<void> {
    await submit({ pods: 4 }, 'before');
    await eventually(async () => expect(await counts()).toEqual({ default: 4 }));
    await come();
    await eventually(async () => {
      const pods = await (await twin.client(TRAIN)).list({ apiVersion: 'v1', kind: 'Pod', namespace: 'default' });
      const jobs = await (await twin.client(TRAIN)).list(JOB);
      expect(pods).toHaveLength(4 + jobs.length - 1);
    });
    await remove('before');
  }

  afterEach(async () => {
    const jobs = await (await twin.client(TRAIN)).list(JOB);
    await remove(...jobs.map((job) => ref(job).name));
    await eventually(async () => expect(await nodes()).toEqual({}));
  });

  test('networkTopology: a gang is put within one HyperNode', async () => {
    expect(compilation.findings.map(({ id }) => id)).toEqual(['queue/strategy-ignored']);
    await eventually(async () => expect(NEAR).toContainEqual((await nodes()).default?.sort()));
  });

  test('and waits for one, though there are nodes enough elsewhere', async () => {
    for (const [near] of NEAR) {
      await submit({ node: near }, `on-${near}`);
    }
    await eventually(async () => expect((await nodes()).default?.sort()).toEqual(['rest-0', 'rest-2']));
    await submit({ pods: 2, queue: 'low', networkTopology: { highestTierAllowed: 1 } }, 'near');
    await expectWaiting('near');
    await submit({ pods: 2, queue: 'high' }, 'anywhere');
    await eventually(async () => expect((await nodes()).high?.sort()).toEqual(['rest-1', 'rest-3']));
    await remove('anywhere', 'on-rest-2');
    await eventually(async () => expect((await nodes()).low?.sort()).toEqual(['rest-2', 'rest-3']));
  });

  test('nodeGroups: pods of a queue run on its nodes only, those of other queues on all but these', async () => {
    await submit({ queue: 'bound' }, 'b0', 'b1');
    await submit({}, 'd0', 'd1', 'd2', 'd3', 'd4');
    await eventually(async () => {
      const { bound = [], default: rest = [] } = await nodes();
      expect(bound.sort()).toEqual(['fast-0', 'fast-1']);
      expect(rest.sort()).toEqual(NEAR.flat());
    });
    await expectWaiting('d4');
    await remove('d3', 'd4');
    await submit({ queue: 'bound' }, 'b2');
    await expectWaiting('b2');
    await eventually(async () => expect(await counts()).toEqual({ bound: 2, default: 3 }));
  });

  test('dequeueStrategy: jobs pass one that does not fit, also where fifo is asked for', async () => {
    await submit({ queue: 'fifo', pods: 5 }, 'first');
    await expectWaiting('first');
    await submit({ queue: 'fifo' }, 'second');
    await eventually(async () => expect(await counts()).toEqual({ fifo: 1 }));
  });

  test('weight: a full cluster is divided in this ratio', async () => {
    await compete(async () => {
      await submit({ queue: 'light' }, 'l0', 'l1', 'l2', 'l3');
      await submit({ queue: 'heavy' }, 'h0', 'h1', 'h2', 'h3');
    });
    await eventually(async () => expect(await counts()).toEqual({ heavy: 3, light: 1 }));
  });

  test('priority of a queue: its jobs come first, whoever was there before', async () => {
    await compete(async () => {
      await submit({ queue: 'low' }, 'l0', 'l1', 'l2', 'l3');
      await submit({ queue: 'high' }, 'h0', 'h1', 'h2');
    });
    await eventually(async () => expect(await counts()).toEqual({ high: 3, low: 1 }));
  });

  test('priorityClassName: within a queue, jobs of higher priority come first', async () => {
    await compete(async () => {
      await submit({ queue: 'low' }, 'usual-0', 'usual-1', 'usual-2');
      await submit({ queue: 'low', priorityClassName: 'urgent' }, 'urgent-0', 'urgent-1', 'urgent-2');
    });
    await eventually(async () => {
      expect(await counts()).toEqual({ low: 4 });
      expect((await running()).filter((name) => name.startsWith('urgent'))).toHaveLength(3);
    });
  });

  describe('where queues take back what they deserve', () => {
    beforeAll(() => applyMember(owned()));

    test('nodeGroups: a queue without any has those of its parent', async () => {
      await submit({ queue: 'child' }, 'c0', 'c1', 'c2');
      await eventually(async () =>
        expect(await nodes()).toEqual({ child: expect.arrayContaining(['fast-0', 'fast-1']) }),
      );
      await expectWaiting('c2');
    });

    test('reclaimable: false: nothing is taken from a queue, however much it has', async () => {
      await submit({ queue: 'keeps' }, 'k0', 'k1');
      await submit({ queue: 'gives' }, 'g0', 'g1');
      await eventually(async () => expect(await counts()).toEqual({ keeps: 2, gives: 2 }));
      await submit({ queue: 'owner' }, 'o0', 'o1', 'o2');
      await eventually(async () => expect(await counts()).toEqual({ keeps: 2, owner: 2 }));
    });
  });

  describe('where a pool grows with what is asked of it', () => {
    const POD = { apiVersion: 'v1', kind: 'Pod', namespace: 'default' };
    const later = ['later-0', 'later-1'];

    test.each([
      ['proportion', {}],
      ['capacity', { deserved: { cpu: 1 } }],
    ])('by %s: a gang has pods before there are nodes, and they say what an autoscaler looks for', async (_, owner) => {
      const { app, scope } = growing(0);
      new VolcanoScheduler(scope, 'scheduler');
      new TrainingQueue(scope, 'owner', owner);
      await applyMember(app.compile());
      const client = await twin.client(TRAIN);
      await apply(
        ApiObject.of(jobIn(growing(0).scope, 'gang', { queue: 'low', pods: 2, gpuModel: LATER })).toJson() as Manifest,
      );
      await eventually(async () => {
        const pods = (await client.list(POD)) as unknown as readonly Pod[];
        const ofGang = pods.filter(({ metadata }) => metadata.annotations['volcano.sh/job-name'] === 'gang');
        const reasons = ofGang.map(
          ({ status }) => status.conditions?.find(({ type }) => type === 'PodScheduled')?.reason,
        );
        expect(reasons).toEqual(['Unschedulable', 'Unschedulable']);
      });
      const made = nodesOf(growing(2).scope.model).filter(({ metadata }) => later.includes(metadata.name!));
      await Promise.all(made.map((node) => client.create(node)));
      await eventually(async () => expect((await nodes()).low?.sort()).toEqual(later));
      await remove('gang');
      await eventually(async () => expect((await nodes()).low).toBeUndefined());
      await Promise.all(made.map((node) => client.remove(ref(node))));
    });
  });
});
