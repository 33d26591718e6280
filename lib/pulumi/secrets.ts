import * as pulumi from '@pulumi/pulumi';
import type { JsonObject, Manifest } from '../core/manifest';
import type { ClusterConnection } from './clusters';
import { base64Of, textOf, withLateValues } from './late-inputs';
import { isSecret } from './secret-kinds';

/**
 * An object as an input of a resource, with its late values. The values of a Secret are encrypted in the state and hidden in previews;
 * they are all in `data`, where the server puts them too: server-side apply would never remove what came through `stringData`.
 */
export function asInput(manifest: Manifest): pulumi.Inputs {
  if (!isSecret(manifest)) {
    return withLateValues(manifest);
  }
  const { data, stringData, ...rest } = manifest;
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries((data ?? {}) as JsonObject)) {
    values[key] = typeof value === 'string' ? textOf(value) : value;
  }
  for (const [key, value] of Object.entries((stringData ?? {}) as JsonObject)) {
    values[key] = base64Of(String(value));
  }
  return { ...withLateValues(rest as Manifest), ...((data ?? stringData) ? { data: pulumi.secret(values) } : {}) };
}

/** How a cluster is reached, as an input of a resource. */
export function asAccess({ kubeconfig, context }: ClusterConnection): pulumi.Inputs {
  return { kubeconfig: pulumi.secret(kubeconfig), ...(context === undefined ? {} : { context }) };
}
