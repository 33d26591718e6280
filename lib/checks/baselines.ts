import type { BaselineModel, BaselineRule, PodShape } from '../core/baseline';
import type { CompiledObject } from '../core/compilation';
import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel, ObjectRef, PlacementModel } from '../core/model';
import { describeRef, refKey } from '../core/object-ref';
import { refOf } from '../l1/kinds';
import { judge, type Violation } from '../policy/judge';
import { podsOf } from '../policy/pod-kinds';
import * as rules from '../policy/rules';
import { isInjected, withSidecar } from '../policy/sidecar';
import type { Program } from './placement';

/** A workload of the program, and the members that it may run in. */
interface Reached {
  readonly object: CompiledObject;
  readonly members: readonly MemberModel[];
}

/** What one rule says of one workload, and where. */
interface Verdict {
  readonly rule: BaselineRule;
  readonly pointer: string;
  readonly violation: Violation;
}

/**
 * The pods that the program's workloads become in the members, sidecars included, keep the rules of the baselines there. A
 * template is judged as it stands and with what Istio adds: Kyverno sees both.
 */
export function checkBaselines(program: Program): Finding[] {
  return program.baselines.flatMap((baseline) => {
    const reached = workloadsIn(program, baseline);
    const namespaces = namespaceLabels(program, baseline.fleet);
    return reached.flatMap((one) => [...judgeWorkload(baseline, one, namespaces)]);
  });
}

type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

function* judgeWorkload(
  baseline: BaselineModel,
  { object, members }: Reached,
  labels: NamespaceLabels,
): Iterable<Finding> {
  const owner = refOf(object.manifest);
  if (owner.namespace !== undefined && baseline.exemptNamespaces.includes(owner.namespace)) {
    return;
  }
  const seen = new Set<string>();
  for (const { rule, pointer, violation } of verdicts(baseline, object, owner, members, labels)) {
    const key = `${rule.policy} ${pointer} ${violation.message}`;
    if (!seen.has(key)) {
      seen.add(key);
      yield denial(baseline, rule, object, owner, pointer, violation, members);
    }
  }
}

function* verdicts(
  baseline: BaselineModel,
  { manifest }: CompiledObject,
  owner: ObjectRef,
  members: readonly MemberModel[],
  labels: NamespaceLabels,
): Iterable<Verdict> {
  const { namespace = 'default' } = owner;
  const inMesh = members.some(({ engines }) => engines.istio);
  for (const { shape, pointer } of podsOf(manifest)) {
    const mayBe: readonly PodShape[] =
      inMesh && isInjected(shape, namespace, labels.get(namespace) ?? {})
        ? [shape, withSidecar(shape, baseline.sidecarHub)]
        : [shape];
    for (const rule of baseline.rules) {
      for (const pod of mayBe) {
        for (const violation of judge(rule, { pod, namespace, owner }, baseline.now)) {
          yield { rule, pointer, violation };
        }
      }
    }
  }
}

function denial(
  baseline: BaselineModel,
  { action, demand, policy }: BaselineRule,
  { path }: CompiledObject,
  owner: ObjectRef,
  pointer: string,
  { message, value }: Violation,
  members: readonly MemberModel[],
): Finding {
  const where = listOf(members.map(({ name }) => `'${name}'`));
  const does = action === 'Deny' ? 'is denied' : 'is reported';
  return finding(action === 'Deny' ? rules.DENIES_WORKLOAD : rules.REPORTS_WORKLOAD, {
    place: path,
    ...(pointer === '' ? {} : { pointer }),
    ...(value === undefined ? {} : { value }),
    message: `${describeRef(owner)} ${does} by ${policy} of ${baseline.place} in ${where}: ${message}.`,
    fix: FIXES[demand.type],
  });
}

const FIXES: Readonly<Record<BaselineRule['demand']['type'], string>> = {
  limits:
    'State the limits of the container, name it in limits.sidecars if others add it, or exempt its pods in limits.exempt.',
  registries:
    'Take the image from an allowed registry, or add its registry to registries.allowed (sidecarHub says where sidecars come from).',
  noPrivileged: 'Do without privileged, add an exception with a reason and an end, or exempt the namespace.',
};

/** The workloads that may run in members of a baseline: those applied there directly, and those that are sent there. */
function workloadsIn({ targets, placements, fleets }: Program, baseline: BaselineModel): Reached[] {
  const models = fleets
    .filter(({ name }) => name === baseline.fleet)
    .flatMap(({ members }) => members.filter(({ name }) => baseline.members.includes(name)));
  const sent = new Map<string, string[]>();
  for (const placement of placements.filter(({ fleet }) => fleet === baseline.fleet)) {
    const key = refKey(placement.workload);
    sent.set(key, [...(sent.get(key) ?? []), ...mayGoTo(placement)]);
  }
  return targets
    .filter(({ target }) => target.fleet === baseline.fleet)
    .flatMap(({ target, objects }) =>
      objects.map((object): Reached => {
        const names = target.kind === 'member' ? [target.member] : (sent.get(refKey(refOf(object.manifest))) ?? []);
        return { object, members: models.filter(({ name }) => names.includes(name)) };
      }),
    )
    .filter(({ members }) => members.length > 0);
}

/**
 * Members that a placement may choose: whichever it is, the workload has to pass there. None where nobody knows them before:
 * to guess would refuse programs that are right.
 */
function mayGoTo({ division }: PlacementModel): readonly string[] {
  switch (division.type) {
    case 'whole':
      return division.candidates;
    case 'weighted':
      return Object.keys(division.weights).filter((member) => (division.weights[member] ?? 0) > 0);
    case 'unknown':
      return [];
  }
}

/** Labels of the namespaces that the program defines, wherever in the fleet. */
function namespaceLabels({ targets }: Program, fleet: string): NamespaceLabels {
  return new Map(
    targets
      .filter(({ target }) => target.fleet === fleet)
      .flatMap(({ objects }) => objects)
      .filter(({ manifest }) => manifest.apiVersion === 'v1' && manifest.kind === 'Namespace')
      .map(({ manifest }) => [manifest.metadata.name ?? '', manifest.metadata.labels ?? {}] as const),
  );
}
