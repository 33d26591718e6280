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
    ['^(?i:foo|bar)x$', 'FOOx', true],
    ['(?U)^a+$', 'aaa', true],
    ['^\\(\\?=[(?=]$', '(?=(', true],
  ])('%s on %s is %s', (pattern, text, matches) => {
    expect(goPattern(pattern).test(text)).toBe(matches);
  });

  test.each([
    '(',
    '(?=a)',
    '(?!a)',
    '(?<=a)',
    '(?<!a)',
    '(?>a)',
    '(a)\\1',
    'a{1001}',
    'a{1,1001}',
    '\\C',
    '\\Z',
    '[\\8]',
  ])('refuses what is no expression of Go: %s', (pattern) => {
    expect(() => goPattern(pattern)).toThrow(SyntaxError);
  });
});
