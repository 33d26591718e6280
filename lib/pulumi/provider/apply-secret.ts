import type { Manifest } from '../../core/manifest';
import { type ApiClient, ApiError } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { redacted } from './redact';

/** Applies a Secret. @throws ApiError that repeats nothing of it, whatever a webhook says of what it has seen */
export async function applySecret(client: ApiClient, secret: Manifest): Promise<void> {
  try {
    await client.apply(secret, PROGRAM);
  } catch (error) {
    throw error instanceof ApiError
      ? new ApiError(error.status, error.reason, redacted(error.message, secret), error.server)
      : error;
  }
}
