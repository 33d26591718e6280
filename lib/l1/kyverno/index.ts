// Generated from github.com/kyverno/kyverno v1.19.1 by `npm run l1`; do not edit.
export * from './cluster-policy';
export * from './deleting-policy';
export * from './generating-policy';
export * from './image-validating-policy';
export * from './mutating-policy';
export * from './policy-exception';
export * from './shared';
export * from './validating-policy';
