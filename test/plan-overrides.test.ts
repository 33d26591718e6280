import type { Json, JsonObject, Manifest } from '../lib/core/manifest';
import { Overrides } from '../lib/plan/overrides';
import { gpuMember, twoMembers } from './support';

const { fleet } = twoMembers({ members: { a: gpuMember(4, 8, { labels: { tier: 'gold' } }), b: gpuMember() } });
const [a, b] = fleet.model.members;

const object: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'ml', labels: { app: 'a' } },
  data: { list: ['a', 'b'], 'x/y': '1' },
};

/** An OverridePolicy, or a ClusterOverridePolicy, that is for all objects if nothing else is said. */
const policy = (kind: 'OverridePolicy' | 'ClusterOverridePolicy', spec: JsonObject, name = 'p') => ({
  stage: 0,
  path: name,
  manifest: {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind,
    metadata: { name, ...(kind === 'OverridePolicy' ? { namespace: 'ml' } : {}) },
    spec,
  },
});
const patch = (path: string, operator: string, value?: Json) => ({
  overriders: { plaintext: [{ path, operator, ...(value === undefined ? {} : { value }) }] },
});
const setTo = (value: Json, more: JsonObject = {}): JsonObject => ({
  ...more,
  overrideRules: [patch('/data/x~1y', 'replace', value)],
});
const copyOf = (of: Manifest, policies: readonly ReturnType<typeof policy>[], member = a!) =>
  new Overrides({ target: { kind: 'control-plane', folder: '' }, objects: policies, files: [] }, fleet.model)
    .copies(of, [member])
    .get(member.name)!;
const dataAfter = (...policies: ReturnType<typeof policy>[]) => copyOf(object, policies).manifest.data;

describe('patches of override policies', () => {
  test.each([
    ['/data/list/0', 'replace', 'c', ['c', 'b']],
    ['/data/list/1', 'add', 'c', ['a', 'c', 'b']],
    ['/data/list/-', 'add', 'c', ['a', 'b', 'c']],
    ['/data/list/0', 'remove', undefined, ['b']],
    ['/data/list/7/none', 'replace', 'c', ['a', 'b']],
  ])('%s %s', (path, operator, value, list) => {
    expect(dataAfter(policy('OverridePolicy', { overrideRules: [patch(path, operator, value)] }))).toMatchObject({
      list,
    });
  });

  test('escape keys', () => {
    expect(dataAfter(policy('OverridePolicy', { overrideRules: [patch('/data/x~1y', 'remove')] }))).toEqual({
      list: ['a', 'b'],
    });
  });

  test('stand in policies of the old form as well', () => {
    expect(dataAfter(policy('OverridePolicy', patch('/data/x~1y', 'replace', '2')))).toMatchObject({ 'x/y': '2' });
  });
});

describe('order of override policies', () => {
  const kind = { apiVersion: 'v1', kind: 'ConfigMap' };
  const bySelector = (...resourceSelectors: JsonObject[]) => ({ resourceSelectors });

  test('those of the namespace come after those of the cluster, whatever they select', () => {
    const one = policy('OverridePolicy', setTo('2'), 'a');
    expect(
      dataAfter(one, policy('ClusterOverridePolicy', setTo('3', bySelector({ ...kind, name: 'a' })), 'b')),
    ).toMatchObject({ 'x/y': '2' });
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['by name after by labels', bySelector({ ...kind, name: 'a' }), bySelector({ ...kind, labelSelector: {} })],
    ['by labels after by kind', bySelector({ ...kind, labelSelector: {} }), bySelector(kind)],
    ['by name after for all', bySelector({ ...kind, name: 'a' }), {}],
    ['the closest of several selectors', bySelector(kind, { ...kind, name: 'a' }), bySelector(kind)],
  ])('the closer match comes later: %s', (_, closer, wider) => {
    expect(
      dataAfter(
        policy('OverridePolicy', setTo('closer', closer), 'a'),
        policy('OverridePolicy', setTo('x', wider), 'b'),
      ),
    ).toMatchObject({ 'x/y': 'closer' });
  });

  test('then the name that sorts last', () => {
    const [upper, lower] = [policy('OverridePolicy', setTo('Z'), 'z'), policy('OverridePolicy', setTo('a'), 'a.b')];
    expect(dataAfter(upper, lower)).toMatchObject({ 'x/y': 'Z' });
    expect(dataAfter(lower, upper)).toMatchObject({ 'x/y': 'Z' });
  });
});

describe('what does not fit changes nothing', () => {
  test.each<JsonObject>([
    { resourceSelectors: [{ apiVersion: 'v1', kind: 'Secret' }] },
    { resourceSelectors: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'b' }] },
    { resourceSelectors: [{ apiVersion: 'v1', kind: 'ConfigMap', labelSelector: { matchLabels: { app: 'b' } } }] },
    { overrideRules: [{ targetCluster: { clusterNames: ['b'] }, ...patch('/data/list', 'remove') }] },
  ])('%j', (spec) => {
    const all = { overrideRules: [patch('/data/list', 'remove')], ...spec };
    expect(dataAfter(policy('OverridePolicy', all))).toEqual(object.data);
  });

  test('and neither does a policy of a namespace change what lives in none', () => {
    const role = {
      ...object,
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'a' },
    };
    const inDefault = policy('OverridePolicy', { overrideRules: [patch('/data', 'remove')] });
    const { manifest } = copyOf(role, [
      { ...inDefault, manifest: { ...inDefault.manifest, metadata: { name: 'p', namespace: 'default' } } },
    ]);
    expect(manifest).toBe(role);
  });
});

