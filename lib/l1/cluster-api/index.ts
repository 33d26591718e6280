// Generated from sigs.k8s.io/cluster-api v1.14.0 by `npm run l1`; do not edit.
export * from './cluster';
export * from './kubeadm-config-template';
export * from './kubeadm-control-plane';
export * from './machine-deployment';
export * from './machine-health-check';
export * from './shared';
