import type { MemberModel } from '../../core/model';
import { longName } from './failures';

/** How many characters a cloud takes. */
export interface NameLengths {
  readonly cluster: number;
  readonly pool: number;
}

/** Names of members may be longer than a cloud takes. @throws Failure `pulumi/long-name` */
export function checkNames({ name, pools }: MemberModel, max: NameLengths): void {
  if (name.length > max.cluster) {
    throw longName(name, 'cluster', name, max.cluster);
  }
  const long = pools.find((pool) => pool.name.length > max.pool);
  if (long) {
    throw longName(name, 'node pool', long.name, max.pool);
  }
}
