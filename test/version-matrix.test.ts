import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  ClusterApiCluster,
  type Finding,
  FleetAddOns,
  FleetApp,
  GpuFleet,
  type GpuFleetProps,
  WholePropagation,
} from '../lib';
import { ENGINE_ADDITIONS } from '../lib/checks/known-additions';
import { ENGINE_REMOVALS } from '../lib/checks/known-removals';
import type { JsonObject } from '../lib/core/manifest';
import { compareVersions, KNOWN_VERSIONS } from '../lib/core/versions';
import type { JsonSchema } from '../lib/l1/json-schema';
import { kindEntry, readSchemaFile } from '../lib/l1/kinds';
import { gpuMember } from './support';

function fleetOf(props: Partial<GpuFleetProps<'a' | 'b'>> = {}) {
  const app = new FleetApp();
  const members = { a: gpuMember(1, 1, { kubernetes: '1.33' }), b: gpuMember(1, 1, { kubernetes: '1.34' }) };
  return { app, fleet: new GpuFleet(app, 'fleet', { members, ...props }) };
}

function findingsOf(app: FleetApp): Finding[] {
  return app.compile().findings.filter(({ id }) => id.startsWith('versions/'));
}

function object(scope: Construct, id: string, apiVersion: string, kind: string, more: JsonObject = {}): ApiObject {
  return new ApiObject(scope, id, { apiVersion, kind, metadata: { name: id, namespace: 'default' }, ...more });
}

