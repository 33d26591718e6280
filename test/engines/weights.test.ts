import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import fc from 'fast-check';
import { FleetApp, GpuFleet, type MemberProps, planOf, WeightedPropagation, WholePropagation } from '../../lib';
import { settledSplit } from '../../lib/cli/comparison';
import { divideJob, tieBreakOf } from '../../lib/plan/division';
import { Twin } from '../../lib/twin';
import { policy } from '../policy-support';
import { deployment, gpuMember, job } from '../support';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { removeTemporary, temporary } from './support/folders';
import { addPolicies, handCases, NAMESPACE, TRAITS } from './support/policy-cases';

const MEMBERS = ['m-a', 'm-b', 'm-c', 'm-d'] as const;
const CASES = 20;
/** The same cases in every run; change it to look at others. */
const SEED = 20261121;

const ROLE = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
};

/** In a version that API servers serve, and do not prefer. */
const scaler = (scope: Construct, name: string) =>
  new ApiObject(scope, name, {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: 'default' },
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'copied' } },
  });

interface Case {
  readonly kind: 'Deployment' | 'Job';
  readonly replicas: number;
  /** Times the replicas; for Jobs. */
  readonly completions: number;
  readonly weights: Readonly<Record<string, number>>;
}

const cases: readonly Case[] = fc.sample(
  fc.record({
    kind: fc.constantFrom('Deployment' as const, 'Job' as const),
    replicas: fc.integer({ min: 1, max: 12 }),
    completions: fc.integer({ min: 0, max: 17 }),
    weights: fc
      .subarray([...MEMBERS], { minLength: 1 })
      .chain((members) =>
        fc.tuple(...members.map((member) => fc.tuple(fc.constant(member), fc.integer({ min: 0, max: 4 })))),
      )
      .map((entries) => Object.fromEntries(entries))
      .filter((weights) => Object.values(weights).some((weight) => weight > 0)),
  }),
  { numRuns: CASES, seed: SEED },
);

const byHand = handCases(CASES, SEED);

/**
 * Random weights, zero and ties among them, over random members, and random policies written by hand: what the plan says is
 * what Karmada does.
 */
