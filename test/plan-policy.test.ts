import { ApiObject, JsonPatch } from 'cdk8s';
import { type GpuFleetProps, type Json, type JsonObject, planOf, WeightedPropagation, WholePropagation } from '../lib';
import { findingsOf } from '../lib/testing';
import { policy, splitOf } from './policy-support';
import { deployment, gpuMember, job, twoMembers } from './support';

const members: GpuFleetProps['members'] = {
  a: gpuMember(4, 8, { provider: 'bare-metal', region: 'eu', zones: ['eu-1', 'eu-2'], labels: { tier: 'gold' } }),
  b: gpuMember(4, 8, { provider: 'bare-metal', region: 'us', zones: ['us-1'], labels: { tier: 'iron' } }),
  c: gpuMember(4, 8, { provider: 'colocation', taints: [{ key: 'edge', effect: 'NoSchedule' }] }),
};

const fleetOfThree = () => twoMembers({ members: members as never });

/** The members that get the Deployment `infer`, or why that is not known. */
function placed(placement: JsonObject | undefined, more?: JsonObject) {
  const { app, fleet } = fleetOfThree();
  deployment(fleet, 'infer', 6);
  policy(fleet, 'by-hand', { ...(placement ? { placement } : {}), ...(more ? { more } : {}) });
  const { unknown, members } = planOf(app.compile()).workloads.infer!;
  return unknown ?? Object.keys(members).join(' ');
}

const fields = (key: string, operator: string, ...values: string[]) => ({
  clusterAffinity: { fieldSelector: { matchExpressions: [{ key, operator, values }] } },
});
const labels = (key: string, operator: string, ...values: string[]) => ({
  clusterAffinity: { labelSelector: { matchExpressions: [{ key, operator, values }] } },
});
const divided = (more: JsonObject, rest: JsonObject = {}) => ({
  replicaScheduling: { replicaSchedulingType: 'Divided', ...more },
  ...rest,
});
const spread = (...constraints: Json[]) => ({ spreadConstraints: constraints });

