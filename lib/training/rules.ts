import type { Rule } from '../core/findings';

export * from './federated-rules';
export * from './gpu-rules';
export * from './job-rules';
export * from './scheduler-rules';
export * from './tenant-rules';

const QUEUE_WEBHOOK = 'volcano v1.15.1 pkg/webhooks/admission/queues/validate/validate_queue.go';
const POD_GROUPS = 'volcano v1.15.1 pkg/controllers/podgroup/pg_controller_handler.go';
const CAPACITY_PLUGIN = 'volcano v1.15.1 pkg/scheduler/plugins/capacity/capacity.go';
const NODE_GROUP_PLUGIN = 'volcano v1.15.1 pkg/scheduler/plugins/nodegroup/nodegroup.go';

export const QUEUE_BAD_NAME: Rule = {
  id: 'queue/bad-name',
  severity: 'error',
  title: 'The name of a queue is a DNS label, and neither root nor default.',
  why: 'Volcano makes the queues root and default itself; with others of that name its hierarchy and its fallback change.',
};

export const QUEUE_BAD_WEIGHT: Rule = {
  id: 'queue/bad-weight',
  severity: 'error',
  title: 'The weight of a queue is a whole number from 1 to 65535, its priority one of 0 or more.',
  why: 'The API server refuses others.',
  source: 'volcano v1.15.1 config/crd/volcano/bases/scheduling.volcano.sh_queues.yaml',
};

export const QUEUE_BAD_AMOUNT: Rule = {
  id: 'queue/bad-amount',
  severity: 'error',
  title:
    'Amounts of a queue are quantities that are not negative, devices are whole, a capability is above 0, and each is stated once.',
  why: "Volcano's webhook refuses amounts below 0 and parts of devices, and reads a capability of 0 cores or 0 bytes as no limit at all.",
  source: CAPACITY_PLUGIN,
};

export const QUEUE_BAD_SHARE: Rule = {
  id: 'queue/bad-share',
  severity: 'error',
  title: 'Shares of members are whole numbers, 0 or more.',
  why: 'The amounts of the queue are divided in their ratio.',
};

export const QUEUE_UNKNOWN_MEMBER: Rule = {
  id: 'queue/unknown-member',
  severity: 'error',
  title: 'A queue goes to members of its fleet.',
  why: 'The Queue object is applied to the member itself; there is no cluster to apply it to.',
};

export const QUEUE_EMPTY_SHARE: Rule = {
  id: 'queue/empty-share',
  severity: 'error',
  title: 'Every member of a queue gets a part of every amount in its capability.',
  why: 'Volcano reads a share of 0 cores or 0 bytes as no limit, and with 0 GPUs no training job of the queue can ever run.',
  source: CAPACITY_PLUGIN,
};

export const QUEUE_NO_MEMBERS: Rule = {
  id: 'queue/no-members',
  severity: 'error',
  title: 'A queue has at least one member.',
  why: 'Nothing is applied anywhere, and every job of the queue is refused.',
};

export const QUEUE_NO_VOLCANO: Rule = {
  id: 'queue/no-volcano',
  severity: 'error',
  title: 'Members with a queue run Volcano.',
  why: 'Without its CRDs the API server of the member does not know the kind Queue, and nothing is applied.',
};

export const QUEUE_ONE_MEMBER: Rule = {
  id: 'queue/one-member',
  severity: 'error',
  title: 'A queue in the scope of a member names no other members.',
  why: 'It is applied to that member directly, whole, and to no other.',
};

export const QUEUE_GPU_RESOURCE: Rule = {
  id: 'queue/ambiguous-gpu-resource',
  severity: 'error',
  title: 'It is clear which extended resource the GPUs of a queue or a job are.',
  why: 'The name of the resource decides which devices are counted; work in the wrong one waits for ever.',
};

export const QUEUE_PARENT_ELSEWHERE: Rule = {
  id: 'queue/parent-elsewhere',
  severity: 'error',
  title: 'The parent of a queue is in every member that the queue is in.',
  why: "Volcano's webhook refuses a queue whose parent does not exist.",
  source: `${QUEUE_WEBHOOK}, validateHierarchicalQueue`,
};

