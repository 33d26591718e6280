export type { GrafanaDashboard, GrafanaDashboardBuilder } from './dashboards/dashboard';
export { type FleetBoard, FleetDashboards, type FleetDashboardsProps } from './fleet-dashboards';
export type { GpuAlertProps } from './gpu-alerts';
export { type GpuExporterProps, GpuMonitor, type GpuMonitorProps } from './gpu-monitor';
export type { MemberMetrics, MemberPrometheusProps, ReceiveMetrics, SidecarMetrics } from './member-metrics';
export type { MemberPrometheus } from './member-prometheus';
export {
  type BucketProps,
  type FilesystemStoreProps,
  type GcsStoreProps,
  type MinioStoreProps,
  ObjectStore,
  type ObjectStoreSecret,
  type ObjectStoreType,
  type OssStoreProps,
  type S3StoreProps,
} from './object-store';
export { type PromqlProblem, type PromqlQuery, parsePromql } from './promql';
export type { PromqlType } from './promql-functions';
export type { ThanosCommand, ThanosComponentName, ThanosFlags } from './thanos-command';
export type { StoringComponentProps, ThanosComponent, ThanosComponentProps } from './thanos-component';
export type { ThanosHost } from './thanos-host';
export type {
  CompactorProps,
  QueryFrontendProps,
  ReceiveProps,
  RulerProps,
  ThanosStackProps,
} from './thanos-props';
export { ThanosStack } from './thanos-stack';
