import { goPattern } from '../lib/l1/go-pattern';

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
  ])('%s on %s is %s', (pattern, text, matches) => {
    expect(goPattern(pattern).test(text)).toBe(matches);
  });

  test('refuses what is no expression', () => {
    expect(() => goPattern('(')).toThrow(SyntaxError);
  });
});
