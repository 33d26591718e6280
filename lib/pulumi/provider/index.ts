/**
 * The code behind the dynamic resources: it runs in Pulumi's process for them, which fetches it by name out of the state of a
 * stack. The names are part of that state: they stay.
 */
import { access } from './access';
import { claim } from './claim';
import { expiry } from './expiry';
import { join } from './join';
import { release } from './release';
import { roster } from './roster';
import { stage } from './stage';
import { target } from './target';
import { twin } from './twin';
import { workloadCluster } from './workload-cluster';

export type { DeleteAllowance } from './delete-allowance';
export type { RosterEntry } from './roster';
export { access, claim, expiry, join, release, roster, stage, target, twin, workloadCluster };

/** Name of a provider. */
export type ProviderName =
  | 'access'
  | 'claim'
  | 'expiry'
  | 'join'
  | 'release'
  | 'roster'
  | 'stage'
  | 'target'
  | 'twin'
  | 'workloadCluster';
