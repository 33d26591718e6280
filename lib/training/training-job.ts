import { Construct } from 'constructs';
import type { Destination } from '../core/destination';
import { Findings } from '../core/findings';
import { type Home, homeOf, isMember, membersIn } from '../core/fleet';
import type { Toleration } from '../core/model';
import type { IQueue } from '../core/queue';
import { checkReach, knownIn, type Reach, type ReachRules, reachOf } from '../core/reach';
import { Job, type LifecyclePolicy } from '../l1/volcano';
import { WholePropagation } from '../placement/whole-propagation';
import { checkGpuRequests } from './gpu-checks';
import { checkGpuResource, gpuResourceIn } from './gpu-resource';
import { checkJob, type JOB_PLUGINS } from './job-checks';
import * as rules from './rules';
import { renderTask, type TrainingTask } from './training-task';

/** Name of a plugin of Volcano's job controller. */
export type JobPlugin = (typeof JOB_PLUGINS)[number];

const REACH: ReachRules = {
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
   * @default - the members of the queue; all of the fleet, where they are not known
   */
  readonly to?: Destination<NoInfer<M>> | null;
  /**
   * Taints of members that are tolerated when the job is sent.
   * @default - none
   */
  readonly memberTolerations?: readonly Toleration[];
  /**
   * Pods without which none of the job runs. Fewer than all make the job elastic: the rest joins when there is room.
   * @default - all pods, or the sum of the tasks' own `minAvailable`: a gang
   */
  readonly minAvailable?: number;
  /**
   * PriorityClass of the job. It must exist in the member.
   * @default - none
   */
  readonly priorityClassName?: string;
  /**
   * Plugins with their arguments: `{ svc: [], pytorch: ['--master=master', '--worker=worker'] }`.
   * @default - none
   */
  readonly plugins?: Readonly<Partial<Record<JobPlugin, readonly string[]>>>;
  /**
   * What Volcano does about events of the job's pods.
   * @default - nothing: failed pods stay failed
   */
  readonly policies?: readonly LifecyclePolicy[];
  /**
   * How often the job is started again before it has failed.
   * @default - Volcano's: 3
   */
  readonly maxRetry?: number;
  /**
   * Seconds after which a finished job and its pods are deleted.
   * @default - never
   */
  readonly ttlSecondsAfterFinished?: number;
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
    const { queue, namespace, priorityClassName, plugins, policies, maxRetry, ttlSecondsAfterFinished } = props;
    const jobName = props.jobName ?? id;
    const tasks = Object.entries(props.tasks);
    this.queue = queue;
    this.replicas = tasks.reduce((sum, [, task]) => sum + task.replicas, 0);
    this.minAvailable =
      props.minAvailable ?? tasks.reduce((sum, [, task]) => sum + (task.minAvailable ?? task.replicas), 0);

    const home = homeOf(this);
    const names = reachOf(home, props.to ?? queue.members);
    const members = membersIn(home).flatMap(({ model }) => (names.includes(model.name) ? [model] : []));
    const gpuResource = props.gpuResource ?? queue.gpuResource;
    const gpuNames = { gpuResource: gpuResourceIn(members, gpuResource), members };

    const job = new Job(this, 'Resource', {
      metadata: { name: jobName, ...(namespace === undefined ? {} : { namespace }) },
      spec: {
        schedulerName: 'volcano',
        queue: queue.queueName,
        minAvailable: this.minAvailable,
        priorityClassName,
        maxRetry,
        ttlSecondsAfterFinished,
        plugins: plugins as Readonly<Record<string, readonly string[]>> | undefined,
        policies,
        tasks: tasks.map(([name, task]) => renderTask(name, task, gpuNames)),
      },
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

    const place = this.node.path;
    const usesGpus = tasks.some(([, task]) => task.gpus !== undefined);
    Findings.of(this).addCheck(() => checkJob({ ...props, place, jobName, members: props.to === null ? [] : members }));
    if (props.to !== null) {
      const reach: Reach = { place, what: 'the job', home, names, engine: 'volcano', given: { to: props.to } };
      Findings.of(this).addCheck(() => checkReach(reach, REACH));
    }
    Findings.of(this).addCheck(() => (usesGpus ? checkGpuResource(place, members, gpuResource) : []));
    Findings.of(this).addCheck(() =>
      checkGpuRequests({ place, namespace: job.metadata.namespace, tasks: props.tasks, ...gpuNames }),
    );
  }
}
