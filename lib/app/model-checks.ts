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
import { checkKindServed, checkMemberNames, checkOnePolicy, checkSomeMemberFits } from '../checks/policies';
import { checkQueues } from '../checks/queues';
import type { Finding } from '../core/findings';

/** The checks over the whole program, in the order in which they report. */
export const MODEL_CHECKS: readonly ((program: Program) => Finding[])[] = [
  checkFleetNames,
  checkDivisible,
  checkOnePolicy,
  checkMemberNames,
  checkSomeMemberFits,
  checkKindServed,
  checkReplicasKnown,
  checkDivisionKnown,
  checkRatios,
  checkIndexedJobs,
  checkCapacity,
  checkQueues,
  checkGangs,
];
