import type { IConstruct } from 'constructs';
import { Order } from '../core/order';
import type { Tree } from './tree';

/** Constructs in the order of their dependencies. */
export interface TreeOrder {
  /** Indexes into the constructs that were to be ordered. */
  readonly order: readonly number[];
  /** Constructs that depend on each other in a circle, each of which should come before the next. */
  readonly cycles: readonly (readonly IConstruct[])[];
  /** Dependencies on constructs of another tree, which no order can keep. */
  readonly outside: readonly { readonly dependent: IConstruct; readonly dependency: IConstruct }[];
}

/**
 * Orders some constructs of a tree by the dependencies between all of its constructs, then by rank, then as given.
 * A dependency on a construct means everything in its scope, and holds for everything in the scope of the dependent.
 */
export function orderTree<T extends IConstruct>(
  { constructs }: Tree,
  wanted: readonly T[],
  rankOf: (construct: T) => number,
): TreeOrder {
  const order = new Order();
  for (const construct of wanted) {
    order.addItem(rankOf(construct));
  }
  const dependencies = new Dependencies(constructs);
  if (dependencies.stated === 0) {
    return { order: order.sort().items, cycles: [], outside: [] };
  }
  const scopes = new Scopes(order, wanted, dependencies);
  const { items, cycles } = order.sort();
  return {
    order: items,
    cycles: cycles.map((cycle) => [...new Set(cycle.map((node) => scopes.constructOf(node)))]),
    outside: dependencies.outside,
  };
}

/** What the constructs of a tree say of their order. */
class Dependencies {
  /** How many there are, of all sorts. */
  public readonly stated: number;
  /** Everything in the scope of the first comes before everything in the scope of the second. */
  public readonly before: (readonly [IConstruct, IConstruct])[] = [];
  public readonly outside: { dependent: IConstruct; dependency: IConstruct }[] = [];
  /** Constructs that depend on some in their own scope. */
  public readonly firstWithin = new Map<IConstruct, Set<IConstruct>>();
  /** Constructs on which some in their own scope depend. */
  public readonly lastWithin = new Map<IConstruct, Set<IConstruct>>();

  public constructor(constructs: readonly IConstruct[]) {
    let stated = 0;
    for (const dependent of constructs) {
      for (const dependency of dependent.node.dependencies) {
        stated++;
        this.add(dependent, dependency, constructs[0]!);
      }
    }
    this.stated = stated;
  }

  private add(dependent: IConstruct, dependency: IConstruct, root: IConstruct): void {
    if (dependent === dependency) {
      this.before.push([dependency, dependent]);
    } else if (isWithin(dependency, dependent)) {
      addTo(this.firstWithin, dependent, dependency);
    } else if (isWithin(dependent, dependency)) {
      addTo(this.lastWithin, dependency, dependent);
    } else if (isWithin(dependency, root)) {
      this.before.push([dependency, dependent]);
    } else {
      this.outside.push({ dependent, dependency });
    }
  }
}

/**
 * Two nodes for every construct that a dependency names: nothing in its scope comes before its begin, or after its end. They
 * are barriers that follow the tree, so that any number of dependencies costs one edge each. Where there is one item in the
 * scope and nothing else that is named, it is begin and end itself.
 */
class Scopes {
  private readonly begins = new Map<IConstruct, number>();
  private readonly ends = new Map<IConstruct, number>();
  private readonly barriers = new Map<number, IConstruct>();

  /** @param wanted the items of the order, which has no other nodes yet */
  public constructor(
    private readonly order: Order,
    private readonly wanted: readonly IConstruct[],
    { before, firstWithin, lastWithin }: Dependencies,
  ) {
    const first = [...firstWithin].map(([outer, inner]) => ({ outer, inner, rest: restOf(outer, inner) }));
    const last = [...lastWithin].map(([outer, inner]) => ({ outer, inner, rest: restOf(outer, inner) }));
    const within = [...first, ...last];
    this.addNodes(new Set([...before.flat(), ...within.flatMap(({ inner, rest }) => [...inner, ...rest.subtrees])]));
    for (const [dependency, dependent] of before) {
      order.addEdge(this.ends.get(dependency)!, this.begins.get(dependent)!);
    }
    const items = new Map(within.length > 0 ? wanted.map((construct, item) => [construct, item]) : []);
    for (const { outer, inner, rest } of first) {
      const done = this.addBarrier(outer);
      inner.forEach((construct) => {
        order.addEdge(this.ends.get(construct)!, done);
      });
      nodesOf(rest, this.begins, items).forEach((begin) => {
        order.addEdge(done, begin);
      });
    }
    for (const { outer, inner, rest } of last) {
      const done = this.addBarrier(outer);
      nodesOf(rest, this.ends, items).forEach((end) => {
        order.addEdge(end, done);
      });
      inner.forEach((construct) => {
        order.addEdge(done, this.begins.get(construct)!);
      });
    }
  }

