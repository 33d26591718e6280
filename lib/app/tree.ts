import { ApiObject, type Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** An ApiObject and the chart that it belongs to. */
export interface PlacedObject {
  readonly object: ApiObject;
  readonly path: string;
  readonly chart: Chart;
  /** Its index among all constructs. */
  readonly at: number;
}

/** The construct tree, read once: all constructs, and all objects, in program order. */
export interface Tree {
  /** Each before those in its scope. */
  readonly constructs: readonly IConstruct[];
  /** Index of each construct's scope; -1 for the root. */
  readonly parents: readonly number[];
  readonly objects: readonly PlacedObject[];
}

/** Reads a construct tree in program order (parents first). Iterative: charts may be nested as deep as one likes. */
export function readTree(root: IConstruct): Tree {
  const constructs: IConstruct[] = [];
  const parents: number[] = [];
  const objects: PlacedObject[] = [];
  const paths: string[] = [];
  const open: IConstruct[] = [root];
  const openParents: number[] = [-1];
  for (let construct = open.pop(); construct !== undefined; construct = open.pop()) {
    const parent = openParents.pop()!;
    const at = constructs.push(construct) - 1;
    const { node } = construct;
    // node.path would look at all scopes for each construct
    const path = joined(paths[parent] ?? '', node.id);
    parents.push(parent);
    paths.push(path);
    if (ApiObject.isApiObject(construct)) {
      // an ApiObject cannot be made outside a chart
      objects.push({ object: construct, path, chart: construct.chart, at });
    }
    const { children } = node;
    for (let i = children.length - 1; i >= 0; i--) {
      open.push(children[i]!);
      openParents.push(at);
    }
  }
  return { constructs, parents, objects };
}

function joined(scope: string, id: string): string {
  return scope === '' ? id : id === '' ? scope : `${scope}/${id}`;
}