describe('plan and engine agree', () => {
  const app = new FleetApp();
  const members: Record<string, MemberProps> = Object.fromEntries(
    MEMBERS.map((name) => [name, gpuMember(40, 8, TRAITS[name])]),
  );
  const fleet = new GpuFleet(app, 'fleet', { members });
  cases.forEach(({ kind, replicas, completions, weights }, i) => {
    const of =
      kind === 'Job' ? job(fleet, `case-${i}`, replicas, completions + 1) : deployment(fleet, `case-${i}`, replicas);
    new WeightedPropagation(fleet, `spread-${i}`, { of, weights });
  });
  new WholePropagation(fleet, 'copies', {
    of: deployment(fleet, 'copied', 3),
    to: ['m-d', 'm-b'],
    copies: 'every-member',
    // as long as a name may be, with a point in it
    policyName: `copies.${'v'.repeat(246)}`,
  });
  const role = new ApiObject(fleet, 'viewer', { ...ROLE, metadata: { name: 'fleet-viewer' } });
  new WholePropagation(fleet, 'roles', { of: role, to: ['m-a', 'm-c'], copies: 'every-member' });
  const oneRole = new ApiObject(fleet, 'editor', { ...ROLE, metadata: { name: 'fleet-editor' } });
  new WholePropagation(fleet, 'one-role', { of: oneRole, to: ['m-c', 'm-b', 'm-d'] });
  deployment(fleet, 'forgotten', 2);
  new WholePropagation(fleet, 'unseen-scaler', { of: scaler(fleet, 'unseen'), to: ['m-a'] });
  scaler(fleet, 'seen');
  policy(fleet, 'seen-scaler', {
    selects: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'seen' },
  });
  byHand.forEach((one, i) => {
    const of = deployment(fleet, `hand-${i}`, one.replicas);
    of.metadata.addLabel('hand', `${i}`);
    of.addJsonPatch(JsonPatch.replace('/metadata/namespace', NAMESPACE));
    addPolicies(fleet, i, one);
  });
  const compilation = app.compile();
  const plan = planOf(compilation);
  let twin: Twin;

  beforeAll(async () => {
    const controlPlane = compilation.targets.flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
    twin = await Twin.up(fleet.model, { state: temporary('twin'), engines: await twinEngines(), controlPlane });
    const applied = (await twin.apply(compilation.targets)).flatMap(({ objects }) => objects);
    expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  test('the cases have Jobs, excluded members, unreachable ratios and ties among them, and idle policies', () => {
    const ids = new Set(compilation.findings.map((f) => f.id));
    expect(ids).toEqual(
      new Set([
        'placement/ratio-not-reachable',
        'placement/tie',
        'placement/workload-in-two-policies',
        'placement/idle-policy',
        'placement/no-member-fits',
        'placement/not-placed',
        'placement/version-not-preferred',
      ]),
    );
    expect(Object.values(plan.workloads).filter(({ unknown }) => unknown !== undefined)).toEqual([]);
    expect(Object.keys(plan.workloads)).toHaveLength(cases.length + 1 + byHand.length);
    expect(new Set(cases.map(({ kind }) => kind)).size).toBe(2);
    expect(cases.some(({ weights }) => Object.values(weights).includes(0))).toBe(true);
  });

  test('replicas of all workloads, ties settled by uid', async () => {
    const control = await twin.client();
    const uids = new Map<string, string>();
    const split = await settledSplit(plan, async (workload) => {
      const uid = (await control.read(workload))?.metadata.uid as string;
      uids.set(workload.name, uid);
      return uid;
    });
    const names = Object.keys(plan.workloads);
    const observed = await twin.observe(
      names.map((name) => ({ workload: plan.workloads[name]!, members: split[name]! })),
    );
    const seen = Object.fromEntries(
      names.map((name, i) => [
        name,
        Object.fromEntries(Object.entries(observed[i]!.members).map(([member, { replicas }]) => [member, replicas])),
      ]),
    );
    const none = Object.fromEntries(MEMBERS.map((member) => [member, 0]));
    expect(seen).toEqual(Object.fromEntries(names.map((name) => [name, { ...none, ...split[name] }])));
    expect(observed.filter(({ matches }) => !matches)).toEqual([]);
    expect(uids.size).toBeGreaterThan(0);
  });

  test('copies for every member or one, also of objects of a cluster-scoped kind', async () => {
    expect(plan.workloads.copied!.members).toMatchObject({ 'm-b': { replicas: 3 }, 'm-d': { replicas: 3 } });
    const membersWith = async ({ apiVersion, kind, name }: ApiObject) => {
      const found = await Promise.all(
        MEMBERS.map(async (member) => (await twin.client(member)).read({ apiVersion, kind, name })),
      );
      return MEMBERS.filter((_, i) => found[i] !== undefined);
    };
    expect(await membersWith(role)).toEqual(['m-a', 'm-c']);
    expect(await membersWith(oneRole)).toEqual(['m-b']);
  });

  test('what no policy selects waits on the control plane, and nothing tells', async () => {
    expect(compilation.findings.filter(({ id }) => id === 'placement/not-placed')).toMatchObject([
      { place: 'fleet/forgotten' },
    ]);
    const control = await twin.client();
    const bindings = await control.list({
      apiVersion: 'work.karmada.io/v1alpha2',
      kind: 'ResourceBinding',
      namespace: 'default',
    });
    const bound = bindings.map(({ metadata }) => metadata.name);
    expect(bound).toContain('copied-deployment');
    expect(bound).not.toContain('forgotten-deployment');
    // whatever version an object is written in, it is selected in the one that the API server prefers
    expect(bound).toContain('seen-horizontalpodautoscaler');
    expect(bound).not.toContain('unseen-horizontalpodautoscaler');
    const events = await control.list({ apiVersion: 'v1', kind: 'Event', namespace: 'default' });
    const told = events.map((event) => (event as unknown as { involvedObject: { name: string } }).involvedObject.name);
    expect(told).not.toContain('forgotten');
  });

  test('completions of the Jobs', async () => {
    const control = await twin.client();
    for (const [i, { kind, replicas, completions, weights }] of cases.entries()) {
      if (kind !== 'Job') {
        continue;
      }
      const ref = { apiVersion: 'batch/v1', kind, name: `case-${i}`, namespace: 'default' };
      const uid = (await control.read(ref))?.metadata.uid as string;
      const expected = divideJob(replicas, completions + 1, weights, tieBreakOf(uid));
      const seen: Record<string, number> = {};
      for (const member of MEMBERS) {
        const spec = (await (await twin.client(member)).read(ref))?.spec as { completions?: number } | undefined;
        if (spec) {
          seen[member] = spec.completions ?? 0;
        }
      }
      const wanted = Object.entries(expected.completions!).filter(([member]) => expected.parallelism[member]! > 0);
      expect([i, seen]).toEqual([i, Object.fromEntries(wanted)]);
    }
  });
});

describe('capacity', () => {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'small', { members: { 'm-a': gpuMember(2, 3), 'm-b': gpuMember(1, 8) } });
  new WeightedPropagation(fleet, 'spread', { of: job(fleet, 'train', 6, 6, 2), weights: { 'm-a': 2, 'm-b': 1 } });
  // 48 cores in m-a, 64 in m-b
  new WholePropagation(fleet, 'roomiest', { of: deployment(fleet, 'web', 1, { cpu: 1 }), to: fleet });
  let twin: Twin;

  beforeAll(async () => {
    twin = await Twin.up(fleet.model, { state: temporary('twin'), engines: await twinEngines() });
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  test('pods that the plan finds no room for stay pending, all others run', async () => {
    const compilation = app.compile();
    const share = planOf(compilation).workloads.train!.members;
    // two GPUs each: a node of three holds one, and the third GPU of each is lost
    expect(share).toMatchObject({ 'm-a': { replicas: 4, unplaced: 2 }, 'm-b': { replicas: 2, unplaced: 0 } });
    await twin.apply(compilation.targets);
    const workload = { apiVersion: 'batch/v1', kind: 'Job', name: 'train', namespace: 'default' };
    const web = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'default' };
    const [seen, chosen] = await twin.observe(
      [
        { workload, members: { 'm-a': 4, 'm-b': 2 } },
        { workload: web, members: { 'm-b': 1 } },
      ],
      { timeoutSeconds: 20 },
    );
    expect(seen?.members).toMatchObject({ 'm-a': { replicas: 4, ready: 2 }, 'm-b': { replicas: 2, ready: 2 } });
    // the member with the most room, not the first by name, as a choice among members goes by room
    expect(planOf(compilation).workloads.web!.unknown).toContain('by the free room');
    expect(chosen).toMatchObject({ matches: true });
  });
});
