/** What a plugin takes as an argument: the type of each flag, by name. */
type Flags = Readonly<Record<string, 'text' | 'whole' | 'switch'>>;

/** A plugin of Volcano's job controller. */
interface PluginSpec {
  readonly flags: Flags;
  /** Flag with the name of the task without which the plugin does not work, and the name where it is not given. */
  readonly leader?: { readonly flag: string; readonly task: string };
}

const PORT = { port: 'whole' } as const;
const MASTER = { master: 'text', worker: 'text' } as const;

/** The plugins by name (volcano v1.15.1 pkg/controllers/job/plugins: `addFlags` of each). */
export const JOB_PLUGINS = {
  svc: { flags: { 'publish-not-ready-addresses': 'switch', 'disable-network-policy': 'switch' } },
  ssh: {
    flags: { 'ssh-key-file-path': 'text', 'ssh-private-key': 'text', 'ssh-public-key': 'text', 'ssh-port': 'whole' },
  },
  env: { flags: {} },
  pytorch: {
    flags: {
      ...MASTER,
      ...PORT,
      'wait-master-enabled': 'switch',
      'wait-master-timeout': 'whole',
      'wait-master-image': 'text',
    },
    leader: { flag: 'master', task: 'master' },
  },
  tensorflow: { flags: { ps: 'text', worker: 'text', chief: 'text', evaluator: 'text', ...PORT } },
  mpi: { flags: { ...MASTER, ...PORT }, leader: { flag: 'master', task: 'master' } },
  ray: {
    flags: {
      head: 'text',
      worker: 'text',
      headContainer: 'text',
      workerContainer: 'text',
      ...PORT,
      dashboardPort: 'whole',
      clientPort: 'whole',
    },
    leader: { flag: 'head', task: 'head' },
  },
  hcclrank: { flags: MASTER },
} as const satisfies Readonly<Record<string, PluginSpec>>;

/** Name of a plugin of Volcano's job controller. */
export type JobPlugin = keyof typeof JOB_PLUGINS;

/** The plugin of a name, if Volcano has it. */
export function pluginSpec(name: string): PluginSpec | undefined {
  return Object.hasOwn(JOB_PLUGINS, name) ? JOB_PLUGINS[name as JobPlugin] : undefined;
}

/** Plugins that give pods host names: svc, and those for which Volcano's webhook adds it. */
const WITH_HOST_NAMES: readonly string[] = ['svc', 'pytorch', 'tensorflow', 'mpi', 'ray'];

/** Whether the pods of a job with these plugins get their names as host names. */
export function givesHostNames(plugins: readonly string[]): boolean {
  return plugins.some((plugin) => WITH_HOST_NAMES.includes(plugin));
}

/** Arguments as Volcano reads them. */
export interface ParsedArguments {
  /** What was read, by flag. */
  readonly values: Readonly<Record<string, string>>;
  /** The argument at which it stops, and why; what follows is not read. */
  readonly stoppedAt?: { readonly argument: string; readonly why: string };
}

const SWITCH = /^(?:1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/;
const WHOLE = /^[+-]?(?:\d+|0[xX][\dA-Fa-f]+)$/;

/** Reads arguments as Go's `flag` does: `-flag=value`, `--flag=value`, `--flag value`, `--switch`. */
export function parseArguments(flags: Flags, args: readonly string[]): ParsedArguments {
  const values: Record<string, string> = {};
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] as string;
    const stop = (why: string): ParsedArguments => ({ values, stoppedAt: { argument, why } });
    const [, name, , inline] = /^--?([^-=][^=]*)(=(.*))?$/s.exec(argument) ?? [];
    if (name === undefined) {
      return stop('it is no flag');
    }
    const type = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (type === undefined) {
      return stop('the plugin has no such flag');
    }
    const value = inline ?? (type === 'switch' ? 'true' : args[++at]);
    if (value === undefined) {
      return stop('its value is missing');
    }
    if ((type === 'switch' && !SWITCH.test(value)) || (type === 'whole' && !WHOLE.test(value))) {
      return stop(`its value is no ${type === 'switch' ? 'true or false' : 'whole number'}`);
    }
    values[name] = value;
  }
  return { values };
}
