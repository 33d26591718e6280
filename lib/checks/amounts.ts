import { listOf } from '../core/errors';
import type { PoolModel } from '../core/model';
import { formatBytes, formatCores } from '../core/quantity';

/** `cpu 8`, `memory 32Gi`, `nvidia.com/gpu 4`, for messages. */
export function describeAmount(resource: string, amount: number): string {
  if (resource === 'cpu') {
    return `cpu ${formatCores(amount)}`;
  }
  const bytes = resource === 'memory' || resource === 'ephemeral-storage';
  return `${resource} ${bytes ? formatBytes(amount) : amount}`;
}

/** `cpu 64 and memory 512Gi`: what a pool's nodes are taken to have, since the program does not state it. */
export function describeAssumed({ perNode, assumed = [] }: PoolModel): string {
  return listOf(assumed.map((resource) => describeAmount(resource, perNode[resource] ?? 0)));
}

/** Whether an amount is larger than another, and not only by the rounding of sums of thousandths. */
export function isMore(amount: number, than: number): boolean {
  return amount - than > 1e-9 * Math.max(1, Math.abs(than));
}
