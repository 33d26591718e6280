import { DynamicResource } from './dynamic-resource';
import { formerUrns, type Identified } from './former-identity';
import { urnOf, withoutDependency } from './urn';

/** Who has the objects of a fleet. */
export interface ClaimArgs extends Identified {
  readonly mode: string;
}

/**
 * The deployment that has the objects of a fleet, and comes after its claim. It is named by the fleet and stands beside the deployment: within
 * it, it would be a new one wherever the deployment gets another name or parent, and remember nothing.
 */
export class Claim extends DynamicResource {
  public constructor(fleet: string, { mode, ...identified }: ClaimArgs) {
    super('Claim', `${fleet}/deployment`, 'claim', {
      deployment: urnOf(identified),
      former: formerUrns(identified).map(withoutDependency),
      mode,
      retained: identified.opts.retainOnDelete === true,
    });
  }
}
