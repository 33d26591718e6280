import { ApiObject } from 'cdk8s';
import { checkJobManifest } from '../lib/checks/jobs';
import type { Json, Manifest } from '../lib/core/manifest';
import { findingsOf } from '../lib/testing';
import { parseArguments, pluginSpec } from '../lib/training/job-plugins';
import { twoMembers } from './support';

type Fields = { readonly [field: string]: Json };

const template = (resources: Fields = {}) => ({
  spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.internal/main:1', resources }] },
});

const task = (name: string, more: Fields = {}): Fields => ({ name, replicas: 2, template: template(), ...more });

/** A Volcano Job written by hand. */
function job(spec: Fields, name = 'train'): Manifest {
  return {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { name, namespace: 'ml' },
    spec: { schedulerName: 'volcano', tasks: [task('main')], ...spec },
  };
}

const found = (manifest: Manifest) => checkJobManifest(manifest, 'here').map(({ id, pointer }) => [id, pointer]);
const policies = (...list: Fields[]) => job({ policies: list });
const restart = { action: 'RestartJob' };
const POD = '/spec/tasks/0/template/spec';
const MAIN = `${POD}/containers/0`;
const main = { name: 'main', image: 'registry.internal/main:1' };
const ofPod = (pod: Fields) => job({ tasks: [task('main', { template: { spec: { containers: [main], ...pod } } })] });
const ofMain = (more: Fields) => ofPod({ containers: [{ ...main, ...more }] });
const waitsFor = (...names: string[]) => ({ dependsOn: { name: names } });

