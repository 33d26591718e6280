import type { Compilation } from '../core/compilation';
import { countedGpusOf } from '../core/gpus';
import type { FleetModel, MemberModel, PodDemand, PodSetModel, PoolModel } from '../core/model';
import { describeRef } from '../core/object-ref';
import { Capacity } from './capacity';
import { gpuResources, gpusOf } from './gpus';
import { divide, type PlacedWorkload, placedWorkloads, podSetsByMember, tiedIn } from './placed';

/** What a program will do: replicas, GPUs, CPU, memory and money per member. All prices are per hour. */
export interface Plan {
  /** By workload name; `Kind namespace/name` where two share it, `fleet: Kind namespace/name` where fleets do. */
  readonly workloads: Readonly<Record<string, WorkloadPlan>>;
  /** By fleet name. */
  readonly fleets: Readonly<Record<string, FleetPlan>>;
}

/** One workload of the plan. */
export interface WorkloadPlan {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly fleet: string;
  /** Path of the construct, or of the policy, that places it. */
  readonly place: string;
  /** Pods of the workload that run at the same time; a member that gets it whole runs them all. */
  readonly replicas: number;
  /** Weight by member name, where the workload is divided; members without one get nothing. */
  readonly weights?: Readonly<Record<string, number>>;
  /** By member name: every member of the fleet that has a weight, or gets the whole workload. */
  readonly members: Readonly<Record<string, Share>>;
  /** Price per hour, in the fleet's currency. */
  readonly hourly: number;
  /** Members whose share depends on a tie that Karmada breaks by the workload's uid; absent if there is none. */
  readonly tied?: readonly string[];
  /** Why it is not known which members run it, as the end of a sentence; no member is listed then. */
  readonly unknown?: string;
  /** Set on a workload of a kind that does not tell what its pods ask for, and what they cost: it counts as 0. */
  readonly opaque?: true;
  /** Set on a workload that is owned elsewhere: what its pods ask for and cost is not known and counts as 0. */
  readonly foreign?: true;
}

/** What one member gets of a workload. */
export interface Share {
  /** Pods that run at the same time. */
  readonly replicas: number;
  /** A Job's completions. */
  readonly completions?: number;
  /** GPU devices; slices, shares or parts of a card count as one each. */
  readonly gpus: number;
  /** Cores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
  /** Price per hour of the room that the pods take: their largest share of a node, times the node's price. */
  readonly hourly: number;
  /** Replicas for which the member's pools have no room. */
  readonly unplaced: number;
}

/** One fleet of the plan. */
export interface FleetPlan {
  readonly currency: string;
  /** By member name. */
  readonly members: Readonly<Record<string, MemberPlan>>;
  /** Price per hour of all planned workloads. */
  readonly hourly: number;
}

/** One member of the plan. */
export interface MemberPlan {
  /** Pods that run on the member. */
  readonly replicas: number;
  /** Pods for which it has no room. */
  readonly unplaced: number;
  /** By pool name. */
  readonly pools: Readonly<Record<string, PoolPlan>>;
  /** Price per hour of the planned workloads. */
  readonly hourly: number;
}

/** How far a node pool is used. */
export interface PoolPlan {
  readonly nodes: number;
  readonly gpu?: string;
  readonly used: Room;
  readonly capacity: Room;
  /** Price of the whole pool for one hour. */
  readonly hourly: number;
}

