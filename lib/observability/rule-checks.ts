import { parseDuration } from '../core/duration';
import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { RuleGroup, RuleInGroup } from '../l1/prometheus-operator';
import { templateProblem } from './alert-template';
import { parsePromql } from './promql';
import { BAD_QUERY, BAD_RULE, EXPERIMENTAL_QUERY } from './rules';

/** Where rules are. */
interface Place {
  /** Path of the construct or the object that has them. */
  readonly place: string;
  readonly pointer?: string;
}

/**
 * What is wrong with groups of rules.
 * @param place of the construct or the object that has them
 * @param pointer JSON pointer to the groups, where the place is a manifest
 */
export function* checkGroups(place: string, groups: readonly RuleGroup[], pointer?: string): Iterable<Finding> {
  const names = groups.map(({ name }) => name);
  const at = (below: string): Place => (pointer === undefined ? { place } : { place, pointer: `${pointer}/${below}` });
  for (const [i, { name, labels, rules = [] }] of groups.entries()) {
    if (names.indexOf(name) !== i) {
      yield finding(BAD_RULE, {
        ...at(`${i}`),
        value: name,
        message: `two groups of rules are named ${show(name)}.`,
        fix: 'Give each group a name of its own.',
      });
    }
    if (name === '') {
      yield finding(BAD_RULE, {
        ...at(`${i}`),
        value: name,
        message: 'a group of rules has no name.',
        fix: 'Give it a name that no other group has.',
      });
    }
    yield* checkLabelNames(`group ${show(name)}`, labels, at(`${i}/labels`));
    for (const [j, rule] of rules.entries()) {
      yield* checkRule(name, rule, at(`${i}/rules/${j}`));
    }
  }
}

function* checkRule(group: string, rule: RuleInGroup, at: Place): Iterable<Finding> {
  // an empty text says as little as none
  const title = `rule ${show(rule.record || rule.alert)} of group ${show(group)}`;
  yield* checkKind(title, rule, at);
  yield* checkLabelNames(title, rule.labels, at);
  yield* checkQuery(title, rule, at);
  if (rule.alert) {
    yield* checkTemplates(title, rule, at);
  }
}

/** A rule records or alerts; one that records has nothing of an alert. */
function* checkKind(title: string, rule: RuleInGroup, at: Place): Iterable<Finding> {
  const { record, alert, annotations = {} } = rule;
  if (!record === !alert) {
    yield finding(BAD_RULE, {
      ...at,
      value: { record, alert },
      message: `${title} has record ${show(record)} and alert ${show(alert)}.`,
      fix: 'Give it record or alert, one of the two.',
    });
  }
  if (!record) {
    return;
  }
  const ofAlerts = [
    ...(['for', 'keep_firing_for'] as const).filter((field) => rule[field] && parseDuration(rule[field]) !== 0),
    ...(Object.keys(annotations).length > 0 ? ['annotations'] : []),
  ];
  if (ofAlerts.length > 0) {
    yield finding(BAD_RULE, {
      ...at,
      value: ofAlerts,
      message: `${title} records, and has ${ofAlerts.join(', ')}.`,
      fix: 'Leave that out: only alerts have it.',
    });
  }
  if (/[{}]/.test(record)) {
    yield finding(BAD_RULE, {
      ...at,
      value: record,
      message: `${title} records ${show(record)}, which is no name of a metric.`,
      fix: 'Use letters, digits, _ and :, as in level:metric:operations; a query goes into expr.',
    });
  }
}

function* checkLabelNames(title: string, labels: RuleInGroup['labels'], at: Place): Iterable<Finding> {
  for (const name of Object.keys(labels ?? {}).filter((name) => name === '' || name === '__name__')) {
    yield finding(BAD_RULE, {
      ...at,
      value: name,
      message: `${title} sets the label ${show(name)}.`,
      fix: 'Use another name; the name of a metric is what record says.',
    });
  }
}

function* checkTemplates(title: string, { labels, annotations }: RuleInGroup, at: Place): Iterable<Finding> {
  for (const [name, template] of Object.entries({ ...labels, ...annotations })) {
    const problem = templateProblem(String(template));
    if (problem !== undefined) {
      yield finding(BAD_RULE, {
        ...at,
        value: template,
        message: `the template ${show(name)} of ${title} is not accepted: ${problem}.`,
        fix: 'Correct the template.',
      });
    }
  }
}

function* checkQuery(title: string, { expr }: RuleInGroup, at: Place): Iterable<Finding> {
  const { problems, type } = parsePromql(String(expr));
  for (const { message, offset, experimental } of problems) {
    yield finding(experimental ? EXPERIMENTAL_QUERY : BAD_QUERY, {
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
      ...at,
      value: expr,
      message: `the query of ${title} results in a ${type}.`,
      fix: 'Use a function over the range, such as rate or max_over_time.',
    });
  }
}
