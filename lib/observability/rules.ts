import type { Rule } from '../core/findings';

const COMPACT = 'thanos v0.42.4 cmd/thanos/compact.go';
const OPERATOR = 'prometheus-operator v0.93.0 pkg/prometheus/promcfg.go';

export const THANOS_BAD_NAME: Rule = {
  id: 'thanos/bad-name',
  severity: 'error',
  title: 'The name of a Thanos stack is a DNS label of at most 36 characters.',
  why: 'It begins the names of Services and of pods, whose names have room for 63 characters with what is added.',
};

export const THANOS_NO_BUCKET: Rule = {
  id: 'thanos/no-bucket',
  severity: 'error',
  title: 'An object store names its bucket, or its directory.',
  why: 'Every component that uses the store ends at its start.',
  source: 'https://thanos.io/tip/thanos/storage.md/',
};

export const THANOS_BAD_STORE_ENDPOINT: Rule = {
  id: 'thanos/bad-store-endpoint',
  severity: 'error',
  title: 'The endpoint of an object store is a host, with a port where it is not the usual one: no scheme, no path.',
  why: 'The client refuses addresses with a scheme or a path, and the components end at their start.',
  source: 'thanos-io/objstore providers/s3/s3.go',
};

export const THANOS_SECRET_EXPECTED: Rule = {
  id: 'thanos/secret-expected',
  severity: 'info',
  title: 'A Secret with credentials exists wherever the object store is used.',
  why: 'Manifests never hold credentials. Pods that mount a Secret which is not there do not start.',
};

export const THANOS_LOCAL_STORE: Rule = {
  id: 'thanos/local-store',
  severity: 'error',
  title: 'An object store in a directory is used in one cluster only.',
  why: 'A directory of another cluster is another directory: what a member puts there, the store gateway of the host never sees.',
};

export const THANOS_UNKNOWN_MEMBER: Rule = {
  id: 'thanos/unknown-member',
  severity: 'error',
  title: 'A Thanos stack covers members of its fleet.',
  why: 'Prometheus is applied to the member itself; there is no cluster to apply it to.',
};

export const THANOS_NO_MEMBERS: Rule = {
  id: 'thanos/no-members',
  severity: 'error',
  title: 'A Thanos stack covers at least one member.',
  why: 'Queries would find no series at all.',
};

export const NO_PROMETHEUS_OPERATOR: Rule = {
  id: 'prometheus/no-operator',
  severity: 'error',
  title: 'Members that get a Prometheus, monitors or rules run the Prometheus operator.',
  why: 'Without its kinds the API server of the member refuses the objects; without the operator nothing comes of them.',
};

export const THANOS_NO_SIDECAR_ENDPOINT: Rule = {
  id: 'thanos/no-sidecar-endpoint',
  severity: 'warning',
  title: 'The sidecar of a member has an address at which the host reaches it.',
  why: 'Without it queries see only what the sidecar has uploaded: the last two hours are missing.',
  source: 'https://thanos.io/tip/components/sidecar.md/',
};

export const THANOS_BAD_ADDRESS: Rule = {
  id: 'thanos/bad-address',
  severity: 'error',
  title: 'The address of a sidecar is host:port, with dns+ before it where the name stands for several.',
  why: 'It is a gRPC address: with a scheme or without a port the querier cannot connect.',
  source: 'thanos v0.42.4 cmd/thanos/endpointset.go',
};

export const THANOS_BAD_MODE: Rule = {
  id: 'thanos/bad-mode',
  severity: 'error',
  title: "The mode of a member is 'sidecar' or 'receive'.",
  why: 'Its samples would reach the host neither way.',
};

export const THANOS_NO_RECEIVE: Rule = {
  id: 'thanos/no-receive',
  severity: 'error',
  title: 'Members that push know the URL to which they push.',
  why: 'Prometheus has no remote write without a URL, and the samples of the member stay where they are.',
};

export const THANOS_BAD_REPLICAS: Rule = {
  id: 'thanos/bad-replicas',
  severity: 'error',
  title: 'Replicas are whole numbers, 1 or more.',
  why: 'A component without pods answers nothing, and the API server refuses other numbers.',
};

export const THANOS_REPLICATION_FACTOR: Rule = {
  id: 'thanos/replication-factor',
  severity: 'error',
  title: 'The replication factor of Receive is a whole number from 1 to its replicas.',
  why: 'Each copy of a series goes to another replica. With too few of them every write is refused.',
  source: 'thanos v0.42.4 pkg/receive/hashring.go',
};

export const BAD_DURATION: Rule = {
  id: 'prometheus/bad-duration',
  severity: 'error',
  title: 'Durations are written as Prometheus reads them: 6h, 30d, 1h30m.',
  why: 'Prometheus and Thanos end at their start.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations',
};

export const THANOS_RETENTION: Rule = {
  id: 'thanos/retention',
  severity: 'error',
  title: 'Samples are kept until they are downsampled: raw ones 40 hours, those of 5 minutes 10 days.',
  why: 'The compactor refuses shorter retentions: samples would be deleted before anything coarser is made of them.',
  source: COMPACT,
};

export const THANOS_LOCAL_RETENTION: Rule = {
  id: 'thanos/local-retention',
  severity: 'error',
  title: 'Prometheus beside a sidecar keeps its samples for 6 hours or more.',
  why: 'A block covers 2 hours and is uploaded when it is complete. With less than three blocks a failed upload loses samples.',
  source: 'https://thanos.io/tip/components/sidecar.md/',
};

