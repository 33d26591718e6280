import type { PromqlType } from './promql-functions';
import { childrenOf, type PromqlProblem, QuerySource, type SyntaxNode, type SyntaxTree } from './promql-source';
import { TypeChecker } from './promql-types';

export type { PromqlProblem } from './promql-source';

/** What is known of a query. */
export interface PromqlQuery {
  /** Empty: Prometheus accepts the query. */
  readonly problems: readonly PromqlProblem[];
  /** What it results in; absent where problems leave that open. */
  readonly type?: PromqlType;
  /** Names of the metrics that it selects by name, each once. */
  readonly metrics: readonly string[];
}

/**
 * Reads a query in PromQL as Prometheus does when it loads a rule: its syntax, the types of arguments and operands, and what
 * selectors demand. What needs a feature flag is a problem that says so (`experimental`). Template variables, such as Grafana's, are to be
 * replaced before.
 */
export function parsePromql(query: string): PromqlQuery {
  const tree = parse(query);
  const broken = query.trim() === '' ? { offset: 0, message: 'the query is empty' } : syntaxProblem(tree, query);
  if (broken) {
    return { problems: [broken], metrics: [] };
  }
  const source = new QuerySource(query);
  const checker = new TypeChecker(source);
  const type = checker.typeOf(childrenOf(tree.topNode)[0]!);
  return {
    problems: source.problems,
    ...(type === undefined ? {} : { type }),
    metrics: [...new Set(checker.metrics)],
  };
}

/** The grammar is loaded when the first query is read. */
function parse(query: string): SyntaxTree {
  const { parser } = require('@prometheus-io/lezer-promql') as typeof import('@prometheus-io/lezer-promql');
  return parser.parse(query);
}

/** The first place that the grammar does not accept: what follows it is guesswork. */
function syntaxProblem(tree: SyntaxTree, query: string): PromqlProblem | undefined {
  let first: SyntaxNode | undefined;
  tree.iterate({
    enter: ({ type, node }) => {
      if (type.isError && (first === undefined || node.from < first.from)) {
        first = node;
      }
    },
  });
  if (!first) {
    return undefined;
  }
  const rest = query.slice(first.from).trimStart();
  return {
    offset: first.from,
    message:
      rest === ''
        ? 'the query ends too early'
        : (unknownFunction(query, first) ??
          `'${clip(rest)}' is not expected after '${clip(query.slice(0, first.from).trim(), -1)}'`),
  };
}

/** A name that the grammar took for a metric, because it knows no function of that name. */
function unknownFunction(query: string, { from }: SyntaxNode): string | undefined {
  const name = /([A-Za-z_][A-Za-z0-9_]*)\s*$/.exec(query.slice(0, from))?.[1];
  return name !== undefined && query[from] === '(' ? `there is no function '${name}'` : undefined;
}

const CLIPPED = 30;

/** @param from 1: the beginning of the text is kept, -1: its end */
function clip(text: string, from: 1 | -1 = 1): string {
  if (text.length <= CLIPPED) {
    return text;
  }
  return from === 1 ? `${text.slice(0, CLIPPED)}...` : `...${text.slice(-CLIPPED)}`;
}
