import { ApiObject, type GroupVersionKind, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { arrivalsIn } from '../core/arrivals';
import type { Destination } from '../core/destination';
import { Findings } from '../core/findings';
import { type Home, homeOf, type IMember, idIn, membersIn } from '../core/fleet';
import { kindKey } from '../core/manifest';
import { checkReach, type Reach, type ReachRules, reachOf } from '../core/reach';
import { rendered } from '../core/rendered';
import { type PluginOptions, SCHEDULER_KEY, type SchedulerNeed } from '../core/scheduler';
import { programStatesScheduler } from '../core/scheduler-keeper';
import { CronJob, Job, Queue } from '../l1/volcano';
import { packingOf } from './gpu-packing';
import { needsOfJob } from './job-needs';
import { needsOfQueue } from './queue-needs';
import * as rules from './rules';
import {
  configurationFor,
  type SchedulerAction,
  type SchedulerConfiguration,
  type SchedulerPlugin,
  writeConfiguration,
} from './scheduler-configuration';

const REACH: ReachRules = {
  nowhere: rules.SCHEDULER_NO_MEMBERS,
  noEngine: rules.SCHEDULER_NO_VOLCANO,
  unknown: rules.SCHEDULER_UNKNOWN_MEMBER,
  oneMember: rules.SCHEDULER_ONE_MEMBER,
};

/** Kinds from which Volcano Jobs come. */
const JOBS: readonly GroupVersionKind[] = [
  Job.GVK,
  CronJob.GVK,
  { apiVersion: 'training.volcano.sh/v1alpha1', kind: 'HyperJob' },
];

/** Properties of the configuration of Volcano's scheduler, in a fleet of the members `M` or in one member. */
export interface VolcanoSchedulerProps<M extends string = string> {
  /**
   * Members of the fleet whose scheduler is configured; in the scope of a member, that member.
   * @default - all that run Volcano
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * Steps of every round, in their order.
   * @default - `enqueue`, `allocate`, `backfill`, and what the queues, node pools and jobs of the member need besides
   */
  readonly actions?: readonly SchedulerAction[];
  /**
   * Plugins by name: options added to those that follow from the needs, or `null` where the plugin is left out.
   * @default - Volcano's, and what the queues, node pools and jobs of the member need besides; where the member has GPUs, pods go where the
   * fewest are left over
   */
  readonly plugins?: Readonly<Partial<Record<SchedulerPlugin, PluginOptions | null>>>;
  /**
   * The whole configuration by hand. Nothing is derived then; what queues, node pools and jobs need is still looked for in it.
   * @default - derived for each member
   */
  readonly configuration?: SchedulerConfiguration;
  /**
   * Namespace of Volcano's scheduler.
   * @default 'volcano-system'
   */
  readonly namespace?: string;
  /**
   * Name of the ConfigMap that the scheduler has mounted. With Volcano's chart it is the name of the release, and
   * `-scheduler-configmap`.
   * @default 'volcano-scheduler-configmap'
   */
  readonly configMapName?: string;
}

/**
 * The configuration of Volcano's scheduler in each member, derived from what the member's queues and node pools need, and
 * the jobs that constructs of the program send there: which steps it takes, and which plugins it asks. The scheduler reads it again
 * whenever it changes.
 *
 * It takes the place of the ConfigMap that Volcano's chart makes. Where the program itself installs the chart, the chart makes it with
 * this content: nothing else is applied there.
 */
export class VolcanoScheduler<const M extends string = string> extends Construct {
  /** Names of the members whose scheduler is configured. */
  public readonly members: readonly string[];
  /**
   * The ConfigMap of each member, by name: for patches, and to acknowledge findings about that member. Where a chart of the program makes
   * it, it is not in the tree, and its data are a value of the chart.
   */
  public readonly objects: Readonly<Record<string, ApiObject>>;

  /**
   * @param scope a fleet, whose members are configured, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`, `fleet/id-taken`
   */
  public constructor(
    scope: Home<M> | Construct,
    id: string,
    private readonly props: VolcanoSchedulerProps<M> = {},
  ) {
    super(scope, id);
    const home = homeOf(this);
    const names = reachOf(home, props.to, ({ engines }) => engines.volcano !== undefined);
    const members = membersIn(home).filter(({ memberName }) => names.includes(memberName));
    this.members = members.map(({ memberName }) => memberName);
    this.objects = Object.fromEntries(members.map((member) => [member.memberName, this.render(member)] as const));

    const place = this.node.path;
    const given = { to: props.to };
    const reach: Reach = { place, what: 'the configuration', home, names, engine: 'volcano', given };
    Findings.of(this).addCheck(() => checkReach(reach, REACH));
  }

  private render(member: IMember): ApiObject {
    const { namespace = 'volcano-system', configMapName: name = 'volcano-scheduler-configmap' } = this.props;
    const here = homeOf(this) === member;
    // queues and jobs may be created after their scheduler
    const derived = () => configurationFor(needsIn(member), packingOf(member.model.pools), this.props);
    const produce = () => writeConfiguration(this.props.configuration ?? derived());
    const configMap = new ApiObject(here ? this : member, here ? 'Resource' : idIn(member, this), {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace },
      data: { [SCHEDULER_KEY]: Lazy.any({ produce }) },
    });
    programStatesScheduler(member, configMap);
    return configMap;
  }
}

/** What the node pools and the queues of a member need, and the jobs that may come there; those written by hand included. */
function needsIn(member: IMember): SchedulerNeed[] {
  const created = member.node.findAll().filter(ApiObject.isApiObject) as ApiObject[];
  const ofKinds = (kinds: readonly GroupVersionKind[], objects: readonly ApiObject[]) =>
    objects
      .filter((object) => kinds.some((kind) => kindKey(kind) === kindKey(object)))
      .flatMap((object) => rendered(object) ?? []);
  const queues = ofKinds([Queue.GVK], created);
  const jobs = ofKinds(JOBS, [...created, ...arrivalsIn(member)]);
  return [
    ...member.model.pools.flatMap(({ scheduler }) => scheduler ?? []),
    ...queues.flatMap((queue) => needsOfQueue(queue, queues)),
    ...jobs.flatMap((job) => needsOfJob(job, member.memberName)),
  ];
}
