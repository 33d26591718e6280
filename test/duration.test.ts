import { parseDuration, writeDuration } from '../lib/core/duration';

describe('parseDuration', () => {
  test.each([
    ['15s', 15],
    ['1h30m', 5400],
    ['2w', 1_209_600],
    ['1y', 31_536_000],
    ['250ms', 0.25],
    ['0d', 0],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  test.each(['', '30', '1.5h', '30m1h', '1M', ' 1h', '-1h'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('writeDuration', () => {
  test.each([
    [604_800, '168h'],
    [5400, '1h30m'],
    [90, '1m30s'],
    [3601, '1h1s'],
    [0.25, '0s'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(writeDuration(seconds)).toBe(text);
    expect(parseDuration(text)).toBe(Math.floor(seconds));
  });
});
