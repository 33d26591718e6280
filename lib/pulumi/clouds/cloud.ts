import { holdsLate } from '../../core/late';
import type { PoolUpgrade } from '../../fleet/pool-upgrade';
import { CLOUDS, type CloudName } from '../../fleet/providers';
import { wrongInstanceType, wrongRegion } from './failures';
import type { Unkept } from './upgrade-steps';

/** A cloud, and what makes its clusters. Members may call it what they like: `aws-prod`. */
export interface Cloud {
  readonly name: CloudName;
  /** Class that makes its clusters, for messages. */
  readonly provider: string;
  /** What it cannot keep of the settings that a program states for an upgrade. @default it keeps all */
  readonly unkept?: (stated: PoolUpgrade) => Unkept | undefined;
}

/** Late values are not judged: it is not known what they will be. @throws Failure `pulumi/wrong-region` */
export function checkRegion(member: string, region: string, cloud: Cloud): void {
  if (!holdsLate(region) && !CLOUDS[cloud.name].region.pattern.test(region)) {
    throw wrongRegion(member, region, cloud);
  }
}

/** Late values are not judged: it is not known what they will be. @throws Failure `pulumi/wrong-instance-type` */
export function checkInstanceType(member: string, pool: string, type: string, cloud: Cloud): void {
  if (!holdsLate(type) && !CLOUDS[cloud.name].instanceType.pattern.test(type)) {
    throw wrongInstanceType(member, pool, type, cloud);
  }
}
