import { ApiObject, JsonPatch } from 'cdk8s';
import { FleetAddOns, FleetApp, GpuFleet, type NodePoolProps, WholePropagation } from '../lib';
import {
  AddOnReleases,
  FleetDeployment,
  type IFleetClusters,
  JoinedClusters,
  type JoinedClustersArgs,
} from '../lib/pulumi';
import { carriedKinds } from '../lib/pulumi/join/carried-kinds';
import { inputsByName, registered } from './pulumi-mocks';
import { deployment, gpuMember } from './support';

const clusters: IFleetClusters = { connectionTo: () => ({ kubeconfig: 'a kubeconfig' }), joinMembers: false };

const pool = (name: string, nodes: number, autoscaling?: NodePoolProps['autoscaling']): NodePoolProps => ({
  name,
  nodes,
  ...(autoscaling ? { autoscaling } : {}),
});

function program(): FleetApp {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    members: { a: gpuMember(), b: { kubernetes: '1.34', syncMode: 'Pull' } },
  });
  const metadata = { name: 'alone', namespace: 'default' };
  new ApiObject(fleet, 'alone', { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { a: 'b' } });
  new WholePropagation(fleet, 'placed', { of: deployment(fleet, 'infer', 1), to: ['a'] });
  return app;
}

describe('JoinedClusters', () => {
  const joinsOf = (args: Partial<JoinedClustersArgs> = {}) =>
    inputsByName(() => {
      const app = program();
      const joined = new JoinedClusters('join', { program: app, clusters, ...args });
      new FleetDeployment('prod', { program: app, clusters: joined });
    });

  test('one resource for each member: how both sides are reached, what Karmada may carry, what is expected', async () => {
    const seen = await joinsOf({ rotateDays: 90 });
    expect(seen.get('join/a')).toMatchObject({
      cluster: { kind: 'Cluster', metadata: { name: 'a' } },
      kinds: [{ apiVersion: 'apps/v1', kind: 'Deployment' }],
      expected: { kubernetes: '1.34', readyNodes: 1 },
      rotateDays: 90,
    });
    // without node pools nothing is known of nodes
    expect(seen.get('join/b')).toMatchObject({
      expected: { readyNodes: 0 },
      agent: { image: expect.stringMatching(/karmada-agent:v1\.18\.0$/) },
    });
  });

  test.each<[string, readonly NodePoolProps[], number]>([
    ['a pool that may be empty has no node before there is work', [pool('gpu', 0, { min: 0, max: 8 })], 0],
    ['nor is one sure where it starts with some', [pool('gpu', 4, { min: 0, max: 8 })], 0],
    ['fewer than are asked for', [pool('gpu', 4, { min: 1, max: 8 })], 1],
    [
      'several pools together',
      [pool('gpu', 0, { min: 0, max: 8 }), pool('cpu', 2), pool('more', 3, { min: 3, max: 4 })],
      3,
    ],
  ])('no more nodes are waited for than a member surely has: %s', async (_, pools, readyNodes) => {
    const seen = await inputsByName(() => {
      const app = new FleetApp();
      new GpuFleet(app, 'fleet', { members: { a: { kubernetes: '1.34', pools } } });
      return new JoinedClusters('join', { program: app, clusters, readyNodes: 3 });
    });
    expect(seen.get('join/a')).toMatchObject({ expected: { readyNodes } });
  });

  test('a member that leaves and joins again is allowed by its name', async () => {
    const seen = await joinsOf({ rejoins: ['b'] });
    expect(['a', 'b'].map((name) => seen.get(`join/${name}`)?.rejoins)).toEqual([false, true]);
  });

  test('the Cluster objects are theirs, and every member counts in the roster', async () => {
    const seen = await joinsOf();
    expect(JSON.stringify(seen.get('prod/control-plane'))).not.toContain('cluster.karmada.io/');
    expect(seen.get('prod/roster')).toMatchObject({
      targets: { 'members/a': { 'cluster.karmada.io/Cluster a': 'member' }, 'members/b': {} },
    });
  });

  test('a member waits for its own join and its own add-ons; the control plane for no member', async () => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members: { a: gpuMember(), b: gpuMember() } });
    new FleetAddOns(fleet, 'add-ons');
    for (const name of ['a', 'b'] as const) {
      const metadata = { name: 'settings', namespace: 'default' };
      new ApiObject(fleet.member(name), 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    }
    deployment(fleet, 'infer', 1);
    const { of } = await registered((opts) => {
      const joined = new JoinedClusters('join', { program: app, clusters }, opts);
      const addOns = new AddOnReleases('add-ons', { program: app, clusters }, opts);
      return new FleetDeployment('prod', { program: app, clusters: joined, addOns }, opts);
    });
    const after = new Map(
      of('pulumi-nodejs:dynamic/cdk8s-fleet:Target').map(({ name, dependsOn }) => [
        name,
        dependsOn.map((urn) => urn.slice(urn.lastIndexOf('::') + 2)),
      ]),
    );
    expect(after.get('prod/control-plane')).toEqual(['prod/roster']);
    for (const name of ['a', 'b']) {
      const own = ['prod/roster', 'prod/control-plane', `join/${name}`, `add-ons/members/${name}/volcano`];
      expect(after.get(`prod/members/${name}`)?.sort()).toEqual(own.sort());
    }
  });

  test('rights: of the program, more, all', async () => {
    const jobs = { apiVersion: 'batch/v1', kind: 'Job' };
    expect((await joinsOf({ rights: { carriedAnd: [jobs] } })).get('join/a')?.kinds).toContainEqual(jobs);
    expect((await joinsOf({ rights: 'all' })).get('join/a')?.kinds).toBe('all');
  });

  test('rights: what others carry is read where they say so, and written where the program does', async () => {
    const read = (apiVersion: string, kind: string) => ({ apiVersion, kind, readOnly: true }) as const;
    const carriedAnd = [read('v1', 'Secret'), read('apps/v1', 'Deployment')];
    expect((await joinsOf({ rights: { carriedAnd } })).get('join/a')?.kinds).toEqual([
      { apiVersion: 'apps/v1', kind: 'Deployment' },
      read('v1', 'Secret'),
    ]);
  });
});

