import type { CompiledObject } from '../core/compilation';
import { listOf } from '../core/errors';
import { listAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { apiGroupOf, type JsonObject, type Manifest } from '../core/manifest';
import type { RuleGroup } from '../l1/prometheus-operator';
import { checkGroups } from '../observability/rule-checks';
import { EQUAL_EXTERNAL_LABELS, TWO_WAYS } from '../observability/rules';
import type { Program } from './placement';
import { type RunningObject, runningObjects } from './running-objects';

const GROUP = 'monitoring.coreos.com';

/** The queries of all PrometheusRule objects, typed or plain. */
export function checkPrometheusRules({ targets }: Program): Finding[] {
  return objectsOf(targets, 'PrometheusRule').flatMap((object) => {
    const { groups } = specOf(object);
    // what are no groups of rules is reported by the schema check
    return isGroups(groups) ? [...checkGroups(object.path, groups, '/spec/groups')] : [];
  });
}

/** Prometheus, typed or plain, that send their samples away under the same labels: each copy that Karmada makes, and each pod, is one. */
export function checkExternalLabels(program: Program): Finding[] {
  const byLabels = new Map<string, RunningObject[]>();
  for (const sender of runningObjects(program, isPrometheus)) {
    for (const labels of new Set(
      sentLabels(sender.object).map((labels) => JSON.stringify(Object.entries(labels).sort())),
    )) {
      // fleets have stores of their own
      const key = JSON.stringify([sender.fleet, labels]);
      byLabels.set(key, [...(byLabels.get(key) ?? []), sender]);
    }
  }
  const found = new Map<string, Finding>();
  for (const senders of byLabels.values()) {
    if (senders.length > 1 || senders.some(({ object }) => equalPods(object) > 1)) {
      found.set(senders.map(({ cluster, object }) => `${cluster} ${object.path}`).join(), equalLabels(senders));
    }
  }
  return [...found.values()];
}

/** Prometheus objects, typed or plain, whose samples reach Thanos twice. */
export function checkOneWay({ targets }: Program): Finding[] {
  return objectsOf(targets, 'Prometheus').flatMap((object) => {
    const { thanos, remoteWrite } = specOf(object) as { readonly thanos?: JsonObject; readonly remoteWrite?: unknown };
    const receiver = urlsOf(remoteWrite).find((url) => RECEIVE.test(url));
    if (!receiver || !(thanos?.objectStorageConfig ?? thanos?.objectStorageConfigFile)) {
      return [];
    }
    return finding(TWO_WAYS, {
      place: object.path,
      pointer: '/spec/remoteWrite',
      value: receiver,
      message: `it uploads its blocks, and it pushes the same samples to ${receiver}.`,
      fix: "Choose one mode for the member, 'sidecar' or 'receive', or acknowledge it when the receiver has a store of its own.",
    });
  });
}

/** The path under which Receive takes samples, whatever is before it. */
const RECEIVE = /\/api\/v1\/receive\/?$/;

function urlsOf(remoteWrite: unknown): string[] {
  const list: readonly { readonly url?: unknown }[] = Array.isArray(remoteWrite) ? remoteWrite : [];
  return list.flatMap((one) => (typeof one?.url === 'string' ? one.url : []));
}

function isGroups(groups: unknown): groups is readonly RuleGroup[] {
  const areObjects = (list: unknown) => Array.isArray(list) && list.every((x) => typeof x === 'object' && x !== null);
  return areObjects(groups) && (groups as readonly RuleGroup[]).every(({ rules = [] }) => areObjects(rules));
}

function objectsOf(targets: Program['targets'], kind: string): CompiledObject[] {
  return targets.flatMap(({ objects }) => objects.filter(({ manifest }) => isOperators(manifest, kind)));
}

function isOperators({ kind, apiVersion }: Manifest, ...kinds: readonly string[]): boolean {
  return kinds.includes(kind) && apiGroupOf(apiVersion) === GROUP;
}

function isPrometheus(manifest: Manifest): boolean {
  return isOperators(manifest, 'Prometheus', 'PrometheusAgent');
}

function specOf({ manifest }: CompiledObject): JsonObject {
  return (manifest.spec ?? {}) as JsonObject;
}

type Labels = Readonly<Record<string, string>>;

/** The labels under which samples leave a Prometheus: with its blocks, and by each way on which it pushes. */
function sentLabels(object: CompiledObject): Labels[] {
  const { thanos, remoteWrite } = specOf(object);
  const labels = externalLabels(object);
  const pushed = Array.isArray(remoteWrite) ? remoteWrite.map((one) => ({ ...labels, ...addedLabels(one) })) : [];
  // Thanos tells streams by the labels of the Prometheus, whatever is added on another way
  return thanos === undefined ? pushed : [labels];
}

/** Labels that relabelling gives to all samples: those whose value is made of no other label. */
function addedLabels(remoteWrite: unknown): Labels {
  const configs = listAt((remoteWrite ?? {}) as JsonObject, 'writeRelabelConfigs');
  return Object.fromEntries(
    configs.flatMap(({ targetLabel, replacement, sourceLabels, regex, action = 'replace' }) =>
      typeof targetLabel === 'string' &&
      typeof replacement === 'string' &&
      String(action).toLowerCase() === 'replace' &&
      sourceLabels === undefined &&
      regex === undefined
        ? [[targetLabel, replacement]]
        : [],
    ),
  );
}

/** The labels that the operator writes, without the one that tells replicas apart: over that one queries deduplicate. */
function externalLabels({ manifest }: CompiledObject): Labels {
  const { externalLabels = {}, prometheusExternalLabelName: own = 'prometheus' } = (manifest.spec ?? {}) as {
    readonly externalLabels?: Labels;
    readonly prometheusExternalLabelName?: string;
  };
  const { namespace = 'default', name } = manifest.metadata;
  return { ...(own === '' ? {} : { [own]: `${namespace}/${name}` }), ...externalLabels };
}

/** Pods of a Prometheus that have the same labels: with a label for replicas, none has those of another. */
function equalPods(object: CompiledObject): number {
  const { replicas, replicaExternalLabelName } = specOf(object);
  return replicaExternalLabelName === '' && typeof replicas === 'number' ? replicas : 1;
}

function equalLabels(senders: readonly RunningObject[]): Finding {
  const last = senders.at(-1)!.object;
  const pods = equalPods(last);
  const where = ({ clusterName, object }: RunningObject) => `${object.path} (${clusterName})`;
  const alone = senders.length === 1;
  return finding(EQUAL_EXTERNAL_LABELS, {
    place: last.path,
    pointer: alone ? '/spec/replicaExternalLabelName' : '/spec/externalLabels',
    value: externalLabels(last),
    message: `${alone ? `the ${pods} pods of ${where(senders[0]!)}` : listOf(senders.map(where))} send their samples away with the same external labels.`,
    fix: alone
      ? 'Leave out replicaExternalLabelName, or give it a name: the operator writes the name of the pod into that label.'
      : "Give each a label of its own, as in externalLabels: { cluster: 'name-of-the-member' }; copies of one object get theirs by an OverridePolicy.",
  });
}
