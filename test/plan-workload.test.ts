import type { JsonObject } from '../lib';
import { readPod, readWorkload } from '../lib/plan/workload';

const pod = {
  containers: [{ name: 'a', resources: { limits: { cpu: '1', 'nvidia.com/gpu': 2 }, requests: { cpu: '500m' } } }],
};

describe('readWorkload', () => {
  test('a Deployment without replicas runs one pod', () => {
    const read = readWorkload({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: { template: { spec: pod } },
    });
    expect(read).toMatchObject({ name: 'd', namespace: 'default', replicas: 1 });
    expect(read?.completions).toBeUndefined();
    expect(read?.podSets[0]?.pod.requests).toEqual({ cpu: 0.5, 'nvidia.com/gpu': 2 });
  });

  test.each([
    [{ parallelism: 4, completions: 3 }, 3, 3],
    [{ parallelism: 2, completions: 9 }, 2, 9],
    [{ completions: 5 }, 1, 5],
    [{}, 1, 1],
    [{ parallelism: 4 }, 4, undefined],
  ])('a Job with %j runs %d pods for %p completions', (spec, replicas, completions) => {
    const read = readWorkload({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j', namespace: 'ml' }, spec });
    expect(read?.replicas).toBe(replicas);
    expect(read?.completions).toBe(completions);
    expect(read?.namespace).toBe('ml');
  });

  const kruise = (kind: string, spec: JsonObject) =>
    readWorkload({ apiVersion: 'apps.kruise.io/v1alpha1', kind, metadata: { name: 'k' }, spec });

  test('a UnitedDeployment wraps the template of another kind', () => {
    const read = kruise('UnitedDeployment', {
      replicas: 3,
      template: { statefulSetTemplate: { metadata: {}, spec: { template: { spec: pod } } } },
    });
    expect(read).toMatchObject({ replicas: 3, podSets: [{ pod: { requests: { cpu: 0.5 } } }] });
    expect(read).not.toHaveProperty('opaque');
  });

  test('of some kinds Karmada divides a number that tells nothing of their pods', () => {
    expect(kruise('BroadcastJob', { parallelism: 2, template: { spec: pod } })).toMatchObject({
      replicas: 2,
      opaque: true,
      podSets: [{ pod: { requests: {} } }],
    });
    expect(kruise('BroadcastJob', { parallelism: '50%' })).toBeUndefined();
    const workflow = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'w' }, spec: {} };
    expect(readWorkload(workflow)).toMatchObject({ replicas: 1, opaque: true });
  });

  test('a RayService has one head and its workers', () => {
    const rayClusterConfig = { headGroupSpec: {}, workerGroupSpecs: [{ replicas: 2 }, { replicas: 3 }, {}] };
    const service = { apiVersion: 'ray.io/v1', kind: 'RayService', metadata: { name: 'r' } };
    expect(readWorkload({ ...service, spec: { rayClusterConfig } })).toMatchObject({ replicas: 6, opaque: true });
    expect(readWorkload({ ...service, spec: {} })).toMatchObject({ replicas: 0 });
  });

  test('a Volcano Job has no replicas that Karmada divides', () => {
    expect(
      readWorkload({ apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job', metadata: { name: 'j' } }),
    ).toBeUndefined();
  });
});

describe('readPod', () => {
  test('reads the terms of a required node affinity; one that asks for nothing fits nothing', () => {
    const zone = { key: 'zone', operator: 'In', values: ['a'] };
    const nodeAffinity = (...nodeSelectorTerms: JsonObject[]) =>
      readPod({
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [zone] } }],
          },
        },
      }).nodeTerms;
    const byName = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] };
    expect(nodeAffinity({ matchExpressions: [zone] }, byName, {})).toEqual([[zone], []]);
    expect(nodeAffinity({})).toEqual([]);
    expect(readPod({ affinity: { nodeAffinity: {} } })).not.toHaveProperty('nodeTerms');
  });

  const asks = (cpu: string, more = {}) => ({ resources: { requests: { cpu } }, ...more });

  test('adds containers and sidecars', () => {
    const spec = { containers: [asks('1'), asks('250m')], initContainers: [asks('500m', { restartPolicy: 'Always' })] };
    expect(readPod(spec).requests).toEqual({ cpu: 1.75 });
  });

  test('takes the peak of an init container, with the sidecars started before it only', () => {
    const spec = {
      containers: [asks('1')],
      initContainers: [asks('1', { restartPolicy: 'Always' }), asks('4'), asks('2', { restartPolicy: 'Always' })],
    };
    expect(readPod(spec).requests).toEqual({ cpu: 5 });
  });

  test('adds the overhead of the runtime class', () => {
    expect(readPod({ containers: [asks('1')], overhead: { cpu: '100m', memory: '1Gi' } }).requests).toEqual({
      cpu: 1.1,
      memory: 2 ** 30,
    });
  });

  test.each<[string, JsonObject, Record<string, number>]>([
    ['requests', { requests: { cpu: '4' } }, { cpu: 4, memory: 2 ** 30, 'nvidia.com/gpu': 1 }],
    ['limits that containers ask less of', { limits: { cpu: '4' } }, { cpu: 3, memory: 2 ** 30, 'nvidia.com/gpu': 1 }],
    [
      'limits that no container asks of',
      { limits: { 'hugepages-2Mi': '4Mi' } },
      { cpu: 3, memory: 2 ** 30, 'hugepages-2Mi': 2 ** 22, 'nvidia.com/gpu': 1 },
    ],
    [
      'requests before limits',
      { limits: { cpu: '8' }, requests: { cpu: '2' } },
      { cpu: 2, memory: 2 ** 30, 'nvidia.com/gpu': 1 },
    ],
    ['no GPUs', { requests: { 'nvidia.com/gpu': '8' } }, { cpu: 3, memory: 2 ** 30, 'nvidia.com/gpu': 1 }],
  ])('takes what is stated for the pod as a whole: %s', (_, resources, expected) => {
    const spec = {
      containers: [{ resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { 'nvidia.com/gpu': 1 } } }],
      initContainers: [asks('3')],
      resources,
    };
    expect(readPod(spec).requests).toEqual(expected);
    expect(readPod({ ...spec, overhead: { cpu: '1' } }).requests.cpu).toBe(expected.cpu! + 1);
  });
});
