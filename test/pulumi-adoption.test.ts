import type { JsonObject, Manifest } from '../lib/core/manifest';
import { target } from '../lib/pulumi/provider/target';
import type { TargetOuts } from '../lib/pulumi/provider/target-props';
import { createPki, type Pki } from '../lib/twin/pki';
import { FakeApi } from './fake-api';
import { targetProps } from './target-support';

const ON_DELETE = 'cdk8s-fleet.dev/on-delete';
const MONITORING: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } };
const PATH = '/api/v1/namespaces/monitoring';
const THEIRS: JsonObject = {
  ...MONITORING,
  metadata: { name: 'monitoring', managedFields: [{ manager: 'helm' }], annotations: { theirs: 'yes' } },
};

let pki: Pki;
let api: FakeApi;
let told: jest.SpyInstance;

beforeAll(async () => {
  pki = await createPki();
  await import('@kubernetes/client-node');
});

beforeEach(async () => {
  told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  api = await FakeApi.start(pki, 'one');
});

afterEach(async () => {
  told.mockRestore();
  await api.stop();
});

const propsOf = (...objects: readonly Manifest[]) => targetProps(api, ...objects);

function stating(annotations: Record<string, string>): Manifest {
  return { ...MONITORING, metadata: { name: 'monitoring', annotations } };
}

/** Applies objects by a resource of its own, whose last trace is lost where nobody keeps it. */
async function applied(...objects: readonly Manifest[]): Promise<() => Promise<void>> {
  const { id, outs } = await target.create!(propsOf(...objects));
  return () => target.delete!(id, outs as TargetOuts);
}

describe('an object that was there before', () => {
  beforeEach(() => {
    api.objects.set(PATH, THEIRS);
  });

  test('is told, changed, and released instead of deleted', async () => {
    const destroy = await applied(MONITORING);
    expect(api.changes).toEqual(['MERGE monitoring', 'PATCH monitoring']);
    expect(told.mock.calls.join()).toMatch('an object was there before, made by others: Namespace monitoring.');
    await destroy();
    expect(api.changes.slice(2)).toEqual(['MERGE monitoring']);
    expect(api.objects.get(PATH)).toEqual(THEIRS);
  });

  test('is no more ours after an update that was killed', async () => {
    await applied(MONITORING);
    await (await applied(MONITORING))();
    expect(api.objects.get(PATH)).toEqual(THEIRS);
  });

  test('is deleted where the program says so', async () => {
    await (await applied(stating({ [ON_DELETE]: 'delete' })))();
    expect(api.changes).toEqual(['PATCH monitoring', 'DELETE monitoring']);
  });

  test('is released by an update that drops it', async () => {
    const { id, outs } = await target.create!(propsOf(MONITORING));
    await target.update!(id, outs as TargetOuts, propsOf());
    expect(api.objects.get(PATH)).toEqual(THEIRS);
  });
});

describe('an object that was not', () => {
  test('is ours after an update that was killed, and nothing is told', async () => {
    await applied(MONITORING);
    await (await applied(MONITORING))();
    expect(api.changes).toEqual(['PATCH monitoring', 'PATCH monitoring', 'DELETE monitoring']);
    expect(told).not.toHaveBeenCalled();
  });

  test('is ours where the other mode has applied it', async () => {
    api.objects.set(PATH, { ...THEIRS, metadata: { name: 'monitoring', managedFields: [{ manager: 'cdk8s-fleet' }] } });
    await (await applied(MONITORING))();
    expect(api.names).toEqual([]);
  });

  test('stays where the program says so', async () => {
    await (await applied(stating({ [ON_DELETE]: 'retain' })))();
    expect(api.names).toEqual(['monitoring']);
  });
});

test('what every cluster needs is never deleted, whoever the state says it is', async () => {
  const system: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } };
  const props = propsOf(system, MONITORING);
  api.objects.set(PATH, {
    ...MONITORING,
    metadata: { name: 'monitoring', managedFields: [{ manager: 'cdk8s-fleet' }] },
  });
  await target.delete!('target-1', props);
  expect(api.changes.filter((change) => change.startsWith('DELETE'))).toEqual(['DELETE monitoring']);
});