export const QUEUE_TOO_DEEP: Rule = {
  id: 'queue/too-deep',
  severity: 'error',
  title: 'Queues are nested five deep at most.',
  why: "Volcano's webhook refuses the sixth level below root, and a queue that is its own ancestor.",
  source: `${QUEUE_WEBHOOK}, validateQueueDepth`,
};

export const QUEUE_GUARANTEE_NOT_DESERVED: Rule = {
  id: 'queue/guarantee-not-deserved',
  severity: 'error',
  title: 'What a queue is guaranteed it also deserves.',
  why: "Volcano's webhook refuses a queue with a resource in guarantee that deserved does not have.",
  source: `${QUEUE_WEBHOOK}, validateResourceQuantityOfQueue`,
};

export const QUEUE_BOUNDS: Rule = {
  id: 'queue/bounds-out-of-order',
  severity: 'error',
  title: 'The guarantee of a queue is at most what it deserves, and that at most its capability.',
  why: "Volcano's webhook refuses the queue.",
  source: `${QUEUE_WEBHOOK}, validateResourceQuantityOfQueue`,
};

export const QUEUE_CHILDREN: Rule = {
  id: 'queue/children-over-parent',
  severity: 'error',
  title: 'Queues together are guaranteed and deserve at most what their parent does, and none may use more than it.',
  why: "Volcano's webhook refuses the queue that exceeds it; a parent that states no guarantee has none to give.",
  source: `${QUEUE_WEBHOOK}, validateSiblingsSum and validateChildAgainstAncestor`,
};

export const QUEUE_CAPABILITY_OVER_CAPACITY: Rule = {
  id: 'queue/capability-over-capacity',
  severity: 'warning',
  title: 'The capability of a queue is at most what the node pools of its member hold.',
  why: 'The limit never takes effect: the queue looks larger than the cluster, and everybody plans with GPUs that nobody has.',
};

export const QUEUE_GUARANTEE_OVER_CAPACITY: Rule = {
  id: 'queue/guarantee-over-capacity',
  severity: 'error',
  title: 'The guarantees of all queues of a member are at most what its node pools hold.',
  why: 'Volcano lets the other queues use only what guarantees leave over, which is nothing: their jobs wait for ever. Older schedulers crashed.',
  source: `${CAPACITY_PLUGIN}, realCapability; https://github.com/volcano-sh/volcano/issues/3127`,
};

export const QUEUE_NO_PODS: Rule = {
  id: 'queue/no-pods',
  severity: 'error',
  title: 'What is given to a queue is made here, and makes pods.',
  why: 'Volcano finds the queue in the Volcano Job, or in an annotation of the pods.',
  source: `${POD_GROUPS}, buildPodGroupFromPod`,
};

export const QUEUE_OF_ANOTHER: Rule = {
  id: 'queue/two-queues',
  severity: 'error',
  title: 'A workload is in one queue.',
  why: 'A Volcano Job has one field for it, and Volcano makes one group, in one queue, of the pods of an owner: what was stated first would be lost.',
  source: `${POD_GROUPS}, buildPodGroupFromPod`,
};

export const QUEUE_NO_MIN_AVAILABLE: Rule = {
  id: 'queue/no-min-available',
  severity: 'error',
  title:
    'minAvailable is stated of Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs and CronJobs that are given to a queue.',
  why: 'Volcano reads it in an annotation of the owner of pods, and of these owners only. A Volcano Job has a minAvailable of its own.',
  source: `${POD_GROUPS}, getAnnotationsFromUpperRes`,
};

export const QUEUE_BAD_MIN_AVAILABLE: Rule = {
  id: 'queue/bad-min-available',
  severity: 'error',
  title:
    'minAvailable of what is given to a queue is a whole number from 1 to the pods that are there together, in each member that gets some.',
  why: 'Volcano lets in pods one by one where it reads no such number, and starts none before so many of the same owner exist: where there are fewer, all wait for ever.',
  source: `${POD_GROUPS}, getMinMemberFromUpperRes; volcano v1.15.1 pkg/scheduler/plugins/gang/gang.go`,
};

