import { isGoDuration, parseDuration, writeDuration } from '../lib/core/duration';

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

describe('isGoDuration', () => {
  test.each(['10m', '1h30m', '1.5h', '.5s', '0', '-1s', '+2us', '30m1h'])('%s is one', (text) => {
    expect(isGoDuration(text)).toBe(true);
  });

  test.each(['', '10', '1d', '2 hours', '.h', 'm', '1h 30m'])('%j is none', (text) => {
    expect(isGoDuration(text)).toBe(false);
  });
});
