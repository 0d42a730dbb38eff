import { describe, expect, it } from 'vitest';
import { binomialCdf, binomialSurvival } from '../../src/kernel/binomial.ts';
import { differenceOf } from '../../src/study/difference.ts';
import { looksOf, verdictOf } from '../../src/study/feasibility.ts';
import { estimateMean, estimateQuantile } from '../../src/study/statistics.ts';

const NONE = {
  metric: 'x',
  quantile: null,
  min: Number.NEGATIVE_INFINITY,
  max: Number.POSITIVE_INFINITY,
  tolerance: 0,
};

describe('the binomial distribution', () => {
  it('is the sum of its probabilities', () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
    for (const [n, p] of [
      [1, 0.3],
      [10, 0.95],
      [30, 0.5],
    ] as const) {
      let sum = 0;
      for (let k = 0; k <= n; k++) {
        expect(binomialSurvival(k, n, p)).toBeCloseTo(1 - sum, 12);
        sum += choose(n, k) * p ** k * (1 - p) ** (n - k);
        expect(binomialCdf(k, n, p)).toBeCloseTo(sum, 12);
      }
    }
  });
});

describe('the mean of replications', () => {
  it('has the interval of Student’s t', () => {
    // Student 1908, the additional hours of sleep
    const sleep = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const estimate = estimateMean(sleep, 0.95)!;
    expect(estimate.mean).toBeCloseTo(0.75, 12);
    expect(estimate.sd).toBeCloseTo(1.78901, 5);
    expect(estimate.mean - estimate.halfWidth!).toBeCloseTo(-0.5297804, 6);
  });

  it('has no interval of a single one, and is nothing of none', () => {
    expect(estimateMean([5], 0.95)).toEqual({ count: 1, mean: 5, sd: null, halfWidth: null });
    expect(estimateMean([], 0.95)).toBeNull();
  });

  it('is exact where all are equal', () => {
    expect(estimateMean([3, 3, 3], 0.95)).toEqual({ count: 3, mean: 3, sd: 0, halfWidth: 0 });
  });
});

describe('a quantile of replications', () => {
  const sorted = Array.from({ length: 100 }, (_, n) => n + 1);

  it('has the interval of order statistics', () => {
    // of the median of a hundred, ranks 40 and 61 (Conover, table of the binomial distribution)
    expect(estimateQuantile(sorted, 0.5, 0.95)).toEqual({ value: 50, low: 40, high: 61 });
  });

  it('is bounded on no side that so few values cannot bound', () => {
    expect(estimateQuantile([1, 2, 3, 4, 5], 0.5, 0.95)).toEqual({ value: 3, low: null, high: null });
    // 0.95^59 < 0.05: with one-sided error 0.025 it takes 72 values to bound the 0.95-quantile from above
    expect(estimateQuantile(sorted.slice(0, 71), 0.95, 0.95).high).toBeNull();
    expect(estimateQuantile(sorted.slice(0, 73), 0.95, 0.95).high).toBe(73);
  });
});

describe('a difference to the baseline', () => {
  it('is that of pairs, so that what is common to both does not count', () => {
    const base = [100, 200, 300, 400];
    const other = [91, 189, 291, 389];
    const difference = differenceOf(other, base, 0.95)!;
    expect(difference).toMatchObject({ count: 4, mean: -10 });
    expect(difference.halfWidth).toBeCloseTo(3.18245 * Math.sqrt(4 / 3 / 4), 4);
    expect(difference.relative?.mean).toBeCloseTo(-0.04, 12);
  });

  it('has a relative part as certain as the ratio is, not as the difference is', () => {
    // always exactly 30 % less: the ratio is known though the difference is not
    const base = [100, 200, 300, 400];
    const difference = differenceOf(
      base.map((value) => 0.7 * value),
      base,
      0.95,
    )!;
    expect(difference.halfWidth).toBeGreaterThan(30);
    expect(difference.relative?.mean).toBeCloseTo(-0.3, 12);
    expect(difference.relative?.halfWidth).toBeCloseTo(0, 12);
  });

  it('leaves out replications in which one has no figure, and the relative part where a baseline is not positive', () => {
    expect(differenceOf([1, null, 3], [1, 2, null], 0.95)).toMatchObject({ count: 1, mean: 0, halfWidth: null });
    expect(differenceOf([null], [1], 0.95)).toBeNull();
    expect(differenceOf([1, 2], [0, 1], 0.95)?.relative).toBeNull();
  });
});

describe('a condition', () => {
  it('is looked at after numbers of replications that are fixed beforehand', () => {
    expect(looksOf(10, 200)).toEqual([10, 20, 40, 80, 160, 200]);
    expect(looksOf(10, 10)).toEqual([10]);
  });

  it('on a mean is met or violated when its interval lies on one side of the bound', () => {
    const values = [10, 11, 9, 10, 10, 11, 9, 10];
    const verdict = (min: number, max: number) => verdictOf(values, { ...NONE, min, max }, 0.01);
    expect(verdict(Number.NEGATIVE_INFINITY, 12)).toBe('met');
    expect(verdict(Number.NEGATIVE_INFINITY, 8)).toBe('violated');
    expect(verdict(Number.NEGATIVE_INFINITY, 10.2)).toBe('unclear');
    expect(verdict(8, 12)).toBe('met');
    expect(verdict(12, 14)).toBe('violated');
    expect(verdict(9.9, 14)).toBe('unclear');
  });

  it('on a quantile is met when so many runs keep it that no lesser share would let one expect it', () => {
    const runs = (kept: number, broken: number) => [...Array<number>(kept).fill(1), ...Array<number>(broken).fill(9)];
    const verdict = (kept: number, broken: number) =>
      verdictOf(runs(kept, broken), { ...NONE, quantile: 0.95, max: 5 }, 0.05);
    // 0.95^58 > 0.05 > 0.95^59
    expect(verdict(58, 0)).toBe('unclear');
    expect(verdict(59, 0)).toBe('met');
    expect(verdict(59, 1)).toBe('unclear');
    expect(verdict(8, 3)).toBe('violated');
    const below = (kept: number, broken: number) =>
      verdictOf(runs(kept, broken), { ...NONE, quantile: 0.05, min: 5 }, 0.05);
    expect(below(0, 59)).toBe('met');
    expect(below(0, 58)).toBe('unclear');
  });

  it('may be taken to be met or not within its tolerance', () => {
    const values = [10, 11, 9, 10, 10, 11, 9, 10];
    const verdict = (max: number) => verdictOf(values, { ...NONE, max, tolerance: 2 }, 0.01);
    expect([8.5, 9.5, 10.5, 11.5].map(verdict)).toEqual(['violated', 'violated', 'met', 'met']);
    const share = (max: number) => verdictOf(values, { ...NONE, quantile: 0.5, max, tolerance: 1 }, 0.01);
    expect([8, 9.5, 10, 12].map(share)).toEqual(['violated', 'violated', 'met', 'met']);
  });

  it('is violated by a run without the figure: on a mean at once, on a quantile as by any other run', () => {
    expect(verdictOf([1, 1, null], { ...NONE, max: 5 }, 0.05)).toBe('violated');
    expect(verdictOf([1, 1, null], { ...NONE, quantile: 0.5, max: 5 }, 0.05)).toBe('unclear');
    expect(verdictOf([null, null, null, null, null], { ...NONE, quantile: 0.5, max: 5 }, 0.05)).toBe('violated');
  });
});
