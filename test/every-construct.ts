import { ApiObject } from 'cdk8s';
import {
  CanaryRoute,
  ClusterApiCluster,
  FederatedTrainingJob,
  FleetApp,
  FleetBaseline,
  FleetDashboards,
  FleetGateway,
  Gpu,
  GpuClaim,
  GpuDevicePlugin,
  GpuFleet,
  GpuMonitor,
  GpuSharing,
  HostPreflight,
  MpiJob,
  ObjectStore,
  PyTorchJob,
  SandboxCleanup,
  SidecarInjectionAccess,
  TenantQueues,
  ThanosStack,
  TrainingJob,
  TrainingQueue,
  WeightedPropagation,
  WholePropagation,
} from '../lib';
import { deployment, gpuMember } from './support';

const ENGINES = { volcano: '1.15', istio: '1.30', kyverno: '1.19', prometheusOperator: '0.93' };

const SLICED = {
  name: 't4',
  gpu: Gpu.nvidia('T4'),
  nodes: 1,
  gpusPerNode: 1,
  sharing: GpuSharing.timeSlices(4, { rename: true }),
};
const CLAIMED = { name: 'h100', gpu: Gpu.nvidia('H100'), nodes: 1, gpusPerNode: 2, sharing: GpuSharing.dra() };

/** A program in which every construct of the library stands once, without an error. */
export function everyConstruct() {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    ...ENGINES,
    members: {
      a: gpuMember(),
      b: gpuMember(),
      c: gpuMember(4, 8, { pools: [...gpuMember().pools!, SLICED, CLAIMED] }),
    },
    groups: { train: ['a', 'b'] },
    links: [{ between: ['a', 'b'], gbps: 100 }],
  });

  const queue = new TrainingQueue(fleet, 'queue', { capability: { cpu: 64, gpus: 48 } });
  const image = 'registry.internal/trainer:1';
  const departments = { ml: { deserved: { gpus: 16 }, capability: { gpus: 48 }, namespaces: ['ml'] } };
  const tenants = new TenantQueues(fleet, 'tenants', { departments });
  const task = { replicas: 2, image, gpus: 8, cpu: 8, memory: '32Gi' };
  const pods = { image, gpus: 1 };
  new PyTorchJob(fleet, 'pytorch', { queue, pods: { ...pods, replicas: 2 }, torchrun: ['train.py'], to: ['a'] });
  new MpiJob(fleet.member('b'), 'mpi', { queue, launcher: { image }, workers: { ...pods, replicas: 2 } });
  new FederatedTrainingJob(fleet, 'federated', {
    queue,
    parts: { a: 1, b: 1 },
    pods,
    masterAddress: 'federated.example.com',
    parameters: 1e9,
    stepSeconds: 5,
  });
  const job = new TrainingJob(fleet, 'job', { queue, tasks: { trainer: task }, to: fleet.group('train') });

  const service = new ApiObject(fleet, 'service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'resnet', namespace: 'default' },
    spec: { selector: { app: 'resnet' }, ports: [{ port: 80 }] },
  });
  const [stable, canary] = ['v1', 'v2'].map((version) => served(fleet, version)) as [ApiObject, ApiObject];
  const inAll = { to: fleet, copies: 'every-member' } as const;
  const services = new WholePropagation(fleet, 'services', { of: service, ...inAll });
  const versions = [stable, canary].map(
    (of) => new WholePropagation(fleet, `${of.node.id}-everywhere`, { of, ...inAll }),
  );
  const exceptions = [{ to: ['c'] as const, percent: 0 }];
  const route = new CanaryRoute(fleet, 'route', { service, stable, canary, percent: 10, exceptions });
  const gateway = new FleetGateway(fleet, 'gateway', {
    hosts: ['ai.example.com'],
    routes: [{ path: '/infer', service: route, members: fleet.group('train') }],
    addresses: { a: '203.0.113.1', b: '203.0.113.2', c: '203.0.113.3' },
    tlsSecret: 'ai-example-com',
  });

  const spread = deployment(fleet, 'spread', 4, { cpu: 1, memory: '1Gi' });
  const weighted = new WeightedPropagation(fleet, 'weighted', { of: spread, weights: { a: 3, b: 1 } });

  const baseline = new FleetBaseline(fleet, 'baseline', {
    limits: { pods: { labels: { 'volcano.sh/job-name': 'job' } } },
    registries: { allowed: ['registry.internal', 'registry.istio.io/release'] },
    exceptions: [{ of: job, reason: 'is moved', until: '2999-01-01', rules: ['noPrivileged'] }],
  });
  const access = new SidecarInjectionAccess(fleet, 'access');

  const thanos = new ThanosStack(fleet, 'metrics', {
    objectStore: ObjectStore.gcs({ bucket: 'metrics' }),
    members: {
      a: { mode: 'sidecar', endpoint: 'a.example.com:10901' },
      b: { mode: 'receive' },
      c: { mode: 'receive' },
    },
    receive: { url: 'https://metrics.example.com/api/v1/receive' },
    queryFrontend: {},
    ruler: { groups: [{ name: 'all', rules: [{ record: 'up:sum', expr: 'sum(up)' }] }] },
  });
  const monitor = new GpuMonitor(fleet, 'gpus');
  const dashboards = new FleetDashboards(fleet, 'boards');

  const machines = { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'Metal3MachineTemplate', name: 'machines' };
  const cluster = new ClusterApiCluster(fleet.host, 'cluster', {
    member: fleet.member('c'),
    version: 'v1.34.2',
    infrastructure: { ...machines, kind: 'Metal3Cluster' },
    controlPlane: { machines },
    workers: { v100: machines, t4: machines, h100: machines },
  });
  const cleanup = new SandboxCleanup(fleet.host, 'sandboxes');
  const preflight = new HostPreflight(fleet.member('c'), 'preflight');
  const plugin = new GpuDevicePlugin(fleet, 'device-plugin');
  const claim = new GpuClaim(fleet, 'claim');
  return {
    app,
    fleet,
    queue,
    tenants,
    job,
    services,
    versions,
    route,
    gateway,
    weighted,
    baseline,
    access,
    thanos,
    monitor,
    dashboards,
    cluster,
    cleanup,
    preflight,
    plugin,
    claim,
  };
}

function served(fleet: GpuFleet<'a' | 'b' | 'c', 'train'>, version: string): ApiObject {
  const labels = { app: 'resnet', version };
  return new ApiObject(fleet, `resnet-${version}`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `resnet-${version}`, namespace: 'default' },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'registry.internal/resnet:1' }] },
      },
    },
  });
}
