import { ApiObject, type App, Chart } from 'cdk8s';
import { Construct } from 'constructs';

/** How large a program is, and which dependencies it states. */
export interface Shape {
  readonly charts: number;
  /** Objects in each chart. */
  readonly objects: number;
  /** Whether each chart depends on the one before. */
  readonly chained?: boolean;
  /**
   * Whether the objects stand in their charts as they are and depend on nothing: what suits cdk8s best. Otherwise each is the
   * `Resource` of a construct, as everything is that cdk8s-plus or this library make, and each Deployment depends on
   * its Service and its ConfigMap.
   */
  readonly plain?: boolean;
}

/** Adds charts of Deployments, Services and ConfigMaps to an app. */
export function populate(app: App, { charts, objects, chained = false, plain = false }: Shape): void {
  let previous: Chart | undefined;
  for (let c = 0; c < charts; c++) {
    const chart = new Chart(app, `team-${c}`, { namespace: `team-${c}`, labels: { team: `team-${c}` } });
    let workload: Construct | undefined;
    for (let o = 0; o < objects; o++) {
      const kind = o % KINDS.length;
      const props = KINDS[kind]!(`app-${Math.floor(o / KINDS.length)}`);
      if (plain) {
        new ApiObject(chart, `object-${o}`, props);
        continue;
      }
      const composite = new Construct(chart, `object-${o}`);
      new ApiObject(composite, 'Resource', props);
      if (kind === 0) {
        workload = composite;
      } else {
        workload?.node.addDependency(composite);
      }
    }
    if (chained && previous) {
      chart.node.addDependency(previous);
    }
    previous = chart;
  }
}

const KINDS = [deployment, service, configMap];

function deployment(name: string) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      labels: labels(name),
      annotations: { 'fleet.example/owner': 'ml-platform', 'fleet.example/tier': '1' },
    },
    spec: {
      replicas: 3,
      revisionHistoryLimit: 5,
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
      template: {
        metadata: { labels: labels(name) },
        spec: {
          serviceAccountName: name,
          terminationGracePeriodSeconds: 30,
          nodeSelector: { 'gpu-tier': 'fast' },
          tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
          containers: [
            {
              name: 'server',
              image: `registry.internal/ml/${name}:v2.4.1`,
              args: ['--port=8080', '--model-store', '/models', '--log-level=info'],
              env: [
                { name: 'MODEL', value: name },
                { name: 'BATCH', value: '16' },
                { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
              ],
              ports: [
                { name: 'http', containerPort: 8080, protocol: 'TCP' },
                { name: 'metrics', containerPort: 9090 },
              ],
              resources: {
                requests: { cpu: '500m', memory: '2Gi', 'nvidia.com/gpu': 1 },
                limits: { memory: '4Gi', 'nvidia.com/gpu': 1 },
              },
              readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 5, failureThreshold: 3 },
              livenessProbe: { httpGet: { path: '/livez', port: 8080 }, initialDelaySeconds: 20, periodSeconds: 10 },
              volumeMounts: [
                { name: 'models', mountPath: '/models', readOnly: true },
                { name: 'settings', mountPath: '/etc/settings' },
              ],
            },
          ],
          volumes: [
            { name: 'models', persistentVolumeClaim: { claimName: 'models' } },
            { name: 'settings', configMap: { name } },
          ],
        },
      },
    },
  };
}

function service(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: labels(name) },
    spec: {
      type: 'ClusterIP',
      selector: { 'app.kubernetes.io/name': name },
      ports: [
        { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' },
        { name: 'metrics', port: 9090, targetPort: 'metrics', protocol: 'TCP' },
      ],
    },
  };
}

function configMap(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: labels(name) },
    data: {
      'server.yaml': `name: ${name}\nworkers: 4\nlimits:\n  batch: 16\n  queue: 128\ntimeouts:\n  read: 30s\n  write: 30s\n`,
      'start.sh': '#!/bin/sh\nset -eu\nexec /usr/local/bin/server --config /etc/settings/server.yaml "$@"\n',
      region: 'cn-shanghai',
      replicas: '3',
      debug: 'no',
    },
  };
}

function labels(name: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': 'inference',
    'app.kubernetes.io/version': '2.4.1',
  };
}
