import { listOf } from '../core/errors';
import { listAt, numberAt, objectAt, textAt, textsAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import type { JsonObject, Manifest } from '../core/manifest';
import { isDirectory } from '../observability/object-store';
import { THANOS_TWO_COMPACTORS } from '../observability/rules';
import { STORE_ANNOTATION } from '../observability/thanos-command';
import type { Program } from './placement';
import { type RunningObject, runningObjects } from './running-objects';

const CONFIG = '--objstore.config';
const SELECTOR = '--selector.relabel-config';
const WORKLOADS = ['Deployment', 'StatefulSet'];

/** Compactors, typed or plain, of which more than one pod works on the same blocks of a store. */
export function checkCompactors(program: Program): Finding[] {
  const byStore = new Map<string, Compactor[]>();
  const working = runningObjects(program, isWorkload)
    .flatMap(compactorOf)
    .filter(({ replicas }) => replicas > 0);
  for (const compactor of working) {
    byStore.set(compactor.storeKey, [...(byStore.get(compactor.storeKey) ?? []), compactor]);
  }
  return [...byStore.values()].flatMap((all) => {
    const clashing = all.filter((one) => one.replicas > 1 || all.some((other) => other !== one && overlap(one, other)));
    return clashing.length > 0 ? twoCompactors(clashing) : [];
  });
}

interface Compactor {
  readonly path: string;
  readonly clusterName: string;
  readonly store: string;
  /** Tells stores apart, also directories of one name. */
  readonly storeKey: string;
  readonly replicas: number;
  /** Relabelling that says which blocks it works on; absent: on all, or it stands in a file. */
  readonly selector?: string;
  readonly hiddenSelector: boolean;
}

/** Whether two compactors of a store have blocks in common, as far as that can be known. */
function overlap(one: Compactor, other: Compactor): boolean {
  if (one.hiddenSelector || other.hiddenSelector) {
    return false;
  }
  return one.selector === undefined || other.selector === undefined || one.selector === other.selector;
}

function twoCompactors(compactors: readonly Compactor[]): Finding {
  const last = compactors.at(-1)!;
  const pods = ({ replicas }: Compactor) => (replicas === 1 ? '1 pod' : `${replicas} pods`);
  const named = compactors.map((one) => {
    const copies = compactors.filter(({ path }) => path === one.path).length > 1;
    return `${one.path} (${copies ? `${one.clusterName}, ` : ''}${pods(one)})`;
  });
  return finding(THANOS_TWO_COMPACTORS, {
    place: last.path,
    value: last.store,
    message: `${listOf(named)} ${named.length === 1 ? 'works' : 'work'} on the store ${last.store}.`,
    fix: 'Keep one of them with one pod: set compactor to null in the other stacks, or give each a bucket or prefix of its own.',
  });
}

function isWorkload({ kind }: Manifest): boolean {
  return WORKLOADS.includes(kind);
}

function compactorOf({ cluster, clusterName, object: { path, manifest } }: RunningObject): Compactor[] {
  const spec = objectAt(manifest, 'spec');
  const pod = objectAt(objectAt(spec, 'template'), 'spec');
  const args = listAt(pod, 'containers')
    .map((container) => textsAt(container, 'args'))
    .find(([component]) => component === 'compact');
  if (!args) {
    return [];
  }
  return [
    {
      path,
      clusterName,
      ...storeOf(args, pod, manifest, cluster),
      replicas: numberAt(spec, 'replicas') ?? 1,
      selector: flagValue(args, SELECTOR),
      hiddenSelector: args.some((arg) => arg.startsWith(`${SELECTOR}-file`)),
    },
  ];
}

/** A plain compactor is known by what stands in its arguments, or by the Secret with its store. */
function storeOf(
  args: readonly string[],
  pod: JsonObject,
  { metadata }: Manifest,
  cluster: string,
): Pick<Compactor, 'store' | 'storeKey'> {
  const home = [cluster, metadata.namespace ?? 'default'];
  const stated = metadata.annotations?.[STORE_ANNOTATION];
  const location = stated ?? flagValue(args, CONFIG);
  if (location === undefined) {
    const secrets = listAt(pod, 'volumes').flatMap((volume) => textAt(objectAt(volume, 'secret'), 'secretName') ?? []);
    // a Secret of that name may hold another store elsewhere
    const bySecret = [...home, secrets.join(',')].join(' ');
    return { store: bySecret, storeKey: bySecret };
  }
  return {
    // arguments may hold credentials
    store: stated ?? `of ${CONFIG}`,
    // a directory is one of its claim, which is one of its namespace and cluster
    storeKey: isDirectory(location) ? [...home, location].join(' ') : location,
  };
}

/** The value of a flag: `--flag=value`, or an argument of its own after the flag. */
function flagValue(args: readonly string[], flag: string): string | undefined {
  const joined = args.find((arg) => arg.startsWith(`${flag}=`));
  const at = args.indexOf(flag);
  return joined?.slice(flag.length + 1) ?? (at < 0 ? undefined : args[at + 1]);
}
