import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactSum } from '../../src/kernel/exact.ts';
import { Defect } from '../../src/kernel/invariant.ts';

function sumOf(amounts: Iterable<number>): ExactSum {
  const sum = new ExactSum();
  for (const amount of amounts) sum.add(amount);
  return sum;
}

describe('an exact sum', () => {
  it('starts at 0', () => {
    const sum = new ExactSum();
    expect([sum.toBigInt(), sum.toNumber(), sum.seconds()]).toEqual([0n, 0, 0]);
  });

  it('loses nothing beyond 2^53, where ordinary addition does', () => {
    const amounts = [2 ** 53 - 1, 1, 1, 1, 2 ** 53 - 1];
    expect(sumOf(amounts).toBigInt()).toBe(2n ** 54n + 1n);
    expect(sumOf(amounts).toNumber()).toBe(2 ** 54);
  });

  it('is in seconds to the millisecond', () => {
    expect(sumOf([5_400_001]).seconds()).toBe(5400.001);
    expect(sumOf([2 ** 53 - 1, 2 ** 53 - 1, 2]).seconds()).toBe(Number(2n ** 54n / 1000n) + 0.984);
  });

  it('is that of arbitrary integers for any amounts', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (amounts) => {
        const expected = amounts.reduce((total, amount) => total + BigInt(amount), 0n);
        const sum = sumOf(amounts);
        expect(sum.toBigInt()).toBe(expected);
        expect(sum.toNumber()).toBe(Number(expected));
        expect(sum.seconds()).toBeCloseTo(Number(expected) / 1000, 0);
      }),
      { seed: 1 },
    );
  });

  it('takes no negative, broken or inexact amounts', () => {
    for (const amount of [-1, 0.5, 2 ** 53, Infinity, Number.NaN]) expect(() => sumOf([amount])).toThrow(Defect);
  });
});
