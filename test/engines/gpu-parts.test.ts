import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  FleetApp,
  Gpu,
  GpuClaim,
  GpuDevicePlugin,
  GpuFleet,
  GpuRequest,
  GpuSharing,
  type TrainingTask,
  TrainingJob,
  TrainingQueue,
  VolcanoScheduler,
} from '../../lib';
import type { CompiledTarget } from '../../lib/core/compilation';
import type { Json, Manifest } from '../../lib/core/manifest';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { Twin } from '../../lib/twin';
import { BUILD_TIMEOUT, volcanoTwinEngines } from './support/engines';
import { eventually } from './support/eventually';
import { removeTemporary, temporary } from './support/folders';

const run = promisify(execFile);
const A = 'train';
const PODS = { apiVersion: 'v1', kind: 'Pod', namespace: 'default' };
const NVIDIA_DRIVER = 'gpu.nvidia.com';

/** One node for each way to share: two cards each, as real schedulers see them. */
describe('parts of GPUs', () => {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    volcano: '1.15',
    members: {
      [A]: {
        kubernetes: '1.36',
        pools: [
          pool('slices', 'V100', 1, GpuSharing.timeSlices(8)),
          pool('mig', 'A100-80GB', 1, GpuSharing.mig({ '3g.40gb': 1, '1g.10gb': 4 })),
          pool('vgpu', 'T4', 2, GpuSharing.vgpu({ slots: 4 })),
          pool('claimed', 'H100', 2, GpuSharing.dra()),
        ],
      },
    },
  });
  new VolcanoScheduler(fleet, 'scheduler');
  new GpuDevicePlugin(fleet, 'gpus');
  const claim = new GpuClaim(fleet, 'half-card', { memoryGiB: 40 });
  const queue = TrainingQueue.fromName('default', { members: [A] });
  const job = (name: string, replicas: number, gpu: Partial<TrainingTask>) =>
    new TrainingJob(fleet.member(A), name, {
      queue,
      tasks: { main: { replicas, image: 'registry.internal/train:1', cpu: 0.1, ...gpu } },
      minAvailable: 1,
    });
  job('slices', 9, { gpus: 1 });
  job('mig', 9, { gpu: GpuRequest.mig('1g.10gb') });
  // half of a card's memory each, a third of its cores
  job('vgpu', 5, { gpu: GpuRequest.vgpu({ memoryGiB: 7, cores: 30 }) });
  job('claimed', 3, { gpu: GpuRequest.claim(claim) });
  const compilation = app.compile();
  let twin: Twin;

  beforeAll(async () => {
    expect(compilation.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const controlPlane = objectsOf(compilation.targets.find(({ target }) => target.kind === 'control-plane')!);
    const state = temporary('twin');
    twin = await Twin.up(fleet.model, { state, engines: await volcanoTwinEngines(), controlPlane });
    await stand(twin);
    const applied = await twin.apply(compilation.targets);
    expect(applied.flatMap(({ objects }) => objects).filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const cm = compilation.targets.flatMap((t) => objectsOf(t)).find((o) => o.metadata.name === 'volcano-scheduler-configmap') as any;
    console.log(cm.data['volcano-scheduler.conf']);
    writeFileSync(join(state, 'volcano', A, 'scheduler.conf'), cm.data['volcano-scheduler.conf']);
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  }, 60_000);

  test('x', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20000));
    const client = await twin.client(A);
    const pods = await client.list(PODS);
    for (const p of pods) console.log(p.metadata.name, (p.spec as any).nodeName, JSON.stringify((p.status as any).conditions?.map((c: any) => [c.type, c.status, c.message])), JSON.stringify(p.metadata.annotations));
  }, 60_000);

  function objectsOf({ objects }: CompiledTarget): Manifest[] {
    return objects.map(({ manifest }) => manifest);
  }
});

function pool(name: string, model: 'V100' | 'A100-80GB' | 'T4' | 'H100', gpusPerNode: number, sharing: GpuSharing) {
  return { name, gpu: Gpu.nvidia(model), nodes: 1, gpusPerNode, sharing };
}

/** What a driver for claims brings: the DeviceClass, and the cards of each node. */
async function stand(twin: Twin): Promise<void> {
  const device = (index: number): Json => ({
    name: `gpu-${index}`,
    attributes: { type: { string: 'gpu' } },
    capacity: { memory: { value: '81559Mi' } },
  });
  const slice: Manifest = {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceSlice',
    metadata: { name: 'claimed-0' },
    spec: {
      driver: NVIDIA_DRIVER,
      nodeName: 'claimed-0',
      pool: { name: 'claimed-0', generation: 1, resourceSliceCount: 1 },
      devices: [device(0), device(1)],
    },
  };
  const deviceClass: Manifest = {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'DeviceClass',
    metadata: { name: NVIDIA_DRIVER },
    spec: { selectors: [{ cel: { expression: `device.driver == '${NVIDIA_DRIVER}'` } }] },
  };
  const applied = await twin.applyTo(A, [slice, deviceClass]);
  expect(applied.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
}