/** An amount of room in a pool. */
export interface Room {
  readonly pods: number;
  readonly gpus: number;
  /** Cores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** Names workloads as shortly as tells them apart: by name, with kind and namespace, with the fleet. */
function keysOf(placed: readonly PlacedWorkload[]): (one: PlacedWorkload) => string {
  const forms: readonly ((one: PlacedWorkload) => string)[] = [
    ({ workload }) => workload.name,
    ({ workload }) => describeRef({ ...workload, namespace: workload.namespace ?? 'default' }),
    ({ workload, placement }) =>
      `${placement.fleet}: ${describeRef({ ...workload, namespace: workload.namespace ?? 'default' })}`,
  ];
  const counts = forms.map((form) => {
    const seen = new Map<string, number>();
    for (const one of placed) {
      seen.set(form(one), (seen.get(form(one)) ?? 0) + 1);
    }
    return seen;
  });
  return (one) => (forms.find((form, i) => counts[i]!.get(form(one)) === 1) ?? forms.at(-1)!)(one);
}

/** Predicts what Karmada and the members' schedulers will do with a program. */
export function planOf(program: Pick<Compilation, 'targets' | 'placements' | 'fleets'>): Plan {
  const placed = placedWorkloads(program);
  const keyOf = keysOf(placed);
  const workloads: Record<string, WorkloadPlan> = {};
  const fleets: Record<string, FleetPlan> = {};
  for (const fleet of program.fleets) {
    const room = new Map(fleet.members.map((member) => [member.name, new Capacity(member)]));
    const ours = placed.filter(({ placement }) => placement.fleet === fleet.name);
    const plans = ours.map((one) => planWorkload(one, fleet, room));
    plans.forEach((plan, i) => {
      workloads[keyOf(ours[i]!)] = plan;
    });
    fleets[fleet.name] = {
      currency: fleet.currency,
      members: Object.fromEntries(
        fleet.members.map((member) => [member.name, planMember(member, room.get(member.name)!, plans)]),
      ),
      hourly: sum(plans.map((plan) => plan.hourly)),
    };
  }
  return { workloads, fleets };
}

function planWorkload(one: PlacedWorkload, fleet: FleetModel, room: ReadonlyMap<string, Capacity>): WorkloadPlan {
  const { placement, workload } = one;
  const { division } = placement;
  const gpus = gpuResources(fleet);
  const members: Record<string, Share> = {};
  for (const [name, podSets] of Object.entries(podSetsByMember(one))) {
    const member = fleet.members.find((m) => m.name === name);
    if (member) {
      const completions = divide(one).completions?.[name];
      members[name] = {
        ...shareOf(podSets, gpus, member, room.get(name)!),
        ...(completions === undefined ? {} : { completions }),
      };
    }
  }
  const tied = tiedIn(one);
  return {
    apiVersion: workload.apiVersion,
    kind: workload.kind,
    namespace: workload.namespace ?? 'default',
    name: workload.name,
    fleet: fleet.name,
    place: placement.place,
    replicas: workload.replicas,
    ...(division.type === 'weighted' ? { weights: division.weights } : {}),
    members,
    hourly: sum(Object.values(members).map((share) => share.hourly)),
    ...(tied.length > 0 ? { tied } : {}),
    ...(division.type === 'unknown' ? { unknown: division.reason } : {}),
    ...(workload.opaque ? { opaque: true as const } : {}),
    ...(workload.foreign ? { foreign: true as const } : {}),
  };
}

/** Takes room for the pods, one pod set after the other. */
function shareOf(
  podSets: readonly PodSetModel[],
  gpus: ReadonlySet<string>,
  member: MemberModel,
  room: Capacity,
): Omit<Share, 'completions'> {
  const packed = podSets.map(({ pod, replicas }) => ({ pod, ...room.place(pod, replicas) }));
  const total = (amount: (pod: PodDemand) => number) => sum(podSets.map((set) => set.replicas * amount(set.pod)));
  return {
    replicas: total(() => 1),
    gpus: total((pod) => gpusOf(pod, gpus)),
    cpu: total((pod) => pod.requests.cpu ?? 0),
    memory: total((pod) => pod.requests.memory ?? 0),
    hourly: sum(
      packed.flatMap(({ pod, byPool }) =>
        Object.entries(byPool).map(
          ([name, pods]) => pods * pricePerPod(pod, member.pools.find((p) => p.name === name)!),
        ),
      ),
    ),
    unplaced: member.pools.length === 0 ? 0 : sum(packed.map(({ unplaced }) => unplaced)),
  };
}

function pricePerPod(pod: PodDemand, pool: PoolModel): number {
  const shares = Object.entries(pod.requests).map(
    ([resource, amount]) => amount / (pool.perNode[resource] || Infinity),
  );
  return pool.hourly * Math.max(0, ...shares);
}

function planMember(member: MemberModel, room: Capacity, plans: readonly WorkloadPlan[]): MemberPlan {
  const shares = plans.flatMap((plan) => plan.members[member.name] ?? []);
  return {
    replicas: sum(shares.map((share) => share.replicas)),
    unplaced: sum(shares.map((share) => share.unplaced)),
    pools: Object.fromEntries(member.pools.map((pool) => [pool.name, planPool(pool, room.used(pool.name))])),
    hourly: sum(shares.map((share) => share.hourly)),
  };
}

function planPool(pool: PoolModel, used: Readonly<Record<string, number>>): PoolPlan {
  const roomOf = (amounts: Readonly<Record<string, number>>, times: number): Room => ({
    pods: times * (amounts.pods ?? 0),
    gpus: times * sum(countedGpusOf(pool).map((resource) => amounts[resource] ?? 0)),
    cpu: times * (amounts.cpu ?? 0),
    memory: times * (amounts.memory ?? 0),
  });
  return {
    nodes: pool.nodes,
    ...(pool.gpu ? { gpu: pool.gpu } : {}),
    used: roomOf(used, 1),
    capacity: roomOf(pool.perNode, pool.nodes),
    hourly: pool.nodes * pool.hourly,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
