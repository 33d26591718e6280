import { type ApiClient, refOf } from '../../twin/client';
import { isReady, readyMessage } from '../../twin/join';
import { NotYet, waitFor } from '../../twin/wait';
import { type JoinProps, memberOf } from './join-props';
import { withProgress } from './progress';

/**
 * Waits until Karmada reaches the member, or hears of its agent.
 * @param hint where to look if that does not happen
 * @throws Error with what Karmada says of it
 */
export async function untilReady(controlPlane: ApiClient, props: JoinProps, hint: string): Promise<void> {
  const { cluster, readySeconds: seconds } = props;
  let seen = 'not there';
  const look = async () => {
    const there = await controlPlane.read(refOf(cluster));
    seen = there ? readyMessage(there) : 'not there';
    return there && isReady(there) ? true : new NotYet(seen);
  };
  await withProgress(`members/${memberOf(props)}`, (tell) => {
    tell(() => `waits until Karmada finds it ready: it is ${seen}`);
    return waitFor(`member ${memberOf(props)}`, look, { seconds, everyMs: 500 });
  }).catch(() => {
    throw new Error(
      `member ${memberOf(props)} has its credentials, and after ${seconds} s Karmada finds it ${seen}. ${hint} ` +
        'The next update goes on waiting, readySeconds of the JoinedClusters says how long; until then the member can also leave.',
    );
  });
}
