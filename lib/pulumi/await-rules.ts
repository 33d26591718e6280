import type { Manifest } from '../core/manifest';
import { readAwait } from './await-expression';
import { kindName } from './object-key';

/** When an object counts as done. */
export interface AwaitRule {
  /**
   * `rollout`: what `kubectl rollout status` waits for: as many pods as wanted are available, all of the current template. `carried`: of a
   * template on the control plane, that Karmada has applied it in all members that it is scheduled to; objects of other clusters have the
   * rule of `DEFAULT_AWAITS`. The others are those of `kubectl wait`: a condition that
   * is True (`condition=Available`) or something else (`condition=Stalled=False`), a field with a value
   * (`jsonpath={.status.loadBalancer.ingress[0].ip}=10.0.0.7`) or with any (`jsonpath={.status.nodeRef}`). Paths are of fields, indexes
   * and names in quotes (`['app.kubernetes.io/part']`); filters, wildcards and slices are refused (`pulumi/await-rule`).
   */
  readonly for:
    | 'rollout'
    | 'carried'
    | `condition=${string}`
    | `jsonpath={.${string}}`
    | `jsonpath={.${string}}=${string}`;
  /** Seconds after which the object counts as failed. @default 300 */
  readonly seconds?: number;
}

/** Rules by kind (`apps/Deployment`, `Namespace`); `false`: it is not waited for. */
export type AwaitRules = Readonly<Record<string, AwaitRule | false>>;

/** Seconds that an object has, where its rule states none. */
export const AWAIT_SECONDS = 300;

/**
 * What is waited for where the program states nothing else. No jobs: they may run for days, or wait in a queue; no custom
 * kinds: what their status means only their own controllers know.
 */
export const DEFAULT_AWAITS: AwaitRules = {
  Namespace: { for: 'jsonpath={.status.phase}=Active', seconds: 60 },
  'apiextensions.k8s.io/CustomResourceDefinition': { for: 'condition=Established', seconds: 60 },
  'apiregistration.k8s.io/APIService': { for: 'condition=Available' },
  'apps/Deployment': { for: 'rollout' },
  'apps/StatefulSet': { for: 'rollout' },
  'apps/DaemonSet': { for: 'rollout' },
};

/**
 * The rule for an object: what is stated for its kind, where that can be meant.
 * @param runsPods whether pods run on the cluster; it has no templates then. Elsewhere rollouts are those of members, and waited for only
 *   where that is stated
 */
export function awaitRuleOf(object: Manifest, rules: AwaitRules, runsPods: boolean): AwaitRule | undefined {
  const kind = kindName(object);
  const stated = rules[kind];
  const isOfTemplates = stated && stated.for === 'carried';
  if (stated !== undefined && !(isOfTemplates && runsPods)) {
    return stated || undefined;
  }
  const rule = DEFAULT_AWAITS[kind];
  return rule && (runsPods || rule.for !== 'rollout') ? rule : undefined;
}

/** Looks at rules before anything depends on them. @throws Failure `pulumi/await-rule` if one says what is not understood */
export function requireReadable(rules: AwaitRules): void {
  for (const [kind, rule] of Object.entries(rules)) {
    if (rule) {
      readAwait(kind, rule.for);
    }
  }
}
