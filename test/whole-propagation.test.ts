import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { FleetApp, planOf, WholePropagation, Workload } from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { deployment, gpuMember, job, twoMembers } from './support';

const placementOf = (app: FleetApp) =>
  (manifestsOf(app, { kind: 'PropagationPolicy' })[0]!.spec as { placement: object }).placement;

describe('WholePropagation', () => {
  const volcanoJob = (scope: Construct) =>
    new ApiObject(scope, 'train', {
      apiVersion: 'batch.volcano.sh/v1alpha1',
      kind: 'Job',
      metadata: { name: 'train' },
      spec: {
        tasks: [
          {
            name: 'worker',
            replicas: 3,
            minAvailable: 3,
            maxRetry: 3,
            template: { spec: { containers: [{ name: 'main' }] } },
          },
        ],
      },
    });

  test('sends what has no replicas to one of several members: the first by name', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const of = volcanoJob(fleet);
    new WholePropagation(fleet, 'whole', { of, to: ['b', 'a'] });
    expect(placementOf(app)).toEqual({
      clusterAffinity: { clusterNames: ['b', 'a'] },
      spreadConstraints: [{ spreadByField: 'cluster', minGroups: 1, maxGroups: 1 }],
      replicaScheduling: { replicaSchedulingType: 'Duplicated' },
    });
    expect(planOf(app.compile()).workloads.train).toMatchObject({ replicas: 3, members: { a: { replicas: 3 } } });
  });

  test('passes members by that do not have the engine of the kind', () => {
    const members = { a: gpuMember(), b: gpuMember(4, 8, { engines: { volcano: '1.15' } }) };
    const { app, fleet } = twoMembers({ members });
    new WholePropagation(fleet, 'whole', { of: volcanoJob(fleet), to: fleet });
    expect(findingsOf(app)).toEqual([]);
    expect(Object.keys(planOf(app.compile()).workloads.train!.members)).toEqual(['b']);

    const none = twoMembers();
    new WholePropagation(none.fleet, 'whole', { of: volcanoJob(none.fleet), to: none.fleet });
    expect(findingsOf(none.app)).toMatchObject([
      {
        id: 'placement/kind-not-served',
        severity: 'warning',
        place: 'fleet/whole',
        value: 'batch.volcano.sh/v1alpha1',
      },
    ]);
  });

  test('sends what has replicas to the member with the most room, which is not foretold', () => {
    const { app, fleet } = twoMembers();
    new WholePropagation(fleet, 'whole', { of: deployment(fleet, 'infer', 3), to: ['b', 'a'] });
    expect(findingsOf(app)).toMatchObject([{ id: 'plan/division-unknown', severity: 'info', place: 'fleet/whole' }]);
    const { members, unknown } = planOf(app.compile()).workloads.infer!;
    expect(members).toEqual({});
    expect(unknown).toContain('1 of b and a, by the free room');
  });

  test('needs no constraint for one member, and none for a copy to each', () => {
    const one = twoMembers();
    new WholePropagation(one.fleet, 'whole', { of: deployment(one.fleet, 'infer', 1), to: one.fleet.member('b') });
    expect(placementOf(one.app)).not.toHaveProperty('spreadConstraints');

    const each = twoMembers();
    const of = job(each.fleet, 'train', 2, 6);
    new WholePropagation(each.fleet, 'whole', { of, to: each.fleet, copies: 'every-member' });
    expect(placementOf(each.app)).not.toHaveProperty('spreadConstraints');
    const share = { replicas: 2, completions: 6, gpus: 2 };
    expect(planOf(each.app.compile()).workloads.train!.members).toMatchObject({ a: share, b: share });
  });

  test('goes to a group, and may be created anywhere in the fleet', () => {
    const { app, fleet } = twoMembers({ groups: { train: ['b'] } });
    const inner = new Construct(fleet, 'inner');
    new WholePropagation(inner, 'whole', { of: deployment(fleet, 'infer', 1), to: fleet.group('train') });
    expect(placementOf(app)).toMatchObject({ clusterAffinity: { clusterNames: ['b'] } });
  });

  test('tolerations let work onto tainted members', () => {
    const members = {
      a: gpuMember(4, 8, { taints: [{ key: 'edge', effect: 'NoSchedule' }] }),
      b: gpuMember(),
    } as const;
    const { app, fleet } = twoMembers({ members });
    const of = deployment(fleet, 'infer', 1);
    new WholePropagation(fleet, 'whole', { of, to: fleet, tolerations: [{ key: 'edge', operator: 'Exists' }] });
    expect(findingsOf(app).map(({ id }) => id)).toEqual(['plan/division-unknown']);

    const other = twoMembers({ members });
    new WholePropagation(other.fleet, 'whole', { of: deployment(other.fleet, 'infer', 1), to: other.fleet });
    expect(findingsOf(other.app)).toMatchObject([{ id: 'placement/member-tainted', severity: 'error' }]);
  });
});

