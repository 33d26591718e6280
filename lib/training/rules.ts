import type { Rule } from '../core/findings';

export * from './scheduler-rules';

const QUEUE_WEBHOOK = 'volcano v1.15.1 pkg/webhooks/admission/queues/validate/validate_queue.go';
const JOB_WEBHOOK = 'volcano v1.15.1 pkg/webhooks/admission/jobs/validate/admit_job.go';
const CAPACITY_PLUGIN = 'volcano v1.15.1 pkg/scheduler/plugins/capacity/capacity.go';

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
  title: 'Amounts of a queue are quantities that are not negative, devices are whole, and a capability is above 0.',
  why: 'Volcano reads a capability of 0 cores or 0 bytes as no limit at all, the opposite of what it says.',
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

export const JOB_BAD_NAME: Rule = {
  id: 'training/bad-name',
  severity: 'error',
  title: 'Names of jobs and tasks are DNS labels, short enough that JOB-TASK-INDEX has at most 63 characters.',
  why: "Volcano's webhook refuses the job: that is the name of each pod, its host name and a label.",
  source: JOB_WEBHOOK,
};

export const JOB_NO_TASKS: Rule = {
  id: 'training/no-tasks',
  severity: 'error',
  title: 'A job has at least one task.',
  why: "Volcano's webhook refuses the job.",
  source: JOB_WEBHOOK,
};

export const JOB_BAD_REPLICAS: Rule = {
  id: 'training/bad-replicas',
  severity: 'error',
  title: 'A task has 1 or more replicas, a whole number.',
  why: 'A task without pods does nothing, and the API server refuses anything but a whole number.',
};

export const JOB_BAD_AMOUNT: Rule = {
  id: 'training/bad-amount',
  severity: 'error',
  title: 'Amounts of a task are quantities above 0, and devices are whole.',
  why: 'The API server refuses others; GPUs are not handed out in parts.',
};

export const QUEUE_MIXED_GPUS: Rule = {
  id: 'queue/mixed-gpus',
  severity: 'warning',
  title: 'The GPUs of a queue are the same part of a card in all its members.',
  why: 'The number is divided by what members offer: cards in one are added to slices in another, and a share means something else in each.',
};

export const TWO_GPU_REQUESTS: Rule = {
  id: 'training/two-gpu-requests',
  severity: 'error',
  title: 'A task asks for whole GPUs or for a part of one.',
  why: 'Its container would need both on the same node, and use one of them.',
};

export const GPU_NOT_OFFERED: Rule = {
  id: 'training/gpu-not-offered',
  severity: 'error',
  title: 'A task asks for GPUs by a name that a pool of its members offers.',
  why: 'No node ever has the resource, so the gang waits for ever: whole GPUs where all cards are divided, or a MIG profile that no card is divided into.',
};

export const GPU_MEMORY: Rule = {
  id: 'training/gpu-memory',
  severity: 'error',
  title: 'A task needs no more GPU memory than a card, or its part of one, has.',
  why: "Volcano finds no card with so much memory, and the gang waits for ever; under MPS the program runs out of its share's memory.",
};

export const GPU_UNITS: Rule = {
  id: 'training/gpu-units',
  severity: 'error',
  title: 'Members that a job may go to count the memory of virtual GPUs in the same unit.',
  why: 'The manifest of the job is the same in all of them, and its number would mean another amount in each.',
};

export const MEMORY_NOT_ISOLATED: Rule = {
  id: 'training/memory-not-isolated',
  severity: 'warning',
  title: 'A task that counts on GPU memory of its own does not run on time slices.',
  why: 'A pod on the same card that takes more than its part makes the others fail for lack of memory.',
  source: 'https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html',
};

export const SLICES_REFUSED: Rule = {
  id: 'training/slices-refused',
  severity: 'error',
  title: 'A task asks for one share of MPS, and for one slice where the pool refuses more.',
  why: 'The device plugin refuses the container when it starts: the pod is admitted to a node and fails there.',
  source: 'k8s-device-plugin v0.19.0 api/config/v1/config.go and internal/rm/rm.go, ValidateRequest',
};

