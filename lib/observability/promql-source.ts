import { readText } from './promql-text';

/** A tree as the grammar's package types it: as an ES module it has types of @lezer/common of its own. */
export type SyntaxTree = ReturnType<typeof import('@prometheus-io/lezer-promql')['parser']['parse']>;
export type SyntaxNode = SyntaxTree['topNode'];

/** One thing that is wrong in a query. */
export interface PromqlProblem {
  /** Where it begins: characters from the start of the query. */
  readonly offset: number;
  /** What is wrong, with the text seen: a part of a sentence, without a full stop. */
  readonly message: string;
  /** Set where Prometheus accepts it with a feature flag, or in new versions. */
  readonly experimental?: true;
}

/** The text of a query, and what is wrong in it. */
export class QuerySource {
  public readonly problems: PromqlProblem[] = [];

  public constructor(private readonly query: string) {}

  public text(node: SyntaxNode): string {
    return this.query.slice(node.from, node.to);
  }

  /** What a quoted text stands for. */
  public unquoted(node: SyntaxNode): string {
    const { value, problem } = readText(this.text(node));
    if (problem) {
      this.problem(node, problem);
    }
    return value;
  }

  public problem({ from }: SyntaxNode, message: string): undefined {
    this.problems.push({ offset: from, message });
  }

  /** What Prometheus accepts with a feature flag, or in new versions. */
  public experimental({ from }: SyntaxNode, message: string): undefined {
    this.problems.push({ offset: from, message, experimental: true });
  }
}

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
