import { ApiObject, JsonPatch } from 'cdk8s';
import { Deployment, Namespace } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Findings, FleetApp, GpuFleet, type MemberProps, planOf, WeightedPropagation, Workload } from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { deployment, gpuMember, job, twoMembers } from './support';

describe('WeightedPropagation', () => {
  test('becomes a policy beside the workload', () => {
    const { app, fleet } = twoMembers();
    new WeightedPropagation(fleet, 'spread', { of: deployment(fleet, 'infer', 6), weights: { a: 2, b: 1 } });
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'PropagationPolicy' })).toEqual([
      {
        apiVersion: 'policy.karmada.io/v1alpha1',
        kind: 'PropagationPolicy',
        metadata: { name: 'spread', namespace: 'default' },
        spec: {
          resourceSelectors: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer', namespace: 'default' }],
          propagateDeps: true,
          placement: {
            clusterAffinity: { clusterNames: ['a', 'b'] },
            replicaScheduling: {
              replicaSchedulingType: 'Divided',
              replicaDivisionPreference: 'Weighted',
              weightPreference: {
                staticWeightList: [
                  { targetCluster: { clusterNames: ['a'] }, weight: 2 },
                  { targetCluster: { clusterNames: ['b'] }, weight: 1 },
                ],
              },
            },
          },
        },
      },
    ]);
  });

  test('takes a cdk8s-plus workload, whatever its generated name and namespace', () => {
    const { app, fleet } = twoMembers();
    const namespace = new Namespace(fleet, 'ml').name;
    const infer = new Deployment(fleet, 'infer', {
      metadata: { namespace },
      replicas: 3,
      containers: [{ image: 'i:1' }],
    });
    new WeightedPropagation(fleet, 'spread', { of: infer, weights: { a: 2, b: 1 } });
    const [policy] = manifestsOf(app, { kind: 'PropagationPolicy' });
    expect(policy).toMatchObject({
      metadata: { namespace },
      spec: { resourceSelectors: [{ kind: 'Deployment', name: infer.name, namespace }] },
    });
  });

  test('takes a workload by name, divided in the plan only if its replicas are told', () => {
    const { app, fleet } = twoMembers();
    const of = Workload.fromName({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'theirs',
      namespace: 'ml',
      replicas: 4,
    });
    new WeightedPropagation(fleet, 'spread', { of, weights: { a: 2, b: 1 } });
    expect(findingsOf(app).map((f) => f.id)).toEqual(['placement/ratio-not-reachable']);
  });

  test('a workload by name is marked as owned elsewhere in the plan, or left out with a finding', () => {
    const { app, fleet } = twoMembers();
    const deploymentByName = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'ml' };
    const told = Workload.fromName({ ...deploymentByName, name: 'told', replicas: 3 });
    new WeightedPropagation(fleet, 'told', { of: told, weights: { a: 2, b: 1 } });
    const untold = Workload.fromName({ ...deploymentByName, name: 'untold' });
    new WeightedPropagation(fleet, 'untold', { of: untold, weights: { a: 2, b: 1 } });
    const { workloads } = planOf(app.compile());
    expect(Object.keys(workloads)).toEqual(['told']);
    expect(workloads.told).toMatchObject({ foreign: true, members: { a: { replicas: 2 }, b: { replicas: 1 } } });
    expect(findingsOf(app)).toMatchObject([{ id: 'plan/replicas-unknown', severity: 'info', place: 'fleet/untold' }]);
  });

  test('weight 0 excludes', () => {
    const { app, fleet } = twoMembers();
    new WeightedPropagation(fleet, 'spread', { of: deployment(fleet, 'infer', 5), weights: { a: 1, b: 0 } });
    expect(manifestsOf(app, { kind: 'PropagationPolicy' })[0]).toMatchObject({
      spec: { placement: { clusterAffinity: { clusterNames: ['a'] } } },
    });
    expect(findingsOf(app)).toEqual([]);
  });

  test('a ratio that the replicas cannot reach is a warning that tells the real split', () => {
    const { app, fleet } = twoMembers();
    new WeightedPropagation(fleet, 'spread', { of: deployment(fleet, 'infer', 4), weights: { a: 2, b: 1 } });
    const [found] = findingsOf(app);
    expect(found).toMatchObject({ id: 'placement/ratio-not-reachable', severity: 'warning', place: 'fleet/spread' });
    expect(found!.message).toContain('the real split is a 3 and b 1');
    expect(found!.fix).toContain('Use 6 replicas');
  });

  test('a warning is acknowledged with a reason, here or above', () => {
    const { app, fleet } = twoMembers();
    new WeightedPropagation(fleet, 'spread', { of: deployment(fleet, 'infer', 4), weights: { a: 2, b: 1 } });
    Findings.of(fleet).acknowledge('placement/ratio-not-reachable', '3:1 is good enough');
    expect(findingsOf(app)[0]).toMatchObject({ acknowledged: '3:1 is good enough' });
  });

  test('a tie is a warning, because the uid decides it', () => {
    const { app, fleet } = twoMembers();
    new WeightedPropagation(fleet, 'spread', { of: deployment(fleet, 'infer', 3), weights: { a: 1, b: 1 } });
    expect(findingsOf(app).map((f) => f.id)).toEqual(['placement/tie']);
  });

  test('a tie among completions is one too', () => {
    const { app, fleet } = twoMembers();
    new WeightedPropagation(fleet, 'spread', { of: job(fleet, 'train', 2, 3), weights: { a: 1, b: 1 } });
    const [found] = findingsOf(app);
    expect(found).toMatchObject({ id: 'placement/tie' });
    expect(found!.message).toContain('a 1 (2 completions) and b 1, or a 1 and b 1 (2 completions)');
    expect(planOf(app.compile()).workloads.train!.tied).toEqual(['a', 'b']);
  });

  test('labels that every node has, and resources of which the model says nothing, do not stand in the way', () => {
    const { app, fleet } = twoMembers({ members: { a: gpuMember(1, 1, { zones: ['z1'] }), b: gpuMember() } });
    const web = deployment(fleet, 'web', 2, { 'ephemeral-storage': '1Gi' });
    const nodeSelector = { 'kubernetes.io/os': 'linux', 'topology.kubernetes.io/zone': 'z1' };
    web.addJsonPatch(JsonPatch.add('/spec/template/spec/nodeSelector', nodeSelector));
    new WeightedPropagation(fleet, 'spread', { of: web, weights: { a: 1 } });
    expect(findingsOf(app)).toEqual([]);
  });

  test('an indexed Job is not to be divided, for every member begins with index 0', () => {
    const { app, fleet } = twoMembers();
    const of = job(fleet, 'train', 4);
    of.addJsonPatch(JsonPatch.add('/spec/completionMode', 'Indexed'));
    const spread = new WeightedPropagation(fleet, 'spread', { of, weights: { a: 1, b: 1 } });
    expect(findingsOf(app)).toMatchObject([{ id: 'placement/indexed-job-divided', severity: 'warning' }]);
    ApiObject.of(spread).addJsonPatch(
      JsonPatch.remove('/spec/placement/replicaScheduling/weightPreference/staticWeightList/1'),
    );
    expect(findingsOf(app)).toEqual([]);
  });

  test('may be created anywhere in the fleet', () => {
    const { app, fleet } = twoMembers();
    const inner = new Construct(fleet, 'inner');
    new WeightedPropagation(inner, 'spread', { of: deployment(fleet, 'infer', 3), weights: { a: 2, b: 1 } });
    expect(findingsOf(app)).toEqual([]);
    expect(planOf(app.compile()).workloads.infer!.place).toBe('fleet/inner/spread');
    expect(
      () => new WeightedPropagation(app, 'lost', { of: deployment(fleet, 'other', 3), weights: { a: 1 } }),
    ).toThrow('fleet/outside');
  });

  test('tolerations let work onto tainted members', () => {
    const tainted = {
      members: { a: gpuMember(4, 8, { taints: [{ key: 'edge', effect: 'NoSchedule' }] }), b: gpuMember() },
    } as const;
    const { app, fleet } = twoMembers(tainted);
    new WeightedPropagation(fleet, 'spread', {
      of: deployment(fleet, 'infer', 2),
      weights: { a: 1, b: 1 },
      tolerations: [{ key: 'edge', operator: 'Exists' }],
    });
    expect(findingsOf(app)).toEqual([]);

    const other = twoMembers(tainted);
    new WeightedPropagation(other.fleet, 'spread', {
      of: deployment(other.fleet, 'infer', 2),
      weights: { a: 1, b: 1 },
    });
    expect(findingsOf(other.app)).toMatchObject([{ id: 'placement/member-tainted', severity: 'error' }]);
  });
});

