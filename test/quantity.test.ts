import { formatBytes, formatCores, parseQuantity } from '../lib/core/quantity';

test.each<[string | number, number | undefined]>([
  ['500m', 0.5],
  ['32Gi', 32 * 2 ** 30],
  ['1e3', 1000],
  ['1E3', 1000],
  ['2E', 2e18],
  ['1.5k', 1500],
  ['.5', 0.5],
  [8, 8],
  ['-1', -1],
  ['8 Gi', undefined],
  ['Gi', undefined],
  ['', undefined],
  [Number.NaN, undefined],
])('%p is %p', (quantity, expected) => {
  expect(parseQuantity(quantity)).toBe(expected);
});

test('formats as Kubernetes writes it', () => {
  expect(formatBytes(32 * 2 ** 30)).toBe('32Gi');
  expect(formatBytes(1536 * 2 ** 20)).toBe('1536Mi');
  expect(formatBytes(1000)).toBe('1000');
  expect(formatBytes(0)).toBe('0');
  expect(formatCores(0.25)).toBe('250m');
  expect(formatCores(8)).toBe('8');
  expect(formatCores(2.007)).toBe('2007m');
  expect(formatCores(0.0001)).toBe('1m');
});
