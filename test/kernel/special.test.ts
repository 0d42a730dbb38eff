import { describe, expect, it } from 'vitest';
import {
  gammaCdf,
  gammaQuantile,
  gammaSurvival,
  lnGamma,
  normalCdf,
  normalQuantile,
} from '../../src/kernel/special.ts';

const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

describe('the gamma function', () => {
  it('continues the factorials', () => {
    let factorial = 1;
    for (let n = 1; n <= 20; n++) {
      expect(Math.abs(lnGamma(n) - Math.log(factorial))).toBeLessThan(1e-13 * Math.max(1, Math.log(factorial)));
      factorial *= n;
    }
  });

  it('is the square root of pi at one half, and known below', () => {
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14);
    // Γ(x) Γ(1 - x) = π / sin πx
    expect(lnGamma(0.1) + lnGamma(0.9)).toBeCloseTo(Math.log(Math.PI / Math.sin(0.1 * Math.PI)), 13);
  });
});

describe('the regularized incomplete gamma function', () => {
  it('has its closed forms for whole and half shapes', () => {
    for (const x of [0.01, 0.5, 1, 2, 3.5, 10, 30]) {
      expect(relative(gammaCdf(1, x), -Math.expm1(-x))).toBeLessThan(1e-13);
      expect(relative(gammaSurvival(2, x), Math.exp(-x) * (1 + x))).toBeLessThan(1e-13);
      expect(relative(gammaSurvival(4, x), Math.exp(-x) * (1 + x + x ** 2 / 2 + x ** 3 / 6))).toBeLessThan(1e-13);
    }
    // P(1/2, x) = erf(√x), with erf(1) from the tables
    expect(gammaCdf(0.5, 1)).toBeCloseTo(0.8427007929497149, 14);
    expect(gammaSurvival(0.5, 1)).toBeCloseTo(0.1572992070502851, 14);
  });

  it('has the percentage points of the chi-square tables', () => {
    // degrees of freedom, upper tail area, point
    for (const [freedom, area, point] of [
      [1, 0.05, 3.841458821],
      [5, 0.05, 11.070497694],
      [10, 0.01, 23.209251159],
      [30, 0.95, 18.492660982],
      [100, 0.001, 149.449253],
    ]) {
      expect(2 * gammaQuantile(freedom / 2, 1 - area)).toBeCloseTo(point, 5);
    }
  });

  it('is undone by the quantile, whatever the shape and however far in a tail', () => {
    for (const shape of [0.02, 0.1, 0.5, 0.99, 1, 1.5, 3, 20, 400, 5000]) {
      for (const u of [1e-9, 1e-4, 0.05, 0.3, 0.5]) {
        const x = gammaQuantile(shape, u);
        if (x > 1e-290) expect(relative(gammaCdf(shape, x), u)).toBeLessThan(1e-10);
      }
      for (const tail of [0.5, 0.3, 0.01, 2 ** -20, 2 ** -40]) {
        const x = gammaQuantile(shape, 1 - tail);
        if (x > 1e-290) expect(relative(gammaSurvival(shape, x), tail)).toBeLessThan(1e-10);
      }
    }
  });

  it('goes over smoothly to its approximation for very large shapes', () => {
    for (const u of [0.001, 0.5, 0.999]) {
      const exact = gammaQuantile(100_000, u) / 100_000;
      const approximate = gammaQuantile(100_000.0001, u) / 100_000.0001;
      expect(relative(approximate, exact)).toBeLessThan(1e-7);
    }
  });

  it('has 0 as its lowest quantile, and as one too small to be a number', () => {
    expect(gammaQuantile(3, 0)).toBe(0);
    expect(gammaQuantile(0.001, 0.01)).toBe(0);
    expect(gammaCdf(2, 0)).toBe(0);
    expect(gammaSurvival(2, 0)).toBe(1);
  });
});

describe('the normal distribution', () => {
  it('has the quantiles of the tables', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 14);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(0.0001)).toBeCloseTo(-3.71901648545568, 13);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 12);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });

  it('gives back the share of every quantile', () => {
    for (let u = 1e-250; u < 0.5; u *= 7.3) expect(relative(normalCdf(normalQuantile(u)), u)).toBeLessThan(1e-11);
    for (let u = 0.5; u < 0.9999; u += 0.0137) expect(normalCdf(normalQuantile(u))).toBeCloseTo(u, 14);
  });
});
