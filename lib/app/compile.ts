import { type App, type Chart, Names } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { CustomKinds, validateManifest } from '../checks/schema';
import type { Compilation, CompiledFile, CompiledObject, CompiledTarget } from '../core/compilation';
import { contributionsOf } from '../core/contributions';
import { applyAcknowledgements, type Finding, Findings, finding, renderFinding } from '../core/findings';
import { describeRef, refKey } from '../core/object-ref';
import { rankOf } from '../core/ranks';
import { type Target, targetOf } from '../core/target';
import { refOf } from '../l1/kinds';
import { policiesOf } from '../plan/policy';
import { placementsOf } from '../plan/selection';
import { MODEL_CHECKS } from './model-checks';
import { Renderer } from './render';
import { DEPENDENCY_CYCLE, DEPENDENCY_OUTSIDE, DUPLICATE_OBJECT, NOT_RENDERED, SAME_FILE, VALIDATION } from './rules';
import { orderTree, readTree, type Tree, type TreeOrder } from './tree';

/**
 * Compiles a program: renders its objects, puts them in order, divides them into targets and files, and checks everything.
 * Does no input or output.
 *
 * @param extension of the files, `.k8s.yaml`
 */
export function compile(app: App, extension: string): Compilation {
  const tree = readTree(app);
  const findings: Finding[] = validations(tree);

  const objects = tree.objects.map(({ object }) => object);
  const { order, cycles, outside } = orderTree(tree, objects, rankOf);
  findings.push(...cycles.map(cycleFinding), ...outside.map(outsideFinding));

  const rendered = renderAll(app, tree, findings);
  const targets = divideIntoTargets(tree, order, rendered, extension);
  findings.push(...targets.flatMap(sameFiles));
  const custom = new CustomKinds(targets.flatMap((target) => target.objects.map(({ manifest }) => manifest)));
  for (const target of targets) {
    findings.push(...duplicatesOf(target));
    for (const { manifest, path } of target.objects) {
      const problems = validateManifest(manifest, path, custom);
      if (problems.length > 0) {
        findings.push(...problems);
      }
    }
  }

  const contributions = tree.constructs.flatMap((construct) => contributionsOf(construct) ?? []);
  const fleets = contributions.flatMap(({ fleet }) => (fleet ? [fleet()] : []));
  const notes = contributions.flatMap(({ policy }) => (policy ? [policy()] : []));
  const policies = policiesOf(targets, fleets, notes);
  const baselines = contributions.flatMap(({ baseline }) => (baseline ? [baseline()] : []));
  const program = { targets, fleets, policies, placements: placementsOf(targets, policies), baselines };
  for (const check of MODEL_CHECKS) {
    findings.push(...check(program));
  }
  return { ...program, findings: applyAcknowledgements(app, findings) };
}

/** What the constructs say of themselves: findings of ours, messages of all others. */
function validations({ constructs }: Tree): Finding[] {
  const found: Finding[] = [];
  for (const construct of constructs) {
    const own = Findings.existing(construct)?.collect();
    const messages = construct.node.validate();
    if (own) {
      found.push(...own);
    }
    if (messages.length > 0) {
      // our own errors are messages too, for cdk8s itself
      const known = new Set(own?.map(renderFinding));
      found.push(
        ...messages.filter((message) => !known.has(message)).map((message) => validationFinding(construct, message)),
      );
    }
  }
  return found;
}

function validationFinding(construct: IConstruct, message: string): Finding {
  return finding(VALIDATION, { place: construct.node.path, message, fix: 'Change the construct as its message says.' });
}

function cycleFinding(cycle: readonly IConstruct[]): Finding {
  const paths = cycle.map((construct) => construct.node.path);
  return finding(DEPENDENCY_CYCLE, {
    place: paths[0] ?? '',
    value: paths,
    message: `these constructs wait for each other in a circle: ${[...paths, paths[0]].join(' -> ')}.`,
    fix: 'Remove one of the dependencies.',
  });
}

function outsideFinding({ dependent, dependency }: TreeOrder['outside'][number]): Finding {
  const { path } = dependency.node;
  return finding(DEPENDENCY_OUTSIDE, {
    place: dependent.node.path,
    value: path,
    message: `it depends on ${path}, which is in another app.`,
    fix: 'Depend on constructs of the same app, or apply the other program first.',
  });
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

/** Charts of one target that would write the same file. */
function sameFiles({ files }: CompiledTarget): Finding[] {
  const seen = new Map<string, CompiledFile>();
  return files.flatMap((file) => {
    const first = seen.get(file.name);
    seen.set(file.name, file);
    const [place, other] = [file, first].map((at) => at?.objects[0]?.path ?? '');
    return first
      ? finding(SAME_FILE, {
          place: place ?? '',
          value: file.name,
          message: `its chart and the chart of ${other} would both be written to ${file.name}.`,
          fix: 'Give one of the charts another id.',
        })
      : [];
  });
}

/**
 * Objects that are defined twice on one API server. Charts outside every fleet may go to different servers, so each is
 * looked at alone.
 */
function duplicatesOf({ target, objects, files }: CompiledTarget): Finding[] {
  return target.kind === 'chart' ? files.flatMap((file) => duplicates(file.objects)) : duplicates(objects);
}

function duplicates(objects: readonly CompiledObject[]): Finding[] {
  const seen = new Map<string, CompiledObject>();
  const findings: Finding[] = [];
  for (const object of objects) {
    const ref = refOf(object.manifest);
    const key = refKey(ref);
    const first = seen.get(key);
    if (!first) {
      seen.set(key, object);
    } else if (ref.name !== '') {
      findings.push(
        finding(DUPLICATE_OBJECT, {
          place: object.path,
          value: ref.name,
          message: `${describeRef(ref)} is already defined at ${first.path}.`,
          fix: 'Rename one of the two objects, or remove it.',
        }),
      );
    }
  }
  return findings;
}
