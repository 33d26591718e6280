import type { Rule } from '../core/findings';

const WEBHOOK = 'volcano v1.15.1 pkg/webhooks/admission/jobs/validate';
const JOB_WEBHOOK = `${WEBHOOK}/admit_job.go`;
const POLICIES = `${WEBHOOK}/util.go, validatePolicies`;
const PLUGINS = 'volcano v1.15.1 pkg/controllers/job/plugins';
const CAPACITY_PLUGIN = 'volcano v1.15.1 pkg/scheduler/plugins/capacity/capacity.go';
const GANG_PLUGIN = 'volcano v1.15.1 pkg/scheduler/plugins/gang/gang.go';

export const JOB_BAD_NAME: Rule = {
  id: 'training/bad-name',
  severity: 'error',
  title: 'Names of jobs and tasks are DNS labels, short enough that JOB-TASK-INDEX has at most 63 characters.',
  why: "That is the name of each pod and, with the plugin svc, its host name: Volcano's webhook refuses the job, or the API server the pod.",
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

export const JOB_BAD_PORT: Rule = {
  id: 'training/bad-port',
  severity: 'error',
  title: 'Ports of a job are whole numbers from 1 to 65535.',
  why: 'Plugins of Volcano open the port in the containers, and the API server refuses the pods. Where no plugin does, nothing can listen there, and the pods hold their GPUs and wait.',
  source: `${PLUGINS}/distributed-framework, openContainerPort`,
};

export const JOB_BAD_PROCESSES: Rule = {
  id: 'training/bad-processes',
  severity: 'error',
  title: 'Processes of a pod are a whole number, 1 or more.',
  why: 'torchrun and mpirun refuse to start others: the job gets its GPUs, and fails.',
  source: 'pytorch torch/distributed/elastic/agent/server/api.py, WorkerSpec',
};

export const JOB_BAD_ADDRESS: Rule = {
  id: 'training/bad-address',
  severity: 'error',
  title: 'The address of a master is the name of a host or an IP address, without scheme, port or path.',
  why: 'All of it is taken for the name of a host, which nobody finds: the parts hold their GPUs until the rendezvous times out.',
  source: 'https://docs.pytorch.org/docs/stable/distributed.html#environment-variable-initialization',
};

export const JOB_BAD_MIN_AVAILABLE: Rule = {
  id: 'training/bad-min-available',
  severity: 'error',
  title: 'minAvailable is a whole number, at most the replicas that it is about, and for a job 1 or more.',
  why: "Volcano's webhook refuses a gang larger than the job, and reads 0 as not stated.",
  source: JOB_WEBHOOK,
};

export const JOB_UNKNOWN_PLUGIN: Rule = {
  id: 'training/unknown-plugin',
  severity: 'error',
  title: 'Plugins of a job are among those that Volcano has.',
  why: "Volcano's webhook refuses the job.",
  source: `${PLUGINS}/factory.go`,
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
  title: 'Jobs and other pods are in queues that have no children.',
  why: "Volcano's webhook refuses a job in a queue that is divided into others. It does not look at pods of other kinds, and the plugin capacity, which reads the hierarchy, then lets nothing more in at all in that member.",
  source: `${JOB_WEBHOOK}; ${CAPACITY_PLUGIN}, buildHierarchicalQueueAttrs`,
};

export const JOB_GANG_OVER_CAPABILITY: Rule = {
  id: 'training/gang-over-capability',
  severity: 'error',
  title: 'A gang is no larger than what its queue may use in the member that gets it.',
  why: 'The pods of a gang run together or not at all, and the queue never lets that many in.',
  source: `${CAPACITY_PLUGIN}, buildQueueAttrs and checkHierarchicalQueue; volcano v1.15.1 pkg/scheduler/plugins/proportion/proportion.go`,
};

export const JOB_GANG_DOES_NOT_FIT: Rule = {
  id: 'training/gang-does-not-fit',
  severity: 'error',
  title: 'The member that gets a gang has nodes for all its pods at the same time.',
  why: 'The gang waits for ever, also in an empty cluster: Volcano starts none of its pods before it has room for all.',
  source: GANG_PLUGIN,
};

export const JOB_GANG_MAY_NOT_FIT: Rule = {
  id: 'training/gang-may-not-fit',
  severity: 'warning',
  title:
    'The member that gets a gang has room for it without more nodes than it begins with, and by what is stated of its nodes.',
  why: 'Whether the gang starts is up to what the program does not say: how large nodes are, and when a pool is scaled.',
  source: GANG_PLUGIN,
};

export const JOB_DUPLICATE_TASK: Rule = {
  id: 'training/duplicate-task',
  severity: 'error',
  title: 'Tasks of a job have different names.',
  why: "Volcano's webhook refuses the job: pods are named after their task.",
  source: JOB_WEBHOOK,
};

export const JOB_BAD_POLICY: Rule = {
  id: 'training/bad-policy',
  severity: 'error',
  title:
    'A lifecycle policy names events or an exit code other than 0, not both; each of them once, and * alone. Its timeout is a duration of Go.',
  why: "Volcano's webhook refuses the job, and events and actions that Volcano keeps to itself, too.",
  source: POLICIES,
};

export const JOB_IDLE_POLICY: Rule = {
  id: 'training/idle-policy',
  severity: 'warning',
  title: 'A policy about pods that stay pending says for how long they may.',
  why: 'Without a timeout Volcano passes the policy over, without a word.',
  source: 'volcano v1.15.1 pkg/controllers/job/job_controller_util.go, shouldConfigureTimeout',
};

export const JOB_APPLIED_ONCE: Rule = {
  id: 'training/job-applied-once',
  severity: 'warning',
  title: 'A Volcano Job states what Volcano would fill into its tasks.',
  why:
    'The list of tasks is applied as a whole. Without what the webhook had filled in, the job that is applied again is another one to it, ' +
    'and it takes changes of size and priority only; without minAvailable a task that waits for this one no longer does. A TrainingJob writes everything out.',
  source:
    'volcano v1.15.1 pkg/webhooks/admission/jobs/mutate/mutate_job.go, mutateSpec; jobs/validate/admit_job.go, validateJobUpdate',
};

export const JOB_BAD_DEPENDENCY: Rule = {
  id: 'training/bad-dependency',
  severity: 'error',
  title: 'Tasks depend on other tasks of their job, on each once, and not in a circle.',
  why: "Volcano's webhook refuses the job.",
  source: `${WEBHOOK}/util.go, topoSort`,
};

export const JOB_GANG_WAITS_FOR_ITSELF: Rule = {
  id: 'training/gang-waits-for-itself',
  severity: 'error',
  title: 'Tasks that wait for no other have as many pods as the job needs to start.',
  why: 'Volcano counts the pods that exist. Those of a task that waits are not made before others run, and these do not run before the gang is there: the job hangs for ever.',
  source: `${GANG_PLUGIN}; volcano v1.15.1 pkg/controllers/job/job_controller_actions.go, waitDependsOnTaskMeetCondition`,
};

export const JOB_BAD_PARTITIONS: Rule = {
  id: 'training/bad-partitions',
  severity: 'error',
  title: 'The partitions of a task are its replicas, and those that it needs are its minAvailable.',
  why: "Volcano's webhook refuses the job.",
  source: `${JOB_WEBHOOK}, validatePartitionPolicy`,
};

export const JOB_BAD_TOPOLOGY: Rule = {
  id: 'training/bad-topology',
  severity: 'error',
  title: 'The highest tier of a network topology is given by its number or by its name.',
  why: "Volcano's webhook refuses the job.",
  source: `${JOB_WEBHOOK}, validateNetworkTopology`,
};

export const JOB_NUMA_CORES: Rule = {
  id: 'training/numa-without-cores',
  severity: 'error',
  title: 'All containers of a task with a NUMA policy ask for whole cores.',
  why: "Volcano's webhook refuses the job: only whole cores can be bound to a NUMA node.",
  source: `${JOB_WEBHOOK}, validateTaskTopoPolicy`,
};

export const JOB_BAD_VOLUME: Rule = {
  id: 'training/bad-volume',
  severity: 'error',
  title: 'A volume of a job has a path of its own, and either the name of a claim or a claim to make.',
  why: "Volcano's webhook refuses the job.",
  source: `${WEBHOOK}/util.go, validateIO`,
};

export const JOB_BAD_CONTAINER: Rule = {
  id: 'training/bad-container',
  severity: 'error',
  title:
    'Containers of a job have names and images, request no more than their limits and devices whole; variables, ports and mounts are such as Kubernetes knows.',
  why: "Volcano's webhook asks what Kubernetes asks of pods, and refuses the job.",
  source: `${JOB_WEBHOOK}, validateTaskTemplate`,
};

export const JOB_BAD_POD: Rule = {
  id: 'training/bad-pod',
  severity: 'error',
  title:
    'Pods of a job may run for a second or more, tolerate taints that can exist, and have volumes of one kind, each with its own name.',
  why: "Volcano's webhook asks what Kubernetes asks of pods, and refuses the job.",
  source: `${JOB_WEBHOOK}, validateTaskTemplate`,
};

export const JOB_NO_ROLE_TASK: Rule = {
  id: 'training/no-role-task',
  severity: 'error',
  title: 'The tasks that a plugin of a job relies on are in the job.',
  why: "Without the task of its master Volcano's webhook refuses a job with the plugin mpi, ray never makes a pod, and pytorch sets no variable at all, without a word.",
  source: `${PLUGINS}/distributed-framework`,
};

export const JOB_BAD_PLUGIN_ARGUMENT: Rule = {
  id: 'training/bad-plugin-argument',
  severity: 'error',
  title: 'Arguments of plugins are flags that the plugin has, with values of their type.',
  why: 'Volcano writes a line into its log and ignores that argument and all behind it.',
  source: PLUGINS,
};

export const JOB_NO_SUCH_GPU: Rule = {
  id: 'training/no-such-gpu',
  severity: 'error',
  title: 'Members that a job may go to have the model of GPU that its tasks state.',
  why: 'The pods are held to nodes with that model, and wait for ever where there is none.',
};

export const JOB_GPU_TOO_SMALL: Rule = {
  id: 'training/gpu-too-small',
  severity: 'error',
  title: 'The GPUs of members that a job may go to have the memory that its tasks need.',
  why: 'The job starts, and ends with CUDA out of memory.',
};

export const JOB_GPU_MIXED: Rule = {
  id: 'training/gpu-mixed',
  severity: 'warning',
  title: 'Where only some GPUs of a member have the memory that a task needs, the task says which.',
  why: 'Schedulers count devices and know nothing of their memory: pods may land on those that are too small.',
};
