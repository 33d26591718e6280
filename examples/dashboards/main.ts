/**
 * The dashboards of a fleet that trains in two clusters and serves in two others. docs/pictures shows the one about GPUs.
 */
import { FleetApp, FleetDashboards, Gpu, GpuFleet, TrainingJob, TrainingQueue } from 'cdk8s-fleet';

export const app = new FleetApp();

const fleet = new GpuFleet(app, 'ai', {
  currency: 'CNY',
  volcano: '1.15',
  istio: '1.30',
  members: {
    'train-gpu': {
      kubernetes: '1.34',
      pools: [{ name: 'a100', gpu: Gpu.nvidia('A100-80GB'), nodes: 6, gpusPerNode: 8, hourly: 236 }],
    },
    'idc-gpu': {
      kubernetes: '1.34',
      pools: [{ name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 4, gpusPerNode: 8, hourly: 92 }],
    },
    'serve-online': {
      kubernetes: '1.34',
      engines: { volcano: null },
      pools: [{ name: 'l40s', gpu: Gpu.nvidia('L40S'), nodes: 4, gpusPerNode: 4, hourly: 58 }],
    },
    'edge-infer': {
      kubernetes: '1.33',
      engines: { volcano: null },
      pools: [{ name: 't4', gpu: Gpu.nvidia('T4'), nodes: 4, gpusPerNode: 1, hourly: 6 }],
    },
  },
  groups: { train: ['train-gpu', 'idc-gpu'], serve: ['serve-online', 'edge-infer'] },
});

const queue = new TrainingQueue(fleet, 'train-queue', { to: fleet.group('train'), capability: { gpus: 80 } });

new TrainingJob(fleet, 'resnet50-train', {
  queue,
  tasks: {
    trainer: { replicas: 4, image: 'registry.internal/ml/resnet-trainer:v2', gpus: 8, cpu: 32, memory: '256Gi' },
  },
});

new FleetDashboards(fleet, 'dashboards');

app.synth();
