import type * as pulumi from '@pulumi/pulumi';
import { memberRejoins } from '../join/failures';
import { type JoinProps, memberOf, syncModeOf } from './join-props';

/** What a program states of a join. */
interface Stated extends JoinProps {
  /** Whether the member may leave and join again. */
  readonly rejoins: boolean;
}

/**
 * Looks whether a member would leave and join again, as it does where its mode changes: all that Karmada carries there would go. The allowance
 * is no input: to give one and to take it away changes nothing.
 */
export async function checkJoin(
  { cluster }: Partial<JoinProps>,
  { rejoins, ...inputs }: Stated,
): Promise<pulumi.dynamic.CheckResult> {
  const name = memberOf(inputs);
  if (cluster === undefined || memberOf({ cluster }) !== name || rejoins) {
    return { inputs };
  }
  const [before, now] = [syncModeOf({ cluster }), syncModeOf(inputs)];
  const reason = memberRejoins(name, before, now).message;
  return { inputs, failures: before === now ? [] : [{ property: 'cluster', reason }] };
}