const CLAIM = {
  spec: { spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu.nvidia.com' } }] } } },
};

test('a kind that Kubernetes has since 1.34 is found in the member with 1.33, and nowhere else', () => {
  const { app, fleet } = fleetOf();
  object(fleet.member('a'), 'one', 'resource.k8s.io/v1', 'ResourceClaimTemplate', CLAIM);
  object(fleet.member('b'), 'two', 'resource.k8s.io/v1', 'ResourceClaimTemplate', CLAIM);
  expect(findingsOf(app)).toEqual([
    expect.objectContaining({
      id: 'versions/kind-not-served',
      severity: 'error',
      place: 'fleet-member-a/one',
      value: 'resource.k8s.io/v1',
      message: 'resource.k8s.io/v1/ResourceClaimTemplate needs Kubernetes 1.34, which member a does not have.',
      fix: 'Send it only to members with Kubernetes 1.34 or later; in the scope of others, create it in an older version of the kind.',
    }),
  ]);
});

test('what the control plane sends on is followed to its members, and told once', () => {
  const { app, fleet } = fleetOf({
    members: { a: gpuMember(1, 1, { kubernetes: '1.33' }), b: gpuMember(1, 1, { kubernetes: '1.32' }) },
  });
  const claim = object(fleet, 'claim', 'resource.k8s.io/v1', 'ResourceClaimTemplate', CLAIM);
  new WholePropagation(fleet, 'all', { of: claim, to: ['a', 'b'], copies: 'every-member' });
  expect(findingsOf(app).map(({ place, message }) => [place, message])).toEqual([
    ['fleet/claim', expect.stringContaining('which members a and b do not have.')],
  ]);
});

test('versions that API servers serve only when told to', () => {
  const { app, fleet } = fleetOf();
  object(fleet.member('b'), 'beta', 'resource.k8s.io/v1beta2', 'ResourceClaimTemplate', CLAIM);
  expect(findingsOf(app)).toEqual([
    expect.objectContaining({ id: 'versions/off-by-default', severity: 'warning', place: 'fleet-member-b/beta' }),
  ]);
});

/** Kubernetes serves it since 1.36. */
function mutatingPolicy(scope: Construct): ApiObject {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return new ApiObject(scope, 'mutate', { apiVersion, kind: 'MutatingAdmissionPolicy', metadata: { name: 'mutate' } });
}

describe('the control plane', () => {
  const members = { a: gpuMember(1, 1, { kubernetes: '1.36' }), b: gpuMember(1, 1, { kubernetes: '1.35' }) };

  test('stores what it sends on, so that its API server must know the kind, too', () => {
    const { app, fleet } = fleetOf({ members });
    new WholePropagation(fleet, 'to-a', { of: mutatingPolicy(fleet), to: ['a'] });
    expect(findingsOf(app)).toEqual([
      expect.objectContaining({
        id: 'versions/kind-not-served',
        place: 'fleet/mutate',
        message:
          'admissionregistration.k8s.io/v1/MutatingAdmissionPolicy needs Kubernetes 1.36, which the control plane does not have.',
        fix: "The control plane's API server is of Kubernetes 1.35: let it be 1.36 and state it as controlPlane.kubernetes, or create the object in the scope of members.",
      }),
    ]);
  });

  test('is told together with members that lack the same', () => {
    const { app, fleet } = fleetOf({ members });
    const policy = mutatingPolicy(fleet);
    new WholePropagation(fleet, 'to-all', { of: policy, to: ['a', 'b'], copies: 'every-member' });
    expect(findingsOf(app).map(({ message, fix }) => [message.split('which ')[1], fix.split('. ').length])).toEqual([
      ['the control plane and member b do not have.', 2],
    ]);
  });

  test.each<[string, GpuFleetProps['controlPlane'], number]>([
    // as the charts of these versions have it
    ['1.16', undefined, 1],
    ['1.18', undefined, 1],
    ['1.18', { kubernetes: '1.36' }, 0],
    ['1.16', { kubernetes: '1.36' }, 0],
    // a version of Karmada that nothing is known of
    ['1.30', undefined, 0],
  ])('Karmada %s, %o', (karmada, controlPlane, findings) => {
    const { app, fleet } = fleetOf({ karmada, controlPlane });
    mutatingPolicy(fleet);
    expect(findingsOf(app)).toHaveLength(findings);
  });

  test('an API server older than that of Karmada does not take a claim that members with 1.34 would', () => {
    const { app, fleet } = fleetOf({ controlPlane: { kubernetes: '1.33' } });
    const claim = object(fleet, 'claim', 'resource.k8s.io/v1', 'ResourceClaimTemplate', CLAIM);
    new WholePropagation(fleet, 'to-b', { of: claim, to: ['b'] });
    expect(findingsOf(app).map(({ message }) => message)).toEqual([
      'resource.k8s.io/v1/ResourceClaimTemplate needs Kubernetes 1.34, which the control plane does not have.',
    ]);
  });

  test('a beta kind is told once for it and all members', () => {
    const { app, fleet } = fleetOf();
    const claim = object(fleet, 'beta', 'resource.k8s.io/v1beta2', 'ResourceClaimTemplate', CLAIM);
    new WholePropagation(fleet, 'all', { of: claim, to: ['a', 'b'], copies: 'every-member' });
    expect(findingsOf(app).map(({ id, message }) => [id, message.split('which ')[1]])).toEqual([
      ['versions/off-by-default', 'the control plane and members a and b do not have.'],
    ]);
  });

  test('definitions on it are of the engines that it states', () => {
    const { app, fleet } = fleetOf({ kyverno: '1.19', controlPlane: { engines: { kyverno: '1.18' } } });
    const spec = { expiresAt: '2027-01-01T00:00:00Z', policyRefs: [{ name: 'p', kind: 'ValidatingPolicy' }] };
    object(fleet, 'exception', 'policies.kyverno.io/v1', 'PolicyException', { spec });
    expect(findingsOf(app).map(({ id, message }) => [id, message])).toEqual([
      [
        'versions/field-not-known',
        'spec.expiresAt of policies.kyverno.io/v1/PolicyException needs Kyverno 1.19, which the control plane does not have.',
      ],
    ]);
  });
});

describe('the host', () => {
  test('is held against the version that it states', () => {
    const { app, fleet } = fleetOf({ host: { kubernetes: '1.33' } });
    object(fleet.host, 'claim', 'resource.k8s.io/v1', 'ResourceClaimTemplate', CLAIM);
    expect(findingsOf(app)).toEqual([
      expect.objectContaining({
        id: 'versions/kind-not-served',
        place: 'fleet-host/claim',
        message: 'resource.k8s.io/v1/ResourceClaimTemplate needs Kubernetes 1.34, which the host does not have.',
        fix: 'The host has Kubernetes 1.33: let it be 1.34 and state it as host.kubernetes, or use an older version of the kind.',
      }),
    ]);
  });

  test('that states nothing is not known, but for what no API server serves by itself', () => {
    const { app, fleet } = fleetOf();
    object(fleet.host, 'claim', 'resource.k8s.io/v1', 'ResourceClaimTemplate', CLAIM);
    object(fleet.host, 'beta', 'resource.k8s.io/v1beta2', 'ResourceClaimTemplate', CLAIM);
    expect(findingsOf(app).map(({ id, place }) => [id, place])).toEqual([
      ['versions/off-by-default', 'fleet-host/beta'],
    ]);
  });

  test.each<[string, GpuFleetProps['host'], number]>([
    ['that is not stated', {}, 0],
    ['1.11', { engines: { clusterApi: '1.11' } }, 0],
    // a Cluster, a KubeadmControlPlane, a MachineDeployment, a KubeadmConfigTemplate, two MachineHealthChecks
    ['1.10', { engines: { clusterApi: '1.10' } }, 6],
  ])('Cluster API %s makes clusters', (_, host, findings) => {
    const { app, fleet } = fleetOf({ host });
    const kind = 'Metal3MachineTemplate';
    const machines = { apiGroup: 'infrastructure.cluster.x-k8s.io', kind, name: 'machines' };
    new ClusterApiCluster(fleet.host, 'a', {
      member: fleet.member('a'),
      version: 'v1.33.2',
      infrastructure: { ...machines, kind: 'Metal3Cluster' },
      controlPlane: { machines },
      workers: Object.fromEntries(fleet.member('a').model.pools.map(({ name }) => [name, machines])),
    });
    expect(findingsOf(app).map(({ message }) => message.split(' needs ')[1])).toEqual(
      Array(findings).fill('Cluster API 1.11, which the host does not have.'),
    );
  });

  test('Flux on it installs add-ons of members by objects that it knows', () => {
    const messages = (flux: string) => {
      const { app, fleet } = fleetOf({ volcano: '1.15', host: { engines: { flux } } });
      new FleetAddOns(fleet, 'add-ons', { to: ['a'], flux: { from: 'host' } });
      return findingsOf(app).map(({ message }) => message);
    };
    expect(messages('2.9')).toEqual([]);
    expect(messages('2.2')).toEqual([
      'source.toolkit.fluxcd.io/v1/HelmRepository needs Flux 2.3, which the host does not have.',
      'helm.toolkit.fluxcd.io/v2/HelmRelease needs Flux 2.3, which the host does not have.',
    ]);
  });
});

describe('Flux in a member', () => {
  const release = (scope: Construct) =>
    object(scope, 'release', 'helm.toolkit.fluxcd.io/v2', 'HelmRelease', {
      spec: { interval: '10m', chartRef: { kind: 'OCIRepository', name: 'chart' }, waitStrategy: { name: 'poller' } },
    });

  test('is of the version that the member states', () => {
    const { app, fleet } = fleetOf({
      members: { a: gpuMember(1, 1, { engines: { flux: '2.7' } }), b: gpuMember(1, 1, { engines: { flux: '2.8' } }) },
    });
    fleet.members.forEach(release);
    expect(findingsOf(app).map(({ place, message }) => [place, message])).toEqual([
      [
        'fleet-member-a/release',
        'spec.waitStrategy of helm.toolkit.fluxcd.io/v2/HelmRelease needs Flux 2.8, which member a does not have.',
      ],
    ]);
  });

  test('is of the version that is installed', () => {
    const { app, fleet } = fleetOf();
    const chartVersions = { flux: '2.16.4' };
    new FleetAddOns(fleet, 'add-ons', { to: ['a'], also: ['flux'], versions: { flux: '2.6' }, chartVersions });
    fleet.members.forEach(release);
    expect(findingsOf(app).map(({ place }) => place)).toEqual(['fleet-member-a/release']);
  });
});

describe('what engines have since a version', () => {
  const exception = {
    spec: { expiresAt: '2027-01-01T00:00:00Z', policyRefs: [{ name: 'p', kind: 'ValidatingPolicy' }] },
  };

  test.each<[string, string, string[]]>([
    ['1.16', 'versions/kind-not-served', ['Kyverno 1.17', 'Kyverno 1.19']],
    ['1.18', 'versions/field-not-known', ['Kyverno 1.19']],
    ['1.19', '', []],
  ])('an exception with an end, in Kyverno %s', (kyverno, id, needs) => {
    const { app, fleet } = fleetOf({ kyverno });
    object(fleet.member('a'), 'exception', 'policies.kyverno.io/v1', 'PolicyException', exception);
    const findings = findingsOf(app);
    expect(findings.map(({ message }) => /needs ([^,]+)/.exec(message)?.[1])).toEqual(needs);
    expect(findings[0]?.id ?? '').toBe(id);
  });

  test.each([
    ['1.17', ['spec.placement.clusterAffinities[].overflowAffinities']],
    ['1.18', []],
  ])('overflow to other clusters, in Karmada %s', (karmada, fields) => {
    const { app, fleet } = fleetOf({ karmada });
    object(fleet, 'policy', 'policy.karmada.io/v1alpha1', 'PropagationPolicy', {
      spec: {
        resourceSelectors: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'none' }],
        placement: {
          clusterAffinities: [
            {
              affinityName: 'first',
              clusterNames: ['a'],
              overflowAffinities: [{ affinityName: 'then', clusterNames: ['b'] }],
            },
          ],
        },
      },
    });
    expect(findingsOf(app).map(({ id, message }) => [id, message.split(' of ')[0]])).toEqual(
      fields.map((field) => ['versions/field-not-known', field]),
    );
  });

  test.each([
    ['1.30', ['spec.trafficPolicy.connectionPool.http.http2KeepAlive']],
    ['1.31', []],
  ])('a way to keep connections, in Istio %s', (istio, fields) => {
    const { app, fleet } = fleetOf({ istio });
    object(fleet.member('a'), 'rule', 'networking.istio.io/v1beta1', 'DestinationRule', {
      spec: { host: 'a', trafficPolicy: { connectionPool: { http: { http2KeepAlive: { interval: '10s' } } } } },
    });
    expect(findingsOf(app).map(({ message }) => message.split(' of ')[0])).toEqual(fields);
  });

  test('every field of the table is one of its kind', () => {
    for (const { apiVersion, kinds = [], fields = [] } of ENGINE_ADDITIONS) {
      for (const kind of kinds) {
        expect([kind, fields.filter((field) => !has(apiVersion, kind, field))]).toEqual([kind, []]);
      }
    }
    expect(has('policies.kyverno.io/v1', 'PolicyException', 'spec.expires')).toBe(false);
  });
});

