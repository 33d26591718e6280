// Generated from github.com/fluxcd/helm-controller v1.6.3 by `npm run l1`; do not edit.
export * from './helm-release';

// Generated from github.com/fluxcd/source-controller v1.9.1 by `npm run l1`; do not edit.
export * from './helm-repository';
