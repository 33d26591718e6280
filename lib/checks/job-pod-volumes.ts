import { listOf, show } from '../core/errors';
import { listAt, objectAt, textAt } from '../core/fields';
import type { JsonObject } from '../core/manifest';
import { dnsLabelProblem } from '../core/names';
import type { ReportOfContainer } from './job-containers';
import type { ReportOfPod } from './job-pods';
import type { JobProblem } from './job-problem';

/** The field of a kind of volume that says which one; the schema leaves it out of what is required, or takes an empty text. */
const TARGETS: Readonly<Record<string, string>> = {
  configMap: 'name',
  hostPath: 'path',
  persistentVolumeClaim: 'claimName',
  secret: 'secretName',
};

/** The volumes of a pod: each has a name of its own, and is of one kind. Without a kind it is an empty folder. */
export function* checkVolumes(pod: JsonObject, report: ReportOfPod): Iterable<JobProblem> {
  const names = new Set<string>();
  for (const [index, volume] of listAt(pod, 'volumes').entries()) {
    const name = textAt(volume, 'name') ?? '';
    const at = `/volumes/${index}`;
    const problem = dnsLabelProblem(name);
    if (problem !== undefined) {
      yield report(`${at}/name`, name, `have a volume ${show(name)}: ${problem}`, 'Give it another name.');
    } else if (names.has(name)) {
      yield report(`${at}/name`, name, `have two volumes ${show(name)}`, 'Rename one of them.');
    }
    names.add(name);
    const kinds = Object.keys(volume).filter((key) => key !== 'name' && volume[key] !== null);
    if (kinds.length > 1) {
      yield report(
        at,
        kinds,
        `have a volume ${show(name)} that is ${listOf(kinds)} at once`,
        'Make two volumes of it.',
      );
    }
    for (const kind of kinds) {
      const target = TARGETS[kind];
      if (target !== undefined && textAt(objectAt(volume, kind), target) === undefined) {
        const missing = `have a volume ${show(name)} of kind ${kind} without ${target}`;
        yield report(`${at}/${kind}`, volume[kind], missing, `Set ${target}.`);
      }
    }
  }
}

/** What a container mounts: volumes of its pod, each at a path of its own. */
export function* checkMounts(container: JsonObject, pod: JsonObject, report: ReportOfContainer): Iterable<JobProblem> {
  const volumes = listAt(pod, 'volumes').map(({ name }) => name);
  const paths = new Set<string>();
  for (const [index, mount] of listAt(container, 'volumeMounts').entries()) {
    const at = `/volumeMounts/${index}`;
    const path = textAt(mount, 'mountPath');
    if (!volumes.includes(mount.name ?? '')) {
      const known = listOf(volumes.map(show)) || 'none';
      yield report(
        `${at}/name`,
        mount.name,
        `mounts the volume ${show(mount.name)}, and its pod has ${known}`,
        'Add the volume to the pod, or name one that it has.',
      );
    }
    if (path === undefined) {
      yield report(`${at}/mountPath`, mount.mountPath, `mounts ${show(mount.name)} nowhere`, 'Set mountPath.');
    } else if (paths.has(path)) {
      yield report(`${at}/mountPath`, path, `mounts two volumes at ${show(path)}`, 'Mount one of them elsewhere.');
    }
    paths.add(path ?? '');
    yield* checkSubPath(mount, at, report);
  }
}

function* checkSubPath(mount: JsonObject, at: string, report: ReportOfContainer): Iterable<JobProblem> {
  const given = ['subPath', 'subPathExpr'].filter((key) => textAt(mount, key) !== undefined);
  if (given.length > 1) {
    yield report(at, given, 'mounts a volume with subPath and subPathExpr', 'Leave one of them out.');
  }
  for (const key of given) {
    const path = textAt(mount, key) as string;
    if (path.startsWith('/') || path.split('/').includes('..')) {
      yield report(
        `${at}/${key}`,
        path,
        `mounts ${show(path)} of a volume, which leads out of it`,
        "Write a path below the volume: 'runs/1'.",
      );
    }
  }
}
