import type { JsonObject, Manifest } from '../lib/core/manifest';
import { objectKey } from '../lib/pulumi/object-key';
import type { InitError } from '../lib/pulumi/provider/init-error';
import { target } from '../lib/pulumi/provider/target';
import type { TargetOuts, TargetProps } from '../lib/pulumi/provider/target-props';
import { createPki, type Pki } from '../lib/twin/pki';
import { NotYet, waitFor } from '../lib/twin/wait';
import { type Behaviour, FakeApi } from './fake-api';

const KEY = '-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----\n';
const PATH = '/api/v1/namespaces/ml/configmaps';
const key = (name: string) => `ConfigMap ml/${name}`;

let pki: Pki;
let running: FakeApi[] = [];

beforeAll(async () => {
  pki = await createPki();
  // half a second of a machine with nothing else to do, which no test should be counted
  await import('@kubernetes/client-node');
});

afterEach(async () => {
  await Promise.all(running.map((api) => api.stop()));
  running = [];
});

async function start(uid = 'one', behaviour: Behaviour = {}): Promise<FakeApi> {
  const api = await FakeApi.start(pki, uid, behaviour);
  api.objects.set('/api/v1/namespaces/ml', { metadata: { name: 'ml' } });
  running.push(api);
  return api;
}

function configMap(name: string, more: JsonObject = {}): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'ml', ...more } };
}

/** What a target is given: stages of objects. */
function propsOf(api: FakeApi, stages: readonly (readonly Manifest[])[], more: Partial<TargetProps> = {}): TargetProps {
  return {
    kubeconfig: api.kubeconfig,
    ownedCluster: false,
    objects: Object.fromEntries(stages.flat().map((object) => [objectKey(object), object])),
    stages: stages.map((stage) => stage.map(objectKey)),
    awaits: {},
    ...more,
  };
}

/** Of the target that was made last. */
let id: string;

async function create(props: TargetProps): Promise<TargetOuts> {
  const made = await target.create!(props);
  id = made.id;
  return made.outs;
}

async function update(olds: TargetOuts, news: TargetProps): Promise<TargetOuts> {
  return (await target.update!(id, olds, news)).outs;
}

/** What an operation throws, as Pulumi reads it. */
async function failure(of: Promise<unknown>): Promise<InitError & { readonly properties: TargetOuts }> {
  return of.then(
    () => {
      throw new Error('it did not fail');
    },
    (error) => error,
  );
}

/** Waits until an object has been looked at so often. */
async function looksAt(api: FakeApi, name: string, times: number): Promise<void> {
  const seen = async () =>
    api.looks.filter((look) => look === name).length >= times ? true : new NotYet(`it looks at ${api.looks.join()}`);
  await waitFor(`${times} looks at ${name}`, seen, { seconds: 20 });
}

const held = configMap('third', { finalizers: ['test.fleet/hold'] });
const STAGES = [[configMap('first')], [configMap('second')], [held]];

describe('deleting', () => {
  test('a stage begins when the one behind it is gone', async () => {
    const api = await start();
    const outs = await create(propsOf(api, STAGES, { deleteSeconds: 30 }));
    const deleted = target.delete!(id, outs);
    await looksAt(api, 'third', 3);
    expect(api.names).toEqual(['ml', 'first', 'second', 'third']);
    api.finish('third');
    await deleted;
    expect(api.changes.slice(3)).toEqual(['DELETE third', 'DELETE second', 'DELETE first']);
  });

  test('what stays in time is told, what it may need stays too, and the next one goes on', async () => {
    const api = await start();
    const outs = await create(propsOf(api, STAGES, { deleteSeconds: 0 }));
    await expect(target.delete!(id, outs)).rejects.toThrow(
      `${key('third')}: it was deleted, and is still there after 0 s: its finalizers are test.fleet/hold`,
    );
    expect(api.names).toEqual(['ml', 'first', 'second', 'third']);
    api.finish('third');
    await target.delete!(id, outs);
    expect(api.names).toEqual(['ml']);
  });

  test('an update keeps in its state what it could not delete, in its order', async () => {
    const api = await start();
    const outs = await create(propsOf(api, STAGES));
    const news = propsOf(api, [[configMap('new')]], { deleteSeconds: 0 });
    const { reasons, properties } = await failure(update(outs, news));
    expect(reasons).toEqual([expect.stringContaining('third: it was deleted, and is still there after 0 s')]);
    expect(properties.stages).toEqual([[key('new')], [key('first')], [key('second')], [key('third')]]);
    expect(Object.keys(properties.objects).sort()).toEqual(['first', 'new', 'second', 'third'].map(key));
    api.finish('third');
    expect((await update(properties, news)).objects).toEqual(news.objects);
    expect(api.names).toEqual(['ml', 'new']);
    expect(api.changes.slice(-2)).toEqual(['DELETE second', 'DELETE first']);
  });
});

