import { Construct } from 'constructs';
import type { Destination } from '../core/destination';
import { Findings } from '../core/findings';
import { type Home, homeOf, isMember, membersIn } from '../core/fleet';
import type { Toleration } from '../core/model';
import type { IQueue } from '../core/queue';
import { checkReach, knownIn, type Reach, type ReachRules, reachOf } from '../core/reach';
import { Job, type JobVolume } from '../l1/volcano';
import { WholePropagation } from '../placement/whole-propagation';
import { gangOf } from './gang';
import { checkGpuRequests } from './gpu-checks';
import { checkGpuDemand, offersGpus } from './gpu-demand';
import { checkGpuResource, gpuResourceIn } from './gpu-resource';
import { checkJob } from './job-checks';
import type { JobPlugins } from './job-plugin-options';
import type { JobPolicy } from './job-policy';
import { jobSpec } from './job-spec';
import type { NetworkTopology } from './network-topology';
import { refersToQueue } from './queue-reference';
import * as rules from './rules';
import type { TrainingTask } from './training-task';

/** The rules about where jobs go. */
export const REACH: ReachRules = {
  nowhere: rules.JOB_NO_MEMBERS,
  noEngine: rules.JOB_NO_VOLCANO,
  unknown: rules.JOB_UNKNOWN_MEMBER,
  oneMember: rules.JOB_ONE_MEMBER,
};

/** Properties of a training job, in a fleet of the members `M` or in one member. */
export interface TrainingJobProps<M extends string = string> {
  /** The queue that admits the job: a `TrainingQueue`, or `TrainingQueue.fromName(...)`. */
  readonly queue: IQueue;
  /** The tasks by name. */
  readonly tasks: Readonly<Record<string, TrainingTask>>;
  /**
   * Namespace of the job.
   * @default - the fleet's, else `default`
   */
  readonly namespace?: string;
  /**
   * Members of the fleet of which one gets the whole job: the fleet, a group, a member, or members by name. `null`: nothing
   * is sent by the job itself, because a propagation of its own places it.
   * @default - the members of the queue, or of the fleet where these are not known, that have the GPUs that tasks state
   */
  readonly to?: Destination<NoInfer<M>> | null;
  /**
   * Taints of members that are tolerated when the job is sent.
   * @default - none
   */
  readonly memberTolerations?: readonly Toleration[];
  /**
   * Pods without which none of the job runs. Fewer than all make the job elastic: the rest joins when there is room.
   * @default - all pods, or the sum of the tasks' own `minAvailable`: a gang. Pods that wait for other tasks do not count
   */
  readonly minAvailable?: number;
  /**
   * PriorityClass of the job. It must exist in the member.
   * @default - none
   */
  readonly priorityClassName?: string;
  /**
   * Plugins with their options: `{ svc: {}, pytorch: { master: 'master', worker: 'worker' } }`.
   * @default - none
   */
  readonly plugins?: JobPlugins;
  /**
   * What Volcano does about events of the job's pods; those of a task come first.
   *
   * Unless they are for `PodEvicted`, `Unknown` or `*`, a gang of two pods or more that loses one is started again as a whole, an elastic
   * job when fewer are left than `minAvailable`: the others would keep their GPUs and wait. `[]`: nothing is done about anything.
   * @default - that alone: failed pods stay failed
   */
  readonly policies?: readonly JobPolicy[];
  /**
   * How often the job is started again before it has failed, whatever the reason: a gang that gives back what it borrowed is one
   * start, too.
   * @default - 3; 1000 where nothing but evicted pods starts the job again
   */
  readonly maxRetry?: number;
  /**
   * Pods that must succeed for the job to be complete.
   * @default - all
   */
  readonly minSuccess?: number;
  /**
   * Seconds that each pod may run, from its start. The kubelet ends it then and it has failed, for the policies, too: Volcano has no
   * limit of its own.
   * @default - no limit
   */
  readonly maxRuntimeSeconds?: number;
  /**
   * Seconds after which a finished job and its pods are deleted.
   * @default - never
   */
  readonly ttlSecondsAfterFinished?: number;
  /**
   * How near to each other the nodes of all pods are. Needs HyperNodes in the member, and the plugin `network-topology-aware` in Volcano's
   * scheduler, which a `VolcanoScheduler` then has.
   * @default - anywhere
   */
  readonly networkTopology?: NetworkTopology;
  /**
   * Claims that Volcano mounts in all pods: existing ones by name, or such that it makes for the job.
   * @default - none; a task's own volumes are in its `pod`
   */
  readonly volumes?: readonly JobVolume[];
  /**
   * Extended resource that `gpus` become.
   * @default - that of the queue, else the one that the members' node pools offer, or `nvidia.com/gpu`
   */
  readonly gpuResource?: string;
  /**
   * Name of the Job object.
   * @default - the construct id
   */
  readonly jobName?: string;
}

