import { PyTorchJob, type PyTorchJobProps, TrainingQueue } from '../lib';
import type { Manifest } from '../lib/core/manifest';
import { findingsOf, manifestsOf } from '../lib/testing';
import { twoMembers } from './support';

const image = 'registry.internal/ml:1';
const queue = TrainingQueue.fromName('default');

const fleetOf = () => twoMembers({ volcano: '1.15' });
const jobIn = (app: Parameters<typeof manifestsOf>[0]) =>
  manifestsOf(app).find(({ apiVersion }) => apiVersion === 'batch.volcano.sh/v1alpha1') as Manifest;

function pytorch(props: Partial<PyTorchJobProps<'a' | 'b'>> = {}) {
  const { app, fleet } = fleetOf();
  const job = new PyTorchJob(fleet, 'ddp', { queue, pods: { replicas: 4, image, gpus: 8 }, ...props });
  return { app, job };
}

describe('PyTorchJob', () => {
  test('is one master and workers, a gang together, that start again together', () => {
    const { app, job } = pytorch();
    expect(findingsOf(app)).toEqual([]);
    expect(job).toMatchObject({ minAvailable: 4, replicas: 4 });
    expect(jobIn(app).spec).toMatchObject({
      minAvailable: 4,
      plugins: { svc: [], pytorch: ['--master=master', '--worker=worker'] },
      policies: [{ events: ['PodFailed', 'PodEvicted'], action: 'RestartJob' }],
      tasks: [
        {
          name: 'master',
          replicas: 1,
          policies: [{ event: 'TaskCompleted', action: 'CompleteJob' }],
          template: { spec: { restartPolicy: 'Never' } },
        },
        { name: 'worker', replicas: 3 },
      ],
    });
  });

  test('starts a script by torchrun, once for each GPU', () => {
    const { app } = pytorch({ torchrun: ['train.py'], masterPort: 29500 });
    const { plugins, tasks } = jobIn(app).spec as unknown as {
      plugins: Record<string, string[]>;
      tasks: { template: { spec: { containers: { command: string[] }[] } } }[];
    };
    expect(plugins.pytorch).toContain('--port=29500');
    const commands = tasks.map(({ template }) => template.spec.containers[0]!.command.join(' '));
    expect(new Set(commands)).toEqual(
      new Set([
        'torchrun --nnodes=$(WORLD_SIZE) --node-rank=$(RANK) --nproc-per-node=8 --master-addr=$(MASTER_ADDR) --master-port=$(MASTER_PORT) train.py',
      ]),
    );
  });

  test('of one pod is a master alone', () => {
    const { app } = pytorch({ pods: { replicas: 1, image } });
    expect(findingsOf(app)).toEqual([]);
    expect((jobIn(app).spec as { tasks?: object[] }).tasks).toHaveLength(1);
  });

  test('adds to the container of all pods what a container named worker has', () => {
    const pod = {
      containers: [
        { name: 'worker', workingDir: '/src' },
        { name: 'logs', image },
      ],
    };
    const { app } = pytorch({ pods: { replicas: 2, image, pod } });
    const containers = ['master', 'worker'].map((name) => [{ name, image, workingDir: '/src' }, { name: 'logs' }]);
    expect(jobIn(app).spec).toMatchObject({
      tasks: containers.map((list) => ({ template: { spec: { containers: list } } })),
    });
  });

  test('without pods that are a number is refused as any job', () => {
    expect(findingsOf(pytorch({ pods: { replicas: 0, image } }).app, 'training/bad-replicas')).toHaveLength(1);
    expect(findingsOf(pytorch({ pods: { replicas: 2.5, image } }).app, 'training/bad-replicas')).toHaveLength(1);
  });
});
