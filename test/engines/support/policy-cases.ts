import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import fc from 'fast-check';
import type { Json, JsonObject, MemberProps } from '../../../lib';

/** Workloads with policies as people write them by hand: several for one workload, of all ranks. */

export const NAMESPACE = 'by-hand';

/** What affinities go by. */
export const TRAITS: Readonly<Record<string, Partial<MemberProps>>> = {
  'm-a': { provider: 'bare-metal', region: 'eu', zones: ['eu-1', 'eu-2'], labels: { tier: 'gold', gpu: 'old' } },
  'm-b': { provider: 'bare-metal', region: 'us', zones: ['us-1'], labels: { tier: 'iron' } },
  'm-c': { provider: 'colocation', region: 'eu', zones: ['eu-2'], labels: { tier: 'iron', gpu: 'new' } },
  'm-d': { provider: 'colocation', labels: { tier: 'gold' } },
};
const MEMBERS = Object.keys(TRAITS);

interface PolicyCase {
  readonly clusterWide: boolean;
  readonly priority: number;
  readonly selects: 'name' | 'labels' | 'name and labels';
  readonly placement: JsonObject;
}

export interface HandCase {
  readonly replicas: number;
  readonly policies: readonly PolicyCase[];
}

const some = <T extends Json>(values: readonly T[], minLength = 0) => fc.subarray([...values], { minLength });

const requirement = (keys: Readonly<Record<string, readonly string[]>>, operators: readonly string[]) =>
  fc.constantFrom(...Object.entries(keys)).chain(([key, values]) =>
    fc.constantFrom(...operators).chain((operator) =>
      some(values, 1).map((chosen) => ({
        key,
        operator,
        ...(operator === 'In' || operator === 'NotIn' ? { values: chosen } : {}),
      })),
    ),
  );

const labels = requirement({ tier: ['gold', 'iron'], gpu: ['old', 'new'] }, ['In', 'NotIn', 'Exists', 'DoesNotExist']);
const field = requirement(
  { provider: ['bare-metal', 'colocation'], region: ['eu', 'us'], zone: ['eu-1', 'eu-2', 'us-1'] },
  ['In', 'NotIn'],
);

const affinity: fc.Arbitrary<JsonObject> = fc.oneof(
  some(MEMBERS).map((clusterNames): JsonObject => ({ clusterNames })),
  some(MEMBERS).map((exclude): JsonObject => ({ exclude })),
  labels.map((one): JsonObject => ({ labelSelector: { matchExpressions: [one] } })),
  field.map((one): JsonObject => ({ fieldSelector: { matchExpressions: [one] } })),
  fc.tuple(some(MEMBERS, 2), some(MEMBERS), labels).map(
    ([clusterNames, exclude, one]): JsonObject => ({
      clusterNames,
      exclude,
      labelSelector: { matchExpressions: [one] },
    }),
  ),
);

const division: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant<JsonObject>({}),
  // as many as there are, or none: a choice would go by free room
  fc.integer({ min: 1, max: 3 }).map(
    (minGroups): JsonObject => ({
      spreadConstraints: [{ spreadByField: 'cluster', minGroups, maxGroups: MEMBERS.length }],
    }),
  ),
  fc.array(fc.tuple(affinity, fc.integer({ min: 1, max: 4 })), { maxLength: 3 }).map(
    (weights): JsonObject => ({
      replicaScheduling: {
        replicaSchedulingType: 'Divided',
        weightPreference: { staticWeightList: weights.map(([targetCluster, weight]) => ({ targetCluster, weight })) },
      },
    }),
  ),
);

const placement = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(affinity, division).map(([one, rest]): JsonObject => ({ clusterAffinity: one, ...rest })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(affinity, affinity, division).map(
      ([one, other, rest]): JsonObject => ({
        clusterAffinities: [
          { affinityName: 'first', ...one },
          { affinityName: 'second', ...other },
        ],
        ...rest,
      }),
    ),
  },
);

const handCase: fc.Arbitrary<HandCase> = fc.record({
  replicas: fc.integer({ min: 1, max: 6 }),
  policies: fc.array(
    fc.record({
      clusterWide: fc.boolean(),
      priority: fc.constantFrom(0, 0, 1),
      selects: fc.constantFrom('name', 'labels', 'name and labels'),
      placement,
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

/** A spread constraint without a most: Karmada takes no member at all. */
const UNBOUNDED: HandCase = {
  replicas: 1,
  policies: [
    {
      clusterWide: false,
      priority: 0,
      selects: 'name',
      placement: { spreadConstraints: [{ spreadByField: 'cluster', minGroups: 1 }] },
    },
  ],
};

/** No type of scheduling: the API server fills one in. */
const UNTYPED: readonly HandCase[] = [
  {},
  { weightPreference: { staticWeightList: [{ targetCluster: { clusterNames: ['m-a', 'm-b'] }, weight: 1 }] } },
].map((replicaScheduling) => ({
  replicas: 4,
  policies: [{ clusterWide: false, priority: 0, selects: 'name', placement: { replicaScheduling } }],
}));

/** Random cases, the same in every run of a seed, and those that chance would not find. */
export function handCases(numRuns: number, seed: number): readonly HandCase[] {
  return [...fc.sample(handCase, { numRuns, seed }), UNBOUNDED, ...UNTYPED];
}

/** Adds the policies of case `i`, which select the workload of that name and label. */
export function addPolicies(scope: Construct, i: number, { policies }: HandCase): void {
  policies.forEach(({ clusterWide, priority, selects, placement }, j) => {
    const kind = { apiVersion: 'apps/v1', kind: 'Deployment', ...(clusterWide ? { namespace: NAMESPACE } : {}) };
    const byName = { ...kind, name: `hand-${i}` };
    const byLabels = { ...kind, labelSelector: { matchLabels: { hand: `${i}` } } };
    new ApiObject(scope, `hand-${i}-${j}`, {
      apiVersion: 'policy.karmada.io/v1alpha1',
      kind: clusterWide ? 'ClusterPropagationPolicy' : 'PropagationPolicy',
      metadata: { name: `hand-${i}-${j}`, ...(clusterWide ? {} : { namespace: NAMESPACE }) },
      spec: {
        priority,
        resourceSelectors: selects === 'name' ? [byName] : selects === 'labels' ? [byLabels] : [byLabels, byName],
        placement,
      },
    });
  });
}
