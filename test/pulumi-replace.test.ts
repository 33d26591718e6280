import type { Manifest } from '../lib/core/manifest';
import { objectKey } from '../lib/pulumi/object-key';
import type { InitError } from '../lib/pulumi/provider/init-error';
import { target } from '../lib/pulumi/provider/target';
import type { TargetOuts, TargetProps } from '../lib/pulumi/provider/target-props';
import { createPki, type Pki } from '../lib/twin/pki';
import { FakeApi } from './fake-api';

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

beforeAll(async () => {
  pki = await createPki();
  await import('@kubernetes/client-node');
}, 60_000);

beforeEach(async () => {
  [refusal, refusalOfNew] = [IMMUTABLE, undefined];
  api = await FakeApi.start(pki, 'one', {
    refuses: ({ data }) => (!data ? undefined : api.objects.has(PATH) ? refusal : refusalOfNew),
  });
  api.objects.set('/api/v1/namespaces/ml', { metadata: { name: 'ml' } });
});

afterEach(() => api.stop());

function stated(annotations: Record<string, string> = {}, more: object = {}): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'first', namespace: 'ml', annotations }, ...more };
}

function propsOf(object: Manifest): TargetProps {
  const key = objectKey(object);
  return { kubeconfig: api.kubeconfig, ownedCluster: false, objects: { [key]: object }, stages: [[key]], awaits: {} };
}

/** Applies one form of an object, then another. */
async function changed(before: Manifest, after: Manifest) {
  const { id, outs } = await target.create!(propsOf(before));
  api.changes.length = 0;
  const update = (olds: TargetOuts, object: Manifest) => target.update!(id, olds, propsOf(object));
  return { outs: outs as TargetOuts, first: update(outs as TargetOuts, after), update };
}

async function failureOf(update: Promise<unknown>): Promise<InitError & { readonly properties: TargetOuts }> {
  return update.then(
    () => {
      throw new Error('it did not fail');
    },
    (error) => error,
  );
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
  const after = stated(REPLACEABLE, { data: { a: 'b' } });

  test('is, where a field changes that never changes', async () => {
    const { first } = await changed(stated(), after);
    expect((await first).outs).toMatchObject({ objects: { [KEY]: after } });
    expect(api.changes).toEqual(['PATCH first', 'DELETE first', 'PATCH first']);
    expect(api.objects.get(PATH)).toMatchObject({ data: { a: 'b' } });
  });

  test('is not where something else is wrong with it', async () => {
    refusal = 'exceeded quota';
    const { first } = await changed(stated(), after);
    expect((await failureOf(first)).reasons).toEqual([`${KEY}: exceeded quota`]);
    expect(api.changes).toEqual(['PATCH first']);
  });

  test('is not where others made it, or another deployment has applied it since', async () => {
    const { first } = await changed(stated({ 'cdk8s-fleet.dev/on-delete': 'retain' }), after);
    expect((await failureOf(first)).reasons).toEqual([expect.stringContaining('and it is not replaced: others')]);
    expect(api.changes).toEqual(['PATCH first']);
  });

  test('is known to be gone where the new one is refused, and comes with the next update, in whatever form', async () => {
    refusalOfNew = 'exceeded quota';
    const { first, update } = await changed(stated(REPLACEABLE), after);
    const { reasons, properties } = await failureOf(first);
    expect(reasons).toEqual([`${KEY}: it was deleted to be replaced, and then: exceeded quota`]);
    expect(api.objects.has(PATH)).toBe(false);
    expect(properties.objects).toEqual({});
    await update(properties, stated(REPLACEABLE));
    expect(api.objects.has(PATH)).toBe(true);
  });
});
