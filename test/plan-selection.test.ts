import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Include, JsonPatch } from 'cdk8s';
import { type JsonObject, planOf, WholePropagation } from '../lib';
import { findingsOf } from '../lib/testing';
import { DEPLOYMENT, type Policy, policy, splitOf } from './policy-support';
import { deployment, job, twoMembers } from './support';

describe('objects that a policy selects', () => {
  const to = (name: string) => ({ placement: { clusterAffinity: { clusterNames: [name] } } });

  test('by name, by labels, or all of the kind, in its own namespace', () => {
    const { app, fleet } = twoMembers();
    deployment(fleet, 'infer', 1).metadata.addLabel('team', 'ml');
    deployment(fleet, 'web', 2);
    job(fleet, 'train', 3);
    new ApiObject(fleet, 'far', {
      ...DEPLOYMENT,
      metadata: { name: 'far', namespace: 'far' },
      spec: { selector: { matchLabels: {} }, template: { spec: { containers: [{ name: 'main' }] } } },
    });
    policy(fleet, 'labelled', { selects: { labelSelector: { matchLabels: { team: 'ml' } } }, ...to('b') });
    policy(fleet, 'all', to('a'));
    expect(splitOf(app)).toEqual({ infer: { b: 1 }, web: { a: 2 } });

    policy(fleet, 'everywhere', { cluster: true, ...to('b') });
    expect(splitOf(app)).toEqual({ infer: { b: 1 }, web: { a: 2 }, far: { b: 1 } });
  });

  test('also by a policy that was included from YAML', () => {
    const { app, fleet } = twoMembers();
    deployment(fleet, 'infer', 2);
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-policy-'));
    try {
      const url = join(folder, 'policy.yaml');
      writeFileSync(
        url,
        [
          'apiVersion: policy.karmada.io/v1alpha1',
          'kind: ClusterPropagationPolicy',
          'metadata: { name: included }',
          'spec:',
          '  resourceSelectors: [{ apiVersion: apps/v1, kind: Deployment }]',
          '  placement: { clusterAffinity: { exclude: [a] } }',
        ].join('\n'),
      );
      new Include(fleet, 'include', { url });
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(splitOf(app)).toEqual({ infer: { b: 2 } });
    expect(planOf(app.compile()).workloads.infer!.place).toBe('fleet/include/included-clusterpropagationpolicy');
  });

  test('none in the namespaces of the system', () => {
    const { app, fleet } = twoMembers();
    deployment(fleet, 'infer', 1).addJsonPatch(JsonPatch.replace('/metadata/namespace', 'kube-system'));
    policy(fleet, 'everywhere', { cluster: true, ...to('b') });
    expect(splitOf(app)).toEqual({});
  });

  test('that are owned elsewhere are told to be unknown', () => {
    const { app, fleet } = twoMembers();
    policy(fleet, 'one', { selects: { name: 'absent' }, ...to('a') });
    expect(findingsOf(app)).toMatchObject([{ id: 'plan/replicas-unknown', value: 'absent' }]);
  });
});

describe('several policies for one object', () => {
  const to = (name: string, priority?: number, selects: JsonObject = { name: 'infer' }) => ({
    selects,
    placement: { clusterAffinity: { clusterNames: [name] } },
    ...(priority === undefined ? {} : { more: { priority } }),
  });
  const byLabel = { labelSelector: { matchLabels: { app: 'infer' } } };

  function infer() {
    const { app, fleet } = twoMembers();
    deployment(fleet, 'infer', 2).metadata.addLabel('app', 'infer');
    return { app, fleet };
  }

  test.each<[string, string, Policy, Policy, string[]]>([
    ['the name that sorts first, of equals', 'a', to('b'), to('a'), ['placement/workload-in-two-policies']],
    ['the higher priority', 'b', to('b', 2), to('a', 1), ['placement/idle-policy']],
    ['the name before labels', 'b', to('b'), to('a', undefined, byLabel), []],
    ['labels before the kind', 'b', to('b', undefined, byLabel), to('a', undefined, {}), []],
    ['the higher priority before the name', 'a', to('b'), to('a', 1, {}), ['placement/idle-policy']],
    [
      'a policy of the namespace before one of all',
      'b',
      to('b', 0, {}),
      { ...to('a', 9), cluster: true },
      ['placement/idle-policy'],
    ],
    [
      'the name that sorts first, of equal cluster-wide ones',
      'a',
      { ...to('b'), cluster: true },
      { ...to('a'), cluster: true },
      ['placement/workload-in-two-policies'],
    ],
  ])('%s', (_, member, zeta, alpha, ids) => {
    const { app, fleet } = infer();
    policy(fleet, 'zeta', zeta);
    policy(fleet, 'alpha', alpha);
    expect(splitOf(app)).toEqual({ infer: { [member]: 2 } });
    expect(findingsOf(app).map(({ id }) => id)).toEqual(ids);
  });

  test('the finding names the policy that wins, at the one that is idle', () => {
    const { app, fleet } = infer();
    policy(fleet, 'zeta', to('b'));
    policy(fleet, 'alpha', to('a'));
    const [found] = findingsOf(app);
    expect(found).toMatchObject({ place: 'fleet/zeta', severity: 'error', value: 'Deployment default/infer' });
    expect(found!.message).toContain("the PropagationPolicy 'alpha' at fleet/alpha");
  });

  test('one that selects an object twice is no conflict', () => {
    const { app, fleet } = infer();
    policy(fleet, 'twice', to('a')).addJsonPatch(
      JsonPatch.add('/spec/resourceSelectors/-', DEPLOYMENT),
      JsonPatch.add('/spec/resourceSelectors/-', { ...DEPLOYMENT, ...byLabel }),
    );
    expect(findingsOf(app)).toEqual([]);
  });
});

describe('what lives in no namespace', () => {
  const definition = (fleet: ApiObject['node']['scope'], scope: string) =>
    new ApiObject(fleet!, 'definition', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'models.example.com' },
      spec: {
        group: 'example.com',
        scope,
        names: { kind: 'Model', plural: 'models', singular: 'model', listKind: 'ModelList' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    });
  const seen = (app: Parameters<typeof findingsOf>[0]) =>
    findingsOf(app, 'placement/selects-nothing').map(({ place, pointer, value }) => [place, pointer, value]);

  test('is selected by no PropagationPolicy', () => {
    const { app, fleet } = twoMembers();
    policy(fleet, 'roles', { selects: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' } });
    expect(seen(app)).toEqual([['fleet/roles', '/spec/resourceSelectors/0/kind', 'ClusterRole']]);
  });

  test('may be of a kind that the program defines', () => {
    const sent = (scope: string, clusterScoped?: true) => {
      const { app, fleet } = twoMembers();
      definition(fleet, scope);
      const of = new ApiObject(fleet, 'llm', {
        apiVersion: 'example.com/v1',
        kind: 'Model',
        metadata: { name: 'llm' },
      });
      new WholePropagation(fleet, 'send', { of, to: ['a'], ...(clusterScoped ? { clusterScoped } : {}) });
      return seen(app);
    };
    expect(sent('Cluster')).toEqual([['fleet/send', '/spec/resourceSelectors/0/kind', 'Model']]);
    expect(sent('Cluster', true)).toEqual([]);
    expect(sent('Namespaced')).toEqual([]);
  });
});
