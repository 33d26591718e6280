import {
  FleetApp,
  Gpu,
  GpuClaim,
  GpuDevicePlugin,
  GpuFleet,
  GpuRequest,
  GpuSharing,
  type IQueue,
  TrainingJob,
  TrainingQueue,
  type TrainingTask,
  VolcanoScheduler,
} from '../../lib';
import type { Json, Manifest } from '../../lib/core/manifest';
import { Twin } from '../../lib/twin';
import { expectApplied } from './support/applied';
import { BUILD_TIMEOUT, volcanoTwinEngines } from './support/engines';
import { eventually } from './support/eventually';
import { ref as refOf } from './support/fleets';
import { removeTemporary, temporary } from './support/folders';

const TRAIN = 'train';
const PODS = { apiVersion: 'v1', kind: 'Pod' };
const NVIDIA_DRIVER = 'gpu.nvidia.com';
const CARD_OF = 'volcano.sh/vgpu-ids-new';

const MEMBERS = {
  [TRAIN]: {
    kubernetes: '1.36',
    pools: [
      node('slices', 'V100', 1, GpuSharing.timeSlices(8)),
      node('mig', 'A100-80GB', 1, GpuSharing.mig({ '3g.40gb': 1, '1g.10gb': 4 })),
      node('vgpu', 'T4', 2, GpuSharing.vgpu({ slots: 4 })),
      node('claimed', 'H100', 2, GpuSharing.dra()),
    ],
  },
};

