import type { NodeShare, PoolUpgrade } from '../lib';
import { findingsOf } from '../lib/testing';
import { twoMembers } from './support';

function fleetWith(upgrade: PoolUpgrade) {
  const pools = [{ name: 'p', nodes: 4, upgrade }];
  return twoMembers({ members: { a: { kubernetes: '1.34', pools }, b: { kubernetes: '1.34' } } });
}

describe('upgrade of a node pool', () => {
  test.each<[PoolUpgrade, object]>([
    [{}, { maxSurge: 1, maxUnavailable: 0, assumed: ['maxSurge', 'maxUnavailable'] }],
    [{ maxSurge: 0 }, { maxSurge: 0, maxUnavailable: 1, assumed: ['maxUnavailable'] }],
    [{ maxSurge: '0%' }, { maxSurge: '0%', maxUnavailable: 1, assumed: ['maxUnavailable'] }],
    [{ maxUnavailable: 2 }, { maxSurge: 1, maxUnavailable: 2, assumed: ['maxSurge'] }],
    [
      { maxSurge: '25%', maxUnavailable: 2, drainTimeoutSeconds: 600 },
      { maxSurge: '25%', maxUnavailable: 2, drainTimeoutSeconds: 600 },
    ],
  ])('%j', (upgrade, expected) => {
    const { app, fleet } = fleetWith(upgrade);
    expect(fleet.model.members[0]!.pools[0]!.upgrade).toEqual(expected);
    expect(findingsOf(app)).toEqual([]);
  });

  test('a pool that states none leaves it to whoever makes its nodes', () => {
    expect(twoMembers().fleet.model.members[0]!.pools[0]).not.toHaveProperty('upgrade');
  });

  test.each<[PoolUpgrade, unknown]>([
    [{ maxSurge: -1 }, -1],
    [{ maxSurge: 1.5 }, 1.5],
    [{ maxSurge: '120%' }, '120%'],
    [{ maxUnavailable: 'half' as NodeShare }, 'half'],
    [{ drainTimeoutSeconds: 0 }, 0],
    [
      { maxSurge: 0, maxUnavailable: '0%' },
      { maxSurge: 0, maxUnavailable: '0%' },
    ],
  ])('%j is an error', (upgrade, value) => {
    const { app } = fleetWith(upgrade);
    expect(findingsOf(app)).toEqual([expect.objectContaining({ id: 'fleet/bad-upgrade', severity: 'error', value })]);
  });
});
