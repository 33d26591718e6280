import { ApiObject, JsonPatch } from 'cdk8s';
import {
  FleetBaseline,
  type FleetBaselineProps,
  type JsonObject,
  TrainingJob,
  TrainingQueue,
  WholePropagation,
} from '../lib';
import { findingsOf } from '../lib/testing';
import { baselineOf, deployment, gpuMember, idsOf, twoMembers } from './support';

type Props = FleetBaselineProps<'a' | 'b'>;
const kyverno = { kyverno: '1.19' } as const;

describe("the program's own workloads", () => {
  const now = new Date('2027-01-01T00:00:00Z');

  test('that a baseline would deny are found, with the pod that breaks the rule', () => {
    const { app, fleet } = baselineOf({ limits: {}, registries: { allowed: ['registry.internal'] } });
    const queue = new TrainingQueue(fleet, 'queue', { capability: { gpus: 8 } });
    const good = { replicas: 1, image: 'registry.internal/t:1', gpus: 1, cpu: 1, memory: '1Gi' };
    const job = new TrainingJob(fleet, 'job', { queue, tasks: { good, bad: { replicas: 1, image: 'nginx' } } });
    const place = `${job.node.path}/Resource`;
    const pointer = '/spec/tasks/1/template';
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'policy/denies-workload',
        severity: 'error',
        place,
        pointer,
        message:
          "Job default/job is denied by base-limits of fleet/base in 'a' and 'b': container 'bad' limits no cpu and no memory.",
      },
      {
        id: 'policy/denies-workload',
        place,
        pointer,
        message: expect.stringContaining('no container limits nvidia.com/gpu'),
      },
      { id: 'policy/denies-workload', place, pointer, value: 'nginx' },
    ]);
  });

  test('are reported where the action is no refusal', () => {
    const { app, fleet } = baselineOf({ action: 'Audit', limits: {} });
    deployment(fleet.member('a'), 'web', 1);
    expect(findingsOf(app)).toMatchObject([
      { id: 'policy/reports-workload', severity: 'warning' },
      { id: 'policy/reports-workload', severity: 'warning' },
    ]);
  });

  test('are judged only in members of the baseline, and only where they are sent', () => {
    const { app, fleet } = baselineOf({ to: ['a'], limits: {} });
    const web = deployment(fleet, 'web', 1);
    deployment(fleet.member('b'), 'other', 1);
    expect(idsOf(app)).toEqual(['placement/not-placed']);
    new WholePropagation(fleet, 'spread', { of: web, to: fleet });
    const found = findingsOf(app, 'policy/denies-workload');
    expect(new Set(found.map(({ place }) => place))).toEqual(new Set([web.node.path]));
    expect(found[0]?.message).toContain("in 'a':");
  });

  test.each<[string, Props]>([
    ['another namespace', { limits: { pods: { namespaces: ['ml'] } } }],
    ['a selector', { limits: { exempt: [{ labels: { app: 'web' } }] } }],
    ['an exempt namespace', { limits: {}, exemptNamespaces: ['default'] }],
    [
      'an exception',
      { limits: {}, now, exceptions: [{ of: { labels: { app: 'web' } }, reason: 'r', until: '2027-01-01' }] },
    ],
  ])('may pass by %s', (_, props) => {
    const { app, fleet } = baselineOf(props);
    deployment(fleet.member('a'), 'web', 1);
    expect(findingsOf(app)).toEqual([]);
  });

  test('are denied once their exception has ended', () => {
    const exceptions = [{ of: { labels: { app: 'web' } }, reason: 'r', until: '2026-12-31' }];
    const { app, fleet } = baselineOf({ limits: {}, now, exceptions });
    deployment(fleet.member('a'), 'web', 1);
    expect(new Set(idsOf(app))).toEqual(new Set(['policy/exception-ended', 'policy/denies-workload']));
  });

  test.each<[string, Record<string, string>, Record<string, string>, boolean]>([
    ['a namespace that injects', { 'istio-injection': 'enabled' }, {}, true],
    ['a namespace of a revision', { 'istio.io/rev': 'stable' }, {}, true],
    ['a pod that asks for it', {}, { 'sidecar.istio.io/inject': 'true' }, true],
    ['a pod that does not want it', { 'istio-injection': 'enabled' }, { 'sidecar.istio.io/inject': 'false' }, false],
    [
      'a namespace that does not inject',
      { 'istio-injection': 'disabled' },
      { 'sidecar.istio.io/inject': 'true' },
      false,
    ],
    ['neither', {}, {}, false],
  ])('are judged with the sidecar of Istio in %s', (_, namespaceLabels, labels, injected) => {
    const { app, fleet } = twoMembers({ ...kyverno, istio: '1.30' });
    new FleetBaseline(fleet, 'base', { limits: { gpus: [] }, registries: { allowed: ['registry.internal'] } });
    const member = fleet.member('a');
    new ApiObject(member, 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'ml', labels: namespaceLabels },
    });
    const containers = [
      { name: 'main', image: 'registry.internal/a', resources: { limits: { cpu: '1', memory: '1Gi' } } },
    ];
    new ApiObject(member, 'pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'ml', labels },
      spec: { containers },
    });
    const found = findingsOf(app).map(({ id, value }) => [id, value]);
    const image = 'registry.istio.io/release/proxyv2';
    expect(found).toEqual(injected ? [0, 1].map(() => ['policy/denies-workload', image]) : []);
  });

  test('are judged with the sidecar of each version of Istio that they may meet', () => {
    const members = { a: gpuMember(), b: gpuMember(4, 8, { engines: { istio: '1.29' } }) };
    const { app, fleet } = twoMembers({ ...kyverno, istio: '1.30', members });
    new FleetBaseline(fleet, 'base', { registries: { allowed: ['registry.internal'] } });
    const web = deployment(fleet, 'web', 1);
    web.addJsonPatch(JsonPatch.add('/spec/template/metadata/labels/sidecar.istio.io~1inject', 'true'));
    new WholePropagation(fleet, 'spread', { of: web, to: fleet });
    const images = findingsOf(app, 'policy/denies-workload').map(({ value }) => value);
    expect([...new Set(images)]).toEqual(['registry.istio.io/release/proxyv2', 'docker.io/istio/proxyv2']);
  });

  test('pass with a sidecar from an allowed registry', () => {
    const { app, fleet } = twoMembers({ ...kyverno, istio: '1.30' });
    new FleetBaseline(fleet, 'base', {
      limits: { gpus: [] },
      registries: { allowed: ['registry.internal'] },
      sidecarHub: 'registry.internal/istio',
    });
    const web = deployment(fleet.member('a'), 'web', 1, { cpu: 1, memory: '1Gi' });
    web.addJsonPatch(JsonPatch.add('/spec/template/metadata/labels/sidecar.istio.io~1inject', 'true'));
    expect(findingsOf(app)).toEqual([]);
  });
});

