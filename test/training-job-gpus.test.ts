import { Gpu, type TrainingTask } from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { gpuMember } from './support';
import { jobIn, trainer, withJob } from './training-job-support';

describe('GPUs by model and memory', () => {
  const members = {
    a: gpuMember(),
    b: gpuMember(4, 8, {
      pools: [{ name: 'a100', gpu: Gpu.nvidia('A100-80GB'), nodes: 4, gpusPerNode: 8 }],
    }),
  };
  const tasks = (more: Partial<TrainingTask>) => ({ tasks: { trainer: { ...trainer, ...more } } });
  const sentTo = (app: Parameters<typeof manifestsOf>[0]) =>
    manifestsOf(app, { kind: 'PropagationPolicy' }).map(
      ({ spec }) => (spec as { placement: { clusterAffinity: object } }).placement.clusterAffinity,
    );

  test.each<[Partial<TrainingTask>]>([[{ gpuModel: Gpu.nvidia('A100-80GB') }], [{ gpuMemoryGiB: 40 }]])(
    'send a job only to members that have them: %j',
    (more) => {
      const { app } = withJob(tasks(more), { members });
      expect(findingsOf(app)).toEqual([]);
      expect(sentTo(app)).toEqual([{ clusterNames: ['b'] }]);
    },
  );

  test('the model becomes a selector of nodes, beside those of the pod', () => {
    const pod = { nodeSelector: { zone: 'z1' } };
    const { app } = withJob(tasks({ gpuModel: Gpu.nvidia('A100-80GB'), pod }), { members });
    expect(jobIn(app).spec).toMatchObject({
      tasks: [
        {
          template: {
            spec: { nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB', zone: 'z1' } },
          },
        },
      ],
    });
  });

  test.each<[string, Partial<TrainingTask>]>([
    ['training/no-such-gpu', { gpuModel: Gpu.nvidia('H100') }],
    ['training/gpu-too-small', { gpuMemoryGiB: 40 }],
    ['training/gpu-too-small', { gpuModel: Gpu.nvidia('V100'), gpuMemoryGiB: 40 }],
  ])('%s for %j in member a', (id, more) => {
    const { app } = withJob({ ...tasks(more), to: ['a'] }, { members });
    expect(findingsOf(app, id)).toHaveLength(1);
  });

  test('a member where only some GPUs are large enough is a warning', () => {
    const pools = [...members.a.pools!, ...members.b.pools!];
    const { app } = withJob(tasks({ gpuMemoryGiB: 40 }), { members: { ...members, a: { kubernetes: '1.34', pools } } });
    expect(findingsOf(app)).toMatchObject([{ id: 'training/gpu-mixed', severity: 'warning', value: 40 }]);
  });
});
