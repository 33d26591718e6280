import { fewOf } from '../../core/errors';
import { describeRef } from '../../core/object-ref';
import { type ApiClient, refOf } from '../../twin/client';
import { NotYet, waitFor } from '../../twin/wait';
import type { JoinMode } from './join-mode';
import type { JoinProps } from './join-props';
import { objectsOf, worksFor } from './works';

/** Seconds until Karmada must have let go of a member. */
const LEAVE_SECONDS = 300;

/** Karmada removes what it has carried to the member, then the Cluster object. */
export async function leave(controlPlane: ApiClient, mode: JoinMode, props: JoinProps): Promise<void> {
  const ref = refOf(props.cluster);
  await controlPlane.remove(ref);
  const look = async () => {
    await mode.whileLeaving(controlPlane, props);
    return (await controlPlane.read(ref)) ? new NotYet('its work is not removed yet') : true;
  };
  await waitFor(`member ${ref.name} to leave`, look, { seconds: LEAVE_SECONDS, everyMs: 500 }).catch(async () => {
    const left = (await worksFor(controlPlane, ref.name))
      .flatMap(objectsOf)
      .map((object) => describeRef(refOf(object)));
    const what = left.length > 0 ? `Karmada has not removed ${fewOf(left)}` : 'its Cluster object is still there';
    const { namespace, name } = mode.accountIn(props);
    throw new Error(
      `member ${ref.name} has not left after ${LEAVE_SECONDS} s: ${what}. Repeat the command to go on waiting. What Karmada may do in the member, it ` +
        `may as ServiceAccount ${namespace}/${name}.`,
    );
  });
}
