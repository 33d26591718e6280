import type { BaselineModel, BaselineRule, BaselineRuleName } from '../core/baseline';
import type { CompiledObject } from '../core/compilation';
import { fewOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { Division, MemberModel, ObjectRef } from '../core/model';
import { describeRef, refKey } from '../core/object-ref';
import { podsOf } from '../core/pod-kinds';
import { isInjected, usualHub, withSidecar } from '../core/sidecar';
import { refOf } from '../l1/kinds';
import { Overrides } from '../plan/overrides';
import * as rules from '../policy/rules';
import { judge, type Violation } from './judge';
import type { Program } from './placement';

/** A workload as some members get it, and these members. */
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

function* judgeWorkload(baseline: BaselineModel, reached: Reached, labels: NamespaceLabels): Iterable<Finding> {
  const owner = refOf(reached.object.manifest);
  if (owner.namespace !== undefined && baseline.exemptNamespaces.includes(owner.namespace)) {
    return;
  }
  // a template and the same with a sidecar mostly break a rule in the same way
  const told = new Set<string>();
  for (const verdict of verdicts(baseline, reached, owner, labels)) {
    const key = `${verdict.rule.policy} ${verdict.pointer} ${verdict.violation.message}`;
    if (!told.has(key)) {
      told.add(key);
      yield denial(baseline, reached, owner, verdict);
    }
  }
}

function* verdicts(
  { rules: all, now = Date.now(), sidecarHub }: BaselineModel,
  { object, members }: Reached,
  owner: ObjectRef,
  labels: NamespaceLabels,
): Iterable<Verdict> {
  const { namespace = 'default' } = owner;
  const versions = members.flatMap(({ engines }) => engines.istio ?? []);
  const hubs = new Set(versions.map((istio) => sidecarHub ?? usualHub(istio)));
  for (const { shape, pointer } of podsOf(object.manifest)) {
    const injected = isInjected(shape, namespace, labels.get(namespace) ?? {});
    const shapes = [shape, ...(injected ? [...hubs].map((hub) => withSidecar(shape, hub)) : [])];
    for (const rule of all) {
      for (const pod of shapes) {
        for (const violation of judge(rule, { pod, namespace, owner }, now)) {
          yield { rule, pointer, violation };
        }
      }
    }
  }
}

function denial(
  { place }: BaselineModel,
  { object, members }: Reached,
  owner: ObjectRef,
  { rule: { action, demand, policy }, pointer, violation: { message, value } }: Verdict,
): Finding {
  const where = fewOf(members.map(({ name }) => `'${name}'`));
  const does = action === 'Deny' ? 'is denied' : 'is reported';
  return finding(action === 'Deny' ? rules.DENIES_WORKLOAD : rules.REPORTS_WORKLOAD, {
    place: object.path,
    ...(pointer === '' ? {} : { pointer }),
    ...(value === undefined ? {} : { value }),
    message: `${describeRef(owner)} ${does} by ${policy} of ${place} in ${where}: ${message}.`,
    fix: FIXES[demand.type],
  });
}

const FIXES: Readonly<Record<BaselineRuleName, string>> = {
  limits:
    'State the limits of the container, name it in limits.sidecars if others add it, or exempt its pods in limits.exempt.',
  registries:
    'Take the image from an allowed registry, or add its registry to registries.allowed (sidecarHub says where sidecars come from).',
  noPrivileged:
    'Do without privileged, or add an exception with a reason and an end; exemptNamespaces is for what runs the cluster itself.',
};

/** The workloads that may run in members of a baseline: those applied there directly, and the copies that are sent there. */
function workloadsIn({ targets, placements, policies, fleets }: Program, baseline: BaselineModel): Reached[] {
  const fleet = fleets.find(({ name }) => name === baseline.fleet);
  const models = fleet?.members.filter(({ name }) => baseline.members.includes(name)) ?? [];
  const asked = new Map(policies.map(({ place, division }) => [place, division] as const));
  const sent = new Map<string, string[]>();
  for (const { place, workload, division } of placements.filter(({ fleet }) => fleet === baseline.fleet)) {
    const key = refKey(workload);
    // which of several members it is may be unknown, and still be one of those that the policy names
    const members = mayGoTo(division.type === 'unknown' ? asked.get(place) : division);
    sent.set(key, [...(sent.get(key) ?? []), ...members]);
  }
  return targets
    .filter(({ target }) => target.fleet === baseline.fleet)
    .flatMap((compiled) => {
      const { target, objects } = compiled;
      const named = (names: readonly string[]) => models.filter(({ name }) => names.includes(name));
      if (fleet === undefined || target.kind === 'member') {
        return objects.map((object): Reached => ({ object, members: named([target.member ?? '']) }));
      }
      const overrides = new Overrides(compiled, fleet);
      return objects.flatMap((object) =>
        copiesOf(object, named(sent.get(refKey(refOf(object.manifest))) ?? []), overrides),
      );
    })
    .filter(({ members }) => members.length > 0);
}

/** An object as members get it, members that get the same together. Where it is not known what they get, nothing is said of it. */
function copiesOf(object: CompiledObject, members: readonly MemberModel[], overrides: Overrides): Reached[] {
  if (members.length === 0) {
    return [];
  }
  const copies = overrides.copies(object.manifest, members);
  const alike = new Map<string, Reached & { readonly members: MemberModel[] }>();
  for (const member of members) {
    const { manifest, isKnown } = copies.get(member.name)!;
    if (isKnown) {
      const key = manifest === object.manifest ? '' : JSON.stringify(manifest);
      const reached = alike.get(key) ?? { object: { ...object, manifest }, members: [] };
      reached.members.push(member);
      alike.set(key, reached);
    }
  }
  return [...alike.values()];
}

/**
 * Members that Karmada may choose: whichever it is, the workload has to pass there. None where nobody knows them before: to guess
 * would refuse programs that are right.
 */
function mayGoTo(division: Division | undefined): readonly string[] {
  switch (division?.type) {
    case 'whole':
      return division.candidates;
    case 'weighted':
      return Object.keys(division.weights).filter((member) => (division.weights[member] ?? 0) > 0);
    default:
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
