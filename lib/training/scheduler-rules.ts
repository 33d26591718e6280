import type { Rule } from '../core/findings';

const CONFIGURATION = 'volcano v1.15.1 pkg/scheduler/util.go, UnmarshalSchedulerConf';
const OPTIONS = 'volcano v1.15.1 pkg/scheduler/conf/scheduler_conf.go';
const SESSION = 'volcano v1.15.1 pkg/scheduler/framework/session_plugins.go';

export const SCHEDULER_NO_MEMBERS: Rule = {
  id: 'scheduler/no-members',
  severity: 'error',
  title: 'The configuration of a scheduler is for at least one member.',
  why: 'Nothing is applied anywhere, and every scheduler keeps the configuration that it has.',
};

export const SCHEDULER_NO_VOLCANO: Rule = {
  id: 'scheduler/no-volcano',
  severity: 'error',
  title: 'Members whose scheduler is configured run Volcano.',
  why: 'Nobody reads the configuration there.',
};

export const SCHEDULER_UNKNOWN_MEMBER: Rule = {
  id: 'scheduler/unknown-member',
  severity: 'error',
  title: 'The scheduler is configured in members of the fleet.',
  why: 'The ConfigMap is applied to the member itself; there is no cluster to apply it to.',
};

export const SCHEDULER_ONE_MEMBER: Rule = {
  id: 'scheduler/one-member',
  severity: 'error',
  title: 'A configuration in the scope of a member names no other members.',
  why: 'It is applied to that member directly and to no other.',
};

export const SCHEDULER_TWO_CONFIGURATIONS: Rule = {
  id: 'scheduler/two-configurations',
  severity: 'error',
  title: 'The scheduler of a member has one configuration.',
  why: 'Of two ConfigMaps with the same name the one applied last silently replaces the other, and one with another name nobody reads.',
  source: 'volcano v1.15.1 installer/helm/chart/volcano/templates/scheduler.yaml, --scheduler-conf',
};

export const SCHEDULER_UNREADABLE: Rule = {
  id: 'scheduler/unreadable',
  severity: 'error',
  title: 'The configuration of the scheduler is YAML with actions, and tiers of plugins.',
  why: 'The scheduler refuses it and goes on with the configuration that it had before; after a start, with its built-in one.',
  source: CONFIGURATION,
};

export const SCHEDULER_UNKNOWN_ACTION: Rule = {
  id: 'scheduler/unknown-action',
  severity: 'error',
  title: 'Actions of the scheduler are among those that Volcano has.',
  why: 'The scheduler refuses the whole configuration and goes on with the one that it had before.',
  source: CONFIGURATION,
};

export const SCHEDULER_UNKNOWN_PLUGIN: Rule = {
  id: 'scheduler/unknown-plugin',
  severity: 'error',
  title: 'Plugins of the scheduler are among those that Volcano has.',
  why: 'The scheduler writes a line into its log in every round and schedules without the plugin.',
  source: 'volcano v1.15.1 pkg/scheduler/framework/framework.go, OpenSession',
};

export const SCHEDULER_UNKNOWN_OPTION: Rule = {
  id: 'scheduler/unknown-option',
  severity: 'error',
  title: 'Options of a plugin are among those that the configuration knows.',
  why: 'The scheduler ignores others without a word: a misspelt enableHierarchy means no hierarchy.',
  source: OPTIONS,
};

export const SCHEDULER_DUPLICATE: Rule = {
  id: 'scheduler/duplicate',
  severity: 'error',
  title: 'Each action and each plugin is named once.',
  why: 'Of a plugin with two entries the later one counts for some questions and both for others.',
  source: SESSION,
};

export const SCHEDULER_EXCLUSIVE: Rule = {
  id: 'scheduler/exclusive-plugins',
  severity: 'error',
  title: 'One plugin divides the cluster among the queues: capacity, proportion, or drf with enableHierarchy.',
  why: 'Each has its own idea of what a queue may have, and a job runs only where both agree. proportion beside drf with a hierarchy is refused.',
  source: CONFIGURATION,
};

export const SCHEDULER_NOBODY_DESERVES: Rule = {
  id: 'scheduler/reclaim-without-shares',
  severity: 'error',
  title: 'The action reclaim has the plugin capacity or proportion beside it.',
  why: 'Only they know who has more than is due. Without them the first plugin that is asked gives up any pod of another queue.',
  source: 'volcano v1.15.1 pkg/scheduler/actions/reclaim/reclaim.go',
};

export const SCHEDULER_NOT_ASKED: Rule = {
  id: 'scheduler/shares-not-asked',
  severity: 'warning',
  title: 'Where reclaim is taken, the plugins that name what is evicted are in the tier of capacity.',
  why: 'The first tier that names a pod ends the question: capacity in a later tier is not asked, and a queue loses what it is guaranteed.',
  source: `${SESSION}, Reclaimable`,
};

export const SCHEDULER_HELD_BACK: Rule = {
  id: 'scheduler/evicts-for-nobody',
  severity: 'warning',
  title: 'Where actions evict pods to make room, jobs are let in before there is room.',
  why: 'overcommit, and capacity with a hierarchy, let no job in for which a full cluster has no room, and nothing is evicted for a job that is not let in: nobody gets back what is due.',
  source:
    'volcano v1.15.1 pkg/scheduler/plugins/overcommit/overcommit.go; capacity/capacity.go, checkJobEnqueueableHierarchically',
};

export const SCHEDULER_GROWS_FOR_NOBODY: Rule = {
  id: 'scheduler/grows-for-nobody',
  severity: 'warning',
  title: 'Where a pool grows with what is asked of it, jobs are let in before there is room.',
  why: 'overcommit, capacity and proportion let no job in for which the nodes that there are have no room. Volcano makes no pods of it then, and the autoscaler, which looks for pods, makes no node: the job waits for ever.',
  source:
    'volcano v1.15.1 pkg/controllers/job/job_controller_actions.go, syncJob; pkg/scheduler/plugins/overcommit/overcommit.go; proportion/proportion.go; capacity/capacity.go, AddJobEnqueueableFn',
};

export const SCHEDULER_NEED: Rule = {
  id: 'scheduler/need-not-met',
  severity: 'error',
  title: 'The scheduler of a member does what the queues, node pools and jobs there need.',
  why: 'What a queue or a job states is ignored without a word where the scheduler does not ask the plugin that reads it.',
};

export const SCHEDULER_NOT_KNOWN: Rule = {
  id: 'scheduler/not-known',
  severity: 'warning',
  title:
    'Where queues, node pools or jobs need more of the scheduler than is shipped, the program says how it is configured.',
  why: 'Volcano as it is installed has neither the plugin capacity nor the action reclaim, and ignores what queues deserve, and who their parent is. Nor has it network-topology-aware: a gang that is to stay near is put anywhere. And it lets in no job for which a pool would have to grow.',
  source: 'volcano v1.15.1 installer/helm/chart/volcano/config/volcano-scheduler.conf',
};