/** A node for each way to share. Every job has one pod more than there is room for, and runs with as many as there is. */
describe('parts of GPUs, on real schedulers', () => {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members: MEMBERS });
  new VolcanoScheduler(fleet, 'scheduler');
  const queue = new TrainingQueue(fleet, 'parts', {
    capability: { devices: { 'nvidia.com/mig-1g.10gb': 2, 'deviceclass/gpu.nvidia.com': 1 } },
  });
  const plugin = new GpuDevicePlugin(fleet, 'gpus');
  const claim = new GpuClaim(fleet, 'half-card', { memoryGiB: 40 });
  const compilation = app.compile();
  let twin: Twin;

  beforeAll(async () => {
    const controlPlane = compilation.targets
      .filter(({ target }) => target.kind === 'control-plane')
      .flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
    twin = await Twin.up(fleet.model, { state: temporary('twin'), engines: await volcanoTwinEngines(), controlPlane });
    const brought = await twin.applyTo(TRAIN, broughtByDriver());
    expect(brought.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  test('the program has no findings, and every object passes the API servers', async () => {
    expect(compilation.findings).toEqual([]);
    await expectApplied(twin, compilation.targets);
  });

  test('each device plugin runs on the nodes of its pool and on no other', async () => {
    const daemons = plugin.objects[TRAIN]!.filter(({ kind }) => kind === 'DaemonSet').map(({ name }) => name);
    expect(daemons).toEqual(['gpus-slices', 'gpus-mig', 'gpus-vgpu']);
    await eventually(async () => {
      const pods = await (await twin.client(TRAIN)).list({ ...PODS, namespace: 'kube-system' });
      expect(pods.map(nodeOf).sort()).toEqual(['mig-0', 'slices-0', 'vgpu-0']);
    });
  });

  test('eight logical GPUs of a card are all used, and the ninth is refused', async () => {
    await submit('slices', 9, { gpus: 1 });
    await expectOneWaiting('slices', 8);
  });

  test('MIG devices are handed out by the name of their profile, as many as the queue bounds', async () => {
    await submit('bounded-mig', 3, { gpu: GpuRequest.mig('1g.10gb') }, queue);
    await expectRunning('bounded-mig', 2);
    // what the queue leaves is there for others
    await submit('mig', 3, { gpu: GpuRequest.mig('1g.10gb') });
    await expectOneWaiting('mig', 2);
    await expectRunning('bounded-mig', 2);
  });

  test('Volcano sees the cards of a node when it next hears of the node, and until then hands out what all have together', async () => {
    const client = await twin.client(TRAIN);
    let attempt = 0;
    await eventually(async () => {
      attempt++;
      // a kubelet says this every now and then, five minutes apart at most
      await twin.applyTo(TRAIN, [heartbeat('vgpu-0', attempt)]);
      const probe = vgpuPod(`probe-${attempt}`);
      await client.create(probe);
      await eventually(async () => expect(nodeOf((await client.read(refOf(probe)))!)).toBe('vgpu-0'), 10);
      const card = (await client.read(refOf(probe)))?.metadata.annotations?.[CARD_OF];
      await client.remove(refOf(probe));
      await eventually(async () => expect(await client.read(refOf(probe))).toBeUndefined(), 10);
      expect(card).toBeDefined();
    });
  });

  test('Volcano finds a card with so much memory: what two cards have left together is no room', async () => {
    // 14 GiB each: two of the three fit a node of 28, if it were one card
    await submit('vgpu', 3, { gpu: GpuRequest.vgpu({ memoryGiB: 8, cores: 30 }) });
    const pods = await expectOneWaiting('vgpu', 2);
    const cards = pods.flatMap(({ metadata }) => metadata.annotations?.[CARD_OF] ?? []);
    expect(cards.map((card) => card.split(',')).sort()).toEqual([
      ['GPU-vgpu-0-0', 'NVIDIA', '8', '30:'],
      ['GPU-vgpu-0-1', 'NVIDIA', '8', '30:'],
    ]);
    await submit('rest', 3, { gpu: GpuRequest.vgpu({ memoryGiB: 6, cores: 70 }) });
    await expectOneWaiting('rest', 2);
  });

  test('claimed cards are allocated as their driver publishes them, and who comes last waits', async () => {
    // of two cards the queue bounds one
    await submit('bounded-claim', 2, { gpu: GpuRequest.claim(claim) }, queue);
    await expectRunning('bounded-claim', 1);
    await submit('claimed', 2, { gpu: GpuRequest.claim(claim) });
    await expectOneWaiting('claimed', 1);
    await expectRunning('bounded-claim', 1);
    const claims = await (await twin.client(TRAIN)).list({
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceClaim',
      namespace: 'default',
    });
    const devices = claims.flatMap(({ status }) => allocated(status)).sort();
    expect(devices).toEqual(['claimed-0/gpu-0', 'claimed-0/gpu-1']);
  });

  /** A job in the member, compiled as any other. */
  async function submit(
    name: string,
    replicas: number,
    asks: Pick<TrainingTask, 'gpu' | 'gpus'>,
    queue: IQueue = TrainingQueue.fromName('default', { members: [TRAIN] }),
  ): Promise<void> {
    const program = new FleetApp();
    const again = new GpuFleet(program, 'fleet', { volcano: '1.15', members: MEMBERS });
    new TrainingJob(again.member(TRAIN), name, {
      queue,
      namespace: 'default',
      tasks: { main: { replicas, image: 'registry.internal/train:1', cpu: 0.1, ...asks } },
      minAvailable: 1,
    });
    const { targets, findings } = program.compile();
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const [job] = targets.flatMap(({ objects }) => objects.map(({ manifest }) => manifest)).filter(isJob);
    expect(await twin.applyTo(TRAIN, [job!])).toMatchObject([{ outcome: 'created' }]);
  }

  async function podsOf(job: string): Promise<Manifest[]> {
    return (await twin.client(TRAIN)).list(
      { ...PODS, namespace: 'default' },
      { labelSelector: `volcano.sh/job-name=${job}` },
    );
  }

  async function expectRunning(job: string, running: number): Promise<void> {
    await eventually(async () => expect((await podsOf(job)).filter(nodeOf)).toHaveLength(running));
  }

  /** All pods but one run, and the scheduler has said that there is no room for that one. */
  async function expectOneWaiting(job: string, running: number): Promise<Manifest[]> {
    let pods: Manifest[] = [];
    await eventually(async () => {
      pods = await podsOf(job);
      expect(pods.filter(nodeOf)).toHaveLength(running);
      const waiting = pods.filter((pod) => nodeOf(pod) === undefined);
      expect(waiting.map(reasonOf)).toEqual([expect.stringMatching(/Unschedulable|unavailable/)]);
    });
    return pods;
  }
});

function node(name: string, model: 'V100' | 'A100-80GB' | 'T4' | 'H100', gpusPerNode: number, sharing: GpuSharing) {
  return { name, gpu: Gpu.nvidia(model), nodes: 1, gpusPerNode, sharing };
}

/** What the driver for claims brings where there are cards: its class, and the two cards of a node. */
function broughtByDriver(): Manifest[] {
  const apiVersion = 'resource.k8s.io/v1';
  const device = (index: number): Json => ({
    name: `gpu-${index}`,
    attributes: { type: { string: 'gpu' } },
    capacity: { memory: { value: '81559Mi' } },
  });
  return [
    {
      apiVersion,
      kind: 'DeviceClass',
      metadata: { name: NVIDIA_DRIVER },
      spec: { selectors: [{ cel: { expression: `device.driver == '${NVIDIA_DRIVER}'` } }] },
    },
    {
      apiVersion,
      kind: 'ResourceSlice',
      metadata: { name: 'claimed-0' },
      spec: {
        driver: NVIDIA_DRIVER,
        nodeName: 'claimed-0',
        pool: { name: 'claimed-0', generation: 1, resourceSliceCount: 1 },
        devices: [device(0), device(1)],
      },
    },
  ];
}

function heartbeat(name: string, count: number): Manifest {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, annotations: { 'example.com/heartbeat': `${count}` } } };
}

function vgpuPod(name: string): Manifest {
  const limits = { 'volcano.sh/vgpu-number': 1, 'volcano.sh/vgpu-memory': 1 };
  return {
    ...PODS,
    metadata: { name, namespace: 'default' },
    spec: {
      schedulerName: 'volcano',
      terminationGracePeriodSeconds: 0,
      containers: [{ name: 'main', image: 'registry.internal/train:1', resources: { limits } }],
    },
  };
}

function isJob({ kind }: Manifest): boolean {
  return kind === 'Job';
}

function nodeOf({ spec }: Manifest): string | undefined {
  return (spec as { readonly nodeName?: string }).nodeName;
}

function reasonOf({ status }: Manifest): string {
  const { conditions = [] } = status as { readonly conditions?: readonly { readonly message?: string }[] };
  return conditions.map(({ message = '' }) => message).join();
}

/** The devices of an allocated claim, as `pool/device`. */
function allocated(status: Json | undefined): string[] {
  const { allocation } = (status ?? {}) as {
    readonly allocation?: {
      readonly devices: { readonly results: readonly { readonly pool: string; readonly device: string }[] };
    };
  };
  return allocation?.devices.results.map(({ pool, device }) => `${pool}/${device}`) ?? [];
}