describe('a Volcano Job written by hand', () => {
  test('that is sound has no findings, and other kinds have none', () => {
    const sound = job({
      minAvailable: 2,
      queue: 'train',
      tasks: [
        task('master', { replicas: 1, partitionPolicy: { totalPartitions: 1, partitionSize: 1 } }),
        task('worker', { ...waitsFor('master'), policies: [{ event: 'TaskCompleted', action: 'CompleteJob' }] }),
        task('more', { replicas: 4, partitionPolicy: { totalPartitions: 2, partitionSize: 2, minPartitions: 1 } }),
      ],
      plugins: { svc: ['--publish-not-ready-addresses'], ssh: ['-ssh-port', '2222'], pytorch: ['--port=1'] },
      policies: [
        { events: ['PodFailed', 'PodEvicted'], ...restart },
        { event: 'PodPending', action: 'AbortJob', timeout: '10m' },
        { exitCode: 137, action: 'TerminateJob' },
      ],
      networkTopology: { mode: 'hard', highestTierAllowed: 2 },
      volumes: [{ mountPath: '/data', volumeClaimName: 'data' }],
    });
    expect(found(sound)).toEqual([]);
    expect(checkJobManifest({ ...policies({}), apiVersion: 'batch/v1' }, 'here')).toEqual([]);
  });

  test.each<[string, string, Manifest]>([
    ['training/no-tasks', '/spec/tasks', job({ tasks: [] })],
    ['training/queue-not-leaf', '/spec/queue', job({ queue: 'root' })],
    ['training/duplicate-task', '/spec/tasks/1/name', job({ tasks: [task('a'), task('a')] })],
    ['training/bad-name', '/spec/tasks/0/name', job({}, 'j'.repeat(57))],
    ['training/bad-name', '/spec/tasks/0/name', job({ plugins: { svc: [] } }, 'train.v2')],
    ['training/bad-min-available', '/spec/minAvailable', job({ minAvailable: 3 })],
    ['training/bad-min-available', '/spec/tasks/0/minAvailable', job({ tasks: [task('a', { minAvailable: 3 })] })],
    ['training/bad-policy', '/spec/policies/0', policies({ event: 'PodFailed', exitCode: 1, ...restart })],
    ['training/bad-policy', '/spec/policies/0', policies(restart)],
    ['training/bad-policy', '/spec/policies/0', policies({ exitCode: 0, ...restart })],
    ['training/bad-policy', '/spec/policies/1', policies({ exitCode: 3, ...restart }, { exitCode: 3, ...restart })],
    ['training/bad-policy', '/spec/policies/0', policies({ event: 'PodRunning', ...restart })],
    ['training/bad-policy', '/spec/policies/0', policies({ event: 'PodFailed', action: 'SyncJob' })],
    ['training/bad-policy', '/spec/policies', policies({ event: '*', ...restart }, { event: 'PodFailed', ...restart })],
    [
      'training/bad-policy',
      '/spec/policies/1',
      policies({ event: 'PodFailed', ...restart }, { events: ['PodEvicted', 'PodFailed'], ...restart }),
    ],
    ['training/bad-policy', '/spec/tasks/0/policies/0', job({ tasks: [task('a', { policies: [{}] })] })],
    ['training/bad-policy', '/spec/policies/0', policies({ event: 'PodFailed', timeout: '2 hours', ...restart })],
    ['training/bad-pod', `${POD}/activeDeadlineSeconds`, ofPod({ activeDeadlineSeconds: 0 })],
    ['training/bad-pod', `${POD}/tolerations/0`, ofPod({ tolerations: [{ key: 'a', operator: 'In' }] })],
    ['training/bad-pod', `${POD}/tolerations/0`, ofPod({ tolerations: [{ effect: 'NoSchedule' }] })],
    ['training/bad-pod', `${POD}/tolerations/0`, ofPod({ tolerations: [{ key: 'a', tolerationSeconds: 9 }] })],
    ['training/bad-pod', `${POD}/volumes/0/name`, ofPod({ volumes: [{ name: 'A', emptyDir: {} }] })],
    [
      'training/bad-pod',
      `${POD}/volumes/0`,
      ofPod({ volumes: [{ name: 'a', emptyDir: {}, hostPath: { path: '/a' } }] }),
    ],
    ['training/bad-pod', `${POD}/volumes/0/secret`, ofPod({ volumes: [{ name: 'a', secret: {} }] })],
    ['training/bad-container', `${MAIN}/env/0/name`, ofMain({ env: [{ name: 'A B', value: '1' }] })],
    ['training/bad-container', `${MAIN}/env/1/name`, ofMain({ env: [{ name: 'A' }, { name: 'A' }] })],
    ['training/bad-container', `${MAIN}/env/0/valueFrom`, ofMain({ env: [{ name: 'A', valueFrom: {} }] })],
    ['training/bad-container', `${MAIN}/ports/0/containerPort`, ofMain({ ports: [{ containerPort: 0 }] })],
    ['training/bad-container', `${MAIN}/ports/0/name`, ofMain({ ports: [{ containerPort: 1, name: '80' }] })],
    ['training/bad-container', `${MAIN}/ports/1`, ofMain({ ports: [{ containerPort: 1 }, { containerPort: 1 }] })],
    [
      'training/bad-container',
      `${MAIN}/volumeMounts/0/name`,
      ofMain({ volumeMounts: [{ name: 'a', mountPath: '/a' }] }),
    ],
    ['training/bad-container', `${MAIN}/restartPolicy`, ofMain({ restartPolicy: 'Always' })],
    ['training/bad-container', `${MAIN}/resources/requests`, ofMain({ resources: { requests: { 'a.com/gpu': 1 } } })],
    [
      'training/bad-container',
      `${POD}/initContainers/0/livenessProbe`,
      ofPod({ initContainers: [{ name: 'first', image: 'i', livenessProbe: {} }] }),
    ],
    ['training/idle-policy', '/spec/policies/0', policies({ event: 'PodPending', ...restart })],
    ['training/bad-dependency', '/spec/tasks/0/dependsOn', job({ tasks: [task('a', waitsFor('b'))] })],
    ['training/bad-dependency', '/spec/tasks/0/dependsOn', job({ tasks: [task('a', waitsFor('a'))] })],
    ['training/bad-dependency', '/spec/tasks/1/dependsOn', job({ tasks: [task('a'), task('b', waitsFor('a', 'a'))] })],
    ['training/gang-waits-for-itself', '/spec/minAvailable', job({ tasks: [task('a'), task('b', waitsFor('a'))] })],
    ['training/unknown-plugin', '/spec/plugins/pytorh', job({ plugins: { pytorh: [] } })],
    ['training/bad-plugin-argument', '/spec/plugins/svc', job({ plugins: { svc: ['--headless'] } })],
    ['training/bad-plugin-argument', '/spec/plugins/ssh', job({ plugins: { ssh: ['--ssh-port=many'] } })],
    ['training/no-role-task', '/spec/plugins/mpi', job({ plugins: { mpi: [] } })],
    ['training/no-role-task', '/spec/plugins/ray', job({ plugins: { ray: ['--head=boss'] } })],
    [
      'training/bad-topology',
      '/spec/networkTopology',
      job({ networkTopology: { highestTierAllowed: 0, highestTierName: 'rack' } }),
    ],
    ['training/numa-without-cores', '/spec/tasks/0/topologyPolicy', numa({ limits: { cpu: '1500m' } })],
    ['training/numa-without-cores', '/spec/tasks/0/topologyPolicy', numa({ requests: { memory: '1Gi' } })],
    ['training/bad-volume', '/spec/volumes/0', job({ volumes: [{ mountPath: '/data' }] })],
    ['training/bad-volume', '/spec/volumes/0', job({ volumes: [{ volumeClaimName: 'data' }] })],
    ['training/bad-volume', '/spec/volumes/0', job({ volumes: [{ mountPath: '/data', volumeClaimName: 'My Data' }] })],
    [
      'training/bad-volume',
      '/spec/volumes/1',
      job({ volumes: ['a', 'b'].map((volumeClaimName) => ({ mountPath: '/data', volumeClaimName })) }),
    ],
  ])('%s at %s', (id, pointer, manifest) => {
    expect(found(manifest)).toEqual([[id, pointer]]);
  });

  test.each([
    { totalPartitions: 2, partitionSize: 2 },
    { totalPartitions: 0, partitionSize: 2 },
    { totalPartitions: 1, partitionSize: 2, networkTopology: { highestTierAllowed: 1, highestTierName: 'rack' } },
  ])('partitions %j of two replicas', (partitionPolicy) => {
    expect(found(job({ tasks: [task('a', { partitionPolicy })] }))).toHaveLength(1);
  });

  test('partitions that contradict minAvailable of the task', () => {
    const partitionPolicy = { totalPartitions: 2, partitionSize: 2, minPartitions: 1 };
    const of = (minAvailable: number) => job({ tasks: [task('a', { replicas: 4, minAvailable, partitionPolicy })] });
    expect(found(of(3))).toEqual([['training/bad-partitions', '/spec/tasks/0/partitionPolicy']]);
    expect(found(of(2))).toEqual([]);
  });

  test('is found in every target of a program, in a CronJob too', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const { apiVersion, metadata, spec } = job({ plugins: { horovod: [] } });
    new ApiObject(fleet.member('a'), 'once', { apiVersion, kind: 'Job', metadata, spec });
    new ApiObject(fleet, 'nightly', {
      apiVersion,
      kind: 'CronJob',
      metadata,
      spec: { schedule: '0 3 * * *', jobTemplate: { spec } },
    });
    expect(findingsOf(app, 'training/unknown-plugin')).toMatchObject([
      { place: 'fleet/nightly', pointer: '/spec/jobTemplate/spec/plugins/horovod' },
      { place: 'fleet-member-a/once', pointer: '/spec/plugins/horovod' },
    ]);
  });
});

