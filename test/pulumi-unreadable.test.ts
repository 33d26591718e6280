import type { JsonObject, Manifest } from '../lib/core/manifest';
import { target } from '../lib/pulumi/provider/target';
import type { TargetOuts } from '../lib/pulumi/provider/target-props';
import { createPki, type Pki } from '../lib/twin/pki';
import { FakeApi } from './fake-api';
import { failureOf, targetProps } from './target-support';

const uncertain = (kind: string, name: string) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'ml' },
  uncertain: true,
});

let pki: Pki;
let api: FakeApi;
let hidden: readonly string[];

beforeAll(async () => {
  pki = await createPki();
  await import('@kubernetes/client-node');
});

beforeEach(async () => {
  hidden = [];
  api = await FakeApi.start(pki, 'one', { hides: (name) => hidden.includes(name) });
  api.objects.set('/api/v1/namespaces/ml', { metadata: { name: 'ml' } });
});

afterEach(() => api.stop());

const object = (kind: string, name: string, more: JsonObject = {}): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'ml' },
  ...more,
});

const PASSWORD = object('Secret', 'password', { stringData: { password: 'correct-horse' } });
const MAP = object('ConfigMap', 'first', { data: { mode: 'fast' } });

async function created(...objects: readonly Manifest[]) {
  const { id, outs } = await target.create!(targetProps(api, ...objects));
  return { id, outs: outs as TargetOuts };
}

describe('an object that these credentials may not read', () => {
  test('is uncertain to a refresh, which sees all others', async () => {
    const { id, outs } = await created(PASSWORD, MAP);
    api.objects.set('/api/v1/namespaces/ml/configmaps/first', {
      ...MAP,
      data: { mode: 'slow' },
      metadata: { ...MAP.metadata, managedFields: [{ manager: 'cdk8s-fleet' }, { manager: 'kubectl-edit' }] },
    });
    hidden = ['password'];
    const { inputs, props } = await target.read!(id, outs);
    const objects = { 'Secret ml/password': uncertain('Secret', 'password'), 'ConfigMap ml/first': expect.anything() };
    expect(inputs).not.toHaveProperty('unanswered');
    expect(inputs.objects).toEqual(objects);
    expect(inputs.objects['ConfigMap ml/first'].data).toEqual({ mode: 'slow' });
    expect(props.objects).toEqual(inputs.objects);
    // nor is it one that is gone to the next refresh
    expect((await target.read!(id, props)).inputs.objects).toEqual(objects);
  });

  test('is what the next update cannot apply, and says so, while all else is put right', async () => {
    const { id, outs } = await created(PASSWORD, MAP);
    hidden = ['password'];
    const { props } = await target.read!(id, outs);
    const changed = { ...MAP, data: { mode: 'faster' } };
    const { reasons, properties } = await failureOf(target.update!(id, props, targetProps(api, PASSWORD, changed)));
    expect(reasons).toEqual(['Secret ml/password: nobody may read password']);
    expect(properties.objects['ConfigMap ml/first']).toEqual(changed);
    expect(api.objects.get('/api/v1/namespaces/ml/configmaps/first')).toMatchObject({ data: { mode: 'faster' } });
    hidden = [];
    const { outs: last } = await target.update!(id, properties, targetProps(api, PASSWORD, changed));
    expect(last.objects).toEqual({ 'Secret ml/password': PASSWORD, 'ConfigMap ml/first': changed });
  });

  test('is not deleted by an update that leaves it out, and not forgotten', async () => {
    const { id, outs } = await created(PASSWORD, MAP);
    hidden = ['password'];
    const { props } = await target.read!(id, outs);
    const { reasons, properties } = await failureOf(target.update!(id, props, targetProps(api, MAP)));
    expect(reasons).toEqual(['what is no longer in the program is not deleted: nobody may read password']);
    expect(Object.keys(properties.objects).sort()).toEqual(['ConfigMap ml/first', 'Secret ml/password']);
    hidden = [];
    await target.update!(id, properties, targetProps(api, MAP));
    expect(api.names).toEqual(['ml', 'first']);
  });

  test('is as it was where it must not run again: a Job, or one that is gone from a namespace that nobody may read', async () => {
    const job = { ...object('Job', 'once', { spec: { ttlSecondsAfterFinished: 0 } }), apiVersion: 'batch/v1' };
    const { id, outs } = await created(job);
    hidden = ['once'];
    expect((await target.read!(id, outs)).inputs.objects).toEqual(outs.objects);
    api.objects.delete('/apis/batch/v1/namespaces/ml/jobs/once');
    hidden = ['ml'];
    expect((await target.read!(id, outs)).inputs.objects).toEqual(outs.objects);
  });
});
