import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { type Destination, FleetApp, GpuFleet, type GpuFleetProps, WholePropagation } from '../lib';
import type { Json } from '../lib/core/manifest';

/** A fleet of a serving and an edge member with Istio, and a training member without. */
export function servingFleet(more: Partial<GpuFleetProps<'serve' | 'edge' | 'train', 'edge'>> = {}) {
  const app = new FleetApp();
  const members = {
    serve: { kubernetes: '1.34' },
    edge: { kubernetes: '1.34' },
    train: { kubernetes: '1.34', engines: { istio: null } },
  };
  return { app, fleet: new GpuFleet(app, 'fleet', { istio: '1.31', members, groups: { edge: ['edge'] }, ...more }) };
}

/** A Service in ml that selects the pods of an app of its name. */
export function service(scope: Construct, name = 'resnet50', ports: readonly number[] = [80]): ApiObject {
  return new ApiObject(scope, `service-${name}`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'ml' },
    spec: { selector: { app: name }, ports: ports.map((port) => ({ name: `http-${port}`, port })) },
  });
}

/** A Deployment in ml of one version of an app. */
export function version(scope: Construct, label: string, app = 'resnet50'): ApiObject {
  const labels = { app, version: label };
  return new ApiObject(scope, `${app}-${label}`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `${app}-${label}`, namespace: 'ml' },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: `registry.internal/${app}:1` }] } },
    },
  });
}

/** An object of Istio, as people write it. */
export function istio(scope: Construct, kind: string, name: string, spec: Json, namespace = 'ml'): ApiObject {
  const apiVersion = 'networking.istio.io/v1';
  return new ApiObject(scope, `${kind}-${namespace}-${name}`, {
    apiVersion,
    kind,
    metadata: { name, namespace },
    spec,
  });
}

/** Sends a copy of an object to each of these members. */
export function send(scope: Construct, of: ApiObject, to: Destination): ApiObject {
  new WholePropagation(scope, `send-${of.kind.toLowerCase()}-${of.name}`, { of, to, copies: 'every-member' });
  return of;
}

/** The service resnet50 with v2 everywhere and v3 where it is wanted. */
export function resnet50(fleet: GpuFleet<'serve' | 'edge' | 'train', 'edge'>, v3: Destination = ['serve']) {
  const everywhere = ['serve', 'edge'];
  send(fleet, version(fleet, 'v2'), everywhere);
  send(fleet, version(fleet, 'v3'), v3);
  return send(fleet, service(fleet), everywhere);
}