describe('bad input', () => {
  test.each<[string, Record<string, number>]>([
    ['placement/unknown-member', { a: 1, 'ack-b': 1 }],
    ['placement/bad-weight', { a: -1, b: 1 }],
    ['placement/bad-weight', { a: 0.5, b: 1 }],
    ['placement/bad-weight', { a: Number.NaN, b: 1 }],
    ['placement/no-weight', { a: 0, b: 0 }],
    ['placement/no-weight', {}],
  ])('%s for weights %j', (id, weights) => {
    const app = new FleetApp();
    const members: Record<string, MemberProps> = { a: gpuMember(), b: gpuMember() };
    const fleet = new GpuFleet(app, 'fleet', { members });
    new WeightedPropagation(fleet, 'spread', { of: deployment(fleet, 'infer', 6), weights });
    expect(findingsOf(app).map((f) => f.id)).toContain(id);
    expect(() => app.synth()).toThrow(id);
  });

  test.each([-1, 2.5, Number.NaN])('replicas %d of a workload that is owned elsewhere', (replicas) => {
    const { app, fleet } = twoMembers();
    const of = Workload.fromName({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'theirs', replicas });
    new WeightedPropagation(fleet, 'spread', { of, weights: { a: 1 } });
    expect(findingsOf(app).map(({ id }) => id)).toContain('placement/bad-replicas');
    expect(planOf(app.compile()).workloads).toEqual({});
  });

  test.each([
    ['has a space', 'placement/bad-name'],
    ['x'.repeat(254), 'placement/bad-name'],
    ['Upper', 'placement/bad-name'],
  ])('policy name %j', (policyName, id) => {
    const { app, fleet } = twoMembers();
    new WeightedPropagation(fleet, 'spread', { of: deployment(fleet, 'infer', 3), weights: { a: 1 }, policyName });
    expect(findingsOf(app).map((f) => f.id)).toContain(id);
  });

  test('a workload in two policies, typed or plain', () => {
    const { app, fleet } = twoMembers();
    const infer = deployment(fleet, 'infer', 6);
    new WeightedPropagation(fleet, 'one', { of: infer, weights: { a: 2, b: 1 } });
    new ApiObject(fleet, 'two', {
      apiVersion: 'policy.karmada.io/v1alpha1',
      kind: 'PropagationPolicy',
      metadata: { name: 'two', namespace: 'default' },
      spec: {
        resourceSelectors: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer' }],
        placement: { clusterAffinity: { clusterNames: ['a'] } },
      },
    });
    expect(findingsOf(app)).toMatchObject([{ id: 'placement/workload-in-two-policies', place: 'fleet/two' }]);
  });

  test('a plain policy that names no member of the fleet', () => {
    const { app, fleet } = twoMembers();
    new ApiObject(fleet, 'plain', {
      apiVersion: 'policy.karmada.io/v1alpha1',
      kind: 'PropagationPolicy',
      metadata: { name: 'plain', namespace: 'default' },
      spec: {
        resourceSelectors: [{ apiVersion: 'v1', kind: 'ConfigMap' }],
        placement: { clusterAffinity: { clusterNames: ['a', 'bb'] } },
      },
    });
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'placement/unknown-member',
        place: 'fleet/plain',
        pointer: '/spec/placement/clusterAffinity/clusterNames/1',
        value: 'bb',
      },
    ]);
  });

  test('a kind that Karmada copies whole', () => {
    const { app, fleet } = twoMembers();
    const of = Workload.fromName({ apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job', name: 'gang' });
    new WeightedPropagation(fleet, 'spread', { of, weights: { a: 2, b: 1 } });
    expect(findingsOf(app, 'placement/not-divisible')).toHaveLength(1);
  });

  test('a workload that a patch has renamed', () => {
    const { app, fleet } = twoMembers();
    const web = deployment(fleet, 'web', 3);
    new WeightedPropagation(fleet, 'spread', { of: web, weights: { a: 2, b: 1 } });
    web.addJsonPatch(JsonPatch.replace('/metadata/namespace', 'ml'));
    expect(findingsOf(app, 'placement/selects-nothing')).toMatchObject([
      { severity: 'error', value: { namespace: 'ml', name: 'web' } },
    ]);
  });

  test('a workload that is not on the control plane', () => {
    const { app, fleet } = twoMembers();
    new WeightedPropagation(fleet, 'spread', {
      of: deployment(fleet.member('a'), 'infer', 3),
      weights: { a: 2, b: 1 },
    });
    expect(findingsOf(app).map((f) => f.id)).toContain('placement/wrong-target');
  });

  test('GPU work on a member without pools, or without such GPUs', () => {
    const { app, fleet } = twoMembers({ members: { a: gpuMember(), b: { kubernetes: '1.34' } } });
    new WeightedPropagation(fleet, 'spread', { of: job(fleet, 'train', 3), weights: { a: 2, b: 1 } });
    expect(findingsOf(app)).toMatchObject([{ id: 'plan/no-pools', severity: 'error', value: 'b' }]);

    const other = twoMembers();
    new WeightedPropagation(other.fleet, 'spread', {
      of: job(other.fleet, 'train', 3, 3, 16),
      weights: { a: 2, b: 1 },
    });
    expect(findingsOf(other.app).map((f) => f.id)).toEqual(['plan/no-suitable-pool', 'plan/no-suitable-pool']);
  });

  test('more than fits', () => {
    const { app, fleet } = twoMembers({ members: { a: gpuMember(1, 2), b: gpuMember(4, 8) } });
    new WeightedPropagation(fleet, 'spread', { of: job(fleet, 'train', 6), weights: { a: 2, b: 1 } });
    expect(findingsOf(app)).toMatchObject([{ id: 'plan/does-not-fit', severity: 'warning', value: 2 }]);
  });

  test('a policy name that is no DNS label', () => {
    const { app, fleet } = twoMembers();
    new WeightedPropagation(fleet, 'Spread It', { of: deployment(fleet, 'infer', 3), weights: { a: 2, b: 1 } });
    expect(findingsOf(app).map((f) => f.id)).toContain('placement/bad-name');
  });
});