describe('the clusters that JoinedClusters is given', () => {
  const joined = (own: Partial<IFleetClusters>) => {
    const args = { program: program(), clusters: { ...clusters, ...own } };
    return new JoinedClusters('join', args);
  };

  test.each([true, undefined])('bring their engines, or not: %s', async (haveEngines) => {
    const { made } = await registered(() => joined({ haveEngines }));
    expect(made.haveEngines).toBe(haveEngines ?? false);
  });

  test.each([
    [{ rotateDays: -1 }, 'pulumi/bad-number at join: rotateDays is -1. Fix: give it a number of at least 0'],
    [{ rotateDays: Number.NaN }, 'rotateDays is NaN.'],
    [{ readyNodes: 0.5 }, 'readyNodes is 0.5. Fix: give it a whole number of at least 0'],
    [{ readyNodes: -1 }, 'readyNodes is -1.'],
    [{ readySeconds: 0 }, 'readySeconds is 0. Fix: give it more than 0 seconds'],
  ])('have numbers that mean something: not %j', async (args, message) => {
    const join = () => new JoinedClusters('join', { program: program(), clusters, ...args });
    await registered(() => expect(join).toThrow(message));
  });

  test('may renew tokens with each update, and wait for no node', async () => {
    const join = () => new JoinedClusters('join', { program: program(), clusters, rotateDays: 0, readyNodes: 0 });
    await registered(() => expect(join).not.toThrow());
  });

  test('do not join their members themselves', async () => {
    await registered(() => expect(() => joined({ joinMembers: true })).toThrow('pulumi/joined-twice at join'));
  });
});