export const SEVERAL_SLICES: Rule = {
  id: 'training/several-slices',
  severity: 'warning',
  title: 'A task asks for one slice of a card.',
  why: 'Several slices may be of one card, and give no more of it than one does.',
  source: 'https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html',
};

export const CLAIM_ELSEWHERE: Rule = {
  id: 'training/claim-elsewhere',
  severity: 'error',
  title: 'The template of a claim is in the namespace of the job, in every member that the job may go to.',
  why: 'Its pods stay pending: the controller finds no template to make their claims from.',
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/',
};

export const JOB_BAD_MIN_AVAILABLE: Rule = {
  id: 'training/bad-min-available',
  severity: 'error',
  title: 'minAvailable is a whole number from 1 to the replicas that it is about.',
  why: "Volcano's webhook refuses a gang larger than the job, and reads 0 as not stated.",
  source: JOB_WEBHOOK,
};

export const JOB_UNKNOWN_PLUGIN: Rule = {
  id: 'training/unknown-plugin',
  severity: 'error',
  title: 'Plugins of a job are among those that Volcano has.',
  why: "Volcano's webhook refuses the job.",
  source: 'volcano v1.15.1 pkg/controllers/job/plugins/factory.go',
};

export const JOB_NO_VOLCANO: Rule = {
  id: 'training/no-volcano',
  severity: 'error',
  title: 'Members that a job may go to run Volcano.',
  why: 'Karmada skips members that do not serve the kind; if all are such, the job is never placed.',
  source: 'karmada v1.18.2 pkg/scheduler/framework/plugins/apienablement',
};

export const JOB_NO_MEMBERS: Rule = {
  id: 'training/no-members',
  severity: 'error',
  title: 'A job may go to at least one member.',
  why: 'Nothing would run anywhere.',
};

export const JOB_UNKNOWN_MEMBER: Rule = {
  id: 'training/unknown-member',
  severity: 'error',
  title: 'A job may go to members of its fleet.',
  why: 'Karmada knows no other clusters: the job would never run there.',
};

export const JOB_ONE_MEMBER: Rule = {
  id: 'training/one-member',
  severity: 'error',
  title: 'A job in the scope of a member names no other members.',
  why: 'It is applied to that member directly and to no other.',
};

export const JOB_QUEUE_ELSEWHERE: Rule = {
  id: 'training/queue-elsewhere',
  severity: 'error',
  title: 'The queue of a job is in every member that the job may go to.',
  why: "Volcano's webhook in the member refuses a job whose queue does not exist, and Karmada tries again for ever.",
  source: JOB_WEBHOOK,
};

export const JOB_QUEUE_NOT_LEAF: Rule = {
  id: 'training/queue-not-leaf',
  severity: 'error',
  title: 'Jobs go to queues that have no children.',
  why: "Volcano's webhook refuses a job in a queue that is divided into others.",
  source: JOB_WEBHOOK,
};

export const JOB_GANG_OVER_CAPABILITY: Rule = {
  id: 'training/gang-over-capability',
  severity: 'error',
  title: 'A gang is no larger than the capability of its queue in the member that gets it.',
  why: 'The pods of a gang run together or not at all, and the queue never lets that many in.',
  source: `${CAPACITY_PLUGIN}, jobEnqueueable`,
};

export const JOB_GANG_DOES_NOT_FIT: Rule = {
  id: 'training/gang-does-not-fit',
  severity: 'error',
  title: 'The member that gets a gang has nodes for all its pods at the same time.',
  why: 'The gang waits for ever, also in an empty cluster: Volcano starts none of its pods before it has room for all.',
  source: 'volcano v1.15.1 pkg/scheduler/plugins/gang/gang.go',
};
