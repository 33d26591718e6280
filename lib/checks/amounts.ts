import { formatBytes, formatCores } from '../core/quantity';

/** `cpu 8`, `memory 32Gi`, `nvidia.com/gpu 4`, for messages. */
export function describeAmount(resource: string, amount: number): string {
  if (resource === 'cpu') {
    return `cpu ${formatCores(amount)}`;
  }
  const bytes = resource === 'memory' || resource === 'ephemeral-storage';
  return `${resource} ${bytes ? formatBytes(amount) : amount}`;
}

/** Whether an amount is larger than another, and not only by the rounding of sums of thousandths. */
export function isMore(amount: number, than: number): boolean {
  return amount - than > 1e-9 * Math.max(1, Math.abs(than));
}
