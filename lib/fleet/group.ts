/** Prefix of the label by which the Cluster objects of a group's members are found. */
export const GROUP_LABEL_PREFIX = 'group.cdk8s-fleet.dev/';

/** A named part of a fleet: `train`, `serve`, the canary sites. */
export class FleetGroup<M extends string = string> {
  /** The label that every member of the group `name` carries on its Karmada Cluster object, with value `true`. */
  public static labelKey(name: string): string {
    return `${GROUP_LABEL_PREFIX}${name}`;
  }

  public constructor(
    /** Name of the group. */
    public readonly name: string,
    /** Names of its members. */
    public readonly members: readonly M[],
  ) {}

  /** A label selector that finds the group's members on the control plane. */
  public get labels(): Readonly<Record<string, string>> {
    return { [FleetGroup.labelKey(this.name)]: 'true' };
  }
}
