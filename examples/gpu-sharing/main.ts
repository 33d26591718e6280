/**
 * Two clusters that share the training and the serving of one team: V100 nodes in Shanghai, cheaper 4090 nodes in
 * Beijing. The training job and the inference service run on both, two thirds on the V100s, where eight pods take turns on a card.
 */
import { ApiObject, JsonPatch, Size } from 'cdk8s';
import { FleetApp, Gpu, GpuDevicePlugin, GpuFleet, GpuSharing, WeightedPropagation } from 'cdk8s-fleet';
import { Cpu, Deployment, k8s, Namespace } from 'cdk8s-plus-28';

export const app = new FleetApp();

const fleet = new GpuFleet(app, 'gpu-fleet', {
  karmada: '1.18',
  currency: 'CNY',
  members: {
    'ack-gpu-a': {
      provider: 'alicloud',
      region: 'cn-shanghai',
      kubernetes: '1.34',
      labels: { 'gpu-tier': 'fast' },
      pools: [
        {
          name: 'v100',
          gpu: Gpu.nvidia('V100'),
          nodes: 4,
          gpusPerNode: 2,
          sharing: GpuSharing.timeSlices(8),
          hourly: 46,
        },
      ],
    },
    'tke-gpu-b': {
      provider: 'tencent',
      region: 'ap-beijing',
      kubernetes: '1.33',
      labels: { 'gpu-tier': 'cheap' },
      pools: [{ name: 'rtx4090', gpu: Gpu.nvidia('RTX4090'), nodes: 6, gpusPerNode: 4, hourly: 18 }],
    },
  },
});

new GpuDevicePlugin(fleet, 'gpu-plugin');

const namespace = new Namespace(fleet, 'ml', { metadata: { name: 'ml' } }).name;

const training = new k8s.KubeJob(fleet, 'pytorch-dnn', {
  metadata: { name: 'pytorch-dnn', namespace },
  spec: {
    parallelism: 3,
    completions: 3,
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [
          {
            name: 'train',
            image: 'registry.internal/ml/pytorch-dnn:v1',
            resources: {
              limits: {
                cpu: k8s.Quantity.fromNumber(4),
                memory: k8s.Quantity.fromString('32Gi'),
                'nvidia.com/gpu': k8s.Quantity.fromNumber(1),
              },
            },
          },
        ],
      },
    },
  },
});
new WeightedPropagation(fleet, 'train-2-to-1', { of: training, weights: { 'ack-gpu-a': 2, 'tke-gpu-b': 1 } });

const inference = new Deployment(fleet, 'infer', {
  metadata: { name: 'infer', namespace },
  replicas: 6,
  containers: [
    {
      image: 'registry.internal/ml/resnet50-serve:v2',
      portNumber: 8080,
      resources: {
        cpu: { request: Cpu.units(2), limit: Cpu.units(2) },
        memory: { request: Size.gibibytes(8), limit: Size.gibibytes(8) },
      },
    },
  ],
});
// ContainerResources of cdk8s-plus have no field for GPUs
ApiObject.of(inference).addJsonPatch(
  JsonPatch.add('/spec/template/spec/containers/0/resources/limits/nvidia.com~1gpu', k8s.Quantity.fromNumber(1)),
);
new WeightedPropagation(fleet, 'infer-2-to-1', { of: inference, weights: { 'ack-gpu-a': 2, 'tke-gpu-b': 1 } });

app.synth();
