import type { IConstruct } from 'constructs';
import { show } from '../core/errors';
import { objectAt, textAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { labelValueProblem } from '../core/labels';
import { describeRef } from '../core/object-ref';
import { objectOf, rendered } from '../core/rendered';
import * as rules from './rules';

/** One version of a service: the value of the label that its pods carry, or the workload whose pods carry it. */
export type Version = string | IConstruct;

/** The value of the version label. Of a workload it is read from its pod template; empty where it has none. */
export function labelOf(version: Version, label: string): string {
  if (typeof version === 'string') {
    return version;
  }
  const path = ['spec', 'template', 'metadata', 'labels'];
  return textAt(path.reduce(objectAt, rendered(objectOf(version, 'the version as text')) ?? {}), label) ?? '';
}

/** The name of the subset for a value of the version label: `v2.1` is `v2-1`. */
export function subsetOf(value: string): string {
  return value.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
}

/** What is wrong with the two versions of a route. */
export function* checkVersions(place: string, stable: Version, canary: Version, label: string): Iterable<Finding> {
  const [first, second] = [labelOf(stable, label), labelOf(canary, label)];
  for (const [property, version, value] of [
    ['stable', stable, first],
    ['canary', canary, second],
  ] as const) {
    if (typeof version !== 'string' && value === '') {
      yield finding(rules.BAD_VERSION, {
        place,
        value: version.node.path,
        message: `${property} is ${describeRef(objectOf(version, 'the version as text'))}, whose pods carry no label '${label}'.`,
        fix: `Give its pods the label '${label}', name another one in versionLabel, or write the version.`,
      });
    } else if (value === '' || labelValueProblem(value) !== undefined || /^-|-$/.test(subsetOf(value))) {
      yield finding(rules.BAD_VERSION, {
        place,
        value,
        message: `${property} is ${show(value)}, which cannot be the value of the label '${label}' and the name of a subset.`,
        fix: "Write the version as its pods are labelled, such as 'v2'.",
      });
    }
  }
  if (first !== '' && subsetOf(first) === subsetOf(second)) {
    yield finding(rules.SAME_VERSION, {
      place,
      value: [first, second],
      message:
        first === second
          ? `stable and canary are both ${show(first)}.`
          : `stable ${show(first)} and canary ${show(second)} would both be the subset '${subsetOf(first)}'.`,
      fix: 'Name two versions; without a canary no route is needed.',
    });
  }
}
