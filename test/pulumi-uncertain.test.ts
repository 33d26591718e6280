import type { JsonObject, Manifest } from '../lib/core/manifest';
import type { InitError } from '../lib/pulumi/provider/init-error';
import { target } from '../lib/pulumi/provider/target';
import type { TargetOuts, TargetProps } from '../lib/pulumi/provider/target-props';
import { createPki, type Pki } from '../lib/twin/pki';
import { FakeApi } from './fake-api';
import { failureOf, targetProps } from './target-support';

const PATH = '/api/v1/namespaces/ml/configmaps';
const KEY = 'ConfigMap ml/first';
const UNCERTAIN = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'first', namespace: 'ml' },
  uncertain: true,
};

let pki: Pki;
let api: FakeApi;
let dropped: string | undefined;
let refused: string | undefined;
let refusal: string;

beforeAll(async () => {
  pki = await createPki();
  await import('@kubernetes/client-node');
});

beforeEach(async () => {
  [dropped, refused, refusal] = [undefined, undefined, 'exceeded quota'];
  api = await FakeApi.start(pki, 'one', {
    drops: ({ metadata }) => metadata.name === dropped,
    refuses: ({ metadata }) => (metadata.name === refused ? refusal : undefined),
  });
  api.objects.set('/api/v1/namespaces/ml', { metadata: { name: 'ml' } });
});

afterEach(() => api.stop());

const configMap = (name: string, more: JsonObject = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'ml' },
  ...more,
});

const propsOf = (...objects: readonly Manifest[]) => targetProps(api, ...objects);

async function created(...objects: readonly Manifest[]) {
  const { id, outs } = await target.create!(propsOf(...objects));
  const update = async (olds: TargetOuts, ...news: readonly Manifest[]): Promise<TargetOuts> =>
    (await target.update!(id, olds, propsOf(...news))).outs;
  return { id, outs: outs as TargetOuts, update };
}

describe('an object whose request got no answer', () => {
  async function unanswered() {
    const begun = await created(configMap('other'));
    dropped = 'first';
    const { properties } = await failureOf(begun.update(begun.outs, configMap('other'), configMap('first')));
    dropped = undefined;
    expect(properties.objects[KEY]).toEqual(UNCERTAIN);
    return { ...begun, outs: properties };
  }

  test('is there all the same, and goes when the program has it no more', async () => {
    const { outs, update } = await unanswered();
    expect(api.names).toEqual(['ml', 'other', 'first']);
    expect(Object.keys((await update(outs, configMap('other'))).objects)).toEqual(['ConfigMap ml/other']);
    expect(api.names).toEqual(['ml', 'other']);
  });

  test('is applied again by the next update', async () => {
    const { outs, update } = await unanswered();
    api.changes.length = 0;
    await update(outs, configMap('other'), configMap('first'));
    expect(api.changes).toEqual(['PATCH first']);
  });

  test('is not deleted where others have one of that name', async () => {
    const { outs, update } = await unanswered();
    api.objects.set(`${PATH}/first`, {
      ...configMap('first'),
      metadata: { name: 'first', managedFields: [{ manager: 'helm' }] },
    });
    await update(outs, configMap('other'));
    expect(api.names).toContain('first');
  });

  test('is forgotten by a refresh that does not find it', async () => {
    const { id, outs } = await unanswered();
    expect(((await target.read!(id, outs)).props as TargetOuts).objects[KEY]).toEqual(UNCERTAIN);
    api.objects.delete(`${PATH}/first`);
    expect(((await target.read!(id, outs)).props as TargetOuts).objects).not.toHaveProperty([KEY]);
  });
});

