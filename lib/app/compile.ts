import type { ApiObject, App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { checkLateValues, judgedLate, lateInFile, lateTextsOf, outputsAsText, unusedLate } from '../checks/late';
import { lateInModels, lateTextsInModels } from '../checks/late-models';
import type { Program } from '../checks/placement';
import { concernsSandboxes } from '../checks/sandboxes';
import { CustomKinds, validateManifest } from '../checks/schema';
import { applyAcknowledgements } from '../core/acknowledgements';
import type { Compilation, CompiledFile, CompiledObject, CompiledTarget, OrderedObject } from '../core/compilation';
import { contributionsOf } from '../core/contributions';
import { type Finding, Findings, finding, renderFinding } from '../core/findings';
import { anyLate, holdLate } from '../core/late';
import { isIdentified, type Manifest } from '../core/manifest';
import type { ExternalObject } from '../core/model';
import { rankOf } from '../core/ranks';
import { type Target, targetOf } from '../core/target';
import { placementsOf } from '../plan/placements';
import { policiesOf } from '../plan/policy';
import { Duplicates } from './duplicates';
import { divideIntoTargets, sameFiles } from './layout';
import { MODEL_CHECKS } from './model-checks';
import { Objects } from './objects';
import { DEPENDENCY_CYCLE, DEPENDENCY_OUTSIDE, VALIDATION } from './rules';
import { readTree, type Tree } from './tree';
import { orderTree, type TreeOrder } from './tree-order';

/**
 * Compiles a program: renders its objects, puts them in order, divides them into targets and files, and checks everything.
 * Does no input or output.
 *
 * @param extension of the files, `.k8s.yaml`
 */
export function compile(app: App, extension: string): Compilation {
  const objects = compileObjects(app, extension, { loose: true, forFiles: false });
  for (;;) {
    const { done, value } = objects.next();
    if (done) {
      return value;
    }
  }
}

/** An object as soon as it is rendered and checked, and where it is written. */
export interface ObjectOfFile {
  readonly target: Target;
  /** Name of its file below the target's folder. */
  readonly file: string;
  readonly manifest: Manifest;
}

/**
 * Compiles a program object by object, so that not all need be held at the same time. Those of one file follow each other.
 *
 * @param extension of the files, `.k8s.yaml`
 * @param purpose `loose`: whether the result also holds the objects outside every fleet; those of fleets it holds in any case,
 * for the checks. `forFiles`: whether the objects are written, and must be complete
 * @returns the program; only now it is known what was found
 */
export function* compileObjects(
  app: App,
  extension: string,
  purpose: { readonly loose: boolean; readonly forFiles: boolean },
): Generator<ObjectOfFile, Compilation> {
  const tree = readTree(app);
  const findings: Finding[] = validations(tree);
  const { order, stages, cycles, outside } = orderTree(
    tree,
    tree.objects.map(({ at }) => at),
    (construct) => rankOf(construct as ApiObject),
  );
  findings.push(...cycles.map(cycleFinding), ...outside.map(outsideFinding));

  const stageOf = new Map(order.map((index, at) => [index, stages[at]!]));
  const objects = new Objects(app, tree, findings);
  const custom = new CustomKinds(objects.ofKind('CustomResourceDefinition').map(({ manifest }) => manifest));
  const targets: CompiledTarget[] = [];
  const outsideFleets: CompiledTarget[] = [];
  for (const { target, indexes, files } of divideIntoTargets(tree, order, extension)) {
    const held: CompiledFile[] = [];
    const inFleet = target.kind !== 'chart';
    const hold = inFleet || purpose.loose;
    const concerning: OrderedObject[] = [];
    const byIndex = new Map<number, OrderedObject>();
    let duplicates = new Duplicates();
    findings.push(...sameFiles(files, tree));
    for (const { name: file, indexes } of files) {
      // charts outside every fleet may go to different servers
      duplicates = inFleet ? duplicates : new Duplicates();
      const ofFile: CompiledObject[] = [];
      for (const index of indexes) {
        const object = objects.at(index);
        if (!object) {
          continue;
        }
        checkObject(object, custom, duplicates, findings);
        if (purpose.forFiles && anyLate()) {
          findings.push(...lateInFile(object.manifest, object.path));
        }
        const ordered = { ...object, stage: stageOf.get(index)! };
        if (hold) {
          ofFile.push(object);
          byIndex.set(index, ordered);
        }
        if (!inFleet && concernsSandboxes(object.manifest)) {
          concerning.push(ordered);
        }
        yield { target, file, manifest: object.manifest };
      }
      held.push({ name: file, objects: ofFile });
    }
    targets.push({ target, files: held, objects: indexes.flatMap((index) => byIndex.get(index) ?? []) });
    if (concerning.length > 0) {
      outsideFleets.push({ target, files: [], objects: concerning });
    }
  }

  const program = programOf(tree, targets);
  findings.push(...lateInModels(program));
  if (anyLate()) {
    holdLate(lateTextsInModels(program));
    findings.push(...unusedLate());
  }
  const checked = { ...program, outside: outsideFleets, told: [...findings] };
  for (const check of MODEL_CHECKS) {
    findings.push(...check(checked));
  }
  return { ...program, targets, findings: applyAcknowledgements(app, tree.constructs, findings) };
}

/** The models of a program, from its objects and from what its constructs contribute. */
function programOf({ constructs }: Tree, targets: readonly CompiledTarget[]): Program {
  const contributions = constructs.map(contributionsOf).filter((contribution) => contribution !== undefined);
  const fleets = contributions.flatMap(({ fleet }) => (fleet ? [fleet()] : []));
  const notes = contributions.flatMap(({ policy }) => (policy ? [policy()] : []));
  // what is outside every fleet is no concern of theirs, and not always held
  const inFleets = targets
    .filter(({ target }) => target.kind !== 'chart')
    .map((target) => ({ ...target, objects: target.objects.filter(({ manifest }) => isIdentified(manifest)) }));
  const policies = policiesOf(inFleets, fleets, notes);
  return {
    targets: inFleets,
    fleets,
    policies,
    placements: placementsOf(inFleets, fleets, policies),
    externals: constructs.flatMap(externalsOf),
    baselines: contributions.flatMap(({ baseline }) => (baseline ? [baseline()] : [])),
    addOns: contributions.flatMap(({ addOns }) => addOns?.() ?? []),
  };
}

function externalsOf(construct: IConstruct): ExternalObject[] {
  const externals = contributionsOf(construct)?.externals?.() ?? [];
  return externals.map((external) => ({ ...external, fleet: targetOf(construct).fleet ?? '' }));
}

function checkObject(object: CompiledObject, custom: CustomKinds, duplicates: Duplicates, findings: Finding[]): void {
  const problems = validateManifest(object.manifest, object.path, custom);
  if (anyLate()) {
    findings.push(...judgedLate(problems), ...checkLateValues(object.manifest, object.path));
    holdLate(lateTextsOf(object.manifest));
  } else if (problems.length > 0) {
    findings.push(...problems);
  }
  findings.push(...outputsAsText(object.manifest, object.path));
  const duplicate = isIdentified(object.manifest) ? duplicates.add(object) : undefined;
  if (duplicate) {
    findings.push(duplicate);
  }
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
