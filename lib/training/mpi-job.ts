import type { Construct } from 'constructs';
import { Findings } from '../core/findings';
import type { Home } from '../core/fleet';
import { JobInput } from './job-input';
import { withDefaults } from './job-plugin-options';
import { type JobPolicy, START_AGAIN } from './job-policy';
import { TrainingJob, type TrainingJobProps } from './training-job';
import type { TrainingPods } from './training-task';

/** Tasks of the job. */
const LAUNCHER = 'launcher';
const WORKER = 'worker';

const SSH_PORT = 22;

const LAUNCHER_IS_DONE: readonly JobPolicy[] = [{ event: 'TaskCompleted', action: 'CompleteJob' }];

/** Properties of an MPI job, in a fleet of the members `M` or in one member. */
export interface MpiJobProps<M extends string = string>
  extends Omit<TrainingJobProps<M>, 'tasks' | 'minAvailable' | 'minSuccess'> {
  /** The pod that starts the processes; `MPI_HOST` in it lists the workers. */
  readonly launcher: Omit<TrainingPods, 'replicas'>;
  /** The pods in which the processes run. Without a command of their own they run an SSH server, which must be in the image. */
  readonly workers: TrainingPods;
  /**
   * What the launcher runs by `mpirun` (Open MPI), once for each slot of all workers: a program and its arguments.
   * @default - nothing: the launcher has a command of its own
   */
  readonly mpirun?: readonly string[];
  /**
   * Processes in each worker.
   * @default - the GPUs of a worker, or 1
   */
  readonly slotsPerWorker?: number;
  /**
   * Port of the SSH servers.
   * @default 22
   */
  readonly sshPort?: number;
  /**
   * What Volcano does about events of the job's pods.
   * @default - the job starts again when a pod fails or is evicted, and is complete when the launcher is
   */
  readonly policies?: readonly JobPolicy[];
}

/**
 * A job of MPI processes: a `TrainingJob` with workers that are a gang, a launcher that starts when all of them run, keys to log in to
 * them, and a list of their names.
 */
export class MpiJob<const M extends string = string> extends TrainingJob<M> {
  /**
   * @param scope a fleet, of which one member gets the job, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`
   */
  public constructor(scope: Home<M> | Construct, id: string, props: MpiJobProps<M>) {
    const { launcher, workers: givenWorkers, mpirun, slotsPerWorker, sshPort: givenPort, ...job } = props;
    const input = new JobInput();
    const workers = input.pods('workers', givenWorkers);
    const slots = input.processes('slotsPerWorker', slotsPerWorker) ?? workers.gpus ?? 1;
    const sshPort = input.port('sshPort', givenPort) ?? SSH_PORT;
    super(scope, id, {
      ...job,
      tasks: {
        [LAUNCHER]: {
          restartPolicy: 'Never',
          policies: LAUNCHER_IS_DONE,
          ...input.pod('launcher', launcher),
          replicas: 1,
          dependsOn: [WORKER],
          ...(mpirun ? { command: mpirunCommand(job.jobName ?? id, workers.replicas, slots, mpirun) } : {}),
        },
        [WORKER]: {
          restartPolicy: 'Never',
          command: ['sh', '-c', `mkdir -p /var/run/sshd && exec /usr/sbin/sshd -D -p ${sshPort}`],
          ...workers,
        },
      },
      plugins: {
        ...job.plugins,
        ssh: withDefaults('ssh', job.plugins?.ssh ?? {}, { sshPort }),
        mpi: { master: LAUNCHER, worker: WORKER, port: sshPort },
      },
      policies: job.policies ?? START_AGAIN,
    });
    Findings.of(this).addCheck(() => input.findings(this.node.path));
  }
}

/** Workers are found at POD.JOB, their names in the Service of the plugin svc. */
function mpirunCommand(job: string, workers: number, slots: number, program: readonly string[]): string[] {
  const hosts = Array.from({ length: workers }, (_, i) => `${job}-${WORKER}-${i}.${job}:${slots}`);
  return ['mpirun', '--allow-run-as-root', '-np', `${workers * slots}`, '--host', hosts.join(','), ...program];
}
