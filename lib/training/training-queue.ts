import type { Construct } from 'constructs';
import { type Destination, memberNames } from '../core/destination';
import { Findings } from '../core/findings';
import { type Home, homeOf } from '../core/fleet';
import type { IQueue } from '../core/queue';
import type { ReachRules } from '../core/reach';
import type { Queue } from '../l1/volcano';
import { memberWeights } from './member-weights';
import { QueueBase } from './queue-base';
import { checkQueue } from './queue-checks';
import { renderQueue } from './queue-object';
import { checkQueueReach, queueReachOf } from './queue-reach';
import { divideQuota, type QueueAmounts, type QueueQuota, quotaOf } from './quota';
import * as rules from './rules';
import { statedDevices } from './stated-devices';

const REACH: ReachRules = {
  nowhere: rules.QUEUE_NO_MEMBERS,
  noEngine: rules.QUEUE_NO_VOLCANO,
  unknown: rules.QUEUE_UNKNOWN_MEMBER,
  oneMember: rules.QUEUE_ONE_MEMBER,
};

/** Properties of a queue for training jobs, in a fleet of the members `M` or in one member. */
export interface TrainingQueueProps<M extends string = string> {
  /**
   * Most that the jobs of the queue may use together. Stated once: in a fleet it is divided over the members.
   * @default - no limit
   */
  readonly capability?: QueueAmounts;
  /**
   * What the queue may use for as long as it wants, and gets back from others that use it meanwhile. Needs the `capacity`
   * plugin in Volcano's scheduler; divided like `capability`.
   * @default - none
   */
  readonly deserved?: QueueAmounts;
  /**
   * What is kept for the queue, also while it uses nothing. Must be in `deserved`, too; divided like `capability`.
   * @default - none
   */
  readonly guarantee?: QueueAmounts;
  /**
   * Share of what no queue deserves, relative to other queues: 1 to 65535. Used by the `proportion` plugin.
   * @default - Volcano's: 1
   */
  readonly weight?: number;
  /**
   * Whether other queues may take back what this one uses beyond what it deserves.
   * @default - Volcano's: true
   */
  readonly reclaimable?: boolean;
  /**
   * Queues of higher priority are served first and give back last: 0 or more.
   * @default - Volcano's: 0
   */
  readonly priority?: number;
  /**
   * The queue of which this one is a part. Needs the `capacity` plugin with `enableHierarchy`.
   * @default - the root queue of each member
   */
  readonly parent?: IQueue;
  /**
   * `traverse`: jobs behind one that does not fit get their chance. `fifo`: the first job is waited for, says the API of Volcano; its
   * scheduler does not read the field as of 1.15, and traverses.
   * @default - Volcano's: traverse
   */
  readonly dequeueStrategy?: 'fifo' | 'traverse';
  /**
   * Node groups (label `volcano.sh/nodegroup-name`) outside which no pod of the queue may run. Needs the `nodegroup` plugin.
   * @default - all nodes
   */
  readonly nodeGroups?: readonly string[];
  /**
   * Members of the fleet that have the queue; for a queue of one member, that member.
   * @default - those in `shares`, else those of `parent`, else all that run Volcano and offer what the capability asks for
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * Ratio in which the amounts are divided over the members: whole numbers. A member with 0, or without a share, does not
   * get the queue.
   * @default - by the GPUs in the members' node pools; by their cores where the queue states no GPUs. With `devices`, each kind by
   * what the pools offer of it, and the rest by cores
   */
  readonly shares?: Readonly<Partial<Record<NoInfer<M>, number>>>;
  /**
   * Extended resource that `gpus` become.
   * @default - the one that the members' node pools offer, or `nvidia.com/gpu` where they declare none
   */
  readonly gpuResource?: string;
  /**
   * Name of the Queue objects.
   * @default - the construct id
   */
  readonly queueName?: string;
}

/** What is known of a queue that is owned elsewhere. */
export interface ForeignQueueProps {
  /**
   * Members that have the queue.
   * @default - not known: jobs must say themselves where they go
   */
  readonly members?: Destination;
  /**
   * Extended resource that stands for a GPU.
   * @default - as the members of the job offer it
   */
  readonly gpuResource?: string;
}

/**
 * A queue of Volcano for training jobs, in the scope of a fleet or of one member.
 *
 * The amounts are stated once for the fleet. Karmada copies a Queue whole, and N members with a copy each would admit N
 * times what was stated; so no Queue is created on the control plane. Each member gets a Queue of its own with its share,
 * in its own scope, applied there directly.
 */
export class TrainingQueue<const M extends string = string> extends QueueBase<M> {
  /** A queue that is owned elsewhere, such as Volcano's own queue `default`. */
  public static fromName(queueName: string, props: ForeignQueueProps = {}): IQueue {
    const { members, gpuResource } = props;
    return {
      queueName,
      ...(members ? { members: memberNames(members) } : {}),
      ...(gpuResource ? { gpuResource } : {}),
    };
  }

  public readonly queueName: string;
  public readonly gpuResource?: string;
  public readonly members: readonly string[];
  public readonly quota: QueueQuota;
  public readonly objects: Readonly<Record<string, Queue>>;

  /**
   * @param scope a fleet, over whose members the queue is divided, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`, `fleet/id-taken`
   */
  public constructor(scope: Home<M> | Construct, id: string, props: TrainingQueueProps<M> = {}) {
    super(scope, id);
    this.queueName = props.queueName ?? id;
    const reach = queueReachOf(homeOf(this), props, statedDevices([props]));
    const { members, models, gpuResource, jobGpuResource } = reach;
    this.members = members.map((member) => member.memberName);
    this.gpuResource = jobGpuResource;
    const total = quotaOf(props, gpuResource);
    const { weights, devices } = memberWeights(models, props.shares ?? {}, [total], gpuResource);
    this.quota = { total, shares: divideQuota(total, weights, devices) };
    this.objects = Object.fromEntries(
      members.map((member) => {
        const { memberName } = member;
        return [
          memberName,
          renderQueue(this, member, this.queueName, this.quota.shares[memberName] ?? {}, props),
        ] as const;
      }),
    );

    const place = this.node.path;
    Findings.of(this).addCheck(function* () {
      yield* checkQueueReach(reach, { place, what: 'the queue', rules: REACH });
    });
    Findings.of(this).addCheck(() =>
      checkQueue({
        ...props,
        place,
        queueName: this.queueName,
        gpuResource,
        amounts: props,
        members: models,
        quotas: this.quota.shares,
      }),
    );
  }
}
