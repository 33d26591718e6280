import { ApiObject, type Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

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
  const open: IConstruct[] = [root];
  for (let construct = open.pop(); construct !== undefined; construct = open.pop()) {
    constructs.push(construct);
    if (ApiObject.isApiObject(construct)) {
      // an ApiObject cannot be made outside a chart
      objects.push({ object: construct, path: construct.node.path, chart: construct.chart });
    }
    const { children } = construct.node;
    for (let i = children.length - 1; i >= 0; i--) {
      open.push(children[i]!);
    }
  }
  return { constructs, objects };
}
