import * as pulumi from '@pulumi/pulumi';
import type { JsonObject, Manifest } from '../core/manifest';
import { isSecret } from './secret-kinds';

/**
 * An object as an input of a resource. The values of a Secret are encrypted in the state and hidden in previews; they are all in
 * `data`, where the server puts them too: server-side apply would never remove what came through `stringData`.
 */
export function asInput(manifest: Manifest): pulumi.Inputs {
  if (!isSecret(manifest)) {
    return manifest;
  }
  const { data, stringData, ...rest } = manifest;
  const encoded = Object.entries((stringData ?? {}) as JsonObject).map(
    ([key, value]) => [key, Buffer.from(String(value)).toString('base64')] as const,
  );
  const values: Record<string, unknown> = { ...(data as JsonObject | undefined), ...Object.fromEntries(encoded) };
  return { ...rest, ...((data ?? stringData) ? { data: pulumi.secret(values) } : {}) };
}
