import { re2Problem } from '../lib/traffic/re2';
import { REFUSED, TAKEN } from './re2-expressions';

/** Held against Istio's own code in test/engines/traffic-validation.test.ts. */
describe('expressions of RE2', () => {
  test.each(TAKEN)('%s', (expression) => {
    expect(re2Problem(expression)).toBeUndefined();
  });

  test.each(REFUSED)('%s is refused', (expression) => {
    expect(re2Problem(expression)).toBeDefined();
  });

  test('says what is wrong', () => {
    expect(re2Problem('(?!a)')).toBe('RE2 knows no (?!');
    expect(re2Problem('(a')).toBe('a ( is not closed');
    expect(re2Problem('x'.repeat(1025))).toBe('it has 1025 characters, Istio takes 1024');
  });
});
