import type { CompiledObject } from '../core/compilation';
import type { Manifest } from '../core/manifest';
import { memberObjects } from '../plan/member-objects';
import type { Program } from './placement';

/** An object where it runs: what Karmada copies to two members is two of them. */
export interface RunningObject {
  /** Tells clusters apart: the folder of what is applied to it. */
  readonly cluster: string;
  /** What people call the cluster. */
  readonly clusterName: string;
  /** The fleet of the cluster; absent for a chart outside every fleet. */
  readonly fleet?: string;
  readonly object: CompiledObject;
}

/** What clusters run of a program: hosts what is applied to them, members also their copies. A control plane runs nothing. */
export function runningObjects(program: Program, wanted: (manifest: Manifest) => boolean): RunningObject[] {
  const outside = program.targets
    .filter(({ target }) => target.kind === 'host' || target.kind === 'chart')
    .flatMap(({ target: { folder, fleet, kind }, objects }) =>
      objects
        .filter(({ manifest }) => wanted(manifest))
        .map((object) => ({ cluster: folder, clusterName: kind, fleet, object })),
    );
  const inMembers = memberObjects(program, wanted).flatMap(({ fleet, member, objects }) =>
    objects.map((object) => ({
      cluster: `${fleet.name}/members/${member.name}`,
      clusterName: member.name,
      fleet: fleet.name,
      object,
    })),
  );
  return [...outside, ...inMembers];
}
