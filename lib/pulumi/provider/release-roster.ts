import { releasesGo } from '../add-on-failures';
import { memory } from './memory';

/** The inputs of a list of releases; what Pulumi hands over of the last ones may be incomplete. */
interface ReleaseRosterProps {
  /** Keys of the releases: `members/edge-01/volcano`. */
  readonly releases: readonly string[];
  /** Keys of releases that may go, or of clusters with all of theirs. */
  readonly uninstalls: readonly string[];
  /** Whether releases stay when their resources go. */
  readonly retained: boolean;
}

/** Keeps the list, and refuses the next one where releases are missing that nobody allowed to go. A destroy asks no list. */
export const releaseRoster = memory<ReleaseRosterProps>('release-roster', (olds, { releases, uninstalls }) => {
  const mayGo = (key: string) => uninstalls.some((allowed) => key === allowed || key.startsWith(`${allowed}/`));
  const gone = (olds.releases ?? []).filter((key) => !releases.includes(key) && !mayGo(key));
  return gone.length === 0 || olds.retained === true
    ? []
    : [{ property: 'uninstalls', reason: releasesGo(gone).message }];
});
