import { checkAbsentEngines } from '../checks/absent-engines';
import { checkAddOnsTogether } from '../checks/add-ons';
import { checkBaselines } from '../checks/baselines';
import { checkCapacity } from '../checks/capacity';
import { checkCloudResources } from '../checks/cloud-resources';
import { checkClusterApiVersions } from '../checks/cluster-api-versions';
import { checkDeviceOwners } from '../checks/device-owners';
import { checkFleetNames } from '../checks/fleets';
import { checkGangs } from '../checks/gangs';
import { checkJobs } from '../checks/jobs';
import { checkJobsAgain } from '../checks/jobs-again';
import { checkLeftBehind } from '../checks/left-behind';
import { checkNodeGroups } from '../checks/node-groups';
import {
  checkDivisible,
  checkDivisionKnown,
  checkIndexedJobs,
  checkRatios,
  checkReplicasKnown,
  type Program,
} from '../checks/placement';
import { checkPodGroups } from '../checks/pod-groups';
import { checkKindServed, checkMemberNames, checkOnePolicy, checkSomeMemberFits } from '../checks/policies';
import { checkExternalLabels, checkOneWay, checkPrometheusRules } from '../checks/prometheus';
import { checkQueueBounds } from '../checks/queue-bounds';
import { checkQueueOfPods } from '../checks/queue-of-pods';
import { checkQueueScheduling } from '../checks/queue-scheduling';
import { checkQueues } from '../checks/queues';
import { checkSandboxes } from '../checks/sandboxes';
import { checkSchedulers } from '../checks/schedulers';
import { checkSelectors } from '../checks/selectors';
import { checkCompactors } from '../checks/thanos';
import { checkTraffic } from '../checks/traffic';
import { checkPlaced } from '../checks/unplaced';
import { checkVersions } from '../checks/version-matrix';
import type { Finding } from '../core/findings';

/** The checks over the whole program, in the order in which they report. */
export const MODEL_CHECKS: readonly ((program: Program) => Finding[])[] = [
  checkFleetNames,
  checkDeviceOwners,
  checkDivisible,
  checkPlaced,
  checkLeftBehind,
  checkOnePolicy,
  checkMemberNames,
  checkSelectors,
  checkSomeMemberFits,
  checkKindServed,
  checkReplicasKnown,
  checkDivisionKnown,
  checkRatios,
  checkIndexedJobs,
  checkCapacity,
  checkQueues,
  checkNodeGroups,
  checkQueueOfPods,
  checkPodGroups,
  checkQueueBounds,
  checkJobs,
  checkJobsAgain,
  checkSchedulers,
  checkQueueScheduling,
  checkGangs,
  checkBaselines,
  checkPrometheusRules,
  checkExternalLabels,
  checkOneWay,
  checkCompactors,
  checkTraffic,
  checkSandboxes,
  checkCloudResources,
  checkClusterApiVersions,
  checkAddOnsTogether,
  checkVersions,
  checkAbsentEngines,
];
