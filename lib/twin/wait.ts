import { reasonOf } from '../core/failure';
import { pause } from '../core/pause';
import { notReady } from './failures';

/** How long to wait, and what ends the waiting early. */
export interface WaitOptions {
  /** Seconds until the wait fails. */
  readonly seconds: number;
  /** Milliseconds between two looks. @default 100 */
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
  /** Called before each look; throws when waiting has become pointless. */
  readonly guard?: () => void;
  /** Folder of the logs that tell why it takes so long. */
  readonly logs?: string;
}

/** What a look yields while there is nothing to see: the reason, for the message when time is up. */
export class NotYet {
  public constructor(public readonly reason: string) {}
}

/**
 * Looks again and again until there is something to see. An error thrown by `look` counts as not yet.
 * @throws Failure `twin/not-ready` when time is up; whatever `guard` throws
 */
export async function waitFor<T>(what: string, look: () => Promise<T | NotYet>, options: WaitOptions): Promise<T> {
  const deadline = Date.now() + options.seconds * 1000;
  for (;;) {
    options.signal?.throwIfAborted();
    options.guard?.();
    let reason: string;
    try {
      const seen = await look();
      if (!(seen instanceof NotYet)) {
        return seen;
      }
      reason = seen.reason;
    } catch (error) {
      reason = reasonOf(error);
    }
    if (Date.now() >= deadline) {
      options.guard?.();
      throw notReady(what, options.seconds, reason, options.logs);
    }
    await pause(options.everyMs ?? 100, options.signal);
  }
}
