import { ApiObject } from 'cdk8s';
import { Deployment, Namespace } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { FleetApp, GpuFleet, type Manifest, TenantQueues, TrainingJob, TrainingQueue } from '../../lib';
import { QUEUE_ANNOTATION } from '../../lib/core/queue';
import { SCHEDULER_KEY } from '../../lib/core/scheduler';
import { Twin } from '../../lib/twin';
import { gpuMember, job } from '../support';
import { expectApplied } from './support/applied';
import { BUILD_TIMEOUT, volcanoTwinEngines } from './support/engines';
import { eventually } from './support/eventually';
import { ref } from './support/fleets';
import { removeTemporary, temporary } from './support/folders';
import { GpuJobs, type GroupStatus, POD_GROUPS, type PodOnNode } from './support/gpu-jobs';
import { gang } from './support/volcano';

const GPU = 'nvidia.com/gpu';

/**
 * Two departments on 24 GPUs: 16 in one node of a, 8 in one of b. In a, both deserve 8 GPUs; 4 are kept for research, 8 for product,
 * which may use 12. The lab of research deserves nothing, and may use two thirds of what is stated here.
 */
function programOf(lab: number) {
  const app = new FleetApp();
  const members = { a: gpuMember(1, 16), b: gpuMember(1, 8) };
  const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members });
  new Namespace(fleet, 'namespace', { metadata: { name: 'product' } });
  const tenants = new TenantQueues(fleet, 'tenants', {
    departments: {
      research: {
        children: { nlp: { deserved: { gpus: 12 }, guarantee: { gpus: 6 } }, lab: { capability: { gpus: lab } } },
      },
      product: {
        deserved: { gpus: 12 },
        guarantee: { gpus: 12 },
        capability: { gpus: 18 },
        namespaces: ['product'],
      },
    },
  });
  const batch = job(fleet.member('a'), 'batch', 2, 2, 0);
  tenants.queue('research/lab').add(batch, { minAvailable: 2 });
  const server = new Deployment(fleet.member('a'), 'server', {
    metadata: { name: 'server', namespace: 'default' },
    replicas: 2,
    containers: [{ image: 'registry.internal/server:1' }],
  });
  tenants.queue('product').add(server);
  for (const workload of groupsOf(fleet.member('a'))) {
    tenants.queue('research/lab').add(workload, { minAvailable: 2 });
  }
  return app.compile();
}

/** A job of product as it is rendered. */
function jobOfProduct(name: string, replicas: number, gpus: number, minAvailable = replicas): Manifest {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members: { a: gpuMember(1, 16) } });
  new TrainingJob(fleet.member('a'), name, {
    queue: TrainingQueue.fromName('product'),
    namespace: 'ml',
    tasks: { trainer: { replicas, image: 'registry.internal/trainer:1', gpus } },
    minAvailable,
  });
  const objects = app.compile().targets.flatMap((target) => target.objects.map(({ manifest }) => manifest));
  return objects.find(({ kind }) => kind === 'Job')!;
}

/** Two pods each, of a StatefulSet and of what a CronJob makes, in a namespace of their own. */
function groupsOf(member: Construct): ApiObject[] {
  const template = {
    metadata: { labels: { app: 'set' } },
    spec: {
      containers: [{ name: 'main', image: 'registry.internal/main:1', resources: { requests: { cpu: '100m' } } }],
    },
  };
  const set = new ApiObject(member, 'set', {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'set', namespace: 'groups' },
    spec: {
      replicas: 2,
      serviceName: 'set',
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: { app: 'set' } },
      template,
    },
  });
  const pods = { metadata: { labels: { app: 'nightly' } }, spec: { ...template.spec, restartPolicy: 'Never' } };
  const nightly = new ApiObject(member, 'nightly', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace: 'groups' },
    spec: {
      schedule: '0 0 1 1 *',
      jobTemplate: { spec: { parallelism: 2, completions: 2, template: pods } },
    },
  });
  return [set, nightly];
}

