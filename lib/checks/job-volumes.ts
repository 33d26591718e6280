import { show } from '../core/errors';
import { listAt, optionalObjectAt, textAt } from '../core/fields';
import { dnsSubdomainProblem } from '../core/names';
import * as rules from '../training/rules';
import type { JobProblem, JobView } from './job-problem';

/** The volumes that Volcano mounts in all pods of a job. */
export function* checkJobVolumes({ spec }: JobView): Iterable<JobProblem> {
  const paths = new Set<string>();
  for (const [index, volume] of listAt(spec, 'volumes').entries()) {
    const path = textAt(volume, 'mountPath');
    const name = textAt(volume, 'volumeClaimName');
    const claim = optionalObjectAt(volume, 'volumeClaim');
    const problem = name === undefined ? undefined : dnsSubdomainProblem(name);
    const bad = (value: unknown, message: string, fix: string): JobProblem => ({
      rule: rules.JOB_BAD_VOLUME,
      pointer: `/volumes/${index}`,
      value,
      message,
      fix,
    });
    if (path === undefined) {
      yield bad(volume.mountPath, 'a volume has no mountPath.', 'Set mountPath.');
    } else if (paths.has(path)) {
      yield bad(path, `two volumes have the mountPath ${show(path)}.`, 'Mount one of them elsewhere.');
    } else if ((name === undefined) === (claim === undefined)) {
      const which = name === undefined ? 'neither names a claim nor asks for one' : 'names a claim and asks for one';
      yield bad(name, `the volume at ${show(path)} ${which}.`, 'Set volumeClaimName or volumeClaim.');
    } else if (problem) {
      yield bad(name, `the claim name ${show(name)} is not usable: ${problem}.`, 'Write the name of a claim.');
    }
    paths.add(path ?? '');
  }
}
