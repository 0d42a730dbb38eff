import { describe, expect, it } from 'vitest';
import {
  constant,
  type Distribution,
  draw,
  isConstant,
  lognormalFromMeanSd,
  lognormalFromMedianP95,
  mean,
  quantile,
} from '../../src/kernel/distribution.ts';
import { Defect } from '../../src/kernel/invariant.ts';

const MINUTE = 60_000;
const CERTAIN = 1 - 2 ** -53;

const mixture: Distribution = {
  kind: 'mixture',
  parts: [
    { weight: 3, of: { kind: 'uniform', min: 0, max: 100 } },
    { weight: 0, of: constant(1e9) },
    { weight: 1, of: { kind: 'exponential', mean: MINUTE } },
  ],
};

const everyKind: readonly Distribution[] = [
  constant(5),
  { kind: 'uniform', min: 10, max: 30 },
  { kind: 'exponential', mean: MINUTE },
  { kind: 'normal', mean: 1000, sd: 900 },
  { kind: 'normal', mean: -1000, sd: 300 },
  lognormalFromMedianP95(4 * MINUTE, 12 * MINUTE),
  { kind: 'weibull', scale: MINUTE, shape: 0.7 },
  { kind: 'gamma', mean: MINUTE, shape: 0.4 },
  { kind: 'gamma', mean: MINUTE, shape: 9 },
  { kind: 'empirical', values: [1, 5, 5, 200] },
  mixture,
];

const named = everyKind.map((dist) => [JSON.stringify(dist), dist] as const);

describe('every distribution', () => {
  it.each(named)('has the mean of its quantiles: %s', (_name, dist) => {
    const steps = 200_000;
    let sum = 0;
    for (let step = 0; step < steps; step++) sum += quantile(dist, (step + 0.5) / steps);
    expect(Math.abs(sum / steps / mean(dist) - 1)).toBeLessThan(2e-4);
  });

  it.each(named)(
    'draws more for a larger uniform number, from one that is 0 to one that is nearly 1: %s',
    (_name, dist) => {
      const shares = [0, 1e-300, 1e-9, 0.01, 0.1, 0.25, 0.499, 0.5, 0.501, 0.74, 0.75, 0.9, 0.999, 1 - 1e-12, CERTAIN];
      const values = shares.map((u) => quantile(dist, u));
      for (const value of values) expect(Number.isFinite(value) && value >= 0).toBe(true);
      if (dist.kind !== 'mixture') expect(values).toEqual([...values].sort((a, b) => a - b));
    },
  );

  it.each(named)('draws whole milliseconds, also for a uniform number that cannot occur: %s', (_name, dist) => {
    for (const u of [0, 0.1, 0.5, 0.9, CERTAIN, 1]) {
      expect(Number.isSafeInteger(draw(dist, u))).toBe(true);
      expect(Math.abs(draw(dist, u) - quantile(dist, u))).toBeLessThanOrEqual(0.5);
    }
  });
});

describe('a draw', () => {
  it('is rounded to the nearest millisecond', () => {
    expect([0.4, 0.5, 1.49, 1.5].map((value) => draw(constant(value), 0))).toEqual([0, 1, 1, 2]);
  });

  it('is never negative and never longer than virtual time can bear', () => {
    expect(draw(constant(-7), 0.5)).toBe(0);
    expect(draw({ kind: 'weibull', scale: MINUTE, shape: 0.01 }, CERTAIN)).toBe(2 ** 50);
  });
});

describe('the exponential distribution', () => {
  it('has the quantiles -mean · ln(1 - u)', () => {
    const dist: Distribution = { kind: 'exponential', mean: 1000 };
    expect(quantile(dist, 0.5)).toBeCloseTo(1000 * Math.LN2, 9);
    expect(quantile(dist, 1 - Math.exp(-3))).toBeCloseTo(3000, 9);
    expect(quantile(dist, 1e-20)).toBeCloseTo(1e-17, 25);
  });
});

