import { type JobPlugins, MpiJob, type MpiJobProps, TrainingQueue } from '../lib';
import type { Manifest } from '../lib/core/manifest';
import { findingsOf, manifestsOf } from '../lib/testing';
import { twoMembers } from './support';

const image = 'registry.internal/ml:1';
const queue = TrainingQueue.fromName('default');

const fleetOf = () => twoMembers({ volcano: '1.15' });
const jobIn = (app: Parameters<typeof manifestsOf>[0]) =>
  manifestsOf(app).find(({ apiVersion }) => apiVersion === 'batch.volcano.sh/v1alpha1') as Manifest;

function mpi(props: Partial<MpiJobProps<'a' | 'b'>> = {}) {
  const { app, fleet } = fleetOf();
  const workers = { replicas: 2, image, gpus: 4 };
  const job = new MpiJob(fleet, 'mpi', { queue, launcher: { image }, workers, mpirun: ['train', '-v'], ...props });
  return { app, job };
}

describe('MpiJob', () => {
  test('is a gang of workers, and a launcher that waits for them and knows their slots', () => {
    const { app, job } = mpi({ sshPort: 2222 });
    expect(findingsOf(app)).toEqual([]);
    expect(job).toMatchObject({ minAvailable: 2, replicas: 3 });
    expect(jobIn(app).spec).toMatchObject({
      minAvailable: 2,
      plugins: {
        svc: [],
        ssh: ['--ssh-port=2222'],
        mpi: ['--master=launcher', '--worker=worker', '--port=2222'],
      },
      tasks: [
        {
          name: 'launcher',
          replicas: 1,
          dependsOn: { name: ['worker'] },
          policies: [{ event: 'TaskCompleted', action: 'CompleteJob' }],
          template: {
            spec: {
              containers: [
                {
                  command: [
                    ...['mpirun', '--allow-run-as-root', '-np', '8'],
                    ...['--host', 'mpi-worker-0.mpi:4,mpi-worker-1.mpi:4', 'train', '-v'],
                  ],
                },
              ],
            },
          },
        },
        {
          name: 'worker',
          template: { spec: { containers: [{ command: ['sh', '-c', expect.stringContaining('-p 2222')] }] } },
        },
      ],
    });
  });

  test('takes commands of its own instead', () => {
    const { app } = mpi({
      mpirun: undefined,
      launcher: { image, command: ['launch'] },
      workers: { replicas: 2, image, command: ['listen'] },
    });
    const commands = [['launch'], ['listen']].map((command) => ({ template: { spec: { containers: [{ command }] } } }));
    expect(jobIn(app).spec).toMatchObject({ tasks: commands });
  });

  test.each<[string, JobPlugins['ssh'], readonly string[]]>([
    ['options', { sshKeyFilePath: '/keys' }, ['--ssh-port=2222', '--ssh-key-file-path=/keys']],
    ['arguments', ['--ssh-key-file-path=/keys'], ['--ssh-port=2222', '--ssh-key-file-path=/keys']],
  ])('%s of the plugin ssh stand beside the port', (_, ssh, rendered) => {
    const { app } = mpi({ sshPort: 2222, plugins: { ssh } });
    expect(findingsOf(app)).toEqual([]);
    expect(jobIn(app).spec).toMatchObject({ plugins: { ssh: rendered } });
  });

  const workers = { replicas: 2, image };

  test.each<[string, Partial<MpiJobProps<'a' | 'b'>>, string, unknown]>([
    ['training/bad-replicas', { workers: { ...workers, replicas: 0 } }, 'workers.replicas is 0;', 0],
    ['training/bad-replicas', { workers: { ...workers, replicas: 2.5 } }, 'workers.replicas is 2.5;', 2.5],
    ['training/bad-replicas', { workers: { ...workers, replicas: 1e12 + 0.5 } }, 'workers.replicas is ', 1e12 + 0.5],
    ['training/bad-amount', { workers: { ...workers, gpus: -1 } }, 'workers.gpus is -1;', -1],
    ['training/bad-amount', { launcher: { image, cpu: 0 } }, 'launcher.cpu is 0;', 0],
    ['training/bad-port', { sshPort: 99_999 }, 'sshPort is 99999;', 99_999],
    ['training/bad-port', { sshPort: 0 }, 'sshPort is 0;', 0],
    ['training/bad-processes', { slotsPerWorker: -1 }, 'slotsPerWorker is -1;', -1],
  ])('tells %s for %j once, and as it was written', (id, props, message, value) => {
    expect(findingsOf(mpi(props).app)).toMatchObject([
      { id, place: 'fleet/mpi', value, message: expect.stringContaining(message) },
    ]);
  });
});
