import { readFileSync } from 'node:fs';
import { ApiObject } from 'cdk8s';
import { parse } from 'yaml';
import { FleetApp, GpuFleet, SandboxCleanup } from '../../lib';
import type { Manifest } from '../../lib/core/manifest';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { ClusterApiProvider, FleetDeployment, ProvisionedClusters } from '../../lib/pulumi';
import { workloadCluster } from '../../lib/pulumi/provider';
import { findingsOf, manifestsOf } from '../../lib/testing';
import { ApiClient, Twin } from '../../lib/twin';
import { edgeCluster, GPU_POOL } from '../provisioning-support';
import { startClusterApi } from './support/cluster-api';
import { everything, GPU_NODES, program, type Variant } from './support/cluster-api-programs';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { eventually } from './support/eventually';
import { fleet as fleetOf, member, pool } from './support/fleets';
import { removeTemporary, temporary } from './support/folders';
import { startKyvernoCleanup } from './support/kyverno-cleanup';
import { open } from './support/pulumi-project';
import type { Server } from './support/server';
import type { Servers } from './support/servers';

const HOST = 'host';
const CORE = 'cluster.x-k8s.io/v1beta2';
const INFRASTRUCTURE = 'infrastructure.cluster.x-k8s.io/v1beta2';
const BOOTSTRAP = 'bootstrap.cluster.x-k8s.io/v1beta2';
const CLUSTER = { apiVersion: CORE, kind: 'Cluster', name: 'edge', namespace: 'default' };
let twin: Twin;
let client: ApiClient;
let clusterApi: Servers;
let kyverno: Server | undefined;
/** The cluster that Cluster API makes of the first program. */
let made: ApiClient;

beforeAll(async () => {
  await ensureEngines(['pulumi'], { cacheRoot: defaultCacheRoot() });
  // as the host: a cluster with the controllers that a cluster has
  twin = await Twin.up(fleetOf(member(HOST, pool('cpu', 1, 0))), {
    state: temporary('twin'),
    engines: await twinEngines(),
  });
  client = await twin.client(HOST);
  clusterApi = await startClusterApi(client, twin.kubeconfig(HOST));
}, BUILD_TIMEOUT);

afterAll(async () => {
  made?.close();
  await kyverno?.stop();
  await clusterApi?.stopAll();
  await twin?.down();
  removeTemporary();
});

jest.setTimeout(300_000);

function onHost(app: FleetApp): readonly Manifest[] {
  return manifestsOf(app, { target: 'fleet/host' });
}

/** Outcomes of an apply to the host. */
async function apply(variant?: Variant): Promise<string[]> {
  const applied = await twin.applyTo(HOST, onHost(program(variant)));
  expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  return [...new Set(applied.map(({ outcome }) => outcome))];
}

/** What Cluster API knows of a machine, as far as it is read here. */
interface Machine extends Manifest {
  readonly metadata: Manifest['metadata'] & { readonly uid: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly version: string; readonly bootstrap: { readonly dataSecretName: string } };
  readonly status?: { readonly conditions?: readonly { type: string; status: string; message?: string }[] };
}

async function machinesOf(labelSelector: string): Promise<Machine[]> {
  const machines = { apiVersion: CORE, kind: 'Machine', namespace: 'default' };
  return (await client.list(machines, { labelSelector })) as Machine[];
}

const CONTROL_PLANE = 'cluster.x-k8s.io/cluster-name=edge,cluster.x-k8s.io/control-plane';
const poolOf = (pool: string, cluster = 'edge') => `cluster.x-k8s.io/deployment-name=${cluster}-${pool}`;
const conditionOf = (type: string, of: Machine) => (of.status?.conditions ?? []).find((one) => one.type === type);
const isUp = (machine: Machine) =>
  machine.metadata.deletionTimestamp === undefined && conditionOf('Available', machine)?.status === 'True';
const uidsOf = (machines: readonly Machine[]) => machines.map(({ metadata }) => metadata.uid);

/** Machines of a pool when so many are there, and all of them up. */
async function allUp(selector: string, count: number): Promise<Machine[]> {
  return eventually(async () => {
    const machines = await machinesOf(selector);
    expect(machines.map(isUp)).toEqual(Array.from({ length: count }, () => true));
    return machines;
  }, 120);
}

/** Looks at the machines of the GPU pool until something holds, and gives all that was seen. */
async function watchPool(until: (machines: readonly Machine[]) => boolean): Promise<Machine[][]> {
  const seen: Machine[][] = [];
  await eventually(async () => {
    seen.push(await machinesOf(poolOf('a100')));
    expect(until(seen.at(-1)!)).toBe(true);
  }, 200);
  return seen;
}