describe('workloads with override policies', () => {
  const INTERNAL = { registries: { allowed: ['registry.internal'] } };

  /** A Deployment with this image in a and b, and what an override policy does to it. */
  function overriding(image: string, overriders: JsonObject, targetCluster?: JsonObject) {
    const { app, fleet } = baselineOf(INTERNAL);
    const web = deployment(fleet, 'web', 1);
    web.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/image', image));
    new WholePropagation(fleet, 'everywhere', { of: web, to: fleet, copies: 'every-member' });
    new ApiObject(fleet, 'override', {
      apiVersion: 'policy.karmada.io/v1alpha1',
      kind: 'OverridePolicy',
      metadata: { name: 'override', namespace: 'default' },
      spec: { overrideRules: [{ overriders, ...(targetCluster ? { targetCluster } : {}) }] },
    });
    return findingsOf(app).map(({ id, message }) => [id, message.slice(message.indexOf(' in '))]);
  }
  const mirror = { imageOverrider: [{ component: 'Registry', operator: 'replace', value: 'registry.internal' }] };
  const away = {
    plaintext: [{ path: '/spec/template/spec/containers/0/image', operator: 'replace', value: 'docker.io/web:1' }],
  };
  const denied = (where: string) => [
    'policy/denies-workload',
    ` in ${where}: the image of container 'main' is docker.io/web:1.`,
  ];

  test('pass where the copy passes', () => {
    expect(overriding('docker.io/web:1', mirror)).toEqual([]);
  });

  test('are denied where the copy is', () => {
    expect(overriding('registry.internal/web:1', away)).toEqual([denied("'a' and 'b'")]);
    expect(overriding('registry.internal/web:1', away, { clusterNames: ['b'] })).toEqual([denied("'b'")]);
    expect(overriding('docker.io/web:1', mirror, { clusterNames: ['b'] })).toEqual([denied("'a'")]);
  });

  test('are not judged where nobody knows what the copy is', () => {
    const byLabel = { labelSelector: { matchLabels: { 'set-by-others': 'yes' } } };
    expect(overriding('docker.io/web:1', mirror, byLabel)).toEqual([]);
  });
});
