import * as fc from 'fast-check';
import { divideNested, type NestedQuota, type NestedShares } from '../lib/training/nested-division';
import type { Quota } from '../lib/training/quota';

const GPU = 'example.com/gpu';

/** A tree whose bounds are in order, and whose children deserve and are guaranteed at most what it does. */
const tree: fc.Arbitrary<NestedQuota> = fc.letrec<{ tree: NestedQuota }>((tie) => ({
  tree: fc
    .record({
      own: fc.record({ guarantee: fc.nat(12), more: fc.nat(12), most: fc.nat(12), limited: fc.boolean() }),
      children: fc.oneof(
        { maxDepth: 2 },
        fc.constant({}),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('tree'), { maxKeys: 3 }),
      ),
    })
    .map(({ own, children }) => {
      const sum = (bound: 'guarantee' | 'deserved') =>
        Object.values(children).reduce((total, { quota }) => total + quota[bound]![GPU]!, 0);
      const guarantee = sum('guarantee') + own.guarantee;
      const deserved = Math.max(guarantee, sum('deserved')) + own.more;
      const most = Math.max(deserved, mostIn(children)) + own.most;
      const quota: Quota = {
        guarantee: { [GPU]: guarantee },
        deserved: { [GPU]: deserved },
        ...(own.limited ? { capability: { [GPU]: most } } : {}),
      };
      return { quota, children };
    }),
})).tree;

/** The largest capability below a queue, also where one between them states none. */
function mostIn(children: NestedQuota['children']): number {
  return Math.max(
    0,
    ...Object.values(children).map((child) => child.quota.capability?.[GPU] ?? mostIn(child.children)),
  );
}

const weights = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.integer({ min: 1, max: 16 }), { minKeys: 1 });

function expectInOrder(stated: NestedQuota, divided: NestedShares, limits: Readonly<Record<string, number>>): void {
  const members = Object.keys(divided.shares);
  const below = { ...limits };
  for (const member of members) {
    const { guarantee, deserved, capability } = divided.shares[member]!;
    const most = capability?.[GPU] ?? Number.POSITIVE_INFINITY;
    expect(guarantee![GPU]).toBeLessThanOrEqual(deserved![GPU]!);
    expect(deserved![GPU]).toBeLessThanOrEqual(most);
    if (capability) {
      expect(most).toBeLessThanOrEqual(limits[member] ?? Number.POSITIVE_INFINITY);
      below[member] = most;
    }
    for (const bound of ['guarantee', 'deserved'] as const) {
      const together = Object.values(divided.children).reduce(
        (sum, child) => sum + child.shares[member]![bound]![GPU]!,
        0,
      );
      expect(together).toBeLessThanOrEqual(divided.shares[member]![bound]![GPU]!);
    }
  }
  for (const bound of ['guarantee', 'deserved', 'capability'] as const) {
    const amount = stated.quota[bound]?.[GPU];
    if (amount !== undefined) {
      expect(members.reduce((sum, member) => sum + divided.shares[member]![bound]![GPU]!, 0)).toBe(amount);
    }
  }
  for (const [name, child] of Object.entries(stated.children)) {
    expectInOrder(child, divided.children[name]!, below);
  }
}

test('shares add up, bounds are in order in every member, and so are children and their parent', () => {
  fc.assert(
    fc.property(tree, weights, (stated, by) => {
      expectInOrder(stated, divideNested(stated, by), {});
    }),
    { numRuns: 200 },
  );
});

test('three queues of one GPU each do not all go to the first member', () => {
  const one = { quota: { deserved: { [GPU]: 1 } }, children: {} };
  const { children } = divideNested(
    { quota: { deserved: { [GPU]: 3 } }, children: { x: one, y: one, z: one } },
    { a: 1, b: 1 },
  );
  expect(['x', 'y', 'z'].map((name) => children[name]!.shares.a!.deserved![GPU])).toEqual([1, 0, 1]);
});

test('cores stay whole and memory in mebibytes; what is not stated has no share', () => {
  const quota = { capability: { cpu: 7, memory: 3 * 2 ** 30 }, deserved: { cpu: 5 } };
  expect(divideNested({ quota, children: {} }, { a: 2, b: 1 }).shares).toEqual({
    a: { capability: { cpu: 5, memory: 2 ** 31 }, deserved: { cpu: 3 } },
    b: { capability: { cpu: 2, memory: 2 ** 30 }, deserved: { cpu: 2 } },
  });
});

test('a child that asks for more than there is keeps what it says, so that a check can tell', () => {
  const child = { quota: { deserved: { [GPU]: 9 }, guarantee: { [GPU]: 12 } }, children: {} };
  const { shares } = divideNested({ quota: { deserved: { [GPU]: 4 } }, children: { child } }, { a: 1 }).children.child!;
  expect(shares).toEqual({ a: { deserved: { [GPU]: 9 }, guarantee: { [GPU]: 12 } } });
});
