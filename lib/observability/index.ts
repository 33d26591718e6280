export type { GrafanaDashboard, GrafanaDashboardBuilder } from './dashboards/dashboard';
export { type FleetBoard, FleetDashboards, type FleetDashboardsProps } from './fleet-dashboards';
export { type PromqlProblem, type PromqlQuery, parsePromql } from './promql';
export type { PromqlType } from './promql-functions';
