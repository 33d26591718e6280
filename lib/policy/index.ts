export type { BaselineRuleProps, LimitsRuleProps, NoPrivilegedRuleProps, RegistriesRuleProps } from './baseline-rule';
export type { BaselineExceptionProps } from './exception';
export { FleetBaseline, type FleetBaselineProps } from './fleet-baseline';
export { SidecarInjectionAccess, type SidecarInjectionAccessProps } from './sidecar-injection-access';
