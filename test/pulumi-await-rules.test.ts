import { awaitRuleOf, notDone } from '../lib/pulumi/await-rules';

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

  test('no rollout where no pods run, everything else there too', () => {
    expect(awaitRuleOf(object('Deployment'), {}, false)).toBeUndefined();
    expect(awaitRuleOf(object('Namespace', {}, 'v1'), {}, false)).toMatchObject({
      for: 'jsonpath={.status.phase}=Active',
    });
  });

  test('kinds of the same name in other groups are other kinds', () => {
    expect(awaitRuleOf(object('Deployment', {}, 'example.com/v1'), {}, true)).toBeUndefined();
  });
});

describe('rollout', () => {
  const rule = { for: 'rollout' } as const;

  test.each([
    ['unseen', { observedGeneration: 1, updatedReplicas: 3, readyReplicas: 3 }, /has not seen it/],
    [
      'old pods',
      { observedGeneration: 2, updatedReplicas: 1, readyReplicas: 3 },
      /1 of 3 pods are of its current template/,
    ],
    ['not ready', { observedGeneration: 2, updatedReplicas: 3, readyReplicas: 2 }, /2 are ready/],
  ])('%s', (_name, status, message) => {
    expect(notDone(object('Deployment', { spec: { replicas: 3 }, status }), rule)).toMatch(message);
  });

  test('done', () => {
    const status = { observedGeneration: 2, updatedReplicas: 3, readyReplicas: 3 };
    expect(notDone(object('Deployment', { spec: { replicas: 3 }, status }), rule)).toBeUndefined();
    const daemons = { observedGeneration: 2, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 2 };
    expect(notDone(object('DaemonSet', { status: daemons }), rule)).toBeUndefined();
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
