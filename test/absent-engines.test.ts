import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  type Finding,
  FleetAddOns,
  FleetApp,
  GpuFleet,
  type GpuFleetProps,
  type MemberProps,
  TrainingQueue,
  WholePropagation,
} from '../lib';
import { memberObjects } from '../lib/plan/member-objects';
import { gpuMember } from './support';

/** Member `a` states what it lacks; `b` has all that the fleet has. */
function fleetOf(
  a: MemberProps['engines'],
  props: Partial<GpuFleetProps<'a' | 'b'>> = {},
  more: Partial<MemberProps> = {},
) {
  const app = new FleetApp();
  const members = { a: gpuMember(1, 1, { engines: a, ...more }), b: gpuMember() };
  return { app, fleet: new GpuFleet(app, 'fleet', { members, ...props }) };
}

/** Without those of the schemas: what is in an object is of no concern here. */
function findingsOf(app: FleetApp): Finding[] {
  return app.compile().findings.filter(({ id }) => !id.startsWith('schema/'));
}

function found(app: FleetApp): [id: string, place: string][] {
  return findingsOf(app).map(({ id, place }) => [id, place]);
}

function object(scope: Construct, id: string, apiVersion: string, kind: string): ApiObject {
  return new ApiObject(scope, id, { apiVersion, kind, metadata: { name: id, namespace: 'default' } });
}

const service = (scope: Construct) => object(scope, 'entry', 'networking.istio.io/v1', 'ServiceEntry');

function definition(scope: Construct, plural: string, group: string, kind: string): ApiObject {
  const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
  const names = { plural, singular: kind.toLowerCase(), kind };
  return new ApiObject(scope, plural, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: { group, names, scope: 'Namespaced', versions },
  });
}

test('the model keeps what a cluster states that it lacks', () => {
  const engines = { istio: null, flux: null };
  const { fleet } = fleetOf(engines, {
    istio: '1.30',
    host: { engines },
    controlPlane: { engines: { kyverno: null } },
  });
  expect(fleet.model).toMatchObject({
    controlPlane: { engines: {}, without: ['kyverno'] },
    host: { engines: {}, without: ['istio', 'flux'] },
    members: [{ engines: {}, without: ['istio', 'flux'] }, { engines: { istio: '1.30' } }],
  });
  expect(fleet.model.members[1]).not.toHaveProperty('without');
});

describe('in the scope of a member', () => {
  test('a kind of an engine that the member states as absent is found there, and nowhere else', () => {
    const { app, fleet } = fleetOf({ istio: null }, { istio: '1.30' });
    fleet.members.forEach(service);
    expect(findingsOf(app)).toEqual([
      expect.objectContaining({
        id: 'versions/kind-not-served',
        severity: 'error',
        place: 'fleet-member-a/entry',
        value: 'networking.istio.io/v1',
        message: 'networking.istio.io/v1/ServiceEntry needs Istio, which member a does not have.',
        fix: "If it is there, state its version as engines.istio of 'a'; else create the object in members that have Istio, or the CustomResourceDefinition of its kind in this one.",
      }),
    ]);
  });

  test.each<[keyof NonNullable<MemberProps['engines']>, string, string]>([
    ['volcano', 'flow.volcano.sh/v1alpha1', 'JobFlow'],
    ['kyverno', 'kyverno.io/v2', 'CleanupPolicy'],
    ['prometheusOperator', 'monitoring.coreos.com/v1alpha1', 'ScrapeConfig'],
    ['clusterApi', 'ipam.cluster.x-k8s.io/v1beta2', 'IPAddress'],
    ['flux', 'kustomize.toolkit.fluxcd.io/v1', 'Kustomization'],
  ])('of %s: %s', (engine, apiVersion, kind) => {
    const { app, fleet } = fleetOf({ [engine]: null });
    fleet.members.forEach((member) => {
      object(member, 'one', apiVersion, kind);
    });
    const absent = findingsOf(app).filter(({ id }) => id === 'versions/kind-not-served');
    expect(absent.map(({ place }) => place)).toEqual(['fleet-member-a/one']);
  });

  test('kinds of others in groups that look alike are none of its kinds', () => {
    const { app, fleet } = fleetOf({ clusterApi: null, volcano: null });
    object(fleet.member('a'), 'machines', 'infrastructure.cluster.x-k8s.io/v1beta2', 'Metal3Cluster');
    object(fleet.member('a'), 'install', 'operator.cluster.x-k8s.io/v1alpha2', 'CoreProvider');
    expect(found(app)).toEqual([]);
  });

  test('what is not stated is not known', () => {
    const { app, fleet } = fleetOf(undefined);
    fleet.members.forEach(service);
    expect(found(app)).toEqual([]);
  });

  test('a definition that the program gives the member makes the group served there', () => {
    const { app, fleet } = fleetOf({ istio: null });
    definition(fleet.member('a'), 'serviceentries', 'networking.istio.io', 'ServiceEntry');
    service(fleet.member('a'));
    object(fleet.member('a'), 'filter', 'telemetry.istio.io/v1', 'Telemetry');
    expect(found(app)).toEqual([['versions/kind-not-served', 'fleet-member-a/filter']]);
  });

  test.each([
    ['which goes there', ['a'], 0],
    ['which goes elsewhere', ['b'], 1],
  ])('a definition of the control plane %s', (_, to, findings) => {
    const { app, fleet } = fleetOf({ istio: null });
    const of = definition(fleet, 'serviceentries', 'networking.istio.io', 'ServiceEntry');
    new WholePropagation(fleet, 'definitions', { of, to: to as ['a'] });
    service(fleet.member('a'));
    expect(found(app)).toHaveLength(findings);
  });

  test('an add-on that the program installs there brings its kinds, and so does one that others look after', () => {
    const release = (fleet: GpuFleet<'a' | 'b'>) =>
      object(fleet.member('a'), 'apps', 'kustomize.toolkit.fluxcd.io/v1', 'Kustomization');
    const installed = fleetOf({ flux: null });
    new FleetAddOns(installed.fleet, 'add-ons', { to: ['a'], also: ['flux'] });
    release(installed.fleet);
    const preinstalled = fleetOf({ flux: null }, {}, { preinstalled: ['flux'] });
    release(preinstalled.fleet);
    for (const { app } of [installed, preinstalled]) {
      expect(found(app).filter(([id]) => id.startsWith('versions/'))).toEqual([]);
    }
  });

  test('what a construct says of the member itself is not said again', () => {
    const { app, fleet } = fleetOf({ volcano: null });
    new TrainingQueue(fleet.member('a'), 'research', { capability: { cpu: 4 } });
    object(fleet.member('a'), 'entry', 'scheduling.volcano.sh/v1beta1', 'PodGroup');
    expect(found(app).map(([id]) => id)).toContain('queue/no-volcano');
    expect(found(app).map(([id]) => id)).not.toContain('versions/kind-not-served');
  });
});

