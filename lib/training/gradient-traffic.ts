import type { LinkModel } from '../core/model';

/** How many bytes a gradient takes, by the precision in which gradients are exchanged. */
const BYTES = { fp32: 4, bf16: 2, fp16: 2, fp8: 1 } as const;

/** Precision in which gradients are exchanged. */
export type GradientPrecision = keyof typeof BYTES;

/** Bytes. */
export const GIB = 2 ** 30;
const BITS_PER_BYTE = 8;

/** What parts of a job exchange in each step. */
export interface GradientProps {
  readonly gradientGiBPerStep?: number | undefined;
  readonly parameters?: number | undefined;
  readonly precision?: GradientPrecision | undefined;
}

/** Bytes of all gradients of one step; undefined where nothing tells. */
export function gradientBytes({
  gradientGiBPerStep,
  parameters,
  precision = 'bf16',
}: GradientProps): number | undefined {
  if (gradientGiBPerStep !== undefined) {
    return gradientGiBPerStep * GIB;
  }
  return parameters === undefined ? undefined : parameters * BYTES[precision];
}

/** What a link of the ring has to do in each step. */
export interface LinkLoad {
  readonly between: readonly [string, string];
  /** The link as the fleet states it; absent where it does not. */
  readonly link?: LinkModel;
  /** Bytes in each direction. */
  readonly bytes: number;
  /** Seconds that takes; absent where the link is not stated. */
  readonly seconds?: number;
}

/**
 * A ring all-reduce over `n` parts, after each has reduced its own gradients: every link carries `2 (n - 1) / n` of the gradients, in
 * `2 (n - 1)` rounds. That is the least that any algorithm can do with it; rings over all GPUs carry more.
 * @param members the parts in the order of the ring
 */
export function ringLoads(members: readonly string[], links: readonly LinkModel[], gradients: number): LinkLoad[] {
  const rounds = 2 * (members.length - 1);
  const bytes = (rounds / members.length) * gradients;
  // two members have one link, and a ring over it goes forth and back
  const starts = members.length === 2 ? members.slice(0, 1) : members;
  return starts.map((from, i) => {
    const to = members[(i + 1) % members.length] as string;
    const link = links.find(({ between }) => between.includes(from) && between.includes(to));
    const seconds = link && (bytes * BITS_PER_BYTE) / (link.gbps * 1e9) + (rounds * (link.latencyMs ?? 0)) / 1000;
    return { between: [from, to], bytes, ...(link ? { link, seconds } : {}) } as LinkLoad;
  });
}