describe('carriedKinds', () => {
  test('what policies select, and what that refers to; not what merely lies beside it', () => {
    expect(carriedKinds(program().compile(), 'fleet').map(({ kind }) => kind)).toEqual(['Deployment']);
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { members: { a: gpuMember() } });
    const withSecret = deployment(fleet, 'infer', 1);
    withSecret.addJsonPatch(
      JsonPatch.add('/spec/template/spec/containers/0/envFrom', [{ secretRef: { name: 'token' } }]),
    );
    new WholePropagation(fleet, 'placed', { of: withSecret, to: ['a'] });
    expect(carriedKinds(app.compile(), 'fleet').map(({ kind }) => kind)).toEqual(['Deployment', 'Secret']);
  });

  const kindsOf = (...of: Parameters<typeof madeOf>) => madeOf(...of).map(({ kind }) => kind);
  const madeOf = (apiVersion: string, kind: string, spec: object) => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { members: { a: gpuMember() } });
    new ApiObject(fleet, 'object', { apiVersion, kind, metadata: { name: 'object', namespace: 'default' }, spec });
    return carriedKinds(app.compile(), 'fleet');
  };

  test('a quota for several members, of which Karmada makes one in each', () => {
    const ofQuota = (staticAssignments: readonly object[]) =>
      kindsOf('policy.karmada.io/v1alpha1', 'FederatedResourceQuota', { overall: { cpu: '1' }, staticAssignments });
    expect(ofQuota([{ clusterName: 'a', hard: { cpu: '1' } }])).toEqual(['ResourceQuota']);
    expect(ofQuota([])).toEqual([]);
  });

  test('a service for several members, whose endpoints are read in some and written in others', () => {
    const ofTypes = (...types: string[]) => kindsOf('networking.karmada.io/v1alpha1', 'MultiClusterService', { types });
    expect(ofTypes('CrossCluster')).toEqual(['EndpointSlice', 'Service']);
    expect(ofTypes('LoadBalancer')).toEqual([]);
  });

  test('what is scaled, with the scale of it and the metrics by which it is', () => {
    const target = { apiVersion: 'apps/v1', kind: 'Deployment' };
    const ofMetrics = (...types: string[]) => ({
      scaleTargetRef: { ...target, name: 'infer' },
      metrics: types.map((type) => ({ type })),
    });
    const read = (...types: string[]) => madeOf('autoscaling.karmada.io/v1alpha1', 'FederatedHPA', ofMetrics(...types));
    const scale = { ...target, readOnly: true, subresource: 'scale' };
    const usage = { apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics', readOnly: true };
    expect(read('Resource', 'ContainerResource')).toEqual([scale, usage]);
    const metrics = { apiVersion: 'custom.metrics.k8s.io/v1beta2', kind: 'MetricValue', readOnly: true };
    expect(read('Pods')).toEqual([scale, metrics, usage]);
    expect(read('Resource', 'Object')).toEqual([scale, metrics, usage]);
    expect(kindsOf('autoscaling.karmada.io/v1alpha1', 'CronFederatedHPA', {})).toEqual([]);
  });

  test('what people search in all members, which is read', () => {
    const resourceSelectors = [{ apiVersion: 'batch/v1', kind: 'Job', namespace: 'default' }];
    expect(madeOf('search.karmada.io/v1alpha1', 'ResourceRegistry', { resourceSelectors })).toEqual([
      { apiVersion: 'batch/v1', kind: 'Job', readOnly: true },
    ]);
  });

  test('what a member exports, whose endpoints are read', () => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { members: { a: gpuMember() } });
    const apiVersion = 'multicluster.x-k8s.io/v1alpha1';
    const metadata = { name: 'exported', namespace: 'default' };
    const exported = new ApiObject(fleet, 'export', { apiVersion, kind: 'ServiceExport', metadata });
    expect(carriedKinds(app.compile(), 'fleet')).toEqual([]);
    new WholePropagation(fleet, 'placed', { of: exported, to: ['a'] });
    expect(carriedKinds(app.compile(), 'fleet')).toEqual([
      { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', readOnly: true },
      { apiVersion, kind: 'ServiceExport' },
    ]);
  });
});
