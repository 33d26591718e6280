import * as pulumi from '@pulumi/pulumi';
import type { MemberModel } from '../../core/model';
import type { Cloud } from './cloud';
import { noZone, subnetsWithoutZones } from './failures';

/** Identifiers of subnets. */
export type SubnetIds = pulumi.Input<pulumi.Input<string>[]>;

/**
 * Subnets of a region: all in one list, or by the zone that they are in, `{ 'us-east-1a': ['subnet-0a'] }`. Nodes of a member that
 * states `zones` are in the subnets of these, which a list does not tell apart.
 */
export type ZonedSubnets = SubnetIds | Readonly<Record<string, SubnetIds>>;

/** All subnets of a region. */
export function allSubnets(subnets: ZonedSubnets): SubnetIds {
  return isByZone(subnets) ? together(Object.values(subnets)) : subnets;
}

/**
 * Subnets of the nodes of a member: those of its zones, or all.
 * @param property what its provider calls the subnets
 * @throws Failure `pulumi/no-zone`
 */
export function nodeSubnets(member: MemberModel, subnets: ZonedSubnets, property: string, cloud: Cloud): SubnetIds {
  if (member.zones.length === 0) {
    return allSubnets(subnets);
  }
  if (!isByZone(subnets)) {
    throw subnetsWithoutZones(member, property, cloud);
  }
  return together(
    member.zones.map((zone) => {
      const inZone = Object.hasOwn(subnets, zone) ? subnets[zone] : undefined;
      if (inZone === undefined) {
        throw noZone(member, zone, property, Object.keys(subnets), cloud);
      }
      return inZone;
    }),
  );
}

function isByZone(subnets: ZonedSubnets): subnets is Readonly<Record<string, SubnetIds>> {
  return !(Array.isArray(subnets) || pulumi.Output.isInstance(subnets) || subnets instanceof Promise);
}

function together(lists: readonly SubnetIds[]): SubnetIds {
  return pulumi.all([...lists]).apply((known) => known.flat());
}
