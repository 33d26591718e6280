import type { FleetModel, MemberModel, PoolModel } from '../../core/model';
import { CLUSTER_LABEL } from '../member-prometheus';
import { anyOf } from './scope';

/** Node label with which NVIDIA's feature discovery names the model of a node's GPUs. */
const PRODUCT_LABEL = 'nvidia.com/gpu.product';
/** What the label says of shared cards besides; metrics tell the card's own name. */
const PART = /-(?:SHARED|MIG-[\w.]+)$/;

/** What one hour of one GPU costs, and the matchers that find the GPUs of that price. */
export interface GpuPrice {
  readonly matchers: readonly string[];
  /** In the fleet's currency: the price of a node, divided by its GPUs. */
  readonly hourly: number;
}

/**
 * The prices of the fleet's GPUs. Where all GPUs of a member have one price, it is found by the member alone; else by the model
 * too, as the dcgm-exporter names it (`modelName`, the product label with spaces).
 */
export function gpuPrices({ members }: FleetModel): GpuPrice[] {
  const uniform = new Map<number, MemberModel[]>();
  const byModel: GpuPrice[] = [];
  for (const member of members) {
    const pools = member.pools.filter((pool) => pool.gpusPerNode > 0 && pool.nodes > 0);
    const prices = new Set(pools.map(hourlyPerGpu));
    if (prices.size === 1) {
      const price = hourlyPerGpu(pools[0]!);
      uniform.set(price, [...(uniform.get(price) ?? []), member]);
    } else {
      byModel.push(...pricesByModel(member, pools));
    }
  }
  return [
    ...[...uniform].map(([hourly, of]) => ({ hourly, matchers: [`${CLUSTER_LABEL}=~"${anyOf(of)}"`] })),
    ...byModel,
  ].filter(({ hourly }) => hourly > 0);
}

/** Pools of one model and several prices count with their mean: no metric tells their GPUs apart. */
function pricesByModel(member: MemberModel, pools: readonly PoolModel[]): GpuPrice[] {
  const productOf = (pool: PoolModel) => (pool.labels[PRODUCT_LABEL] ?? pool.gpu ?? '').replace(PART, '');
  return [...new Set(pools.map(productOf))].map((product) => {
    const of = pools.filter((pool) => productOf(pool) === product);
    const gpus = of.reduce((sum, { nodes, gpusPerNode }) => sum + nodes * gpusPerNode, 0);
    const cost = of.reduce((sum, { nodes, hourly }) => sum + nodes * hourly, 0);
    const model = product.replace(/[.+*?()|[\]{}^$]/g, '\\\\$&').replaceAll('-', '[ -]');
    return { hourly: cost / gpus, matchers: [`${CLUSTER_LABEL}="${member.name}"`, `modelName=~"${model}"`] };
  });
}

function hourlyPerGpu({ hourly, gpusPerNode }: PoolModel): number {
  return hourly / gpusPerNode;
}
