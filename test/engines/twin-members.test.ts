import { ConfigMap } from 'cdk8s-plus-28';
import { FleetApp, GpuFleet, planOf, WeightedPropagation, WholePropagation } from '../../lib';
import { compare, isAsPlanned, observeSplit, settledSplit } from '../../lib/cli/comparison';
import { partOfProgram } from '../../lib/plan/part';
import { Twin } from '../../lib/twin';
import { deployment, gpuMember, job } from '../support';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { removeTemporary, temporary } from './support/folders';

/** A fleet of twelve, of which a twin runs two. */
function program() {
  const names = Array.from({ length: 12 }, (_, i) => `c${i}`);
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    members: Object.fromEntries(names.map((name) => [name, gpuMember(1, 8)])),
    twinMembers: ['c3', 'c7'],
  });
  for (const member of fleet.members) {
    new ConfigMap(member, 'settings');
  }
  new WeightedPropagation(fleet, 'divided', {
    of: deployment(fleet, 'infer', 24),
    weights: Object.fromEntries(names.map((name, i) => [name, i + 1])),
  });
  new WholePropagation(fleet, 'copied', { of: job(fleet, 'train', 2), to: fleet, copies: 'every-member' });
  new WholePropagation(fleet, 'elsewhere', { of: job(fleet, 'tune', 1), to: fleet.member('c0') });
  return app.compile();
}

const compilation = program();
let twin: Twin;

beforeAll(async () => {
  const engines = await twinEngines();
  twin = await Twin.up(compilation.fleets[0]!, { state: temporary('twin'), engines });
}, BUILD_TIMEOUT);

afterAll(async () => {
  await twin?.down();
  removeTemporary();
});

test('only the members that the fleet names run, and the others are told', async () => {
  const { clusters, absent } = await twin.status();
  expect(clusters.map(({ name }) => name)).toEqual(['shared', 'control-plane', 'c3', 'c7']);
  expect(absent).toHaveLength(10);
});

test('what is for absent members is not applied, and counted', async () => {
  const applied = await twin.apply(compilation.targets);
  expect(applied.flatMap(({ objects }) => objects).filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(applied.map(({ cluster, absent = 0 }) => [cluster, absent])).toContainEqual(['control-plane', 10]);
  expect(applied.filter(({ objects }) => objects.length === 0)).toHaveLength(10);
  const clusters = await (await twin.client()).list({ apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster' });
  expect(clusters.map(({ metadata }) => metadata.name)).toEqual(['c3', 'c7']);
});

test('Karmada divides among the members that run, as the plan of this part says', async () => {
  const plan = planOf(partOfProgram(compilation, twin.fleet));
  const split = await settledSplit(plan, async () => undefined);
  const rows = compare(plan, split, await observeSplit(twin, plan, split));
  expect(rows.map(({ workload, member, observed }) => [workload, member, observed])).toEqual([
    ['infer', 'c3', 8],
    ['infer', 'c7', 16],
    ['train', 'c3', 2],
    ['train', 'c7', 2],
  ]);
  expect(isAsPlanned(rows)).toBe(true);
});
