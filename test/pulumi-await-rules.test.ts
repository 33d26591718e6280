import { FleetDeployment } from '../lib/pulumi';
import { type AwaitRule, awaitRuleOf, DEFAULT_AWAITS, requireReadable } from '../lib/pulumi/await-rules';
import { notDone } from '../lib/pulumi/not-done';
import { rolloutOf } from '../lib/pulumi/rollout';
import { inputsByName } from './pulumi-mocks';
import { deployment, twoMembers } from './support';

const object = (kind: string, more: object = {}, apiVersion = 'apps/v1') => ({
  apiVersion,
  kind,
  metadata: { name: 'x', generation: 2 },
  ...more,
});

describe('which rule holds', () => {
  test('the default of the kind, which the user can change and take away', () => {
    expect(awaitRuleOf(object('Deployment'), {}, true)).toEqual({ for: 'rollout' });
    expect(awaitRuleOf(object('Deployment'), { 'apps/Deployment': { for: 'rollout', seconds: 9 } }, true)).toEqual({
      for: 'rollout',
      seconds: 9,
    });
    expect(awaitRuleOf(object('Deployment'), { 'apps/Deployment': false }, true)).toBeUndefined();
    expect(awaitRuleOf(object('Job', {}, 'batch/v1'), {}, true)).toBeUndefined();
  });

  test('no rollout where no pods run, unless it is stated; everything else there too', () => {
    expect(awaitRuleOf(object('Deployment'), {}, false)).toBeUndefined();
    const stated = { 'apps/Deployment': { for: 'rollout', seconds: 9 } } as const;
    expect(awaitRuleOf(object('Deployment'), stated, false)).toEqual(stated['apps/Deployment']);
    expect(awaitRuleOf(object('Deployment'), { 'apps/Deployment': false }, false)).toBeUndefined();
    expect(awaitRuleOf(object('Namespace', {}, 'v1'), {}, false)).toMatchObject({
      for: 'jsonpath={.status.phase}=Active',
    });
  });

  test('what is carried are templates: elsewhere the default holds', () => {
    const stated = { 'apps/Deployment': { for: 'carried' }, 'batch/Job': { for: 'carried' } } as const;
    expect(awaitRuleOf(object('Deployment'), stated, false)).toEqual({ for: 'carried' });
    expect(awaitRuleOf(object('Deployment'), stated, true)).toEqual({ for: 'rollout' });
    expect(awaitRuleOf(object('Job', {}, 'batch/v1'), stated, true)).toBeUndefined();
  });

  test('kinds of the same name in other groups are other kinds', () => {
    expect(awaitRuleOf(object('Deployment', {}, 'example.com/v1'), {}, true)).toBeUndefined();
  });
});

