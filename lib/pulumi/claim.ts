import { DynamicResource } from './dynamic-resource';
import { formerUrns, type Identified } from './former-identity';
import { urnOf, withoutDependency } from './urn';

/**
 * The deployment that has the objects of a fleet, and comes after its claim. It is named by the fleet and stands beside the deployment: within
 * it, it would be a new one wherever the deployment gets another name or parent, and remember nothing.
 */
export class Claim extends DynamicResource {
  /** @param identified who has the objects of the fleet */
  public constructor(fleet: string, identified: Identified) {
    super('Claim', `${fleet}/deployment`, 'claim', {
      deployment: urnOf(identified),
      former: formerUrns(identified).map(withoutDependency),
      retained: identified.opts.retainOnDelete === true,
    });
  }
}