describe('objects of cluster-scoped kinds', () => {
  const clusterRole = (scope: Construct) =>
    new ApiObject(scope, 'viewer', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'viewer' },
    });

  test('are selected by a ClusterPropagationPolicy, which has no namespace in any fleet', () => {
    const { app, fleet } = twoMembers({ namespace: 'ml' });
    const of = clusterRole(fleet);
    of.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    new WholePropagation(fleet, 'roles', { of, to: fleet, copies: 'every-member' });
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'ClusterPropagationPolicy' })).toMatchObject([
      {
        metadata: { name: 'roles' },
        spec: {
          resourceSelectors: [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'viewer' }],
          placement: { clusterAffinity: { clusterNames: ['a', 'b'] } },
        },
      },
    ]);
    const [policy] = manifestsOf(app, { kind: 'ClusterPropagationPolicy' });
    expect(policy!.metadata).not.toHaveProperty('namespace');
    expect(JSON.stringify(policy!.spec)).not.toContain('namespace');
  });

  test('of kinds that are not known say so', () => {
    const { app, fleet } = twoMembers();
    const of = Workload.fromName({ apiVersion: 'example.com/v1', kind: 'Site', name: 'edge' });
    new WholePropagation(fleet, 'site', { of, to: fleet, copies: 'every-member', clusterScoped: true });
    const other = Workload.fromName({ apiVersion: 'example.com/v1', kind: 'Site', name: 'other' });
    new WholePropagation(fleet, 'other', { of: other, to: fleet, copies: 'every-member' });
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'ClusterPropagationPolicy' }).map(({ metadata }) => metadata.name)).toEqual([
      'site',
    ]);
    expect(manifestsOf(app, { kind: 'PropagationPolicy' })).toMatchObject([
      { metadata: { name: 'other', namespace: 'default' }, spec: { resourceSelectors: [{ namespace: 'default' }] } },
    ]);
  });

  test('patched to another name are not found', () => {
    const { app, fleet } = twoMembers();
    const of = clusterRole(fleet);
    new WholePropagation(fleet, 'roles', { of, to: fleet });
    of.addJsonPatch(JsonPatch.replace('/metadata/name', 'editor'));
    const [found] = findingsOf(app);
    expect(found).toMatchObject({ id: 'placement/selects-nothing', value: { name: 'editor' } });
    expect(found!.message).toContain('rendered as ClusterRole editor');
  });
});

describe('bad input', () => {
  test('no member to go to, or an unknown one', () => {
    const { app, fleet } = twoMembers();
    new WholePropagation(fleet, 'none', { of: deployment(fleet, 'infer', 1), to: [] });
    const to: string[] = ['c'];
    new WholePropagation(fleet as never, 'unknown', { of: deployment(fleet, 'other', 1), to });
    expect(findingsOf(app).map((f) => f.id)).toEqual(['placement/no-members', 'placement/unknown-member']);
  });

  test('a scope outside every fleet', () => {
    const { fleet } = twoMembers();
    const of = deployment(fleet, 'infer', 1);
    expect(() => new WholePropagation(new FleetApp(), 'lost', { of, to: ['a'] })).toThrow('fleet/outside');
    expect(() => new WholePropagation(fleet.member('a'), 'lost', { of, to: ['a'] })).toThrow('fleet/outside');
  });

  test('a workload that fits into none of the members that may get it', () => {
    const { app, fleet } = twoMembers();
    new WholePropagation(fleet, 'whole', { of: job(fleet, 'train', 1, 1, 9), to: fleet });
    const [, found] = findingsOf(app);
    expect(found).toMatchObject({ id: 'plan/no-suitable-pool', place: 'fleet/whole', value: ['a', 'b'] });

    const one = twoMembers({ members: { a: gpuMember(), b: gpuMember(1, 16) } });
    new WholePropagation(one.fleet, 'whole', { of: job(one.fleet, 'train', 1, 1, 9), to: one.fleet });
    expect(findingsOf(one.app).map(({ id }) => id)).toEqual(['plan/division-unknown']);
  });

  test('a workload without room in the member that gets it', () => {
    const { app, fleet } = twoMembers({ members: { a: gpuMember(1, 2), b: gpuMember() } });
    new WholePropagation(fleet, 'whole', { of: job(fleet, 'train', 6), to: fleet.member('a') });
    const [found] = findingsOf(app);
    expect(found).toMatchObject({ id: 'plan/does-not-fit', severity: 'warning', value: 4 });
    expect(found!.fix).toContain('send the workload elsewhere');
  });
});
