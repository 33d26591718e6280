import { listOf } from '../core/errors';
import { PROMQL_AGGREGATIONS, PROMQL_FUNCTIONS, type PromqlType } from './promql-functions';
import { readSelector } from './promql-selector';
import { childrenOf, type QuerySource, type SyntaxNode } from './promql-source';

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

/**
 * Types of the expressions in a query that the grammar accepts, and what is wrong with them.
 * Source: prometheus v3.9 promql/parser/parse.go, checkAST.
 */
export class TypeChecker {
  /** Metrics that are selected by name. */
  public readonly metrics: string[] = [];

  public constructor(private readonly source: QuerySource) {}

  /** The type of an expression; undefined where its problems leave it open. */
  public typeOf(node: SyntaxNode): PromqlType | undefined {
    if (BEHIND_FLAGS.has(node.name)) {
      return this.source.experimental(node, `'${this.source.text(node)}' needs a feature flag of Prometheus`);
    }
    const children = childrenOf(node);
    const first = children[0];
    switch (node.name) {
      case 'NumberDurationLiteral':
        return 'scalar';
      case 'StringLiteral':
        this.source.unquoted(node);
        return 'string';
      case 'VectorSelector':
        return this.selector(node);
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
        return this.source.problem(node, `'${this.source.text(node)}' is no expression`);
    }
  }

  private selector(node: SyntaxNode): PromqlType {
    this.metrics.push(...readSelector(this.source, node));
    return 'instant vector';
  }

  private unary(node: SyntaxNode, operand: SyntaxNode): PromqlType | undefined {
    const type = this.typeOf(operand);
    if (type === 'string' || type === 'range vector') {
      return this.source.problem(node, `a sign stands before a ${type}`);
    }
    return type;
  }

  private range(node: SyntaxNode, selector: SyntaxNode): PromqlType | undefined {
    this.typeOf(selector);
    this.durations(node);
    if (selector.name === 'UnaryExpr') {
      return this.source.problem(node, SIGN_BEFORE_RANGE);
    }
    if (selector.name !== 'VectorSelector') {
      return this.source.problem(
        node,
        `'${this.source.text(selector)}' is no selector, and only a selector has a range; a subquery is written with a colon: [5m:]`,
      );
    }
    return 'range vector';
  }

  private subquery(node: SyntaxNode, inner: SyntaxNode): PromqlType | undefined {
    this.expect(inner, 'instant vector', 'a subquery');
    this.durations(node);
    if (inner.name === 'UnaryExpr') {
      return this.source.problem(node, SIGN_BEFORE_RANGE);
    }
    return 'range vector';
  }

  /** `offset` and `@` belong to the selector or subquery before them, whatever operators the grammar takes with it. */
  private modified(node: SyntaxNode, inner: SyntaxNode): PromqlType | undefined {
    const type = this.typeOf(inner);
    let at = inner;
    while (['OffsetExpr', 'StepInvariantExpr', 'UnaryExpr', 'BinaryExpr'].includes(at.name)) {
      if (at.name === node.name) {
        return this.source.problem(node, `'${this.source.text(node)}' has two of the same modifier`);
      }
      at = at.name === 'StepInvariantExpr' || at.name === 'OffsetExpr' ? childrenOf(at)[0]! : childrenOf(at).at(-1)!;
    }
    if (!['VectorSelector', 'MatrixSelector', 'SubqueryExpr'].includes(at.name)) {
      return this.source.problem(
        node,
        `'${this.source.text(inner)}' is no selector, and only a selector or a subquery has an offset or @`,
      );
    }
    return type;
  }

