import { JOB_PLUGINS, type JobPlugin } from './job-plugins';

/** Plugin svc: a Service, host names and, by environment and in files, the names of all pods of the job. */
export interface SvcPlugin {
  /**
   * Whether names of pods that are not ready yet are resolved.
   * @default - Volcano's: false
   */
  readonly publishNotReadyAddresses?: boolean;
  /**
   * Whether the NetworkPolicy is left out that lets only pods of the job reach each other.
   * @default - Volcano's: false
   */
  readonly disableNetworkPolicy?: boolean;
}

/** Plugin ssh: keys in a Secret, mounted in all pods, so that each can log in to each. */
export interface SshPlugin {
  /**
   * Folder of the keys in the containers.
   * @default - Volcano's: `~/.ssh` of root
   */
  readonly sshKeyFilePath?: string;
  /**
   * Port of the SSH servers in the pods.
   * @default - Volcano's: 22
   */
  readonly sshPort?: number;
}

/** Plugin env: the index of a pod in its task, as `VC_TASK_INDEX`. */
export type EnvPlugin = Readonly<Record<string, never>>;

/** Plugins with one task that leads and one that follows. */
interface MasterPlugin {
  /**
   * Task that leads.
   * @default - Volcano's: `master`
   */
  readonly master?: string;
  /**
   * Task that follows.
   * @default - Volcano's: `worker`
   */
  readonly worker?: string;
}

/** Plugin pytorch: `MASTER_ADDR`, `MASTER_PORT`, `WORLD_SIZE` (pods of both tasks) and `RANK` (of the pod). */
export interface PytorchPlugin extends MasterPlugin {
  /**
   * Port at which the master is found.
   * @default - Volcano's: 23456
   */
  readonly port?: number;
  /**
   * Whether workers wait for the master in an init container.
   * @default - Volcano's: false
   */
  readonly waitMasterEnabled?: boolean;
  /**
   * Seconds for which they wait.
   * @default - Volcano's: 300
   */
  readonly waitMasterTimeout?: number;
  /**
   * Image of that init container; it needs `sh` and `nc`.
   * @default - Volcano's: `busybox:1.36.1`
   */
  readonly waitMasterImage?: string;
}

/** Plugin mpi: `MPI_HOST` in the master, the names of all workers. Brings svc and ssh. */
export interface MpiPlugin extends MasterPlugin {
  /**
   * Port of the SSH servers in the pods, opened in their containers.
   * @default - Volcano's: 22
   */
  readonly port?: number;
}

/** Plugin tensorflow: `TF_CONFIG`. Brings svc. */
export interface TensorflowPlugin {
  /** @default - Volcano's: `ps` */
  readonly ps?: string;
  /** @default - Volcano's: `worker` */
  readonly worker?: string;
  /** @default - Volcano's: `chief` */
  readonly chief?: string;
  /** @default - Volcano's: `evaluator` */
  readonly evaluator?: string;
  /** @default - Volcano's: 2222 */
  readonly port?: number;
}

/** Plugin ray: the commands that start head and workers, and a Service for the head. Brings svc. */
export interface RayPlugin {
  /**
   * Task of the head.
   * @default - Volcano's: `head`
   */
  readonly head?: string;
  /**
   * Container of that task that becomes the head. A task's own container has the name of the task.
   * @default - Volcano's: `head`
   */
  readonly headContainer?: string;
  /**
   * Task of the workers.
   * @default - Volcano's: `worker`
   */
  readonly worker?: string;
  /**
   * Container of that task that becomes a worker.
   * @default - Volcano's: `worker`
   */
  readonly workerContainer?: string;
  /**
   * Port of the head's global control storage.
   * @default - Volcano's: 6379
   */
  readonly port?: number;
  /** @default - Volcano's: 8265 */
  readonly dashboardPort?: number;
  /** @default - Volcano's: 10001 */
  readonly clientPort?: number;
}

/** Plugin hcclrank: the rank of a pod for Huawei's collective communication, as an annotation. */
export type HcclrankPlugin = MasterPlugin;

/** Arguments as Volcano takes them, `--flag=value`: for flags that are newer than this library. */
type RawArguments = readonly string[];

/** The plugins of a job, with their options. */
export interface JobPlugins {
  readonly svc?: SvcPlugin | RawArguments;
  readonly ssh?: SshPlugin | RawArguments;
  readonly env?: EnvPlugin | RawArguments;
  readonly pytorch?: PytorchPlugin | RawArguments;
  readonly mpi?: MpiPlugin | RawArguments;
  readonly tensorflow?: TensorflowPlugin | RawArguments;
  readonly ray?: RayPlugin | RawArguments;
  readonly hcclrank?: HcclrankPlugin | RawArguments;
}

/** Plugins that Volcano's webhook adds to others (volcano v1.15.1 pkg/webhooks/admission/jobs/mutate/mutate_job.go). */
const BROUGHT: Readonly<Partial<Record<JobPlugin, readonly JobPlugin[]>>> = {
  pytorch: ['svc'],
  tensorflow: ['svc'],
  ray: ['svc'],
  mpi: ['svc', 'ssh'],
};

/** The plugins as they stand in a Job, with those that Volcano would add: what is applied is what is stated. */
export function renderPlugins(plugins: JobPlugins): Record<string, readonly string[]> {
  const rendered: Record<string, readonly string[]> = {};
  for (const [name, options] of Object.entries(plugins)) {
    if (options !== undefined) {
      rendered[name] = Array.isArray(options) ? options : argumentsOf(name as JobPlugin, options);
    }
  }
  for (const name of Object.keys(rendered)) {
    for (const brought of BROUGHT[name as JobPlugin] ?? []) {
      rendered[brought] ??= [];
    }
  }
  return rendered;
}

/** Options of a plugin with some that stand where nothing else is said. Go's flags take the last one of several. */
export function withDefaults<P extends JobPlugin>(
  plugin: P,
  given: NonNullable<JobPlugins[P]>,
  defaults: Extract<JobPlugins[P], object>,
): NonNullable<JobPlugins[P]> {
  return Array.isArray(given) ? [...argumentsOf(plugin, defaults), ...given] : { ...defaults, ...given };
}

function argumentsOf(plugin: JobPlugin, options: object): string[] {
  const flags = Object.keys(JOB_PLUGINS[plugin]?.flags ?? {});
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([option, value]) => `--${flags.find((flag) => optionOf(flag) === option) ?? option}=${value}`);
}

/** `ssh-port` is the option `sshPort`. */
function optionOf(flag: string): string {
  return flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
