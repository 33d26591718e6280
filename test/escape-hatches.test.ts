import { ApiObject, JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { everyConstruct } from './every-construct';

type Program = ReturnType<typeof everyConstruct>;

/** What a user patches of each construct: the primary child, or the objects that it tells. */
const PATCHED: Readonly<Record<string, (program: Program) => IConstruct>> = {
  ClusterApiCluster: ({ cluster }) => cluster,
  'ClusterApiCluster, its control plane': ({ cluster }) => cluster.controlPlane,
  'ClusterApiCluster, the machines of a pool': ({ cluster }) => cluster.workers.v100!,
  SandboxCleanup: ({ cleanup }) => cleanup,
  HostPreflight: ({ preflight }) => preflight,
  CanaryRoute: ({ route }) => route,
  'CanaryRoute, its DestinationRule': ({ route }) => route.destinationRule,
  FleetGateway: ({ gateway }) => gateway,
  'FleetGateway, its routes': ({ gateway }) => gateway.virtualService,
  FleetBaseline: ({ baseline }) => baseline.policies.limits![0]!,
  SidecarInjectionAccess: ({ access }) => access,
  'ThanosStack, a component': ({ thanos }) => thanos.host.query,
  'ThanosStack, the Prometheus of a member': ({ thanos }) => thanos.prometheuses.a!,
  GpuClaim: ({ claim }) => claim,
  'GpuDevicePlugin, its configuration in a member': ({ plugin }) => plugin.objects.c![0]!,
  'GpuMonitor, of a member': ({ monitor }) => monitor.monitors.a!,
  'GpuMonitor, the rules of a member': ({ monitor }) => monitor.rules.a!,
  FleetDashboards: ({ dashboards }) => dashboards.objects.gpus!,
  'TrainingQueue, in a member': ({ queue }) => queue.objects.a!,
  'TenantQueues, a tenant in a member': ({ tenants }) => tenants.queue('ml').objects.a!,
  'TenantQueues, a namespace': ({ tenants }) => tenants.queue('ml').namespaceQuotas.ml!,
  'VolcanoScheduler, in a member': ({ tenants }) => tenants.scheduler!.objects.a!,
  TrainingJob: ({ job }) => job,
  WeightedPropagation: ({ weighted }) => weighted,
  WholePropagation: ({ services }) => services,
};

function compiled({ app }: Program, path: string) {
  return app
    .compile()
    .targets.flatMap(({ objects }) => objects)
    .find((object) => object.path === path)?.manifest;
}

describe.each(Object.entries(PATCHED))('%s', (_, of) => {
  test('takes JSON patches', () => {
    const program = everyConstruct();
    const object = ApiObject.of(of(program));
    object.addJsonPatch(JsonPatch.add('/metadata/annotations', { 'example.com/patched': 'yes' }));
    expect(compiled(program, object.node.path)?.metadata.annotations).toEqual({ 'example.com/patched': 'yes' });
  });

  test('renders nothing that cannot be removed', () => {
    const program = everyConstruct();
    const object = ApiObject.of(of(program));
    const before = compiled(program, object.node.path) ?? {};
    const removable = Object.entries(before).flatMap(([key, value]) =>
      key === 'spec' || key === 'metadata' ? Object.keys(value as object).map((field) => [key, field]) : [],
    );
    object.addJsonPatch(...removable.map((path) => JsonPatch.remove(`/${path.join('/')}`)));
    expect(compiled(program, object.node.path)).toMatchObject({ metadata: {} });
    expect(compiled(program, object.node.path)?.spec ?? {}).toEqual({});
  });
});

test('every object of a construct that renders many can be removed', () => {
  const program = everyConstruct();
  const service = program.thanos.host.query.node.findChild('Service');
  program.thanos.host.query.node.tryRemoveChild('Service');
  expect(compiled(program, service.node.path)).toBeUndefined();
});
