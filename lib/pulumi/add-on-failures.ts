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
