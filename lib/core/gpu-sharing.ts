/**
 * How the GPUs of a node pool are handed out, as plain data: which resources its nodes offer, and how many.
 * `GpuSharing` of the fleet makes them.
 */

/** One pod, one card or several. */
export interface WholeGpus {
  readonly type: 'whole';
}

/** Pods take turns on a card: every card counts as several. Nothing keeps them out of each other's memory. */
export interface TimeSlices {
  readonly type: 'time-slices';
  /** Slices of one card. */
  readonly replicas: number;
  /** Whether slices have a resource name of their own, `nvidia.com/gpu.shared`. */
  readonly rename: boolean;
  /** Whether a container that asks for more than one slice is refused by the device plugin. */
  readonly refuseMoreThanOne: boolean;
}

/** Pods run on a card side by side; each may use one share of its memory and of its threads. */
export interface MpsShares {
  readonly type: 'mps';
  /** Shares of one card. */
  readonly replicas: number;
  /** Whether shares have a resource name of their own, `nvidia.com/gpu.shared`. */
  readonly rename: boolean;
}

/** Cards are divided by the hardware; what each has is its own. */
export interface MigDevices {
  readonly type: 'mig';
  /** Devices in which each card is divided, by profile: `{ '1g.10gb': 7 }`. */
  readonly devices: Readonly<Record<string, number>>;
  /** `single`: all devices are alike and have the name of whole GPUs. `mixed`: each profile has a name of its own. */
  readonly strategy: 'single' | 'mixed';
}

/** Volcano divides the memory and the cores of cards by what pods ask for. */
export interface VirtualGpus {
  readonly type: 'vgpu';
  /** Pods that may share one card. */
  readonly slots: number;
  /** Memory of one card that may be asked for, in GiB. */
  readonly memoryGiB: number;
  /** What one unit of `volcano.sh/vgpu-memory` stands for, in MiB. */
  readonly unitMiB: number;
}

/** Cards are claimed by what they are, not by a number: dynamic resource allocation. */
export interface ClaimedGpus {
  readonly type: 'dra';
  /** The DeviceClass that claims name. */
  readonly deviceClass: string;
  /** The driver that publishes the cards. */
  readonly driver: string;
}

/** How the GPUs of a node pool are handed out. */
export type SharingModel = WholeGpus | TimeSlices | MpsShares | MigDevices | VirtualGpus | ClaimedGpus;

/** Resources of Volcano's device plugin (volcano v1.15.1 pkg/scheduler/api/devices/config/vgpu.go). */
export const VGPU = {
  number: 'volcano.sh/vgpu-number',
  memory: 'volcano.sh/vgpu-memory',
  cores: 'volcano.sh/vgpu-cores',
} as const;

/** The node label that keeps the device plugin of NVIDIA's GPU operator off a node, with `false`. */
export const OPERATOR_PLUGIN_LABEL = 'nvidia.com/gpu.deploy.device-plugin';

/** What all of a card's cores are, in units of `volcano.sh/vgpu-cores`. */
export const VGPU_CORES_OF_CARD = 100;

const MIB_PER_GIB = 1024;
const CLAIMED = 'deviceclass/';

/** The resource of MIG devices of one profile where each has its own; a `+` is no character of resource names. */
export function migResource(profile: string): string {
  return `nvidia.com/mig-${profile.replace('+', '.')}`;
}

/** Memory of one MIG device in GiB, which is part of its profile's name: `3g.40gb`. */
export function migMemoryGiB(profile: string): number | undefined {
  const [, size] = /\.(\d+)gb/.exec(profile) ?? [];
  return size === undefined ? undefined : Number(size);
}

/** The resource of a slice or a share of a card. */
function sliceResource({ rename }: TimeSlices | MpsShares, whole: string): string {
  return rename ? `${whole}.shared` : whole;
}

/** Memory as `volcano.sh/vgpu-memory` counts it. */
export function vgpuMemory({ unitMiB }: Pick<VirtualGpus, 'unitMiB'>, memoryGiB: number): number {
  return (memoryGiB * MIB_PER_GIB) / unitMiB;
}

/** The name by which a Queue of Volcano bounds claimed cards (volcano v1.15.1 pkg/scheduler/plugins/capacity/capacity.go). */
export function claimedResource(deviceClass: string): string {
  return `${CLAIMED}${deviceClass}`;
}

/** The DeviceClass of claimed cards that a Queue bounds; undefined where the resource is another one. */
export function deviceClassIn(resource: string): string | undefined {
  return resource.startsWith(CLAIMED) ? resource.slice(CLAIMED.length) : undefined;
}

/** What a node with so many cards offers, by resource name. */
export function offeredBy(sharing: SharingModel, cards: number, whole: string): Readonly<Record<string, number>> {
  switch (sharing.type) {
    case 'whole':
      return { [whole]: cards };
    case 'time-slices':
    case 'mps':
      return { [sliceResource(sharing, whole)]: cards * sharing.replicas };
    case 'mig': {
      const devices = Object.entries(sharing.devices);
      return sharing.strategy === 'single'
        ? { [whole]: cards * devices.reduce((sum, [, count]) => sum + count, 0) }
        : Object.fromEntries(devices.map(([profile, count]) => [migResource(profile), cards * count]));
    }
    case 'vgpu':
      // and no whole cards: its plugin is the only one there
      return {
        [VGPU.number]: cards * sharing.slots,
        [VGPU.memory]: cards * Math.floor(vgpuMemory(sharing, sharing.memoryGiB)),
        [VGPU.cores]: cards * VGPU_CORES_OF_CARD,
      };
    case 'dra':
      // the driver publishes ResourceSlices instead
      return {};
  }
}

/** Of what a node offers, the resources whose amounts are cards or parts of cards. */
export function countedIn(sharing: SharingModel, whole: string): readonly string[] {
  return sharing.type === 'vgpu' ? [VGPU.number] : Object.keys(offeredBy(sharing, 1, whole));
}

/** The resource that stands for a GPU in a request that says no more than a number; undefined where none does. */
export function plainResource(sharing: SharingModel, whole: string): string | undefined {
  const [only, ...more] = countedIn(sharing, whole);
  return only === whole && more.length === 0 ? whole : undefined;
}

/** What one unit of a resource of GPUs stands for, for messages: `whole cards`, `1/8 of a card`, `512 MiB`. */
export function describeUnit(sharing: SharingModel | undefined, resource: string): string {
  switch (sharing?.type) {
    case 'time-slices':
    case 'mps':
      return `1/${sharing.replicas} of a card`;
    case 'mig':
      return sharing.strategy === 'single' ? `MIG devices ${Object.keys(sharing.devices).join(', ')}` : resource;
    case 'vgpu':
      return resource === VGPU.memory ? `${sharing.unitMiB} MiB` : 'parts of cards';
    default:
      return 'whole cards';
  }
}
