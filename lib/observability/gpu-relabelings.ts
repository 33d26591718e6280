import type { Relabeling } from '../l1/prometheus-operator';
import { CLUSTER_LABEL } from './member-prometheus';

/** Labels of Volcano's pods, as the exporter writes them with pod labels enabled, to the labels that they become. */
const OWNER_LABELS: Readonly<Record<string, string>> = {
  volcano_sh_queue_name: 'queue',
  volcano_sh_job_name: 'job_name',
};

/**
 * Labels of the target: cluster and node are added; pod, namespace and container are taken away. They are those of the exporter,
 * and hide the ones by which the exporter says which pod holds the GPU: `pod` becomes `exported_pod`, and GPUs that nobody holds
 * seem to be held by the exporter.
 */
export function targetRelabelings(member: string): Relabeling[] {
  return [
    { targetLabel: CLUSTER_LABEL, replacement: member },
    { sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' },
    { action: 'labeldrop', regex: 'pod|namespace|container|service|endpoint' },
  ];
}

/** Labels of the series: the model under the name that pools use, queue and job of the pod where the exporter tells them. */
export function metricRelabelings(): Relabeling[] {
  return [
    { sourceLabels: ['modelName'], targetLabel: 'model' },
    ...Object.entries(OWNER_LABELS).map(([from, to]) => ({
      sourceLabels: [from],
      regex: '(.+)',
      targetLabel: to,
    })),
    { action: 'labeldrop', regex: Object.keys(OWNER_LABELS).join('|') },
  ];
}
