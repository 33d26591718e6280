/**
 * The code behind the dynamic resources: it runs in Pulumi's process for them, which fetches it by name out of the state of a
 * stack. The names are part of that state: they stay.
 */
import { access as accessProvider } from './access';
import { claim as claimProvider, releaseClaim as releaseClaimProvider } from './claim';
import { expiry as expiryProvider } from './expiry';
import { join as joinProvider } from './join';
import { endWithPulumi } from './lifeline';
import { withPlainErrors } from './plain-errors';
import { release as releaseProvider } from './release';
import { releaseRoster as releaseRosterProvider } from './release-roster';
import { roster as rosterProvider } from './roster';
import { stage as stageProvider } from './stage';
import { target as targetProvider } from './target';
import { twin as twinProvider } from './twin';
import { workloadCluster as workloadClusterProvider } from './workload-cluster';

export type { DeleteAllowance } from './delete-allowance';
export type { RosterEntry } from './roster';

endWithPulumi();

export const access = withPlainErrors(accessProvider);
export const claim = withPlainErrors(claimProvider);
export const expiry = withPlainErrors(expiryProvider);
export const join = withPlainErrors(joinProvider);
export const release = withPlainErrors(releaseProvider);
export const releaseClaim = withPlainErrors(releaseClaimProvider);
export const releaseRoster = withPlainErrors(releaseRosterProvider);
export const roster = withPlainErrors(rosterProvider);
export const stage = withPlainErrors(stageProvider);
export const target = withPlainErrors(targetProvider);
export const twin = withPlainErrors(twinProvider);
export const workloadCluster = withPlainErrors(workloadClusterProvider);

/** Name of a provider. */
export type ProviderName =
  | 'access'
  | 'claim'
  | 'expiry'
  | 'join'
  | 'release'
  | 'releaseClaim'
  | 'releaseRoster'
  | 'roster'
  | 'stage'
  | 'target'
  | 'twin'
  | 'workloadCluster';
