import { listOf } from '../core/errors';
import { goPattern } from '../l1/go-pattern';
import type { PromqlProblem } from './promql';
import { PROMQL_AGGREGATIONS, PROMQL_FUNCTIONS, type PromqlType } from './promql-functions';
import { readText } from './promql-text';

/** A tree as the grammar's package types it: as an ES module it has types of @lezer/common of its own. */
export type SyntaxTree = ReturnType<typeof import('@prometheus-io/lezer-promql')['parser']['parse']>;
export type SyntaxNode = SyntaxTree['topNode'];

const COMPARISONS = new Set(['Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte']);
const SET_OPERATORS = new Set(['And', 'Or', 'Unless']);
const OPERATORS = new Set([
  ...COMPARISONS,
  ...SET_OPERATORS,
  ...['Add', 'Sub', 'Mul', 'Div', 'Mod', 'Pow', 'Atan2', 'TrimUpper', 'TrimLower'],
]);

/** Syntax that Prometheus accepts only with a feature flag. */
const BEHIND_FLAGS = new Set(['AnchoredExpr', 'SmoothedExpr', 'FillModifier', 'TrimUpper', 'TrimLower']);

/** The sign is applied last, to the range as a whole. */
const SIGN_BEFORE_RANGE = 'a sign stands before a range vector';

/** Children of a node without comments. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') {
      children.push(child);
    }
  }
  return children;
}

/**
 * Types of the expressions in a query that the grammar accepts, and what is wrong with them.
 * Source: prometheus v3.9 promql/parser/parse.go, checkAST.
 */
export class TypeChecker {
  public readonly problems: PromqlProblem[] = [];
  /** Metrics that are selected by name. */
  public readonly metrics: string[] = [];

  public constructor(private readonly query: string) {}

  /** The type of an expression; undefined where its problems leave it open. */
  public typeOf(node: SyntaxNode): PromqlType | undefined {
    if (BEHIND_FLAGS.has(node.name)) {
      return this.problem(node, `'${this.text(node)}' needs a feature flag of Prometheus`);
    }
    const children = childrenOf(node);
    const first = children[0];
    switch (node.name) {
      case 'NumberDurationLiteral':
        return 'scalar';
      case 'StringLiteral':
        this.unquoted(node);
        return 'string';
      case 'VectorSelector':
        return this.selector(node, children);
      case 'ParenExpr':
        return this.typeOf(first!);
      case 'UnaryExpr':
        return this.unary(node, children.at(-1)!);
      case 'MatrixSelector':
        return this.range(node, first!);
      case 'SubqueryExpr':
        return this.subquery(node, first!);
      case 'OffsetExpr':
      case 'StepInvariantExpr':
        return this.modified(node, first!);
      case 'BinaryExpr':
        return this.binary(node, children);
      case 'FunctionCall':
        return this.call(node, children);
      case 'AggregateExpr':
        return this.aggregation(node, children);
      default:
        return this.problem(node, `'${this.text(node)}' is no expression`);
    }
  }

  private selector(node: SyntaxNode, children: readonly SyntaxNode[]): PromqlType {
    const outside = children.find((child) => child.name === 'Identifier');
    const braces = children.find((child) => child.name === 'LabelMatchers');
    const matchers = braces ? childrenOf(braces) : [];
    let selects = outside !== undefined;
    if (outside) {
      this.metrics.push(this.text(outside));
    }
    for (const matcher of matchers) {
      selects = this.matcher(matcher, outside !== undefined) || selects;
    }
    if (!selects) {
      this.problem(
        node,
        `'${this.text(node)}' selects every series: at least one matcher must not match the empty text`,
      );
    }
    return 'instant vector';
  }

  /** Whether a matcher refuses the empty text. */
  private matcher(matcher: SyntaxNode, named: boolean): boolean {
    const [label, operator, value] = childrenOf(matcher);
    if (matcher.name === 'QuotedLabelName') {
      this.name(matcher, this.unquoted(label!), named);
      return true;
    }
    const [name, compared, text] = [this.text(label!), this.text(operator!), this.unquoted(value!)];
    if (name === '__name__' && (named || compared === '=')) {
      this.name(matcher, text, named);
    }
    return this.refusesEmpty(matcher, compared, text);
  }

