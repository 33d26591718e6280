import { resolve } from 'node:path';
import type * as pulumi from '@pulumi/pulumi';
import type { ClusterConnection } from '../clusters';
import { DynamicResource, typeOf } from '../dynamic-resource';
import { asAccess } from '../secrets';
import { markOf } from '../urn';
import { accessProblems } from './access-problems';
import { badAccess } from './failures';

/** Who reaches a cluster, and what for. */
export interface ClusterAccessArgs {
  /**
   * How the cluster is reached by who may give rights: `clusters.connectionTo(...)`. At another address it is another cluster: the account
   * goes from the one before.
   */
  readonly cluster: ClusterConnection;
  /**
   * Name of the account: a person, a team, a pipeline. In one cluster it is that of one `ClusterAccess`: an update refuses another
   * (`pulumi/account-taken`).
   * @default - the name of the resource
   */
  readonly account?: string;
  /**
   * ClusterRole that the account gets: `view`, `edit`, `admin` of every cluster, or one of the program.
   * @default 'view'
   */
  readonly role?: string;
  /**
   * Namespaces in which the account has the role.
   * @default - all of the cluster
   */
  readonly namespaces?: readonly string[];
  /**
   * Hours that a token lasts, at least 10 minutes. A cluster may give less.
   * @default 168
   */
  readonly hours?: number;
  /**
   * An update makes a new token where fewer hours than these are left; where the cluster gives less than `hours`, at the latest when half of
   * that is over.
   * @default - half of `hours`
   */
  readonly renewHours?: number;
  /**
   * Writes the kubeconfig to this file, which only its owner reads. It goes with the resource.
   * @default - no file
   */
  readonly file?: string;
}

/**
 * Access of people to one cluster: an account of their own with one role, and a kubeconfig with a token that expires. Every update looks at
 * how long the token lasts, and makes a new one in time; destroying the resource ends all of them.
 */
export class ClusterAccess extends DynamicResource {
  /** A secret. */
  declare public readonly kubeconfig: pulumi.Output<string>;
  /** When the token ends, ISO 8601. */
  declare public readonly expires: pulumi.Output<string>;

  /** @throws Failure `pulumi/bad-access` */
  public constructor(name: string, args: ClusterAccessArgs, opts: pulumi.CustomResourceOptions = {}) {
    const { cluster, account = name, role = 'view', namespaces, hours = 168, renewHours = hours / 2, file } = args;
    const problems = accessProblems({ account, role, namespaces, hours, renewHours });
    if (problems.length > 0) {
      throw badAccess(name, problems);
    }
    super(
      'Access',
      name,
      'access',
      {
        cluster: asAccess(cluster),
        ownedCluster: cluster.cluster !== undefined,
        owner: markOf({ type: typeOf('Access'), name, opts }),
        name: account,
        role,
        ...(namespaces ? { namespaces: [...namespaces] } : {}),
        hours,
        renewHours,
        ...(file === undefined ? {} : { file: resolve(file) }),
        kubeconfig: undefined,
        expires: undefined,
        grantedHours: undefined,
      },
      {
        ...opts,
        ...(cluster.cluster ? { deletedWith: cluster.cluster } : {}),
        additionalSecretOutputs: ['kubeconfig'],
      },
    );
  }
}