describe('rollout, as kubectl rollout status takes it', () => {
  const rule = { for: 'rollout' } as const;
  const seen = { observedGeneration: 2 };

  test.each<[string, string, object, object, string]>([
    [
      'unseen',
      'Deployment',
      { replicas: 3 },
      { observedGeneration: 1, replicas: 3, updatedReplicas: 3, availableReplicas: 3 },
      'its controller has not seen it',
    ],
    [
      'pods of the last template',
      'Deployment',
      { replicas: 3 },
      { ...seen, replicas: 3, updatedReplicas: 1, readyReplicas: 3, availableReplicas: 3 },
      '1 of 3 pods are of its current template, 2 of an earlier one, 3 of 3 are available',
    ],
    [
      // the surge of one replica: the old pod is ready, the new one crashes
      'what is ready is old',
      'Deployment',
      { replicas: 1 },
      { ...seen, replicas: 2, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1, unavailableReplicas: 1 },
      '1 of 1 pods are of its current template, 1 of an earlier one, 1 of 1 are available',
    ],
    [
      'ready for less than minReadySeconds',
      'Deployment',
      { replicas: 2, minReadySeconds: 600 },
      { ...seen, replicas: 2, updatedReplicas: 2, readyReplicas: 2 },
      '2 of 2 pods are of its current template, 0 of 2 are available',
    ],
    [
      'paused, and not well',
      'Deployment',
      { replicas: 2, paused: true },
      { ...seen, replicas: 2, availableReplicas: 1 },
      '1 of 2 are available',
    ],
    [
      'a daemon that is ready and not available',
      'DaemonSet',
      {},
      { ...seen, desiredNumberScheduled: 1, updatedNumberScheduled: 1, numberReady: 1 },
      '1 of 1 pods are of its current template, 0 of 1 are available',
    ],
    [
      'a daemon of an earlier template',
      'DaemonSet',
      {},
      { ...seen, desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 2 },
      '1 of 2 pods are of its current template, 2 of 2 are available',
    ],
    [
      'OnDelete, and not well',
      'StatefulSet',
      { replicas: 4, updateStrategy: { type: 'OnDelete' } },
      { ...seen, replicas: 4, readyReplicas: 3 },
      '3 of 4 are ready',
    ],
    [
      'above the partition',
      'StatefulSet',
      { replicas: 4, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } },
      { ...seen, replicas: 4, readyReplicas: 4, updatedReplicas: 2 },
      '2 of 3 pods are of its current template, 4 of 4 are ready',
    ],
  ])('%s', (_name, kind, spec, status, message) => {
    expect(notDone(object(kind, { spec, status }), rule)).toBe(message);
  });

  test.each<[string, string, object, object]>([
    ['all of them', 'Deployment', { replicas: 3 }, { replicas: 3, updatedReplicas: 3, availableReplicas: 3 }],
    ['none wanted', 'Deployment', { replicas: 0 }, {}],
    ['paused', 'Deployment', { replicas: 2, paused: true }, { replicas: 2, availableReplicas: 2 }],
    ['paused from the beginning', 'Deployment', { replicas: 2, paused: true }, {}],
    ['all nodes', 'DaemonSet', {}, { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 }],
    [
      'OnDelete',
      'DaemonSet',
      { updateStrategy: { type: 'OnDelete' } },
      { desiredNumberScheduled: 2, updatedNumberScheduled: 0, numberAvailable: 2 },
    ],
    ['OnDelete', 'StatefulSet', { replicas: 4, updateStrategy: { type: 'OnDelete' } }, { readyReplicas: 4 }],
    [
      'below the partition',
      'StatefulSet',
      { replicas: 4, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 3 } } },
      { readyReplicas: 4, updatedReplicas: 1 },
    ],
  ])('%s: a %s is done', (_name, kind, spec, status) => {
    expect(notDone(object(kind, { spec, status: { ...seen, ...status } }), rule)).toBeUndefined();
  });

  test('of other kinds that count as Deployments do, ready ones', () => {
    const spec = { replicas: 2 };
    const set = (status: object) => object('Set', { spec, status: { ...seen, ...status } }, 'example.com/v1');
    expect(notDone(set({ replicas: 2, updatedReplicas: 2, readyReplicas: 2 }), rule)).toBeUndefined();
    expect(notDone(set({ replicas: 3, updatedReplicas: 2, readyReplicas: 2 }), rule)).toMatch('1 of an earlier one');
  });

  test('one that its controller has given up is known, with the reason', () => {
    const conditions = [
      { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'it has timed out' },
    ];
    const at = (status: object) => object('Deployment', { spec: {}, status: { ...seen, ...status, conditions } });
    expect(rolloutOf(at({ replicas: 1, updatedReplicas: 1 }))).toEqual({
      missing: '1 of 1 pods are of its current template, 0 of 1 are available: it has timed out',
      givenUp: true,
    });
    expect(rolloutOf(at({ replicas: 1, updatedReplicas: 1, availableReplicas: 1 }))).toEqual({});
  });
});

test('a condition, and a field', () => {
  const conditions = [{ type: 'Ready', status: 'False', message: 'no room' }];
  const seen = object('Thing', { status: { conditions, phase: 'Busy' } });
  expect(notDone(seen, { for: 'condition=Ready' })).toBe('its condition Ready is False: no room');
  expect(notDone(seen, { for: 'condition=Synced' })).toBe('its condition Synced is absent');
  expect(notDone(seen, { for: 'jsonpath={.status.phase}=Idle' })).toBe('its status.phase is Busy');
  expect(notDone(seen, { for: 'jsonpath={.status.phase}=Busy' })).toBeUndefined();
});

