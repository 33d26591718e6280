import { parsePromql } from '../lib';
import { ACCEPTED, REFUSED } from './promql-queries';

const problemsOf = (query: string) => parsePromql(query).problems.map((problem) => problem.message);

describe('parsePromql', () => {
  test.each(ACCEPTED)('accepts %s', (query) => {
    expect(problemsOf(query)).toEqual([]);
  });

  test.each(REFUSED)('refuses %s', (query, message) => {
    expect(problemsOf(query).join()).toContain(message);
  });

  test('refuses calculated durations, which not every Prometheus accepts', () => {
    expect(problemsOf('rate(x[5m + 1m])')).toEqual([
      "the duration '5m + 1m' is calculated, which Prometheus accepts only in new versions",
    ]);
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
