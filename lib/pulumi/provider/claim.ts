import type * as pulumi from '@pulumi/pulumi';
import { deploymentMoves } from '../failures';
import { memory } from './memory';

/** The inputs of a claim; what Pulumi hands over of the last ones may be incomplete. */
interface ClaimProps {
  /** Which deployment has the objects of the fleet: its URN. */
  readonly deployment: string;
  /** URNs that it had before: its aliases. */
  readonly former: readonly string[];
  readonly mode: string;
  /** Whether objects stay when their resources go. */
  readonly retained: boolean;
}

/** Keeps the name of the deployment, and refuses another one that Pulumi would take for a new one, where its objects would be lost. */
export const claim = memory('claim', losses);

/** In bulk the old resources leave what the new ones have applied; those of Pulumi's Kubernetes provider delete it. */
function losses({ deployment, mode, retained }: Partial<ClaimProps>, news: ClaimProps): pulumi.dynamic.CheckFailure[] {
  const isKnown = deployment === undefined || deployment === news.deployment || news.former.includes(deployment);
  return isKnown || retained === true || (mode === 'bulk' && news.mode === 'bulk')
    ? []
    : [{ property: 'deployment', reason: deploymentMoves(news.deployment, deployment).message }];
}
