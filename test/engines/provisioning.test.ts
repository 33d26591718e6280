import { readFileSync } from 'node:fs';
import { ApiObject } from 'cdk8s';
import { ClusterApiCluster, FleetApp, GpuFleet, HostPreflight, HostPreparation, SandboxCleanup } from '../../lib';
import type { Manifest } from '../../lib/core/manifest';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { workloadCluster } from '../../lib/pulumi/provider';
import { findingsOf, manifestsOf } from '../../lib/testing';
import { type ApiClient, Twin } from '../../lib/twin';
import { createCrds, lookForKinds } from '../../lib/twin/crds';
import { defines, definitionsOf } from '../../lib/twin/definitions';
import { waitFor } from '../../lib/twin/wait';
import { dev, GPU_POOL } from '../provisioning-support';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { eventually } from './support/eventually';
import { fleet, member, pool } from './support/fleets';
import { removeTemporary, temporary } from './support/folders';
import { startKyvernoCleanup } from './support/kyverno-cleanup';
import type { Server } from './support/server';

const HOST = 'host';
const MARK = { apiVersion: 'v1', kind: 'ConfigMap' } as const;
const MARK_AT = { name: 'as-long', namespace: 'default' } as const;
const CLUSTER = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', namespace: 'default' };

/** Two clusters with everything that the constructs can render: one stays, one is there for four seconds. */
function program() {
  const app = new FleetApp();
  const machine = { kubernetes: '1.34', pools: [{ name: 'cpu', nodes: 2 }] };
  const pools = [
    {
      ...GPU_POOL,
      upgrade: { maxSurge: 0, maxUnavailable: '25%', drainTimeoutSeconds: 600 },
      autoscaling: { min: 1, max: 8 },
      labels: { 'node-role.kubernetes.io/gpu': '', rack: 'r1' },
    } as const,
  ];
  const fleet = new GpuFleet(app, 'fleet', {
    members: { edge: { ...machine, pools }, short: { ...machine, ttl: '4s' }, long: { ...machine, ttl: '7d' } },
  });
  const { host } = fleet;
  const machines = dev(host, 'DevMachineTemplate', 'machines');
  new ClusterApiCluster(host, 'edge', {
    member: fleet.member('edge'),
    version: 'v1.34.2',
    infrastructure: dev(host, 'DevCluster', 'edge'),
    controlPlane: { machines, maxSurge: 0, drainTimeoutSeconds: 60 },
    workers: { a100: machines },
    host: new HostPreparation({ modules: ['ib_umad'], runtimeSocket: '/run/crio/crio.sock' }),
    health: { mostUnhealthy: '30%' },
    endpointHost: '192.0.2.10',
    podCidrs: ['10.244.0.0/16'],
    serviceCidrs: ['10.96.0.0/12'],
  });
  for (const name of ['short', 'long'] as const) {
    new ClusterApiCluster(host, name, {
      member: fleet.member(name),
      version: 'v1.34.2',
      infrastructure: dev(host, 'DevCluster', name),
      controlPlane: { machines, replicas: 1 },
      workers: { cpu: machines },
    });
  }
  new HostPreflight(host, 'preflight', { host: new HostPreparation({ runtimeSocket: '/run/crio/crio.sock' }) });
  const cleanup = new SandboxCleanup(host, 'sandboxes');
  return { app, cleanup };
}

const { app, cleanup } = program();
const OBJECTS = manifestsOf(app, { target: 'fleet/host' });
const ROLE = ApiObject.of(cleanup).toJson() as Manifest;

let twin: Twin;
let client: ApiClient;
let controller: Server | undefined;

beforeAll(async () => {
  const engines = await twinEngines();
  const crds = await ensureEngines(['cluster-api-crds'], { cacheRoot: defaultCacheRoot() });
  // as the host: a cluster with the controllers that a cluster has
  twin = await Twin.up(fleet(member(HOST, pool('cpu', 1, 0))), { state: temporary('twin'), engines });
  client = await twin.client(HOST);
  const definitions = definitionsOf(crds['cluster-api-crds']).filter((one) =>
    OBJECTS.some((object) => defines(one, object)),
  );
  const kinds = await createCrds(client, definitions);
  await waitFor('the kinds of Cluster API', () => lookForKinds(client, kinds), { seconds: 60 });
}, BUILD_TIMEOUT);

