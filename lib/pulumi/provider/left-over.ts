import { fewOf } from '../../core/errors';
import type { Manifest } from '../../core/manifest';
import { describeRef } from '../../core/object-ref';
import { ifThere } from '../../twin/api-error';
import { type ApiClient, refOf } from '../../twin/client';
import type { CarriedKind } from '../join/carried-kinds';
import { includes } from './kept-kinds';
import { executionSpace } from './works';

/** Label and annotation of what Karmada has carried to a member; the annotation names the namespace of its work (karmada pkg/controllers/ctrlutil/work.go). */
const CARRIED = 'karmada.io/managed';
const SPACE = 'work.karmada.io/namespace';

/** Karmada makes the namespaces of the control plane in all members (karmada pkg/controllers/namespace). */
const NAMESPACE: CarriedKind = { apiVersion: 'v1', kind: 'Namespace' };

/**
 * Looks for what Karmada has carried to a member that has left. Of one that it does not find ready it gives up the works, and leaves
 * their objects where they are (karmada pkg/controllers/execution).
 * @param kinds that it could carry beside namespaces; of `all` nobody knows which to look for
 * @throws Error that names what is left
 */
export async function requireNothingLeft(
  member: ApiClient,
  name: string,
  kinds: readonly CarriedKind[] | 'all',
): Promise<void> {
  const left: Manifest[] = [];
  const written = kinds === 'all' ? [] : kinds.filter(({ readOnly }) => !readOnly);
  for (const { apiVersion, kind } of [NAMESPACE, ...written.filter((one) => !includes([NAMESPACE], one))]) {
    // a kind may have gone with what had brought it
    const objects = await ifThere(() => member.list({ apiVersion, kind }, { labelSelector: `${CARRIED}=true` }));
    left.push(
      ...(objects ?? []).filter((object) => isOf(object, name)).map((object) => ({ ...object, apiVersion, kind })),
    );
  }
  if (left.length > 0) {
    const objects = fewOf(left.map((object) => describeRef(refOf(object))));
    throw new Error(
      `member ${name} has left, and Karmada, which did not find it ready, has not removed ${objects} from it. Delete what is left there, or take the ` +
        `label ${CARRIED} from what shall stay; then run the same command again.`,
    );
  }
}

/** Whether an object came for a member under this name, and is not going. */
function isOf({ metadata }: Manifest, name: string): boolean {
  return metadata.deletionTimestamp === undefined && metadata.annotations?.[SPACE] === executionSpace(name);
}
