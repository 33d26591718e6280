import type { NodeShare, PoolUpgradeModel } from '../../core/model';
import { isNone, type PoolUpgrade } from '../../fleet/pool-upgrade';
import type { Cloud } from './cloud';
import { unkeptSetting } from './failures';

/** How many nodes are replaced at a time. */
export interface UpgradeSteps {
  readonly surge: number;
  readonly unavailable: number;
  /** Whether the program states `unavailable` as a number: where a cloud takes fewer at a time, a share of the pool gives way to it. */
  readonly exactUnavailable: boolean;
  readonly drainTimeoutSeconds?: number;
}

/** A setting of an upgrade that a cloud cannot keep. */
export interface Unkept {
  readonly setting: keyof PoolUpgrade;
  /** What the cloud does instead: `EKS waits 900 seconds for the pods of a node`. */
  readonly because: string;
  readonly fix: string;
}

/** What a program states of an upgrade, without what stands for the rest. */
function statedOf(upgrade: PoolUpgradeModel): PoolUpgrade {
  const { assumed = [], ...settings } = upgrade;
  return Object.fromEntries(Object.entries(settings).filter(([setting]) => !assumed.some((one) => one === setting)));
}

/**
 * Percentages of a pool in nodes, rounded as Kubernetes does it for Deployments; one node at least.
 * @throws Failure `pulumi/upgrade-setting` where the cloud cannot keep what the program states
 */
export function stepsOf(
  member: string,
  pool: { readonly name: string; readonly nodes: number },
  upgrade: PoolUpgradeModel,
  cloud: Cloud,
): UpgradeSteps {
  const stated = statedOf(upgrade);
  const unkept = cloud.unkept?.(stated);
  if (unkept) {
    throw unkeptSetting(member, pool.name, stated, unkept);
  }
  const { maxSurge, maxUnavailable, drainTimeoutSeconds } = upgrade;
  const surge = Math.ceil(nodesOf(maxSurge, pool.nodes));
  const unavailable = Math.floor(nodesOf(maxUnavailable, pool.nodes));
  return {
    surge,
    unavailable: surge === 0 ? Math.max(1, unavailable) : unavailable,
    exactUnavailable: typeof stated.maxUnavailable === 'number',
    ...(drainTimeoutSeconds === undefined ? {} : { drainTimeoutSeconds }),
  };
}

function nodesOf(share: NodeShare, nodes: number): number {
  return typeof share === 'number' ? share : (Number.parseFloat(share) / 100) * nodes;
}

/** A number of nodes that is more than a cloud replaces at a time. Percentages are not judged: they are cut. */
export function unkeptNumber(stated: PoolUpgrade, most: number, cloud: string): Unkept | undefined {
  const setting = (['maxSurge', 'maxUnavailable'] as const).find((one) => countOf(stated[one]) > most);
  return (
    setting && {
      setting,
      because: `${cloud} replaces ${most} nodes at a time at most`,
      fix: `set it to ${most} or less, or to a percentage, which is cut to that.`,
    }
  );
}

/** A share as the number that a program states; 0 where it states none, or a percentage. */
export function countOf(share: NodeShare | undefined): number {
  return typeof share === 'number' ? share : 0;
}

/** Clouds that upgrade a node in its place never have one more. */
export function unkeptSurge({ maxSurge }: PoolUpgrade, cloud: string): Unkept | undefined {
  return maxSurge === undefined || isNone(maxSurge)
    ? undefined
    : {
        setting: 'maxSurge',
        because: `${cloud} upgrades nodes in their place: none is added`,
        fix: 'leave maxSurge out, or set it to 0.',
      };
}
