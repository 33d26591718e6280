import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { mayArriveIn } from '../core/arrivals';
import { Findings } from '../core/findings';
import { fleetOrFail, type IFleet } from '../core/fleet';
import { checkReach } from '../core/reach';
import { checkFederated } from './federated-checks';
import { checkGpuRequests } from './gpu-checks';
import { checkGpuDemand } from './gpu-demand';
import { checkGpuResource, gpuResourceIn } from './gpu-resource';
import type { GradientPrecision } from './gradient-traffic';
import { checkJob } from './job-checks';
import { JobInput } from './job-input';
import { type JobPlugins, withDefaults } from './job-plugin-options';
import { START_AGAIN } from './job-policy';
import { jobSpec } from './job-spec';
import { refersToQueue } from './queue-reference';
import { REACH, TrainingJob, type TrainingJobProps } from './training-job';
import type { TrainingPods, TrainingTask } from './training-task';

/** The one task of each part. */
const TASK = 'worker';

const MASTER_PORT = 23456;

/** Variable with the rank of the first pod of a part. */
const RANK_OFFSET = 'NODE_RANK_OFFSET';

/** Properties of a training job over several of the members `M` of a fleet. */
export interface FederatedTrainingJobProps<M extends string = string>
  extends Omit<TrainingJobProps<M>, 'tasks' | 'to' | 'minAvailable' | 'minSuccess' | 'plugins'> {
  /** Pods of each part, by member. The first member has the first ranks, and the master. */
  readonly parts: Readonly<Partial<Record<NoInfer<M>, number>>>;
  /** The pods of all parts. */
  readonly pods: Omit<TrainingPods, 'replicas'>;
  /** Host name or address at which the first pod of the first part is found from all members: of a load balancer, say. */
  readonly masterAddress: string;
  /**
   * Port there.
   * @default 23456
   */
  readonly masterPort?: number;
  /**
   * What `torchrun` starts in every pod, once for each process: a script and its arguments. The image must have `sh`.
   * @default - nothing: the command of the pods runs as it is, and finds MASTER_ADDR, MASTER_PORT, WORLD_SIZE (pods of all parts),
   * NODE_RANK_OFFSET and VC_TASK_INDEX, which together are the rank of its pod
   */
  readonly torchrun?: readonly string[];
  /**
   * Plugins with their options, none of which takes a part for the whole job, as `pytorch` does. `svc` lets pods of other parts in, unless
   * it says `disableNetworkPolicy: false`.
   * @default - `env`, which there is always
   */
  readonly plugins?: JobPlugins;
  /**
   * Processes that `torchrun` starts in each pod.
   * @default - the GPUs of a pod, or 1
   */
  readonly processesPerPod?: number;
  /** Seconds between two exchanges of gradients: the computing of a step, or of several where they are exchanged less often. */
  readonly stepSeconds: number;
  /**
   * Parameters of the model, of each of which a gradient is exchanged.
   * @default - `gradientGiBPerStep` tells
   */
  readonly parameters?: number;
  /**
   * Precision in which gradients are exchanged.
   * @default 'bf16'
   */
  readonly precision?: GradientPrecision;
  /**
   * GiB of all gradients of one exchange.
   * @default - `parameters` in `precision`
   */
  readonly gradientGiBPerStep?: number;
}

/**
 * One data-parallel training job over several members, where the links between them can carry its gradients. Each member gets a part of
 * its own that is a gang there; the parts find each other at one address.
 *
 * A job that fits into one member belongs into one: that is what a `TrainingJob` does.
 *
 * Where the fleet has volcano-global the job is a `HyperJob`, from which that makes the parts. Elsewhere each part is a `TrainingJob`.
 */
export class FederatedTrainingJob<const M extends string = string> extends Construct {
  /** The parts by member; none where volcano-global makes them. */
  public readonly parts: Readonly<Partial<Record<M, TrainingJob>>>;
  /** Pods of all parts. */
  public readonly replicas: number;
  /** Labels of the pod at `masterAddress`, for the Service in front of it. */
  public readonly masterLabels: Readonly<Record<string, string>>;

  /**
   * @param scope the fleet, or a construct in its scope
   * @throws FindingsError `fleet/outside`
   */
  public constructor(scope: IFleet<M> | Construct, id: string, props: FederatedTrainingJobProps<M>) {
    super(scope, id);
    const fleet = fleetOrFail(this);
    const jobName = props.jobName ?? id;
    const input = new JobInput();
    const given = soundProps(props, input);
    const parts = partsOf<M>(props.parts, input);
    this.replicas = parts.reduce((sum, { replicas }) => sum + replicas, 0);

    const isHyperJob = fleet.model.volcanoGlobal !== undefined;
    const nameOf = (member: string) => (isHyperJob ? `${jobName}-${member}-0` : `${jobName}-${member}`);
    this.masterLabels = {
      'volcano.sh/job-name': nameOf(parts[0]?.member ?? ''),
      'volcano.sh/task-spec': TASK,
      'volcano.sh/task-index': '0',
    };
    const partProps = ({ replicas, offset }: Part<M>): TrainingJobProps => ({
      ...given,
      tasks: { [TASK]: taskOf(given, replicas, offset, this.replicas) },
      plugins: pluginsOf(props.plugins),
      policies: props.policies ?? START_AGAIN,
    });
    const jobs = isHyperJob
      ? []
      : parts.map((part) => {
          const to = [part.member];
          const job = new TrainingJob(this, part.member, { ...partProps(part), jobName: nameOf(part.member), to });
          return [part.member, job] as const;
        });
    this.parts = Object.fromEntries(jobs) as Readonly<Partial<Record<M, TrainingJob>>>;
    if (isHyperJob) {
      this.renderHyperJob(
        fleet,
        jobName,
        parts.map((part) => [part.member, partProps(part)] as const),
      );
    }

    const { stepSeconds, parameters, precision, gradientGiBPerStep } = props;
    const masterAddress = input.host('masterAddress', props.masterAddress, 'masterPort');
    Findings.of(this).addCheck(() => input.findings(this.node.path));
    Findings.of(this).addCheck(() =>
      checkFederated({
        place: this.node.path,
        fleet: fleet.model,
        parts: Object.fromEntries(parts.map(({ member, replicas }) => [member, replicas])),
        masterAddress,
        stepSeconds,
        parameters,
        precision,
        gradientGiBPerStep,
        plugins: Object.entries(props.plugins ?? {}).flatMap(([name, options]) =>
          options === undefined ? [] : [name],
        ),
      }),
    );
  }

