import { parsePromql } from '../lib';

const problemsOf = (query: string) => parsePromql(query).problems.map((problem) => problem.message);

describe('parsePromql', () => {
  test.each([
    'up',
    '{__name__="up"}',
    '{"gpu.util", cluster="a"}',
    'rate(x[5m])',
    'rate(x[1h30m] offset 1h)',
    'max_over_time(rate(x{a=~"b|c",d!~"e"}[5m])[1h:1m] @ end())',
    'sum by (cluster) (rate(x[5m])) / on (cluster) group_left (model) y > bool 3',
    'histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))',
    'topk(5, x) and on () y unless z',
    'count_values("v", x) or vector(1) + time()',
    'label_replace(x, "a", "$1", "b", "(.*)")',
    'label_join(x, "a", "-", "b", "c", "d")',
    'round(x) + round(x, 0.1) + hour()',
    '-x offset 5m',
    'a + b offset 5m',
    '{a=~".+"}',
    '{a!=""}',
    '1 > bool 2',
    'x[5m]',
    '"text"',
    'x # a comment',
    'x{a=~"[a-z]+\\\\.b"}',
  ])('accepts %s', (query) => {
    expect(problemsOf(query)).toEqual([]);
  });

  test.each([
    ['', 'the query is empty'],
    ['1 +', 'the query ends too early'],
    ['x{a="b" c="d"}', `'c="d"}' is not expected after 'x{a="b"'`],
    ['foo(x)', "there is no function 'foo'"],
    ['x{a="}', 'the query ends too early'],
    ['sum(rate(x)[5m])', "rate takes a range vector, and 'x' is an instant vector; write 'x[5m]'"],
    ['rate(sum(x)[5m])', "'sum(x)' is no selector, and only a selector has a range"],
    ['sum(x[5m])', "sum takes an instant vector, and 'x[5m]' is a range vector"],
    ['x[5m] + 1', "+ stands beside 'x[5m]', a range vector"],
    ['"a" + 1', `+ stands beside '"a"', a string`],
    ['-x[5m]', 'a sign stands before a range vector'],
    ['rate(-x[5m:])', 'a sign stands before a range vector'],
    ['1 > 2', "two numbers are compared; write '> bool'"],
    ['x + bool y', 'bool is for comparisons, not for +'],
    ['x and 1', 'and joins vectors, and one side is a number'],
    ['x + on (a) 1', "'on (a)' matches vectors, and one side is a number"],
    ['x and on (a) group_left () y', 'and takes no group_left'],
    ['x * on (a, b) group_left (b) y', 'b is both in on and in group_left'],
    ['abs(x, y)', 'abs takes 1 argument, not 2'],
    ['round()', 'round takes 1 to 2 arguments, not 0'],
    ['label_join(x)', 'label_join takes 3 or more arguments, not 1'],
    ['topk(x)', 'topk takes 2 arguments, not 1'],
    ['sum(x, y)', 'sum takes 1 argument, not 2'],
    ['{}', "'{}' selects every series"],
    ['{a=~".*"}', `'{a=~".*"}' selects every series`],
    ['x{a=~"("}', "'(' is no regular expression"],
    ['x{__name__="y"}', 'the metric has a name already'],
    ['sum(x) offset 5m', "'sum(x)' is no selector"],
    ['x offset 5m offset 5m', "'x offset 5m offset 5m' has two of the same modifier"],
    ['x{a=~"\\d+"}', `\\d in "\\d+" means nothing; write \\\\d`],
    ['"abc', 'the text "abc does not end'],
    ['x[0s]', "the duration '0s' is not above 0"],
    ['limitk(3, x)', "the aggregation 'limitk' needs a feature flag"],
    ['info(x)', "the function 'info' needs a feature flag"],
    ['rate(x[5m + 1m])', "the duration '5m + 1m' is calculated"],
  ])('refuses %s', (query, message) => {
    expect(problemsOf(query).join()).toContain(message);
  });

  test('tells where a problem is, the type, and the metrics that are selected', () => {
    expect(parsePromql('a + sum(rate(b)[5m])').problems[0]).toMatchObject({ offset: 13 });
    expect(parsePromql('a / on (c) {__name__="b"} * a')).toEqual({
      problems: [],
      type: 'instant vector',
      metrics: ['a', 'b'],
    });
    expect(parsePromql('1 + time()').type).toBe('scalar');
  });
});