/**
 * A training job of Volcano: tasks whose pods run together or not at all.
 *
 * In the scope of a fleet it goes whole to one member (see `WholePropagation`): Volcano starts a gang only where it sees all
 * of it. In the scope of a member it is applied there directly.
 */
export class TrainingJob<const M extends string = string> extends Construct {
  public readonly queue: IQueue;
  /** Pods without which none of the job runs. */
  public readonly minAvailable: number;
  /** Pods of all tasks. */
  public readonly replicas: number;

  /**
   * @param scope a fleet, of which one member gets the job, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`
   */
  public constructor(scope: Home<M> | Construct, id: string, props: TrainingJobProps<M>) {
    super(scope, id);
    const { queue, namespace } = props;
    const jobName = props.jobName ?? id;
    const tasks = Object.entries(props.tasks);
    this.queue = queue;
    this.replicas = tasks.reduce((sum, [, task]) => sum + task.replicas, 0);
    this.minAvailable = props.minAvailable ?? gangOf(props.tasks);

    const home = homeOf(this);
    const names = reachOf(home, props.to ?? fitIn(home, props));
    const members = membersIn(home).flatMap(({ model }) => (names.includes(model.name) ? [model] : []));
    const gpuResource = props.gpuResource ?? queue.gpuResource;
    const gpuNames = { gpuResource: gpuResourceIn(members, gpuResource), members };

    const job = new Job(this, 'Resource', {
      metadata: { name: jobName, ...(namespace === undefined ? {} : { namespace }) },
      spec: jobSpec(props, gpuNames),
    });
    const to = knownIn(home, names);
    if (!isMember(home) && props.to !== null && to.length > 0) {
      new WholePropagation(this, 'Placement', {
        of: job,
        to,
        policyName: jobName,
        ...(props.memberTolerations ? { tolerations: props.memberTolerations } : {}),
      });
    }

    refersToQueue(this, queue);

    const place = this.node.path;
    const usesGpus = tasks.some(([, task]) => task.gpus !== undefined);
    Findings.of(this).addCheck(() => checkJob({ ...props, place, jobName }));
    if (props.to !== null) {
      const reach: Reach = { place, what: 'the job', home, names, engine: 'volcano', given: { to: props.to } };
      Findings.of(this).addCheck(() => checkReach(reach, REACH));
    }
    Findings.of(this).addCheck(() => (usesGpus ? checkGpuResource(place, members, gpuResource) : []));
    Findings.of(this).addCheck(() => checkGpuDemand(place, props.tasks, members));
    Findings.of(this).addCheck(() =>
      checkGpuRequests({ place, namespace: job.metadata.namespace, tasks: props.tasks, ...gpuNames }),
    );
  }
}

/** Where a job goes that names no members: where its queue is and its GPUs are. Where they are nowhere, that is reported. */
function fitIn(home: Home, { queue, tasks }: TrainingJobProps): readonly string[] {
  const names = reachOf(home, queue.members);
  const fit = membersIn(home).flatMap(({ model }) =>
    names.includes(model.name) && offersGpus(model, tasks) ? [model.name] : [],
  );
  return fit.length > 0 ? fit : names;
}