describe('through the control plane', () => {
  /** As Karmada places it: it passes members by that do not serve the kind. */
  test('goes to members that have the engine, and is not counted elsewhere', () => {
    const { app, fleet } = fleetOf({ istio: null }, { istio: '1.30' });
    new WholePropagation(fleet, 'all', { of: service(fleet), to: fleet, copies: 'every-member' });
    expect(found(app)).toEqual([]);
    const having = memberObjects(app.compile(), ({ kind }) => kind === 'ServiceEntry');
    expect(having.map(({ member, objects }) => [member.name, objects.length])).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
  });

  test('goes nowhere where every member that the policy fits lacks the engine', () => {
    const { app, fleet } = fleetOf({ istio: null }, { istio: '1.30' });
    new WholePropagation(fleet, 'to-a', { of: service(fleet), to: ['a'] });
    expect(found(app)).toEqual([['placement/kind-not-served', 'fleet/to-a']]);
  });

  test.each([
    [
      'in the scope of the member',
      (fleet: GpuFleet<'a' | 'b'>) =>
        definition(fleet.member('a'), 'serviceentries', 'networking.istio.io', 'ServiceEntry'),
    ],
    [
      'sent by the program',
      (fleet: GpuFleet<'a' | 'b'>) => {
        const of = definition(fleet, 'serviceentries', 'networking.istio.io', 'ServiceEntry');
        return new WholePropagation(fleet, 'definitions', { of, to: ['a'] });
      },
    ],
  ])('goes where a definition does, %s', (_, define) => {
    const { app, fleet } = fleetOf({ istio: null });
    define(fleet);
    new WholePropagation(fleet, 'to-a', { of: service(fleet), to: ['a'] });
    expect(found(app)).toEqual([]);
  });
});

describe('beside the members', () => {
  test('the host lacks what it states as absent', () => {
    const { app, fleet } = fleetOf(undefined, { host: { engines: { kyverno: null } } });
    object(fleet.host, 'cleanup', 'kyverno.io/v2', 'CleanupPolicy');
    expect(findingsOf(app)).toEqual([
      expect.objectContaining({
        id: 'versions/kind-not-served',
        place: 'fleet-host/cleanup',
        message: 'kyverno.io/v2/CleanupPolicy needs Kyverno, which the host does not have.',
        fix: 'If it is there, state its version as host.engines.kyverno; else leave the object out, or create the CustomResourceDefinition of its kind in the scope of the host.',
      }),
    ]);
  });

  test('the control plane cannot store a kind whose definitions it lacks', () => {
    const { app, fleet } = fleetOf(undefined, { istio: '1.30', controlPlane: { engines: { istio: null } } });
    new WholePropagation(fleet, 'to-b', { of: service(fleet), to: ['b'] });
    expect(findingsOf(app)).toEqual([
      expect.objectContaining({
        id: 'versions/kind-not-served',
        place: 'fleet/entry',
        message: 'networking.istio.io/v1/ServiceEntry needs Istio, which the control plane does not have.',
        fix: 'If it has the definitions, state their version as controlPlane.engines.istio; else create the object in the scope of members, or the CustomResourceDefinition of its kind in the scope of the fleet.',
      }),
    ]);
  });

  test('a definition in the program makes it served', () => {
    const { app, fleet } = fleetOf(undefined, { controlPlane: { engines: { istio: null } } });
    definition(fleet, 'serviceentries', 'networking.istio.io', 'ServiceEntry');
    service(fleet);
    expect(found(app)).toEqual([]);
  });
});
