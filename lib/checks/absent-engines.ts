import { ADD_ONS } from '../addons/catalogue';
import { ADD_ON_FLUX_ABSENT } from '../addons/rules';
import type { CompiledTarget } from '../core/compilation';
import { engineOfKind } from '../core/engine-groups';
import { type Finding, finding, type Rule } from '../core/findings';
import { apiGroupOf, kindKey } from '../core/manifest';
import type { FleetModel, MemberModel } from '../core/model';
import { type ClusterEngineName, ENGINE_TITLES } from '../core/versions';
import { NO_PROMETHEUS_OPERATOR } from '../observability/rules';
import { isGroupDefined } from '../plan/defined-groups';
import { NO_KYVERNO } from '../policy/rules';
import { NO_ISTIO } from '../traffic/rules';
import { JOB_NO_VOLCANO } from '../training/job-rules';
import { QUEUE_NO_VOLCANO } from '../training/rules';
import { SCHEDULER_NO_VOLCANO } from '../training/scheduler-rules';
import { TENANTS_NO_VOLCANO } from '../training/tenant-rules';
import type { Program } from './placement';
import { VERSION_KIND } from './rules';

const RULE: Rule = {
  ...VERSION_KIND,
  source: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/',
};

/** By which constructs say that a member lacks the engine, each with the member's name as its value. */
const TOLD_BY: Readonly<Record<string, readonly Rule[]>> = {
  volcano: [JOB_NO_VOLCANO, QUEUE_NO_VOLCANO, SCHEDULER_NO_VOLCANO, TENANTS_NO_VOLCANO],
  istio: [NO_ISTIO],
  kyverno: [NO_KYVERNO],
  prometheusOperator: [NO_PROMETHEUS_OPERATOR],
  flux: [ADD_ON_FLUX_ABSENT],
};

/**
 * What is applied to a cluster is of no engine that it states as absent. What the control plane sends on passes such members by:
 * the placements know that.
 */
export function checkAbsentEngines(program: Program): Finding[] {
  return program.fleets.flatMap((fleet) => {
    const ours = program.targets.filter(({ target }) => target.fleet === fleet.name);
    return ours.flatMap((target) => absentIn(target, fleet, program));
  });
}

function absentIn(target: CompiledTarget, fleet: FleetModel, program: Program): Finding[] {
  const { kind, member: name } = target.target;
  const member = fleet.members.find((one) => one.name === name);
  const { without = [] } =
    (kind === 'host' ? fleet.host : kind === 'control-plane' ? fleet.controlPlane : member) ?? {};
  const where = member ? `member ${member.name}` : `the ${kind.replace('-', ' ')}`;
  const placed = member ? program.placements.filter((placement) => placement.fleet === fleet.name) : [];
  return (without as ClusterEngineName[]).flatMap((engine) => {
    const objects = target.objects.filter(({ manifest }) => engineOfKind(manifest) === engine);
    if (objects.length === 0 || (member && isSettled(engine, fleet, member, program))) {
      return [];
    }
    const groups = new Set(objects.map(({ manifest }) => apiGroupOf(manifest.apiVersion)));
    const defined = new Set([...groups].filter((group) => isGroupDefined(group, target, placed, name)));
    return objects
      .filter(({ manifest }) => !defined.has(apiGroupOf(manifest.apiVersion)))
      .map(({ path, manifest }) =>
        finding(RULE, {
          place: path,
          value: manifest.apiVersion,
          message: `${kindKey(manifest)} needs ${ENGINE_TITLES[engine]}, which ${where} does not have.`,
          fix: fixFor(target, engine),
        }),
      );
  });
}

/** Whether the program installs an engine in a member, others have done so, or a construct has said that it lacks it. */
function isSettled(engine: string, fleet: FleetModel, member: MemberModel, program: Program): boolean {
  const { name, preinstalled = [] } = member;
  const installed = program.addOns.filter((addOn) => addOn.fleet === fleet.name && addOn.member === name);
  return (
    [...preinstalled, ...installed.map((addOn) => addOn.name)].some(
      (addOn) => (ADD_ONS[addOn]?.engine ?? addOn) === engine,
    ) || isToldOf(engine, name, program)
  );
}

/** Whether a construct has said of a member that it lacks an engine. What else needs the engine there is told when that is right. */
export function isToldOf(engine: string, member: string, { told = [] }: Program): boolean {
  const ids = TOLD_BY[engine]?.map(({ id }) => id) ?? [];
  return told.some(({ id, value }) => ids.includes(id) && value === member);
}

function fixFor({ target: { kind, member } }: CompiledTarget, engine: ClusterEngineName): string {
  switch (kind) {
    case 'control-plane':
      return `If it has the definitions, state their version as controlPlane.engines.${engine}; else create the object in the scope of members, or the CustomResourceDefinition of its kind in the scope of the fleet.`;
    case 'host':
      return `If it is there, state its version as host.engines.${engine}; else leave the object out, or create the CustomResourceDefinition of its kind in the scope of the host.`;
    default:
      return `If it is there, state its version as engines.${engine} of '${member}'; else create the object in members that have ${ENGINE_TITLES[engine]}, or the CustomResourceDefinition of its kind in this one.`;
  }
}
