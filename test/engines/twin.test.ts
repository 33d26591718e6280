import type { JsonObject, Manifest } from '../../lib/core/manifest';
import { CONTROL_PLANE, Twin, type TwinEngines } from '../../lib/twin';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { deployment, fleet, job, member, platform, pool, ref, weighted } from './support/fleets';
import { removeTemporary, temporary } from './support/folders';

const MIB = 2 ** 20;
const WEIGHTS = { 'ack-gpu-a': 2, 'tke-gpu-b': 1 };
const training = job('pytorch-dnn', 3);
const inference = deployment('resnet50', 6);
const program = [training, inference, weighted('spread', [training, inference], WEIGHTS)];

let engines: TwinEngines;
let twin: Twin;

beforeAll(async () => {
  engines = await twinEngines();
  twin = await Twin.up(platform(), { state: temporary('twin'), engines });
}, BUILD_TIMEOUT);

afterAll(async () => {
  await twin?.down();
  removeTemporary();
});

test('members have the nodes of their pools', async () => {
  const nodes = await (await twin.client('ack-gpu-a')).list({ apiVersion: 'v1', kind: 'Node' });
  expect(nodes.map((node) => node.metadata.name)).toEqual(['v100-0', 'v100-1', 'v100-2', 'v100-3']);
  expect(nodes[1]).toMatchObject({
    metadata: {
      labels: {
        'example.com/pool': 'v100',
        'topology.kubernetes.io/region': 'cn-shanghai',
        'topology.kubernetes.io/zone': 'cn-shanghai-b',
      },
    },
    status: { allocatable: { 'nvidia.com/gpu': '2', cpu: '96' } },
  });
});

test('Karmada knows the members as the model describes them', async () => {
  const controlPlane = await twin.client();
  const cluster = await controlPlane.read({
    apiVersion: 'cluster.karmada.io/v1alpha1',
    kind: 'Cluster',
    name: 'tke-gpu-b',
  });
  expect(cluster).toMatchObject({
    metadata: { labels: { 'gpu-tier': 'cheap' } },
    spec: { provider: 'tencent', region: 'ap-beijing', syncMode: 'Push' },
  });
});

