/**
 * A model on trial: v3 of resnet50 gets 10 % of the requests in the serving cluster and is kept from the edge, inside the mesh
 * and through the gateway alike. Training stays in its own cluster behind the same host name: whichever gateway a request
 * comes in at, it finds the cluster that answers it.
 */
import { CanaryRoute, type Destination, FleetApp, FleetGateway, GpuFleet, WholePropagation } from 'cdk8s-fleet';
import { Deployment, Service } from 'cdk8s-plus-28';

export const app = new FleetApp();

const members = {
  'train-gpu': { kubernetes: '1.34' },
  'serve-online': { kubernetes: '1.34' },
  'edge-infer': { kubernetes: '1.34' },
};
type To = Destination<keyof typeof members>;

const fleet = new GpuFleet(app, 'ai-fleet', {
  istio: '1.31',
  namespace: 'ml',
  members,
  groups: { serve: ['serve-online'], inference: ['serve-online', 'edge-infer'] },
});

/** A service with a port for HTTP, in each of these members. */
function service(name: string, to: To): Service {
  const made = new Service(fleet, `${name}-service`, { metadata: { name }, ports: [{ port: 80, targetPort: 8080 }] });
  made.selectLabel('app', name);
  new WholePropagation(fleet, `${name}-service-everywhere`, { of: made, to, copies: 'every-member' });
  return made;
}

/** One version of a service, in each of these members. */
function version(name: string, version: string, to: To): Deployment {
  const id = `${name}-${version}`;
  const made = new Deployment(fleet, id, {
    metadata: { name: id },
    replicas: 2,
    containers: [{ image: `registry.internal/ml/${name}:${version}`, portNumber: 8080 }],
    podMetadata: { labels: { app: name, version } },
  });
  new WholePropagation(fleet, `${id}-everywhere`, { of: made, to, copies: 'every-member' });
  return made;
}

version('train-api', 'v1', fleet.member('train-gpu'));
const training = service('train-api', fleet.member('train-gpu'));
const inference = service('resnet50', fleet.group('inference'));

const resnet50 = new CanaryRoute(fleet, 'resnet50', {
  service: inference,
  stable: version('resnet50', 'v2', fleet.group('inference')),
  canary: version('resnet50', 'v3', fleet.group('serve')),
  percent: 10,
  headers: { 'x-canary': 'always' },
  exceptions: [{ to: fleet.member('edge-infer'), percent: 0 }],
  to: fleet.group('inference'),
});

new FleetGateway(fleet, 'ai-gateway', {
  namespace: 'istio-system',
  hosts: ['ai.example.com'],
  tlsSecret: 'ai-example-com',
  routes: [
    { path: '/train', service: training, members: fleet.member('train-gpu') },
    { path: '/infer', service: resnet50, members: fleet.group('serve') },
  ],
  addresses: { 'train-gpu': '203.0.113.10', 'serve-online': '203.0.113.20' },
});

app.synth();