afterAll(async () => {
  await controller?.stop();
  await twin?.down();
  removeTemporary();
}, 60_000);

jest.setTimeout(60_000);

test('the API server knows every field of every object, and our own schemas agree', async () => {
  expect(findingsOf(app).filter(({ id }) => !['schema/no-schema', 'provisioning/ttl-leftovers'].includes(id))).toEqual(
    [],
  );
  const withoutTtl = OBJECTS.filter(({ metadata }) => metadata.labels?.['cleanup.kyverno.io/ttl'] === undefined);
  const refused = (await twin.applyTo(HOST, withoutTtl)).filter(({ outcome }) => outcome === 'failed');
  expect(refused).toEqual([]);
  const again = (await twin.applyTo(HOST, withoutTtl)).filter(({ outcome }) => outcome !== 'unchanged');
  expect(again).toEqual([]);
});

test('a cluster is waited for until it is available, and reached by the kubeconfig beside it', async () => {
  const host = { kubeconfig: readFileSync(twin.kubeconfig(HOST), 'utf8') };
  const props = { host, member: 'edge', seconds: 30 };
  const [made] = await Promise.all([workloadCluster.create(props), makeAvailable()]);
  const { uid } = (await client.read({ ...CLUSTER, name: 'edge' }))!.metadata as { readonly uid?: string };
  const outs = { ...props, kubeconfig: 'of edge' };
  expect(made).toEqual({ id: uid, outs });
  expect(await workloadCluster.read!(uid!, { ...outs, kubeconfig: 'an old one' })).toEqual({ id: uid, props: outs });
});

/** Does what the controllers of Cluster API do. */
async function makeAvailable(): Promise<void> {
  const metadata = { name: 'edge-kubeconfig', namespace: 'default' };
  await client.apply({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { value: 'of edge' } }, 'test');
  const available = { type: 'Available', status: 'True', reason: 'Available', message: '' };
  await client.json('PATCH', '/apis/cluster.x-k8s.io/v1beta2/namespaces/default/clusters/edge/status', {
    contentType: 'application/merge-patch+json',
    body: { status: { conditions: [{ ...available, lastTransitionTime: '2026-11-21T12:00:00Z' }] } },
  });
}

test('what Cluster API would not understand is refused by both', async () => {
  const deployment = OBJECTS.find(({ kind }) => kind === 'MachineDeployment')!;
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

test("a sandbox is deleted in time as soon as Kyverno may, and by Kyverno's own controller", async () => {
  const there = async (name: string) => (await client.read({ ...CLUSTER, name })) !== undefined;
  await client.remove({ apiVersion: ROLE.apiVersion, kind: ROLE.kind, name: ROLE.metadata.name! });
  controller = await startKyvernoCleanup(client, twin.kubeconfig(HOST));
  const clusters = OBJECTS.filter(
    ({ kind, metadata }) => kind === 'Cluster' && metadata.labels?.['cleanup.kyverno.io/ttl'],
  );
  expect((await twin.applyTo(HOST, clusters)).map(({ outcome }) => outcome)).toEqual(['created', 'created']);

  // a kind that it may delete shows that it is at work, and that the time has passed
  await client.apply({ ...MARK, metadata: { ...MARK_AT, labels: { 'cleanup.kyverno.io/ttl': '4s' } } }, 'test');
  await eventually(async () => expect(await client.read({ ...MARK, ...MARK_AT })).toBeUndefined());
  expect([await there('short'), await there('long')]).toEqual([true, true]);

  await client.apply(ROLE, 'test');
  await eventually(async () => expect(await there('short')).toBe(false));
  expect(await there('long')).toBe(true);
});
