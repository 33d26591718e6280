import * as pulumi from '@pulumi/pulumi';
import type { FleetModel } from '../../core/model';
import { DynamicResource } from '../dynamic-resource';
import { compiled, type FleetProgram, fleetOf } from '../program';
import { cloudPackage } from './cloud-package';
import { noPulumiCloud, notASandbox } from './failures';

/** What Pulumi calls the organization of every backend that is not Pulumi Cloud. */
const NO_ORGANIZATION = 'organization';

/** Which sandboxes a stack makes. */
export interface SandboxExpiryArgs {
  readonly program: FleetProgram;
  /** Which of its fleets. All members of it have the same `ttl`. @default the only one */
  readonly fleet?: string;
  /** Whether the stack goes too, with its history, once nothing is left in it. @default true */
  readonly deleteStack?: boolean;
}

/**
 * Lets Pulumi Cloud destroy this stack when the `ttl` of its members is over, whether or not the program ever runs again: their clusters with
 * node groups and machines, what joined them to the control plane, what was applied. The time counts from the update that makes
 * this resource; later ones do not prolong it, but for another `ttl`. Load balancers and disks that a cloud has made for objects of a cluster stay: the
 * finding `provisioning/ttl-cloud-resources` names the objects.
 *
 * Needs `npm install @pulumi/pulumiservice`, and deployment settings of the stack, by which Pulumi Cloud gets the program and the credentials
 * of the clouds: https://www.pulumi.com/docs/deployments/concepts/ttl/
 */
export class SandboxExpiry extends pulumi.ComponentResource {
  /** When the stack is destroyed, ISO 8601. */
  public readonly expires: pulumi.Output<string>;

  /**
   * @throws FindingsError if the program has errors
   * @throws Failure `pulumi/which-fleet`, `pulumi/not-a-sandbox`, `pulumi/no-pulumi-cloud`, `pulumi/package-missing`
   */
  public constructor(name: string, args: SandboxExpiryArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cdk8s-fleet:index:SandboxExpiry', name, {}, opts);
    const ttlSeconds = ttlOf(fleetOf(compiled(args.program), args.fleet, name), name);
    const organization = pulumi.getOrganization();
    if (organization === NO_ORGANIZATION) {
      throw noPulumiCloud(name);
    }
    const { TtlSchedule } = cloudPackage(
      '@pulumi/pulumiservice',
      () => require('@pulumi/pulumiservice/ttlSchedule') as typeof import('@pulumi/pulumiservice/ttlSchedule'),
    );
    this.expires = new Expiry(`${name}/expiry`, ttlSeconds, { parent: this }).expires;
    new TtlSchedule(
      name,
      {
        organization,
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
        timestamp: this.expires,
        deleteAfterDestroy: args.deleteStack ?? true,
      },
      { parent: this },
    );
    this.registerOutputs({ expires: this.expires });
  }
}

/** Remembers when it was made. */
class Expiry extends DynamicResource {
  declare public readonly expires: pulumi.Output<string>;

  public constructor(name: string, ttlSeconds: number, opts: pulumi.CustomResourceOptions) {
    super('Expiry', name, 'expiry', { ttlSeconds, expires: undefined }, opts);
  }
}

/** How long all members of a fleet are there. @throws Failure `pulumi/not-a-sandbox` */
function ttlOf({ members }: FleetModel, place: string): number {
  const [ttl, ...others] = new Set(members.map(({ ttlSeconds }) => ttlSeconds));
  if (ttl === undefined || others.length > 0) {
    throw notASandbox(place, members);
  }
  return ttl;
}
