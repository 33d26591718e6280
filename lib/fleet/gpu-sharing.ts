import type {
  ClaimedGpus,
  MigDevices,
  MpsShares,
  SharingModel,
  TimeSlices,
  VirtualGpus,
  WholeGpus,
} from '../core/gpu-sharing';
import type { Gpu } from './gpu';
import type { MigProfile } from './mig-profiles';

/** More about time slices. */
export interface TimeSlicesProps {
  /**
   * Whether slices are offered as `nvidia.com/gpu.shared`, so that who asks for a GPU never gets a slice of one.
   * @default false
   */
  readonly rename?: boolean;
  /**
   * Whether a container that asks for more than one slice fails to start. Several slices give it no more of a card: they may be
   * of the same one.
   * @default false
   */
  readonly refuseMoreThanOne?: boolean;
}

/** More about shares of MPS. */
export interface MpsProps {
  /**
   * Whether shares are offered as `nvidia.com/gpu.shared`.
   * @default false
   */
  readonly rename?: boolean;
}

/** More about MIG devices. */
export interface MigProps {
  /**
   * `mixed`: each profile has a resource of its own, `nvidia.com/mig-1g.10gb`. `single`: the devices are offered as
   * `nvidia.com/gpu`; all are of one profile then.
   * @default 'mixed'
   */
  readonly strategy?: 'single' | 'mixed';
}

/** Volcano's virtual GPUs. */
export interface VgpuProps {
  /**
   * Pods that may share one card.
   * @default 10
   */
  readonly slots?: number;
  /**
   * Memory of one card that pods may ask for, in whole GiB. Drivers keep a part for themselves, error correction of cards without HBM takes
   * a sixteenth: a T4 of 16 GiB registers 15.
   * @default - 93 % of the model's memory
   */
  readonly memoryGiB?: number;
  /**
   * What one unit of `volcano.sh/vgpu-memory` stands for, in MiB. Each unit is a device that the plugin lists to the kubelet in one
   * message of at most 4 MiB: small units are too many for large cards.
   * @default 1024
   */
  readonly unitMiB?: number;
}

/** Cards that are claimed. */
export interface DraProps {
  /**
   * The DeviceClass that claims name.
   * @default 'gpu.nvidia.com', which NVIDIA's driver brings
   */
  readonly deviceClass?: string;
  /**
   * The driver that publishes the cards.
   * @default 'gpu.nvidia.com'
   */
  readonly driver?: string;
}

/** Volcano's virtual GPUs as stated; what a card has is known when its model is. */
export interface StatedVirtualGpus extends Omit<VirtualGpus, 'memoryGiB'> {
  readonly memoryGiB?: number;
}

/** How the GPUs of a node pool are handed out. */
export type GpuSharing = WholeGpus | TimeSlices | MpsShares | MigDevices | StatedVirtualGpus | ClaimedGpus;

const NVIDIA_DRIVER = 'gpu.nvidia.com';
const USABLE_MEMORY = 0.93;

/** Ways to hand out the GPUs of a node pool. */
export const GpuSharing = {
  /** Cards as they are: a pod gets one, or several. */
  whole(): WholeGpus {
    return { type: 'whole' };
  },

  /**
   * Pods take turns on a card. Every card counts as `replicas`; nothing keeps pods out of each other's memory.
   * @param replicas slices of one card, 2 or more
   */
  timeSlices(replicas: number, { rename = false, refuseMoreThanOne = false }: TimeSlicesProps = {}): TimeSlices {
    return { type: 'time-slices', replicas, rename, refuseMoreThanOne };
  },

  /**
   * Pods run side by side on a card, by NVIDIA's Multi-Process Service. Each may use an equal share of its memory and threads.
   * @param replicas shares of one card, 2 or more
   */
  mps(replicas: number, { rename = false }: MpsProps = {}): MpsShares {
    return { type: 'mps', replicas, rename };
  },

  /**
   * Cards divided by the hardware (Multi-Instance GPU).
   * @param devices devices in which each card is divided, by profile: `{ '3g.40gb': 1, '1g.10gb': 4 }`
   */
  mig(devices: Readonly<Partial<Record<MigProfile, number>>>, { strategy = 'mixed' }: MigProps = {}): MigDevices {
    return { type: 'mig', devices: devices as Readonly<Record<string, number>>, strategy };
  },

  /** Volcano divides the memory and the cores of cards by what pods ask for. */
  vgpu({ slots = 10, memoryGiB, unitMiB = 1024 }: VgpuProps = {}): StatedVirtualGpus {
    return { type: 'vgpu', slots, unitMiB, ...(memoryGiB === undefined ? {} : { memoryGiB }) };
  },

  /** Cards are claimed by what they are: dynamic resource allocation, Kubernetes 1.34 or later. */
  dra({ deviceClass = NVIDIA_DRIVER, driver = NVIDIA_DRIVER }: DraProps = {}): ClaimedGpus {
    return { type: 'dra', deviceClass, driver };
  },
} as const;

/** What a model has filled in. */
export function resolveSharing(sharing: GpuSharing, gpu: Gpu | undefined): SharingModel {
  return sharing.type === 'vgpu'
    ? { ...sharing, memoryGiB: sharing.memoryGiB ?? Math.floor((gpu?.memoryGiB ?? 0) * USABLE_MEMORY) }
    : sharing;
}
