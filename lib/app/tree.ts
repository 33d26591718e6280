import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Order } from '../core/order';

/** An ApiObject and the chart that it belongs to. */
export interface PlacedObject {
  readonly object: ApiObject;
  readonly path: string;
  readonly chart: Chart;
}

/** The construct tree, read once: all constructs, and all objects, in program order. */
export interface Tree {
  readonly constructs: readonly IConstruct[];
  readonly objects: readonly PlacedObject[];
}

/** Reads a construct tree in program order (parents first). Iterative: charts may be nested as deep as one likes. */
export function readTree(root: IConstruct): Tree {
  const constructs: IConstruct[] = [];
  const objects: PlacedObject[] = [];
  const open: { readonly construct: IConstruct; readonly chart: Chart | undefined }[] = [
    { construct: root, chart: undefined },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { construct } = next;
    const chart = Chart.isChart(construct) ? construct : next.chart;
    constructs.push(construct);
    if (ApiObject.isApiObject(construct)) {
      // an ApiObject cannot be made outside a chart
      objects.push({ object: construct, path: construct.node.path, chart: chart as Chart });
    }
    const { children } = construct.node;
    for (let i = children.length - 1; i >= 0; i--) {
      open.push({ construct: children[i]!, chart });
    }
  }
  return { constructs, objects };
}

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
  const nodes = wanted.map((construct) => order.addItem(rankOf(construct)));
  const dependents = constructs.filter((construct) => construct.node.dependencies.length > 0);
  if (dependents.length === 0) {
    return { order: order.sort().items, cycles: [], outside: [] };
  }
  const items = new Map<IConstruct, number>(wanted.map((construct, i) => [construct, nodes[i]!]));
  const scopes = new Scopes(order, items, constructs);
  const outside: { dependent: IConstruct; dependency: IConstruct }[] = [];
  for (const dependent of dependents) {
    for (const dependency of dependent.node.dependencies) {
      if (!scopes.addDependency(dependent, dependency)) {
        outside.push({ dependent, dependency });
      }
    }
  }
  scopes.addInnerDependencies();
  const { items: sorted, cycles } = order.sort();
  return {
    order: sorted,
    cycles: cycles.map((cycle) => [...new Set(cycle.map((node) => scopes.constructOf(node)))]),
    outside,
  };
}

/**
 * Two barriers for every construct: nothing in its scope comes before its begin, or after its end. They follow the tree,
 * so that any number of dependencies costs one edge each. An item with nothing in its scope is its own begin and end.
 */
class Scopes {
  private readonly begins = new Map<IConstruct, number>();
  private readonly ends = new Map<IConstruct, number>();
  private readonly byNode = new Map<number, IConstruct>();
  /** Constructs that depend on some in their own scope. */
  private readonly firstWithin = new Map<IConstruct, Set<IConstruct>>();
  /** Constructs on which some in their own scope depend. */
  private readonly lastWithin = new Map<IConstruct, Set<IConstruct>>();

  public constructor(
    private readonly order: Order,
    private readonly items: ReadonlyMap<IConstruct, number>,
    constructs: readonly IConstruct[],
  ) {
    const parents = new Set(constructs.map((construct) => construct.node.scope));
    for (const construct of constructs) {
      const item = items.get(construct);
      const alone = item !== undefined && !parents.has(construct);
      const begin = alone ? item : order.addBarrier();
      const end = alone ? item : order.addBarrier();
      this.begins.set(construct, begin);
      this.ends.set(construct, end);
      this.byNode.set(begin, construct).set(end, construct);
      if (!alone) {
        order.addEdge(begin, end);
      }
      if (item !== undefined && !alone) {
        this.byNode.set(item, construct);
        order.addEdge(begin, item);
        order.addEdge(item, end);
      }
      const { scope } = construct.node;
      if (scope) {
        order.addEdge(this.begin(scope), begin);
        order.addEdge(end, this.end(scope));
      }
    }
  }

  /** The construct that a node stands for. */
  public constructOf(node: number): IConstruct {
    return this.byNode.get(node)!;
  }

  /**
   * Everything in the scope of `dependency` comes before everything in the scope of `dependent`.
   * @returns false for a dependency that is not in the tree
   */
  public addDependency(dependent: IConstruct, dependency: IConstruct): boolean {
    if (!this.ends.has(dependency)) {
      return false;
    }
    if (dependent !== dependency && isWithin(dependency, dependent)) {
      addTo(this.firstWithin, dependent, dependency);
    } else if (dependent !== dependency && isWithin(dependent, dependency)) {
      addTo(this.lastWithin, dependency, dependent);
    } else {
      this.order.addEdge(this.end(dependency), this.begin(dependent));
    }
    return true;
  }

  /** Dependencies between a construct and some in its own scope hold for the rest of its scope, which is known only now. */
  public addInnerDependencies(): void {
    for (const [outer, inner] of this.firstWithin) {
      const done = this.order.addBarrier();
      this.byNode.set(done, outer);
      inner.forEach((construct) => {
        this.order.addEdge(this.end(construct), done);
      });
      this.rest(outer, inner, (begin) => this.order.addEdge(done, begin));
    }
    for (const [outer, inner] of this.lastWithin) {
      const done = this.order.addBarrier();
      this.byNode.set(done, outer);
      this.rest(outer, inner, (_, end) => this.order.addEdge(end, done));
      inner.forEach((construct) => {
        this.order.addEdge(done, this.begin(construct));
      });
    }
  }

  /** What is in the scope of `outer` besides `inner`: its own item, subtrees off the paths to `inner`, items on them. */
  private rest(outer: IConstruct, inner: ReadonlySet<IConstruct>, visit: (begin: number, end: number) => void): void {
    const onPath = new Set<IConstruct>([outer]);
    for (const construct of inner) {
      for (let at = construct.node.scope; at && !onPath.has(at); at = at.node.scope) {
        onPath.add(at);
      }
    }
    const open = [outer];
    for (let construct = open.pop(); construct; construct = open.pop()) {
      const item = this.items.get(construct);
      if (item !== undefined) {
        visit(item, item);
      }
      for (const child of construct.node.children) {
        if (inner.has(child)) {
          continue;
        }
        if (onPath.has(child)) {
          open.push(child);
        } else {
          visit(this.begin(child), this.end(child));
        }
      }
    }
  }

  private begin(construct: IConstruct): number {
    return this.begins.get(construct)!;
  }

  private end(construct: IConstruct): number {
    return this.ends.get(construct)!;
  }
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
