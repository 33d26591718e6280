export { ADD_ONS, type AddOnSpec, type AddOnVersion, type ChartSpec } from './catalogue';
export { FleetAddOns, type FleetAddOnsProps, type MemberAddOnsProps } from './fleet-add-ons';
export type { FluxDelivery } from './flux-releases';
export type {
  AddOnSettings,
  GpuOperatorSettings,
  IstioSettings,
  KyvernoSettings,
  PrometheusStackSettings,
  VolcanoSettings,
} from './settings';
