export { AddOnRelease, AddOnReleases, type AddOnReleasesArgs } from './add-on-releases';
export { AttachedClusters, type AttachedClustersArgs } from './attached-clusters';
export { type AwaitRule, type AwaitRules, DEFAULT_AWAITS } from './await-rules';
export { BulkTarget, type BulkTargetArgs } from './bulk-target';
export type { ClusterConnection, IFleetClusters } from './clusters';
export {
  type AllowedDeletes,
  type DeploymentMode,
  FleetDeployment,
  type FleetDeploymentArgs,
} from './fleet-deployment';
export { LocalStack, type LocalStackOptions } from './local-stack';
export { type ModeChoice, type Plugins, possibleMode } from './mode-choice';
export { ObjectResource, type ObjectResourceArgs } from './object-resource';
export { ObjectTarget, type ObjectTargetArgs } from './object-target';
export { type FleetProgram, loadProgram } from './program';
export { TwinClusters, type TwinClustersArgs } from './twin-clusters';