describe('an object that is being deleted', () => {
  const terminating = () => {
    const live = api.objects.get(`${PATH}/first`) as Manifest;
    const metadata = { ...live.metadata, deletionTimestamp: 'now', finalizers: ['test.fleet/hold'] };
    api.objects.set(`${PATH}/first`, { ...live, metadata });
  };

  test('is not there as the program has it', async () => {
    const { id, outs } = await created(configMap('first'));
    terminating();
    expect(((await target.read!(id, outs)).inputs as TargetProps).objects).toEqual({ [KEY]: UNCERTAIN });
  });

  test('is as it was where its controller deletes it because it has finished', async () => {
    const job = { ...configMap('once'), apiVersion: 'batch/v1', kind: 'Job', spec: { ttlSecondsAfterFinished: 0 } };
    const { id, outs } = await created(job);
    const path = '/apis/batch/v1/namespaces/ml/jobs/once';
    const live = api.objects.get(path) as Manifest;
    api.objects.set(path, { ...live, metadata: { ...live.metadata, deletionTimestamp: 'now' } });
    expect(((await target.read!(id, outs)).inputs as TargetProps).objects).toEqual(outs.objects);
  });

  test('is not applied, which is told with what holds it', async () => {
    const { outs, update } = await created(configMap('first'));
    terminating();
    const { reasons, properties } = await failureOf(update(outs, configMap('first', { data: { a: 'b' } })));
    expect(reasons).toEqual([`${KEY}: it is being deleted: its finalizers are test.fleet/hold`]);
    expect(properties.objects).toEqual({ [KEY]: UNCERTAIN });
  });
});

test('what was late is waited for again, also after a refresh', async () => {
  const awaits = { [KEY]: { for: 'condition=Ready', seconds: 0.2 } } as const;
  const news = { ...propsOf(configMap('first')), awaits };
  const { id, properties } = (await failureOf(target.create!(news))) as InitError & { properties: TargetOuts };
  expect(properties.late).toEqual([KEY]);
  // no input of the program, so the next update is one
  const { inputs, props } = await target.read!(id, properties);
  expect(inputs).toMatchObject({ late: [KEY] });
  const status = { conditions: [{ type: 'Ready', status: 'True' }] };
  api.objects.set(`${PATH}/first`, { ...(api.objects.get(`${PATH}/first`) as Manifest), status });
  expect((await target.update!(id, props, news)).outs).not.toHaveProperty('late');
});

test('of a Secret that the program has no more the state keeps the name', async () => {
  const secret = { ...configMap('password'), kind: 'Secret', stringData: { password: 'correct-horse' } };
  const { outs, update } = await created(secret, configMap('other'));
  refused = 'first';
  const { properties } = await failureOf(update(outs, configMap('other'), configMap('first')));
  expect(Object.keys(properties.objects).sort()).toEqual(['ConfigMap ml/other', 'Secret ml/password']);
  expect(JSON.stringify(properties.objects)).not.toContain('correct-horse');
  refused = undefined;
  await update(properties, configMap('other'), configMap('first'));
  expect(api.names).not.toContain('password');
});

test('a value of a Secret of which the state keeps the name is told to nobody by later updates', async () => {
  const secret = { ...configMap('first'), kind: 'Secret', data: { password: 'Y29ycmVjdC1ob3JzZQ==' } };
  const { id, outs } = await target.create!({ ...propsOf(secret), lateSecrets: [] });
  [refused, refusal] = ['first', 'it was correct-horse'];
  const { data: _, ...others } = secret;
  const news = { ...propsOf({ ...others, stringData: { password: 'battery-staple' } }), lateSecrets: [] };
  const { properties } = await failureOf(target.update!(id, outs, news));
  expect(properties.objects).toEqual({ 'Secret ml/first': { ...UNCERTAIN, kind: 'Secret' } });
  const { reasons } = await failureOf(target.update!(id, properties, news));
  expect(reasons).toEqual([expect.stringContaining('it was [secret]')]);
});

