import { reasonOf } from '../../core/failure';
import { ApiClient, ApiError } from '../../twin/client';

/** How a target is reached, as its resource states it. */
export interface Access {
  readonly kubeconfig: string;
  readonly context?: string;
}

/**
 * Whether a cluster could not be asked: it does not answer, is busy or broken, or does not answer to these credentials. Those of the last update
 * may have ended since; a refresh must come to its end all the same, for the next update to bring others.
 */
export function isUnanswered(error: unknown): error is ApiError {
  return (
    error instanceof ApiError &&
    (error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500)
  );
}

/** Whether a cluster gave no answer at all. */
export function isSilence(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 0;
}

/**
 * Whether a refresh could not look: nobody could be asked, or these credentials may not read what it asked for. Whoever changes rights in one
 * cluster must not end the refresh of all others.
 */
export function isUnreadable(error: unknown): error is ApiError {
  return isUnanswered(error) || isForbidden(error);
}

/** Whether these credentials may not do what was asked, which others may be allowed. */
export function isForbidden(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 403;
}

/** Works with a client of the target, and closes it. @throws ApiError without an answer where its kubeconfig yields no client */
export async function connected<T>(
  { kubeconfig, context }: Access,
  work: (client: ApiClient) => Promise<T>,
): Promise<T> {
  // a program that gives no token, a certificate that is on another machine: this cluster cannot be asked, and all others can
  const client = await ApiClient.fromConfig(kubeconfig, { context }).catch((cause: unknown) => {
    throw new ApiError(0, 'Unreachable', reasonOf(cause), '', { cause });
  });
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