export const QUEUE_NOT_THERE: Rule = {
  id: 'queue/not-there',
  severity: 'error',
  title: 'Pods that name a queue run in members that have it.',
  why: "Volcano's webhook refuses the PodGroup of pods whose queue does not exist, and without one no pod is scheduled.",
  source: 'volcano v1.15.1 pkg/webhooks/admission/podgroups/validate/validate_podgroup.go, checkQueueState',
};

export const QUEUE_GUARANTEE_NOT_KEPT: Rule = {
  id: 'queue/guarantee-not-kept',
  severity: 'warning',
  title: 'Where queues have parents, a queue with a guarantee is below one with a capability.',
  why: 'A guarantee is taken off what the parent may use. The root queue has no bound, so nothing is kept while the queue is idle: it gets back what it is guaranteed only by reclaim, pod by pod.',
  source: `${CAPACITY_PLUGIN}, checkHierarchicalQueue`,
};

export const QUEUE_WEIGHT_IGNORED: Rule = {
  id: 'queue/weight-ignored',
  severity: 'info',
  title: 'Where the plugin capacity divides the cluster, queues state what they deserve, and no weight.',
  why: 'Only proportion reads the weight.',
  source: CAPACITY_PLUGIN,
};

export const QUEUE_STRATEGY_IGNORED: Rule = {
  id: 'queue/strategy-ignored',
  severity: 'warning',
  title: 'The dequeueStrategy of a queue is traverse.',
  why: 'Volcano keeps fifo in the Queue, and its scheduler does not read it: a large job at the head of the queue is passed by smaller ones for as long as these fit.',
  source:
    'volcano v1.15.1 pkg/scheduler/actions/allocate/allocate.go, allocateResources; nothing in pkg/ reads the field',
};

export const QUEUE_UNKNOWN_NODE_GROUP: Rule = {
  id: 'queue/unknown-node-group',
  severity: 'error',
  title: 'A queue is bound to node groups that node pools of its member are in.',
  why: 'No pod of the queue runs on other nodes: where no node has the label, its jobs wait for ever.',
  source: `${NODE_GROUP_PLUGIN}, predicateFn`,
};

export const QUEUE_OUTSIDE_NODE_GROUPS: Rule = {
  id: 'queue/outside-node-groups',
  severity: 'error',
  title: 'Where a queue is bound to node groups, those that are not have nodes outside all groups.',
  why: 'Nodes of a group are for queues that are bound to it: the jobs of all others wait for ever.',
  source: `${NODE_GROUP_PLUGIN}, predicateFn`,
};

export const QUEUE_MIXED_GPUS: Rule = {
  id: 'queue/mixed-gpus',
  severity: 'warning',
  title: 'The GPUs of a queue are the same part of a card in all its members.',
  why: 'The number is divided by what members offer: cards in one are added to slices in another, and a share means something else in each.',
};

export const QUEUE_DEVICE_NOT_OFFERED: Rule = {
  id: 'queue/device-not-offered',
  severity: 'error',
  title: 'Devices of a queue are offered by a node pool of its members.',
  why: 'Volcano compares names: a resource that nobody has limits no job, and nothing is kept of it.',
  source: 'volcano v1.15.1 pkg/scheduler/api/resource_info.go, LessEqualWithDimensionAndResourcesName',
};

export const QUEUE_GPUS_NOT_BOUNDED: Rule = {
  id: 'queue/gpus-not-bounded',
  severity: 'warning',
  title: 'A queue that bounds GPUs bounds those that its pods ask for.',
  why: 'A capability limits the resources that it names. Of other GPUs, and parts of GPUs, the queue may use all that there are; of claimed cards where the queue itself, not one above it, names their class.',
  source: `${CAPACITY_PLUGIN}, realCapability and checkDRAAllocatable`,
};

export const QUEUE_CLAIMS_NOT_KEPT: Rule = {
  id: 'queue/claims-not-kept',
  severity: 'error',
  title: 'Of claimed cards a queue states a capability, and nothing else.',
  why: 'Volcano reads what a queue deserves and is guaranteed of a device class, and does nothing with it: nothing is kept, and nothing given back.',
  source: `${CAPACITY_PLUGIN}, newDRAQuotaAttr and checkDRAAllocatable`,
};
