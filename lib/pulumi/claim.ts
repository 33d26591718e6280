import * as pulumi from '@pulumi/pulumi';
import { DynamicResource } from './dynamic-resource';
import { formerUrns, type Identified } from './former-identity';

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
    const { type, name, opts } = identified;
    super('Claim', `${fleet}/deployment`, 'claim', {
      deployment: withoutDependency(pulumi.createUrn(name, type, opts.parent)),
      former: formerUrns(identified).map(withoutDependency),
      mode,
      retained: opts.retainOnDelete === true,
    });
  }
}

/** The text alone: whoever depends on a component waits for all that is in it, which may wait for this. */
function withoutDependency(text: pulumi.Output<string>): Promise<string> {
  return (text as unknown as Settling).promise();
}

/** The part of an Output that its types leave out. */
interface Settling {
  promise(): Promise<string>;
}
