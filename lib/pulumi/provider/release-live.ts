import { isDeepStrictEqual } from 'node:util';
import { mergedValues } from '../../addons/values';
import { isJsonObject, type JsonObject } from '../../core/manifest';
import type { Helm } from './helm';
import { type StatedRelease, told } from './release-props';

/** What helm knows of a release. */
export interface Metadata {
  readonly version: string;
  readonly revision: number;
  readonly status: string;
}

/** Helm may not read what it keeps of a release, which is in Secrets. */
export class ReleaseHidden extends Error {}

/** What helm knows of a release; undefined if it is not there. @throws ReleaseHidden, and Error for all else that it says */
export async function metadataOf(helm: Helm, props: StatedRelease): Promise<Metadata | 'unreachable' | undefined> {
  const args = ['get', 'metadata', props.release, '-o', 'json', '--namespace', props.namespace];
  const { ok, stdout, lastLines } = await helm.run(args);
  if (ok) {
    return JSON.parse(stdout) as Metadata;
  }
  const message = lastLines.join('\n');
  if (message.includes('release: not found')) {
    return undefined;
  }
  if (message.includes('cluster unreachable')) {
    return 'unreachable';
  }
  const words = told(props, lastLines);
  throw message.includes(' is forbidden: ') ? new ReleaseHidden(words) : new Error(words);
}

/** The release as it is; undefined if it is gone. A chart out of a folder has the version of that folder. @throws ReleaseHidden */
export async function look<P extends StatedRelease>(helm: Helm, props: P): Promise<P | 'unreachable' | undefined> {
  const found = await metadataOf(helm, props);
  if (found === undefined || found === 'unreachable') {
    return found;
  }
  const { release, namespace, values, secretValues } = props;
  const { ok, stdout, lastLines } = await helm.run(['get', 'values', release, '-o', 'json', '--namespace', namespace]);
  if (!ok) {
    throw new Error(told(props, lastLines));
  }
  const live = (JSON.parse(stdout) ?? {}) as JsonObject;
  const version = props.repository && !isSameVersion(found.version, props.version) ? found.version : props.version;
  return {
    ...props,
    version: found.status === 'deployed' ? version : `${version} (${found.status})`,
    ...(isDeepStrictEqual(live, mergedValues(values, secretValues))
      ? {}
      : { values: without(live, secretValues), secretValues: within(live, secretValues) }),
  };
}

/** Whether a chart is of the version that is stated: helm finds v1.20.3 by 1.20.3. */
function isSameVersion(found: string, stated: string): boolean {
  return found.replace(/^v/, '') === stated.replace(/^v/, '');
}

/** Values without those at the places of others. */
function without(values: JsonObject, others: JsonObject): JsonObject {
  const rest = Object.entries(values).flatMap(([key, value]) => {
    const other = others[key];
    return other === undefined
      ? [[key, value] as const]
      : isJsonObject(value) && isJsonObject(other)
        ? [[key, without(value, other)] as const]
        : [];
  });
  return Object.fromEntries(rest);
}

/** Of values those at the places of others. */
function within(values: JsonObject, others: JsonObject): JsonObject {
  const found = Object.entries(others).flatMap(([key, other]) => {
    const value = values[key];
    return value === undefined
      ? []
      : [[key, isJsonObject(value) && isJsonObject(other) ? within(value, other) : value] as const];
  });
  return Object.fromEntries(found);
}