describe('a late secret that the program has taken out of an object whose change is refused', () => {
  const withUrl = (url: string) => configMap('first', { data: { url } });
  const old = withUrl('https://trainer:correct-horse@db');

  /** What an update leaves that changes the object, and is refused with its old form. */
  async function refusedWith(next: Manifest, lateSecrets?: readonly string[]) {
    const { id, outs } = await target.create!({ ...propsOf(old), lateSecrets: ['correct-horse'] });
    [refused, refusal] = ['first', 'it is immutable, and was https://trainer:correct-horse@db'];
    const news = { ...propsOf(next), ...(lateSecrets ? { lateSecrets } : {}) };
    return { id, news, failure: await failureOf(target.update!(id, outs, news)) };
  }

  test('is nowhere: Pulumi would not know that it is one', async () => {
    const { failure } = await refusedWith(configMap('first', { data: { host: 'db' } }));
    expect(failure.properties.objects[KEY]).toEqual(UNCERTAIN);
    expect(failure.reasons).toEqual([expect.stringContaining('https://trainer:[secret]@db')]);
    expect(JSON.stringify([failure.properties, failure.reasons])).not.toContain('correct-horse');
  });

  test('is known by its place where the program has another one there, and is still told to nobody', async () => {
    const { id, news, failure } = await refusedWith(withUrl('https://trainer:battery-staple@db'), ['battery-staple']);
    expect(failure.properties.objects[KEY]).toEqual(old);
    const again = await failureOf(target.update!(id, failure.properties, news));
    expect(again.reasons).toEqual([expect.stringContaining('https://trainer:[secret]@db')]);
  });

  test('is told to nobody by later updates, of a program that has none any more', async () => {
    const { id, news, failure } = await refusedWith(configMap('first', { data: { host: 'db' } }), []);
    // the list is hidden: the inputs have one, which is a secret
    expect(failure.properties.lateSecrets).toEqual(['correct-horse']);
    const again = await failureOf(target.update!(id, failure.properties, news));
    expect(again.reasons).toEqual([expect.stringContaining('https://trainer:[secret]@db')]);
    [refused, refusal] = [undefined, ''];
    expect((await target.update!(id, again.properties, news)).outs.lateSecrets).toEqual([]);
  });

  test('is not known by its place where the program has something else there', async () => {
    const { failure } = await refusedWith(withUrl('https://db'), ['battery-staple']);
    expect(failure.properties.objects[KEY]).toEqual(UNCERTAIN);
  });
});

describe('what a refresh cannot find out of an object that others have written too', () => {
  const changedByHand = (manifest: Manifest, more: JsonObject = {}) => {
    const managedFields = [{ manager: 'cdk8s-fleet' }, { manager: 'kubectl-edit' }];
    return { ...manifest, ...more, metadata: { ...manifest.metadata, managedFields } };
  };

  test.each([429, 500, 503])('is uncertain where a webhook does not answer: %i', async (status) => {
    const { id, outs } = await created(configMap('first', { data: { mode: 'fast' } }));
    api.objects.set(`${PATH}/first`, changedByHand(configMap('first'), { data: { mode: 'slow' } }));
    [refused, api.refusesWith] = ['first', status];
    expect((await target.read!(id, outs)).inputs.objects[KEY]).toEqual(UNCERTAIN);
  });

  test('is as it was where the server would refuse it', async () => {
    const { id, outs } = await created(configMap('first', { data: { mode: 'fast' } }));
    api.objects.set(`${PATH}/first`, changedByHand(configMap('first'), { data: { mode: 'slow' } }));
    refused = 'first';
    expect((await target.read!(id, outs)).inputs.objects).toEqual(outs.objects);
  });

  test('of a Job that must not run again is nothing', async () => {
    const job = { ...configMap('once'), apiVersion: 'batch/v1', kind: 'Job', spec: { ttlSecondsAfterFinished: 1 } };
    const { id, outs } = await created(job);
    api.objects.set('/apis/batch/v1/namespaces/ml/jobs/once', changedByHand(job));
    [refused, api.refusesWith] = ['once', 500];
    expect((await target.read!(id, outs)).inputs.objects).toEqual(outs.objects);
  });

  test('of all where it does not take the credentials', async () => {
    const { id, outs } = await created(configMap('first', { data: { mode: 'fast' } }));
    api.objects.set(`${PATH}/first`, changedByHand(configMap('first'), { data: { mode: 'slow' } }));
    [refused, api.refusesWith] = ['first', 401];
    expect((await target.read!(id, outs)).inputs).toMatchObject({ unanswered: 'exceeded quota' });
  });
});

