import type { Manifest } from '../../core/manifest';
import { type ApiClient, refOf } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { type JoinProps, memberOf } from './join-props';
import { warn } from './warn';

/** Annotation of a Cluster object: the mark of the resource that has joined its member last. */
const OWNER = 'cdk8s-fleet.dev/joined-by';
/** And the mark of its stack. */
const STACK = 'cdk8s-fleet.dev/joined-in';

/** The Cluster object of a join, with whose it is. */
export function markedCluster(props: JoinProps): Manifest {
  const { cluster, owner } = props;
  const annotations = { ...cluster.metadata.annotations, ...marksOf(props) };
  return owner === undefined ? cluster : { ...cluster, metadata: { ...cluster.metadata, annotations } };
}

/** Whether another resource has joined the member since: all that the join has made is that one's. */
export async function isTakenOver(controlPlane: ApiClient, { cluster, owner }: JoinProps): Promise<boolean> {
  return isAnothers(await controlPlane.read(refOf(cluster)), owner);
}

/**
 * Takes a join over from a resource of another name, of which Pulumi makes a new one that comes first: the one before does not take the
 * member out of the fleet any more.
 * @returns whether there was one to take over
 */
export async function takeOver(controlPlane: ApiClient, props: JoinProps): Promise<boolean> {
  const { cluster, owner } = props;
  if (owner === undefined || !(await isTakenOver(controlPlane, props))) {
    return false;
  }
  await controlPlane.merge(refOf(cluster), { metadata: { annotations: marksOf(props) } }, PROGRAM);
  warn(
    `member ${memberOf(props)} belonged to another JoinedClusters, or to one of another name, and is this one's now: the other does not ` +
      'take it out of the fleet any more.',
  );
  return true;
}

/** Whether a Cluster object is that of another resource. */
export function isAnothers(there: Manifest | undefined, owner: string | undefined): boolean {
  const mark = there?.metadata.annotations?.[OWNER];
  // what earlier versions have joined has none
  return mark !== undefined && mark !== owner;
}

/** Mark of the stack that has joined a member last; undefined: an earlier version has, or nobody. */
export function stackOf(there: Manifest): string | undefined {
  return there.metadata.annotations?.[STACK];
}

function marksOf({ owner, stack }: JoinProps): Record<string, string> {
  return { ...(owner === undefined ? {} : { [OWNER]: owner }), ...(stack === undefined ? {} : { [STACK]: stack }) };
}