async function nodes(): Promise<Manifest[]> {
  return made.list({ apiVersion: 'v1', kind: 'Node' });
}

test('the API server, the webhooks and our own schemas know every field of every object', async () => {
  const app = everything();
  const ids = findingsOf(app).map(({ id }) => id);
  expect(ids.filter((id) => !['schema/no-schema', 'provisioning/ttl-leftovers'].includes(id))).toEqual([]);
  for (const object of onHost(app)) {
    await client.tryApply(object, 'test');
  }
});

test('what Cluster API would not understand is refused by both', async () => {
  const deployment = onHost(program()).find(({ kind }) => kind === 'MachineDeployment')!;
  const wrong = {
    ...deployment,
    spec: { ...(deployment.spec as object), strategy: { type: 'RollingUpdate' } },
  } as Manifest;
  await expect(client.tryApply(wrong, 'test')).rejects.toThrow('.spec.strategy');
  const plain = new FleetApp();
  const { host } = new GpuFleet(plain, 'fleet', { members: { a: { kubernetes: '1.34' } } });
  new ApiObject(host, 'wrong', wrong as never);
  expect(findingsOf(plain, 'schema/unknown-field')).toMatchObject([{ pointer: '/spec/strategy' }]);
});

const MACHINES = { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'DevMachineTemplate', name: 'machines' };

test.each<[string, string, Parameters<typeof edgeCluster>]>([
  ['provisioning/bad-control-plane', 'even number', [{ controlPlane: { machines: MACHINES, replicas: 2 } }]],
  ['provisioning/wrong-version', 'valid semantic version', [{ version: 'v1.34' }]],
  ['provisioning/bad-health', 'at least 30s', [{ health: { startupSeconds: 29 } }]],
  ['provisioning/bad-cidr', 'invalid CIDR address', [{ podCidrs: ['10.244.0.0'] }]],
  [
    'fleet/bad-upgrade',
    'cannot both be 0',
    [
      {},
      {
        pools: [
          { ...GPU_POOL, upgrade: { maxSurge: 0, maxUnavailable: 0 } },
          { name: 'cpu', nodes: 2 },
        ],
      },
    ],
  ],
])('%s is what a webhook refuses, too: %s', async (id, reason, cluster) => {
  const { app } = edgeCluster(...cluster);
  expect(findingsOf(app, id).map(({ severity }) => severity)).toEqual(['error']);
  const refusals = await Promise.all(
    onHost(app).map((object) =>
      client.tryApply(object, 'test').then(
        () => '',
        (error: Error) => error.message,
      ),
    ),
  );
  expect(refusals.join()).toMatch(new RegExp(`admission webhook .*${reason}`));
});

test('a cluster is made, waited for until its machines are there, and reached by the kubeconfig beside it', async () => {
  const host = { kubeconfig: readFileSync(twin.kubeconfig(HOST), 'utf8') };
  const waiting = workloadCluster.create({ host, member: 'edge', kubernetes: '1.34', seconds: 200 });
  expect(await apply()).toEqual(['created']);
  // nothing is there so early: an edge site does not join before
  await expect(workloadCluster.create({ host, member: 'edge', kubernetes: '1.34', seconds: 0 })).rejects.toThrow(
    'is not there after 0 s',
  );
  const { id, outs } = await waiting;
  expect((await client.read(CLUSTER))?.metadata).toMatchObject({ uid: id });
  made = await ApiClient.fromConfig((outs as { readonly kubeconfig: string }).kubeconfig);
  await allUp(poolOf('a100'), GPU_NODES);
  expect(await apply()).toEqual(['unchanged']);
});

test('nodes have the labels that Cluster API gives, and kubeadm is told the others with the taints', async () => {
  await eventually(async () => {
    const labels = (await nodes()).map(({ metadata }) => metadata.labels ?? {});
    const own = { 'node-role.kubernetes.io/gpu': '', 'node-restriction.kubernetes.io/rack': 'r1' };
    expect(labels.filter((of) => 'node-role.kubernetes.io/gpu' in of)).toEqual(
      Array.from({ length: GPU_NODES }, () => own),
    );
  });
  const [machine] = await machinesOf(poolOf('a100'));
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: 'default',
    name: machine!.spec.bootstrap.dataSecretName,
  };
  const { value } = (await client.read(secret))!.data as { readonly value: string };
  const { write_files: files } = parse(Buffer.from(value, 'base64').toString()) as {
    readonly write_files: readonly { readonly path: string; readonly content: string }[];
  };
  const join = files.find(({ path }) => path === '/run/kubeadm/kubeadm-join-config.yaml');
  const { nodeRegistration } = parse(join!.content) as { readonly nodeRegistration: object };
  expect(nodeRegistration).toMatchObject({
    kubeletExtraArgs: [{ name: 'node-labels', value: expect.stringContaining('row=7') }],
    taints: [
      { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' },
      // until Cluster API has given the labels that are its own
      { key: 'node.cluster.x-k8s.io/uninitialized', effect: 'NoSchedule' },
    ],
  });
  expect(JSON.stringify(nodeRegistration)).not.toContain('node-role');
  expect(files.map(({ path }) => path)).toContain('/usr/local/sbin/cdk8s-fleet-host');
});

