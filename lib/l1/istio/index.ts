// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
export * from './authorization-policy';
export * from './destination-rule';
export * from './envoy-filter';
export * from './gateway';
export * from './peer-authentication';
export * from './proxy-config';
export * from './request-authentication';
export * from './service-entry';
export * from './shared';
export * from './sidecar';
export * from './telemetry';
export * from './traffic-extension';
export * from './virtual-service';
export * from './wasm-plugin';
export * from './workload-entry';
export * from './workload-group';
