/** A template of claims to GPUs, as pods refer to it. */
export interface IGpuClaim {
  /** Name of the ResourceClaimTemplate. */
  readonly templateName: string;
  /** Namespace of the template, and so of the pods. */
  readonly namespace: string;
  /** The DeviceClass that it names. */
  readonly deviceClass: string;
  /** Names of the members that have the template; absent where they are not known. */
  readonly members?: readonly string[];
}
