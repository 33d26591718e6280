import { lock } from 'proper-lockfile';
import { pause } from '../core/pause';

/** How to wait for a lock. */
export interface LockOptions {
  readonly signal?: AbortSignal;
  /** Called whenever somebody else was found to have it. */
  readonly onWaiting: () => void;
  /** Milliseconds after which the lock of a dead process counts as left behind. @default 10000 */
  readonly staleMs?: number;
}

/**
 * Does work while no other process does work under the same lock. A lock whose holder is dead, and therefore no
 * longer renews it, is taken over.
 */
export async function withLock<T>(file: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const { signal, onWaiting, staleMs = 10_000 } = options;
  for (;;) {
    signal?.throwIfAborted();
    let release: () => Promise<void>;
    try {
      release = await lock(file, { realpath: false, stale: staleMs, update: staleMs / 4, retries: 0 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') {
        throw error;
      }
      onWaiting();
      await pause(500, signal);
      continue;
    }
    try {
      return await work();
    } finally {
      await release();
    }
  }
}
