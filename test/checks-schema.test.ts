import { validateManifest } from '../lib/checks/schema';
import type { Finding } from '../lib/core/findings';
import type { JsonObject, Manifest } from '../lib/core/manifest';

const PLACE = 'app/object';

function check(manifest: JsonObject): Finding[] {
  return validateManifest(manifest as Manifest, PLACE);
}

function deployment(spec: JsonObject = {}, pod: JsonObject = {}, container: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'ml' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'web:1', ...container }], ...pod },
      },
      ...spec,
    },
  };
}

function policy(spec: JsonObject): JsonObject {
  const resourceSelectors = [{ apiVersion: 'batch/v1', kind: 'Job' }];
  return {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'PropagationPolicy',
    metadata: { name: 'p', namespace: 'ml' },
    spec: { resourceSelectors, ...spec },
  };
}

function configMap(data: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data };
}

const C = '/spec/template/spec/containers/0';

describe('what the API server accepts has no findings', () => {
  test.each<[string, JsonObject]>([
    ['a plain workload', deployment()],
    ['int-or-string as a number', deployment({ strategy: { rollingUpdate: { maxSurge: 1 } } })],
    ['int-or-string as text', deployment({ strategy: { rollingUpdate: { maxSurge: '25%' } } })],
    ...['500m', '1.5', '2Gi', '1e3', '.5', '0', 2, 0.5].map((cpu): [string, JsonObject] => [
      `the quantity ${cpu}`,
      deployment({}, {}, { resources: { requests: { cpu } } }),
    ]),
    ['null in fields that cannot be null', deployment({ replicas: null, strategy: null }, { nodeSelector: null })],
    ['any status', { ...deployment(), status: { anything: true } }],
    ['undefined fields', deployment({ paused: undefined, unheardOf: undefined })],
    [
      'any object inside a Work',
      {
        apiVersion: 'work.karmada.io/v1alpha1',
        kind: 'Work',
        metadata: { name: 'w', namespace: 'karmada-es-m' },
        spec: { workload: { manifests: [{ apiVersion: 'x.io/v1', kind: 'X', whatever: [1, null] }] } },
      },
    ],
    [
      'any value in a patch',
      {
        apiVersion: 'policy.karmada.io/v1alpha1',
        kind: 'OverridePolicy',
        metadata: { name: 'o', namespace: 'ml' },
        spec: {
          overrideRules: [{ overriders: { plaintext: [{ path: '/spec', operator: 'add', value: { a: [1] } }] } }],
        },
      },
    ],
    ['a required field with a default', policy({ failover: { cluster: {} } })],
  ])('%s', (_, manifest) => {
    expect(check(manifest)).toEqual([]);
  });
});

describe('a quantity in a custom resource', () => {
  const job = (cpu: number | string): JsonObject => ({
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { name: 'train', namespace: 'ml' },
    spec: {
      tasks: [{ replicas: 1, template: { spec: { containers: [{ name: 'a', resources: { limits: { cpu } } }] } } }],
    },
  });
  const LIMIT = '/spec/tasks/0/template/spec/containers/0/resources/limits/cpu';

  test('is an integer or text: the parts that are like those of built-in kinds take no fraction', () => {
    expect(check(job(0.5))).toMatchObject([
      {
        id: 'schema/wrong-type',
        severity: 'error',
        pointer: LIMIT,
        value: 0.5,
        message: expect.stringMatching(
          /limits\.cpu is 0\.5; in a custom resource a quantity must be an integer or a string/,
        ),
        fix: 'Pass the string "0.5".',
      },
    ]);
    const prometheus = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: 'p', namespace: 'ml' },
      spec: { resources: { requests: { 'example.com/share': 1.5 } } },
    };
    expect(check(prometheus)).toMatchObject([{ pointer: '/spec/resources/requests/example.com~1share', value: 1.5 }]);
    for (const cpu of [2, '0.5', '500m']) {
      expect(check(job(cpu))).toEqual([]);
    }
  });

  test('may be a fraction where the API server of the kind is no store of custom resources', () => {
    const grades = [{ grade: 0, ranges: [{ name: 'cpu', min: 0, max: 0.5 }] }];
    const cluster = { apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', metadata: { name: 'm' } };
    expect(check({ ...cluster, spec: { syncMode: 'Push', resourceModels: grades } })).toEqual([]);
  });
});