  /** The construct that a node stands for. */
  public constructOf(node: number): IConstruct {
    const named = [...this.begins].find(([, begin]) => begin === node);
    return this.barriers.get(node) ?? named?.[0] ?? this.wanted[node]!;
  }

  private addNodes(named: ReadonlySet<IConstruct>): void {
    const all = [...named];
    const outers = all.map((construct) => nearestOf(named, construct.node.scope));
    const hasInner = new Set(outers);
    const nearest = this.wanted.map((construct) => nearestOf(named, construct));
    // the only item in the scope of a construct, unless there are several
    const onlyItem = new Map<IConstruct, number | undefined>();
    nearest.forEach((construct, item) => {
      if (construct) {
        onlyItem.set(construct, onlyItem.has(construct) ? undefined : item);
      }
    });
    for (const construct of all) {
      const item = hasInner.has(construct) ? undefined : onlyItem.get(construct);
      const begin = item ?? this.addBarrier(construct);
      const end = item ?? this.addBarrier(construct);
      this.begins.set(construct, begin);
      this.ends.set(construct, end);
      if (begin !== end) {
        this.order.addEdge(begin, end);
      }
    }
    nearest.forEach((construct, item) => {
      if (construct && this.begins.get(construct) !== item) {
        this.order.addEdge(this.begins.get(construct)!, item);
        this.order.addEdge(item, this.ends.get(construct)!);
      }
    });
    outers.forEach((outer, i) => {
      if (outer) {
        this.order.addEdge(this.begins.get(outer)!, this.begins.get(all[i]!)!);
        this.order.addEdge(this.ends.get(all[i]!)!, this.ends.get(outer)!);
      }
    });
  }

  private addBarrier(construct: IConstruct): number {
    const barrier = this.order.addBarrier();
    this.barriers.set(barrier, construct);
    return barrier;
  }
}

function nodesOf(
  { subtrees, alone }: Rest,
  nodes: ReadonlyMap<IConstruct, number>,
  items: ReadonlyMap<IConstruct, number>,
): number[] {
  return [
    ...subtrees.map((construct) => nodes.get(construct)!),
    ...alone.flatMap((construct) => items.get(construct) ?? []),
  ];
}

/** What else is in a scope. */
interface Rest {
  /** Constructs with all in their scope. */
  readonly subtrees: readonly IConstruct[];
  /** Constructs without what is in their scope. */
  readonly alone: readonly IConstruct[];
}

/** What is in the scope of `outer` besides `inner`: subtrees off the paths to `inner`, and the constructs on them alone. */
function restOf(outer: IConstruct, inner: ReadonlySet<IConstruct>): Rest {
  const onPath = new Set<IConstruct>([outer]);
  for (const construct of inner) {
    for (let at = construct.node.scope; at && !onPath.has(at); at = at.node.scope) {
      onPath.add(at);
    }
  }
  const subtrees: IConstruct[] = [];
  const alone: IConstruct[] = [];
  const open = [outer];
  for (let construct = open.pop(); construct; construct = open.pop()) {
    alone.push(construct);
    for (const child of construct.node.children) {
      if (!inner.has(child)) {
        (onPath.has(child) ? open : subtrees).push(child);
      }
    }
  }
  return { subtrees, alone };
}

/** The construct, or the nearest one in whose scope it is, that is in the set. */
function nearestOf(set: ReadonlySet<IConstruct>, construct: IConstruct | undefined): IConstruct | undefined {
  let at = construct;
  while (at && !set.has(at)) {
    at = at.node.scope;
  }
  return at;
}

function addTo(sets: Map<IConstruct, Set<IConstruct>>, key: IConstruct, value: IConstruct): void {
  const set = sets.get(key);
  if (set) {
    set.add(value);
  } else {
    sets.set(key, new Set([value]));
  }
}

function isWithin(inner: IConstruct, outer: IConstruct): boolean {
  for (let at: IConstruct | undefined = inner; at; at = at.node.scope) {
    if (at === outer) {
      return true;
    }
  }
  return false;
}
