import { listAt, objectAt } from '../core/fields';
import type { IGpuModel } from '../core/gpus';
import type { JsonObject } from '../core/manifest';
import type { MemberModel } from '../core/model';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

/**
 * Where pods run that need GPUs of a model: on nodes with the labels of its pools, which tell slices and parts of such cards from whole
 * ones. Where all pools have the same label it becomes a node selector, else an affinity.
 *
 * @param pod what the pod says itself: it holds besides
 */
export function nodesWith(
  gpuModel: IGpuModel | undefined,
  members: readonly MemberModel[],
  pod: JsonObject,
): JsonObject {
  const pools = members.flatMap((member) => member.pools.filter(({ gpu }) => gpu === gpuModel?.model));
  const labels = Object.entries(gpuModel?.nodeLabels ?? {}).map(([key, usual]) => {
    const values = [...new Set(pools.map((pool) => pool.labels[key] ?? usual))];
    return { key, values: values.length > 0 ? values : [usual] };
  });
  const several = labels.filter(({ values }) => values.length > 1);
  const nodeSelector = {
    ...Object.fromEntries(labels.flatMap(({ key, values }) => (values.length > 1 ? [] : [[key, values[0]!]]))),
    ...objectAt(pod, 'nodeSelector'),
  };
  return {
    ...(Object.keys(nodeSelector).length > 0 ? { nodeSelector } : {}),
    ...(several.length > 0 ? { affinity: affinityWith(several, objectAt(pod, 'affinity')) } : {}),
  };
}

/** Terms of a node selector are alternatives, so each of them has to say it. */
function affinityWith(
  labels: readonly { readonly key: string; readonly values: string[] }[],
  given: JsonObject,
): JsonObject {
  const expressions = labels.map((label) => ({ ...label, operator: 'In' }));
  const nodes = objectAt(given, 'nodeAffinity');
  const terms = listAt(objectAt(nodes, REQUIRED), 'nodeSelectorTerms');
  const nodeSelectorTerms = (terms.length > 0 ? terms : [{}]).map((term) => ({
    ...term,
    matchExpressions: [...listAt(term, 'matchExpressions'), ...expressions],
  }));
  return { ...given, nodeAffinity: { ...nodes, [REQUIRED]: { nodeSelectorTerms } } };
}
