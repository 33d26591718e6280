import { countedIn, offeredBy, plainResource, type SharingModel } from '../core/gpu-sharing';
import type { PoolModel, Taint } from '../core/model';
import { parseQuantity } from '../core/quantity';
import type { Gpu } from './gpu';
import { GpuSharing, resolveSharing } from './gpu-sharing';
import { type PoolUpgrade, upgradeModel } from './pool-upgrade';
import { productLabels, sharingLabels } from './sharing-labels';

const CORES_PER_GPU = 8;
const GIB_PER_GPU = 64;
const CORES_WITHOUT_GPU = 16;
const GIB_WITHOUT_GPU = 64;

/** Label with which every node of a pool carries the pool's name. */
export const POOL_LABEL = 'node.cdk8s-fleet.dev/pool';

/** Nodes of one shape in a member. */
export interface NodePoolProps {
  /** Name, unique in its member: a DNS label. */
  readonly name: string;
  /** Number of nodes: what is planned with, and what a new pool starts with. */
  readonly nodes: number;
  /**
   * GPU model of the nodes.
   * @default - no GPUs
   */
  readonly gpu?: Gpu;
  /**
   * GPU devices in one node; needs `gpu`.
   * @default - none
   */
  readonly gpusPerNode?: number;
  /**
   * How the cards are handed out: whole, in slices, in parts. It decides which resources the nodes offer, and under which
   * name pods ask for them.
   * @default GpuSharing.whole()
   */
  readonly sharing?: GpuSharing;
  /**
   * CPU of one node, in cores, as schedulers see it (allocatable).
   * @default - 8 for each GPU, 16 in a pool without GPUs: an assumption of plan and twin, beyond which nothing is refused
   */
  readonly cpu?: number;
  /**
   * Memory of one node, as a Kubernetes quantity, as schedulers see it (allocatable).
   * @default - 64Gi for each GPU, 64Gi in a pool without GPUs: an assumption of plan and twin, beyond which nothing is refused
   */
  readonly memory?: string;
  /**
   * Pods that one node takes.
   * @default 110
   */
  readonly pods?: number;
  /**
   * What else one node offers, as Kubernetes quantities by resource name: `ephemeral-storage`, `rdma/hca`, ... A resource
   * without a `/` in its name that no pool states is taken to be there in plenty.
   * @default - none
   */
  readonly resources?: Readonly<Record<string, string | number>>;
  /**
   * Labels of the nodes, besides those that follow from the model (pool name, GPU product, region).
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Taints of the nodes.
   * @default - none
   */
  readonly taints?: readonly Taint[];
  /**
   * Price of one node for one hour, in the fleet's currency.
   * @default 0
   */
  readonly hourly?: number;
  /**
   * How nodes are replaced when their image or their Kubernetes version changes.
   * @default - as whoever makes the nodes does it
   */
  readonly upgrade?: PoolUpgrade;
  /**
   * The provider's machine type: `p4d.24xlarge`, `ecs.gn7e-c16g1.32xlarge`, `GT4.41XLARGE948`, `a2-highgpu-8g`.
   * @default - none; needed where the cluster is provisioned
   */
  readonly instanceType?: string;
  /**
   * Between which numbers of nodes the pool is scaled. The plan is of `nodes`; a gang that only more of them hold is a warning.
   * @default - not scaled
   */
  readonly autoscaling?: PoolAutoscaling;
  /**
   * System disk of one node, in GiB.
   * @default - 100 where the cluster is provisioned
   */
  readonly diskGiB?: number;
  /**
   * Whether the nodes are spot machines: cheaper, and taken away at any time.
   * @default false
   */
  readonly spot?: boolean;
}

/** Limits of a pool that grows and shrinks with what is asked of it. */
export interface PoolAutoscaling {
  /** Nodes that are always there; 0 is possible. */
  readonly min: number;
  /** Nodes that there are at most. */
  readonly max: number;
}

/**
 * The pool as plain data. Amounts that are no quantity count as 0; the fleet reports them.
 * @param volcano whether Volcano runs in the member
 */
