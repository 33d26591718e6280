import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  CanaryRoute,
  type Finding,
  FleetAddOns,
  FleetApp,
  FleetBaseline,
  FleetDashboards,
  FleetGateway,
  GpuFleet,
  GpuMonitor,
  ObjectStore,
  ServiceRef,
  SidecarInjectionAccess,
  TenantQueues,
  ThanosStack,
  TrainingJob,
  TrainingQueue,
  VolcanoScheduler,
  WeightedPropagation,
  WholePropagation,
  Workload,
} from '../lib';
import { gpuMember } from './support';

const ENGINES = { volcano: '1.15', istio: '1.30', kyverno: '1.19', prometheusOperator: '0.93' };

const service = ServiceRef.fromName({ name: 'infer' });
const queue = TrainingQueue.fromName('default');
const tasks = { trainer: { replicas: 1, image: 'trainer' } };
const of = Workload.fromName({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer', replicas: 1 });

/** Constructs that are made in a fleet or in a member, and stand for all members where nothing is said. */
const ANYWHERE: Readonly<Record<string, (scope: Construct, id: string, more?: object) => Construct>> = {
  TrainingQueue: (scope, id, more) => new TrainingQueue(scope, id, { capability: { gpus: 8 }, ...more }),
  TrainingJob: (scope, id, more) => new TrainingJob(scope, id, { queue, tasks, ...more }),
  TenantQueues: (scope, id, more) =>
    new TenantQueues(scope, id, { departments: { ml: { deserved: { gpus: 8 } } }, ...more }),
  VolcanoScheduler: (scope, id, more) => new VolcanoScheduler(scope, id, more),
  CanaryRoute: (scope, id, more) =>
    new CanaryRoute(scope, id, { service, stable: 'v1', canary: 'v2', percent: 10, ...more }),
  FleetGateway: (scope, id, more) =>
    new FleetGateway(scope, id, { hosts: ['ai.example.com'], routes: [{ service }], ...more }),
  FleetBaseline: (scope, id, more) => new FleetBaseline(scope, id, { noPrivileged: {}, ...more }),
  SidecarInjectionAccess: (scope, id, more) => new SidecarInjectionAccess(scope, id, more),
  GpuMonitor: (scope, id, more) => new GpuMonitor(scope, id, more),
};

/** Constructs that are made in a fleet only. */
const IN_FLEETS: Readonly<Record<string, (scope: Construct, id: string) => Construct>> = {
  ThanosStack: (scope, id) => new ThanosStack(scope, id, { objectStore: ObjectStore.gcs({ bucket: 'metrics' }) }),
  FleetAddOns: (scope, id) => new FleetAddOns(scope, id),
  FleetDashboards: (scope, id) => new FleetDashboards(scope, id),
  WeightedPropagation: (scope, id) => new WeightedPropagation(scope, id, { of, weights: { a: 1 } }),
  WholePropagation: (scope, id) => new WholePropagation(scope, id, { of, to: ['a'] }),
};

const ALL = Object.entries({ ...ANYWHERE, ...IN_FLEETS });

function fleetIn(app: Construct, members: object = { a: gpuMember() }) {
  return new GpuFleet(app, 'fleet', { ...ENGINES, members: members as { a: ReturnType<typeof gpuMember> } });
}

function errorsOf(app: FleetApp): Finding[] {
  return app.compile().findings.filter(({ severity }) => severity === 'error');
}

describe.each(ALL)('%s', (_, make) => {
  test('in a fleet, and in a construct of it', () => {
    const app = new FleetApp();
    const fleet = fleetIn(app);
    make(new Construct(new Construct(fleet, 'team'), 'part'), 'made');
    expect(errorsOf(app)).toEqual([]);
  });

  test('in a fleet below other constructs, under any App', () => {
    const app = new App();
    const fleet = fleetIn(new Construct(app, 'team'));
    make(fleet, 'made');
    expect(app.synthYaml()).toContain('kind:');
  });

  test.each<[string, (fleet: GpuFleet<'a'>, app: FleetApp) => Construct]>([
    ['the host', (fleet) => fleet.host],
    ['a chart of its own', (_, app) => new Chart(app, 'chart')],
    ['the app', (_, app) => app],
  ])('not in %s', (_, scopeOf) => {
    const app = new FleetApp();
    const fleet = fleetIn(app);
    expect(() => make(scopeOf(fleet, app), 'made')).toThrow('fleet/outside');
  });

  test('in a fleet without members there is a finding, and no other error', () => {
    const app = new FleetApp();
    make(fleetIn(app, {}), 'made');
    expect(errorsOf(app).map(({ id }) => id)).toContain('fleet/no-members');
  });

  test.each(['x'.repeat(63), 'x'.repeat(300), 'größe 机', 'a.b', 'UPPER'])('the id %s is compiled to its end', (id) => {
    const app = new FleetApp();
    make(fleetIn(app), id);
    expect(errorsOf(app).every(({ fix }) => fix !== '')).toBe(true);
  });
});

describe.each(Object.entries(ANYWHERE))('%s', (_, make) => {
  test('in a member, and in a construct of it', () => {
    const app = new FleetApp();
    const fleet = fleetIn(app);
    make(new Construct(fleet.member('a'), 'part'), 'made');
    expect(errorsOf(app)).toEqual([]);
    const [controlPlane] = app.compile().targets;
    expect(controlPlane!.objects.map(({ manifest }) => manifest.kind)).toEqual(['Cluster']);
  });

  test('in a member it names no members', () => {
    const app = new FleetApp();
    make(fleetIn(app).member('a'), 'made', { to: ['a'] });
    expect(errorsOf(app)).toMatchObject([{ id: expect.stringMatching(/^\w+\/one-member$/), value: 'a' }]);
  });

  test('it goes to at least one member', () => {
    const app = new FleetApp();
    make(fleetIn(app), 'made', { to: [] });
    expect(errorsOf(app)).toMatchObject([{ id: expect.stringMatching(/^\w+\/no-members$/), value: [] }]);
  });

  test('it goes to members that there are', () => {
    const app = new FleetApp();
    make(fleetIn(app), 'made', { to: ['a', 'aa'] });
    expect(errorsOf(app)).toMatchObject([
      { id: expect.stringMatching(/^\w+\/unknown-member$/), value: 'aa', fix: "Did you mean 'a'?" },
    ]);
  });

  test('it goes to members that run its engine', () => {
    const app = new FleetApp();
    const without = { volcano: null, istio: null, kyverno: null, prometheusOperator: null };
    make(fleetIn(app, { a: gpuMember(4, 8, { engines: without }) }), 'made', { to: ['a'] });
    expect(errorsOf(app)).toMatchObject([
      { id: expect.stringMatching(/\/no-(volcano|istio|kyverno|operator)$/), place: 'fleet/made', value: 'a' },
    ]);
  });
});

test.each([
  ['TrainingQueue', 'member'],
  ['GpuMonitor', 'member'],
  ['ThanosStack', 'member'],
  ['ThanosStack', 'host'],
  ['FleetDashboards', 'host'],
])('%s finds its id taken on the %s', (name, where) => {
  const fleet = fleetIn(new FleetApp());
  new ApiObject(where === 'host' ? fleet.host : fleet.member('a'), 'made', { apiVersion: 'v1', kind: 'ConfigMap' });
  expect(() => ({ ...ANYWHERE, ...IN_FLEETS })[name]!(fleet, 'made')).toThrow('fleet/id-taken');
});

const NO_OBJECT: readonly [string, (fleet: GpuFleet<'a'>, none: Construct) => unknown][] = [
  ['a workload', (fleet, none) => new WholePropagation(fleet, 'x', { of: none, to: fleet })],
  ['a service', (fleet, none) => new CanaryRoute(fleet, 'x', { service: none, stable: '1', canary: '2', percent: 1 })],
  ['a version', (fleet, none) => new CanaryRoute(fleet, 'x', { service, stable: none, canary: '2', percent: 1 })],
  ['a route', (fleet, none) => new FleetGateway(fleet, 'x', { hosts: ['a.b'], routes: [{ service: none }] })],
  [
    'an exception',
    (fleet, none) => new FleetBaseline(fleet, 'x', { exceptions: [{ of: none, reason: 'r', until: '2999-01-01' }] }),
  ],
];

test.each(NO_OBJECT)('a construct without an object is not taken for %s', (_, make) => {
  const fleet = fleetIn(new FleetApp());
  expect(() => make(fleet, new Construct(fleet, 'none'))).toThrow('fleet/no-object at fleet/none');
});

test.each([undefined, null, 5, 'infer'])('%j is neither a workload nor a service', (nothing) => {
  expect(() => Workload.of(nothing as never)).toThrow('fleet/no-object');
  // it is in no construct whose path could be told
  expect(() => ServiceRef.of(nothing as never)).toThrow('error fleet/no-object: a construct is expected');
});

test('constructs of one id in different parts of a fleet are apart in its members, too', () => {
  const app = new FleetApp();
  const fleet = fleetIn(app);
  for (const team of ['vision', 'speech']) {
    new TrainingQueue(new Construct(fleet, team), 'queue', { queueName: team });
  }
  expect(errorsOf(app)).toEqual([]);
  expect(fleet.member('a').node.children.map(({ node }) => node.id)).toEqual(['vision-queue', 'speech-queue']);
});
