import { isJsonObject, type Json, type Manifest } from '../core/manifest';
import type { EngineVersionName } from '../core/versions';

/** Kinds, or fields of them, that not all versions of an engine have. */
export interface EngineAddition {
  readonly engine: EngineVersionName | 'karmada';
  /** The first version that has them, `major.minor`. */
  readonly since: string;
  readonly apiVersion: string;
  /** Absent: all kinds of the apiVersion. */
  readonly kinds?: readonly string[];
  /** Paths of the fields, `[]` for the items of a list. Absent: the kinds themselves are new. */
  readonly fields?: readonly string[];
  readonly source: string;
}

const KYVERNO_1_19 = 'kyverno v1.19.1 config/crds/policies.kyverno.io, which v1.18.2 lacks';
const PROPAGATION = ['PropagationPolicy', 'ClusterPropagationPolicy'];

/** What came with the versions that this library knows, as far as programs can write it. */
export const ENGINE_ADDITIONS: readonly EngineAddition[] = [
  {
    engine: 'karmada',
    since: '1.17',
    apiVersion: 'policy.karmada.io/v1alpha1',
    kinds: PROPAGATION,
    fields: ['spec.placement.workloadAffinity'],
    source: 'karmada v1.18.2 docs/CHANGELOG/CHANGELOG-1.17.md',
  },
  {
    engine: 'karmada',
    since: '1.18',
    apiVersion: 'policy.karmada.io/v1alpha1',
    kinds: PROPAGATION,
    fields: ['spec.placement.clusterAffinities[].overflowAffinities'],
    source: 'karmada v1.18.2 docs/CHANGELOG/CHANGELOG-1.18.md',
  },
  {
    engine: 'kyverno',
    since: '1.17',
    apiVersion: 'policies.kyverno.io/v1',
    source: 'https://kyverno.io/docs/policy-types/overview',
  },
  {
    engine: 'kyverno',
    since: '1.19',
    apiVersion: 'policies.kyverno.io/v1',
    kinds: ['PolicyException'],
    fields: ['spec.evaluationMode', 'spec.expiresAt', 'spec.properties'],
    source: KYVERNO_1_19,
  },
  {
    engine: 'kyverno',
    since: '1.19',
    apiVersion: 'policies.kyverno.io/v1',
    kinds: ['GeneratingPolicy'],
    fields: [
      'spec.auditAnnotations',
      'spec.evaluation.skipBackgroundRequests',
      'spec.generate[].template',
      'spec.useServerSideApply',
    ],
    source: KYVERNO_1_19,
  },
  {
    engine: 'kyverno',
    since: '1.19',
    apiVersion: 'policies.kyverno.io/v1',
    kinds: ['MutatingPolicy'],
    fields: [
      'spec.auditAnnotations',
      'spec.evaluation.skipBackgroundRequests',
      'spec.evaluation.useServerSideApply',
      'spec.targetMatchConditions',
    ],
    source: KYVERNO_1_19,
  },
  {
    engine: 'kyverno',
    since: '1.19',
    apiVersion: 'policies.kyverno.io/v1',
    kinds: ['ImageValidatingPolicy'],
    fields: [
      'spec.attestors[].cosign.keyless.additionalExtensions',
      'spec.attestors[].cosign.keyless.identities[].subjectExpression',
      'spec.attestors[].cosign.trustedRoot',
    ],
    source: KYVERNO_1_19,
  },
];

/** The additions that an object makes use of, with the fields that it states of each. */
export function additionsIn(manifest: Manifest): { addition: EngineAddition; fields: readonly string[] }[] {
  return ENGINE_ADDITIONS.filter(
    ({ apiVersion, kinds }) => manifest.apiVersion === apiVersion && (kinds?.includes(manifest.kind) ?? true),
  ).flatMap((addition) => {
    const fields = (addition.fields ?? []).filter((path) => states(manifest, path.split('.')));
    return addition.fields === undefined || fields.length > 0 ? [{ addition, fields }] : [];
  });
}

function states(value: Json | undefined, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) {
    return value !== undefined;
  }
  const inner = isJsonObject(value) ? value[step.replace('[]', '')] : undefined;
  return step.endsWith('[]')
    ? Array.isArray(inner) && inner.some((item: Json) => states(item, rest))
    : inner !== undefined && states(inner, rest);
}
