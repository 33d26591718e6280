import * as fc from 'fast-check';
import type { JsonObject, Manifest } from '../../../lib/core/manifest';

/** Limits that a training pod may have. */
export const LIMITS = { cpu: '4', memory: '16Gi', 'nvidia.com/gpu': 1 };

/** A container that keeps all rules. */
export const container = (more: JsonObject = {}): JsonObject => ({
  name: 'main',
  image: 'registry.internal/ml/trainer:v2',
  resources: { limits: LIMITS },
  ...more,
});

/** A pod in namespace `ml`, if no other is named. */
export const pod = (
  name: string,
  spec: JsonObject,
  labels: Record<string, string> = {},
  namespace = 'ml',
): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels },
  spec,
});

const quantity = fc.constantFrom<string | number>('1', '500m', 2, '0', 0, '16Gi', '1e3', '0.5');
const limits = fc.record(
  { cpu: quantity, memory: quantity, 'nvidia.com/gpu': fc.constantFrom<string | number>(0, 1, '8') },
  { requiredKeys: [] },
);
const anyContainer = fc.record(
  {
    name: fc.constantFrom('main', 'istio-proxy', 'istio-init', 'other'),
    image: fc.constantFrom(
      'registry.internal/a',
      'registry.internal/ml/a:v1',
      'registry.internal:5000/a',
      'registry.internal.evil.example/a',
      'localhost/ml/a',
      'localhost:5000/ml/a',
      'nginx',
      'nginx:1.2',
      'library/nginx',
      'docker.io/library/nginx@sha256:0',
      'team/nginx',
    ),
    resources: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ limits: fc.constant<JsonObject>({ cpu: 1, memory: '1Gi', 'nvidia.com/gpu': 1 }) }),
      },
      { weight: 1, arbitrary: fc.record({ limits }, { requiredKeys: [] }) },
      { weight: 1, arbitrary: fc.record({ requests: limits }) },
    ),
    securityContext: fc.record({ privileged: fc.boolean(), runAsNonRoot: fc.boolean() }, { requiredKeys: [] }),
  },
  { requiredKeys: ['name', 'image'] },
);
const goodContainer = fc.constant(container());
const containers = fc.array(fc.oneof({ weight: 2, arbitrary: goodContainer }, { weight: 1, arbitrary: anyContainer }), {
  minLength: 1,
  maxLength: 2,
});
const podSpec = fc.record(
  { containers, initContainers: containers, ephemeralContainers: containers },
  { requiredKeys: ['containers'] },
);
const podLabels = fc.dictionary(
  fc.constantFrom('role', 'app', 'sidecar.istio.io/inject'),
  fc.constantFrom('serving', 'notebook', 'old', 'moving', 'both', 'false'),
  { maxKeys: 2 },
);
const podTemplate = fc.record({
  metadata: fc.oneof(fc.constant({}), fc.record({ labels: podLabels })),
  spec: podSpec,
});
const metadata = fc.record({ namespace: fc.constantFrom('ml', 'ml', 'lab', 'web', 'kube-system') });
const made = (apiVersion: string, kind: string, spec: fc.Arbitrary<unknown>) =>
  fc.record({ apiVersion: fc.constant(apiVersion), kind: fc.constant(kind), metadata, spec });
const tasks = fc.array(
  podTemplate.map((template) => ({ name: 'task', template })),
  { minLength: 1, maxLength: 3 },
);
/** Pods and what makes them, good and bad, in namespaces where rules hold and where they do not; they have no names. */
export const podObjects = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(podTemplate, metadata).map(([{ metadata: own, spec }, { namespace }]) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...own, namespace },
      spec,
    })),
  },
  ...(['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'] as const).map((kind) => ({
    weight: 1,
    arbitrary: made('apps/v1', kind, fc.record({ template: podTemplate })),
  })),
  { weight: 1, arbitrary: made('v1', 'ReplicationController', fc.record({ template: podTemplate })) },
  { weight: 1, arbitrary: made('batch/v1', 'Job', fc.record({ template: podTemplate })) },
  {
    weight: 1,
    arbitrary: made(
      'batch/v1',
      'CronJob',
      fc.record({ jobTemplate: fc.record({ spec: fc.record({ template: podTemplate }) }) }),
    ),
  },
  { weight: 3, arbitrary: made('batch.volcano.sh/v1alpha1', 'Job', fc.record({ tasks })) },
  {
    weight: 1,
    arbitrary: made(
      'batch.volcano.sh/v1alpha1',
      'CronJob',
      fc.record({ jobTemplate: fc.record({ spec: fc.record({ tasks }) }) }),
    ),
  },
) as fc.Arbitrary<Manifest>;
