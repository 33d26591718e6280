import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { type GpuFleetProps, type JsonObject, TrainingJob, TrainingQueue, WholePropagation } from '../lib';
import { findingsOf } from '../lib/testing';
import { policy } from './policy-support';
import { deployment, twoMembers } from './support';

const LEFT_BEHIND = 'placement/left-behind';

const created = (scope: Construct, kind: string, name = 'settings') =>
  new ApiObject(scope, `${kind}-${name}`, { apiVersion: 'v1', kind, metadata: { name, namespace: 'default' } });

/** A TrainingJob whose pods have this in their spec. */
function training(pod: JsonObject, more: Partial<GpuFleetProps<'a' | 'b', 'train'>> = {}) {
  const { app, fleet } = twoMembers({ volcano: '1.15', ...more });
  const queue = TrainingQueue.fromName('default');
  new TrainingJob(fleet, 'train', { queue, tasks: { main: { replicas: 2, image: 'i', pod } } });
  return { app, fleet, left: () => findingsOf(app, LEFT_BEHIND).map(({ value }) => value) };
}

describe('what the pods of a TrainingJob refer to', () => {
  const volume = { volumes: [{ name: 'c', configMap: { name: 'settings' } }] };

  test('is not carried along, since Karmada does not look into a Volcano Job', () => {
    const { app, fleet } = training(volume);
    created(fleet, 'ConfigMap');
    expect(findingsOf(app)).toMatchObject([
      {
        id: LEFT_BEHIND,
        severity: 'warning',
        place: 'fleet/train/Placement',
        value: 'ConfigMap default/settings',
        message: expect.stringContaining(
          "does not go to 'a' and 'b': Karmada does not look into a Job of batch.volcano",
        ),
        fix: expect.stringMatching(/^Send ConfigMap/),
      },
    ]);
  });

  test.each<[string, string, JsonObject]>([
    ['a volume of a Secret', 'Secret', { volumes: [{ name: 'c', secret: { secretName: 'settings' } }] }],
    [
      'a projected Secret',
      'Secret',
      { volumes: [{ name: 'c', projected: { sources: [{ secret: { name: 'settings' } }] } }] },
    ],
    [
      'a claim',
      'PersistentVolumeClaim',
      { volumes: [{ name: 'c', persistentVolumeClaim: { claimName: 'settings' } }] },
    ],
    ['an account', 'ServiceAccount', { serviceAccountName: 'settings' }],
    ['a pull secret', 'Secret', { imagePullSecrets: [{ name: 'settings' }] }],
    [
      'a variable',
      'ConfigMap',
      {
        containers: [
          { name: 'main', env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }] },
        ],
      },
    ],
    ['all variables', 'Secret', { containers: [{ name: 'main', envFrom: [{ secretRef: { name: 'settings' } }] }] }],
  ])('may be %s', (_, kind, pod) => {
    const { fleet, left } = training(pod);
    created(fleet, kind);
    expect(left()).toEqual([`${kind} default/settings`]);
  });

  test.each<[string, JsonObject, string]>([
    ['optional', { volumes: [{ name: 'c', configMap: { name: 'settings', optional: true } }] }, 'settings'],
    ['in another program', volume, 'other'],
    ['there in every namespace', { serviceAccountName: 'default' }, 'settings'],
  ])('is not missed where it is %s', (_, pod, name) => {
    const { fleet, left } = training(pod);
    created(fleet, 'ConfigMap', name);
    expect(left()).toEqual([]);
  });

  test('is there where it is sent to, or created', () => {
    const sent = training(volume);
    const settings = created(sent.fleet, 'ConfigMap');
    new WholePropagation(sent.fleet, 'settings', { of: settings, to: sent.fleet, copies: 'every-member' });
    expect(sent.left()).toEqual([]);

    const one = training(volume);
    new WholePropagation(one.fleet, 'settings', { of: created(one.fleet, 'ConfigMap'), to: one.fleet });
    expect(findingsOf(one.app, LEFT_BEHIND).map(({ message }) => message)).toEqual([
      expect.stringContaining("does not go to 'b'"),
    ]);
    created(one.fleet.member('b'), 'ConfigMap');
    expect(one.left()).toEqual([]);
  });

  test('is there where another workload carries it along', () => {
    const { fleet, left } = training(volume);
    created(fleet, 'ConfigMap');
    const web = deployment(fleet, 'web', 1);
    web.addJsonPatch(JsonPatch.add('/spec/template/spec/volumes', volume.volumes));
    new WholePropagation(fleet, 'web-everywhere', { of: web, to: fleet, copies: 'every-member' });
    expect(left()).toEqual([]);
  });

  test('is carried along where the program teaches Karmada to look into the Job', () => {
    const { fleet, left } = training(volume);
    created(fleet, 'ConfigMap');
    new ApiObject(fleet, 'teach', {
      apiVersion: 'config.karmada.io/v1alpha1',
      kind: 'ResourceInterpreterCustomization',
      metadata: { name: 'volcano-jobs' },
      spec: {
        target: { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job' },
        customizations: { dependencyInterpretation: { luaScript: 'function GetDependencies(o) return {} end' } },
      },
    });
    expect(left()).toEqual([]);
  });
});

describe('what the pods of a Deployment refer to', () => {
  test('is carried along where the policy says so', () => {
    const { app, fleet } = twoMembers();
    created(fleet, 'ServiceAccount', 'infer');
    const infer = deployment(fleet, 'infer', 2);
    infer.addJsonPatch(JsonPatch.add('/spec/template/spec/serviceAccountName', 'infer'));
    const byHand = policy(fleet, 'by-hand', { placement: { clusterAffinity: { clusterNames: ['b'] } } });
    expect(findingsOf(app)).toMatchObject([
      {
        id: LEFT_BEHIND,
        place: 'fleet/by-hand',
        message: expect.stringContaining("does not go to 'b': the policy does not carry along"),
        fix: expect.stringMatching(/^Set propagateDeps/),
      },
    ]);
    byHand.addJsonPatch(JsonPatch.add('/spec/propagateDeps', true));
    expect(findingsOf(app)).toEqual([]);
  });
});
