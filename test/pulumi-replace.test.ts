import type { Manifest } from '../lib/core/manifest';
import { target } from '../lib/pulumi/provider/target';
import type { TargetOuts } from '../lib/pulumi/provider/target-props';
import { createPki, type Pki } from '../lib/twin/pki';
import { FakeApi } from './fake-api';
import { failureOf, targetProps } from './target-support';

const PATH = '/api/v1/namespaces/ml/configmaps/first';
const KEY = 'ConfigMap ml/first';
const REPLACEABLE = { 'cdk8s-fleet.dev/on-immutable': 'replace' };
const IMMUTABLE = 'data: Forbidden: field is immutable when `immutable` is set';

let pki: Pki;
let api: FakeApi;
/** What the server says of what it has in another form; undefined: it takes everything. */
let refusal: string | undefined;
/** What it says of what it has not. */
let refusalOfNew: string | undefined;
/** What it lets nobody read. */
let hidden: string | undefined;
/** Whether it lets nobody delete anything. */
let keeps: boolean;

beforeAll(async () => {
  pki = await createPki();
  await import('@kubernetes/client-node');
});

beforeEach(async () => {
  [refusal, refusalOfNew, hidden, keeps] = [IMMUTABLE, undefined, undefined, false];
  api = await FakeApi.start(pki, 'one', {
    refuses: ({ data }, isNew) => (data ? (isNew ? refusalOfNew : refusal) : undefined),
    hides: (name) => name === hidden,
    keeps: () => keeps,
  });
  api.objects.set('/api/v1/namespaces/ml', { metadata: { name: 'ml' } });
});

afterEach(() => api.stop());

function stated(annotations: Record<string, string> = {}, more: object = {}): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'first', namespace: 'ml', annotations }, ...more };
}

const propsOf = (...objects: readonly Manifest[]) => targetProps(api, ...objects);

/** Applies one form of an object, then another. */
async function changed(before: Manifest, after: Manifest) {
  const { id, outs } = await target.create!(propsOf(before));
  api.changes.length = 0;
  const update = (olds: TargetOuts, object: Manifest) => target.update!(id, olds, propsOf(object));
  return { outs: outs as TargetOuts, first: update(outs as TargetOuts, after), update };
}

test.each([
  'Job.batch "x" is invalid: spec.template: Invalid value: {}: field is immutable',
  'cannot change roleRef',
  "spec: Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden",
  'job updates may not change fields other than `minAvailable`',
  'spec.clusterIPs[0]: Invalid value: "None": may not change once set',
  'value: Forbidden: may not be changed in an update.',
])('the ways out of what never changes are told: %s', async (message) => {
  refusal = message;
  const { first } = await changed(stated(), stated({}, { data: { a: 'b' } }));
  expect((await failureOf(first)).reasons).toEqual([
    `${KEY}: ${message} - no update changes that while the object is there: give it another name, leave it out of one update and state ` +
      'it again in the next, or let it be replaced (annotation cdk8s-fleet.dev/on-immutable: replace)',
  ]);
  expect(api.changes).toEqual(['PATCH first']);
});