  private durations(node: SyntaxNode): void {
    for (const duration of childrenOf(node).filter((child) => child.name === 'DurationExpr')) {
      const parts = childrenOf(duration);
      if (parts.length !== 1 || parts[0]!.name !== 'NumberDurationLiteralInDurationContext') {
        this.source.experimental(
          duration,
          `the duration '${this.source.text(duration)}' is calculated, which Prometheus accepts only in new versions`,
        );
      } else if (/^0*[a-z]*$/.test(this.source.text(duration))) {
        this.source.problem(duration, `the duration '${this.source.text(duration)}' is not above 0`);
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
        return this.source.problem(
          side,
          `${this.source.text(operator)} stands beside '${this.source.text(side)}', a ${type}`,
        );
      }
    }
    const has = (name: string) => children.some((child) => child.name === name);
    const [symbol, bool, comparison] = [
      this.source.text(operator),
      has('BoolModifier'),
      COMPARISONS.has(operator.name),
    ];
    for (const child of children.filter((child) => BEHIND_FLAGS.has(child.name))) {
      this.source.experimental(child, `'${this.source.text(child)}' needs a feature flag of Prometheus`);
    }
    if (bool && !comparison) {
      this.source.problem(node, `bool is for comparisons, not for ${symbol}`);
    }
    if (a === undefined || b === undefined) {
      return undefined;
    }
    const scalars = [a, b].filter((type) => type === 'scalar').length;
    if (comparison && scalars === 2 && !bool) {
      this.source.problem(node, `two numbers are compared; write '${symbol} bool'`);
    }
    if (SET_OPERATORS.has(operator.name) && scalars > 0) {
      this.source.problem(node, `${symbol} joins vectors, and one side is a number`);
    }
    const matching = children.find((child) => child.name === 'MatchingModifierClause');
    if (matching) {
      this.matching(matching, symbol, SET_OPERATORS.has(operator.name), scalars);
    }
    return scalars === 2 ? 'scalar' : 'instant vector';
  }

  private matching(clause: SyntaxNode, symbol: string, isSet: boolean, scalars: number): void {
    const parts = childrenOf(clause);
    const labels = (list: SyntaxNode | undefined) =>
      list ? childrenOf(list).map((label) => this.source.text(label)) : [];
    const [by, group] = [labels(parts[1]), parts.find((part) => /^Group(Left|Right)$/.test(part.name))];
    if (scalars > 0 && by.length > 0) {
      this.source.problem(clause, `'${this.source.text(clause)}' matches vectors, and one side is a number`);
    }
    if (group && isSet) {
      this.source.problem(clause, `${symbol} takes no ${this.source.text(group)}`);
    }
    const included = group ? labels(parts[parts.indexOf(group) + 1]) : [];
    const both = parts[0]!.name === 'On' ? included.filter((label) => by.includes(label)) : [];
    if (both.length > 0) {
      this.source.problem(clause, `${listOf(both)} is both in on and in ${this.source.text(group!)}`);
    }
  }

  private call(node: SyntaxNode, [identifier, body]: readonly SyntaxNode[]): PromqlType | undefined {
    const name = this.source.text(identifier!);
    const known = PROMQL_FUNCTIONS.get(name);
    if (!known) {
      return this.source.experimental(node, `the function '${name}' needs a feature flag of Prometheus`);
    }
    const args = childrenOf(body!);
    const most = known.args.length;
    const least = most - known.optional;
    if (args.length < least || (args.length > most && !known.repeats)) {
      const wanted = least === most ? `${most}` : known.repeats ? `${least} or more` : `${least} to ${most}`;
      this.source.problem(node, `${name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, not ${args.length}`);
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
    const name = this.source.text(children[0]!);
    if (!PROMQL_AGGREGATIONS.has(name)) {
      return this.source.experimental(node, `the aggregation '${name}' needs a feature flag of Prometheus`);
    }
    const parameter = PROMQL_AGGREGATIONS.get(name);
    const wanted: readonly PromqlType[] = [...(parameter ? [parameter] : []), 'instant vector'];
    const args = childrenOf(children.find((child) => child.name === 'FunctionCallBody')!);
    if (args.length !== wanted.length) {
      this.source.problem(
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
      const hint =
        wanted === 'range vector' && type === 'instant vector' ? `; write '${this.source.text(node)}[5m]'` : '';
      this.source.problem(
        node,
        `${by} takes ${withArticle(wanted)}, and '${this.source.text(node)}' is ${withArticle(type)}${hint}`,
      );
    }
  }
}

function withArticle(type: PromqlType): string {
  return `${type === 'instant vector' ? 'an' : 'a'} ${type}`;
}
