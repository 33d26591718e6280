/** What is asked of an expression: whether it matches somewhere in a text. */
export interface GoPattern {
  test(text: string): boolean;
}

/**
 * Compiles a regular expression of Go (RE2): the dialect of `pattern` in a CustomResourceDefinition, of matchers in PromQL, and of Istio.
 *
 * @throws Error with the words of Go where the expression means nothing to it
 */
export function goPattern(expression: string): GoPattern {
  const { RE2JS } = require('re2js') as typeof import('re2js');
  return RE2JS.compile(expression);
}

/** What Go says against an expression, or undefined if it takes it. */
export function goPatternProblem(expression: string): string | undefined {
  try {
    goPattern(expression);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
