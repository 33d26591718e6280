import { JsonPatch } from 'cdk8s';
import { FleetApp, GpuFleet, MpiJob, PyTorchJob, TrainingJob, TrainingQueue, type TrainingTask } from '../../lib';
import type { Manifest } from '../../lib/core/manifest';
import { RUN_FOR_ANNOTATION, type Twin } from '../../lib/twin';
import { gpuMember } from '../support';
import { upWith } from './support/compiled-twin';
import { BUILD_TIMEOUT } from './support/engines';
import { eventually } from './support/eventually';
import { removeTemporary } from './support/folders';

const NAMESPACE = 'default';
const TRAIN = 'train';

interface Pod extends Manifest {
  readonly metadata: Manifest['metadata'] & { readonly uid: string; readonly creationTimestamp: string };
  readonly spec: {
    readonly hostname?: string;
    readonly subdomain?: string;
    readonly activeDeadlineSeconds?: number;
    readonly nodeName?: string;
    readonly volumes: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
    readonly containers: readonly {
      readonly command?: readonly string[];
      readonly env?: readonly { readonly name: string; readonly value?: string }[];
      readonly volumeMounts?: readonly { readonly mountPath: string }[];
      readonly ports?: readonly { readonly containerPort: number }[];
    }[];
  };
  readonly status: { readonly phase: string; readonly startTime?: string };
}