describe('members that a policy fits', () => {
  test.each<[string, string, JsonObject | undefined]>([
    ['all of them without a placement, but for taints', 'a b', undefined],
    ['names, in their order', 'b a', { clusterAffinity: { clusterNames: ['b', 'a'] } }],
    ['no names are no restriction', 'a b', { clusterAffinity: { clusterNames: [] } }],
    ['exclude', 'b', { clusterAffinity: { exclude: ['a'] } }],
    ['exclude goes before names', 'b', { clusterAffinity: { clusterNames: ['a', 'b'], exclude: ['a'] } }],
    ['labels', 'a', { clusterAffinity: { labelSelector: { matchLabels: { tier: 'gold' } } } }],
    ['labels In', 'a b', labels('tier', 'In', 'gold', 'iron')],
    ['labels NotIn', 'b', labels('tier', 'NotIn', 'gold')],
    ['labels Exists', 'a b', labels('tier', 'Exists')],
    [
      'labels and names',
      '',
      { clusterAffinity: { clusterNames: ['b'], labelSelector: { matchLabels: { tier: 'gold' } } } },
    ],
    ['provider', 'a b', fields('provider', 'In', 'bare-metal')],
    ['provider NotIn', 'a b', fields('provider', 'NotIn', 'colocation')],
    ['region of those that state one', 'a', fields('region', 'In', 'eu')],
    ['one zone of several is enough', 'a', fields('zone', 'In', 'eu-2', 'eu-3')],
    ['no zone may be in the list', 'b', fields('zone', 'NotIn', 'eu-2')],
    [
      'tainted members, where that is tolerated',
      'a b c',
      { clusterTolerations: [{ key: 'edge', operator: 'Exists' }] },
    ],
    [
      'the first affinity under which there is one',
      'b',
      {
        clusterAffinities: [
          { affinityName: 'tainted', clusterNames: ['c'] },
          { affinityName: 'good', clusterNames: ['b'] },
          { affinityName: 'late', clusterNames: ['a'] },
        ],
      },
    ],
    ['as many as there are', 'a b', spread({ spreadByField: 'cluster', minGroups: 1, maxGroups: 3 })],
    ['none, if there are fewer than the least', '', spread({ spreadByField: 'cluster', minGroups: 3, maxGroups: 3 })],
    ['none, if the most is not stated', '', spread({ spreadByField: 'cluster', minGroups: 1 })],
  ])('%s', (_, expected, placement) => {
    expect(placed(placement)).toBe(expected);
  });

  test.each<{ readonly reason: string; readonly placement: JsonObject; readonly more?: JsonObject }>([
    { reason: "label 'gpu'", placement: labels('gpu', 'Exists') },
    { reason: "field 'colour'", placement: fields('colour', 'In', 'red') },
    { reason: 'together where there is free room', placement: divided({ replicaDivisionPreference: 'Aggregated' }) },
    {
      reason: 'by the free room',
      placement: divided({
        replicaDivisionPreference: 'Weighted',
        weightPreference: { dynamicWeight: 'AvailableReplicas' },
      }),
    },
    {
      reason: 'as many members as have free room',
      placement: divided({ weightPreference: { staticWeightList: [] } }, spread({ maxGroups: 1 })),
    },
    {
      reason: '1 of b and a',
      placement: { clusterAffinity: { clusterNames: ['b', 'a'] }, ...spread({ maxGroups: 1 }) },
    },
    { reason: "'region'", placement: spread({ spreadByField: 'region', maxGroups: 1 }, { maxGroups: 1 }) },
    { reason: "'rack'", placement: spread({ spreadByLabel: 'rack', maxGroups: 1 }) },
    {
      reason: 'where other workloads are',
      placement: { workloadAffinity: { affinity: { groupByLabelKey: 'app' } } },
    },
    { reason: "'volcano-global'", placement: {}, more: { schedulerName: 'volcano-global' } },
    { reason: 'suspends', placement: {}, more: { suspension: { dispatching: true } } },
    {
      reason: "label 'gpu'",
      placement: divided({
        weightPreference: {
          staticWeightList: [{ targetCluster: { labelSelector: { matchLabels: { gpu: 'yes' } } }, weight: 1 }],
        },
      }),
    },
  ])('are not known: $reason', ({ reason, placement, more }) => {
    expect(placed(placement, more)).toContain(reason);
  });

  test('are those among which the control plane chooses, where that is known', () => {
    const candidates = (placement: JsonObject) => {
      const { app, fleet } = fleetOfThree();
      policy(fleet, 'by-hand', { placement });
      const { division } = app.compile().policies[0]!;
      return division.type === 'unknown' ? division.candidates : division;
    };
    const aggregated = divided({ replicaDivisionPreference: 'Aggregated' });
    expect(candidates(aggregated)).toEqual(['a', 'b']);
    expect(candidates({ ...aggregated, clusterAffinity: { exclude: ['b'] } })).toEqual(['a']);
    expect(candidates(labels('gpu', 'Exists'))).toBeUndefined();
    const terms = [{ affinityName: 'first', clusterNames: ['a'] }];
    expect(candidates({ ...aggregated, clusterAffinities: terms })).toBeUndefined();
    // what is no division goes by no room
    const whole = { replicaSchedulingType: 'Duplicated', weightPreference: { dynamicWeight: 'AvailableReplicas' } };
    expect(candidates({ replicaScheduling: whole })).toMatchObject({ type: 'whole', copies: 2 });
  });

  test('are told to be unknown once for a policy, with the reason', () => {
    const { app, fleet } = fleetOfThree();
    deployment(fleet, 'infer', 6);
    deployment(fleet, 'other', 2);
    policy(fleet, 'by-room', { placement: divided({ replicaDivisionPreference: 'Aggregated' }) });
    const [found, ...others] = findingsOf(app);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ id: 'plan/division-unknown', severity: 'info', place: 'fleet/by-room' });
    expect(planOf(app.compile()).workloads.infer).toMatchObject({ members: {}, hourly: 0 });
  });
});

