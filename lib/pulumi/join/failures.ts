import { Failure } from '../../core/failure';

/** Members would be joined by two. */
export function joinedTwice(place: string): Failure {
  return new Failure({
    id: 'pulumi/joined-twice',
    place,
    message:
      'its clusters join their members by themselves, as a twin does: both would write the same Cluster objects and Secrets.',
    fix: 'pass these clusters to the FleetDeployment as they are, or give JoinedClusters such as only reach clusters, like AttachedClusters.',
  });
}

/** A cluster would be two members: no agent starts for the second, and the first that leaves takes the accounts of both with it. */
export function memberRenamed(name: string, before: string): Failure {
  return new Failure({
    id: 'pulumi/member-renamed',
    place: name,
    message: `its cluster is in the fleet already, as member ${before}: Karmada would have its work there twice.`,
    fix: `let ${before} leave by an update of its own (deletes: { targets: ['members/${before}'] }), and add ${name} to the program after that.`,
  });
}

/** A member would leave the fleet with all its work, and join again, because who calls whom changes. */
export function memberRejoins(name: string, before: string, now: string): Failure {
  return new Failure({
    id: 'pulumi/member-rejoins',
    place: name,
    message: `its syncMode was ${before} and is ${now}: it would leave the fleet, with all that Karmada carries there and all that is in the namespaces which it brought, whoever made that, and join again.`,
    fix: `if that is meant, allow it once with rejoins: ['${name}'] of the JoinedClusters.`,
  });
}

/** A member is in the fleet in the other mode, and a new resource would join it. */
export function memberInOtherMode(name: string, before: string, now: string): Failure {
  return new Failure({
    id: 'pulumi/member-rejoins',
    place: name,
    message: `it is in the fleet with syncMode ${before}, and ${now} is stated: what the one needs would be left behind.`,
    fix: `state ${before} in this update, and ${now} in the next, both with rejoins: ['${name}'] of the JoinedClusters; or take the member out of the fleet before.`,
  });
}

/** A new resource would join a cluster under the name of another one, which would keep what Karmada has there. */
export function nameOfAnother(name: string, address: string | undefined): Failure {
  return new Failure({
    id: 'pulumi/other-cluster',
    place: name,
    message: `another cluster${address === undefined ? '' : `, ${address},`} is in the fleet under this name: its accounts and what Karmada has carried there would stay.`,
    fix: `have that one leave by the program that has joined it, or give this one another name; if that one is gone for good, kubectl delete clusters.cluster.karmada.io ${name} on the control plane.`,
  });
}

/** Access to a cluster that no API server would give. */
export function badAccess(place: string, problems: readonly string[]): Failure {
  return new Failure({
    id: 'pulumi/bad-access',
    place,
    message: `${problems.join('; ')}.`,
    fix: 'correct these properties of the ClusterAccess.',
  });
}

/** Two resources would give access by one account. */
export function accountTaken(server: string, account: string): Failure {
  return new Failure({
    id: 'pulumi/account-taken',
    place: server,
    message: `the account ${account} belongs to another ClusterAccess: each would give its rights to the tokens of both, and the first to go would end them.`,
    fix: 'give one of them another account; if it is the same one under a new name, give it an alias.',
  });
}
