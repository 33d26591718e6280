import type { IConstruct } from 'constructs';
import { Order } from '../core/order';
import type { Tree } from './tree';

/** Constructs in the order of their dependencies. */
export interface TreeOrder {
  /** Indexes into the constructs that were to be ordered. */
  readonly order: readonly number[];
  /** The stage of each of them, in the same positions. */
  readonly stages: readonly number[];
  /** Constructs that depend on each other in a circle, each of which should come before the next. */
  readonly cycles: readonly (readonly IConstruct[])[];
  /** Dependencies on constructs of another tree, which no order can keep. */
  readonly outside: readonly { readonly dependent: IConstruct; readonly dependency: IConstruct }[];
}

/**
 * Orders some constructs of a tree by the dependencies between all of its constructs, then by rank, then as given.
 * A dependency on a construct means everything in its scope, and holds for everything in the scope of the dependent.
 *
 * @param wanted indexes of those constructs in the tree
 */
export function orderTree(tree: Tree, wanted: readonly number[], rankOf: (construct: IConstruct) => number): TreeOrder {
  const { constructs } = tree;
  const order = new Order();
  for (const at of wanted) {
    order.addItem(rankOf(constructs[at]!));
  }
  const stated = readDependencies(tree);
  if (stated.length === 0) {
    const { items, stages } = order.sort();
    return { order: items, stages, cycles: [], outside: [] };
  }
  const scopes = new Scopes(order, tree.parents, wanted);
  const outside = stated.filter(({ dependency }) => dependency === undefined);
  scopes.add(
    stated.flatMap(({ dependent, dependency }) => (dependency === undefined ? [] : { dependent, dependency })),
  );
  const { items, stages, cycles } = order.sort();
  return {
    order: items,
    stages,
    cycles: cycles.map((cycle) => [...new Set(cycle.map((node) => constructs[scopes.constructOf(node)]!))]),
    outside: outside.map(({ dependent, on }) => ({ dependent: constructs[dependent]!, dependency: on })),
  };
}

/** A dependency as it is stated, by indexes in the tree. */
interface Stated {
  readonly dependent: number;
  /** Absent where it is not in the tree. */
  readonly dependency?: number;
  readonly on: IConstruct;
}

function readDependencies({ constructs }: Tree): Stated[] {
  const stated: { readonly dependent: number; readonly on: IConstruct }[] = [];
  const indexes = new Map<IConstruct, number | undefined>();
  for (let dependent = 0; dependent < constructs.length; dependent++) {
    for (const on of constructs[dependent]!.node.dependencies) {
      stated.push({ dependent, on });
      indexes.set(on, undefined);
    }
  }
  if (stated.length > 0) {
    constructs.forEach((construct, at) => {
      if (indexes.has(construct)) {
        indexes.set(construct, at);
      }
    });
  }
  return stated.map(({ dependent, on }) => ({ dependent, on, dependency: indexes.get(on) }));
}

/** A dependency inside the tree. */
interface Dependency {
  readonly dependent: number;
  readonly dependency: number;
}

const NONE = -1;
const SEVERAL = -2;

/**
 * Two nodes for every construct that a dependency names: nothing in its scope comes before its begin, or after its end. They
 * are barriers that follow the tree, so that any number of dependencies costs one edge each. Where there is one item in the
 * scope and nothing else that is named, it is begin and end itself.
 *
 * Constructs are their indexes in the tree, in which those in a scope follow it without a gap.
 */
class Scopes {
  /** By construct; NONE where it is not named. */
  private readonly begins: Int32Array;
  private readonly ends: Int32Array;
  /** The first construct behind each scope. */
  private readonly behind: Int32Array;
  /** Constructs of the nodes that are no items. */
  private readonly barriers = new Map<number, number>();

  /** @param wanted constructs of the items of the order, which has no other nodes yet */
  public constructor(
    private readonly order: Order,
    private readonly parents: readonly number[],
    private readonly wanted: readonly number[],
  ) {
    this.begins = new Int32Array(parents.length).fill(NONE);
    this.ends = new Int32Array(parents.length).fill(NONE);
    this.behind = Int32Array.from(parents.keys(), (at) => at + 1);
    for (let at = parents.length - 1; at > 0; at--) {
      const parent = parents[at]!;
      this.behind[parent] = Math.max(this.behind[parent]!, this.behind[at]!);
    }
  }

