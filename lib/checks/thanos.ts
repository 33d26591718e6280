import type { CompiledObject, CompiledTarget } from '../core/compilation';
import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { Json, JsonObject } from '../core/manifest';
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
  const { replicas = 1, template } = (manifest.spec ?? {}) as { replicas?: number; template?: { spec?: JsonObject } };
  const args = objectsIn(template?.spec?.containers)
    .map((container) => (Array.isArray(container.args) ? (container.args as readonly string[]) : []))
    .find(([component]) => component === 'compact');
  if (!args) {
    return [];
  }
  const secrets = objectsIn(template?.spec?.volumes)
    .flatMap(({ secret }) => (secret as JsonObject | undefined)?.secretName ?? [])
    .join(',');
  // a plain compactor is known by the Secret with its store, or by what stands in its arguments
  const plain = args.filter((arg) => arg.startsWith('--objstore.config') && !arg.startsWith(CONFIG_FILE));
  const known = plain.length > 0 ? plain : [secrets];
  const store =
    manifest.metadata.annotations?.[STORE_ANNOTATION] ??
    [target.folder, manifest.metadata.namespace ?? 'default', ...known].join(' ');
  return [{ path, store, replicas }];
}

/** The objects of a list in a manifest; what else stands there is reported by the schema check. */
function objectsIn(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter((x) => typeof x === 'object' && x !== null) : [];
}
