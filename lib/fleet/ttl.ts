import { parseDuration } from '../core/duration';
import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { BAD_TTL } from './rules';

/** Looks at how long a member is to be there. */
export function* checkTtl(place: string, member: string, ttl: string | undefined): Iterable<Finding> {
  if (ttl !== undefined && !((parseDuration(ttl) ?? 0) >= 1)) {
    yield finding(BAD_TTL, {
      place,
      value: ttl,
      message: `ttl of member '${member}' is ${show(ttl)}; expected a duration of at least a second.`,
      fix: "Write it as '168h' or '7d', or leave it out: the member then stays.",
    });
  }
}
