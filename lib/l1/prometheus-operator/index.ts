// Generated from github.com/prometheus-operator/prometheus-operator v0.93.0 by `npm run l1`; do not edit.
export * from './pod-monitor';
export * from './prometheus';
export * from './prometheus-rule';
export * from './service-monitor';
export * from './shared';
