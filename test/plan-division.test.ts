import fc from 'fast-check';
import { divideByWeight, divideJob, isRatioReachable, type TieBreak, tieBreakOf } from '../lib/plan/division';

const weights = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.integer({ min: 0, max: 40 }), {
  minKeys: 1,
  maxKeys: 8,
});
const replicas = fc.integer({ min: 0, max: 200 });
const tieBreak = fc.constantFrom<TieBreak>('ascending', 'descending');

/** The method's definition, without a heap: look at every claim for every replica. */
function plainWebster(count: number, votes: Record<string, number>, order: TieBreak): Record<string, number> {
  const seats: Record<string, number> = Object.fromEntries(Object.keys(votes).map((name) => [name, 0]));
  const parties = Object.keys(votes).filter((name) => votes[name]! > 0);
  for (let i = 0; i < count && parties.length > 0; i++) {
    const best = parties.reduce((a, b) => {
      const claimA = votes[a]! / (2 * seats[a]! + 1);
      const claimB = votes[b]! / (2 * seats[b]! + 1);
      if (claimA !== claimB) {
        return claimA > claimB ? a : b;
      }
      if (seats[a] !== seats[b]) {
        return seats[a]! < seats[b]! ? a : b;
      }
      return a < b === (order === 'ascending') ? a : b;
    });
    seats[best]!++;
  }
  return seats;
}

describe('divideByWeight', () => {
  test.each([
    [3, { a: 2, b: 1 }, { a: 2, b: 1 }],
    [6, { a: 2, b: 1 }, { a: 4, b: 2 }],
    [9, { a: 1, b: 2 }, { a: 3, b: 6 }],
    [9, { a: 1, b: 3 }, { a: 2, b: 7 }],
    [4, { a: 2, b: 1 }, { a: 3, b: 1 }],
    [5, { a: 10, b: 1 }, { a: 5, b: 0 }],
    [6, { a: 10, b: 1 }, { a: 5, b: 1 }],
    [0, { a: 2, b: 1 }, { a: 0, b: 0 }],
    [3, { a: 1, b: 0 }, { a: 3, b: 0 }],
    [3, { a: 0, b: 0 }, { a: 0, b: 0 }],
  ])('%d replicas by %j are %j', (count, by, expected) => {
    expect(divideByWeight(count, by)).toEqual(expected);
  });

  test('a tie goes to the name that sorts first or last', () => {
    expect(divideByWeight(1, { a: 1, b: 1 }, 'ascending')).toEqual({ a: 1, b: 0 });
    expect(divideByWeight(1, { a: 1, b: 1 }, 'descending')).toEqual({ a: 0, b: 1 });
  });

  test('agrees with the plain definition of the method', () => {
    fc.assert(
      fc.property(replicas, weights, tieBreak, (count, by, order) => {
        expect(divideByWeight(count, by, order)).toEqual(plainWebster(count, by, order));
      }),
    );
  });

  test('is quick for as many replicas as the API allows', () => {
    const split = divideByWeight(2 ** 31 - 1, { a: 5, b: 3, c: 1 });
    expect(split).toEqual({ a: 1_193_046_471, b: 715_827_882, c: 238_609_294 });
  });

  test('gives away every replica, none without weight, and never takes one back when replicas grow', () => {
    fc.assert(
      fc.property(replicas, weights, (count, by) => {
        const split = divideByWeight(count, by);
        const more = divideByWeight(count + 1, by);
        const total = Object.values(split).reduce((a, b) => a + b, 0);
        expect(total).toBe(Object.values(by).some((weight) => weight > 0) ? count : 0);
        for (const [member, weight] of Object.entries(by)) {
          expect(weight === 0 ? split[member] : 0).toBe(0);
          expect(more[member]).toBeGreaterThanOrEqual(split[member]!);
        }
      }),
    );
  });

  test('is exact where the ratio is reachable', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), weights, (times, by) => {
        const sum = Object.values(by).reduce((a, b) => a + b, 0);
        fc.pre(sum > 0);
        expect(isRatioReachable(times * sum, by)).toBe(true);
        expect(divideByWeight(times * sum, by)).toEqual(
          Object.fromEntries(Object.entries(by).map(([member, weight]) => [member, times * weight])),
        );
      }),
    );
  });
});

describe('divideJob', () => {
  test('divides completions in proportion to the pods', () => {
    expect(divideJob(3, 12, { a: 2, b: 1 })).toEqual({ parallelism: { a: 2, b: 1 }, completions: { a: 8, b: 4 } });
  });

  test('runs no more pods than there are completions', () => {
    expect(divideJob(10, 3, { a: 2, b: 1 })).toEqual({ parallelism: { a: 2, b: 1 }, completions: { a: 2, b: 1 } });
  });

  test('leaves a work queue without completions', () => {
    expect(divideJob(3, undefined, { a: 2, b: 1 })).toEqual({ parallelism: { a: 2, b: 1 } });
  });
});

describe('tieBreakOf', () => {
  // the FNV-1a test vectors of draft-eastlake-fnv: '' is 0x811c9dc5, 'a' is 0xe40c292c, 'foobar' is 0xbf9cf968, 'b' 0xe70c2de5
  test.each<[string, TieBreak]>([
    ['a', 'ascending'],
    ['foobar', 'ascending'],
    ['b', 'descending'],
    ['', 'ascending'],
  ])('%j breaks ties %s', (uid, expected) => {
    expect(tieBreakOf(uid)).toBe(expected);
  });
});
