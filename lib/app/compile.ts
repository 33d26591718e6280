import { type App, type Chart, Names } from 'cdk8s';
import { CustomKinds, validateManifest } from '../checks/schema';
import type { Compilation, CompiledFile, CompiledObject, CompiledTarget } from '../core/compilation';
import { contributionsOf } from '../core/contributions';
import { applyAcknowledgements, type Finding, Findings, finding } from '../core/findings';
import type { Manifest } from '../core/manifest';
import { type Target, targetOf } from '../core/target';
import { describeRef, refKey } from '../core/workload';
import { MODEL_CHECKS } from './model-checks';
import { Renderer } from './render';
import { DEPENDENCY_CYCLE, DUPLICATE_OBJECT, NOT_RENDERED, VALIDATION } from './rules';
import { orderTree, readTree, type Tree } from './tree';

/**
 * Compiles a program: renders its objects, puts them in order, divides them into targets and files, and checks everything.
 * Does no input or output.
 *
 * @param extension of the files, `.k8s.yaml`
 */
export function compile(app: App, extension: string): Compilation {
  const tree = readTree(app);
  const findings: Finding[] = validations(tree);

  const { order, cycle } = orderTree(tree, app);
  if (cycle) {
    const paths = cycle.map((construct) => construct.node.path);
    findings.push(
      finding(DEPENDENCY_CYCLE, {
        place: paths[0] ?? '',
        value: paths,
        message: `these constructs depend on each other in a circle: ${[...paths, paths[0]].join(' -> ')}.`,
        fix: 'Remove one of the dependencies.',
      }),
    );
  }

  const rendered = renderAll(app, tree, findings);
  const targets = divideIntoTargets(tree, order, rendered, extension);
  const custom = new CustomKinds(targets.flatMap((target) => target.objects.map(({ manifest }) => manifest)));
  for (const { objects } of targets) {
    findings.push(...duplicates(objects));
    for (const { manifest, path } of objects) {
      const problems = validateManifest(manifest, path, custom);
      if (problems.length > 0) {
        findings.push(...problems);
      }
    }
  }

  const contributions = tree.constructs.flatMap((construct) => contributionsOf(construct) ?? []);
  const program = {
    targets,
    fleets: contributions.flatMap(({ fleet }) => (fleet ? [fleet()] : [])),
    placements: contributions.flatMap(({ placement }) => (placement ? [placement()] : [])),
  };
  for (const check of MODEL_CHECKS) {
    findings.push(...check(program));
  }
  return { ...program, findings: applyAcknowledgements(app, findings) };
}

/** What the constructs say of themselves: findings of ours, messages of all others. */
function validations({ constructs }: Tree): Finding[] {
  return constructs.flatMap((construct) => [
    ...(Findings.existing(construct)?.collect() ?? []),
    ...construct.node.validate().map((message) =>
      finding(VALIDATION, {
        place: construct.node.path,
        message,
        fix: 'Change the construct as its message says.',
      }),
    ),
  ]);
}

/** The objects as JSON, by their index in the tree; undefined where one cannot be rendered. */
function renderAll(app: App, { objects }: Tree, findings: Finding[]): (CompiledObject | undefined)[] {
  const renderer = new Renderer(app);
  return objects.map(({ object, path }) => {
    try {
      return { path, manifest: renderer.render(object) };
    } catch (error) {
      findings.push(
        finding(NOT_RENDERED, {
          place: path,
          message: error instanceof Error ? error.message : String(error),
          fix: 'Use values that JSON can hold: text, numbers, booleans, lists and plain objects.',
        }),
      );
      return undefined;
    }
  });
}

interface TargetBuilder {
  readonly target: Target;
  readonly objects: CompiledObject[];
  readonly files: Map<Chart, { readonly name: string; readonly objects: CompiledObject[] }>;
}

function divideIntoTargets(
  tree: Tree,
  order: readonly number[],
  rendered: readonly (CompiledObject | undefined)[],
  extension: string,
): CompiledTarget[] {
  const builders = new Map<string, TargetBuilder>();
  const charts = new Map<Chart, TargetBuilder>();
  // in program order first, so that targets and files do not change places when an order changes
  for (const { chart } of tree.objects) {
    if (!charts.has(chart)) {
      const target = targetOf(chart);
      const builder = builders.get(target.folder) ?? { target, objects: [], files: new Map() };
      builders.set(target.folder, builder);
      builder.files.set(chart, { name: `${Names.toDnsLabel(chart)}${extension}`, objects: [] });
      charts.set(chart, builder);
    }
  }
  for (const index of order) {
    const object = rendered[index];
    if (object) {
      const { chart } = tree.objects[index]!;
      const builder = charts.get(chart)!;
      builder.objects.push(object);
      builder.files.get(chart)!.objects.push(object);
    }
  }
  return [...builders.values()].map(({ target, objects, files }): CompiledTarget => {
    const compiled: CompiledFile[] = [...files.values()];
    return { target, objects, files: compiled };
  });
}

function duplicates(objects: readonly CompiledObject[]): Finding[] {
  const seen = new Map<string, CompiledObject>();
  const findings: Finding[] = [];
  for (const object of objects) {
    const ref = refOf(object.manifest);
    const key = refKey(ref);
    const first = seen.get(key);
    if (first && ref.name !== '') {
      findings.push(
        finding(DUPLICATE_OBJECT, {
          place: object.path,
          value: ref.name,
          message: `${describeRef(ref)} is already defined at ${first.path}.`,
          fix: 'Rename one of the two objects, or remove it.',
        }),
      );
    } else {
      seen.set(key, object);
    }
  }
  return findings;
}

function refOf({ apiVersion, kind, metadata }: Manifest) {
  return { apiVersion: apiVersion ?? '', kind: kind ?? '', name: metadata?.name ?? '', namespace: metadata?.namespace };
}

