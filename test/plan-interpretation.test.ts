import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { type JsonObject, planOf, WeightedPropagation, WholePropagation, Workload } from '../lib';
import { findingsOf } from '../lib/testing';
import { deployment, twoMembers } from './support';

const LUA = { luaScript: 'function f() end' };
const SERVE = { apiVersion: 'serve.example.com/v1', kind: 'Model' };

function teach(scope: Construct, target: JsonObject, customizations: JsonObject, name = 'models'): void {
  new ApiObject(scope, `teach-${name}`, {
    apiVersion: 'config.karmada.io/v1alpha1',
    kind: 'ResourceInterpreterCustomization',
    metadata: { name },
    spec: { target, customizations },
  });
}

function hook(scope: Construct, rule: JsonObject): void {
  new ApiObject(scope, 'hook', {
    apiVersion: 'config.karmada.io/v1alpha1',
    kind: 'ResourceInterpreterWebhookConfiguration',
    metadata: { name: 'models' },
    webhooks: [
      {
        name: 'models.example.com',
        clientConfig: { url: 'https://models.example.com' },
        interpreterContextVersions: ['v1alpha1'],
        rules: [{ apiGroups: ['serve.example.com'], apiVersions: ['v1'], kinds: ['*'], ...rule }],
      },
    ],
  });
}

function divideModel(replicas?: number) {
  const { app, fleet } = twoMembers();
  const of = Workload.fromName({ ...SERVE, name: 'llm', ...(replicas === undefined ? {} : { replicas }) });
  new WeightedPropagation(fleet, 'spread', { of, weights: { a: 1, b: 1 } });
  return { fleet, ids: () => findingsOf(app).map(({ id }) => id), plan: () => planOf(app.compile()) };
}

describe('kinds that a program teaches Karmada to divide', () => {
  test('are not divisible without that', () => {
    expect(divideModel(4).ids()).toEqual(['placement/not-divisible']);
  });

  test('by a customization that reads and writes replicas', () => {
    const { fleet, ids, plan } = divideModel(4);
    teach(fleet, SERVE, { replicaResource: LUA, replicaRevision: LUA });
    expect(ids()).toEqual([]);
    expect(plan().workloads.llm!.members).toMatchObject({ a: { replicas: 2 }, b: { replicas: 2 } });
  });

  test('by several customizations together', () => {
    const { fleet, ids } = divideModel(4);
    teach(fleet, SERVE, { replicaResource: LUA }, 'read');
    expect(ids()).toEqual(['placement/not-divisible']);
    teach(fleet, SERVE, { replicaRevision: LUA }, 'write');
    expect(ids()).toEqual([]);
  });

  test('not by one that only reads them, or reads those of another kind', () => {
    const reads = divideModel(4);
    teach(reads.fleet, SERVE, { replicaResource: LUA });
    expect(reads.ids()).toEqual(['placement/not-divisible']);
    const other = divideModel(4);
    teach(other.fleet, { ...SERVE, kind: 'Endpoint' }, { replicaResource: LUA, replicaRevision: LUA });
    expect(other.ids()).toEqual(['placement/not-divisible']);
  });

  test('by a webhook, for the operations of its rules', () => {
    const all = divideModel(4);
    hook(all.fleet, { operations: ['InterpretReplica', 'ReviseReplica'] });
    expect(all.ids()).toEqual([]);
    const one = divideModel(4);
    hook(one.fleet, { operations: ['InterpretReplica'] });
    expect(one.ids()).toEqual(['placement/not-divisible']);
  });

  test('are left out of the plan where only the engine can count replicas', () => {
    const { fleet, ids } = divideModel();
    teach(fleet, SERVE, { replicaResource: LUA, replicaRevision: LUA });
    expect(ids()).toEqual(['plan/replicas-unknown']);

    const builtIn = twoMembers();
    new WeightedPropagation(builtIn.fleet, 'spread', {
      of: deployment(builtIn.fleet, 'infer', 4),
      weights: { a: 1, b: 1 },
    });
    teach(builtIn.fleet, { apiVersion: 'apps/v1', kind: 'Deployment' }, { replicaResource: LUA });
    expect(findingsOf(builtIn.app).map(({ id }) => id)).toEqual(['plan/replicas-unknown']);
    expect(planOf(builtIn.app.compile()).workloads).toEqual({});
  });
});

describe('kinds that Karmada knows by itself', () => {
  test('are divided since the version that was first to do so', () => {
    const idsIn = (karmada: string) => {
      const { app, fleet } = twoMembers({ karmada });
      const of = Workload.fromName({ apiVersion: 'ray.io/v1', kind: 'RayService', name: 'llm', replicas: 4 });
      new WeightedPropagation(fleet, 'spread', { of, weights: { a: 1, b: 1 } });
      return findingsOf(app).map(({ id }) => id);
    };
    expect(idsIn('1.16')).toEqual(['placement/not-divisible']);
    expect(idsIn('1.17')).toEqual([]);
  });

  test('go to one of several members by its room where their replicas are counted', () => {
    const divisionOf = (apiVersion: string, kind: string, taught?: JsonObject) => {
      const { app, fleet } = twoMembers();
      new WholePropagation(fleet, 'one', { of: Workload.fromName({ apiVersion, kind, name: 'one' }), to: fleet });
      if (taught) {
        teach(fleet, { apiVersion, kind }, taught);
      }
      return app.compile().placements[0]!.division.type;
    };
    expect(divisionOf('apps/v1', 'Deployment')).toBe('unknown');
    expect(divisionOf('v1', 'Pod')).toBe('unknown');
    expect(divisionOf('kubeflow.org/v1', 'Notebook')).toBe('unknown');
    expect(divisionOf('apps/v1', 'DaemonSet')).toBe('whole');
    expect(divisionOf(SERVE.apiVersion, SERVE.kind)).toBe('whole');
    expect(divisionOf(SERVE.apiVersion, SERVE.kind, { replicaResource: LUA })).toBe('unknown');
  });
});
