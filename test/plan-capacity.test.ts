import type { MemberModel, PodDemand, PoolModel, SelectorRequirement } from '../lib/core/model';
import { Capacity } from '../lib/plan/capacity';

const GPU = 'nvidia.com/gpu';

function pool(name: string, nodes: number, perNode: Record<string, number>, more: Partial<PoolModel> = {}): PoolModel {
  return {
    name,
    nodes,
    perNode: { pods: 110, ...perNode },
    gpusPerNode: perNode[GPU] ?? 0,
    labels: {},
    taints: [],
    hourly: 1,
    ...more,
  };
}

function member(...pools: PoolModel[]): MemberModel {
  return { name: 'm', zones: [], kubernetes: '1.34', engines: {}, syncMode: 'Push', labels: {}, taints: [], pools };
}

function pod(requests: Record<string, number>, more: Partial<PodDemand> = {}): PodDemand {
  return { requests, nodeSelector: {}, tolerations: [], ...more };
}

describe('Capacity', () => {
  test('does not split a pod over nodes', () => {
    const capacity = new Capacity(member(pool('p', 3, { cpu: 16, [GPU]: 4 })));
    expect(capacity.place(pod({ [GPU]: 3 }), 4)).toEqual({ byPool: { p: 3 }, unplaced: 1 });
    expect(capacity.place(pod({ [GPU]: 1 }), 4)).toEqual({ byPool: { p: 3 }, unplaced: 1 });
    expect(capacity.used('p')[GPU]).toBe(12);
  });

  test('keeps work without GPUs off GPU nodes while there is other room', () => {
    const capacity = new Capacity(member(pool('gpu', 2, { cpu: 8, [GPU]: 8 }), pool('cpu', 1, { cpu: 8 })));
    expect(capacity.place(pod({ cpu: 4 }), 3)).toEqual({ byPool: { cpu: 2, gpu: 1 }, unplaced: 0 });
  });

  test('respects labels, taints and the number of pods', () => {
    const taint = { key: 'gpu', effect: 'NoSchedule' as const };
    const capacity = new Capacity(
      member(
        pool('tainted', 1, { cpu: 8 }, { taints: [taint] }),
        pool('fast', 1, { cpu: 8, pods: 2 }, { labels: { tier: 'fast' } }),
      ),
    );
    expect(capacity.place(pod({ cpu: 0.1 }, { nodeSelector: { tier: 'fast' } }), 3)).toEqual({
      byPool: { fast: 2 },
      unplaced: 1,
    });
    expect(capacity.place(pod({ cpu: 1 }), 1).unplaced).toBe(1);
    expect(capacity.place(pod({ cpu: 1 }, { tolerations: [{ key: 'gpu', operator: 'Exists' }] }), 1).unplaced).toBe(0);
  });

  test('respects required node affinity: all requirements of one term', () => {
    const capacity = new Capacity(
      member(pool('a', 1, { cpu: 8 }, { labels: { zone: 'a', cores: '8', 'gpu-less': '' } })),
    );
    const fits = (...nodeTerms: SelectorRequirement[][]) => capacity.canEverHold(pod({ cpu: 1 }, { nodeTerms }));
    const inZone = (...values: string[]) => ({ key: 'zone', operator: 'In', values });
    expect(fits([inZone('a', 'b')])).toBe(true);
    expect(fits([inZone('b')], [{ key: 'gpu-less', operator: 'Exists' }])).toBe(true);
    expect(fits([inZone('a'), { key: 'cores', operator: 'Gt', values: ['8'] }])).toBe(false);
    expect(fits([{ key: 'cores', operator: 'Lt', values: ['16'] }])).toBe(true);
    expect(fits([{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-1'] }])).toBe(true);
    expect(fits([{ key: 'zone', operator: 'Near', values: ['a'] }])).toBe(false);
    expect(fits()).toBe(false);
  });

  test('knows what could never run', () => {
    const capacity = new Capacity(member(pool('p', 1, { cpu: 8, [GPU]: 4 })));
    capacity.place(pod({ [GPU]: 4 }), 1);
    expect(capacity.canEverHold(pod({ [GPU]: 4 }))).toBe(true);
    expect(capacity.canEverHold(pod({ [GPU]: 5 }))).toBe(false);
    expect(capacity.canEverHold(pod({ 'amd.com/gpu': 1 }))).toBe(false);
  });

  test('fills milli-cores exactly', () => {
    const capacity = new Capacity(member(pool('p', 1, { cpu: 1 })));
    expect(capacity.place(pod({ cpu: 0.1 }), 11)).toEqual({ byPool: { p: 10 }, unplaced: 1 });
  });
});
