/**
 * From training to the edge: models are trained where GPUs are free, served online with a canary, and run in 42 factories.
 * Policies and metrics are the same everywhere.
 */
import {
  CanaryRoute,
  Findings,
  FleetAddOns,
  FleetApp,
  FleetBaseline,
  FleetDashboards,
  FleetGateway,
  GpuDevicePlugin,
  GpuMonitor,
  ObjectStore,
  SidecarInjectionAccess,
  TenantQueues,
  ThanosStack,
  TrainingJob,
  WholePropagation,
} from 'cdk8s-fleet';
import { Deployment, k8s, Namespace, Service } from 'cdk8s-plus-28';
import { aiFleet } from './fleet';
import { ModelServer } from './model-server';

export const app = new FleetApp();

const fleet = aiFleet(app);
const train = fleet.group('train');
const serve = fleet.group('serve');
const edge = fleet.group('edge');
const canary = fleet.group('canary');

const ml = new Namespace(fleet, 'ml', { metadata: { name: 'ml', labels: { 'istio-injection': 'enabled' } } }).name;
const istio = new Namespace(fleet, 'istio-system', { metadata: { name: 'istio-system' } }).name;
for (const cluster of [fleet.host, ...fleet.members]) {
  new Namespace(cluster, 'monitoring', { metadata: { name: 'monitoring' } });
}

// What the clusters have beside workloads follows from the engines that the fleet states; what is there already stays.
// In idc-gpu the GPU operator leaves the cards to a device plugin of ours, which shares some of them.
new FleetAddOns(fleet, 'add-ons', {
  also: ['gpuOperator'],
  members: { 'idc-gpu': { values: { 'gpu-operator': { devicePlugin: { enabled: false } } } } },
});

// Training: 64 GPUs in two clusters under one quota, between two departments that lend each other what they do not use.
const tenants = new TenantQueues(fleet, 'tenants', {
  queueName: 'train-queue',
  to: train,
  capability: { cpu: 200, memory: '800Gi', gpus: 64 },
  departments: {
    quality: { deserved: { gpus: 40 }, guarantee: { gpus: 8 } },
    research: { deserved: { gpus: 24 } },
  },
});
// A gang of four goes whole to one cluster; Karmada takes the first by name that is healthy, which is the cheaper one here.
new TrainingJob(fleet, 'resnet50-train', {
  queue: tenants.queue('quality'),
  namespace: ml,
  tasks: {
    trainer: {
      replicas: 4,
      image: 'registry.internal/ml/resnet-trainer:v2',
      gpus: 1,
      cpu: 8,
      memory: '32Gi',
      // gradients go from pod to pod without a proxy between them
      labels: { 'sidecar.istio.io/inject': 'false' },
    },
  },
});

// Notebooks, eight to a card: who tries something out needs a GPU, but seldom all of one.
const notebooks = new k8s.KubeDeployment(fleet, 'notebooks', {
  metadata: { name: 'notebooks', namespace: ml },
  spec: {
    replicas: 12,
    selector: { matchLabels: { app: 'notebooks' } },
    template: {
      metadata: { labels: { app: 'notebooks', 'ai.example.com/role': 'notebook' } },
      spec: {
        containers: [
          {
            name: 'notebook',
            image: 'registry.internal/ml/notebook:v1',
            resources: {
              limits: {
                cpu: k8s.Quantity.fromNumber(2),
                memory: k8s.Quantity.fromString('8Gi'),
                'nvidia.com/gpu.shared': k8s.Quantity.fromNumber(1),
              },
            },
          },
        ],
      },
    },
  },
});
new WholePropagation(fleet, 'notebooks-placement', { of: notebooks, to: fleet.member('idc-gpu') });
new GpuDevicePlugin(fleet, 'gpu-plugin', { to: fleet.member('idc-gpu'), wholeCards: true });

// Where jobs are submitted: a service of the training cluster, which needs no GPU itself.
const trainGpu = fleet.member('train-gpu');
const trainApi = new Deployment(fleet, 'train-api', {
  metadata: { name: 'train-api', namespace: ml },
  replicas: 2,
  containers: [{ image: 'registry.internal/ml/train-api:v1', portNumber: 8080 }],
  podMetadata: { labels: { 'ai.example.com/role': 'api' } },
});
const trainService = trainApi.exposeViaService({ ports: [{ port: 80, targetPort: 8080 }] });
new WholePropagation(fleet, 'train-api-placement', { of: trainApi, to: trainGpu });
new WholePropagation(fleet, 'train-service-placement', { of: trainService, to: trainGpu });