describe('findings', () => {
  test.each<[string, JsonObject, Partial<Finding>]>([
    [
      'a misspelt field',
      deployment({ replica: 3 }),
      { id: 'schema/unknown-field', pointer: '/spec/replica', value: 3, fix: "Rename it to 'replicas'." },
    ],
    [
      'a field in the wrong case',
      deployment({}, { nodeselector: {} }),
      { id: 'schema/unknown-field', fix: "Rename it to 'nodeSelector'." },
    ],
    [
      'a field that resembles no other',
      policy({ placement: { replicaScheduling: { 'a/b': 1 } } }),
      {
        id: 'schema/unknown-field',
        pointer: '/spec/placement/replicaScheduling/a~1b',
        message: "spec.placement.replicaScheduling['a/b'] is no field of policy.karmada.io/v1alpha1 PropagationPolicy.",
        fix: 'Remove it; the fields here are replicaDivisionPreference, replicaSchedulingType and weightPreference.',
      },
    ],
    [
      'text for a number',
      deployment({ replicas: '3' }),
      { id: 'schema/wrong-type', pointer: '/spec/replicas', value: '3', fix: 'Pass the number 3.' },
    ],
    [
      'a number for text',
      deployment({}, {}, { env: [{ name: 'A', value: 1 }] }),
      { id: 'schema/wrong-type', pointer: `${C}/env/0/value`, fix: 'Pass the string "1".' },
    ],
    [
      'a truth value for text',
      configMap({ debug: true }),
      { id: 'schema/wrong-type', pointer: '/data/debug', fix: 'Pass the string "true".' },
    ],
    [
      'text for a truth value',
      deployment({ paused: 'true' }),
      { id: 'schema/wrong-type', fix: 'Pass the boolean true.' },
    ],
    [
      'one value for a list',
      policy({ placement: { clusterAffinity: { clusterNames: 'm' } } }),
      { id: 'schema/wrong-type', fix: 'Pass a list: ["m"].' },
    ],
    [
      'a fraction, once',
      deployment({ replicas: 1.5 }),
      { id: 'schema/wrong-type', message: 'spec.replicas is 1.5; it must be an integer of 32 bits.' },
    ],
    [
      'a fraction for int-or-string',
      deployment({ strategy: { rollingUpdate: { maxSurge: 0.5 } } }),
      { id: 'schema/wrong-type', fix: 'Pass an integer or a string.' },
    ],
    [
      'a missing field',
      deployment({ selector: undefined }),
      { id: 'schema/missing-field', pointer: '/spec', message: 'apps/v1 Deployment needs spec.selector.' },
    ],
    [
      'a missing field with its choices',
      {
        apiVersion: 'cluster.karmada.io/v1alpha1',
        kind: 'Cluster',
        metadata: { name: 'm' },
        spec: {},
      },
      { id: 'schema/missing-field', fix: 'Give spec.syncMode: one of "Push", "Pull".' },
    ],
    ['null in a required field', deployment({ template: null }), { id: 'schema/missing-field' }],
    [
      'an unknown choice',
      policy({ placement: { replicaScheduling: { replicaSchedulingType: 'divided' } } }),
      { id: 'schema/invalid-value', value: 'divided', fix: "Use 'Divided'." },
    ],
    [
      'a choice in the wrong case',
      deployment({}, { restartPolicy: 'always' }),
      { id: 'schema/invalid-value', pointer: '/spec/template/spec/restartPolicy', fix: "Use 'Always'." },
    ],
    [
      'a choice that resembles no other',
      deployment({ strategy: { type: 'BlueGreenSwitch' } }),
      { id: 'schema/invalid-value', fix: 'Use one of "Recreate", "RollingUpdate".' },
    ],
    [
      'a number below its limit',
      policy({
        placement: {
          replicaScheduling: { weightPreference: { staticWeightList: [{ targetCluster: {}, weight: 0 }] } },
        },
      }),
      { id: 'schema/invalid-value', fix: 'Give a number of at least 1.' },
    ],
    [
      'a list that is too short',
      policy({ resourceSelectors: [] }),
      { id: 'schema/invalid-value', message: 'spec.resourceSelectors is []; it must have at least 1 item.' },
    ],
    [
      'a number beyond 32 bits',
      deployment({ replicas: 2 ** 31 }),
      { id: 'schema/invalid-value', pointer: '/spec/replicas' },
    ],
    ...['1Gib', '1 Gi', 'much', '1e', '-'].map((memory): [string, JsonObject, Partial<Finding>] => [
      `the quantity ${memory}`,
      deployment({}, {}, { resources: { limits: { memory } } }),
      {
        id: 'schema/invalid-value',
        pointer: `${C}/resources/limits/memory`,
        fix: 'Give a quantity, such as 500m or 4Gi.',
      },
    ]),
    [
      'text for bytes',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { token: 'no base64!' } },
      { id: 'schema/invalid-value', pointer: '/data/token', fix: 'Give base64.' },
    ],
    [
      'a label value',
      deployment({}, { nodeSelector: { zone: 'a b' } }),
      { id: 'schema/invalid-label', pointer: '/spec/template/spec/nodeSelector/zone', value: 'a b' },
    ],
    [
      'a label key',
      { ...deployment(), metadata: { name: 'web', labels: { 'a b': 'c' } } },
      { id: 'schema/invalid-label', pointer: '/metadata/labels', value: 'a b' },
    ],
    [
      'an annotation key',
      { ...deployment(), metadata: { name: 'web', annotations: { 'a//b': 'c' } } },
      { id: 'schema/invalid-label', pointer: '/metadata/annotations', value: 'a//b' },
    ],
    [
      'a version that is no longer served',
      { apiVersion: 'batch/v1beta1', kind: 'CronJob', metadata: { name: 'c' } },
      { id: 'schema/unknown-version', value: 'batch/v1beta1', fix: 'Use apiVersion batch/v1.' },
    ],
    [
      'a kind in the wrong group',
      { apiVersion: 'v1', kind: 'Deployment', metadata: { name: 'd' } },
      { id: 'schema/unknown-version', fix: 'Use apiVersion apps/v1.' },
    ],
    [
      'a misspelt kind',
      { apiVersion: 'apps/v1', kind: 'Deploymnt', metadata: { name: 'd' } },
      { id: 'schema/unknown-version', fix: "Use the kind 'Deployment'." },
    ],
    [
      'a kind of an unknown group',
      { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 't' } },
      { id: 'schema/no-schema', severity: 'info' },
    ],
    [
      'no kind',
      { apiVersion: 'v1', metadata: { name: 'x' } },
      { id: 'schema/missing-field', fix: 'Give kind as a string.' },
    ],
  ])('%s', (_, manifest, expected) => {
    const findings = check(manifest);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ place: PLACE, ...expected });
  });

  test('all mistakes are reported together', () => {
    const findings = check(
      deployment({ replicas: '3', replica: 3 }, {}, { image: 1, ports: [{ containerPort: '80' }] }),
    );
    expect(findings.map(({ id, pointer }) => [id, pointer])).toEqual(
      expect.arrayContaining([
        ['schema/unknown-field', '/spec/replica'],
        ['schema/wrong-type', '/spec/replicas'],
        ['schema/wrong-type', `${C}/image`],
        ['schema/wrong-type', `${C}/ports/0/containerPort`],
      ]),
    );
    expect(findings).toHaveLength(4);
  });

  test('long values are cut in messages and whole in the evidence', () => {
    const value = ['x'.repeat(500)];
    const [finding] = check(configMap({ text: value }));
    expect(finding?.value).toEqual(value);
    expect(finding?.message.length).toBeLessThan(200);
  });
});

test('the manifest is not changed', () => {
  const manifest = deployment({ replicas: null, paused: 'true' });
  const before = structuredClone(manifest);
  check(manifest);
  expect(manifest).toEqual(before);
});
