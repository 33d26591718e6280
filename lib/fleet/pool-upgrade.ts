import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { NodeShare, PoolUpgradeModel } from '../core/model';
import { BAD_UPGRADE } from './rules';

const PERCENTAGE = /^(100|\d{1,2})%$/;

/**
 * How the nodes of a pool are replaced when their image or their Kubernetes version changes. Pods leave a node by
 * eviction, so disruption budgets are kept. A cloud that cannot keep what is stated here refuses the pool when it is to make
 * it; what is not stated it does in its own way.
 */
export interface PoolUpgrade {
  /**
   * Nodes that the pool may have above its number meanwhile: how many, or a percentage of the pool. 0 where there is no
   * spare machine.
   * @default 1
   */
  readonly maxSurge?: NodeShare;
  /**
   * Nodes that the pool may lack meanwhile: how many, or a percentage of the pool.
   * @default - 0, or 1 where `maxSurge` is 0
   */
  readonly maxUnavailable?: NodeShare;
  /**
   * How long a node waits for its pods to leave, in seconds, before it goes all the same.
   * @default - for ever: a disruption budget that allows no eviction stops the upgrade
   */
  readonly drainTimeoutSeconds?: number;
}

/** The upgrade as plain data, with its defaults. */
export function upgradeModel(props: PoolUpgrade): PoolUpgradeModel {
  const { maxSurge = 1, drainTimeoutSeconds } = props;
  const assumed = (['maxSurge', 'maxUnavailable'] as const).filter((setting) => props[setting] === undefined);
  return {
    maxSurge,
    maxUnavailable: props.maxUnavailable ?? (isNone(maxSurge) ? 1 : 0),
    ...(drainTimeoutSeconds === undefined ? {} : { drainTimeoutSeconds }),
    ...(assumed.length > 0 ? { assumed } : {}),
  };
}

/** What is wrong with the upgrade of a pool; `where` names the pool. */
export function checkUpgrade(place: string, where: string, props: PoolUpgrade | undefined): Finding[] {
  const found: Finding[] = [];
  const report = (value: unknown, message: string, fix: string) =>
    found.push(finding(BAD_UPGRADE, { place, value, message, fix }));
  for (const what of ['maxSurge', 'maxUnavailable'] as const) {
    const value = props?.[what];
    if (value !== undefined && !isShare(value)) {
      report(
        value,
        `${what} of ${where} is ${show(value)}; expected a whole number that is not negative, or a percentage.`,
        "Write a number of nodes, or '25%' of them.",
      );
    }
  }
  const timeout = props?.drainTimeoutSeconds;
  if (timeout !== undefined && !(Number.isInteger(timeout) && timeout > 0)) {
    report(
      timeout,
      `drainTimeoutSeconds of ${where} is ${show(timeout)}; expected a whole number of seconds, 1 or more.`,
      'Write how many seconds a node waits for its pods, or leave it out: it then waits as long as it takes.',
    );
  }
  if (isNone(props?.maxSurge) && isNone(props?.maxUnavailable)) {
    report(
      props,
      `${where} may have no node more and no node less while it is upgraded, so no node can ever be replaced.`,
      'Set maxSurge or maxUnavailable of its upgrade to 1 or more.',
    );
  }
  return found;
}

function isShare(value: NodeShare): boolean {
  return typeof value === 'number' ? Number.isInteger(value) && value >= 0 : PERCENTAGE.test(value);
}

/** Whether a share is of no node, however many there are. */
export function isNone(value: NodeShare | undefined): boolean {
  return value === 0 || value === '0%';
}
