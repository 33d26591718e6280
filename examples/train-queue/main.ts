/**
 * One quota over two clusters, two departments in it, and their gangs. The 64 GPUs are those of the declared pools, half in each cluster.
 * Each department may use all of them while the other is idle, and gives back what the other deserves; the scheduler's
 * configuration, without which Volcano does neither, comes with the tree. The serving cluster has no part in it.
 */
import { FleetApp, Gpu, GpuFleet, PyTorchJob, TenantQueues, TrainingJob } from 'cdk8s-fleet';
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

const tenants = new TenantQueues(fleet, 'train-queue', {
  to: fleet.group('train'),
  capability: { cpu: 200, memory: '800Gi', gpus: 64 },
  departments: {
    vision: { deserved: { gpus: 24 }, guarantee: { gpus: 8 } },
    language: {
      children: {
        pretraining: { deserved: { gpus: 32 } },
        evaluation: { deserved: { gpus: 8 }, priority: 10 },
      },
    },
  },
});

// A gang of four: all of them run, or none. It goes to the first by name of the clusters that have its queue.
new TrainingJob(fleet, 'resnet50-train', {
  queue: tenants.queue('vision'),
  namespace,
  tasks: {
    trainer: { replicas: 4, image: 'registry.internal/ml/resnet-trainer:v2', gpus: 1, cpu: 8, memory: '32Gi' },
  },
});

// Three nodes with A100s at once: 8 GPUs more than the team deserves in that cluster, borrowed. With all four it would never start, which
// the compiler would say: 4 of the GPUs there are kept for vision. When others want theirs back the job waits as a whole.
new PyTorchJob(fleet, 'llm', {
  queue: tenants.queue('language/pretraining'),
  namespace,
  pods: {
    replicas: 3,
    image: 'registry.internal/ml/llm:v1',
    gpus: 8,
    cpu: 24,
    memory: '100Gi',
    gpuModel: Gpu.nvidia('A100-80GB'),
  },
  torchrun: ['train.py'],
});

app.synth();
