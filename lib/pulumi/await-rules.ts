import type { Manifest } from '../core/manifest';
import { kindName } from './object-key';

/** When an object counts as done. */
export interface AwaitRule {
  /**
   * `rollout`: as many pods as wanted are ready, all of the current template. The others are those of `kubectl wait`: a
   * condition that is True (`condition=Available`), or a field with a value (`jsonpath={.status.phase}=Active`).
   */
  readonly for: 'rollout' | `condition=${string}` | `jsonpath={.${string}}=${string}`;
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
 * The rule for an object.
 * @param runsPods whether pods run on the cluster; elsewhere no rollout would ever end
 */
export function awaitRuleOf(object: Manifest, rules: AwaitRules, runsPods: boolean): AwaitRule | undefined {
  const rule = rules[kindName(object)] ?? DEFAULT_AWAITS[kindName(object)];
  return rule && (runsPods || rule.for !== 'rollout') ? rule : undefined;
}

/** Why an object is not done yet, or undefined when it is. */
export function notDone(live: Manifest, rule: AwaitRule): string | undefined {
  if (rule.for === 'rollout') {
    return notRolledOut(live as unknown as Workload);
  }
  const equals = rule.for.lastIndexOf('=');
  const wanted = rule.for.slice(equals + 1);
  if (rule.for.startsWith('condition=')) {
    const { conditions = [] } = (live as unknown as Conditioned).status ?? {};
    const condition = conditions.find(({ type }) => type === wanted);
    return condition?.status === 'True'
      ? undefined
      : `its condition ${wanted} is ${condition?.status ?? 'absent'}${condition?.message ? `: ${condition.message}` : ''}`;
  }
  const path = rule.for.slice('jsonpath={.'.length, equals - 1);
  const value = path
    .split('.')
    .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], live);
  return String(value) === wanted ? undefined : `its ${path} is ${value === undefined ? 'absent' : String(value)}`;
}

interface Conditioned {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly generation?: number };
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberReady?: number;
  };
}

function notRolledOut({ kind, metadata, spec = {}, status = {} }: Workload): string | undefined {
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    return 'its controller has not seen it';
  }
  const [wanted, updated, ready] =
    kind === 'DaemonSet'
      ? [status.desiredNumberScheduled ?? 0, status.updatedNumberScheduled ?? 0, status.numberReady ?? 0]
      : [spec.replicas ?? 1, status.updatedReplicas ?? 0, status.readyReplicas ?? 0];
  return updated >= wanted && ready >= wanted
    ? undefined
    : `${updated} of ${wanted} pods are of its current template, ${ready} are ready`;
}