test('a Job of 3 and a Deployment of 6 are divided 2:1, and applying again changes nothing', async () => {
  const first = await twin.applyTo(CONTROL_PLANE, program);
  expect(first.map(({ kind, outcome, implied }) => [kind, outcome, implied])).toEqual([
    ['Namespace', 'created', true],
    ['Job', 'created', undefined],
    ['Deployment', 'created', undefined],
    ['PropagationPolicy', 'created', undefined],
  ]);
  const observed = await twin.observe([
    { workload: ref(training), members: { 'ack-gpu-a': 2, 'tke-gpu-b': 1 } },
    { workload: ref(inference), members: { 'ack-gpu-a': 4, 'tke-gpu-b': 2 } },
  ]);
  expect(observed).toMatchObject([
    {
      matches: true,
      members: { 'ack-gpu-a': { replicas: 2, active: 2, succeeded: 0 }, 'tke-gpu-b': { replicas: 1, active: 1 } },
    },
    { matches: true, members: { 'ack-gpu-a': { replicas: 4, ready: 4 }, 'tke-gpu-b': { replicas: 2, ready: 2 } } },
  ]);
  const second = await twin.applyTo(CONTROL_PLANE, program);
  expect(second.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged', 'unchanged']);
});

test('what does not fit is told with the reason of the scheduler', async () => {
  const greedy = deployment('greedy', 9);
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: greedy.metadata.namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
  const stored = withVolume(deployment('stored', 1), claim.metadata.name);
  await twin.applyTo('ack-gpu-a', [greedy, claim, stored]);
  const [seen, waits] = await twin.observe(
    [
      { workload: ref(greedy), members: { 'ack-gpu-a': 9 } },
      { workload: ref(stored), members: { 'ack-gpu-a': 1 } },
    ],
    { timeoutSeconds: 3 },
  );
  // nobody binds volumes here
  expect(waits?.members['ack-gpu-a']).toMatchObject({
    ready: 0,
    problem: expect.stringContaining('unbound immediate PersistentVolumeClaims'),
  });
  expect(seen).toMatchObject({ matches: false, members: { 'ack-gpu-a': { replicas: 9 } } });
  expect(seen?.members['ack-gpu-a']?.ready).toBeLessThan(9);
  expect(seen?.members['ack-gpu-a']?.problem).toContain('Insufficient nvidia.com/gpu');
  const member = await twin.client('ack-gpu-a');
  await Promise.all([greedy, stored].map((workload) => member.remove(ref(workload))));
});

test('an unknown field is refused, and the objects beside it are applied', async () => {
  const wrong = { ...deployment('wrong', 1), specc: {} } as Manifest;
  const [refused, applied] = await twin.applyTo(CONTROL_PLANE, [wrong, deployment('right', 1)]);
  expect(refused).toMatchObject({ outcome: 'failed', message: expect.stringContaining('specc') });
  expect(applied).toMatchObject({ outcome: 'created' });
});

test('a custom resource is applied right after its definition', async () => {
  const group = 'twin.example.com';
  const schema = { openAPIV3Schema: { type: 'object' } };
  const [definition, resource] = await twin.applyTo('tke-gpu-b', [
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `probes.${group}` },
      spec: {
        group,
        scope: 'Cluster',
        names: { kind: 'Probe', plural: 'probes' },
        versions: [
          { name: 'v1', served: true, storage: true, schema },
          { name: 'v1beta1', served: false, storage: false, schema },
        ],
      },
    },
    { apiVersion: `${group}/v1`, kind: 'Probe', metadata: { name: 'one' } },
  ]);
  expect([definition, resource]).toMatchObject([{ outcome: 'created' }, { outcome: 'created' }]);
  // as one finds it who applied it in a version that is not served any more
  const member = await twin.client('tke-gpu-b');
  const former = { apiVersion: `${group}/v1beta1`, kind: 'Probe', name: 'one' };
  expect(await member.read(former)).toMatchObject({ apiVersion: `${group}/v1` });
  await member.remove(former);
  expect(await member.read({ ...former, apiVersion: `${group}/v1` })).toBeUndefined();
});

test('status tells memory, versions that differ and where the logs are', async () => {
  const status = await twin.status();
  expect(status.logs).toBe(`${twin.folder}/logs`);
  expect(status.owner).toBe(process.pid);
  expect(status.notes).toEqual(['ack-gpu-a runs Kubernetes 1.36, the fleet asks for 1.34']);
  const all = status.clusters.flatMap(({ components }) => components);
  expect(all.filter(({ state }) => state !== 'running')).toEqual([]);
  for (const { name, components } of status.clusters.filter(({ ready }) => ready !== undefined)) {
    const memory = components.reduce((sum, component) => sum + (component.memory ?? Number.NaN), 0);
    expect({ name, fits: memory < 300 * MIB, memory }).toMatchObject({ fits: true });
  }
});

