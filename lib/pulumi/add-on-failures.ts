import { fewOf } from '../core/errors';
import { Failure } from '../core/failure';

/** A release is to be taken over that no add-on of the program has. */
export function badAdopt(place: string, release: string, similar: string | undefined): Failure {
  return new Failure({
    id: 'pulumi/bad-adopt',
    place,
    message: `adopt names ${release}, and no release of the program is called so${similar ? `; there is "${similar}"` : ''}.`,
    fix: 'name it by its key in releases: members/NAME/RELEASE.',
  });
}

/** Other add-ons would refuse the releases of a fleet, and then the ones that have them would uninstall them. */
export function releasesMove(next: string, before: string): Failure {
  return new Failure({
    id: 'pulumi/releases-move',
    place: next,
    message: `the releases of the fleet belong to ${before}: new resources would not take them, and their old ones would uninstall them.`,
    fix:
      "give AddOnReleases an alias, with its old name (aliases: [{ name: 'old' }]) or its old parent (aliases: [{ parent: old }]); " +
      'or update once under the old name with its option retainOnDelete before, and adopt the releases then.',
  });
}

/** A version that is none, or several. */
export function chartVersion(release: string, version: string): Failure {
  return new Failure({
    id: 'pulumi/chart-version',
    place: release,
    message: `the version of its chart is "${version}": helm would take the newest that fits, and each update find another one than is stated.`,
    fix: "state it in full in chartVersions of FleetAddOns: '1.15.1'.",
  });
}

/** An update would uninstall what the program has no more, or leaves to others. */
export function releasesGo(keys: readonly string[]): Failure {
  return new Failure({
    id: 'pulumi/releases-go',
    place: 'the add-ons',
    message: `${fewOf(keys)} would be uninstalled, and with a definition among the templates of a chart go all objects of its kind.`,
    fix:
      `if that is meant, allow it once with uninstalls: [${keys.map((key) => `'${key}'`).join(', ')}] of AddOnReleases; ` +
      'where others take it over, Flux for one, update once with its option retainOnDelete before.',
  });
}
