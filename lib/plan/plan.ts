import type { Compilation } from '../core/compilation';
import type { FleetModel, MemberModel, PlacementModel, PodDemand, PoolModel, WorkloadModel } from '../core/model';
import { refKey } from '../core/workload';
import { VENDORS } from '../fleet/gpu-catalogue';
import { Capacity } from './capacity';
import { divideByWeight, divideJob, tiedMembers } from './division';
import { readWorkload } from './workload';

/** What a program will do: replicas, GPUs, CPU, memory and money per member. All prices are per hour. */
export interface Plan {
  /** By workload name; `Kind namespace/name` where two workloads share a name. */
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
  /** Path of the construct that places it. */
  readonly place: string;
  readonly replicas: number;
  /** Weight by member name; members without one get nothing. */
  readonly weights: Readonly<Record<string, number>>;
  /** By member name: every member of the fleet that has a weight. */
  readonly members: Readonly<Record<string, Share>>;
  /** Price per hour, in the fleet's currency. */
  readonly hourly: number;
  /** Members whose share depends on a tie that Karmada breaks by the workload's uid; absent if there is none. */
  readonly tied?: readonly string[];
}

/** What one member gets of a workload. */
export interface Share {
  /** Pods that run at the same time. */
  readonly replicas: number;
  /** A Job's completions. */
  readonly completions?: number;
  /** GPU devices. */
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

/** A workload together with the placement that divides it. */
export interface PlacedWorkload {
  readonly placement: PlacementModel;
  readonly workload: WorkloadModel;
}

const NO_DEMAND: PodDemand = { requests: {}, nodeSelector: {}, tolerations: [] };

/** The workloads of a program that a placement divides and whose replicas are known. */
export function placedWorkloads(program: Pick<Compilation, 'targets' | 'placements'>): PlacedWorkload[] {
  const manifests = new Map(
    program.targets
      .filter((target) => target.target.kind === 'control-plane')
      .flatMap((target) => target.objects.map(({ manifest }) => [target.target.fleet, manifest] as const))
      .map(([fleet, manifest]) => [`${fleet}|${refKey(refOf(manifest))}`, manifest] as const),
  );
  return program.placements.flatMap((placement) => {
    const manifest = manifests.get(`${placement.fleet}|${refKey(placement.workload)}`);
    const workload = manifest
      ? readWorkload(manifest)
      : placement.replicas === undefined
        ? undefined
        : { ...placement.workload, replicas: placement.replicas, pod: NO_DEMAND };
    return workload ? [{ placement, workload }] : [];
  });
}

/** Predicts what Karmada and the members' schedulers will do with a program. */
export function planOf(program: Pick<Compilation, 'targets' | 'placements' | 'fleets'>): Plan {
  const placed = placedWorkloads(program);
  const names = new Map<string, number>();
  for (const { workload } of placed) {
    names.set(workload.name, (names.get(workload.name) ?? 0) + 1);
  }
  const workloads: Record<string, WorkloadPlan> = {};
  const fleets: Record<string, FleetPlan> = {};
  for (const fleet of program.fleets) {
    const room = new Map(fleet.members.map((member) => [member.name, new Capacity(member)]));
    const ours = placed.filter(({ placement }) => placement.fleet === fleet.name);
    const plans = ours.map((one) => planWorkload(one, fleet, room));
    for (const plan of plans) {
      const key = names.get(plan.name) === 1 ? plan.name : `${plan.kind} ${plan.namespace}/${plan.name}`;
      workloads[key] = plan;
    }
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

/** How the replicas (and completions) of a workload are divided. */
export function divide({ placement, workload }: PlacedWorkload): ReturnType<typeof divideJob> {
  const { weights } = placement.division;
  return workload.kind === 'Job'
    ? divideJob(workload.replicas, workload.completions, weights)
    : { parallelism: divideByWeight(workload.replicas, weights) };
}

function planWorkload(one: PlacedWorkload, fleet: FleetModel, room: ReadonlyMap<string, Capacity>): WorkloadPlan {
  const { placement, workload } = one;
  const { parallelism, completions } = divide(one);
  const gpus = gpusOf(workload.pod, gpuResources(fleet));
  const members: Record<string, Share> = {};
  for (const [name, replicas] of Object.entries(parallelism)) {
    const member = fleet.members.find((m) => m.name === name);
    if (member) {
      members[name] = {
        ...shareOf(workload.pod, replicas, completions?.[name], member, room.get(name)!),
        gpus: replicas * gpus,
      };
    }
  }
  const tied = tiedMembers(workload.replicas, placement.division.weights);
  return {
    apiVersion: workload.apiVersion,
    kind: workload.kind,
    namespace: workload.namespace ?? 'default',
    name: workload.name,
    fleet: fleet.name,
    place: placement.place,
    replicas: workload.replicas,
    weights: placement.division.weights,
    members,
    hourly: sum(Object.values(members).map((share) => share.hourly)),
    ...(tied.length > 0 ? { tied } : {}),
  };
}

function shareOf(
  pod: PodDemand,
  replicas: number,
  completions: number | undefined,
  member: MemberModel,
  room: Capacity,
): Omit<Share, 'gpus'> {
  const packed = room.place(pod, replicas);
  return {
    replicas,
    ...(completions === undefined ? {} : { completions }),
    cpu: replicas * (pod.requests.cpu ?? 0),
    memory: replicas * (pod.requests.memory ?? 0),
    hourly: sum(
      Object.entries(packed.byPool).map(
        ([name, pods]) => pods * pricePerPod(pod, member.pools.find((p) => p.name === name)!),
      ),
    ),
    unplaced: member.pools.length === 0 ? 0 : packed.unplaced,
  };
}

/** Extended resources that are GPUs: those that a pool of the fleet offers, and the vendors' own names. */
export function gpuResources(fleet: FleetModel): ReadonlySet<string> {
  const offered = fleet.members.flatMap((member) => member.pools.filter((pool) => pool.gpu).flatMap(extended));
  return new Set([...offered, ...Object.values(VENDORS).map((vendor) => vendor.resource)]);
}

/** GPU devices that one pod asks for. */
export function gpusOf(pod: PodDemand, gpus: ReadonlySet<string>): number {
  return sum(Object.entries(pod.requests).map(([resource, amount]) => (gpus.has(resource) ? amount : 0)));
}

function extended(pool: PoolModel): string[] {
  return Object.keys(pool.perNode).filter((resource) => resource.includes('/'));
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
  const gpus = (amounts: Readonly<Record<string, number>>) =>
    sum(extended(pool).map((resource) => amounts[resource] ?? 0));
  const roomOf = (amounts: Readonly<Record<string, number>>, times: number): Room => ({
    pods: times * (amounts.pods ?? 0),
    gpus: pool.gpu ? times * gpus(amounts) : 0,
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

function refOf(manifest: { apiVersion: string; kind: string; metadata: { name?: string; namespace?: string } }) {
  return {
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    name: manifest.metadata.name ?? '',
    namespace: manifest.metadata.namespace ?? 'default',
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
