import type { IConstruct } from 'constructs';
import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { FleetModel, ObjectRef, Toleration } from '../core/model';
import { dnsSubdomainProblem } from '../core/names';
import { describeRef } from '../core/object-ref';
import { rendered } from '../core/rendered';
import { targetOf } from '../core/target';
import { untolerated } from '../core/tolerations';
import type { Workload } from '../core/workload';
import * as rules from './rules';

/** Checks that all placements share. `place` is the path of the construct. */

export function* checkPolicyName(place: string, policyName: string): Iterable<Finding> {
  const problem = dnsSubdomainProblem(policyName);
  if (problem) {
    yield finding(rules.BAD_NAME, {
      place,
      value: policyName,
      message: `the policy name ${show(policyName)} is not usable: ${problem}.`,
      fix: 'Give the construct an id that is a DNS subdomain, or set policyName.',
    });
  }
}

/** What is told of a workload that is owned elsewhere. */
export function* checkReplicas(place: string, workload: Workload): Iterable<Finding> {
  const { replicas } = workload;
  if (replicas !== undefined && (!Number.isInteger(replicas) || replicas < 0)) {
    yield finding(rules.BAD_REPLICAS, {
      place,
      value: replicas,
      message: `replicas of ${describeRef(workload)} is ${show(replicas)}; expected a whole number, 0 or more.`,
      fix: 'Write the pods that run at the same time as a whole number, or leave replicas out.',
    });
  }
}

/** @param remedy what to do about a member other than tolerating its taint, for the fix */
export function* checkTaints(
  place: string,
  names: readonly string[],
  fleet: FleetModel,
  tolerations: readonly Toleration[],
  remedy: string,
): Iterable<Finding> {
  for (const member of fleet.members.filter(({ name }) => names.includes(name))) {
    const taint = untolerated(member.taints, tolerations);
    if (taint) {
      yield finding(rules.TAINTED_MEMBER, {
        place,
        value: taint,
        message: `member '${member.name}' is chosen and has the taint ${show(taint)}, which nothing tolerates.`,
        fix: `Add { key: '${taint.key}', operator: 'Exists' } to tolerations (memberTolerations of what sends its own objects, as a TrainingJob), or ${remedy}.`,
      });
    }
  }
}

/** @param selects the workload as the policy names it */
export function* checkOnControlPlane(
  place: string,
  { apiObject }: Workload,
  selects: ObjectRef,
  fleet: IConstruct,
): Iterable<Finding> {
  if (!apiObject) {
    return;
  }
  if (targetOf(apiObject).folder !== targetOf(fleet).folder) {
    yield finding(rules.WRONG_TARGET, {
      place,
      value: apiObject.node.path,
      message: `${describeRef(selects)} is created at ${apiObject.node.path}, which is not applied to the control plane of the fleet.`,
      fix: 'Create the workload with the fleet as its scope.',
    });
  }
  const manifest = rendered(apiObject);
  if (!manifest) {
    return;
  }
  const { name = '', namespace = 'default' } = manifest.metadata;
  const seen = selects.namespace === undefined ? { name } : { name, namespace };
  if (seen.name !== selects.name || seen.namespace !== selects.namespace) {
    yield finding(rules.SELECTS_NOTHING, {
      place,
      value: seen,
      message: `the policy selects ${describeRef(selects)}, but the object is rendered as ${describeRef({ ...selects, ...seen })}.`,
      fix: 'Give the workload its name and namespace when it is created, not by a later patch.',
    });
  }
}
