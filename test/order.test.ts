import fc from 'fast-check';
import { Order } from '../lib/core/order';
import { RANK_COUNT, rankOf } from '../lib/core/ranks';

type Edge = readonly [number, number];

interface Graph {
  /** Ranks by node; undefined for barriers. */
  readonly ranks: readonly (number | undefined)[];
  readonly edges: readonly Edge[];
}

function orderOf({ ranks, edges }: Graph): Order {
  const order = new Order();
  for (const rank of ranks) {
    rank === undefined ? order.addBarrier() : order.addItem(rank);
  }
  for (const [first, then] of edges) {
    order.addEdge(first, then);
  }
  return order;
}

/** What `Order` promises, done naively: of the items whose predecessors are all placed, the lowest rank and position. */
function naively({ ranks, edges }: Graph): number[] {
  const left = new Set(ranks.keys());
  const result: number[] = [];
  while (left.size > 0) {
    const free = [...left].filter((node) => !edges.some(([first, then]) => then === node && left.has(first)));
    const next =
      free.find((node) => ranks[node] === undefined) ?? free.reduce((a, b) => (ranks[b]! < ranks[a]! ? b : a));
    left.delete(next);
    if (ranks[next] !== undefined) {
      result.push(next);
    }
  }
  return result;
}

const graph = (cyclic: boolean) =>
  fc
    .record({
      ranks: fc.array(fc.option(fc.nat(3), { nil: undefined, freq: 4 }), { minLength: 1, maxLength: 14 }),
      pairs: fc.array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 20 }),
      shuffle: fc.infiniteStream(fc.nat(1000)),
    })
    .map(({ ranks, pairs, shuffle }): Graph => {
      const keys = ranks.map(() => shuffle.next().value as number);
      const within = pairs.filter(([a, b]) => a < ranks.length && b < ranks.length);
      const edges = cyclic ? within : within.filter(([a, b]) => keys[a]! < keys[b]!);
      return { ranks, edges };
    });

describe('Order', () => {
  test('is the lowest rank, then the first position, whose predecessors are placed', () => {
    fc.assert(
      fc.property(graph(false), (g) => {
        expect(orderOf(g).sort()).toMatchObject({ items: naively(g), cycles: [] });
      }),
      { numRuns: 500 },
    );
  });

  test('items of one stage have one rank, and nothing waits for its own stage or a later one', () => {
    fc.assert(
      fc.property(graph(false), (g) => {
        const { items, stages } = orderOf(g).sort();
        const stageOf = new Map(items.map((node, at) => [node, stages[at]!]));
        for (const node of items) {
          for (const other of items) {
            if (stageOf.get(node) === stageOf.get(other)) {
              expect(g.ranks[node]).toBe(g.ranks[other]);
            }
          }
          for (const after of itemsAfter(g, node)) {
            expect(stageOf.get(node)!).toBeLessThan(stageOf.get(after)!);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('where items of two ranks take turns there are few stages', () => {
    // a ConfigMap after each Deployment
    const pairs = Array.from({ length: 50 }, (_, i) => [2 * i, 2 * i + 1] as const);
    const { stages } = orderOf({ ranks: pairs.flatMap(() => [2, 1]), edges: pairs }).sort();
    expect(new Set(stages)).toEqual(new Set([0, 1]));
  });

  test('has every item once, and reports only cycles that are there', () => {
    fc.assert(
      fc.property(graph(true), (g) => {
        const { items, cycles } = orderOf(g).sort();
        expect([...items].sort((a, b) => a - b)).toEqual(
          [...g.ranks.keys()].filter((node) => g.ranks[node] !== undefined),
        );
        for (const cycle of cycles) {
          cycle.forEach((node, i) => {
            const next = cycle[(i + 1) % cycle.length]!;
            expect(g.edges.some(([first, then]) => first === node && then === next)).toBe(true);
          });
        }
        expect(cycles.length > 0).toBe(hasCycle(g));
      }),
      { numRuns: 500 },
    );
  });

  test('reports cycles that are apart from each other in one go', () => {
    const { items, cycles } = orderOf({
      ranks: [0, 0, 0, 0, 0],
      edges: [
        [0, 1],
        [1, 0],
        [3, 4],
        [4, 3],
        [1, 2],
      ],
    }).sort();
    expect(cycles.map((cycle) => [...cycle].sort())).toEqual([
      [0, 1],
      [3, 4],
    ]);
    expect(items).toHaveLength(5);
  });

  test('takes linear time for groups that wait for each other', () => {
    const order = new Order();
    const groups = 300;
    const size = 200;
    let before: number | undefined;
    for (let group = 0; group < groups; group++) {
      const begin = order.addBarrier();
      const end = order.addBarrier();
      for (let i = 0; i < size; i++) {
        const item = order.addItem(i % 5);
        order.addEdge(begin, item);
        order.addEdge(item, end);
      }
      if (before !== undefined) {
        order.addEdge(before, begin);
      }
      before = end;
    }
    const start = process.cpuUsage();
    expect(order.sort().items).toHaveLength(groups * size);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000);
  });
});

/** The items that come after a node, with nothing but barriers between. */
function itemsAfter({ ranks, edges }: Graph, node: number): number[] {
  const next = edges.filter(([first]) => first === node).map(([, then]) => then);
  return next.flatMap((then) => (ranks[then] === undefined ? itemsAfter({ ranks, edges }, then) : [then]));
}

function hasCycle({ ranks, edges }: Graph): boolean {
  const left = new Set(ranks.keys());
  for (;;) {
    const free = [...left].filter((node) => !edges.some(([first, then]) => then === node && left.has(first)));
    if (free.length === 0) {
      return left.size > 0;
    }
    for (const node of free) {
      left.delete(node);
    }
  }
}

describe('rankOf', () => {
  test('puts what others need first', () => {
    const kinds = [
      'v1/Namespace',
      'apiextensions.k8s.io/v1/CustomResourceDefinition',
      'v1/ServiceAccount',
      'rbac.authorization.k8s.io/v1/RoleBinding',
      'v1/ConfigMap',
      'v1/PersistentVolumeClaim',
      'policy.karmada.io/v1alpha1/OverridePolicy',
      'policy.karmada.io/v1alpha1/PropagationPolicy',
      'v1/Service',
      'example.org/v1/Unknown',
      'apps/v1/Deployment',
      'autoscaling/v2/HorizontalPodAutoscaler',
      'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration',
    ];
    const ranks = kinds.map((key) => {
      const slash = key.lastIndexOf('/');
      return rankOf({ apiVersion: key.slice(0, slash), kind: key.slice(slash + 1) });
    });
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(kinds.length);
    expect(Math.max(...ranks)).toBe(RANK_COUNT - 1);
  });

  test('tells kinds of the same name in several groups apart', () => {
    const core = rankOf({ apiVersion: 'v1', kind: 'Service' });
    expect(rankOf({ apiVersion: 'serving.knative.dev/v1', kind: 'Service' })).toBeGreaterThan(core);
    expect(rankOf({ apiVersion: 'apps/v1beta1', kind: 'Deployment' })).toBe(
      rankOf({ apiVersion: 'apps/v1', kind: 'Deployment' }),
    );
  });
});
