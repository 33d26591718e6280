import fc from 'fast-check';
import type { Json, JsonObject, Manifest } from '../../../lib/core/manifest';

/** What may stand in a field of a pod or a container, and what may not. */
interface Field {
  readonly right: readonly Json[];
  readonly wrong: readonly Json[];
}

const DATA = { name: 'data', persistentVolumeClaim: { claimName: 'data' } };
const IMAGE = 'registry.internal/train:1';
const PROBE = { tcpSocket: { port: 80 } };
const GPU = 'nvidia.com/gpu';

/** Fields of a pod. All volumes that are right have one that is called `data`. */
const POD_FIELDS: Readonly<Record<string, Field>> = {
  activeDeadlineSeconds: { right: [1, 3600, 2 ** 31 - 1], wrong: [0, -5, 2 ** 31] },
  tolerations: {
    right: [
      [{ operator: 'Exists' }],
      [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      [
        { key: 'team', value: 'ml' },
        { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute', tolerationSeconds: 60 },
      ],
      [{ key: 'team', operator: 'Equal', value: '' }],
    ],
    wrong: [
      [{ key: 'a b', operator: 'Exists' }],
      [{ value: 'ml' }],
      [{ key: 'team', operator: 'Exists', value: 'ml' }],
      [{ key: 'team', value: 'm l' }],
      [{ key: 'team', operator: 'In', value: 'ml' }],
      [{ key: 'team', operator: 'Gt', value: '3' }],
      [{ key: 'team', effect: 'NoRun' }],
      [{ key: 'team', effect: 'NoSchedule', tolerationSeconds: 60 }],
      [{ key: 'team', tolerationSeconds: 60 }],
    ],
  },
  volumes: {
    right: [
      [{ name: 'data' }],
      [DATA, { name: 'scratch', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }],
      [DATA, { name: 'settings', configMap: { name: 'settings' } }, { name: 'keys', secret: { secretName: 'keys' } }],
      [DATA, { name: 'node', hostPath: { path: '/var/data' } }],
    ],
    wrong: [
      [DATA, { name: 'My_Data' }],
      [DATA, { name: '' }],
      [DATA, DATA],
      [{ ...DATA, emptyDir: {} }],
      [DATA, { name: 'claim', persistentVolumeClaim: { claimName: '' } }],
      [DATA, { name: 'settings', configMap: {} }],
      [DATA, { name: 'keys', secret: {} }],
      [DATA, { name: 'node', hostPath: { path: '' } }],
    ],
  },
  initContainers: {
    right: [
      [{ name: 'fetch', image: IMAGE, env: [{ name: 'A', value: '1' }] }],
      [{ name: 'sidecar', image: IMAGE, restartPolicy: 'Always', readinessProbe: PROBE }],
      [
        { name: 'one', image: IMAGE, ports: [{ containerPort: 80, hostPort: 8080 }] },
        { name: 'two', image: IMAGE, ports: [{ containerPort: 80, hostPort: 8080 }] },
      ],
    ],
    wrong: [
      [{ name: 'Fetch', image: IMAGE }],
      [{ name: 'fetch', image: '' }],
      [{ name: 'fetch', image: IMAGE, env: [{ name: '1 2', value: '1' }] }],
      [{ name: 'main', image: IMAGE }],
      [
        { name: 'fetch', image: IMAGE },
        { name: 'fetch', image: IMAGE },
      ],
      [{ name: 'fetch', image: IMAGE, readinessProbe: PROBE }],
      [{ name: 'fetch', image: IMAGE, lifecycle: { preStop: { exec: { command: ['true'] } } } }],
      [{ name: 'fetch', image: IMAGE, restartPolicy: 'Never' }],
      [{ name: 'fetch', image: IMAGE, volumeMounts: [{ name: 'nothing', mountPath: '/data' }] }],
    ],
  },
};

const valueFrom = { fieldRef: { fieldPath: 'metadata.name' } };

/** Fields of a container that is not called `other`. */
const CONTAINER_FIELDS: Readonly<Record<string, Field>> = {
  env: {
    right: [
      [{ name: 'RANKS', value: '4' }],
      [
        { name: '_a.b-C', value: '' },
        { name: 'NAME', valueFrom },
      ],
    ],
    wrong: [
      [
        { name: 'SAME', value: '1' },
        { name: 'SAME', value: '2' },
      ],
      [{ name: 'A B', value: '1' }],
      [{ name: '1ST', value: '1' }],
      [{ name: '', value: '1' }],
      [{ name: '.', value: '1' }],
      [{ name: '..A', value: '1' }],
      [{ name: 'Ä', value: '1' }],
      [{ name: 'NAME', value: 'a', valueFrom }],
      [{ name: 'NAME', valueFrom: {} }],
      [{ name: 'NAME', valueFrom: { ...valueFrom, secretKeyRef: { name: 'keys', key: 'a' } } }],
    ],
  },
  ports: {
    right: [
      [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP', name: 'http' }],
      [{ containerPort: 65_535, name: 'a-1', protocol: 'UDP', hostPort: 0 }],
      [
        { containerPort: 53, hostPort: 53 },
        { containerPort: 53, hostPort: 53, protocol: 'UDP' },
      ],
    ],
    wrong: [
      [{ containerPort: 0 }],
      [{ containerPort: 80 }, { containerPort: 80, name: 'twice' }],
      [{ containerPort: -1 }],
      [{ containerPort: 65_536 }],
      [{ containerPort: 80, hostPort: 70_000 }],
      [{ containerPort: 80, protocol: 'HTTP' }],
      [{ containerPort: 80, name: 'Http' }],
      [{ containerPort: 80, name: '8080' }],
      [{ containerPort: 80, name: 'a--b' }],
      [{ containerPort: 80, name: 'sixteen-letters-' }],
      [
        { containerPort: 80, name: 'a' },
        { containerPort: 81, name: 'a' },
      ],
      [
        { containerPort: 80, hostPort: 80 },
        { containerPort: 81, hostPort: 80 },
      ],
    ],
  },
  volumeMounts: {
    right: [
      [
        { name: 'data', mountPath: '/data' },
        { name: 'data', mountPath: '/more', subPath: 'runs/1' },
      ],
      [{ name: 'data', mountPath: '/data', subPathExpr: '$(RANKS)', readOnly: true }],
    ],
    wrong: [
      [{ name: 'nothing', mountPath: '/data' }],
      [{ name: 'data', mountPath: '' }],
      [
        { name: 'data', mountPath: '/data' },
        { name: 'data', mountPath: '/data' },
      ],
      [{ name: 'data', mountPath: '/data', subPath: '/runs' }],
      [{ name: 'data', mountPath: '/data', subPath: 'runs/../..' }],
      [{ name: 'data', mountPath: '/data', subPath: 'a', subPathExpr: 'b' }],
    ],
  },
  resources: {
    right: [
      { requests: { cpu: 1 }, limits: { cpu: '4000m', [GPU]: 1 } },
      { requests: { cpu: '2', [GPU]: 8 }, limits: { cpu: 4, [GPU]: '8' } },
    ],
    wrong: [
      { requests: { cpu: '8' }, limits: { cpu: 4 } },
      { limits: { cpu: '4 cores' } },
      { limits: { [GPU]: '0.5' } },
      { requests: { [GPU]: 1 }, limits: { [GPU]: 2 } },
      { requests: { [GPU]: 1 } },
    ],
  },
  restartPolicy: { right: [], wrong: ['Always', 'Never'] },
  livenessProbe: { right: [PROBE], wrong: [] },
};

/** A few of the fields, nearly all of them right. */
function few(fields: Readonly<Record<string, Field>>): fc.Arbitrary<JsonObject> {
  const right = valuesIn(fields, 'right');
  const wrong = valuesIn(fields, 'wrong');
  const field = fc.oneof(
    { weight: 150, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );
  return fc.array(field, { maxLength: 2 }).map((chosen) => Object.assign({}, ...chosen) as JsonObject);
}

/** A container named by `names`, with some fields. */
export function containerOf(names: fc.Arbitrary<Json>, images: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  return fc.tuple(names, images, few(CONTAINER_FIELDS)).map(([name, image, fields]) => ({ ...fields, name, image }));
}

/** A pod of these containers, with some fields. What is mounted is there, unless the volumes are wrong. */
export function podOf(
  containers: fc.Arbitrary<JsonObject[]>,
  restartPolicies: fc.Arbitrary<Json>,
): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(containers, restartPolicies, few(POD_FIELDS))
    .map(([list, restartPolicy, fields]) => ({ restartPolicy, volumes: [DATA], ...fields, containers: list }));
}

/** Each wrong value alone, in a job in which all else is right. */
export const JOBS_WITH_ONE_FAULT: readonly Manifest[] = [
  ...valuesIn(POD_FIELDS, 'wrong').map((value) => jobOf('one', { pod: value })),
  ...valuesIn(CONTAINER_FIELDS, 'wrong').map((value) => jobOf('one', { container: value })),
];

/** Each right value alone. */
export const JOBS_WITHOUT_FAULT: readonly Manifest[] = [
  ...valuesIn(POD_FIELDS, 'right').map((value) => jobOf('one', { pod: value })),
  ...valuesIn(CONTAINER_FIELDS, 'right').map((value) => jobOf('one', { container: value })),
];

function valuesIn(fields: Readonly<Record<string, Field>>, which: keyof Field): JsonObject[] {
  return Object.entries(fields).flatMap(([name, field]) => field[which].map((value) => ({ [name]: value })));
}

/** A job of one pod, with these fields of its container, its pod, its task. */
export function jobOf(
  name: string,
  { container = {}, pod = {}, task = {} }: Partial<Readonly<Record<'container' | 'pod' | 'task', JsonObject>>>,
): Manifest {
  const spec = {
    restartPolicy: 'Never',
    volumes: [DATA],
    ...pod,
    containers: [{ name: 'main', image: IMAGE, ...container }],
  };
  return {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { name, namespace: 'default' },
    spec: {
      schedulerName: 'volcano',
      queue: 'free',
      tasks: [{ name: 'worker', replicas: 1, ...task, template: { spec } }],
    },
  };
}
