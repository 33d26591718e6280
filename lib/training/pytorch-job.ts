import type { Construct } from 'constructs';
import { Findings } from '../core/findings';
import type { Home } from '../core/fleet';
import { JobInput } from './job-input';
import { type JobPolicy, START_AGAIN } from './job-policy';
import { TrainingJob, type TrainingJobProps } from './training-job';
import type { TrainingPods, TrainingTask } from './training-task';

/** Tasks of the job, by the names that Volcano's plugin looks for. */
const MASTER = 'master';
const WORKER = 'worker';

const MASTER_IS_DONE: readonly JobPolicy[] = [{ event: 'TaskCompleted', action: 'CompleteJob' }];

/** Properties of a PyTorch job, in a fleet of the members `M` or in one member. */
export interface PyTorchJobProps<M extends string = string>
  extends Omit<TrainingJobProps<M>, 'tasks' | 'minAvailable' | 'minSuccess'> {
  /**
   * The pods of the job; the first is the master. Where a pod fails its container is not started again in it, unless
   * `restartPolicy` says so. A container named `worker` in `pod` adds to the one made here, in all pods.
   */
  readonly pods: TrainingPods;
  /**
   * What `torchrun` starts in every pod, once for each process: a script and its arguments.
   * @default - nothing: the command of the pods runs as it is, and finds MASTER_ADDR, MASTER_PORT, WORLD_SIZE and RANK of its pod
   */
  readonly torchrun?: readonly string[];
  /**
   * Processes that `torchrun` starts in each pod.
   * @default - the GPUs of a pod, or 1
   */
  readonly processesPerPod?: number;
  /**
   * Port at which the master is found.
   * @default - Volcano's: 23456
   */
  readonly masterPort?: number;
  /**
   * What Volcano does about events of the job's pods.
   * @default - the job starts again when a pod fails or is evicted, and is complete when the master is
   */
  readonly policies?: readonly JobPolicy[];
}

/**
 * A job of PyTorch processes that find each other (DDP, FSDP): a `TrainingJob` with one master, workers, and Volcano's plugin pytorch,
 * which sets the variables of the rendezvous.
 */
export class PyTorchJob<const M extends string = string> extends TrainingJob<M> {
  /**
   * @param scope a fleet, of which one member gets the job, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`
   */
  public constructor(scope: Home<M> | Construct, id: string, props: PyTorchJobProps<M>) {
    const { pods: givenPods, torchrun, processesPerPod, masterPort, ...job } = props;
    const input = new JobInput();
    const pods = input.pods('pods', givenPods);
    const port = input.port('masterPort', masterPort);
    const processes = input.processes('processesPerPod', processesPerPod) ?? pods.gpus ?? 1;
    const task: TrainingTask = {
      restartPolicy: 'Never',
      ...pods,
      ...(torchrun ? { command: torchrunCommand(torchrun, processes) } : {}),
    };
    const master: TrainingTask = {
      ...task,
      replicas: 1,
      policies: pods.policies ?? MASTER_IS_DONE,
      ...(pods.pod ? { pod: asMaster(pods.pod) } : {}),
    };
    super(scope, id, {
      ...job,
      tasks: {
        [MASTER]: master,
        ...(pods.replicas === 1 ? {} : { [WORKER]: { ...task, replicas: pods.replicas - 1 } }),
      },
      plugins: { ...job.plugins, pytorch: { master: MASTER, worker: WORKER, port } },
      policies: job.policies ?? START_AGAIN,
    });
    Findings.of(this).addCheck(() => input.findings(this.node.path));
  }
}

/** Kubernetes puts in the values of the variables that the plugin sets; WORLD_SIZE and RANK count pods there, processes in the script. */
function torchrunCommand(script: readonly string[], processes: number): string[] {
  return [
    'torchrun',
    '--nnodes=$(WORLD_SIZE)',
    '--node-rank=$(RANK)',
    `--nproc-per-node=${processes}`,
    '--master-addr=$(MASTER_ADDR)',
    '--master-port=$(MASTER_PORT)',
    ...script,
  ];
}

/** The same pod for the task of another name: its container has that name, too. */
function asMaster(pod: NonNullable<TrainingTask['pod']>): NonNullable<TrainingTask['pod']> {
  const containers = pod.containers?.map((container) =>
    container.name === WORKER ? { ...container, name: MASTER } : container,
  );
  return containers ? { ...pod, containers } : pod;
}
