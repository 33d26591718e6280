import { releaseNotOurs } from '../failures';
import type { Helm } from './helm';
import { type ReleaseProps, type StatedRelease, told } from './release-props';

/** Label of what helm keeps of a release: the mark of the resource that has installed it. It stays when others upgrade it. */
const OWNER = 'cdk8s-fleet.dev/released-by';

/** In which states a release is looked for: without them helm 3 shows only two. */
const STATES = ['--deployed', '--failed', '--pending', '--uninstalling'];

/** Whose a release is: of this resource, of another resource of cdk8s-fleet, or of nobody who says so. */
export type ReleaseOwner = 'own' | 'another' | 'unknown';

/** Flags by which a release gets its mark. */
export function ownerFlags({ owner }: ReleaseProps): string[] {
  return ['--labels', `${OWNER}=${owner}`];
}

/**
 * Whose a release is that is there.
 * @param marks of this resource. What earlier versions have installed has none
 */
export async function ownerOf(helm: Helm, props: StatedRelease, marks: readonly string[]): Promise<ReleaseOwner> {
  if (marks.length > 0 && (await isLabelled(helm, props, `${OWNER} in (${marks.join(',')})`))) {
    return 'own';
  }
  if (await isLabelled(helm, props, OWNER)) {
    return 'another';
  }
  return marks.length === 0 ? 'own' : 'unknown';
}

/** That a release becomes another one's is said in the program, or it does not happen. @throws Failure `pulumi/release-not-ours` */
export function notOurs(
  { key, addOn, release, namespace }: StatedRelease,
  version: string,
  owner: 'another' | 'unknown',
): Error {
  const [, member] = /^members\/(.*)\//.exec(key) ?? [];
  const keep =
    member === undefined
      ? `leave ${addOn} out of the add-ons of the host`
      : `state it of the member: preinstalled: ['${addOn}'] of '${member}'`;
  const whose =
    owner === 'another'
      ? 'another resource has installed it: of another stack, or of another name, for which an alias is enough'
      : 'this program has not installed it';
  return releaseNotOurs(key, `${namespace}/${release} (${version})`, whose, keep);
}

/** No command shows labels in helm 3; what is selected by them is the last revision. */
async function isLabelled(helm: Helm, props: StatedRelease, selector: string): Promise<boolean> {
  const { release, namespace } = props;
  const which = ['--filter', `^${release}$`, '--selector', selector, ...STATES];
  const { ok, stdout, lastLines } = await helm.run(['list', ...which, '--short', '--namespace', namespace]);
  if (!ok) {
    throw new Error(told(props, lastLines));
  }
  return stdout.trim() !== '';
}