describe('a definition', () => {
  const WIDGETS = 'apiextensions.k8s.io/CustomResourceDefinition widgets.test.fleet';
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.test.fleet' },
    spec: { group: 'test.fleet', names: { kind: 'Widget', plural: 'widgets' } },
  };

  test('that does not come to serve its kind is late, and goes when the program has it no more', async () => {
    const kinds = [{ name: 'customresourcedefinitions', kind: 'CustomResourceDefinition', namespaced: false }];
    api.served.set('/apis/apiextensions.k8s.io/v1', kinds);
    const awaits = { [WIDGETS]: { for: 'condition=Established', seconds: 0 } } as const;
    const { id, reasons, properties } = await failureOf(target.create!({ ...propsOf(definition), awaits }));
    expect(reasons).toEqual([`${WIDGETS}: it is applied, and not done after 0 s: its condition Established is absent`]);
    expect(properties).toMatchObject({ objects: { [WIDGETS]: definition }, late: [WIDGETS] });
    await target.update!(id, properties, propsOf());
    expect(api.names).toEqual(['ml']);
  });
});

test('of very many objects a failed update keeps the names: Pulumi takes no more at once', async () => {
  const big = (i: number) => configMap(`big-${i}`, { data: { text: 'x'.repeat(1024 * 1024) } });
  const job = { ...configMap('once'), apiVersion: 'batch/v1', kind: 'Job', spec: { ttlSecondsAfterFinished: 1 } };
  const objects = [...Array.from({ length: 9 }, (_, i) => big(i)), job];
  refused = 'other';
  const { id, properties } = await failureOf(target.create!(propsOf(...objects, configMap('other'))));
  expect(JSON.stringify(properties).length).toBeLessThan(10_000);
  expect(properties.objects['batch/Job ml/once']).toEqual(job);
  expect(properties.objects['ConfigMap ml/big-0']).toEqual({
    ...UNCERTAIN,
    metadata: { name: 'big-0', namespace: 'ml' },
  });
  refused = undefined;
  api.changes.splice(0);
  const { outs } = await target.update!(id, properties, propsOf(...objects));
  expect(outs.objects).toEqual(propsOf(...objects).objects);
  expect(api.changes).toHaveLength(9);
});

test.each([429, 500, 503])('a cluster that says %i does not end the refresh of all', async (status) => {
  const { id, outs } = await created(configMap('first'));
  api.broken = status;
  const { props, inputs } = await target.read!(id, outs);
  expect(props).toEqual(outs);
  expect(inputs).toMatchObject({ unanswered: 'it is broken' });
});

test('a cluster whose credentials have expired is still there', async () => {
  const { id, outs } = await created(configMap('first'));
  const next = await FakeApi.start(pki, 'two');
  next.objects.set('/api/v1/namespaces/ml', { metadata: { name: 'ml' } });
  api.trusts = false;
  const news = { ...propsOf(configMap('first')), kubeconfig: next.kubeconfig };
  await expect(target.update!(id, outs, news)).rejects.toThrow('pulumi/other-cluster');
  expect(next.changes).toEqual([]);
  await next.stop();
});

describe('credentials that cannot be had', () => {
  const withCommand = (kubeconfig: string) =>
    kubeconfig.replace(
      'user: {}',
      `user: {exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: sh, args: ['-c', 'echo "the token has expired" >&2; exit 1']}}`,
    );

  test('are no answer: a refresh of all goes on', async () => {
    const { id, outs } = await created(configMap('first'));
    const props = { ...outs, kubeconfig: withCommand(api.kubeconfig) };
    const seen = await target.read!(id, props);
    expect(seen.props).toEqual(props);
    expect(seen.inputs).toMatchObject({ unanswered: expect.stringContaining('the token has expired') });
    await expect(target.update!(id, props, { ...propsOf(), kubeconfig: props.kubeconfig })).rejects.toThrow(
      'the token has expired',
    );
  });

  test('of before are asked in vain: what is on another cluster is not there', async () => {
    const { id, outs } = await created(configMap('first'));
    const next = await FakeApi.start(pki, 'two');
    next.objects.set('/api/v1/namespaces/ml', { metadata: { name: 'ml' } });
    const olds = { ...outs, kubeconfig: withCommand(api.kubeconfig) };
    await target.update!(id, olds, { ...propsOf(configMap('first')), kubeconfig: next.kubeconfig });
    expect(next.changes).toEqual(['PATCH first']);
    await next.stop();
  });
});
