import type * as pulumi from '@pulumi/pulumi';
import { deploymentMoves } from '../failures';
import { memory } from './memory';

/** The inputs of a claim; what Pulumi hands over of the last ones may be incomplete. */
interface ClaimProps {
  /** Which deployment has the objects of the fleet: its URN. */
  readonly deployment: string;
  /** URNs that it had before: its aliases. */
  readonly former: readonly string[];
  /** Whether objects stay when their resources go. */
  readonly retained: boolean;
}

/** Keeps the name of the deployment, and refuses another one that Pulumi would take for a new one, where its objects would be lost. */
export const claim = memory('claim', losses);

/**
 * Pulumi's Kubernetes provider deletes what the new resources have applied. In bulk the old ones leave that; but what the new ones could not apply, or
 * did not come to since something before them failed, is still the old ones' to delete.
 */
function losses({ deployment, retained }: Partial<ClaimProps>, news: ClaimProps): pulumi.dynamic.CheckFailure[] {
  const isKnown = deployment === undefined || deployment === news.deployment || news.former.includes(deployment);
  return isKnown || retained === true
    ? []
    : [{ property: 'deployment', reason: deploymentMoves(news.deployment, deployment).message }];
}
