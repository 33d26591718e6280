import { goPattern } from '../l1/go-pattern';
import { childrenOf, type QuerySource, type SyntaxNode } from './promql-source';
import { readText } from './promql-text';

/**
 * Checks what a selector selects by: it must not select every series there is.
 * @returns the names of metrics in it
 */
export function readSelector(source: QuerySource, selector: SyntaxNode): string[] {
  const children = childrenOf(selector);
  const outside = children.find((child) => child.name === 'Identifier');
  const braces = children.find((child) => child.name === 'LabelMatchers');
  const metrics = outside ? [source.text(outside)] : [];
  let selects = outside !== undefined;
  for (const matcher of braces ? childrenOf(braces) : []) {
    const metric = metricOf(source, matcher);
    if (metric !== undefined && outside) {
      source.problem(matcher, `the metric has a name already, and '${source.text(matcher)}' sets it again`);
    } else if (metric) {
      metrics.push(metric);
    }
    selects = refusesEmpty(source, matcher) || selects;
  }
  if (!selects) {
    source.problem(
      selector,
      `'${source.text(selector)}' selects every series: at least one matcher must not match the empty text`,
    );
  }
  return metrics;
}

/** The metric that a matcher is about; empty where it is about several. */
function metricOf(source: QuerySource, matcher: SyntaxNode): string | undefined {
  const [label, operator, value] = childrenOf(matcher);
  if (matcher.name === 'QuotedLabelName') {
    return source.unquoted(label!);
  }
  if (source.text(label!) !== '__name__') {
    return undefined;
  }
  return source.text(operator!) === '=' ? readText(source.text(value!)).value : '';
}

/** Whether a matcher refuses the empty text. */
function refusesEmpty(source: QuerySource, matcher: SyntaxNode): boolean {
  const [, operator, text] = childrenOf(matcher);
  if (!operator || !text) {
    return true;
  }
  const [compared, value] = [source.text(operator), source.unquoted(text)];
  if (compared === '=' || compared === '!=') {
    return (value === '') === (compared === '!=');
  }
  try {
    return goPattern(`^(?:${value})$`).test('') === (compared === '!~');
  } catch {
    source.problem(matcher, `'${value}' is no regular expression`);
    return true;
  }
}
