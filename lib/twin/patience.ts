import { pause } from '../core/pause';
import { ApiError } from './client';

/** Seconds in which a webhook must have started, or have seen what was just applied, or a new kind must be served. */
export const RETRY_SECONDS = 30;
/** Milliseconds between two attempts. */
export const RETRY_EVERY_MS = 250;

/** What a webhook says that reads from a cache of its own: Volcano's of queues, where a parent or a child was changed just before. */
const BEHIND = /failed to get parent queue .*not found|can not be deleted because it has \d+ child queues/s;

/** What an API server says of a webhook that it does not reach, with its name (k8s.io/apiserver pkg/util/webhook/error.go). */
const SILENT = /failed calling webhook "([^"]*)"/;

/** How to be patient. */
export interface Patience {
  /** Whether the kind is new, and may not be served everywhere yet. @default false */
  readonly isYoung?: boolean;
  readonly signal?: AbortSignal | undefined;
  /**
   * Webhooks that do not answer, and since when, in milliseconds of the epoch. Requests that share it wait for a webhook together: where it
   * is down, thousands of objects do not wait one after the other.
   * @default none
   */
  readonly silent?: Map<string, number>;
}

/** Retries while the server is not ready for a request: a webhook starts or is behind, or a definition is young. */
export async function patiently<T>(send: () => Promise<T>, options: Patience = {}): Promise<T> {
  const { isYoung = false, signal, silent = new Map<string, number>() } = options;
  const begun = Date.now();
  let webhook: string | undefined;
  for (;;) {
    try {
      const answer = await send();
      silent.delete(webhook ?? '');
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError && isTransient(error, isYoung))) {
        throw error;
      }
      webhook = SILENT.exec(error.message)?.[1];
      const since = silent.get(webhook ?? '') ?? begun;
      if (webhook !== undefined) {
        silent.set(webhook, since);
      }
      if (Date.now() >= since + RETRY_SECONDS * 1000) {
        throw error;
      }
    }
    await pause(RETRY_EVERY_MS, signal);
  }
}

function isTransient({ status, message }: ApiError, isYoung: boolean): boolean {
  return (
    (status === 500 && SILENT.test(message)) ||
    BEHIND.test(message) ||
    status === 503 ||
    status === 429 ||
    (isYoung && status === 404)
  );
}
