/** An answer of the API server other than success. */
export class ApiError extends Error {
  public constructor(
    /** HTTP status; 0 when there was no answer. */
    public readonly status: number,
    /** Machine-readable reason, such as `NotFound`. */
    public readonly reason: string,
    message: string,
    /** The server that was asked: `https://127.0.0.1:PORT`. */
    public readonly server: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ApiError';
  }
}

/** The error for an answer with a status of 400 or more. */
export function refusal(status: number, body: string, what: string, server: string): ApiError {
  try {
    const { reason = '', message = body } = JSON.parse(body) as { reason?: string; message?: string };
    return new ApiError(status, reason, message, server);
  } catch {
    return new ApiError(status, '', `${what}: HTTP ${status} ${body.slice(0, 200)}`, server);
  }
}

/** Whether a server that has not answered may do so when it is asked again. Where a connection is refused, nobody listens. */
export function mayAnswerYet(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.status === 0 &&
    (error.cause as NodeJS.ErrnoException | undefined)?.code !== 'ECONNREFUSED'
  );
}

/** Whether a server has refused the credentials of a request, of which it has done nothing then. */
export function isUnauthorized(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 401;
}

/** What is asked for; undefined where the server has no such thing. */
export async function ifThere<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}
