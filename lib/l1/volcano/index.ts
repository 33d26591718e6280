// Generated from volcano.sh/volcano v1.15.1 by `npm run l1`; do not edit.
export * from './cron-job';
export * from './hyper-node';
export * from './job';
export * from './pod-group';
export * from './queue';
export * from './shared';
