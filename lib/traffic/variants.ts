import { type ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { OverridePolicy, type OverridePolicySpec } from '../l1/karmada';

/** What stands in place of a template's field in some members. */
export interface Variant<T> {
  readonly members: readonly string[];
  readonly value: T;
}

/** The members whose value differs from the template's, by value. */
export function variantsOf<T>(members: readonly string[], template: T, of: (member: string) => T): Variant<T>[] {
  const byValue = new Map<string, { readonly members: string[]; readonly value: T }>();
  for (const member of members) {
    const value = of(member);
    const key = JSON.stringify(value);
    const variant = byValue.get(key) ?? { members: [], value };
    variant.members.push(member);
    byValue.set(key, variant);
  }
  byValue.delete(JSON.stringify(template));
  return [...byValue.values()];
}

/** Properties of the policy that makes the copies of a template differ. */
export interface VariantPolicyProps<T> {
  /** The template. */
  readonly of: ApiObject;
  /** JSON pointer of the field that differs. */
  readonly path: string;
  /** One or more. */
  readonly variants: readonly Variant<T>[];
  /** The field as it follows from the value of a variant. */
  readonly field: (value: T) => unknown;
}

/**
 * Karmada's `OverridePolicy` that replaces one field of a template, whole, in the members of each variant. Karmada ignores
 * selectors and cluster names that fit nothing without a word, so all of them come from the objects themselves.
 */
export function variantPolicy<T>(scope: Construct, id: string, props: VariantPolicyProps<T>): OverridePolicy {
  const { of, path, variants, field } = props;
  const { apiVersion, kind, name, metadata } = of;
  const { namespace } = metadata;
  const produce = (): OverridePolicySpec => ({
    resourceSelectors: [{ apiVersion, kind, namespace, name }],
    overrideRules: variants.map(({ members, value }) => ({
      targetCluster: { clusterNames: members },
      overriders: { plaintext: [{ path, operator: 'replace', value: field(value) }] },
    })),
  });
  return new OverridePolicy(scope, id, {
    metadata: { name: `${name}-by-member`, namespace },
    spec: Lazy.any({ produce }) as OverridePolicySpec,
  });
}
