import { DynamicResource } from './dynamic-resource';
import { formerUrns, type Identified } from './former-identity';
import { urnOf, withoutDependency } from './urn';

/** What has a claim to something of a fleet, and the provider that keeps it. */
const PROVIDERS = { deployment: 'claim', 'add-ons': 'releaseClaim' } as const;

/**
 * The deployment that has the objects of a fleet, or the add-ons that have its releases, and comes after its claim. It is named by the fleet and stands
 * beside them: within, it would be a new one wherever they get another name or parent, and remember nothing.
 */
export class Claim extends DynamicResource {
  /** @param identified who has the objects of the fleet, or the releases */
  public constructor(fleet: string, claimant: keyof typeof PROVIDERS, identified: Identified) {
    super('Claim', `${fleet}/${claimant}`, PROVIDERS[claimant], {
      deployment: urnOf(identified),
      former: formerUrns(identified).map(withoutDependency),
      retained: identified.opts.retainOnDelete === true,
    });
  }
}
