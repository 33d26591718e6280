import type * as pulumi from '@pulumi/pulumi';
import type { Failure } from '../../core/failure';
import { releasesMove } from '../add-on-failures';
import { deploymentMoves } from '../failures';
import { memory } from './memory';

/** The inputs of a claim; what Pulumi hands over of the last ones may be incomplete. */
interface ClaimProps {
  /** Which component has what is claimed: its URN. */
  readonly deployment: string;
  /** URNs that it had before: its aliases. */
  readonly former: readonly string[];
  /** Whether objects stay when their resources go. */
  readonly retained: boolean;
}

/**
 * Keeps the name of the deployment, and refuses another one that Pulumi would take for a new one, where its objects would be lost.
 *
 * Pulumi's Kubernetes provider deletes what the new resources have applied. In bulk the old ones leave that; but what the new ones could not apply, or
 * did not come to since something before them failed, is still the old ones' to delete.
 */
export const claim = memory('claim', losses(deploymentMoves));

/**
 * The same of the add-ons: the new ones refuse releases that the old ones have installed, and these, of which the update is told to go on after
 * errors, uninstall them.
 */
export const releaseClaim = memory('release-claim', losses(releasesMove));

function losses(moves: (next: string, before: string) => Failure) {
  return ({ deployment, retained }: Partial<ClaimProps>, news: ClaimProps): pulumi.dynamic.CheckFailure[] => {
    const known = [news.deployment, ...news.former].map(withinStack);
    const isKnown = deployment === undefined || known.includes(withinStack(deployment));
    return isKnown || retained === true
      ? []
      : [{ property: 'deployment', reason: moves(news.deployment, deployment).message }];
  };
}

/** What of a URN stays when its stack or its project gets another name: Pulumi renames its own, and none in what resources remember. */
function withinStack(urn: string): string {
  const [, , ...typeAndName] = urn.split('::');
  return typeAndName.join('::');
}