describe('an object that states no namespace is in default', () => {
  const [unstated, stated] = [configMap('x', { namespace: undefined }), configMap('x', { namespace: 'default' })];

  test.each([
    ['stated', unstated, stated],
    ['stated no more', stated, unstated],
  ])('it is the same object when that is %s', async (_, before, after) => {
    const api = await start();
    api.objects.set('/api/v1/namespaces/default', { metadata: { name: 'default' } });
    const outs = await create(propsOf(api, [[before]]));
    const updated = await update(outs, propsOf(api, [[after]]));
    expect(Object.keys(updated.objects)).toEqual(['ConfigMap default/x']);
    expect(api.changes).toEqual(['PATCH x', 'PATCH x']);
  });

  test('also in the state of an earlier version', async () => {
    const api = await start();
    const outs = await create(propsOf(api, [[unstated]]));
    const earlier = { ...outs, objects: { 'ConfigMap x': unstated }, stages: [['ConfigMap x']] };
    const updated = await update(earlier, propsOf(api, [[unstated]]));
    expect(updated.stages).toEqual([['ConfigMap default/x']]);
    expect(api.names).toEqual(['ml', 'x']);
  });

  test('a namespace that a kind does not have tells nothing', () => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' };
    expect(objectKey({ ...role, metadata: { name: 'x', namespace: 'ml' } })).toBe(
      'rbac.authorization.k8s.io/ClusterRole x',
    );
  });
});

describe('a version that is not served any more', () => {
  const widget: Manifest = {
    apiVersion: 'test.fleet/v1beta1',
    kind: 'Widget',
    metadata: { name: 'w', namespace: 'ml' },
  };
  const [before, after] = ['/apis/test.fleet/v1beta1', '/apis/test.fleet/v1'];
  const path = `${after}/namespaces/ml/widgets/w`;
  const upgraded = async (versions: readonly string[]) => {
    const api = await start();
    const kinds = [{ name: 'widgets', kind: 'Widget', namespaced: true }];
    api.served.set(before, kinds);
    const outs = await create(propsOf(api, [[widget]]));
    api.served.delete(before);
    for (const version of versions) {
      api.served.set(version, kinds);
      const metadata = { ...widget.metadata, managedFields: [{ manager: 'cdk8s-fleet' }] };
      api.objects.set(path, { ...widget, apiVersion: 'test.fleet/v1', metadata });
    }
    return { api, outs };
  };

  test('its objects are there in another one: read, and deleted', async () => {
    const { api, outs } = await upgraded([after]);
    const { inputs } = await target.read!(id, outs);
    expect((inputs as TargetProps).objects).toEqual(outs.objects);
    await target.delete!(id, outs);
    expect(api.objects.has(path)).toBe(false);
  });

  test('they are gone where the kind is', async () => {
    const { api, outs } = await upgraded([]);
    expect(((await target.read!(id, outs)).inputs as TargetProps).objects).toEqual({});
    await target.delete!(id, outs);
    expect(api.changes).toEqual(['PATCH w']);
  });
});

describe('what an object owns', () => {
  const job: Manifest = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job', namespace: 'ml' } };
  const deletedBy = async (more: Partial<TargetProps>) => {
    const api = await start();
    const outs = await create(propsOf(api, [[configMap('first')], [job]], more));
    await target.delete!(id, outs);
    return api.propagation;
  };

  test('pods go before what runs them, where pods run', async () => {
    expect(await deletedBy({ runsPods: true })).toEqual({ job: 'Foreground', first: 'Background' });
  });

  test('a template goes at once, and nothing of it is orphaned', async () => {
    expect(await deletedBy({ runsPods: false })).toEqual({ job: 'Background', first: 'Background' });
  });
});