describe('an object that may be replaced', () => {
  const before = stated(REPLACEABLE);
  const after = stated(REPLACEABLE, { data: { a: 'b' } });
  const notReplaced = (why: string, message = IMMUTABLE) => [`${KEY}: ${message} - it is not replaced: ${why}`];

  test('is, where a field changes that never changes', async () => {
    const { first } = await changed(stated(), after);
    expect((await first).outs).toMatchObject({ objects: { [KEY]: after } });
    expect(api.changes).toEqual(['PATCH first', 'DELETE first', 'PATCH first']);
    expect(api.objects.get(PATH)).toMatchObject({ data: { a: 'b' } });
  });

  test.each([
    ['something else is wrong with it', 'exceeded quota'],
    ['a webhook says so', 'admission webhook "freeze" denied the request: updates to jobs are forbidden this week'],
  ])('is not where %s', async (_, message) => {
    refusal = message;
    const { first } = await changed(before, after);
    expect((await failureOf(first)).reasons).toEqual([`${KEY}: ${message}`]);
    expect(api.changes).toEqual(['PATCH first']);
  });

  test("is where Volcano's webhook says so", async () => {
    refusal =
      'admission webhook "validatejob.volcano.sh" denied the request: job updates may not change fields other than';
    const { first } = await changed(before, after);
    await first;
    expect(api.changes).toEqual(['PATCH first', 'DELETE first', 'PATCH first']);
  });

  test.each<[string, string, () => void]>([
    [
      'others have made it',
      'others have made it, or have applied it since',
      () =>
        api.objects.set(PATH, { ...before, metadata: { ...before.metadata, managedFields: [{ manager: 'helm' }] } }),
    ],
    [
      'another deployment has applied it since',
      'others have made it, or have applied it since',
      () => api.objects.set(PATH, stated({ 'cdk8s-fleet.dev/applied-by': 'another' })),
    ],
    [
      'it is to stay',
      'it is to stay',
      () => {
        const live = api.objects.get(PATH) as Manifest;
        const annotations = { ...live.metadata.annotations, 'cdk8s-fleet.dev/on-delete': 'retain' };
        api.objects.set(PATH, { ...live, metadata: { ...live.metadata, annotations } });
      },
    ],
    [
      'the new one would be refused',
      'a new one would be refused: exceeded quota',
      () => {
        refusalOfNew = 'exceeded quota';
      },
    ],
    [
      'it cannot be read',
      'nobody knows whose it is: nobody may read first',
      () => {
        hidden = 'first';
      },
    ],
  ])('is not where %s', async (_, why, happens) => {
    const { id, outs } = await target.create!(propsOf(before));
    happens();
    api.changes.length = 0;
    const { reasons, properties } = await failureOf(target.update!(id, outs, propsOf(after)));
    expect(reasons).toEqual(notReplaced(why));
    expect(api.changes).toEqual(['PATCH first']);
    expect(properties.objects).toEqual({ [KEY]: before });
  });

  test('is not where the program has not changed it: other credentials apply everything again', async () => {
    const { outs, update } = await changed(after, after);
    const others = `${api.kubeconfig}# renewed\n`;
    expect((await failureOf(update({ ...outs, kubeconfig: others }, after))).reasons).toEqual(
      notReplaced('the program has not changed it'),
    );
  });

  test('is not where it would take others along', async () => {
    const namespace = (more: object) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team', ...more } });
    const { id, outs } = await target.create!(propsOf(namespace({})));
    const next = { ...namespace({ annotations: REPLACEABLE }), data: {} };
    const { reasons } = await failureOf(target.update!(id, outs, propsOf(next)));
    expect(reasons).toEqual([`Namespace team: ${IMMUTABLE} - it is not replaced: it would take with it what is in it`]);
  });

  test('is not in an update in which something else is refused', async () => {
    const other = { ...stated({}, { data: {} }), metadata: { name: 'other', namespace: 'ml' } };
    const { id, outs } = await target.create!(propsOf(before));
    refusalOfNew = 'exceeded quota';
    const { reasons } = await failureOf(target.update!(id, outs, propsOf(after, other)));
    expect(reasons).toContain(`ConfigMap ml/other: exceeded quota`);
    expect(api.changes).not.toContain('DELETE first');
  });

  test('is known to be gone where the new one is refused all the same, and comes with the next update in whatever form', async () => {
    const { first, update } = await changed(before, after);
    const deleted = api.objects.delete.bind(api.objects);
    jest.spyOn(api.objects, 'delete').mockImplementationOnce((path) => {
      refusalOfNew = 'exceeded quota';
      return deleted(path);
    });
    const { reasons, properties } = await failureOf(first);
    expect(reasons).toEqual([
      `${KEY}: ${IMMUTABLE} - it was deleted to be replaced, and the new one is refused: exceeded quota`,
    ]);
    expect(api.objects.has(PATH)).toBe(false);
    await update(properties, before);
    expect(api.objects.has(PATH)).toBe(true);
  });

  test('that nobody may delete is as it was, and is replaced by the next update', async () => {
    keeps = true;
    const { first, update } = await changed(before, after);
    const { reasons, properties } = await failureOf(first);
    expect(reasons).toEqual([expect.stringContaining('it is to be replaced, and stays: nobody may delete first')]);
    expect(properties.objects).toEqual({ [KEY]: before });
    keeps = false;
    await update(properties, after);
    expect(api.objects.get(PATH)).toMatchObject({ data: { a: 'b' } });
  });

  test('that does not go is known to be going', async () => {
    const held = { finalizers: ['test.fleet/hold'] };
    const [old, next] = [before, after].map((one) => ({ ...one, metadata: { ...one.metadata, ...held } }));
    const { id, outs } = await target.create!(propsOf(old!));
    const { reasons, properties } = await failureOf(target.update!(id, outs, { ...propsOf(next!), deleteSeconds: 1 }));
    expect(reasons).toEqual([
      expect.stringContaining('it is to be replaced, and stays: it was deleted, and is still there'),
    ]);
    // nothing that a program could have stated: whatever it states is applied
    expect(properties.objects[KEY]).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'first', namespace: 'ml' },
      uncertain: true,
    });
  });
});
