import { checkCapacity } from '../checks/capacity';
import { checkFleetNames } from '../checks/fleets';
import { checkGangs } from '../checks/gangs';
import {
  checkDivisible,
  checkDivisionKnown,
  checkIndexedJobs,
  checkRatios,
  checkReplicasKnown,
  type Program,
} from '../checks/placement';
import { checkMemberNames, checkOnePolicy, checkSomeMemberFits } from '../checks/policies';
import { checkExternalLabels, checkOneWay, checkPrometheusRules } from '../checks/prometheus';
import { checkQueues } from '../checks/queues';
import { checkCompactors } from '../checks/thanos';
import type { Finding } from '../core/findings';

/** The checks over the whole program, in the order in which they report. */
export const MODEL_CHECKS: readonly ((program: Program) => Finding[])[] = [
  checkFleetNames,
  checkDivisible,
  checkOnePolicy,
  checkMemberNames,
  checkSomeMemberFits,
  checkReplicasKnown,
  checkDivisionKnown,
  checkRatios,
  checkIndexedJobs,
  checkCapacity,
  checkQueues,
  checkGangs,
  checkPrometheusRules,
  checkExternalLabels,
  checkOneWay,
  checkCompactors,
];