test('a killed member is missed by Karmada, and comes back with what it held', async () => {
  expect(await twin.kill('tke-gpu-b')).toHaveLength(4);
  await expect(async () => (await twin.client('tke-gpu-b')).read(ref(inference))).rejects.toMatchObject({
    reason: 'Unreachable',
  });
  const killed = (await twin.status()).clusters.find(({ name }) => name === 'tke-gpu-b');
  expect(killed?.components.map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped', 'stopped']);
  await untilReady('tke-gpu-b', false);

  await twin.revive('tke-gpu-b');
  await untilReady('tke-gpu-b', true);
  const [seen] = await twin.observe([{ workload: ref(inference), members: { 'ack-gpu-a': 4, 'tke-gpu-b': 2 } }]);
  expect(seen?.matches).toBe(true);
});

test('a component that dies unasked is reported with its log, and can be revived', async () => {
  const scheduler = (await twin.status()).clusters
    .find(({ name }) => name === 'ack-gpu-a')
    ?.components.find(({ component }) => component === 'kube-scheduler');
  process.kill(scheduler?.pid as number, 'SIGKILL');
  const waiting = twin.observe([{ workload: ref(inference), members: {} }], { timeoutSeconds: 20 });
  await expect(waiting).rejects.toMatchObject({
    id: 'twin/engine-died',
    place: 'ack-gpu-a/kube-scheduler',
    log: scheduler?.log,
    lastLines: expect.arrayContaining([expect.any(String)]),
  });
  expect((await twin.status()).clusters[2]?.components[2]).toMatchObject({ state: 'dead' });
  await twin.revive('ack-gpu-a');
  expect((await twin.status()).clusters[2]?.components[2]).toMatchObject({ state: 'running' });
});

test('a folder or a port that is taken is refused before anything starts', async () => {
  await expect(Twin.up(platform(), { state: twin.folder, engines })).rejects.toMatchObject({
    id: 'twin/state-in-use',
  });
  const { server } = await twin.client();
  const port = Number(new URL(server).port);
  const other = temporary('other');
  const small = fleet(member('only', pool('small', 1, 1)));
  await expect(Twin.up(small, { state: other, engines, port })).rejects.toMatchObject({
    id: 'twin/port-in-use',
    place: `127.0.0.1:${port}`,
  });
});

test('a Cluster object of the program keeps its declared part, and the twin its access', async () => {
  const name = 'ack-gpu-a';
  const cluster: Manifest = {
    apiVersion: 'cluster.karmada.io/v1alpha1',
    kind: 'Cluster',
    metadata: { name, labels: { 'gpu-tier': 'fast', declared: 'yes' } },
    spec: {
      syncMode: 'Pull',
      apiEndpoint: 'https://real.example.com',
      secretRef: { namespace: 'karmada-cluster', name: 'declared' },
      provider: 'alicloud',
    },
  };
  expect(await twin.applyTo(CONTROL_PLANE, [cluster])).toMatchObject([{ outcome: 'changed' }]);
  expect(await twin.applyTo(CONTROL_PLANE, [cluster])).toMatchObject([{ outcome: 'unchanged' }]);
  const controlPlane = await twin.client();
  expect(await controlPlane.read(ref(cluster))).toMatchObject({
    metadata: { labels: { declared: 'yes' } },
    spec: {
      syncMode: 'Push',
      apiEndpoint: expect.stringMatching(/^https:\/\/127\.0\.0\.1:/),
      secretRef: { name: 'declared' },
    },
  });
  const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'karmada-cluster', name: 'declared' };
  expect(await controlPlane.read(secret)).toMatchObject({ data: { token: expect.any(String) } });
});

test('a Cluster that Karmada refuses is told as such', async () => {
  const state = temporary('refused');
  const taints = [{ key: 'example.com/spot', effect: 'PreferNoSchedule' as const }];
  const refused = Twin.up(fleet(member('only', pool('small', 1, 1), { taints })), { state, engines });
  await expect(refused).rejects.toMatchObject({
    id: 'twin/member-refused',
    place: 'only',
    message: expect.stringContaining('PreferNoSchedule'),
  });
});

test('names that are not in the twin are refused with those that are', async () => {
  await expect(twin.kill('nobody')).rejects.toThrow(/no member of this twin.*ack-gpu-a, tke-gpu-b/);
  await expect(twin.kill('ack-gpu-a', 'kubelet')).rejects.toThrow(/kube-apiserver, kube-controller-manager/);
});

/** A Deployment whose pods claim a volume. */
function withVolume(of: Manifest, claimName: string): Manifest {
  const spec = of.spec as { readonly template: { readonly spec: JsonObject } };
  const pod = { ...spec.template.spec, volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] };
  return { ...of, spec: { ...spec, template: { ...spec.template, spec: pod } } };
}

async function untilReady(name: string, ready: boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const seen = (await twin.status()).clusters.find((cluster) => cluster.name === name);
    if (seen?.ready === ready) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`${name} is not ${ready ? 'ready' : 'unready'} in Karmada after 60 s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