/** What the properties of jobs do on the real Volcano; the jobs are in the scope of one member. */
describe('TrainingJob', () => {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members: { [TRAIN]: gpuMember(8, 8) } });
  const scope = fleet.member(TRAIN);
  const queue = TrainingQueue.fromName('default');
  const task = (replicas: number, more: Partial<TrainingTask> = {}): TrainingTask => ({
    replicas,
    image: 'registry.internal/train:1',
    cpu: 1,
    restartPolicy: 'Never',
    ...more,
  });

  new TrainingJob(scope, 'tools', {
    queue,
    tasks: { main: task(2), 'side-car': task(1) },
    plugins: { svc: { publishNotReadyAddresses: true }, ssh: { sshPort: 2222 }, env: {} },
    maxRuntimeSeconds: 3600,
  });
  new PyTorchJob(scope, 'ddp', { queue, pods: task(3, { gpus: 2, sharedMemory: '1Gi' }), torchrun: ['train.py'] });
  const mpi = new MpiJob(scope, 'mpi', { queue, launcher: task(1), workers: task(2, { gpus: 2 }), mpirun: ['train'] });
  new TrainingJob(scope, 'tf', { queue, tasks: { ps: task(1), worker: task(2) }, plugins: { tensorflow: {} } });
  new TrainingJob(scope, 'ray', { queue, tasks: { head: task(1), worker: task(1) }, plugins: { ray: {} } });
  new TrainingJob(scope, 'ranked', {
    queue,
    tasks: { master: task(1), worker: task(2) },
    plugins: { hcclrank: {} },
  });
  const narrow = new TrainingQueue(scope, 'narrow', { capability: { gpus: 4 } });
  new TrainingJob(scope, 'elastic', { queue: narrow, tasks: { worker: task(4, { gpus: 2, minAvailable: 2 }) } });
  new TrainingJob(scope, 'again', {
    queue,
    tasks: { worker: task(2) },
    policies: [{ event: 'PodFailed', action: 'RestartJob' }],
  });
  new TrainingJob(scope, 'short', {
    queue,
    tasks: { main: task(1, { annotations: { [RUN_FOR_ANNOTATION]: '1s' } }) },
    ttlSecondsAfterFinished: 1,
  });
  new TrainingJob(scope, 'impatient', {
    queue,
    tasks: { worker: task(1, { pod: { nodeSelector: { nowhere: 'true' } } }) },
    policies: [{ event: 'PodPending', action: 'AbortJob', timeout: '1s' }],
  });
  new TrainingJob(scope, 'parts', {
    queue,
    tasks: { worker: task(4, { gpus: 1, partitionSize: 2, minPartitions: 1 }) },
  });

  const compilation = app.compile();
  let twin: Twin;

  beforeAll(async () => {
    twin = await upWith(compilation);
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  const read = (apiVersion: string, kind: string, name: string) =>
    twin.read({ apiVersion, kind, name, namespace: NAMESPACE }, TRAIN);
  const jobNamed = (name: string) => read('batch.volcano.sh/v1alpha1', 'Job', name);
  const stateOf = async (name: string) =>
    ((await jobNamed(name))?.status as { state?: { phase?: string } } | undefined)?.state?.phase;

  async function podsOf(job: string): Promise<Pod[]> {
    const pods = await (await twin.client(TRAIN)).list(
      { apiVersion: 'v1', kind: 'Pod', namespace: NAMESPACE },
      { labelSelector: `volcano.sh/job-name=${job}` },
    );
    return (pods as Pod[]).sort((a, b) => (a.metadata.name! < b.metadata.name! ? -1 : 1));
  }

  /** The pods of a job, once so many of them run. */
  async function running(job: string, count: number): Promise<Pod[]> {
    let pods: Pod[] = [];
    await eventually(async () => {
      pods = (await podsOf(job)).filter(({ status }) => status.phase === 'Running');
      expect(pods).toHaveLength(count);
    });
    return pods;
  }

  const containerOf = (pod: Pod) => pod.spec.containers[0]!;
  const envOf = (pod: Pod) => Object.fromEntries((containerOf(pod).env ?? []).map(({ name, value }) => [name, value]));

  test('the program has one finding: the job that is meant to wait in vain', () => {
    expect(compilation.findings).toMatchObject([
      { id: 'training/gang-does-not-fit', place: 'fleet-member-train/impatient/Resource' },
    ]);
  });

  test('svc, ssh and env: a Service, names of all pods, keys, and the index of a pod', async () => {
    const [first, second] = await running('tools', 3);
    expect(await read('v1', 'Service', 'tools')).toMatchObject({
      spec: { clusterIP: 'None', publishNotReadyAddresses: true },
    });
    expect(await read('networking.k8s.io/v1', 'NetworkPolicy', 'tools')).toBeDefined();
    expect((await read('v1', 'ConfigMap', 'tools-svc'))?.data).toMatchObject({
      'main.host': 'tools-main-0.tools\ntools-main-1.tools',
      VC_MAIN_HOSTS: 'tools-main-0.tools,tools-main-1.tools',
      VC_SIDE_CAR_NUM: '1',
    });
    const secret = (await read('v1', 'Secret', 'tools-ssh'))?.data as Record<string, string>;
    expect(Object.keys(secret).sort()).toEqual(['authorized_keys', 'config', 'id_rsa', 'id_rsa.pub']);
    expect(Buffer.from(secret.config!, 'base64').toString()).toContain('Port 2222');
    expect(first!.spec).toMatchObject({
      hostname: 'tools-main-0',
      subdomain: 'tools',
      activeDeadlineSeconds: 3600,
    });
    expect(containerOf(first!).volumeMounts?.map(({ mountPath }) => mountPath)).toEqual(
      expect.arrayContaining(['/etc/volcano', expect.stringMatching(/\/\.ssh$/)]),
    );
    expect([first, second].map((pod) => envOf(pod!).VC_TASK_INDEX)).toEqual(['0', '1']);
  });

  test('pytorch: the variables of the rendezvous, which torchrun is given', async () => {
    const pods = await running('ddp', 3);
    expect(pods.map(({ metadata }) => metadata.name)).toEqual(['ddp-master-0', 'ddp-worker-0', 'ddp-worker-1']);
    expect(pods.map((pod) => envOf(pod))).toMatchObject(
      ['0', '1', '2'].map((RANK) => ({ RANK, WORLD_SIZE: '3', MASTER_ADDR: 'ddp-master-0.ddp', MASTER_PORT: '23456' })),
    );
    const { command, volumeMounts } = containerOf(pods[2]!);
    expect(command?.slice(0, 4)).toEqual([
      'torchrun',
      '--nnodes=$(WORLD_SIZE)',
      '--node-rank=$(RANK)',
      '--nproc-per-node=2',
    ]);
    expect(volumeMounts).toContainEqual({ name: 'shared-memory', mountPath: '/dev/shm' });
  });

  test('mpi: the launcher is made when all workers run, and is told their names', async () => {
    expect(mpi.minAvailable).toBe(2);
    const [launcher, ...workers] = await running('mpi', 3);
    expect(envOf(launcher!).MPI_HOST).toBe('mpi-worker-0.mpi,mpi-worker-1.mpi');
    expect(containerOf(launcher!).command).toEqual([
      ...['mpirun', '--allow-run-as-root', '-np', '4', '--host', 'mpi-worker-0.mpi:2,mpi-worker-1.mpi:2', 'train'],
    ]);
    for (const worker of workers) {
      expect(worker.status.startTime! <= launcher!.metadata.creationTimestamp).toBe(true);
      expect(containerOf(worker).ports).toMatchObject([{ containerPort: 22 }]);
    }
    expect(await read('v1', 'Secret', 'mpi-ssh')).toBeDefined();
  });

  test('tensorflow, ray and hcclrank: their variables, commands and annotations', async () => {
    const [, worker] = await running('tf', 3);
    expect(JSON.parse(envOf(worker!).TF_CONFIG!)).toEqual({
      cluster: { ps: ['tf-ps-0.tf:2222'], worker: ['tf-worker-0.tf:2222', 'tf-worker-1.tf:2222'] },
      task: { type: 'worker', index: 0 },
    });
    const [head, follower] = await running('ray', 2);
    expect(containerOf(head!).command?.join(' ')).toContain('ray start --head');
    expect(containerOf(follower!).command?.join(' ')).toContain('--address=ray-head-0.ray:6379');
    expect(await read('v1', 'Service', 'ray-head-svc')).toBeDefined();
    const ranked = await running('ranked', 3);
    expect(ranked.map(({ metadata }) => metadata.annotations?.['hccl/rankIndex'])).toEqual(['0', '1', '2']);
  });

  test('an elastic job starts with the fewest, and takes the rest when there is room', async () => {
    await running('elastic', 2);
    await (await twin.client(TRAIN)).apply(queueOf(8), 'test');
    await running('elastic', 4);
  });

  test('a pod that fails starts the job again', async () => {
    const before = await running('again', 2);
    await fail(before[0]!);
    await eventually(async () => {
      const after = await podsOf('again');
      expect(after.map(({ status }) => status.phase)).toEqual(['Running', 'Running']);
      expect(after.filter(({ metadata }) => before.some((pod) => pod.metadata.uid === metadata.uid))).toEqual([]);
    });
    expect((await jobNamed('again'))?.status).toMatchObject({ retryCount: 1 });
  });

  test('a finished job is deleted when its time is up; one that finds no node is given up', async () => {
    await eventually(async () => expect(await jobNamed('short')).toBeUndefined());
    await eventually(async () => expect(await stateOf('impatient')).toBe('Aborted'));
  });

  test('partitions are known to the scheduler, and the gang is what they need', async () => {
    await running('parts', 4);
    const groups = await (await twin.client(TRAIN)).list({
      apiVersion: 'scheduling.volcano.sh/v1beta1',
      kind: 'PodGroup',
      namespace: NAMESPACE,
    });
    const group = groups.find(({ metadata }) => metadata.name?.startsWith('parts-'));
    expect(group?.spec).toMatchObject({ minMember: 2 });
  });

  test('a gang that counts pods which wait for others hangs, as the finding says', async () => {
    const other = new FleetApp();
    const again = new GpuFleet(other, 'fleet', { volcano: '1.15', members: { [TRAIN]: gpuMember(8, 8) } });
    new TrainingJob(again.member(TRAIN), 'circle', {
      queue,
      tasks: { first: task(1), second: task(1, { dependsOn: ['first'] }) },
      minAvailable: 2,
    });
    const { findings, targets } = other.compile();
    expect(findings.map(({ id }) => id)).toEqual(['training/gang-waits-for-itself']);
    const manifests = targets.flatMap(({ target, objects }) =>
      target.member === TRAIN ? objects.map(({ manifest }) => manifest) : [],
    );
    expect(await twin.applyTo(TRAIN, manifests)).toMatchObject([{ outcome: 'created' }]);
    await eventually(async () => {
      const [pod, ...others] = await podsOf('circle');
      expect(pod?.metadata.name).toBe('circle-first-0');
      expect(others).toEqual([]);
      const { conditions = [] } = pod!.status as { conditions?: readonly { message?: string }[] };
      expect(conditions.map(({ message }) => message).join()).toContain('1 Pending, 2 minAvailable');
    });
    expect((await podsOf('circle'))[0]!.spec.nodeName).toBeUndefined();
  });

  function queueOf(gpus: number): Manifest {
    const capability = JsonPatch.replace('/spec/capability', { 'nvidia.com/gpu': gpus });
    return JsonPatch.apply(narrow.objects[TRAIN]!.toJson(), capability) as Manifest;
  }

  /** Says of a pod that its container ended with an error, as a kubelet would. */
  async function fail({ metadata }: Pod): Promise<void> {
    const path = `/api/v1/namespaces/${NAMESPACE}/pods/${metadata.name}/status`;
    const body = { status: { phase: 'Failed', containerStatuses: [] } };
    await (await twin.client(TRAIN)).json('PATCH', path, { body, contentType: 'application/merge-patch+json' });
  }
});