describe('division by a policy', () => {
  const rule = (weight: number, target: JsonObject) => ({ targetCluster: target, weight });
  const split = (staticWeightList: Json[], rest: JsonObject = {}) => {
    const { app, fleet } = fleetOfThree();
    deployment(fleet, 'infer', 6);
    policy(fleet, 'by-hand', { placement: divided({ weightPreference: { staticWeightList } }, rest) });
    return splitOf(app).infer;
  };

  test('the largest weight that fits a member counts', () => {
    const gold = rule(2, { labelSelector: { matchLabels: { tier: 'gold' } } });
    expect(split([rule(1, { fieldSelector: { matchExpressions: [] } }), gold])).toEqual({ a: 4, b: 2 });
  });

  test('a member without a weight gets nothing, and without any weight all get the same', () => {
    expect(split([rule(3, { clusterNames: ['b', 'c'] })])).toEqual({ b: 6 });
    expect(split([rule(3, { clusterNames: ['c'] })])).toEqual({ a: 3, b: 3 });
    expect(split([])).toEqual({ a: 3, b: 3 });
  });

  test('needs no type: the API server takes Divided where replicas are scheduled and none is stated', () => {
    const { app, fleet } = fleetOfThree();
    deployment(fleet, 'infer', 6);
    policy(fleet, 'by-hand', { placement: { replicaScheduling: {} } });
    expect(splitOf(app).infer).toEqual({ a: 3, b: 3 });
    expect(placed({ replicaScheduling: { replicaDivisionPreference: 'Aggregated' } })).toContain('free room');
  });

  test('weights make spread constraints ineffective', () => {
    expect(split([rule(1, {})], spread({ spreadByField: 'cluster', maxGroups: 1, minGroups: 1 }))).toEqual({
      a: 3,
      b: 3,
    });
  });
});

describe('JSON patches on typed policies', () => {
  test('are what plan and checks see', () => {
    const { app, fleet } = twoMembers();
    const spread = new WeightedPropagation(fleet, 'spread', {
      of: deployment(fleet, 'infer', 6),
      weights: { a: 2, b: 1 },
    });
    ApiObject.of(spread).addJsonPatch(
      JsonPatch.replace('/spec/placement/replicaScheduling/weightPreference/staticWeightList/1/weight', 4),
    );
    expect(splitOf(app)).toEqual({ infer: { a: 2, b: 4 } });

    const whole = new WholePropagation(fleet, 'whole', {
      of: job(fleet, 'train', 3),
      to: fleet,
      copies: 'every-member',
    });
    ApiObject.of(whole).addJsonPatch(JsonPatch.replace('/spec/placement/clusterAffinity/clusterNames', ['b', 'c']));
    expect(splitOf(app).train).toEqual({ b: 3 });
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'placement/unknown-member',
        place: 'fleet/whole/Resource',
        pointer: '/spec/placement/clusterAffinity/clusterNames/1',
        value: 'c',
      },
    ]);
  });
});

describe('bad policies', () => {
  test('that fit no member', () => {
    const { app, fleet } = fleetOfThree();
    policy(fleet, 'lost', { placement: labels('tier', 'In', 'silver') });
    expect(findingsOf(app)).toMatchObject([{ id: 'placement/no-member-fits', severity: 'error', place: 'fleet/lost' }]);
  });

  test('that name a member whose taint they do not tolerate', () => {
    const { app, fleet } = fleetOfThree();
    policy(fleet, 'edge', { placement: { clusterAffinity: { clusterNames: ['a', 'c'] } } });
    expect(findingsOf(app)).toMatchObject([
      { id: 'placement/member-tainted', place: 'fleet/edge', pointer: '/spec/placement/clusterTolerations' },
    ]);
  });

  test('with fields of the wrong type are read as far as they go', () => {
    const { app, fleet } = twoMembers();
    deployment(fleet, 'infer', 2);
    policy(fleet, 'odd', {}).addJsonPatch(
      JsonPatch.add('/spec/placement', 'everywhere'),
      JsonPatch.add('/spec/priority', 'high'),
      JsonPatch.add('/spec/resourceSelectors/-', null),
    );
    expect(new Set(findingsOf(app).map(({ id }) => id))).toEqual(new Set(['schema/wrong-type']));
    expect(splitOf(app)).toEqual({ infer: { a: 2, b: 2 } });
  });
});

test('what finds no room is told of each workload of a policy, whatever is told of others', () => {
  const { app, fleet } = twoMembers();
  deployment(fleet, 'big', 1, { 'nvidia.com/gpu': 9 });
  deployment(fleet, 'many', 40, { 'nvidia.com/gpu': 1 });
  policy(fleet, 'to-a', { placement: { clusterAffinity: { clusterNames: ['a'] } } });
  expect(findingsOf(app).map(({ id, message }) => [id, /Deployment \S+/.exec(message)?.[0]])).toEqual([
    ['plan/no-suitable-pool', 'Deployment default/big,'],
    ['plan/does-not-fit', 'Deployment default/many'],
  ]);
});