  /** The kind is not among those of Volcano's own release; it comes with volcano-global. */
  private renderHyperJob(fleet: IFleet, name: string, parts: readonly (readonly [M, TrainingJobProps])[]): void {
    const { namespace, queue } = parts[0]?.[1] ?? {};
    const known = parts.map(([member, props]) => {
      const members = fleet.model.members.filter((model) => model.name === member);
      const stated = props.gpuResource ?? props.queue.gpuResource;
      return { member, props, members, stated, gpuNames: { gpuResource: gpuResourceIn(members, stated), members } };
    });
    const job = new ApiObject(this, 'Resource', {
      apiVersion: 'training.volcano.sh/v1alpha1',
      kind: 'HyperJob',
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      spec: {
        minAvailable: parts.length,
        replicatedJobs: known.map(({ member, props, gpuNames }) => ({
          name: member,
          replicas: 1,
          clusterNames: [member],
          templateSpec: jobSpec(props, gpuNames),
        })),
      },
    });
    if (queue) {
      refersToQueue(this, queue);
    }
    const place = this.node.path;
    for (const { member, props, members, stated, gpuNames } of known) {
      const { tasks } = props;
      const reach = { place, what: 'the job', home: fleet, names: [member], engine: 'volcano', given: {} } as const;
      Findings.of(this).addCheck(function* () {
        yield* checkJob({ ...props, place, jobName: `${name}-${member}` });
        yield* checkReach(reach, REACH);
        yield* checkGpuDemand(place, tasks, members);
        if (Object.values(tasks).some(({ gpus }) => gpus !== undefined)) {
          yield* checkGpuResource(place, members, stated);
        }
        yield* checkGpuRequests({ place, namespace: job.metadata.namespace, tasks, ...gpuNames });
      });
    }
    for (const member of fleet.members.filter(({ memberName }) => parts.some(([name]) => name === memberName))) {
      mayArriveIn(member, job);
    }
  }
}

/** Pods of the job in one member. */
interface Part<M extends string> {
  readonly member: M;
  readonly replicas: number;
  /** Pods of all parts before it: the rank of its first pod. */
  readonly offset: number;
}

function partsOf<M extends string>(
  stated: Readonly<Record<string, number | undefined>>,
  input: JobInput,
): readonly Part<M>[] {
  const parts: Part<M>[] = [];
  let offset = 0;
  for (const [member, pods] of Object.entries(stated)) {
    if (pods !== undefined) {
      const replicas = input.count(`parts.${member}`, pods);
      parts.push({ member: member as M, replicas, offset });
      offset += replicas;
    }
  }
  return parts;
}

/** What a part asks of Volcano. Left alone, svc closes it to all pods but its own. */
function pluginsOf(plugins: JobPlugins = {}): JobPlugins {
  const { env = {}, svc } = plugins;
  return { ...plugins, env, ...(svc ? { svc: withDefaults('svc', svc, { disableNetworkPolicy: true }) } : {}) };
}

/** The properties, those of them that can be used. */
function soundProps<P extends FederatedTrainingJobProps>(props: P, input: JobInput): P {
  return {
    ...props,
    pods: input.pod('pods', props.pods),
    masterPort: input.port('masterPort', props.masterPort),
    processesPerPod: input.processes('processesPerPod', props.processesPerPod),
  };
}

function taskOf(
  { pods, masterAddress, masterPort = MASTER_PORT, torchrun, processesPerPod }: FederatedTrainingJobProps,
  replicas: number,
  offset: number,
  world: number,
): TrainingTask {
  return {
    restartPolicy: 'Never',
    ...pods,
    replicas,
    env: {
      MASTER_ADDR: masterAddress,
      MASTER_PORT: `${masterPort}`,
      WORLD_SIZE: `${world}`,
      [RANK_OFFSET]: `${offset}`,
      ...pods.env,
    },
    ...(torchrun ? { command: torchrunCommand(torchrun, processesPerPod ?? pods.gpus ?? 1) } : {}),
  };
}

/** Kubernetes puts values in, and adds nothing up: a shell does. */
function torchrunCommand(script: readonly string[], processes: number): string[] {
  const line = [
    'exec torchrun --nnodes="$WORLD_SIZE"',
    `--node-rank="$((${RANK_OFFSET} + VC_TASK_INDEX))"`,
    `--nproc-per-node=${processes}`,
    '--master-addr="$MASTER_ADDR" --master-port="$MASTER_PORT" "$@"',
  ];
  return ['sh', '-c', line.join(' '), 'torchrun', ...script];
}
