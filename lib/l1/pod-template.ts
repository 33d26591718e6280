import type { JsonObject } from '../core/manifest';

/** A pod spec as it stands in a manifest. Its fields are checked against the schema of the built-in kind. */
export type PodSpec = JsonObject;

/** A pod template as it stands in a manifest. `k8s.toJson_PodTemplateSpec` of cdk8s-plus makes one of its typed form. */
export interface PodTemplate {
  readonly metadata?: JsonObject;
  readonly spec?: PodSpec;
}

/** Parts of a pod spec as they stand in a manifest, for kinds that take them one by one. */
export type Affinity = JsonObject;
export type Container = JsonObject;
export type EphemeralVolume = JsonObject;
export type PodSecurityContext = JsonObject;
export type ResourceRequirements = JsonObject;
export type Toleration = JsonObject;
export type Volume = JsonObject;
export type VolumeClaimSpec = JsonObject;
export type VolumeMount = JsonObject;
