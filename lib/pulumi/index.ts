export { AddOnRelease, AddOnReleases, type AddOnReleasesArgs } from './add-on-releases';
export { AttachedClusters, type AttachedClustersArgs } from './attached-clusters';
export { type AwaitRule, type AwaitRules, DEFAULT_AWAITS } from './await-rules';
export { BulkTarget, type BulkTargetArgs } from './bulk-target';
export { type AckImages, AckProvider, type AckProviderArgs, type AckRegion } from './clouds/ack';
export { ClusterApiProvider, type ClusterApiProviderArgs } from './clouds/cluster-api';
export type { IClusterProvider, ProvisionContext } from './clouds/cluster-provider';
export { EksProvider, type EksProviderArgs, type EksRegion } from './clouds/eks';
export { GkeProvider, type GkeProviderArgs, type GkeRegion } from './clouds/gke';
export { ProvisionedClusters, type ProvisionedClustersArgs } from './clouds/provisioned-clusters';
export { SandboxExpiry, type SandboxExpiryArgs } from './clouds/sandbox-expiry';
export { TkeProvider, type TkeProviderArgs, type TkeRegion } from './clouds/tke';
export type { ClusterConnection, ClusterOrigin, IFleetClusters } from './clusters';
export {
  type AllowedDeletes,
  type DeploymentMode,
  FleetDeployment,
  type FleetDeploymentArgs,
} from './fleet-deployment';
export type { CarriedKind } from './join/carried-kinds';
export { ClusterAccess, type ClusterAccessArgs } from './join/cluster-access';
export { JoinedClusters, type JoinedClustersArgs } from './join/joined-clusters';
export { late } from './late';
export { LocalStack, type LocalStackOptions, type UpOptions } from './local-stack';
export { type ModeChoice, type Plugins, possibleMode } from './mode-choice';
export { ObjectResource, type ObjectResourceArgs } from './object-resource';
export { ObjectTarget, type ObjectTargetArgs } from './object-target';
export { type FleetProgram, loadProgram } from './program';
export { TwinClusters, type TwinClustersArgs } from './twin-clusters';