/** A tree of tenants as compiled, on real Karmada and real Volcano. */
describe('tenants', () => {
  const compilation = programOf(3);
  let twin: Twin;
  let jobs: GpuJobs;

  beforeAll(async () => {
    const controlPlane = compilation.targets
      .filter(({ target }) => target.kind === 'control-plane')
      .flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
    const [fleet] = compilation.fleets;
    twin = await Twin.up(fleet!, { state: temporary('twin'), engines: await volcanoTwinEngines(), controlPlane });
    jobs = new GpuJobs(twin, 'a');
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  test('the program has no findings, and every object passes the API servers and the webhooks', async () => {
    expect(compilation.findings).toEqual([]);
    await expectApplied(twin, compilation.targets);
  });

  test('a Job and a Deployment are in the queue that they were given to', async () => {
    const client = await twin.client('a');
    await eventually(async () => {
      const groups = await client.list({ ...POD_GROUPS, namespace: 'default' });
      const seen = groups.map(({ metadata, spec }) => [
        (metadata as unknown as OwnedMetadata).ownerReferences[0].kind,
        spec,
      ]);
      expect(seen.sort()).toEqual([
        ['Job', expect.objectContaining({ queue: 'research-lab', minMember: 2 })],
        ['ReplicaSet', expect.objectContaining({ queue: 'product', minMember: 1 })],
      ]);
      const pods = await client.list({ apiVersion: 'v1', kind: 'Pod', namespace: 'default' });
      expect(pods.map(({ spec }) => (spec as PodOnNode['spec']).schedulerName)).toEqual(Array(4).fill('volcano'));
      expect(pods.filter(({ spec }) => (spec as PodOnNode['spec']).nodeName === undefined)).toEqual([]);
    });
  });

  test('what a CronJob makes starts together, and a StatefulSet does where its pods are made in parallel', async () => {
    const client = await twin.client('a');
    const boundOf = async (app: string) => {
      const pods = await client.list(
        { apiVersion: 'v1', kind: 'Pod', namespace: 'groups' },
        { labelSelector: `app=${app}` },
      );
      return pods.map(({ spec }) => (spec as PodOnNode['spec']).nodeName !== undefined);
    };
    await eventually(async () => expect(await boundOf('set')).toEqual([true, true]));
    // one that makes its second pod when the first is ready, which our check refuses
    const set = compilation.targets
      .flatMap(({ objects }) => objects.map(({ manifest }) => manifest))
      .find(({ kind }) => kind === 'StatefulSet')!;
    const text = JSON.stringify(set).replace('Parallel', 'OrderedReady').replaceAll('"set"', '"ordered"');
    await twin.applyTo('a', [JSON.parse(text)]);
    // a CronJob that is late: its time came and went while nobody looked
    await client.json('PATCH', '/apis/batch/v1/namespaces/groups/cronjobs/nightly', {
      body: { spec: { schedule: '* * * * *', concurrencyPolicy: 'Forbid' } },
      contentType: 'application/merge-patch+json',
    });
    await client.json('PATCH', '/apis/batch/v1/namespaces/groups/cronjobs/nightly/status', {
      body: { status: { lastScheduleTime: new Date(Date.now() - 120_000).toISOString().replace(/\.\d+/, '') } },
      contentType: 'application/merge-patch+json',
    });
    await eventually(async () => {
      expect(await boundOf('nightly')).toEqual([true, true]);
      const groups = await client.list({ ...POD_GROUPS, namespace: 'groups' });
      expect(groups.map(({ spec }) => spec)).toEqual(
        Array(3).fill(expect.objectContaining({ queue: 'research-lab', minMember: 2 })),
      );
      const waiting = groups.filter(
        ({ status }) => (status as GroupStatus).conditions?.at(-1)?.type === 'Unschedulable',
      );
      expect(waiting.map(({ metadata }) => (metadata as unknown as OwnedMetadata).ownerReferences[0].name)).toEqual([
        'ordered',
      ]);
    });
    expect(await boundOf('ordered')).toEqual([false]);
    await client.remove({ apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'groups', name: 'nightly' });
  });

  test('a tenant borrows what others leave idle, but not what is kept for them', async () => {
    await jobs.submit('product', 4, 'p1', 'p2', 'p3');
    await jobs.expectUsed({ product: 12 });
  });

  test('and gives back what is beyond its own when they come', async () => {
    await jobs.submit('research-nlp', 4, 'n1', 'n2');
    await jobs.expectUsed({ product: 8, 'research-nlp': 8 });
    await jobs.submit('research-nlp', 4, 'n3');
    await jobs.expectWaiting('n3');
    expect(await jobs.used()).toEqual({ product: 8, 'research-nlp': 8 });
    await jobs.clear();
  });

  test('but nothing of what it is guaranteed', async () => {
    await jobs.submit('product', 6, 'p4', 'p5');
    await jobs.expectUsed({ product: 12 });
    await jobs.submit('research-nlp', 4, 'n4');
    await jobs.expectUsed({ product: 12, 'research-nlp': 4 });
    // it deserves 8; but without one of its two jobs product would have 6, and 8 are kept for it
    await jobs.submit('research-nlp', 4, 'n5');
    await jobs.expectWaiting('n5');
    expect(await jobs.used()).toEqual({ product: 12, 'research-nlp': 4 });
    await jobs.clear();
  });

  test('a gang that has borrowed gives everything back, and starts again as a whole', async () => {
    await jobs.apply(jobOfProduct('borrower', 4, 3));
    await jobs.expectUsed({ product: 12 });
    await jobs.submit('research-nlp', 4, 'n8');
    await jobs.expectUsed({ product: 12, 'research-nlp': 4 });
    // of the four pods one is taken back; the other three go with it
    await jobs.submit('research-nlp', 3, 'n9');
    await jobs.expectUsed({ 'research-nlp': 7 });
    await jobs.expectWaiting('borrower');
    await jobs.remove('n8', 'n9');
    await jobs.expectUsed({ product: 12 });
    // more than once where it came back before n9 had taken its place
    expect(await jobs.retries('borrower')).toBeGreaterThanOrEqual(1);
    await jobs.clear();
  });

  test('an elastic job goes on while it has enough pods', async () => {
    await jobs.apply(jobOfProduct('elastic-4', 6, 2, 4));
    await jobs.expectUsed({ product: 12 });
    await jobs.submit('research-nlp', 4, 'e1', 'e2');
    await jobs.expectUsed({ product: 8, 'research-nlp': 8 });
    expect(await jobs.retries('elastic-4')).toBe(0);
    await jobs.clear();
  });

  test('an elastic job that has too few starts again as a whole, the first time', async () => {
    await jobs.apply(jobOfProduct('elastic-5', 6, 2, 5));
    await jobs.expectUsed({ product: 12 });
    const before = await jobs.podsOf('elastic-5');
    await jobs.submit('research-nlp', 4, 'e3', 'e4');
    await eventually(async () => expect(await jobs.retries('elastic-5')).toBe(1));
    await eventually(async () => {
      const now = await jobs.podsOf('elastic-5');
      expect(now.filter((uid) => before.includes(uid))).toEqual([]);
    });
    await jobs.remove('e3', 'e4');
    await jobs.expectUsed({ product: 12 });
    // Volcano takes what it hears of the gang of a job that was started again for something of its earlier life
    await jobs.submit('research-nlp', 4, 'e5', 'e6');
    await jobs.expectUsed({ product: 8, 'research-nlp': 8 });
    await eventually(async () => expect((await jobs.group('elastic-5')).phase).toBe('Unknown'));
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(await jobs.used()).toEqual({ product: 8, 'research-nlp': 8 });
    expect(await jobs.retries('elastic-5')).toBe(1);
    await jobs.clear();
  });

  /** Research comes for what it deserves while product, at its own, has pods to spare, and 4 GPUs are used outside the tree. */
  async function comeForMore(): Promise<void> {
    const elastic = gang('elastic', { replicas: 4, minAvailable: 1, queue: 'product', gpus: 2 });
    await jobs.apply(elastic);
    await jobs.submit('default', 4, 'outside');
    await jobs.submit('research-nlp', 4, 'n6');
    await jobs.expectUsed({ product: 8, default: 4, 'research-nlp': 4 });
    await jobs.submit('research-nlp', 4, 'n7');
  }

  test('what runs outside the tree gives way, and nobody loses what is kept for him', async () => {
    await comeForMore();
    await jobs.expectUsed({ product: 8, 'research-nlp': 8 });
    await jobs.clear();
  });

  test('with the tiers of the guide somebody does', async () => {
    const plugins = (...names: string[]) => `- plugins:\n${names.map((name) => `  - {name: ${name}}\n`).join('')}`;
    const first = plugins('priority', 'gang', 'conformance');
    const second = plugins('predicates', 'capacity, enableHierarchy: true', 'nodeorder');
    const text = `actions: "enqueue, allocate, reclaim, backfill"\ntiers:\n${first}${second}`;
    const [own] = compilation.targets
      .flatMap(({ objects }) => objects.map(({ manifest }) => manifest))
      .filter(({ kind }) => kind === 'ConfigMap');
    await twin.applyTo('a', [{ ...own!, data: { [SCHEDULER_KEY]: text } }]);
    await comeForMore();
    // 8 are guaranteed to product
    await jobs.expectUsed({ product: 4, default: 4, 'research-nlp': 8 });
    await twin.applyTo('a', [own!]);
    await jobs.clear();
  });

  test('a capability holds jobs back, and lifting it lets them in', async () => {
    await jobs.submit('research-lab', 2, 'l1');
    await jobs.expectUsed({ 'research-lab': 2 });
    await jobs.submit('research-lab', 2, 'l2');
    await jobs.expectWaiting('l2');
    await expectApplied(twin, programOf(6).targets);
    await jobs.expectUsed({ 'research-lab': 4 });
    await jobs.clear();
  });

  test('a pod in a queue that others are part of holds back everybody in the member', async () => {
    const lost: Manifest = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'lost', namespace: 'ml', annotations: { [QUEUE_ANNOTATION]: 'research' } },
      spec: {
        schedulerName: 'volcano',
        containers: [{ name: 'main', image: 'registry.internal/main:1', resources: { limits: { [GPU]: 1 } } }],
      },
    };
    await twin.applyTo('a', [lost]);
    const client = await twin.client('a');
    await eventually(async () => {
      const groups = await client.list(POD_GROUPS);
      expect(groups.map(({ spec }) => (spec as { readonly queue?: string }).queue)).toEqual(['research']);
    });
    await jobs.submit('product', 4, 'held');
    await jobs.expectWaiting('held');
    expect(await jobs.used()).toEqual({});
    await client.remove(ref(lost));
    await jobs.expectUsed({ product: 4 });
    await jobs.clear();
  });

  test('Karmada makes a quota of the namespace in each member, and tells what is used', async () => {
    const hard = (gpus: number) => ({ [`requests.${GPU}`]: String(gpus) });
    await eventually(async () => {
      const quota = await twin.read({
        apiVersion: 'policy.karmada.io/v1alpha1',
        kind: 'FederatedResourceQuota',
        name: 'product',
        namespace: 'product',
      });
      expect(quota?.status).toMatchObject({
        overall: hard(18),
        overallUsed: hard(0),
        aggregatedStatus: [
          { clusterName: 'a', hard: hard(12), used: hard(0) },
          { clusterName: 'b', hard: hard(6), used: hard(0) },
        ],
      });
    });
    // one that does not know of Volcano
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'greedy', namespace: 'product' },
      spec: {
        containers: [{ name: 'main', image: 'registry.internal/main:1', resources: { limits: { [GPU]: 13 } } }],
      },
    };
    expect(await twin.applyTo('a', [pod])).toMatchObject([
      { outcome: 'failed', message: expect.stringContaining('exceeded quota: product') },
    ]);
  });
});

interface OwnedMetadata {
  readonly ownerReferences: readonly [{ readonly kind: string; readonly name: string }];
}
