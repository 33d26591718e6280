import type { JsonObject, Manifest } from '../lib/core/manifest';
import { objectKey } from '../lib/pulumi/object-key';
import { leavesWhenFinished } from '../lib/pulumi/provider/finished';
import { target } from '../lib/pulumi/provider/target';
import type { TargetOuts, TargetProps } from '../lib/pulumi/provider/target-props';
import { createPki, type Pki } from '../lib/twin/pki';
import { FakeApi } from './fake-api';
import { targetProps } from './target-support';

let pki: Pki;
let api: FakeApi;

beforeAll(async () => {
  pki = await createPki();
  // half a second of a machine with nothing else to do, which no test should be counted
  await import('@kubernetes/client-node');
});

beforeEach(async () => {
  api = await FakeApi.start(pki, 'one');
  api.objects.set('/api/v1/namespaces/ml', { metadata: { name: 'ml' } });
});

afterEach(() => api.stop());

const job = (name: string, spec: JsonObject, apiVersion = 'batch/v1', kind = 'Job'): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'ml' },
  spec,
});

const ONCE = job('once', { ttlSecondsAfterFinished: 60 });
const KEPT = job('kept', {});

function propsOf(objects: readonly Manifest[], more: Partial<TargetProps> = {}): TargetProps {
  return { ...targetProps(api, ...objects), ...more };
}

/** Applies objects; afterwards only the requests that follow are counted. */
async function applied(props: TargetProps): Promise<{ readonly id: string; readonly outs: TargetOuts }> {
  const { id, outs } = await target.create!(props);
  api.changes.length = 0;
  return { id, outs };
}

/** What is sent by an update that refreshes. */
async function refreshed(id: string, outs: TargetOuts, news: TargetProps): Promise<readonly string[]> {
  const { props } = await target.read!(id, outs);
  await target.update!(id, props, news);
  return api.changes;
}

describe('an object that leaves when it has finished', () => {
  test.each([
    ['a Job with a time', ONCE, true],
    ['a Job whose time is over at once', job('a', { ttlSecondsAfterFinished: 0 }), true],
    ['a Volcano Job', job('a', { ttlSecondsAfterFinished: 1 }, 'batch.volcano.sh/v1alpha1'), true],
    ['a rebalancing', job('a', { ttlSecondsAfterFinished: 1 }, 'apps.karmada.io/v1alpha1', 'WorkloadRebalancer'), true],
    ['no Job without a time', KEPT, false],
    ['no other kind', job('a', { ttlSecondsAfterFinished: 1 }, 'example.com/v1'), false],
  ])('%s', (_, object, expected) => {
    expect(leavesWhenFinished(object)).toBe(expected);
  });

  test('does not run again when it is gone; what has no such time is applied again', async () => {
    const props = propsOf([ONCE, KEPT]);
    const { id, outs } = await applied(props);
    api.finish('once');
    api.finish('kept');
    expect(await refreshed(id, outs, props)).toEqual(['PATCH kept']);
  });

  test('nor when the cluster is reached by another kubeconfig', async () => {
    const { id, outs } = await applied(propsOf([ONCE, KEPT]));
    api.finish('once');
    const renewed = propsOf([ONCE, KEPT], { kubeconfig: `${api.kubeconfig}# renewed\n` });
    expect(await refreshed(id, outs, renewed)).toEqual(['PATCH kept']);
  });

  test('runs again when the program changes it', async () => {
    const { id, outs } = await applied(propsOf([ONCE]));
    api.finish('once');
    const changed = job('once', { ttlSecondsAfterFinished: 60, parallelism: 2 });
    expect(await refreshed(id, outs, propsOf([changed]))).toEqual(['PATCH once']);
  });

  test('runs again when its namespace has gone with it', async () => {
    const { id, outs } = await applied(propsOf([ONCE]));
    api.finish('once');
    api.finish('ml');
    const { props } = await target.read!(id, outs);
    expect(props.objects).toEqual({});
  });

  test('runs again when its kind has gone with it', async () => {
    const { id, outs } = await applied(propsOf([ONCE]));
    api.finish('once');
    api.served.delete('/apis/batch/v1');
    const { props } = await target.read!(id, outs);
    expect(props.objects).toEqual({});
  });

  test('is not waited for when it had gone before', async () => {
    const awaits = { [objectKey(ONCE)]: { for: 'condition=Complete', seconds: 0 } } as const;
    const { id, outs } = await applied(propsOf([ONCE]));
    api.finish('once');
    expect(await refreshed(id, outs, propsOf([ONCE], { awaits }))).toEqual([]);
  });

  test('is not there to be deleted', async () => {
    const { id, outs } = await applied(propsOf([ONCE, KEPT]));
    api.finish('once');
    expect(await refreshed(id, outs, propsOf([KEPT]))).toEqual([]);
  });
});
