import { formatBytes, formatCores, parseQuantity } from '../core/quantity';
import { divideByWeight } from '../core/webster';

/** The name of a resource of a device plugin, `nvidia.com/mig-1g.10gb`, or of claimed cards, `deviceclass/gpu.nvidia.com`. */
export type DeviceResource = `${string}/${string}`;

/** An amount of work that a queue may hold. */
export interface QueueAmounts {
  /**
   * CPU in cores.
   * @default - not stated
   */
  readonly cpu?: number;
  /**
   * Memory as a Kubernetes quantity.
   * @default - not stated
   */
  readonly memory?: string;
  /**
   * GPU devices.
   * @default - not stated
   */
  readonly gpus?: number;
  /**
   * Devices by resource, where pools offer others than `gpus`: MIG devices (`nvidia.com/mig-1g.10gb`), slices with a name of their own
   * (`nvidia.com/gpu.shared`), virtual GPUs (`volcano.sh/vgpu-number`, `volcano.sh/vgpu-memory` in the unit of the pools,
   * `volcano.sh/vgpu-cores`), claimed cards (`deviceclass/gpu.nvidia.com`, in a capability only).
   * @default - none stated
   */
  readonly devices?: Readonly<Record<DeviceResource, number>>;
}

/** Amounts by resource name: `cpu` in cores, `memory` in bytes, devices under their extended resource. */
export type Resources = Readonly<Record<string, number>>;

/** The three bounds of a queue, as Volcano names them. */
export const BOUNDS = ['capability', 'deserved', 'guarantee'] as const;

/** What a queue may use at most, what it gets back when others want it, and what is kept for it. */
export type Quota = Readonly<Partial<Record<(typeof BOUNDS)[number], Resources>>>;

/** The quota of a queue: stated once, and divided over the members that have the queue. */
export interface QueueQuota {
  /** What was stated. */
  readonly total: Quota;
  /** What each member gets of it, by name. */
  readonly shares: Readonly<Record<string, Quota>>;
}

const MEBIBYTE = 2 ** 20;
const THOUSANDTH = 1e-3;

/** Amounts by resource name. What is no amount is left out; the queue reports it. */
function resourcesOf(amounts: QueueAmounts, gpuResource: string): Resources {
  const memory = amounts.memory === undefined ? undefined : parseQuantity(amounts.memory);
  const stated = { cpu: amounts.cpu, memory, [gpuResource]: amounts.gpus, ...amounts.devices };
  return Object.fromEntries(
    Object.entries(stated).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}

/** In what ratio amounts are divided, by member. */
export type Weights = Readonly<Record<string, number>>;

/** The same for devices that not all members have, by resource: a member that is not named there gets nothing of the resource. */
export type DeviceWeights = Readonly<Record<string, Weights>>;

/**
 * Divides a quota over members, so that the shares add up to it. The Webster method keeps the order of the bounds: a
 * guarantee that is at most the capability in total is so in each member.
 *
 * CPU is divided in whole cores and memory in whole mebibytes, where the quota states whole ones; devices stay whole.
 */
export function divideQuota(
  quota: Quota,
  weights: Weights,
  devices: DeviceWeights = {},
): Readonly<Record<string, Quota>> {
  const shares = Object.fromEntries(Object.keys(weights).map((member) => [member, {} as Record<string, Resources>]));
  const stated = Object.values(quota);
  for (const bound of BOUNDS) {
    for (const [resource, amount] of Object.entries(quota[bound] ?? {})) {
      const unit = unitOf(
        resource,
        stated.flatMap((resources) => resources[resource] ?? []),
      );
      const units = divideByWeight(Math.round(amount / unit), devices[resource] ?? weights);
      for (const [member, amountThere] of Object.entries(units)) {
        const share = shares[member]!;
        share[bound] = { ...share[bound], [resource]: fromUnits(amountThere, unit) };
      }
    }
  }
  return shares;
}

/** A quota by resource name: the bounds that are stated, in order of `BOUNDS`. */
export function quotaOf(
  amounts: Readonly<Partial<Record<(typeof BOUNDS)[number], QueueAmounts>>>,
  gpuResource: string,
): Quota {
  return Object.fromEntries(
    BOUNDS.flatMap((bound) => {
      const stated = amounts[bound];
      return stated ? [[bound, resourcesOf(stated, gpuResource)] as const] : [];
    }),
  );
}

/** The largest unit of which all amounts are multiples, among those that read well. */
export function unitOf(resource: string, amounts: readonly number[]): number {
  const multiples = (unit: number) => amounts.every((amount) => Number.isInteger(amount / unit));
  if (resource === 'cpu') {
    return multiples(1) ? 1 : THOUSANDTH;
  }
  return resource === 'memory' && multiples(MEBIBYTE) ? MEBIBYTE : 1;
}

/** An amount of so many units. */
export function fromUnits(units: number, unit: number): number {
  // 3 * 0.001 is not 0.003, 3 / 1000 is
  return unit === THOUSANDTH ? units / 1000 : units * unit;
}

/** Amounts as they stand in a manifest. */
export function quantitiesOf(resources: Resources): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(resources).map(([resource, amount]) => [resource, quantityOf(resource, amount)]),
  );
}

function quantityOf(resource: string, amount: number): string | number {
  if (resource === 'cpu') {
    return formatCores(amount);
  }
  return resource === 'memory' && amount > 0 ? formatBytes(amount) : amount;
}
