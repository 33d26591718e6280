import * as pulumi from '@pulumi/pulumi';
import { holdsLate } from '../core/late';
import type { JsonObject, Manifest } from '../core/manifest';
import type { ClusterConnection } from './clusters';
import { textOf, withLateValues } from './late-inputs';
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
    const text = Buffer.from(String(value), 'base64').toString();
    values[key] = holdsLate(text) ? encoded(text) : value;
  }
  for (const [key, value] of Object.entries((stringData ?? {}) as JsonObject)) {
    values[key] = encoded(String(value));
  }
  return { ...withLateValues(rest as Manifest), ...((data ?? stringData) ? { data: pulumi.secret(values) } : {}) };
}

/** How a cluster is reached, as an input of a resource. */
export function asAccess({ kubeconfig, context }: ClusterConnection): pulumi.Inputs {
  return { kubeconfig: pulumi.secret(kubeconfig), ...(context === undefined ? {} : { context }) };
}

function encoded(text: string): pulumi.Input<string> {
  return holdsLate(text) ? pulumi.output(textOf(text)).apply(base64) : base64(text);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
