import { capacityOf } from '../core/gpus';
import type { MemberModel } from '../core/model';
import type { NestedShares } from './nested-division';
import type { QueueQuota } from './quota';

/** The quota of the queue above a tree, and what it has in it beyond what was stated. */
export interface FilledQuota extends QueueQuota {
  /** Resources whose capability is what node pools hold. */
  readonly filled: readonly string[];
}

/**
 * The quota of the queue above a tree, with a capability of all that tenants are guaranteed: Volcano keeps nothing of a resource of which
 * the queue above has none. What is not stated is what each member's node pools hold, and no less than what the tree has there, of which
 * the queues report what is too much. Where the pools do not tell, it is left out.
 */
export function withRoomForGuarantees(
  { total, shares }: QueueQuota,
  tree: NestedShares,
  models: readonly MemberModel[],
): FilledQuota {
  const filled = Object.entries(total.guarantee ?? {}).flatMap(([resource, amount]) =>
    amount > 0 && total.capability?.[resource] === undefined && models.every((model) => capacityOf(model, resource) > 0)
      ? [resource]
      : [],
  );
  const roomIn = (model: MemberModel) =>
    filled.map((resource): [string, number] => [
      resource,
      Math.max(capacityOf(model, resource), mostStated(tree, model.name, resource)),
    ]);
  const rooms = Object.fromEntries(models.map((model) => [model.name, Object.fromEntries(roomIn(model))]));
  const sums = filled.map((resource) => [
    resource,
    Object.values(rooms).reduce((sum, room) => sum + (room[resource] ?? 0), 0),
  ]);
  return filled.length === 0
    ? { total, shares, filled }
    : {
        total: { ...total, capability: { ...total.capability, ...Object.fromEntries(sums) } },
        shares: Object.fromEntries(
          Object.entries(shares).map(([member, share]) => [
            member,
            { ...share, capability: { ...share.capability, ...rooms[member] } },
          ]),
        ),
        filled,
      };
}

/** The most that a queue of a tree may use, or deserves, in a member. */
function mostStated({ shares, children }: NestedShares, member: string, resource: string): number {
  const { capability, deserved } = shares[member] ?? {};
  const below = Object.values(children).map((child) => mostStated(child, member, resource));
  return Math.max(0, capability?.[resource] ?? 0, deserved?.[resource] ?? 0, ...below);
}