// Serving: version 2 online and at the edge; version 3 beside it online, and in the factories that try it first.
const resnet50 = { namespace: ml, model: 'resnet50' };
new ModelServer(fleet, 'resnet50-v2', { ...resnet50, version: 'v2', replicas: 6, to: serve });
new ModelServer(fleet, 'resnet50-v3', { ...resnet50, version: 'v3', replicas: 2, to: serve });
new ModelServer(fleet, 'resnet50-edge-v2', { ...resnet50, version: 'v2', replicas: 1, to: edge });
new ModelServer(fleet, 'resnet50-edge-v3', { ...resnet50, version: 'v3', replicas: 1, to: canary });

const answering = [...serve.members, ...edge.members];
const service = new Service(fleet, 'resnet50', {
  metadata: { name: 'resnet50', namespace: ml },
  ports: [{ name: 'http', port: 80, targetPort: 8080 }],
});
service.selectLabel('app', 'resnet50');
new WholePropagation(fleet, 'resnet50-placement', { of: service, to: answering, copies: 'every-member' });

// Traffic: one request of ten goes to version 3, online and in those factories; the rest of the edge stays with version 2.
const route = new CanaryRoute(fleet, 'resnet50-route', {
  service,
  stable: 'v2',
  canary: 'v3',
  percent: 0,
  exceptions: [
    { to: serve, percent: 10, headers: { 'x-model-version': 'v3' } },
    { to: canary, percent: 10 },
  ],
  to: answering,
});
// One host name for both clusters: each gateway answers what its own cluster has, and passes on the rest.
new FleetGateway(fleet, 'ai-gateway', {
  namespace: istio,
  hosts: ['ai.example.com'],
  tlsSecret: 'ai-example-com',
  routes: [
    { path: '/train', service: trainService, members: trainGpu },
    { path: '/infer', service: route, members: serve },
  ],
  addresses: { 'train-gpu': 'gateway.train-gpu.example.com', 'serve-online': 'gateway.serve-online.example.com' },
});

// At the edge, what reads the cameras of the line.
const cameras = new Deployment(fleet, 'cameras', {
  metadata: { name: 'cameras', namespace: ml },
  replicas: 1,
  containers: [
    {
      image: 'registry.internal/edge/cameras:v5',
      securityContext: { privileged: true, allowPrivilegeEscalation: true },
    },
  ],
});
new WholePropagation(fleet, 'cameras-placement', { of: cameras, to: edge, copies: 'every-member' });

// Policy: images of our own, nothing privileged but the cameras, and training pods say what they need.
new FleetBaseline(fleet, 'baseline', {
  registries: { allowed: ['registry.internal', 'registry.istio.io/release'], pods: { namespaces: [ml] } },
  exceptions: [
    {
      of: cameras,
      rules: ['noPrivileged'],
      reason: 'their driver opens the bus itself; the next one is a device plugin',
      until: '2030-06-30',
    },
  ],
});
new FleetBaseline(fleet, 'training', {
  to: train,
  limits: {
    pods: { namespaces: [ml] },
    exempt: [{ labels: { 'ai.example.com/role': 'api' } }, { labels: { 'ai.example.com/role': 'notebook' } }],
  },
  noPrivileged: false,
});
new SidecarInjectionAccess(fleet, 'istiod-access', { namespace: istio });

// Metrics: clusters that can be reached are asked; the edge pushes.
const pushing = Object.fromEntries(edge.members.map((member) => [member, { mode: 'receive' as const }]));
const metrics = new ThanosStack(fleet, 'metrics', {
  objectStore: ObjectStore.oss({
    bucket: 'kurator-metrics',
    endpoint: 'oss-cn-shanghai.aliyuncs.com',
    secret: { name: 'thanos-object-storage' },
  }),
  members: {
    ...pushing,
    'train-gpu': { mode: 'sidecar', endpoint: 'thanos.train-gpu.example.com:10901' },
    'idc-gpu': { mode: 'sidecar', endpoint: 'thanos.idc-gpu.example.com:10901' },
    'serve-online': { mode: 'sidecar', endpoint: 'thanos.serve-online.example.com:10901' },
  },
  receive: { url: 'https://metrics.example.com/api/v1/receive', replicas: 3 },
  compactor: { retention: '30d', fiveMinuteRetention: '180d', hourRetention: '2y' },
  queryFrontend: {},
});
Findings.of(metrics).acknowledge(
  'thanos/secret-expected',
  'External Secrets fills it on the host and in every cluster.',
);
new GpuMonitor(fleet, 'gpus');
new FleetDashboards(fleet, 'dashboards');

app.synth();