export function poolModel(
  props: NodePoolProps,
  memberLabels: Readonly<Record<string, string>>,
  volcano = false,
): PoolModel {
  const gpus = props.gpusPerNode ?? 0;
  const sharing = resolveSharing(props.sharing ?? GpuSharing.whole(), props.gpu);
  const others = Object.entries(props.resources ?? {}).map(([name, amount]) => [name, parseQuantity(amount) ?? 0]);
  const perNode: Record<string, number> = {
    ...Object.fromEntries(others),
    cpu: props.cpu ?? (gpus > 0 ? gpus * CORES_PER_GPU : CORES_WITHOUT_GPU),
    memory: parseQuantity(props.memory ?? `${gpus > 0 ? gpus * GIB_PER_GPU : GIB_WITHOUT_GPU}Gi`) ?? 0,
    pods: props.pods ?? 110,
  };
  const assumed = (['cpu', 'memory'] as const).filter((resource) => props[resource] === undefined);
  return {
    name: props.name,
    nodes: props.nodes,
    ...(assumed.length > 0 ? { assumed } : {}),
    gpusPerNode: gpus,
    ...(props.gpu ? { gpu: props.gpu.model } : {}),
    ...gpuModel(perNode, props.gpu, gpus, sharing),
    ...schedulerNeed(props.name, gpus > 0 ? sharing.type : 'whole', volcano && props.autoscaling !== undefined),
    labels: {
      ...memberLabels,
      [POOL_LABEL]: props.name,
      ...(props.gpu ? productLabels(props.gpu, gpus > 0 ? sharing : { type: 'whole' }) : {}),
      ...(gpus > 0 ? sharingLabels(sharing, props.gpu?.model) : {}),
      ...props.labels,
    },
    taints: [...(props.taints ?? [])],
    hourly: props.hourly ?? 0,
    ...(props.upgrade ? { upgrade: upgradeModel(props.upgrade) } : {}),
    ...(props.instanceType === undefined ? {} : { instanceType: props.instanceType }),
    ...(props.autoscaling ? { autoscaling: { min: props.autoscaling.min, max: props.autoscaling.max } } : {}),
    ...(props.diskGiB === undefined ? {} : { diskGiB: props.diskGiB }),
    ...(props.spot ? { spot: true as const } : {}),
  };
}

/** What a pool's cards add to it. What is not shared is as short as it can be. */
function gpuModel(
  perNode: Readonly<Record<string, number>>,
  gpu: Gpu | undefined,
  cards: number,
  sharing: SharingModel,
): Pick<PoolModel, 'perNode' | 'gpuResource' | 'partResources' | 'sharing' | 'gpuMemoryGiB'> {
  if (!gpu || cards <= 0) {
    return { perNode };
  }
  const gpuResource = plainResource(sharing, gpu.resource);
  return {
    perNode: { ...perNode, ...offeredBy(sharing, cards, gpu.resource) },
    ...(gpuResource === undefined ? { partResources: countedIn(sharing, gpu.resource) } : { gpuResource }),
    ...(sharing.type === 'whole' ? {} : { sharing }),
    gpuMemoryGiB: gpu.memoryGiB,
  };
}

/** What Volcano's scheduler does for such a pool only when it is told to. Claims it sees to without being told. */
function schedulerNeed(pool: string, sharing: SharingModel['type'], grows: boolean): Pick<PoolModel, 'scheduler'> {
  const shares = sharing === 'vgpu';
  if (!shares && !grows) {
    return {};
  }
  const reasons = [...(shares ? ['offers virtual GPUs'] : []), ...(grows ? ['grows with what is asked of it'] : [])];
  return {
    scheduler: {
      reason: `pool '${pool}' ${reasons.join(' and ')}`,
      ...(shares ? { plugins: { deviceshare: { arguments: { 'deviceshare.VGPUEnable': true } } } } : {}),
      ...(grows ? { beforeRoom: true } : {}),
    },
  };
}