  private name(matcher: SyntaxNode, metric: string, named: boolean): void {
    if (named) {
      this.problem(matcher, `the metric has a name already, and '${this.text(matcher)}' sets it again`);
    } else {
      this.metrics.push(metric);
    }
  }

  private refusesEmpty(matcher: SyntaxNode, operator: string, value: string): boolean {
    if (operator === '=' || operator === '!=') {
      return (value === '') === (operator === '!=');
    }
    try {
      const matches = goPattern(`^(?:${value})$`).test('');
      return matches === (operator === '!~');
    } catch {
      this.problem(matcher, `'${value}' is no regular expression`);
      return true;
    }
  }

  private unary(node: SyntaxNode, operand: SyntaxNode): PromqlType | undefined {
    const type = this.typeOf(operand);
    if (type === 'string' || type === 'range vector') {
      return this.problem(node, `a sign stands before a ${type}`);
    }
    return type;
  }

  private range(node: SyntaxNode, selector: SyntaxNode): PromqlType | undefined {
    this.typeOf(selector);
    this.durations(node);
    if (selector.name === 'UnaryExpr') {
      return this.problem(node, SIGN_BEFORE_RANGE);
    }
    if (selector.name !== 'VectorSelector') {
      return this.problem(
        node,
        `'${this.text(selector)}' is no selector, and only a selector has a range; a subquery is written with a colon: [5m:]`,
      );
    }
    return 'range vector';
  }

  private subquery(node: SyntaxNode, inner: SyntaxNode): PromqlType | undefined {
    this.expect(inner, 'instant vector', 'a subquery');
    this.durations(node);
    if (inner.name === 'UnaryExpr') {
      return this.problem(node, SIGN_BEFORE_RANGE);
    }
    return 'range vector';
  }

  /** `offset` and `@` belong to the selector or subquery before them, whatever operators the grammar takes with it. */
  private modified(node: SyntaxNode, inner: SyntaxNode): PromqlType | undefined {
    const type = this.typeOf(inner);
    let at = inner;
    while (['OffsetExpr', 'StepInvariantExpr', 'UnaryExpr', 'BinaryExpr'].includes(at.name)) {
      if (at.name === node.name) {
        return this.problem(node, `'${this.text(node)}' has two of the same modifier`);
      }
      at = at.name === 'StepInvariantExpr' || at.name === 'OffsetExpr' ? childrenOf(at)[0]! : childrenOf(at).at(-1)!;
    }
    if (!['VectorSelector', 'MatrixSelector', 'SubqueryExpr'].includes(at.name)) {
      return this.problem(
        node,
        `'${this.text(inner)}' is no selector, and only a selector or a subquery has an offset or @`,
      );
    }
    return type;
  }

  private durations(node: SyntaxNode): void {
    for (const duration of childrenOf(node).filter((child) => child.name === 'DurationExpr')) {
      const parts = childrenOf(duration);
      if (parts.length !== 1 || parts[0]!.name !== 'NumberDurationLiteralInDurationContext') {
        this.problem(
          duration,
          `the duration '${this.text(duration)}' is calculated, which Prometheus accepts only in new versions`,
        );
      } else if (/^0*[a-z]*$/.test(this.text(duration))) {
        this.problem(duration, `the duration '${this.text(duration)}' is not above 0`);
      }
    }
  }

  private binary(node: SyntaxNode, children: readonly SyntaxNode[]): PromqlType | undefined {
    const [left, right] = [children[0]!, children.at(-1)!];
    const operator = children.find((child) => OPERATORS.has(child.name))!;
    const [a, b] = [this.typeOf(left), this.typeOf(right)];
    for (const [side, type] of [
      [left, a],
      [right, b],
    ] as const) {
      if (type === 'string' || type === 'range vector') {
        return this.problem(side, `${this.text(operator)} stands beside '${this.text(side)}', a ${type}`);
      }
    }
    const has = (name: string) => children.some((child) => child.name === name);
    const [symbol, bool, comparison] = [this.text(operator), has('BoolModifier'), COMPARISONS.has(operator.name)];
    for (const child of children.filter((child) => BEHIND_FLAGS.has(child.name))) {
      this.problem(child, `'${this.text(child)}' needs a feature flag of Prometheus`);
    }
    if (bool && !comparison) {
      this.problem(node, `bool is for comparisons, not for ${symbol}`);
    }
    if (a === undefined || b === undefined) {
      return undefined;
    }
    const scalars = [a, b].filter((type) => type === 'scalar').length;
    if (comparison && scalars === 2 && !bool) {
      this.problem(node, `two numbers are compared; write '${symbol} bool'`);
    }
    if (SET_OPERATORS.has(operator.name) && scalars > 0) {
      this.problem(node, `${symbol} joins vectors, and one side is a number`);
    }
    const matching = children.find((child) => child.name === 'MatchingModifierClause');
    if (matching) {
      this.matching(matching, symbol, SET_OPERATORS.has(operator.name), scalars);
    }
    return scalars === 2 ? 'scalar' : 'instant vector';
  }

