import { ApiObject } from 'cdk8s';
import {
  Findings,
  FleetAddOns,
  type FleetAddOnsProps,
  FleetApp,
  GpuFleet,
  type MemberProps,
  WholePropagation,
} from '../lib';
import { findingsOf } from '../lib/testing';

const ID = 'provisioning/ttl-cloud-resources';
const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } };

/** A sandbox in a cloud. */
function sandbox(member: Partial<MemberProps> = {}) {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    members: { trial: { kubernetes: '1.34', provider: 'aws', ttl: '168h', ...member } },
  });
  return { app, fleet, trial: fleet.member('trial') };
}

/** An object of a member, of a kind and with a spec. */
function add(scope: ConstructorParameters<typeof ApiObject>[0], of: string, spec: object, name = 'x') {
  const at = of.lastIndexOf('/');
  return new ApiObject(scope, `${of}-${name}`, {
    apiVersion: of.slice(0, at),
    kind: of.slice(at + 1),
    metadata: { name, namespace: 'ml' },
    spec,
  });
}

const pod = (volume: object) => ({ template: { spec: { volumes: [{ name: 'v', ...volume }] } } });

describe('what the cloud has made for the objects of a sandbox', () => {
  test('is named by the objects that it was made for', () => {
    const { app, trial } = sandbox();
    add(trial, 'v1/Service', { type: 'LoadBalancer' }, 'front');
    add(trial, 'networking.k8s.io/v1/Ingress', {}, 'web');
    add(trial, 'apps/v1/StatefulSet', { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: CLAIM }] }, 'pg');
    expect(findingsOf(app, ID)).toMatchObject([
      {
        severity: 'warning',
        place: 'fleet',
        value: 'trial',
        message: expect.stringContaining(
          'load balancers for Service ml/front and Ingress ml/web, disks for StatefulSet ml/pg',
        ),
        fix: expect.stringMatching(/^Before that, update once without them, .*acknowledge this/),
      },
    ]);
  });

  test.each<[string, string, object]>([
    ['load balancers', 'gateway.networking.k8s.io/v1/Gateway', { gatewayClassName: 'istio' }],
    ['disks', 'v1/PersistentVolumeClaim', CLAIM],
    ['disks', 'v1/PersistentVolumeClaim', { ...CLAIM, storageClassName: 'gp3' }],
    ['disks', 'monitoring.coreos.com/v1/Prometheus', { storage: { volumeClaimTemplate: { spec: CLAIM } } }],
    [
      'disks',
      'monitoring.coreos.com/v1/Prometheus',
      { storage: { ephemeral: { volumeClaimTemplate: { spec: CLAIM } } } },
    ],
    ['disks', 'batch.volcano.sh/v1alpha1/Job', { volumes: [{ mountPath: '/data', volumeClaim: CLAIM }] }],
    [
      'disks',
      'batch.volcano.sh/v1alpha1/CronJob',
      { jobTemplate: { spec: { volumes: [{ mountPath: '/data', volumeClaim: CLAIM }] } } },
    ],
    ['disks', 'apps/v1/Deployment', pod({ ephemeral: { volumeClaimTemplate: { spec: CLAIM } } })],
  ])('%s of a %s with %j', (what, kind, spec) => {
    const { app, trial } = sandbox();
    add(trial, kind, spec);
    const [found, ...others] = findingsOf(app, ID);
    expect(found!.message).toContain(`${what} for ${kind.split('/').at(-1)} ml/x`);
    expect(others).toEqual([]);
  });

  test.each<[string, object]>([
    ['v1/Service', { type: 'ClusterIP' }],
    ['v1/Service', {}],
    // claims of volumes that are there already
    ['v1/PersistentVolumeClaim', { ...CLAIM, storageClassName: '' }],
    ['v1/PersistentVolumeClaim', { ...CLAIM, volumeName: 'models' }],
    ['apps/v1/Deployment', pod({ persistentVolumeClaim: { claimName: 'models' } })],
    ['apps/v1/StatefulSet', { volumeClaimTemplates: [] }],
    // a configuration of gateways that are there
    ['networking.istio.io/v1/Gateway', {}],
  ])('nothing of a %s with %j', (kind, spec) => {
    const { app, trial } = sandbox();
    add(trial, kind, spec);
    expect(findingsOf(app, ID)).toEqual([]);
  });

  test('objects that Karmada carries there, and not to members without a ttl', () => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', {
      members: {
        trial: { kubernetes: '1.34', provider: 'gcp', ttl: '1h' },
        kept: { kubernetes: '1.34', provider: 'gcp' },
      },
    });
    const service = add(fleet, 'v1/Service', { type: 'LoadBalancer' });
    expect(findingsOf(app, ID)).toEqual([]);
    new WholePropagation(fleet, 'everywhere', { of: service, to: ['trial', 'kept'], copies: 'every-member' });
    add(fleet.member('kept'), 'v1/Service', { type: 'LoadBalancer' }, 'own');
    expect(findingsOf(app, ID)).toMatchObject([
      { value: 'trial', message: expect.stringMatching(/load balancers for Service ml\/x\b(?!.*own)/) },
    ]);
  });

  test.each<[number, string | undefined]>([
    [1, 'aws-prod'],
    [1, undefined],
    [0, 'bare-metal'],
  ])('%s where the provider is %s', (count, provider) => {
    const { app, trial } = sandbox({ provider: provider as string });
    add(trial, 'v1/PersistentVolumeClaim', CLAIM);
    expect(findingsOf(app, ID)).toHaveLength(count);
  });

  test('it is acknowledged with what deletes it', () => {
    const { app, fleet, trial } = sandbox();
    add(trial, 'v1/Service', { type: 'LoadBalancer' });
    Findings.of(fleet).acknowledge(ID, 'a job deletes every night what bears the name of a cluster that is gone');
    expect(findingsOf(app, ID)[0]!.acknowledged).toMatch(/^a job/);
  });
});

describe('of add-ons', () => {
  function told(props: FleetAddOnsProps<'trial'>, member: Partial<MemberProps> = { engines: { istio: '1.31' } }) {
    const { app, fleet } = sandbox(member);
    new FleetAddOns(fleet, 'add-ons', props);
    return findingsOf(app, ID).map(({ message }) => message);
  }

  test("Istio's ingress gateway, unless its Service is of another type", () => {
    const [message] = told({});
    expect(message).toContain('load balancers for the release istio-ingressgateway');
    expect(told({ flux: {}, also: ['flux'] })).toEqual([message]);
    expect(told({ istio: { gateway: false } })).toEqual([]);
    expect(told({ values: { 'istio-ingressgateway': { service: { type: 'ClusterIP' } } } })).toEqual([]);
    expect(told({ except: ['istio'] })).toEqual([]);
  });

  test('what their values say of Services and claims', () => {
    const storageSpec = { volumeClaimTemplate: { spec: CLAIM } };
    const values = {
      kyverno: { admissionController: { metricsService: { type: 'LoadBalancer' } } },
      'kube-prometheus-stack': { prometheus: { prometheusSpec: { storageSpec } } },
    };
    expect(told({ also: ['kyverno', 'prometheusStack'], values }, {})).toEqual([
      expect.stringContaining('load balancers for the release kyverno, disks for the release kube-prometheus-stack'),
    ]);
    expect(told({ also: ['kyverno', 'prometheusStack'] }, {})).toEqual([]);
  });
});