describe('what engines serve no more', () => {
  const fluxes = (a: string, b: string) =>
    fleetOf({
      members: { a: gpuMember(1, 1, { engines: { flux: a } }), b: gpuMember(1, 1, { engines: { flux: b } }) },
    });
  const release = (scope: Construct) => object(scope, 'release', 'helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease');

  test('a release of a version that Flux 2.8 has dropped', () => {
    const { app, fleet } = fluxes('2.7', '2.8');
    fleet.members.forEach(release);
    expect(findingsOf(app)).toEqual([
      expect.objectContaining({
        id: 'versions/kind-not-served',
        severity: 'error',
        place: 'fleet-member-b/release',
        value: 'helm.toolkit.fluxcd.io/v2beta2',
        message:
          'helm.toolkit.fluxcd.io/v2beta2/HelmRelease needs a version of Flux before 2.8, which member b does not have.',
        fix: 'Write it as helm.toolkit.fluxcd.io/v2, whose fields may differ.',
        source: expect.stringContaining('helm-controller v1.5.0'),
      }),
    ]);
  });

  test('is told once for all members that get it from the control plane', () => {
    const { app, fleet } = fluxes('2.8', '2.9');
    new WholePropagation(fleet, 'all', { of: release(fleet), to: ['a', 'b'], copies: 'every-member' });
    expect(findingsOf(app).map(({ place, message }) => [place, message.split('which ')[1]])).toEqual([
      ['fleet/release', 'members a and b do not have.'],
    ]);
  });

  test.each<[string, string, number]>([
    ['source.toolkit.fluxcd.io/v1beta1', 'GitRepository', 3],
    ['source.toolkit.fluxcd.io/v1beta2', 'OCIRepository', 2],
    ['kustomize.toolkit.fluxcd.io/v1beta2', 'Kustomization', 2],
    ['notification.toolkit.fluxcd.io/v1beta2', 'Receiver', 1],
    ['notification.toolkit.fluxcd.io/v1beta3', 'Alert', 0],
    ['image.toolkit.fluxcd.io/v1beta2', 'ImagePolicy', 1],
    ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', 0],
  ])('%s/%s, of Flux 2.6 to 2.9', (apiVersion, kind, findings) => {
    const versions = ['2.6', '2.7', '2.8', '2.9'];
    const found = versions.filter((flux) => {
      const { app, fleet } = fluxes(flux, flux);
      object(fleet.member('a'), 'one', apiVersion, kind);
      return findingsOf(app).length > 0;
    });
    expect(found).toEqual(versions.slice(versions.length - findings));
  });

  test('what is not stated is not known', () => {
    const { app, fleet } = fleetOf();
    fleet.members.forEach(release);
    expect(findingsOf(app)).toEqual([]);
  });

  test('the image kinds that take their place came with 2.7', () => {
    const { app, fleet } = fluxes('2.6', '2.7');
    fleet.members.forEach((member) => {
      object(member, 'policy', 'image.toolkit.fluxcd.io/v1', 'ImagePolicy');
    });
    expect(findingsOf(app).map(({ place, message }) => [place, message.split(' needs ')[1]])).toEqual([
      ['fleet-member-a/policy', 'Flux 2.7, which member a does not have.'],
    ]);
  });

  test('each kind of a version has its own successor', () => {
    const { app, fleet } = fluxes('2.9', '2.9');
    for (const kind of ['Alert', 'Receiver']) {
      object(fleet.member('a'), kind.toLowerCase(), 'notification.toolkit.fluxcd.io/v1beta2', kind);
    }
    expect(findingsOf(app).map(({ fix }) => /as (\S+),/.exec(fix)?.[1])).toEqual([
      'notification.toolkit.fluxcd.io/v1beta3',
      'notification.toolkit.fluxcd.io/v1',
    ]);
  });

  test('a cluster of an alpha version is none for the Cluster API of the host', () => {
    const { app, fleet } = fleetOf({ host: { engines: { clusterApi: '1.11' } } });
    object(fleet.host, 'old', 'cluster.x-k8s.io/v1alpha4', 'Cluster');
    object(fleet.host, 'older', 'infrastructure.cluster.x-k8s.io/v1alpha4', 'Metal3Cluster');
    expect(findingsOf(app).map(({ message, fix }) => [message, fix])).toEqual([
      [
        'cluster.x-k8s.io/v1alpha4/Cluster needs a version of Cluster API before 1.6, which the host does not have.',
        'Write it as cluster.x-k8s.io/v1beta2, whose fields may differ.',
      ],
    ]);
  });

  test('what stands in its place is there in all known versions that lack it, and has not gone itself', () => {
    for (const { engine, since, apiVersion, kinds, instead } of ENGINE_REMOVALS) {
      const lacking = KNOWN_VERSIONS[engine].filter((version) => compareVersions(version, since) >= 0);
      const later = ENGINE_ADDITIONS.filter(
        (one) =>
          one.apiVersion === instead &&
          one.fields === undefined &&
          (one.kinds?.some((kind) => kinds.includes(kind)) ?? true) &&
          lacking.some((version) => compareVersions(version, one.since) < 0),
      );
      const gone = ENGINE_REMOVALS.filter((one) => one.apiVersion === instead);
      expect([apiVersion, lacking.length > 0, later, gone]).toEqual([apiVersion, true, [], []]);
    }
  });

  test('no kind that this library has a schema of is gone', () => {
    const gone = ENGINE_REMOVALS.flatMap(({ apiVersion, kinds }) => kinds.map((kind) => ({ apiVersion, kind })));
    expect(gone.length).toBeGreaterThan(20);
    expect(gone.filter(({ apiVersion, kind }) => kindEntry(apiVersion, kind))).toEqual([]);
  });
});

function has(apiVersion: string, kind: string, field: string): boolean {
  const [file, name] = kindEntry(apiVersion, kind)!.schema.split('#/definitions/');
  let schema: JsonSchema | undefined = readSchemaFile(file!).definitions[name!];
  for (const step of field.split('.')) {
    const inner: JsonSchema | undefined = schema?.properties?.[step.replace('[]', '')];
    schema = step.endsWith('[]') ? (inner?.items as JsonSchema | undefined) : inner;
  }
  return schema !== undefined;
}
