import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Order } from '../core/order';
import { rankOf } from '../core/ranks';

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
  const open: { readonly construct: IConstruct; readonly path: string; readonly chart: Chart | undefined }[] = [
    { construct: root, path: '', chart: undefined },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { construct, path } = next;
    const chart = Chart.isChart(construct) ? construct : next.chart;
    constructs.push(construct);
    if (ApiObject.isApiObject(construct)) {
      // an ApiObject cannot be made outside a chart
      objects.push({ object: construct, path, chart: chart as Chart });
    }
    const { children } = construct.node;
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i]!;
      open.push({ construct: child, path: path === '' ? child.node.id : `${path}/${child.node.id}`, chart });
    }
  }
  return { constructs, objects };
}

/** The order in which objects are applied, or a cycle that prevents one. */
export interface TreeOrder {
  /** Indexes into `objects`. With a cycle, its objects come last, in program order. */
  readonly order: readonly number[];
  /** Constructs of a cycle, each of which must come before the next. */
  readonly cycle?: readonly IConstruct[];
}

/**
 * Orders the objects of a tree by the dependencies between its constructs, then by kind, then as in the program.
 * A dependency on a construct means all objects in its scope, and holds for all objects in the scope of the dependent.
 */
export function orderTree(tree: Tree, root: IConstruct): TreeOrder {
  const order = new Order();
  const items = new Map<IConstruct, number>();
  for (const { object } of tree.objects) {
    items.set(object, order.addItem(rankOf(object)));
  }
  const dependents = tree.constructs.filter((construct) => construct.node.dependencies.length > 0);
  const scopes = dependents.length > 0 ? new Scopes(order, items, tree.constructs, root) : undefined;
  for (const dependent of dependents) {
    for (const dependency of dependent.node.dependencies) {
      scopes?.addDependency(dependent, dependency);
    }
  }
  const sorted = order.sort();
  const placed = sorted.items;
  if (sorted.stuck.length === 0) {
    return { order: placed };
  }
  const stuckItems = sorted.stuck.filter((node) => node < tree.objects.length);
  const cycle = order.cycleAmong(sorted.stuck).flatMap((node) => scopes?.constructOf(node) ?? []);
  return { order: [...placed, ...stuckItems], cycle: [...new Set(cycle)] };
}

/**
 * Two barriers for every construct: nothing in its scope comes before its begin, or after its end. They follow the tree,
 * so that any number of dependencies costs one edge each.
 */
class Scopes {
  private readonly begins = new Map<IConstruct, number>();
  private readonly ends = new Map<IConstruct, number>();
  private readonly byNode = new Map<number, IConstruct>();

  public constructor(
    private readonly order: Order,
    private readonly items: ReadonlyMap<IConstruct, number>,
    constructs: readonly IConstruct[],
    root: IConstruct,
  ) {
    for (const construct of constructs) {
      const begin = order.addBarrier();
      const end = order.addBarrier();
      this.begins.set(construct, begin);
      this.ends.set(construct, end);
      this.byNode.set(begin, construct).set(end, construct);
      order.addEdge(begin, end);
      const item = items.get(construct);
      if (item !== undefined) {
        this.byNode.set(item, construct);
        order.addEdge(begin, item);
        order.addEdge(item, end);
      }
      const scope = construct === root ? undefined : construct.node.scope;
      if (scope) {
        order.addEdge(this.begins.get(scope)!, begin);
        order.addEdge(end, this.ends.get(scope)!);
      }
    }
  }

  /** The construct that a node stands for. */
  public constructOf(node: number): IConstruct | undefined {
    return this.byNode.get(node);
  }

  /** Everything in the scope of `dependency` comes before everything in the scope of `dependent`. */
  public addDependency(dependent: IConstruct, dependency: IConstruct): void {
    if (dependent === dependency || !this.ends.has(dependency)) {
      return;
    }
    if (isWithin(dependency, dependent)) {
      for (const other of this.besides(dependency, dependent)) {
        this.order.addEdge(this.ends.get(dependency)!, other.begin);
      }
    } else if (isWithin(dependent, dependency)) {
      for (const other of this.besides(dependent, dependency)) {
        this.order.addEdge(other.end, this.begins.get(dependent)!);
      }
    } else {
      this.order.addEdge(this.ends.get(dependency)!, this.begins.get(dependent)!);
    }
  }

  /** What is in the scope of `outer` besides `inner`: its own object, and the subtrees off the path to `inner`. */
  private besides(inner: IConstruct, outer: IConstruct): { readonly begin: number; readonly end: number }[] {
    const found: { begin: number; end: number }[] = [];
    for (let below = inner, at = inner.node.scope; at; below = at, at = at.node.scope) {
      const item = this.items.get(at);
      if (item !== undefined) {
        found.push({ begin: item, end: item });
      }
      for (const child of at.node.children) {
        if (child !== below) {
          found.push({ begin: this.begins.get(child)!, end: this.ends.get(child)! });
        }
      }
      if (at === outer) {
        break;
      }
    }
    return found;
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
