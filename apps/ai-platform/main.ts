/**
 * From training to the edge: models are trained where GPUs are free, served online with a canary, and run in 42 factories.
 * Policies and metrics are the same everywhere.
 */
import {
  CanaryRoute,
  Findings,
  FleetApp,
  FleetBaseline,
  FleetDashboards,
  FleetGateway,
  GpuMonitor,
  ObjectStore,
  SidecarInjectionAccess,
  ThanosStack,
  TrainingJob,
  TrainingQueue,
  WholePropagation,
} from 'cdk8s-fleet';
import { k8s, Namespace } from 'cdk8s-plus-28';
import { aiFleet } from './fleet';
import { modelServer } from './model-server';

export const app = new FleetApp();
const fleet = aiFleet(app);
const train = fleet.group('train');
const serve = fleet.group('serve');
const edge = fleet.group('edge');
const canary = fleet.group('canary');

const ml = new Namespace(fleet, 'ml', { metadata: { name: 'ml', labels: { 'istio-injection': 'enabled' } } }).name;
for (const cluster of [fleet.host, ...fleet.members]) {
  new Namespace(cluster, 'monitoring', { metadata: { name: 'monitoring' } });
}

// Training: 64 GPUs in two clusters under one quota; a gang of four goes whole to one of them.
const queue = new TrainingQueue(fleet, 'train-queue', {
  to: train,
  weight: 1,
  reclaimable: true,
  capability: { cpu: 200, memory: '800Gi', gpus: 64 },
});
new TrainingJob(fleet, 'resnet50-train', {
  queue,
  namespace: ml,
  tasks: {
    trainer: { replicas: 4, image: 'registry.internal/ml/resnet-trainer:v2', gpus: 1, cpu: 8, memory: '32Gi' },
  },
});

// Serving: version 2 online and at the edge; version 3 beside it online, and in the factories that try it first.
const server = { namespace: ml, model: 'resnet50' };
const servers = [
  { id: 'resnet50-v2', version: 'v2', replicas: 6, to: serve },
  { id: 'resnet50-v3', version: 'v3', replicas: 2, to: serve },
  { id: 'resnet50-edge-v2', version: 'v2', replicas: 1, to: edge },
  { id: 'resnet50-edge-v3', version: 'v3', replicas: 1, to: canary },
];
for (const { id, version, replicas, to } of servers) {
  const of = modelServer(fleet, id, { ...server, version, replicas });
  new WholePropagation(fleet, `${id}-placement`, { of, to, copies: 'every-member' });
}
const resnet50 = new k8s.KubeService(fleet, 'resnet50', {
  metadata: { name: 'resnet50', namespace: ml },
  spec: {
    selector: { app: 'resnet50' },
    ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http') }],
  },
});
const answering = [...serve.members, ...edge.members];
new WholePropagation(fleet, 'resnet50-service', { of: resnet50, to: answering, copies: 'every-member' });

// Traffic: one request of ten goes to version 3 online and in those factories; the rest of the edge stays with version 2.
const route = new CanaryRoute(fleet, 'resnet50-route', {
  service: resnet50,
  stable: 'v2',
  canary: 'v3',
  percent: 0,
  exceptions: [
    { to: serve, percent: 10, headers: { 'x-model-version': 'v3' } },
    { to: canary, percent: 10 },
  ],
});
new FleetGateway(fleet, 'ai-gateway', {
  namespace: ml,
  hosts: ['ai.example.com'],
  tlsSecret: 'ai-example-com',
  to: serve,
  routes: [{ path: '/infer', service: route, members: serve }],
});
new SidecarInjectionAccess(fleet, 'istiod-access');

// Policy: images of our own, nothing privileged, and whoever trains says what he needs.
const registries = { allowed: ['registry.internal', 'registry.istio.io/release'], pods: { namespaces: [ml] } };
new FleetBaseline(fleet, 'baseline', { registries });
new FleetBaseline(fleet, 'training', { to: train, limits: { pods: { namespaces: [ml] } }, noPrivileged: false });

// Metrics: clusters that can be reached are asked; factories push.
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