function numa(resources: Fields): Manifest {
  return job({ tasks: [task('a', { topologyPolicy: 'single-numa-node', template: template(resources) })] });
}

describe('arguments of plugins', () => {
  const { flags } = pluginSpec('pytorch')!;

  test('are read as Go reads flags', () => {
    expect(parseArguments(flags, ['--master=a=b', '-port', '23', '--wait-master-enabled', '--worker='])).toEqual({
      values: { master: 'a=b', port: '23', 'wait-master-enabled': 'true', worker: '' },
    });
  });

  test.each([
    [['--port=1', 'more', '--master=m'], 'more'],
    [['--port'], '--port'],
    [['--', '--port=1'], '--'],
    [['--=1'], '--=1'],
    [['--wait-master-enabled=yes'], '--wait-master-enabled=yes'],
  ])('%j stop at %s', (args, argument) => {
    expect(parseArguments(flags, args).stoppedAt).toMatchObject({ argument });
  });
});

test('a Volcano Job that can be applied once only', () => {
  const foundIn = (tasks: Json) => {
    const { app, fleet } = twoMembers();
    const spec = { schedulerName: 'volcano', tasks };
    const metadata = { name: 'train', namespace: 'ml' };
    new ApiObject(fleet.member('a'), 'job', { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job', metadata, spec });
    return findingsOf(app, 'training/job-applied-once');
  };
  const whole = { minAvailable: 2, maxRetry: 3 };
  expect(foundIn([task('main', whole)])).toEqual([]);
  expect(
    foundIn([task('main', whole), task('other', { minAvailable: 0 }), task('more', { maxRetry: 3 })]),
  ).toMatchObject([
    {
      severity: 'warning',
      pointer: '/spec/tasks/1',
      value: 'other',
      message: 'the task does not state maxRetry: applied a second time, the job is refused.',
      fix: 'Write out what Volcano fills in: maxRetry: 3.',
    },
    {
      pointer: '/spec/tasks/2',
      message: 'the task does not state minAvailable: applied a second time, it loses what was filled in.',
      fix: 'Write out what Volcano fills in: minAvailable: 2.',
    },
  ]);
  const { name: _, ...nameless } = task('');
  expect(foundIn([{ ...nameless, template: { spec: { hostNetwork: true, containers: [main] } } }])).toMatchObject([
    {
      fix: expect.stringContaining(
        'name: default0, minAvailable: 2, maxRetry: 3, template.spec.dnsPolicy: ClusterFirstWithHostNet.',
      ),
    },
  ]);
});