export const THANOS_TWO_COMPACTORS: Rule = {
  id: 'thanos/two-compactors',
  severity: 'error',
  title: 'One compactor works on a bucket, or each of several on blocks of its own.',
  why: 'Compactors do not know of each other: two of them make overlapping blocks, and both halt.',
  source:
    'https://thanos.io/tip/components/compact.md/#warning-only-one-instance-of-compactor-may-run-against-a-single-stream-of-blocks-in-a-single-object-storage',
};

export const EQUAL_EXTERNAL_LABELS: Rule = {
  id: 'prometheus/equal-external-labels',
  severity: 'error',
  title:
    'No two Prometheus that send their samples away have the same external labels, copies and pods of one included.',
  why: 'Their series become one: values of one cluster are shown as those of the other, and the compactor halts on overlapping blocks.',
  source: OPERATOR,
};

export const BAD_QUERY: Rule = {
  id: 'prometheus/bad-query',
  severity: 'error',
  title: 'Every query is PromQL that Prometheus accepts, and rules result in samples at one time.',
  why: "The operator's webhook refuses the rule where it runs; else the operator leaves it out with an event that nobody reads.",
  source: 'prometheus v3.9 promql/parser/parse.go',
};

export const EXPERIMENTAL_QUERY: Rule = {
  id: 'prometheus/experimental-query',
  severity: 'warning',
  title: 'Queries need no feature flag of Prometheus, and no version newer than others that read them.',
  why: 'A Prometheus or a Thanos without the flag refuses the rule, and with it all rules of the file.',
  source: 'https://prometheus.io/docs/prometheus/latest/feature_flags/',
};

export const TWO_WAYS: Rule = {
  id: 'prometheus/two-ways',
  severity: 'warning',
  title: 'A Prometheus uploads its blocks or pushes to Thanos Receive, one of the two.',
  why: 'With both, every sample is in the object store twice, under labels of its own each time, and sums count it twice.',
  source: 'https://github.com/thanos-io/thanos/issues/6904',
};

export const BAD_RULE: Rule = {
  id: 'prometheus/bad-rule',
  severity: 'error',
  title:
    'A rule records or alerts, with templates and labels that Prometheus reads, and a group of rules has a name of its own.',
  why: 'Prometheus refuses the whole file with the rule, and every other rule in it is gone, too.',
  source: 'prometheus v3.9 model/rulefmt/rulefmt.go',
};

export const GPU_MONITOR_NO_GPUS: Rule = {
  id: 'gpus/no-gpus',
  severity: 'error',
  title: 'A GPU monitor goes to members with NVIDIA GPUs.',
  why: 'dcgm-exporter knows NVIDIA GPUs only: elsewhere there is nothing to scrape.',
};

export const GPU_MONITOR_NO_MEMBERS: Rule = {
  id: 'gpus/no-members',
  severity: 'error',
  title: 'A GPU monitor goes to at least one member.',
  why: 'No GPU would be watched.',
};

export const GPU_MONITOR_ONE_MEMBER: Rule = {
  id: 'gpus/one-member',
  severity: 'error',
  title: 'A GPU monitor in the scope of a member names no other members.',
  why: 'It is applied to that member directly and to no other.',
};

export const GPU_MONITOR_UNKNOWN_MEMBER: Rule = {
  id: 'gpus/unknown-member',
  severity: 'error',
  title: 'A GPU monitor goes to members of its fleet.',
  why: 'Its objects are applied to the member itself; there is no cluster to apply them to.',
};

export const GPU_MONITOR_BAD_NAME: Rule = {
  id: 'gpus/bad-name',
  severity: 'error',
  title: 'The name of a GPU monitor is a DNS label.',
  why: 'The API server refuses other names; without an explicit name the construct id is the name.',
};

export const GPU_MONITOR_BAD_THRESHOLD: Rule = {
  id: 'gpus/bad-threshold',
  severity: 'error',
  title: 'Shares of memory and utilisation are between 0 and 1, temperatures above 0 degrees Celsius.',
  why: 'An alert on another value fires always, or never.',
};

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

export const DASHBOARD_DUPLICATE_NAME: Rule = {
  id: 'dashboards/duplicate-name',
  severity: 'error',
  title: 'Dashboards have different names.',
  why: 'Each becomes a ConfigMap of its name.',
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

export const DASHBOARD_HAS_INPUTS: Rule = {
  id: 'dashboards/has-inputs',
  severity: 'error',
  title: 'A dashboard is not one that was exported for sharing.',
  why: 'Grafana asks for its data sources only where a person imports it; from a file every panel looks for a data source that is not there.',
  source: 'https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards',
};

export const DASHBOARD_BAD_THRESHOLD: Rule = {
  id: 'dashboards/bad-threshold',
  severity: 'error',
  title: 'The utilisation above which a GPU is busy is at least 0 % and less than 100 %.',
  why: 'With another one every GPU is idle or none, and so is its price.',
};

export const DASHBOARD_UNKNOWN_BOARD: Rule = {
  id: 'dashboards/unknown-board',
  severity: 'error',
  title: 'Dashboards that the library is asked for are among those that it makes.',
  why: 'There would be no such dashboard, and nobody would be told.',
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