test('an autoscaled pool begins at its minimum, and keeps the number that the autoscaler gives it', async () => {
  await allUp(poolOf('cpu'), 2);
  await client.json('PATCH', '/apis/cluster.x-k8s.io/v1beta2/namespaces/default/machinedeployments/edge-cpu/scale', {
    contentType: 'application/merge-patch+json',
    body: { spec: { replicas: 3 } },
  });
  await allUp(poolOf('cpu'), 3);
  expect(await apply()).toEqual(['unchanged']);
  expect(await machinesOf(poolOf('cpu'))).toHaveLength(3);
});

/** Does what a kubelet does, or what is done about its silence. */
async function report(name: string, status: 'True' | 'Unknown'): Promise<void> {
  const { conditions } = (await made.read({ apiVersion: 'v1', kind: 'Node', name }))!.status as {
    readonly conditions: readonly { readonly type: string }[];
  };
  await made.json('PATCH', `/api/v1/nodes/${name}`, {
    contentType: 'application/merge-patch+json',
    body: { status: { conditions: conditions.map((one) => (one.type === 'Ready' ? { ...one, status } : one)) } },
  });
}

test('a broken machine is replaced, and none of a site that is cut off', async () => {
  const workers = [...(await machinesOf(poolOf('a100'))), ...(await machinesOf(poolOf('cpu')))];
  const before = uidsOf(workers).sort();
  const names = workers.map(({ metadata }) => metadata.name!);
  const health = { apiVersion: CORE, kind: 'MachineHealthCheck', name: 'edge-workers', namespace: 'default' };
  const remediation = async () => {
    const { status } = (await client.read(health)) as unknown as Machine & {
      readonly status: { readonly currentHealthy: number };
    };
    const allowed = status.conditions?.find(({ type }) => type === 'RemediationAllowed')?.status;
    return { healthy: status.currentHealthy, allowed };
  };
  await Promise.all(names.map((node) => report(node, 'Unknown')));
  await eventually(async () => expect(await remediation()).toEqual({ healthy: 0, allowed: 'False' }), 60);
  await Promise.all(names.map((node) => report(node, 'True')));
  await eventually(async () => expect(await remediation()).toEqual({ healthy: workers.length, allowed: 'True' }), 60);
  const now = [...(await machinesOf(poolOf('a100'))), ...(await machinesOf(poolOf('cpu')))];
  expect(uidsOf(now).sort()).toEqual(before);

  const [broken, ...others] = await machinesOf(poolOf('a100'));
  await report(broken!.metadata.name!, 'Unknown');
  await eventually(
    async () => expect(uidsOf(await machinesOf(poolOf('a100')))).not.toContain(broken!.metadata.uid),
    60,
  );
  expect(uidsOf(await allUp(poolOf('a100'), GPU_NODES))).toEqual(expect.arrayContaining(uidsOf(others)));
});

test('another template replaces one machine after the other, and a pod that does not leave holds it up for its time only', async () => {
  const old = await machinesOf(poolOf('a100'));
  // deleted and not gone, as for a budget that refuses: the API server in memory knows no evictions
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stays', namespace: 'default', finalizers: ['example.com/stays'] },
    spec: { nodeName: old[0]!.metadata.name!, containers: [{ name: 'main', image: 'example.com/main:1' }] },
  };
  await made.create(pod as unknown as Manifest);
  await made.remove({ apiVersion: 'v1', kind: 'Pod', name: 'stays', namespace: 'default' });

  await apply({ gpuMachines: 'dgx-2' });
  const seen = await watchPool(
    (machines) =>
      machines.filter(isUp).length === GPU_NODES && !uidsOf(old).some((uid) => uidsOf(machines).includes(uid)),
  );
  expect(Math.max(...seen.map((machines) => machines.length))).toBe(GPU_NODES);
  expect(Math.min(...seen.map((machines) => machines.filter(isUp).length))).toBe(GPU_NODES - 1);
  const drained = seen.flat().filter(({ metadata }) => metadata.uid === old[0]!.metadata.uid);
  expect(drained.map((machine) => conditionOf('Deleting', machine)?.message ?? '').join()).toContain('default/stays');
  expect(await apply({ gpuMachines: 'dgx-2' })).toEqual(['unchanged']);
});

