import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Defect } from '../../src/kernel/invariant.ts';
import { nearestRank, select } from '../../src/kernel/quantile.ts';
import { stream } from '../../src/kernel/random.ts';

describe('a selected value', () => {
  it('is the one that sorting would put there, and parts the smaller from the larger', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ noNaN: true })), {
      minLength: 1,
      maxLength: 300,
      size: 'max',
    });
    fc.assert(
      fc.property(values, fc.nat(), (numbers, place) => {
        const k = place % numbers.length;
        const data = Float64Array.from(numbers);
        const expected = Float64Array.from(numbers).sort();
        // one comparison for both zeros
        expect(select(data, data.length, k) === expected[k]).toBe(true);
        expect(data.subarray(0, k).every((value) => value <= data[k])).toBe(true);
        expect(data.subarray(k).every((value) => value >= data[k])).toBe(true);
        expect(data.sort()).toEqual(expected);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('concerns the first values only', () => {
    const data = Float64Array.of(3, 1, 2, -9, -9);
    expect(select(data, 3, 0)).toBe(1);
    expect([...data.subarray(3)]).toEqual([-9, -9]);
  });

  it('is found in orders that are bad for naive pivots, and when most values are equal', () => {
    const count = 300_000;
    const orders: Record<string, (n: number) => number> = {
      ascending: (n) => n,
      descending: (n) => -n,
      equal: () => 7,
      'organ pipe': (n) => Math.min(n, count - n),
      sawtooth: (n) => n % 1000,
      'two values': (n) => n & 1,
      'median of three killer': (n) => (n < count / 2 ? (n % 2 === 0 ? n : count / 2 + n) : 2 * (n - count / 2)),
    };
    for (const [name, order] of Object.entries(orders)) {
      const data = Float64Array.from({ length: count }, (_, n) => order(n));
      const expected = data.slice().sort()[count >> 2];
      expect(select(data, count, count >> 2), name).toBe(expected);
    }
  });

  it('must be among the values', () => {
    expect(() => select(new Float64Array(4), 4, 4)).toThrow(Defect);
    expect(() => select(new Float64Array(4), 5, 0)).toThrow(Defect);
    expect(() => select(new Float64Array(4), 0, 0)).toThrow(Defect);
  });
});

describe('a quantile by nearest rank', () => {
  it('is the smallest value that at least that share of the values does not exceed', () => {
    const values = Float64Array.of(15, 20, 35, 40, 50);
    expect(nearestRank(values, 5, [0, 0.05, 0.2, 0.21, 0.3, 0.4, 0.5, 1])).toEqual([15, 15, 15, 20, 20, 20, 35, 50]);
  });

  it('does not slip by one where multiplying has rounded', () => {
    const values = Float64Array.from({ length: 100 }, (_, n) => n + 1);
    const shares = Array.from({ length: 100 }, (_, n) => (n + 1) / 100);
    expect(nearestRank(values, 100, shares)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  });

  it('is a value that was there, for many values too', () => {
    const random = stream('1', 'quantile');
    const values = Float64Array.from({ length: 100_000 }, () => Math.round(random.next() * 1e6));
    const sorted = values.slice().sort();
    expect(nearestRank(values, values.length, [0.5, 0.9, 0.95, 0.99])).toEqual([
      sorted[49_999],
      sorted[89_999],
      sorted[94_999],
      sorted[98_999],
    ]);
  });

  it('is not a number when there are no values', () => {
    expect(nearestRank(new Float64Array(10), 0, [0.5, 0.9])).toEqual([Number.NaN, Number.NaN]);
  });

  it('is of a share between 0 and 1', () => {
    expect(() => nearestRank(Float64Array.of(1), 1, [1.1])).toThrow(Defect);
  });
});
