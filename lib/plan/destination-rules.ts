import { listAt, objectAt, textAt } from '../core/fields';
import type { Manifest } from '../core/manifest';
import { fullHost, namespaceOf } from './mesh-names';

type Labels = Readonly<Record<string, string>>;

/** A DestinationRule, as far as it divides a host. */
export interface MeshRule {
  readonly namespace: string;
  /** The full host; `*` and the end of one for all that end so. */
  readonly host: string;
  /** Labels of the subsets, by name. */
  readonly subsets: ReadonlyMap<string, Labels>;
}

/** The namespace whose rules hold for all others, where the mesh names no other. */
const ROOT = 'istio-system';

/** Reads a DestinationRule. */
export function readRule(manifest: Manifest): MeshRule {
  const spec = objectAt(manifest, 'spec');
  const namespace = namespaceOf(manifest);
  return {
    namespace,
    host: fullHost(textAt(spec, 'host') ?? '', namespace),
    subsets: new Map(
      listAt(spec, 'subsets').map((subset) => [textAt(subset, 'name') ?? '', objectAt(subset, 'labels') as Labels]),
    ),
  };
}

/**
 * The labels of a subset, where callers find it. Istio looks for rules of the host in their namespace, in that of the service and in the
 * root, and takes those of the first that has any (istio pilot/pkg/model/push_context.go, destinationRule).
 *
 * @param service its host and namespace
 * @param caller namespace of the callers; undefined where they may be in any
 */
export function subsetLabels(
  rules: readonly MeshRule[],
  { host, namespace }: { readonly host: string; readonly namespace: string },
  subset: string,
  caller?: string,
): Labels | undefined {
  const places = [...(caller === undefined || caller === ROOT ? [] : [caller]), namespace, ROOT];
  const found = places.map((place) =>
    closestTo(
      host,
      rules.filter((rule) => rule.namespace === place),
    ),
  );
  const first = found.find((ruling) => ruling.length > 0) ?? [];
  return first.find(({ subsets }) => subsets.has(subset))?.subsets.get(subset);
}

/** Whether a rule is for the host. */
export function isFor(rule: MeshRule, host: string): boolean {
  return rule.host === host || (rule.host.startsWith('*') && host.endsWith(rule.host.slice(1)));
}

/** The rules for just this host; where there are none, those of the longest wildcard. */
function closestTo(host: string, rules: readonly MeshRule[]): MeshRule[] {
  const fitting = rules.filter((rule) => isFor(rule, host));
  const [best] = fitting
    .map((rule) => rule.host)
    .sort((a, b) => Number(b === host) - Number(a === host) || b.length - a.length);
  return fitting.filter((rule) => rule.host === best);
}
