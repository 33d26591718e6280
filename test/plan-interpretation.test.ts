import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { type JsonObject, planOf, WeightedPropagation, Workload } from '../lib';
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
