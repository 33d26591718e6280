import type { Manifest } from '../core/manifest';
import { PROGRAM } from '../twin/join';
import type { AwaitRule } from './await-rules';
import { kindName } from './object-key';

const FIELD_MANAGER = 'pulumi.com/patchFieldManager';
const SKIP_AWAIT = 'pulumi.com/skipAwait';
const WAIT_FOR = 'pulumi.com/waitFor';

/**
 * Kinds that Pulumi's Kubernetes provider waits for by itself when they are applied, as `provider/pkg/await/awaiters.go` of
 * pulumi-kubernetes lists them. Of the control plane, whose workloads are templates, it would wait ten minutes and fail.
 */
const AWAITED_BY_PROVIDER: ReadonlySet<string> = new Set([
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/StatefulSet',
  'batch/Job',
  'networking.k8s.io/Ingress',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Pod',
  'ReplicationController',
  'ResourceQuota',
  'Secret',
  'Service',
  'ServiceAccount',
]);

/** Those of them for which it waits as `rollout` says, where pods run: it looks at conditions that templates never have. */
const ROLLED_OUT_BY_PROVIDER: ReadonlySet<string> = new Set(['apps/DaemonSet', 'apps/Deployment', 'apps/StatefulSet']);

/**
 * What keeps it from waiting. Of pods, Jobs and workloads that is so when they are deleted, too. A `waitFor` that is true at once would
 * keep it from waiting at the beginning only, and is no way out: each refresh would look whether they are done, as templates never are, and each
 * update change those that are not (`ReadyCondition` and `DeletedCondition` in `provider/pkg/metadata/overrides.go`, `Read` in `provider/pkg/await/await.go`).
 */
const NO_AWAIT = { [SKIP_AWAIT]: 'true' };

/**
 * An object with what the provider of Pulumi reads from annotations: who owns the fields, and what it waits for. What the program has
 * annotated itself stays: https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/#resource-annotations
 * @param runsPods whether pods run on the cluster
 */
export function annotated(manifest: Manifest, rule: AwaitRule | undefined, runsPods = true): Manifest {
  const { annotations: own = {} } = manifest.metadata;
  const waits = SKIP_AWAIT in own || WAIT_FOR in own ? {} : waiting(manifest, rule, runsPods);
  // one owner whoever applies: what one mode of a deployment has applied, the other changes and removes
  const annotations = { [FIELD_MANAGER]: PROGRAM, ...waits, ...own };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

function waiting(manifest: Manifest, rule: AwaitRule | undefined, runsPods: boolean): Readonly<Record<string, string>> {
  const kind = kindName(manifest);
  if (!rule) {
    return AWAITED_BY_PROVIDER.has(kind) ? NO_AWAIT : {};
  }
  if (rule.for !== 'rollout') {
    return { [WAIT_FOR]: rule.for };
  }
  if (runsPods && ROLLED_OUT_BY_PROVIDER.has(kind)) {
    return {};
  }
  const fields = rolloutOf(manifest);
  return fields.length > 0 ? { [WAIT_FOR]: JSON.stringify(fields) } : NO_AWAIT;
}

/** A rollout that the provider cannot know. How many daemons there should be no manifest says: it waits for the first. */
function rolloutOf(manifest: Manifest): string[] {
  const { spec } = manifest;
  if (kindName(manifest) === 'apps/DaemonSet') {
    return ['jsonpath={.status.numberAvailable}'];
  }
  const { replicas = 1 } = (spec ?? {}) as { readonly replicas?: number };
  // a status has no fields that are 0
  return replicas === 0
    ? []
    : ['updatedReplicas', 'readyReplicas'].map((field) => `jsonpath={.status.${field}}=${replicas}`);
}
