import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { homeOf, type IMember, idIn } from '../core/fleet';
import type { IQueue } from '../core/queue';
import { Queue, type QueueSpec } from '../l1/volcano';
import { type Quota, quantitiesOf } from './quota';

const GROUP = 'scheduling.volcano.sh';

/** What a queue says of itself, the same in every member. */
export interface QueueFields {
  readonly weight?: number;
  readonly reclaimable?: boolean;
  readonly priority?: number;
  readonly dequeueStrategy?: 'fifo' | 'traverse';
  readonly nodeGroups?: readonly string[];
  readonly parent?: IQueue;
}

/** Renders the Queue of a construct in one member, with that member's share. */
export function renderQueue(
  of: Construct,
  member: IMember,
  name: string,
  { capability, deserved, guarantee }: Quota,
  { weight, reclaimable, priority, dequeueStrategy, nodeGroups, parent }: QueueFields,
): Queue {
  const spec: QueueSpec = {
    weight,
    reclaimable,
    priority,
    dequeueStrategy,
    parent: parent?.queueName,
    capability: capability && quantitiesOf(capability),
    deserved: deserved && quantitiesOf(deserved),
    guarantee: guarantee && { resource: quantitiesOf(guarantee) },
    affinity: nodeGroups && {
      nodeGroupAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [...nodeGroups] },
    },
  };
  const here = homeOf(of) === member;
  const above = parent && objectIn(member, parent);
  const queue = new Queue(here ? of : member, here ? 'Resource' : idIn(member, of), { metadata: { name }, spec });
  if (above) {
    // the webhook refuses a queue whose parent is not there yet
    queue.addDependency(above);
  }
  return queue;
}

/** The Queue of a member that is meant by a queue; none where the program has not made it. */
function objectIn(member: IMember, { objects, queueName }: IQueue): ApiObject | undefined {
  return (
    objects?.[member.memberName] ??
    member.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .find(({ apiGroup, kind, name }) => apiGroup === GROUP && kind === 'Queue' && name === queueName)
  );
}
