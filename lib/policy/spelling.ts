import type { BaselineDemand, BaselineException, BaselineRule } from '../core/baseline';
import { listOf } from '../core/errors';
import { apiGroupOf } from '../core/manifest';
import { type PodKind, podKinds } from '../core/pod-kinds';
import { compareVersions, isMinorVersion } from '../core/versions';
import type { ClusterPolicySpec, NamedExpression, PolicyRule, ResourceRule, ValidatingPolicySpec } from '../l1/kyverno';
import { exceptionExpression, namespaceCondition, podsExpression, ruleExpression } from './cel';

/** The kinds of policy that a rule is written as. */
export type Spelling = 'ValidatingPolicy' | 'ClusterPolicy';

/** Kyverno serves policies.kyverno.io/v1, and its `time` functions, from this version on. */
const VALIDATING_POLICY_SINCE = '1.17';

/** The spelling that a version of Kyverno understands and does not call deprecated. */
export function spellingFor(kyverno: string): Spelling {
  const isOlder = isMinorVersion(kyverno) && compareVersions(kyverno, VALIDATING_POLICY_SINCE) < 0;
  return isOlder ? 'ClusterPolicy' : 'ValidatingPolicy';
}

/** What both spellings need to know beside the rule. */
export interface SpellingOptions {
  readonly exemptNamespaces: readonly string[];
  /** Whether Volcano's kinds are served where the policy goes. */
  readonly volcano: boolean;
}

const VARIABLES: readonly NamedExpression[] = [
  { name: 'pods', expression: podsExpression('object') },
  { name: 'before', expression: podsExpression('oldObject') },
];

/** The rule as Kyverno 1.17 and later have it. */
export function validatingPolicySpec(rule: BaselineRule, options: SpellingOptions): ValidatingPolicySpec {
  const kinds = podKinds(options);
  const excepted = rule.exceptions.map(
    (exception) =>
      `time.now() < timestamp(${JSON.stringify(timeOf(exception))}) && (${exceptionExpression(exception)})`,
  );
  return {
    validationActions: [rule.action],
    // every kind is named here: what Kyverno would generate knows only built-in kinds before 1.19, and not each task of a job
    autogen: { podControllers: { controllers: [] } },
    matchConstraints: { resourceRules: resourceRules(kinds) },
    ...namespaceConditions('matchConditions', options),
    variables: VARIABLES,
    validations: [{ expression: ruleExpression(rule, excepted), message: messageOf(rule.demand) }],
  };
}

/** The rule as Kyverno had it before 1.17: its CEL has no clock, so the end of each exception is a rule of its own. */
export function clusterPolicySpec(rule: BaselineRule, options: SpellingOptions): ClusterPolicySpec {
  const names = podKinds(options).map(({ apiVersion, kind }) => `${apiVersion}/${kind}`);
  const { exceptions, action, demand } = rule;
  const written = (name: string, more: Partial<PolicyRule>, expression: string): PolicyRule => ({
    name,
    match: {
      any: [{ resources: { kinds: names, operations: ['CREATE', 'UPDATE'] } }],
    },
    ...more,
    ...namespaceConditions('celPreconditions', options),
    validate: {
      failureAction: action === 'Deny' ? 'Enforce' : 'Audit',
      cel: { variables: VARIABLES, expressions: [{ expression, message: messageOf(demand) }] },
    },
  });
  return {
    ...(action === 'Warn' ? { emitWarning: true } : {}),
    rules: [
      written(demand.type, {}, ruleExpression(rule, exceptions.map(exceptionExpression))),
      ...exceptions.map((exception, i) => {
        // other exceptions for the same pods may last longer
        const lasting = exceptions.filter((other) => other.until > exception.until).map(exceptionExpression);
        const others = [`!(${exceptionExpression(exception)})`, ...lasting];
        return written(
          `${demand.type}-exception-${i + 1}-ended`,
          { preconditions: after(exception) },
          ruleExpression(rule, others),
        );
      }),
    ],
  };
}

/** Whether the exception has ended, in the language that Kyverno had before CEL. */
function after(exception: BaselineException): NonNullable<PolicyRule['preconditions']> {
  const ended = `{{ time_before(time_now_utc(), '${timeOf(exception)}') }}`;
  return { all: [{ key: ended, operator: 'Equals', value: false }] };
}

function timeOf({ until }: BaselineException): string {
  return new Date(until).toISOString().replace('.000Z', 'Z');
}

function resourceRules(kinds: readonly PodKind[]): ResourceRule[] {
  const apiVersions = [...new Set(kinds.map(({ apiVersion }) => apiVersion))];
  const operations = ['CREATE', 'UPDATE'];
  return apiVersions.map((apiVersion) => {
    const resources = kinds.filter((kind) => kind.apiVersion === apiVersion).map(({ resource }) => resource);
    return {
      apiGroups: [apiGroupOf(apiVersion)],
      apiVersions: [apiVersion.split('/').at(-1) as string],
      operations,
      resources: apiVersion === 'v1' ? [...resources, 'pods/ephemeralcontainers'] : resources,
    };
  });
}

function namespaceConditions<K extends 'matchConditions' | 'celPreconditions'>(
  field: K,
  { exemptNamespaces }: SpellingOptions,
): { readonly [field in K]?: readonly NamedExpression[] } {
  const conditions = [{ name: 'namespace-is-not-exempt', expression: namespaceCondition(exemptNamespaces) }];
  return (exemptNamespaces.length === 0 ? {} : { [field]: conditions }) as { [field in K]?: NamedExpression[] };
}

function messageOf(demand: BaselineDemand): string {
  switch (demand.type) {
    case 'limits': {
      const { resources, gpus, sidecars } = demand;
      const each = `each container${sidecars.length > 0 ? ` but ${listOf(sidecars)}` : ''} states a limit of ${listOf(resources)}`;
      const one = `one container states a limit of ${gpus.join(' or ')}`;
      const parts = [...(resources.length > 0 ? [each] : []), ...(gpus.length > 0 ? [one] : [])];
      return `Limits are above 0: ${parts.join(', and ')}.`;
    }
    case 'registries':
      return `Images come from ${demand.allowed.join(' or ')}.`;
    case 'noPrivileged':
      return 'No container is privileged.';
  }
}
