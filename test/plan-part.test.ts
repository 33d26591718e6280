import { FleetApp, GpuFleet, planOf, WeightedPropagation, WholePropagation } from '../lib';
import { partOfFleet, partOfProgram } from '../lib/plan/part';
import { deployment, gpuMember, job } from './support';

const MEMBERS = ['a', 'b', 'c', 'd'] as const;

/** Three workloads on a fleet of four: one divided by weights, one copied to each, one on a single member. */
function program() {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    members: Object.fromEntries(MEMBERS.map((name) => [name, gpuMember(4, 8)])) as Record<
      (typeof MEMBERS)[number],
      ReturnType<typeof gpuMember>
    >,
    groups: { east: ['a', 'b'] },
  });
  new WeightedPropagation(fleet, 'divided', {
    of: deployment(fleet, 'infer', 12),
    weights: { a: 3, b: 2, c: 1 },
  });
  new WholePropagation(fleet, 'copied', { of: job(fleet, 'train', 2), to: fleet, copies: 'every-member' });
  new WholePropagation(fleet, 'single', { of: job(fleet, 'tune', 1), to: fleet.member('d') });
  return app.compile();
}

/** Replicas by member, by workload, where only some members exist. */
function splitOf(...members: readonly string[]) {
  const compilation = program();
  const part = partOfFleet(compilation.fleets[0]!, members);
  return Object.fromEntries(
    Object.entries(planOf(partOfProgram(compilation, part)).workloads).map(([name, workload]) => [
      name,
      Object.fromEntries(Object.entries(workload.members).map(([member, { replicas }]) => [member, replicas])),
    ]),
  );
}

test('all members are the whole plan', () => {
  expect(splitOf(...MEMBERS)).toEqual({
    infer: { a: 6, b: 4, c: 2 },
    train: { a: 2, b: 2, c: 2, d: 2 },
    tune: { d: 1 },
  });
});

test('replicas are divided among those that exist', () => {
  expect(splitOf('b', 'c')).toEqual({ infer: { b: 8, c: 4 }, train: { b: 2, c: 2 }, tune: {} });
});

test('a workload whose members are all absent is in the plan, on none', () => {
  expect(splitOf('d')).toEqual({ infer: {}, train: { d: 2 }, tune: { d: 1 } });
});

test('the part of a fleet keeps its order, and the groups their names', () => {
  const { fleets } = program();
  const part = partOfFleet(fleets[0]!, ['c', 'b']);
  expect(part.members.map(({ name }) => name)).toEqual(['b', 'c']);
  expect(part.groups).toEqual({ east: ['b'] });
  expect(partOfFleet(part, ['b', 'c'])).toEqual(part);
});
