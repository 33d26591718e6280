import type { CompiledTarget } from '../core/compilation';
import { listAt, objectAt, textAt } from '../core/fields';
import { apiGroupOf, type JsonObject, kindKey, type Manifest } from '../core/manifest';
import { isCustomResourceDefinition } from '../l1/crd';
import { introducedIn, isOffByDefault } from '../l1/introduced';
import { apiVersionsOf, kindEntry } from '../l1/kinds';

type Kind = Pick<Manifest, 'apiVersion' | 'kind'>;

/**
 * In which version the API server of a control plane prefers each kind that it serves in several. Karmada watches each kind in that
 * version, and compares the selectors of policies with it letter by letter (karmada v1.18.2 pkg/detector/detector.go,
 * discoverResources; pkg/util/selector.go, ResourceSelectorPriority).
 */
export class PreferredVersions {
  /** Of kinds that the program defines: the apiVersions that it serves, by group and kind. */
  private readonly defined: ReadonlyMap<string, readonly string[]>;
  private readonly known = new Map<string, string>();

  public constructor({ objects }: CompiledTarget) {
    this.defined = new Map(
      objects
        .filter(({ manifest }) => isCustomResourceDefinition(manifest))
        .map(({ manifest }) => servedBy(objectAt(manifest, 'spec'))),
    );
  }

  /** The apiVersion that is preferred for a kind: that which it has, where it is not known to be served in another. */
  public of(kind: Kind): string {
    const key = kindKey(kind);
    const known = this.known.get(key) ?? this.preferred(kind);
    this.known.set(key, known);
    return known;
  }

  private preferred(kind: Kind): string {
    const group = apiGroupOf(kind.apiVersion);
    const served = this.defined.get(`${group}/${kind.kind}`) ?? servedEverywhere(group, kind);
    return served.includes(kind.apiVersion) || kindEntry(kind.apiVersion, kind.kind) !== undefined
      ? served.reduce((best, one) => (compare(one, best) > 0 ? one : best), kind.apiVersion)
      : kind.apiVersion;
  }
}

/** The kind that a CustomResourceDefinition defines, and its apiVersions. */
function servedBy(spec: JsonObject): readonly [kind: string, apiVersions: readonly string[]] {
  const group = textAt(spec, 'group');
  const served = listAt(spec, 'versions').filter((version) => version.served === true);
  return [`${group}/${textAt(objectAt(spec, 'names'), 'kind')}`, served.map(({ name }) => `${group}/${name}`)];
}

/** Versions that API servers serve for long, and without being told to. */
function servedEverywhere(group: string, { kind }: Kind): string[] {
  return apiVersionsOf(kind).filter(
    (apiVersion) =>
      apiGroupOf(apiVersion) === group &&
      introducedIn({ apiVersion, kind }) === undefined &&
      !isOffByDefault({ apiVersion, kind }),
  );
}

/** As API servers order versions: v2, v1, v1beta2, v1beta1, v1alpha1, then all other texts. */
function compare(a: string, b: string): number {
  const [one, other] = [rankOf(a), rankOf(b)];
  const at = one.findIndex((part, i) => part !== other[i]);
  return at < 0 ? 0 : one[at]! - other[at]!;
}

function rankOf(apiVersion: string): readonly number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(apiVersion.slice(apiVersion.indexOf('/') + 1));
  const [, major, stage = 'stable', minor = 0] = match ?? [];
  return match ? [['alpha', 'beta', 'stable'].indexOf(stage), Number(major), Number(minor)] : [-1, 0, 0];
}
