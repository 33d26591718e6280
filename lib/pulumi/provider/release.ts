import { isDeepStrictEqual } from 'node:util';
import type * as pulumi from '@pulumi/pulumi';
import { mergedValues } from '../../addons/values';
import { isJsonObject, type Json, type JsonObject } from '../../core/manifest';
import type { Access } from './connect';
import { type Helm, withHelm } from './helm';
import { InitError } from './init-error';
import { withoutTexts } from './redact';

/** The inputs of a release, and what is there of it: its outputs. */
interface ReleaseProps extends Access {
  /** Whether the cluster is a resource of the same program. */
  readonly ownedCluster: boolean;
  readonly release: string;
  readonly namespace: string;
  /** Name of the chart in the repository; without a repository the path of a chart. */
  readonly chart: string;
  readonly repository?: string;
  readonly version: string;
  readonly values: JsonObject;
  /** Over the values; encrypted in the state. */
  readonly secretValues: JsonObject;
  /** Seconds that each step of helm has. */
  readonly seconds: number;
  /** Secret ones among the values: messages do not repeat them. */
  readonly lateSecrets?: readonly string[];
}

/** The version that a release has while its cluster does not answer. */
const UNANSWERED = 'unknown: the cluster does not answer';

/** What helm knows of a release. */
interface Metadata {
  readonly version: string;
  readonly revision: number;
  readonly status: string;
}

/** Installs, reads and uninstalls a chart with helm. Its outputs say what is there. */
export const release: pulumi.dynamic.ResourceProvider = {
  async create(inputs: ReleaseProps) {
    return { id: inputs.release, outs: await withHelm(inputs, (helm) => install(helm, inputs)) };
  },

  async update(_id: string, olds: ReleaseProps, news: ReleaseProps) {
    const moved = olds.namespace !== news.namespace && olds.kubeconfig === news.kubeconfig;
    if (moved) {
      await withHelm(olds, (helm) => uninstall(helm, olds));
    }
    return { outs: await withHelm(news, (helm) => install(helm, news)) };
  },

  async read(id: string, props: ReleaseProps) {
    const seen = await withHelm(props, (helm) => look(helm, props));
    if (seen === 'unreachable') {
      // Of a cluster that is gone its own resource tells. One that is owned elsewhere fails the update of its own releases, and not the
      // refresh of all clusters: what is not as it should be is updated.
      return props.ownedCluster ? { id, props } : { id, props, inputs: { ...props, version: UNANSWERED } };
    }
    return seen ? { id, props: seen, inputs: seen } : {};
  },

  async delete(_id: string, props: ReleaseProps) {
    await withHelm(props, (helm) => uninstall(helm, props));
  },
};

/** Installs a release, or brings it to what is wanted. @throws InitError if helm fails: what it has done stays in the state */
async function install(helm: Helm, props: ReleaseProps): Promise<ReleaseProps> {
  const { release, chart, repository, version, values, secretValues } = props;
  await unlock(helm, props);
  const where = repository?.startsWith('oci://')
    ? [`${repository}/${chart}`, '--version', version]
    : [chart, ...(repository ? ['--repo', repository, '--version', version] : [])];
  const flags = ['--install', '--create-namespace', '--reset-values', '--wait', ...helm.forcing];
  const merged = mergedValues(values, secretValues);
  const { ok, lastLines } = await helm.run(['upgrade', release, ...where, ...flags, ...scopeOf(props)], merged);
  if (!ok) {
    throw new InitError(release, props, [told(props, lastLines)]);
  }
  return props;
}

/** A helm that was killed has left the release as one that is worked on, and no other helm touches it. */
async function unlock(helm: Helm, props: ReleaseProps): Promise<void> {
  const { release, namespace } = props;
  const found = await metadataOf(helm, props);
  if (found === 'unreachable' || !found?.status.startsWith('pending-')) {
    return;
  }
  const args =
    found.revision === 1 ? ['uninstall', release] : ['rollback', release, String(found.revision - 1), ...helm.forcing];
  const { ok, lastLines } = await helm.run([...args, '--namespace', namespace]);
  if (!ok) {
    throw new Error(told(props, lastLines));
  }
}

async function uninstall(helm: Helm, props: ReleaseProps): Promise<void> {
  const args = ['uninstall', props.release, '--ignore-not-found', '--wait', ...scopeOf(props)];
  const { ok, lastLines } = await helm.run(args);
  if (!ok) {
    throw new Error(told(props, lastLines));
  }
}

/** The release as it is; undefined if it is gone. A chart out of a folder has the version of that folder. */
async function look(helm: Helm, props: ReleaseProps): Promise<ReleaseProps | 'unreachable' | undefined> {
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
  const version = props.repository ? found.version : props.version;
  return {
    ...props,
    version: found.status === 'deployed' ? version : `${version} (${found.status})`,
    ...(isDeepStrictEqual(live, mergedValues(values, secretValues))
      ? {}
      : { values: without(live, secretValues), secretValues: within(live, secretValues) }),
  };
}

async function metadataOf(helm: Helm, props: ReleaseProps): Promise<Metadata | 'unreachable' | undefined> {
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
  throw new Error(told(props, lastLines));
}

function scopeOf({ namespace, seconds }: ReleaseProps): string[] {
  return ['--namespace', namespace, '--timeout', `${seconds}s`];
}

/** What helm said last, without values that are secret. */
function told({ release, secretValues, lateSecrets = [] }: ReleaseProps, lines: readonly string[]): string {
  const secrets = [...textsIn(secretValues), ...lateSecrets];
  return withoutTexts(`${release}: ${lines.join('\n') || 'helm failed without a word'}`, secrets);
}

function textsIn(value: Json | undefined): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [String(value)];
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