  /** Adds the edges that keep these dependencies. */
  public add(dependencies: readonly Dependency[]): void {
    const before: Dependency[] = [];
    /** Constructs that depend on some in their own scope. */
    const first = new Map<number, Set<number>>();
    /** Constructs on which some in their own scope depend. */
    const last = new Map<number, Set<number>>();
    for (const { dependent, dependency } of dependencies) {
      if (this.isWithin(dependency, dependent)) {
        addTo(first, dependent, dependency);
      } else if (this.isWithin(dependent, dependency)) {
        addTo(last, dependency, dependent);
      } else {
        before.push({ dependent, dependency });
      }
    }
    const firsts = [...first].map(([outer, inner]) => ({ outer, inner, rest: this.restOf(outer, inner) }));
    const lasts = [...last].map(([outer, inner]) => ({ outer, inner, rest: this.restOf(outer, inner) }));
    const named = new Set<number>();
    for (const { dependent, dependency } of before) {
      named.add(dependency).add(dependent);
    }
    for (const { inner, rest } of [...firsts, ...lasts]) {
      for (const at of [...inner, ...rest.subtrees]) {
        named.add(at);
      }
    }
    this.addNodes(named);
    for (const { dependent, dependency } of before) {
      this.order.addEdge(this.ends[dependency]!, this.begins[dependent]!);
    }
    for (const { outer, inner, rest } of firsts) {
      const done = this.addBarrier(outer);
      inner.forEach((at) => {
        this.order.addEdge(this.ends[at]!, done);
      });
      this.nodesOf(rest, this.begins).forEach((begin) => {
        this.order.addEdge(done, begin);
      });
    }
    for (const { outer, inner, rest } of lasts) {
      const done = this.addBarrier(outer);
      this.nodesOf(rest, this.ends).forEach((end) => {
        this.order.addEdge(end, done);
      });
      inner.forEach((at) => {
        this.order.addEdge(done, this.begins[at]!);
      });
    }
  }

  /** The construct that a node stands for. */
  public constructOf(node: number): number {
    const named = this.begins.indexOf(node);
    return this.barriers.get(node) ?? (named === NONE ? this.wanted[node]! : named);
  }

  private addNodes(named: ReadonlySet<number>): void {
    // the nearest named construct in whose scope each one is, itself included
    const nearest = new Int32Array(this.parents.length);
    const onlyItem = new Int32Array(this.parents.length).fill(NONE);
    for (let at = 0; at < nearest.length; at++) {
      nearest[at] = named.has(at) ? at : this.nearestAbove(nearest, at);
    }
    this.wanted.forEach((at, item) => {
      const scope = nearest[at]!;
      if (scope !== NONE) {
        onlyItem[scope] = onlyItem[scope] === NONE ? item : SEVERAL;
      }
    });
    for (const at of named) {
      const outer = this.nearestAbove(nearest, at);
      if (outer !== NONE) {
        onlyItem[outer] = SEVERAL;
      }
    }
    for (const at of named) {
      const item = onlyItem[at]!;
      this.begins[at] = item >= 0 ? item : this.addBarrier(at);
      this.ends[at] = item >= 0 ? item : this.addBarrier(at);
      if (item < 0) {
        this.order.addEdge(this.begins[at]!, this.ends[at]!);
      }
    }
    this.wanted.forEach((at, item) => {
      const scope = nearest[at]!;
      if (scope !== NONE && this.begins[scope] !== item) {
        this.order.addEdge(this.begins[scope]!, item);
        this.order.addEdge(item, this.ends[scope]!);
      }
    });
    for (const at of named) {
      const outer = this.nearestAbove(nearest, at);
      if (outer !== NONE) {
        this.order.addEdge(this.begins[outer]!, this.begins[at]!);
        this.order.addEdge(this.ends[at]!, this.ends[outer]!);
      }
    }
  }

  private nearestAbove(nearest: Int32Array, at: number): number {
    const parent = this.parents[at]!;
    return parent < 0 ? NONE : nearest[parent]!;
  }

  private addBarrier(at: number): number {
    const barrier = this.order.addBarrier();
    this.barriers.set(barrier, at);
    return barrier;
  }

  private isWithin(inner: number, outer: number): boolean {
    return inner > outer && inner < this.behind[outer]!;
  }

  /** What is in the scope of `outer` besides `inner`: subtrees off the paths to `inner`, and the constructs on them alone. */
  private restOf(outer: number, inner: ReadonlySet<number>): Rest {
    const onPath = new Set<number>([outer]);
    for (const at of inner) {
      for (let above = this.parents[at]!; !onPath.has(above); above = this.parents[above]!) {
        onPath.add(above);
      }
    }
    const subtrees: number[] = [];
    const alone = new Set<number>();
    for (let at = outer; at < this.behind[outer]!; ) {
      if (inner.has(at) || !onPath.has(at)) {
        if (!inner.has(at)) {
          subtrees.push(at);
        }
        at = this.behind[at]!;
      } else {
        alone.add(at);
        at++;
      }
    }
    return { subtrees, alone };
  }

  private nodesOf({ subtrees, alone }: Rest, nodes: Int32Array): number[] {
    const items = this.wanted.flatMap((at, item) => (alone.has(at) ? [item] : []));
    return [...subtrees.map((at) => nodes[at]!), ...items];
  }
}

/** What else is in a scope. */
interface Rest {
  /** Constructs with all in their scope. */
  readonly subtrees: readonly number[];
  /** Constructs without what is in their scope. */
  readonly alone: ReadonlySet<number>;
}

function addTo(sets: Map<number, Set<number>>, key: number, value: number): void {
  const set = sets.get(key);
  if (set) {
    set.add(value);
  } else {
    sets.set(key, new Set([value]));
  }
}
