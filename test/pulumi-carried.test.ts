import { notCarried } from '../lib/pulumi/provider/carried';
import type { ApiClient } from '../lib/twin/client';

const TEMPLATE = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'system:x', namespace: 'ml', uid: 'one' } };
const scheduled = { type: 'Scheduled', status: 'True' };

/** What is told of a template whose binding has this status. */
async function told(
  status: object | undefined,
  {
    namespaced = true,
    uid = 'one',
    spec = { placement: {} },
    ...metadata
  }: { namespaced?: boolean; uid?: string; spec?: object; deletionTimestamp?: string } = {},
): Promise<string | undefined> {
  const read = async (ref: object) => {
    const binding = { apiVersion: 'work.karmada.io/v1alpha2', name: 'system.x-configmap' };
    const one = { ...binding, kind: 'ResourceBinding', namespace: 'ml' };
    expect(ref).toEqual(namespaced ? one : { ...binding, kind: 'ClusterResourceBinding' });
    return status && { metadata: { generation: 2, ...metadata }, spec: { resource: { uid }, ...spec }, status };
  };
  return notCarried({ read, isNamespaced: async () => namespaced } as unknown as ApiClient, TEMPLATE);
}

test.each<[string | undefined, object | undefined]>([
  ['Karmada has no binding of it: no policy selects it, or Karmada is behind', undefined],
  ["Karmada's scheduler has not seen it", { schedulerObservedGeneration: 1, conditions: [scheduled] }],
  [
    'it is not scheduled: 0/2 clusters are available',
    {
      schedulerObservedGeneration: 2,
      conditions: [{ ...scheduled, status: 'False', message: '0/2 clusters are available' }],
    },
  ],
  [
    'it is not applied in all its members (b: nobody may have this; c: not yet)',
    {
      schedulerObservedGeneration: 2,
      conditions: [scheduled, { type: 'FullyApplied', status: 'False' }],
      aggregatedStatus: [
        { clusterName: 'a', applied: true },
        { clusterName: 'b', applied: false, appliedMessage: 'nobody may have this' },
        { clusterName: 'c' },
      ],
    },
  ],
  ['it is not applied in all its members', { schedulerObservedGeneration: 2, conditions: [scheduled] }],
  [undefined, { schedulerObservedGeneration: 2, conditions: [scheduled, { type: 'FullyApplied', status: 'True' }] }],
])('%s', async (message, status) => {
  expect(await told(status)).toBe(message);
});

test('a template without a namespace has another kind of binding', async () => {
  expect(await told(undefined, { namespaced: false })).toMatch('no binding');
});

test.each([{ uid: 'another' }, { deletionTimestamp: 'now' }])(
  'the binding of a template that was replaced is none of the new one: %j',
  async (binding) => {
    const done = {
      schedulerObservedGeneration: 2,
      conditions: [scheduled, { type: 'FullyApplied', status: 'True' }],
    };
    expect(await told(done, binding)).toMatch('still has the binding');
  },
);

describe('a template that travels along with others', () => {
  // as Karmada's dependencies distributor makes it: its scheduler looks at none that has no placement
  const spec = { requiredBy: [{ namespace: 'ml', name: 'infer-deployment', clusters: [{ name: 'a' }] }] };

  test('is carried when it is applied', async () => {
    expect(await told({ conditions: [{ type: 'FullyApplied', status: 'True' }] }, { spec })).toBeUndefined();
    const aggregatedStatus = [{ clusterName: 'a', applied: false, appliedMessage: 'nobody may have this' }];
    expect(await told({ aggregatedStatus }, { spec })).toBe(
      'it is not applied in all its members (a: nobody may have this)',
    );
  });

  test('and has a policy of its own is scheduled', async () => {
    const both = { ...spec, placement: {} };
    const status = { conditions: [{ type: 'FullyApplied', status: 'True' }] };
    expect(await told(status, { spec: both })).toBe("Karmada's scheduler has not seen it");
  });
});