  private matching(clause: SyntaxNode, symbol: string, isSet: boolean, scalars: number): void {
    const parts = childrenOf(clause);
    const labels = (list: SyntaxNode | undefined) => (list ? childrenOf(list).map((label) => this.text(label)) : []);
    const [by, group] = [labels(parts[1]), parts.find((part) => /^Group(Left|Right)$/.test(part.name))];
    if (scalars > 0 && by.length > 0) {
      this.problem(clause, `'${this.text(clause)}' matches vectors, and one side is a number`);
    }
    if (group && isSet) {
      this.problem(clause, `${symbol} takes no ${this.text(group)}`);
    }
    const included = group ? labels(parts[parts.indexOf(group) + 1]) : [];
    const both = parts[0]!.name === 'On' ? included.filter((label) => by.includes(label)) : [];
    if (both.length > 0) {
      this.problem(clause, `${listOf(both)} is both in on and in ${this.text(group!)}`);
    }
  }

  private call(node: SyntaxNode, [identifier, body]: readonly SyntaxNode[]): PromqlType | undefined {
    const name = this.text(identifier!);
    const known = PROMQL_FUNCTIONS.get(name);
    if (!known) {
      return this.problem(node, `the function '${name}' needs a feature flag of Prometheus`);
    }
    const args = childrenOf(body!);
    const most = known.args.length;
    const least = most - known.optional;
    if (args.length < least || (args.length > most && !known.repeats)) {
      const wanted = least === most ? `${most}` : known.repeats ? `${least} or more` : `${least} to ${most}`;
      this.problem(node, `${name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, not ${args.length}`);
    }
    args.forEach((arg, i) => {
      const wanted = known.args[Math.min(i, most - 1)];
      if (wanted === undefined) {
        this.typeOf(arg);
      } else {
        this.expect(arg, wanted, name);
      }
    });
    return known.returns;
  }

  private aggregation(node: SyntaxNode, children: readonly SyntaxNode[]): PromqlType | undefined {
    const name = this.text(children[0]!);
    if (!PROMQL_AGGREGATIONS.has(name)) {
      return this.problem(node, `the aggregation '${name}' needs a feature flag of Prometheus`);
    }
    const parameter = PROMQL_AGGREGATIONS.get(name);
    const wanted: readonly PromqlType[] = [...(parameter ? [parameter] : []), 'instant vector'];
    const args = childrenOf(children.find((child) => child.name === 'FunctionCallBody')!);
    if (args.length !== wanted.length) {
      this.problem(
        node,
        `${name} takes ${wanted.length} argument${wanted.length === 1 ? '' : 's'}, not ${args.length}`,
      );
    }
    args.slice(0, wanted.length).forEach((arg, i) => {
      this.expect(arg, wanted[i]!, name);
    });
    return 'instant vector';
  }

  private expect(node: SyntaxNode, wanted: PromqlType, by: string): void {
    const type = this.typeOf(node);
    if (type !== undefined && type !== wanted) {
      const hint = wanted === 'range vector' && type === 'instant vector' ? `; write '${this.text(node)}[5m]'` : '';
      this.problem(node, `${by} takes ${withArticle(wanted)}, and '${this.text(node)}' is ${withArticle(type)}${hint}`);
    }
  }

  private text(node: SyntaxNode): string {
    return this.query.slice(node.from, node.to);
  }

  /** What a quoted text stands for. */
  private unquoted(node: SyntaxNode): string {
    const { value, problem } = readText(this.text(node));
    if (problem) {
      this.problem(node, problem);
    }
    return value;
  }

  private problem({ from }: SyntaxNode, message: string): undefined {
    this.problems.push({ offset: from, message });
  }
}

function withArticle(type: PromqlType): string {
  return `${type === 'instant vector' ? 'an' : 'a'} ${type}`;
}
