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

  const nodes = { replicas: 2, image };

  test.each<[string, Partial<PyTorchJobProps<'a' | 'b'>>, string, unknown]>([
    ['training/bad-replicas', { pods: { ...nodes, replicas: 0 } }, 'pods.replicas is 0; expected a whole', 0],
    ['training/bad-replicas', { pods: { ...nodes, replicas: 1.5 } }, 'pods.replicas is 1.5;', 1.5],
    ['training/bad-replicas', { pods: { ...nodes, replicas: -1 } }, 'pods.replicas is -1;', -1],
    ['training/bad-replicas', { pods: { ...nodes, replicas: Number.NaN } }, 'pods.replicas is ', Number.NaN],
    ['training/bad-amount', { pods: { ...nodes, gpus: 0.5 }, torchrun: ['a.py'] }, 'pods.gpus is 0.5;', 0.5],
    ['training/bad-amount', { pods: { ...nodes, memory: '32 GB' } }, 'pods.memory is "32 GB";', '32 GB'],
    ['training/bad-port', { masterPort: -1 }, 'masterPort is -1; expected a whole number from 1 to 65535', -1],
    ['training/bad-port', { masterPort: 65_536 }, 'masterPort is 65536;', 65_536],
    ['training/bad-port', { masterPort: Number.NaN }, 'masterPort is ', Number.NaN],
    ['training/bad-processes', { processesPerPod: 0, torchrun: ['a.py'] }, 'processesPerPod is 0;', 0],
    ['training/bad-processes', { processesPerPod: 2.5 }, 'processesPerPod is 2.5;', 2.5],
  ])('tells %s for %j once, and as it was written', (id, props, message, value) => {
    const { app } = pytorch(props);
    expect(findingsOf(app)).toMatchObject([
      { id, place: 'fleet/ddp', value, message: expect.stringContaining(message) },
    ]);
    expect(() => app.synth()).toThrow(id);
  });
});
