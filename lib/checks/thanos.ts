import type { CompiledObject, CompiledTarget } from '../core/compilation';
import { listOf } from '../core/errors';
import { listAt, numberAt, objectAt, textAt, textsAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { THANOS_TWO_COMPACTORS } from '../observability/rules';
import { STORE_ANNOTATION } from '../observability/thanos-command';
import type { Program } from './placement';

const CONFIG_FILE = '--objstore.config-file';
const WORKLOADS = ['Deployment', 'StatefulSet'];

/** Compactors, typed or plain, of which more than one pod works on a store. */
export function checkCompactors({ targets }: Program): Finding[] {
  const byStore = new Map<string, Compactor[]>();
  for (const compactor of targets.flatMap(({ target, objects }) => objects.flatMap((o) => compactorOf(target, o)))) {
    byStore.set(compactor.store, [...(byStore.get(compactor.store) ?? []), compactor]);
  }
  return [...byStore.values()]
    .filter((compactors) => compactors.reduce((pods, { replicas }) => pods + replicas, 0) > 1)
    .map((compactors) => {
      const last = compactors.at(-1)!;
      const replicas = compactors.map(
        (one) => `${one.path} (${one.replicas === 1 ? '1 pod' : `${one.replicas} pods`})`,
      );
      return finding(THANOS_TWO_COMPACTORS, {
        place: last.path,
        value: last.store,
        message: `${listOf(replicas)} ${replicas.length === 1 ? 'works' : 'work'} on the store ${last.store}.`,
        fix: 'Keep one of them with one pod: set compactor to null in the other stacks, or give each a bucket or prefix of its own.',
      });
    });
}

interface Compactor {
  readonly path: string;
  readonly store: string;
  readonly replicas: number;
}

function compactorOf(target: CompiledTarget['target'], { path, manifest }: CompiledObject): Compactor[] {
  if (!WORKLOADS.includes(manifest.kind)) {
    return [];
  }
  const spec = objectAt(manifest, 'spec');
  const pod = objectAt(objectAt(spec, 'template'), 'spec');
  const args = listAt(pod, 'containers')
    .map((container) => textsAt(container, 'args'))
    .find(([component]) => component === 'compact');
  if (!args) {
    return [];
  }
  const secrets = listAt(pod, 'volumes')
    .flatMap((volume) => textAt(objectAt(volume, 'secret'), 'secretName') ?? [])
    .join(',');
  // a plain compactor is known by the Secret with its store, or by what stands in its arguments
  const plain = args.filter((arg) => arg.startsWith('--objstore.config') && !arg.startsWith(CONFIG_FILE));
  const known = plain.length > 0 ? plain : [secrets];
  const store =
    manifest.metadata.annotations?.[STORE_ANNOTATION] ??
    [target.folder, manifest.metadata.namespace ?? 'default', ...known].join(' ');
  return [{ path, store, replicas: numberAt(spec, 'replicas') ?? 1 }];
}
