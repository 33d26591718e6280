import type { OrderedObject } from '../core/compilation';
import { closest, listOf, show } from '../core/errors';
import { type AwaitRules, DEFAULT_AWAITS } from './await-rules';
import { badAwait, badDeletes, unknownMode } from './failures';
import type { AllowedDeletes, DeploymentMode } from './fleet-deployment';
import { areSeconds, requireSeconds } from './numbers';
import { hasContent, KINDS_WITH_CONTENT } from './object-content';
import { kindName } from './object-key';

const MODES: readonly DeploymentMode[] = ['bulk', 'objects'];

/** What a program says of its deployment, as JavaScript and `as` let it through. */
interface Stated {
  readonly mode: DeploymentMode;
  readonly awaits: AwaitRules;
  readonly deletes: AllowedDeletes;
  readonly deleteSeconds?: number;
}

/**
 * Looks at what would otherwise silently do nothing, or something else.
 * @param objects all of the deployment
 * @throws Failure `pulumi/unknown-mode`, `pulumi/bad-await`, `pulumi/bad-deletes`, `pulumi/bad-number`
 */
export function checkDeployment(
  place: string,
  { mode, awaits, deletes, deleteSeconds }: Stated,
  objects: readonly OrderedObject[],
): void {
  if (!MODES.includes(mode)) {
    throw unknownMode(place, show(mode), closest(String(mode), MODES));
  }
  checkAwaits(place, { mode, awaits }, objects);
  checkDeletes(place, deletes);
  requireSeconds(place, 'deleteSeconds', deleteSeconds);
}

function checkAwaits(
  place: string,
  { mode, awaits }: Pick<Stated, 'mode' | 'awaits'>,
  objects: readonly OrderedObject[],
): void {
  const kinds = new Set([...Object.keys(DEFAULT_AWAITS), ...objects.map(({ manifest }) => kindName(manifest))]);
  for (const [kind, rule] of Object.entries(awaits)) {
    if (!kinds.has(kind)) {
      const like = [...kinds].find((known) => known.endsWith(`/${kind}`)) ?? closest(kind, kinds);
      const fix = like
        ? `call it "${like}"`
        : 'write the group and the kind ("apps/Deployment"), or leave the rule out';
      throw badAwait(
        place,
        `awaits has a rule for ${show(kind)}, and no object of the program is of that kind.`,
        `${fix}.`,
      );
    }
    const { seconds, for: what } = rule || {};
    if (what === 'carried' && mode === 'objects') {
      throw badAwait(
        place,
        `awaits waits until ${kind} is carried, which is read from another object than the template itself: Pulumi's provider cannot.`,
        "wait for the rollout, or choose the mode 'bulk'.",
      );
    }
    if (seconds !== undefined && !areSeconds(seconds)) {
      throw badAwait(
        place,
        `awaits gives ${kind} ${show(seconds)} seconds.`,
        'give it more than 0 seconds, and at most a week.',
      );
    }
  }
}

function checkDeletes(place: string, { targets = [], objects = 0, withContent = [] }: AllowedDeletes): void {
  const unknown = targets.find((target) => !/^(control-plane|host|members\/.+)$/.test(target));
  if (unknown !== undefined) {
    const like = closest(unknown, ['control-plane', 'host', `members/${unknown.split('/').at(-1)}`]);
    const fix = `${like ? `call it "${like}"; ` : ''}targets are control-plane, host and members/NAME.`;
    throw badDeletes(place, `deletes allows the target ${show(unknown)}, which no deployment has.`, fix);
  }
  if (!Number.isInteger(objects) || objects < 0) {
    throw badDeletes(place, `deletes allows ${show(objects)} objects.`, 'allow 0 or a whole number more.');
  }
  const empty = withContent.find((key) => !hasContent(key));
  if (empty !== undefined) {
    throw badDeletes(
      place,
      `deletes allows ${show(empty)} to go with what is in it, which is no object that has anything in it.`,
      `write the kind and the name: ${listOf(KINDS_WITH_CONTENT.map((kind) => `"${kind} NAME"`))}.`,
    );
  }
}
