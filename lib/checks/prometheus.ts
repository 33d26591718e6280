import type { CompiledObject, CompiledTarget } from '../core/compilation';
import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { apiGroupOf, type JsonObject } from '../core/manifest';
import type { RuleGroup } from '../l1/prometheus-operator';
import { checkGroups } from '../observability/rule-checks';
import { EQUAL_EXTERNAL_LABELS, TWO_WAYS } from '../observability/rules';
import type { Program } from './placement';

const GROUP = 'monitoring.coreos.com';

/** The queries of all PrometheusRule objects, typed or plain. */
export function checkPrometheusRules({ targets }: Program): Finding[] {
  return objectsOf(targets, 'PrometheusRule').flatMap(({ object }) => {
    const { groups } = specOf(object);
    // what are no groups of rules is reported by the schema check
    return isGroups(groups) ? [...checkGroups(object.path, groups, '/spec/groups')] : [];
  });
}

/** Prometheus objects, typed or plain, that send their samples away under the same labels. */
export function checkExternalLabels({ targets }: Program): Finding[] {
  const byLabels = new Map<string, Sender[]>();
  for (const sender of [...objectsOf(targets, 'Prometheus'), ...objectsOf(targets, 'PrometheusAgent')].filter(sends)) {
    // fleets have stores of their own
    const key = JSON.stringify([sender.target.fleet, Object.entries(externalLabels(sender.object)).sort()]);
    byLabels.set(key, [...(byLabels.get(key) ?? []), sender]);
  }
  return [...byLabels.values()].filter((senders) => senders.length > 1).map(equalLabels);
}

/** Prometheus objects, typed or plain, whose samples reach Thanos twice. */
export function checkOneWay({ targets }: Program): Finding[] {
  return objectsOf(targets, 'Prometheus').flatMap(({ object }) => {
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

interface Sender {
  readonly target: CompiledTarget['target'];
  readonly object: CompiledObject;
}

function objectsOf(targets: Program['targets'], kind: string): Sender[] {
  return targets.flatMap(({ target, objects }) =>
    objects
      .filter(({ manifest }) => manifest.kind === kind && apiGroupOf(manifest.apiVersion) === GROUP)
      .map((object) => ({ target, object })),
  );
}

function specOf({ manifest }: CompiledObject): JsonObject {
  return (manifest.spec ?? {}) as JsonObject;
}

function sends({ object }: Sender): boolean {
  const { thanos, remoteWrite } = specOf(object);
  return thanos !== undefined || (Array.isArray(remoteWrite) && remoteWrite.length > 0);
}

/** The labels that the operator writes, without the one that tells replicas apart: over that one queries deduplicate. */
function externalLabels({ manifest }: CompiledObject): Readonly<Record<string, string>> {
  const { externalLabels = {}, prometheusExternalLabelName: own = 'prometheus' } = (manifest.spec ?? {}) as {
    readonly externalLabels?: Readonly<Record<string, string>>;
    readonly prometheusExternalLabelName?: string;
  };
  const { namespace = 'default', name } = manifest.metadata;
  return { ...(own === '' ? {} : { [own]: `${namespace}/${name}` }), ...externalLabels };
}

function equalLabels(senders: readonly Sender[]): Finding {
  const last = senders.at(-1)!;
  const labels = externalLabels(last.object);
  const where = ({ target, object }: Sender) => `${object.path} (${target.member ?? target.kind})`;
  return finding(EQUAL_EXTERNAL_LABELS, {
    place: last.object.path,
    pointer: '/spec/externalLabels',
    value: labels,
    message: `${listOf(senders.map(where))} send their samples away with the same external labels.`,
    fix: "Give each a label of its own, as in externalLabels: { cluster: 'name-of-the-member' }.",
  });
}