describe('applying', () => {
  const rule = { for: 'condition=Ready', seconds: 0 } as const;
  const ready = (name: string, status: string): Behaviour => ({
    becomes: ({ metadata }) =>
      metadata.name === name ? { status: { conditions: [{ type: 'Ready', status, message: KEY }] } } : {},
  });

  test('a stage begins when the one before is done', async () => {
    const api = await start('one', ready('first', 'False'));
    const created = create(propsOf(api, STAGES.slice(0, 2), { awaits: { [key('first')]: { ...rule, seconds: 30 } } }));
    await looksAt(api, 'first', 3);
    expect(api.changes).toEqual(['PATCH first']);
    api.objects.set(`${PATH}/first`, {
      ...configMap('first'),
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
    await created;
    expect(api.changes).toEqual(['PATCH first', 'PATCH second']);
  });

  test('what is not done in time, and what is refused, holds nothing else up', async () => {
    const api = await start('one', {
      ...ready('first', 'False'),
      refuses: ({ metadata }) => (metadata.name === 'second' ? `Invalid value: ${JSON.stringify(KEY)}` : undefined),
    });
    const props = propsOf(api, STAGES, { awaits: { [key('first')]: rule }, lateSecrets: [KEY] });
    const { reasons, properties } = await failure(create(props));
    expect(api.names).toEqual(['ml', 'first', 'third']);
    expect(reasons).toEqual([
      `${key('second')}: Invalid value: "[secret]"`,
      `${key('first')}: it is applied, and not done after 0 s: its condition Ready is False: [secret]`,
    ]);
    expect(Object.keys(properties.objects)).toEqual([key('first'), key('third')]);
    // a refused one that was there before is as it was
    const later = propsOf(api, [[configMap('first')], [configMap('second', { labels: { new: 'yes' } })]]);
    const state = { ...later, objects: { ...later.objects, [key('second')]: configMap('second') } };
    const second = await failure(update(state, later));
    expect(second.properties.objects[key('second')]).toEqual(configMap('second'));
    expect(second.properties.stages).toEqual(later.stages);
  });
});

describe('what is no longer in the program', () => {
  const rule = { for: 'jsonpath={.status.phase}=Running', seconds: 1 } as const;
  const awaits = { [key('new')]: rule };
  const pending: Behaviour = { becomes: () => ({ status: { phase: 'Pending' } }) };
  const old = [[configMap('old')]];

  test('goes though what is new is not done in time', async () => {
    const api = await start('one', pending);
    const outs = await create(propsOf(api, old));
    const { reasons, properties } = await failure(update(outs, propsOf(api, [[configMap('new')]], { awaits })));
    expect(reasons).toEqual([`${key('new')}: it is applied, and not done after 1 s: its status.phase is Pending`]);
    expect(api.names).toEqual(['ml', 'new']);
    expect(Object.keys(properties.objects)).toEqual([key('new')]);
  });

  test('may be what that waits for', async () => {
    const api = await start('one', pending);
    const outs = await create(propsOf(api, old));
    const patient = { [key('new')]: { ...rule, seconds: 2 } };
    const updated = update(outs, propsOf(api, [[configMap('new')]], { awaits: patient }));
    // there is room for one
    const room = async () => (api.names.includes('old') ? new NotYet('the old one is there') : true);
    await waitFor('room', room, { seconds: 20 });
    api.objects.set(`${PATH}/new`, { ...configMap('new'), status: { phase: 'Running' } });
    expect(Object.keys((await updated).objects)).toEqual([key('new')]);
  });

  test('stays where something is refused, and that is told with the way out', async () => {
    const api = await start('one', {
      refuses: ({ metadata }) => (metadata.name === 'new' ? 'exceeded quota' : undefined),
    });
    const outs = await create(propsOf(api, old));
    const { reasons, properties } = await failure(update(outs, propsOf(api, [[configMap('new')]])));
    expect(reasons).toEqual([
      `${key('new')}: exceeded quota`,
      `nothing that leaves the program is deleted by an update in which something is refused: ${key('old')} is no longer in the program, and kept. ` +
        'Where that is what stands in the way, update once without what was refused.',
    ]);
    expect(api.names).toEqual(['ml', 'old']);
    await update(properties, propsOf(api, []));
    expect(api.names).toEqual(['ml']);
  });

  test('and what was applied are both known after whatever goes wrong between them', async () => {
    let hidden = true;
    const api = await start('one', { hides: (name) => hidden && name === 'old' });
    const outs = await create(propsOf(api, old));
    const news = propsOf(api, [[configMap('new')]]);
    const { reasons, properties } = await failure(update(outs, news));
    expect(reasons).toEqual(['what is no longer in the program is not deleted: nobody may read old']);
    expect(Object.keys(properties.objects).sort()).toEqual([key('new'), key('old')]);
    hidden = false;
    expect((await update(properties, news)).objects).toEqual(news.objects);
    expect(api.names).toEqual(['ml', 'new']);
  });
});

describe('another cluster', () => {
  test('one that was made in place of the old one gets everything, and loses nothing', async () => {
    const [old, next] = [await start('one'), await start('two')];
    const outs = await create(propsOf(old, STAGES));
    expect(outs.clusterId).toBe('one');
    next.objects.set(`${PATH}/third`, configMap('third', { uid: 'its own' }));
    await old.stop();
    running.shift();
    const updated = await update(outs, propsOf(next, STAGES.slice(0, 2)));
    expect(next.changes).toEqual(['PATCH first', 'PATCH second']);
    expect(next.names).toEqual(['ml', 'third', 'first', 'second']);
    expect(updated.clusterId).toBe('two');
  });

  test('while the old one still has objects, nothing is changed anywhere', async () => {
    const [old, next] = [await start('one'), await start('two')];
    const outs = await create(propsOf(old, STAGES));
    await expect(update(outs, propsOf(next, STAGES))).rejects.toThrow(
      /^pulumi\/other-cluster at https:.*, which still runs and has 3 objects of this target.*pulumi destroy --target/,
    );
    // nor of the state of an earlier version
    const { clusterId: _, ...earlier } = outs;
    await expect(update(earlier, propsOf(next, STAGES))).rejects.toThrow('pulumi/other-cluster');
    expect([next.changes, old.changes.length]).toEqual([[], 3]);
    // a cluster of the program takes them with it
    await update({ ...outs, ownedCluster: true }, propsOf(next, STAGES.slice(0, 1)));
    expect([next.changes, old.changes.length]).toEqual([['PATCH first'], 3]);
  });

  test('the same one by another kubeconfig: all is applied again, what is not wanted goes', async () => {
    const api = await start();
    const outs = await create(propsOf(api, [[configMap('first')], [configMap('second')]]));
    const renewed = `${api.kubeconfig}# renewed\n`;
    await update(outs, propsOf(api, [[configMap('first')]], { kubeconfig: renewed }));
    expect(api.changes.slice(2)).toEqual(['PATCH first', 'DELETE second']);
  });

  test('what another target has applied since is not deleted', async () => {
    const api = await start();
    const stages = [[configMap('first')], [configMap('second')]];
    const outs = await create(propsOf(api, stages));
    const before = id;
    await create(propsOf(api, [[configMap('first')]]));
    await target.delete!(before, outs);
    expect(api.names).toEqual(['ml', 'first']);
  });

  test('nothing is deleted on one that was made in place of the old one', async () => {
    const api = await start('two');
    api.objects.set(`${PATH}/first`, configMap('first'));
    await target.delete!(id, { ...propsOf(api, STAGES), clusterId: 'one' });
    expect(api.changes).toEqual([]);
  });
});

test('what is read is what would be applied: the cluster is no input', async () => {
  const api = await start();
  const props = propsOf(api, STAGES);
  const outs = await create(props);
  expect(await target.read!(id, outs)).toMatchObject({ props: { clusterId: 'one' }, inputs: props });
  expect((await target.read!(id, outs)).inputs).not.toHaveProperty('clusterId');
});

test('a refresh leaves what it cannot ask for as it was, for credentials that have ended too: the next update may bring others', async () => {
  const api = await start();
  const props = propsOf(api, STAGES);
  const outs = await create(props);
  api.trusts = false;
  expect(await target.read!(id, outs)).toMatchObject({ props: outs, inputs: { unanswered: 'Unauthorized' } });
  api.trusts = true;
  expect((await target.read!(id, outs)).inputs).toEqual(props);
});
