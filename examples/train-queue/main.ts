/**
 * One training queue over two clusters, and a job in it. The queue's 64 GPUs are those of the declared pools, half in each
 * cluster; the job is a gang of four that goes whole to one of them. The serving cluster has no part in it.
 */
import { FleetApp, Gpu, GpuFleet, TrainingJob, TrainingQueue } from 'cdk8s-fleet';
import { Namespace } from 'cdk8s-plus-28';

export const app = new FleetApp();

const fleet = new GpuFleet(app, 'ai-fleet', {
  karmada: '1.18',
  volcano: '1.15',
  members: {
    'train-gpu': {
      kubernetes: '1.34',
      labels: { 'gpu-tier': 'fast' },
      pools: [{ name: 'a100', gpu: Gpu.nvidia('A100-80GB'), nodes: 4, gpusPerNode: 8, hourly: 32 }],
    },
    'idc-gpu': {
      kubernetes: '1.34',
      labels: { 'gpu-tier': 'cheap' },
      pools: [{ name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 8, gpusPerNode: 4, hourly: 9 }],
    },
    'serve-online': { kubernetes: '1.34', engines: { volcano: null } },
  },
  groups: { train: ['train-gpu', 'idc-gpu'] },
});

const namespace = new Namespace(fleet, 'ml', { metadata: { name: 'ml' } }).name;

const queue = new TrainingQueue(fleet, 'train-queue', {
  to: fleet.group('train'),
  weight: 1,
  reclaimable: true,
  capability: { cpu: 200, memory: '800Gi', gpus: 64 },
});

new TrainingJob(fleet, 'resnet50-train', {
  queue,
  namespace,
  tasks: {
    trainer: { replicas: 4, image: 'registry.internal/ml/resnet-trainer:v2', gpus: 1, cpu: 8, memory: '32Gi' },
  },
});

app.synth();
