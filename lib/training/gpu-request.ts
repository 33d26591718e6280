import type { IGpuClaim } from '../core/gpu-claim';

/** Slices or shares of a card, for pools with time slices or MPS. */
export interface GpuSliceRequest {
  readonly type: 'slices';
  readonly count: number;
  /** Memory of the card that the pod needs, in GiB. */
  readonly memoryGiB?: number;
}

/** MIG devices of one profile, for pools that name them by it. */
export interface MigRequest {
  readonly type: 'mig';
  readonly profile: string;
  readonly count: number;
}

/** Parts of cards that Volcano divides. */
export interface VirtualGpuRequest {
  readonly type: 'vgpu';
  readonly cards: number;
  readonly memoryGiB?: number;
  readonly cores?: number;
}

/** A claim to cards by what they are. */
export interface GpuClaimRequest {
  readonly type: 'claim';
  readonly claim: IGpuClaim;
}

/** More about slices. */
export interface GpuSlicesProps {
  /**
   * Memory of the card that the pod needs, in GiB. It is held against what a card, or a share of MPS, has; time slices keep nobody to it.
   * @default - not stated
   */
  readonly memoryGiB?: number;
}

/** What a pod needs of Volcano's virtual GPUs. */
export interface VgpuRequestProps {
  /**
   * Cards of which it gets a part each.
   * @default 1
   */
  readonly cards?: number;
  /**
   * Memory of each of these cards, in GiB: a whole number of the pool's units.
   * @default - all of the card
   */
  readonly memoryGiB?: number;
  /**
   * Cores of each of these cards, in percent, 1 to 100; with 100 nobody else gets on the card.
   * @default - as others leave them
   */
  readonly cores?: number;
}

/** What part of a GPU one pod asks for. Whole GPUs are asked for by `gpus`. */
export type GpuRequest = GpuSliceRequest | MigRequest | VirtualGpuRequest | GpuClaimRequest;

/** Ways to ask for a part of a GPU. */
export const GpuRequest = {
  /** Slices of a card that pods take turns on, or shares of one that MPS divides. */
  slices(count = 1, { memoryGiB }: GpuSlicesProps = {}): GpuSliceRequest {
    return { type: 'slices', count, ...(memoryGiB === undefined ? {} : { memoryGiB }) };
  },

  /** MIG devices of a profile: `GpuRequest.mig('1g.10gb')`. */
  mig(profile: string, count = 1): MigRequest {
    return { type: 'mig', profile, count };
  },

  /** A part of a card, or of several, that Volcano divides. */
  vgpu({ cards = 1, memoryGiB, cores }: VgpuRequestProps = {}): VirtualGpuRequest {
    return {
      type: 'vgpu',
      cards,
      ...(memoryGiB === undefined ? {} : { memoryGiB }),
      ...(cores === undefined ? {} : { cores }),
    };
  },

  /** What a `GpuClaim` describes. */
  claim(claim: IGpuClaim): GpuClaimRequest {
    return { type: 'claim', claim };
  },
} as const;
