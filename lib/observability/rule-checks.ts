import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { RuleGroup, RuleInGroup } from '../l1/prometheus-operator';
import { parsePromql } from './promql';
import { BAD_QUERY, BAD_RULE, EXPERIMENTAL_QUERY } from './rules';

/**
 * What is wrong with groups of rules.
 * @param place of the construct or the object that has them
 * @param pointer JSON pointer to the groups, where the place is a manifest
 */
export function* checkGroups(place: string, groups: readonly RuleGroup[], pointer?: string): Iterable<Finding> {
  const names = groups.map(({ name }) => name);
  for (const [i, { name, rules = [] }] of groups.entries()) {
    const at = pointer === undefined ? {} : { pointer: `${pointer}/${i}` };
    if (names.indexOf(name) !== i) {
      yield finding(BAD_RULE, {
        place,
        ...at,
        value: name,
        message: `two groups of rules are named ${show(name)}.`,
        fix: 'Give each group a name of its own.',
      });
    }
    for (const [j, rule] of rules.entries()) {
      yield* checkRule(place, name, rule, pointer === undefined ? {} : { pointer: `${pointer}/${i}/rules/${j}` });
    }
  }
}

function* checkRule(
  place: string,
  group: string,
  { record, alert, expr, for: pending }: RuleInGroup,
  at: { readonly pointer?: string },
): Iterable<Finding> {
  const title = `rule ${show(record ?? alert)} of group ${show(group)}`;
  if ((record === undefined) === (alert === undefined) || (record !== undefined && pending !== undefined)) {
    yield finding(BAD_RULE, {
      place,
      ...at,
      value: { record, alert, for: pending },
      message: `${title} has record ${show(record)}, alert ${show(alert)} and for ${show(pending)}.`,
      fix: 'Give it record or alert, one of the two; only an alert has for.',
    });
  }
  if (record !== undefined && !METRIC.test(record)) {
    yield finding(BAD_RULE, {
      place,
      ...at,
      value: record,
      message: `${title} records ${show(record)}, which is no name of a metric.`,
      fix: 'Use letters, digits, _ and :, as in level:metric:operations.',
    });
  }
  const { problems, type } = parsePromql(String(expr));
  for (const { message, offset, experimental } of problems) {
    yield finding(experimental ? EXPERIMENTAL_QUERY : BAD_QUERY, {
      place,
      ...at,
      value: expr,
      message: `the query of ${title} is not accepted${experimental ? ' everywhere' : ''}: ${message} (at character ${offset + 1}).`,
      fix: experimental
        ? 'Write it without, or acknowledge it when all that read the rule accept it.'
        : 'Correct the query; parsePromql tells what Prometheus will say.',
    });
  }
  if (problems.length === 0 && type !== 'instant vector' && type !== 'scalar') {
    yield finding(BAD_QUERY, {
      place,
      ...at,
      value: expr,
      message: `the query of ${title} results in a ${type}.`,
      fix: 'Use a function over the range, such as rate or max_over_time.',
    });
  }
}

const METRIC = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