test('whether a rule is for a member may not be known', () => {
  const byLabel = (key: string) =>
    policy('OverridePolicy', {
      overrideRules: [
        { targetCluster: { labelSelector: { matchLabels: { [key]: 'gold' } } }, ...patch('/data', 'remove') },
      ],
    });
  expect(copyOf(object, [byLabel('rack')])).toEqual({ manifest: object, isKnown: false });
  expect(copyOf(object, [byLabel('tier')])).toMatchObject({ isKnown: true });
  expect(copyOf(object, [byLabel('tier')]).manifest.data).toBeUndefined();
  expect(copyOf(object, [byLabel('tier')], b!)).toEqual({ manifest: object, isKnown: true });
});

describe('overriders', () => {
  const IMAGE = 'docker.io/ml/infer:1';
  const pods = (image = IMAGE): Manifest => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'infer', namespace: 'ml' },
    spec: {
      template: {
        spec: {
          initContainers: [{ name: 'init', image }],
          containers: [
            { name: 'main', image, args: ['--old', '--fast'] },
            { name: 'other', image },
          ],
        },
      },
    },
  });
  const changed = (overriders: JsonObject, of = pods()) =>
    copyOf(of, [policy('OverridePolicy', { overrideRules: [{ overriders }] })]).manifest;
  const podSpec = (manifest: Manifest) =>
    (manifest.spec as { template: { spec: Record<string, { image: string; command?: string[]; args?: string[] }[]> } })
      .template.spec;
  const digest = `sha256:${'0a'.repeat(32)}`;

  test.each<[string, JsonObject, string, string?]>([
    ['a registry', { component: 'Registry', operator: 'replace', value: 'r.local:5000' }, 'r.local:5000/ml/infer:1'],
    [
      'a registry added',
      { component: 'Registry', operator: 'add', value: 'r.local' },
      'r.local/ml/infer:1',
      'ml/infer:1',
    ],
    ['no registry', { component: 'Registry', operator: 'remove' }, 'ml/infer:1'],
    ['a repository', { component: 'Repository', operator: 'replace', value: 'x' }, 'docker.io/x:1'],
    [
      'the end of a repository',
      { component: 'Repository', operator: 'add', value: '-gpu' },
      'docker.io/ml/infer-gpu:1',
    ],
    [
      'a tag',
      { component: 'Tag', operator: 'replace', value: '2' },
      'localhost:5000/infer:2',
      'localhost:5000/infer:1',
    ],
    ['a digest', { component: 'Tag', operator: 'replace', value: digest }, `docker.io/ml/infer@${digest}`],
    ['a digest beside a tag is lost', { component: 'Tag', operator: 'add', value: '.1' }, 'a:1.1', `a:1@${digest}`],
    ['no tag', { component: 'Tag', operator: 'remove' }, 'docker.io/ml/infer'],
    ['what is no tag', { component: 'Tag', operator: 'replace', value: 'a b' }, IMAGE],
    ['what is no image', { component: 'Tag', operator: 'replace', value: '2' }, '', ''],
  ])('of images: %s', (_, rule, expected, image = IMAGE) => {
    const { containers, initContainers } = podSpec(changed({ imageOverrider: [rule] }, pods(image)));
    expect(containers!.map((container) => container.image)).toEqual([expected, expected]);
    expect(initContainers![0]!.image).toBe(image);
  });

  test('of one image', () => {
    const path = '/spec/template/spec/initContainers/0/image';
    const rule = { predicate: { path }, component: 'Tag', operator: 'replace', value: '2' };
    const { containers, initContainers } = podSpec(changed({ imageOverrider: [rule] }));
    expect([initContainers![0]!.image, containers![0]!.image]).toEqual(['docker.io/ml/infer:2', IMAGE]);
    expect(changed({ imageOverrider: [{ ...rule, predicate: { path: '/spec/none/image' } }] })).toEqual(pods());
  });

  test('of commands and arguments of a container', () => {
    const { containers } = podSpec(
      changed({
        commandOverrider: [{ containerName: 'main', operator: 'add', value: ['serve'] }],
        argsOverrider: [
          { containerName: 'main', operator: 'remove', value: ['--old'] },
          { containerName: 'main', operator: 'add', value: ['--new'] },
        ],
      }),
    );
    expect(containers![0]).toMatchObject({ command: ['serve'], args: ['--fast', '--new'] });
    expect(containers![1]).toEqual({ name: 'other', image: IMAGE });
  });

  test('of labels and annotations', () => {
    const { metadata } = changed({
      labelsOverrider: [
        { operator: 'add', value: { tier: 'gold', 'example.com/a': 'b' } },
        { operator: 'replace', value: { tier: 'iron', none: 'x' } },
      ],
      annotationsOverrider: [{ operator: 'remove', value: { none: '' } }],
    });
    expect(metadata).toEqual({
      name: 'infer',
      namespace: 'ml',
      labels: { tier: 'iron', 'example.com/a': 'b' },
    });
  });

  test('of kinds whose containers Karmada does not look for change no image', () => {
    const cron = { ...pods(), apiVersion: 'batch/v1', kind: 'CronJob' };
    expect(changed({ imageOverrider: [{ component: 'Registry', operator: 'remove' }] }, cron)).toEqual(cron);
  });

  test('patches come last', () => {
    const { containers } = podSpec(
      changed({
        plaintext: [{ path: '/spec/template/spec/containers/0/image', operator: 'replace', value: 'last:1' }],
        imageOverrider: [{ component: 'Registry', operator: 'replace', value: 'registry.internal' }],
      }),
    );
    expect(containers!.map(({ image }) => image)).toEqual(['last:1', 'registry.internal/ml/infer:1']);
  });
});