describe('the normal distribution', () => {
  it('far from 0 has the quantiles of the tables', () => {
    const dist: Distribution = { kind: 'normal', mean: 100_000, sd: 1000 };
    expect(quantile(dist, 0.975)).toBeCloseTo(101_959.963985, 5);
    expect(quantile(dist, 0.025)).toBeCloseTo(98_040.036015, 5);
    expect(mean(dist)).toBeCloseTo(100_000, 9);
  });

  it('is truncated at 0, not piled up there: with mean 0 it is the half-normal', () => {
    const dist: Distribution = { kind: 'normal', mean: 0, sd: 1000 };
    expect(quantile(dist, 0)).toBe(0);
    expect(quantile(dist, 0.5)).toBeCloseTo(674.489750196, 6);
    expect(mean(dist)).toBeCloseTo(1000 * Math.sqrt(2 / Math.PI), 9);
  });

  it('with nearly everything below 0 has what is left of it, down to the exponential tail', () => {
    // the chance of exceeding x, given that 0 is exceeded, tends to exp(-x·|mean|/sd²)
    const far: Distribution = { kind: 'normal', mean: -50_000, sd: 1000 };
    expect(mean(far)).toBeCloseTo(20, 1);
    expect(quantile(far, 0.5)).toBeCloseTo(20 * Math.LN2, 1);
    const nearer: Distribution = { kind: 'normal', mean: -30_000, sd: 1000 };
    expect(mean(nearer)).toBeCloseTo(33.26, 2);
  });

  it('without spread is its mean', () => {
    expect(quantile({ kind: 'normal', mean: 40, sd: 0 }, 0.3)).toBe(40);
    expect(mean({ kind: 'normal', mean: 40, sd: 0 })).toBe(40);
  });
});

describe('the lognormal distribution', () => {
  it('written by median and p95 has that median and that 95th percentile', () => {
    const dist = lognormalFromMedianP95(4 * MINUTE, 12 * MINUTE);
    expect(quantile(dist, 0.5)).toBeCloseTo(4 * MINUTE, 6);
    expect(quantile(dist, 0.95)).toBeCloseTo(12 * MINUTE, 6);
  });

  it('written by mean and sd has that mean and that standard deviation', () => {
    const dist = lognormalFromMeanSd(1000, 500);
    expect(mean(dist)).toBeCloseTo(1000, 9);
    const steps = 400_000;
    let squares = 0;
    for (let step = 0; step < steps; step++) squares += (quantile(dist, (step + 0.5) / steps) - 1000) ** 2;
    expect(Math.sqrt(squares / steps)).toBeCloseTo(500, 0);
  });

  it('may have no spread', () => {
    expect(quantile(lognormalFromMedianP95(1000, 1000), CERTAIN)).toBeCloseTo(1000, 9);
    expect(quantile(lognormalFromMeanSd(1000, 0), 0)).toBeCloseTo(1000, 9);
  });

  it('needs a median above 0 and a p95 not below it', () => {
    expect(() => lognormalFromMedianP95(0, 10)).toThrow(Defect);
    expect(() => lognormalFromMedianP95(10, 9)).toThrow(Defect);
    expect(() => lognormalFromMeanSd(0, 1)).toThrow(Defect);
  });
});

describe('the Weibull distribution', () => {
  it('with shape 1 is the exponential, with shape 2 the Rayleigh distribution', () => {
    expect(quantile({ kind: 'weibull', scale: 1000, shape: 1 }, 0.8)).toBeCloseTo(1000 * Math.log(5), 9);
    expect(quantile({ kind: 'weibull', scale: 1000, shape: 2 }, 0.8)).toBeCloseTo(1000 * Math.sqrt(Math.log(5)), 9);
    expect(mean({ kind: 'weibull', scale: 1000, shape: 2 })).toBeCloseTo(500 * Math.sqrt(Math.PI), 9);
  });
});

describe('the gamma distribution', () => {
  it('with shape 1 is the exponential distribution', () => {
    for (const u of [1e-9, 0.1, 0.5, 0.99, CERTAIN]) {
      expect(quantile({ kind: 'gamma', mean: 1000, shape: 1 }, u)).toBeCloseTo(-1000 * Math.log1p(-u), 7);
    }
  });

  it('with whole shape 3 has the quantiles of three exponential stages', () => {
    const x = quantile({ kind: 'gamma', mean: 3, shape: 3 }, 0.9);
    expect(Math.exp(-x) * (1 + x + (x * x) / 2)).toBeCloseTo(0.1, 12);
  });
});

describe('empirical values', () => {
  it('are equally likely', () => {
    const dist: Distribution = { kind: 'empirical', values: [10, 20, 30, 40] };
    expect([0, 0.2499, 0.25, 0.5, 0.75, CERTAIN].map((u) => quantile(dist, u))).toEqual([10, 10, 20, 30, 40, 40]);
  });
});

describe('a mixture', () => {
  it('takes one uniform number for both the choice of the part and the draw from it', () => {
    expect(quantile(mixture, 0.375)).toBeCloseTo(50, 9);
    expect(quantile(mixture, 0.75)).toBe(0);
    expect(quantile(mixture, 0.875)).toBeCloseTo(MINUTE * Math.LN2, 6);
  });

  it('needs a part with a weight', () => {
    expect(() => quantile({ kind: 'mixture', parts: [{ weight: 0, of: constant(1) }] }, 0.5)).toThrow(Defect);
  });
});

describe('a constant', () => {
  it('is the only distribution that needs no draw', () => {
    expect(everyKind.filter(isConstant)).toEqual([constant(5)]);
  });
});
