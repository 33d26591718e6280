import { pause } from '../core/pause';
import { ApiError } from './client';

/** Seconds in which a webhook must have started, or have seen what was just applied, or a new kind must be served. */
export const RETRY_SECONDS = 30;
/** Milliseconds between two attempts. */
export const RETRY_EVERY_MS = 250;

/** What a webhook says that reads from a cache of its own: Volcano's of queues, where a parent or a child was changed just before. */
const BEHIND = /failed to get parent queue .*not found|can not be deleted because it has \d+ child queues/s;

/** How to be patient. */
export interface Patience {
  /** Whether the kind is new, and may not be served everywhere yet. @default false */
  readonly isYoung?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Retries while the server is not ready for a request: a webhook starts or is behind, or a definition is young. */
export async function patiently<T>(send: () => Promise<T>, { isYoung = false, signal }: Patience = {}): Promise<T> {
  const deadline = Date.now() + RETRY_SECONDS * 1000;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof ApiError && isTransient(error, isYoung)) || Date.now() >= deadline) {
        throw error;
      }
    }
    await pause(RETRY_EVERY_MS, signal);
  }
}

function isTransient({ status, message }: ApiError, isYoung: boolean): boolean {
  const webhookStarting = status === 500 && message.includes('failed calling webhook');
  return webhookStarting || BEHIND.test(message) || status === 503 || status === 429 || (isYoung && status === 404);
}
