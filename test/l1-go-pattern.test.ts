import { goPattern, goPatternProblem } from '../lib/l1/go-pattern';
import { REFUSED, TAKEN } from './go-expressions';

/** Held against Istio's own code in test/engines/traffic-validation.test.ts. */
describe('goPattern', () => {
  test.each([
    ['^(?i)(warn|abort)$', 'WARN', true],
    ['^(?i)(warn|abort)$', 'warning', false],
    ['(?i)^january$', 'January', true],
    ['^a$', 'A', false],
    ['\\A[[:alpha:]]+\\z', 'abc', true],
    ['\\A[[:alpha:]]+\\z', 'a1', false],
    ['^(?P<unit>[smh])$', 'h', true],
    ['^[a-z\\-]+\\-$', 'a-b-', true],
    ['^.$', '😀', true],
    ['^(?i:foo|bar)x$', 'FOOx', true],
    ['(?U)^a+$', 'aaa', true],
    ['^\\(\\?=[(?=]$', '(?=(', true],
  ])('%s on %s is %s', (pattern, text, matches) => {
    expect(goPattern(pattern).test(text)).toBe(matches);
  });

  test.each(TAKEN)('takes %s', (expression) => {
    expect(goPatternProblem(expression)).toBeUndefined();
  });

  test.each([...REFUSED, '(?P<', '[\\8]', 'a{1,1001}'])('refuses %s', (expression) => {
    expect(() => goPattern(expression)).toThrow();
    expect(goPatternProblem(expression)).toMatch(/^error parsing regexp: /);
  });
});
