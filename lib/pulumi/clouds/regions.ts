import type * as pulumi from '@pulumi/pulumi';
import type { MemberModel } from '../../core/model';
import { type Cloud, checkRegion } from './cloud';
import { noRegion, noVersion } from './failures';

/** What the clusters of one region share. */
export interface CloudRegion {
  /**
   * Provider of the cloud's package for this region, where its credentials are not those of the environment: configuration of
   * the stack (`aws:profile`) does not reach the provider that is made otherwise.
   * @default one is made, with the credentials of the environment
   */
  readonly provider?: pulumi.ProviderResource;
}

/** The region of a member, and what is known of it. @throws Failure `pulumi/no-region`, `pulumi/wrong-region` */
export function regionOf<R>(
  member: MemberModel,
  regions: Readonly<Record<string, R>>,
  cloud: Cloud,
): { readonly name: string; readonly region: R } {
  const name = member.region ?? '';
  if (member.region !== undefined) {
    checkRegion(member.name, name, cloud);
  }
  const region = Object.hasOwn(regions, name) ? regions[name] : undefined;
  if (region === undefined) {
    throw noRegion(member, cloud.provider, Object.keys(regions));
  }
  return { name, region };
}

/**
 * What a cloud calls the Kubernetes version of a member.
 * @param example how such a name goes on after the minor version
 * @throws Failure `pulumi/no-version`
 */
export function versionOf(
  member: MemberModel,
  versions: Readonly<Record<string, string>>,
  { provider }: Cloud,
  example: string,
): string {
  const version = versions[member.kubernetes];
  if (version === undefined) {
    throw noVersion(member, provider, example);
  }
  return version;
}

/** The provider of each region: the one that the program gives, else one that is made when a member is the first to need it. */
export function providersOf(
  regions: Readonly<Record<string, CloudRegion>>,
  make: (region: string) => pulumi.ProviderResource,
): (region: string) => pulumi.ProviderResource {
  return onceForEach((region) => regions[region]?.provider ?? make(region));
}

/** Makes one thing for each region, when a member is the first to ask for it. */
export function onceForEach<T>(make: (region: string) => T): (region: string) => T {
  const made = new Map<string, T>();
  return (region) => {
    const known = made.get(region) ?? make(region);
    made.set(region, known);
    return known;
  };
}