describe('conditions, as kubectl wait takes them', () => {
  const withCondition = (condition: object) =>
    object('Thing', { status: { conditions: [{ type: 'Ready', status: 'False', ...condition }] } });

  test('one that is to be something else than True, whatever the case', () => {
    expect(notDone(withCondition({}), { for: 'condition=Ready=False' })).toBeUndefined();
    expect(notDone(withCondition({}), { for: 'condition=ready=false' })).toBeUndefined();
    expect(notDone(withCondition({ status: 'Unknown' }), { for: 'condition=Ready=False' })).toBe(
      'its condition Ready is Unknown',
    );
  });

  test('one of an older generation tells nothing', () => {
    const rule = { for: 'condition=Ready=False' } as const;
    expect(notDone(withCondition({ observedGeneration: 1 }), rule)).toBe(
      'its condition Ready is of an older generation',
    );
    expect(notDone(withCondition({ observedGeneration: 2 }), rule)).toBeUndefined();
  });
});

describe('fields, as kubectl wait takes them', () => {
  const seen = {
    ...object('Service', { status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }, { ip: '5.6.7.8' }] }, ready: 2 } }),
    metadata: { name: 'x', annotations: { 'example.com/state': 'done' } },
  };

  test.each<AwaitRule['for']>([
    'jsonpath={.status.loadBalancer.ingress[0].ip}=1.2.3.4',
    'jsonpath={.status.loadBalancer.ingress[-1].ip}=5.6.7.8',
    'jsonpath={.status.loadBalancer.ingress}',
    'jsonpath={.status.ready}=2',
    "jsonpath={.metadata.annotations['example.com/state']}=done",
    'jsonpath={.metadata.annotations.example\\.com/state}=done',
  ])('%s', (rule) => {
    expect(notDone(seen, { for: rule })).toBeUndefined();
  });

  test.each<[AwaitRule['for'], string]>([
    ['jsonpath={.status.loadBalancer.ingress[2].ip}', 'its status.loadBalancer.ingress[2].ip is absent'],
    ['jsonpath={.status.loadBalancer.ingress[0].ip}=5.6.7.8', 'its status.loadBalancer.ingress[0].ip is 1.2.3.4'],
    ['jsonpath={.status.loadBalancer}=x', 'its status.loadBalancer is no single value'],
    ['jsonpath={.status.loadBalancer.ingress.length}=2', 'its status.loadBalancer.ingress.length is absent'],
  ])('%s is not done', (rule, message) => {
    expect(notDone(seen, { for: rule })).toBe(message);
  });
});

describe('what is not understood is refused where it is stated', () => {
  test.each([
    'rolout',
    'delete',
    'condition=',
    'condition=Ready=',
    'jsonpath={.status.phase}=',
    'jsonpath={.status.phase}="Active"',
    'jsonpath={.status.phase}=a=b',
    'jsonpath=.status.phase=Active',
    "jsonpath='{.status.phase}'=Active",
    'jsonpath={.status.conditions[?(@.type=="Ready")].status}=True',
    'jsonpath={.items[*].status}=x',
    'jsonpath={.items[0:2]}=x',
    'jsonpath={..phase}=x',
    'jsonpath={.a}{.b}=x',
  ])('%s', (rule) => {
    expect(() => requireReadable({ 'example.com/Thing': { for: rule as 'rollout' } })).toThrow(
      `pulumi/await-rule at the await rule of example.com/Thing: "${rule}"`,
    );
  });

  test.each(['bulk', 'objects'] as const)('by a deployment, in the mode %s', async (mode) => {
    const { app, fleet } = twoMembers({});
    deployment(fleet, 'infer', 1);
    const awaits = { 'apps/Deployment': { for: 'condition=Ready=' } } as const;
    const clusters = { connectionTo: () => ({ kubeconfig: 'a kubeconfig' }), joinMembers: true };
    await inputsByName(() => {
      const deploy = () => new FleetDeployment('fleet', { program: app, clusters, mode, awaits });
      expect(deploy).toThrow('pulumi/await-rule at the await rule of apps/Deployment');
    });
  });

  test('the defaults are understood', () => {
    expect(() => requireReadable({ ...DEFAULT_AWAITS, 'apps/Deployment': false })).not.toThrow();
  });
});
