import type * as pulumi from '@pulumi/pulumi';
import { contentGoes, manyDeletes } from '../failures';
import { isImmortal } from '../immortal';
import { hasContent } from '../object-content';

/** What an update may delete. */
export interface DeleteAllowance {
  /** Targets that may go with all their objects: `members/edge-01`. */
  readonly targets: readonly string[];
  /** How many objects of targets that stay may go. */
  readonly objects: number;
  /** Keys of objects that may go with all that is in them, see `hasContent`: `Namespace ml`. */
  readonly withContent: readonly string[];
}

/** An object that a program has no more. */
export interface Missing {
  readonly key: string;
  /** Name of its target. */
  readonly target: string;
}

/** What of an update goes beyond its allowance. */
export function beyondAllowance(
  place: string,
  missing: readonly Missing[],
  { objects, withContent }: DeleteAllowance,
): pulumi.dynamic.CheckFailure[] {
  const deleted = missing.filter(({ key }) => !isImmortal(key));
  const containers = deleted.filter(({ key }) => hasContent(key) && !withContent.includes(key));
  const failures = [
    ...(containers.length > 0 ? [contentGoes(place, containers.map(describe), unique(containers))] : []),
    ...(deleted.length > objects ? [manyDeletes(place, deleted.map(describe), objects)] : []),
  ];
  return failures.map(({ message }) => ({ property: 'allowance', reason: message }));
}

function describe({ key, target }: Missing): string {
  return `${key} on ${target}`;
}

function unique(missing: readonly Missing[]): string[] {
  return [...new Set(missing.map(({ key }) => key))];
}