test('another version replaces the control plane first', async () => {
  const next = { gpuMachines: 'dgx-2', version: 'v1.34.3' };
  await apply(next);
  const seen = await watchPool(
    (machines) =>
      machines.filter(isUp).length === GPU_NODES && machines.every(({ spec }) => spec.version === next.version),
  );
  expect(Math.max(...seen.map((machines) => machines.length))).toBe(GPU_NODES);
  expect(Math.min(...seen.map((machines) => machines.filter(isUp).length))).toBe(GPU_NODES - 1);
  const [controlPlane] = await allUp(CONTROL_PLANE, 1);
  expect(controlPlane!.spec.version).toBe(next.version);
  const first = seen.flat().find(({ spec }) => spec.version === next.version)!;
  const madeAt = ({ metadata }: Machine) =>
    Date.parse((metadata as unknown as { creationTimestamp: string }).creationTimestamp);
  expect(madeAt(first)).toBeGreaterThan(madeAt(controlPlane!));
});

/** What Cluster API has made for a cluster, and what was applied for it. */
async function leftOf(cluster: string): Promise<string[]> {
  const kinds = [
    ...['Cluster', 'MachineDeployment', 'MachineSet', 'Machine', 'MachineHealthCheck'].map((kind) => [CORE, kind]),
    ...['DevCluster', 'DevMachine', 'DevMachineTemplate'].map((kind) => [INFRASTRUCTURE, kind]),
    ...['KubeadmConfig', 'KubeadmConfigTemplate'].map((kind) => [BOOTSTRAP, kind]),
    ['v1', 'Secret'],
  ] as const;
  const lists = await Promise.all(
    kinds.map(async ([apiVersion, kind]) =>
      (await client.list({ apiVersion: apiVersion!, kind: kind!, namespace: 'default' }))
        .filter(({ metadata }) => metadata.name === cluster || metadata.name!.startsWith(`${cluster}-`))
        .map(({ metadata }) => `${kind} ${metadata.name}`),
    ),
  );
  return lists.flat();
}

test('an update of Pulumi makes the cluster and gets to it, the next changes nothing, the end deletes it with its machines', async () => {
  const access = (cluster: string) => ({ kubeconfig: readFileSync(twin.kubeconfig(cluster), 'utf8') });
  const project = await open(() => {
    const compilation = program({ name: 'site' }).compile();
    const host = access(HOST);
    const providers = { 'bare-metal': new ClusterApiProvider({ host, seconds: 200 }) };
    const clusters = new ProvisionedClusters('clusters', {
      program: compilation,
      providers,
      host,
      controlPlane: access('control-plane'),
    });
    // the API server in memory has no rights to give to Karmada
    const onlyMade = { connectionTo: clusters.connectionTo.bind(clusters), joinMembers: true };
    new FleetDeployment('fleet', { program: compilation, clusters: onlyMade });
  });
  try {
    await project.stack.up();
    await allUp(poolOf('a100', 'site'), GPU_NODES);
    const again = await project.stack.up();
    expect(Object.keys(again)).toEqual(['same']);
    await project.stack.down();
    expect(await leftOf('site')).toEqual([]);
  } finally {
    project.remove();
  }
});

const MARK = { apiVersion: 'v1', kind: 'ConfigMap' } as const;
const MARK_AT = { name: 'as-long', namespace: 'default' } as const;

test("a sandbox is deleted in time as soon as Kyverno may, by Kyverno's own controller, and everything with it", async () => {
  kyverno = await startKyvernoCleanup(client, twin.kubeconfig(HOST));
  await apply({ ttl: '4s', gpuMachines: 'dgx-2', version: 'v1.34.3' });
  // a kind that it may delete shows that it is at work, and that the time has passed
  await client.apply({ ...MARK, metadata: { ...MARK_AT, labels: { 'cleanup.kyverno.io/ttl': '4s' } } }, 'test');
  await eventually(async () => expect(await client.read({ ...MARK, ...MARK_AT })).toBeUndefined());
  expect(await client.read(CLUSTER)).toBeDefined();

  const app = new FleetApp();
  new SandboxCleanup(new GpuFleet(app, 'fleet', { members: {} }).host, 'sandboxes');
  await twin.applyTo(HOST, onHost(app));
  await eventually(async () => expect(await leftOf('edge')).toEqual([]), 120);
});
