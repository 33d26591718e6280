import type { Rule } from '../core/findings';

export const DASHBOARD_BAD_QUERY: Rule = {
  id: 'dashboards/bad-query',
  severity: 'error',
  title: 'Every query of a dashboard is one that Prometheus accepts.',
  why: 'Grafana writes any text; the panel only says that there is an error when somebody opens it.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/basics/',
};

export const DASHBOARD_DUPLICATE_UID: Rule = {
  id: 'dashboards/duplicate-uid',
  severity: 'error',
  title: 'Dashboards have different uids.',
  why: 'Grafana keeps one of them, and stops updating dashboards of the folder that both come from.',
  source: 'https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards',
};

export const DASHBOARD_BAD_UID: Rule = {
  id: 'dashboards/bad-uid',
  severity: 'error',
  title: 'The uid of a dashboard has at most 40 letters, digits, "-" and "_".',
  why: 'Grafana does not load a dashboard with another uid, and tells it in its log only.',
};

export const DASHBOARD_NO_TITLE: Rule = {
  id: 'dashboards/no-title',
  severity: 'error',
  title: 'A dashboard has a title.',
  why: 'Grafana does not load a dashboard without title, and tells it in its log only.',
};

export const DASHBOARD_TOO_LARGE: Rule = {
  id: 'dashboards/too-large',
  severity: 'error',
  title: 'The JSON of a dashboard has at most 1 MiB.',
  why: 'The API server refuses a ConfigMap with more data.',
  source: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
};

export const DASHBOARD_UNSEEN_GPUS: Rule = {
  id: 'dashboards/unseen-gpus',
  severity: 'info',
  title: 'The GPUs on the dashboard gpus are those that the dcgm-exporter sees.',
  why: "The exporter reports NVIDIA's GPUs only: others are missing in utilisation and cost, not shown as idle.",
  source: 'https://docs.nvidia.com/datacenter/dcgm/latest/reference/dcgm-exporter-metrics.html',
};
