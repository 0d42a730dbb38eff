import { describe, expect, it } from 'vitest';
import { stream } from '../../src/kernel/random.ts';
import { estimate } from '../../src/verify/estimate.ts';
import type { Experiment } from '../../src/verify/experiment.ts';
import { defaultPlan, longPlan, smallPlan } from '../../src/verify/plan.ts';
import { type Verification, verdictOf, verify } from '../../src/verify/verify.ts';

function outcome(experiments: readonly Experiment[], seeds: readonly string[]): Verification {
  const steps = verify(experiments, seeds);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

describe('an estimate', () => {
  it('without controls is the mean, with the interval of the textbook', () => {
    // mean 3, standard deviation sqrt(2.5), t(0.025, 4) = 2.776445
    const { mean, halfWidth } = estimate([1, 2, 3, 4, 5], [], 0.05);
    expect(mean).toBeCloseTo(3, 12);
    expect(halfWidth).toBeCloseTo(2.776445 * Math.sqrt(2.5 / 5), 5);
  });

  it('with a control that explains everything is exact', () => {
    const { mean, halfWidth } = estimate([7, 9, 13, 11], [[0, 1, 3, 2]], 0.05);
    expect(mean).toBeCloseTo(7, 10);
    expect(halfWidth).toBeLessThan(1e-6);
  });

  it('holds the true mean as often as it says, with controls and without, and controls make it narrower', () => {
    const random = stream('1', 'coverage');
    const noise = () => random.next() + random.next() - 1;
    let plain = 0;
    let controlled = 0;
    for (let round = 0; round < 1000; round++) {
      const control = Array.from({ length: 20 }, noise);
      const values = control.map((deviation) => 5 + 2 * deviation + noise());
      const without = estimate(values, [], 0.1);
      const within = estimate(values, [control], 0.1);
      plain += +(Math.abs(without.mean - 5) <= without.halfWidth);
      controlled += +(Math.abs(within.mean - 5) <= within.halfWidth);
    }
    // 900 expected, standard deviation 9.5
    expect(Math.abs(plain - 900)).toBeLessThan(35);
    expect(Math.abs(controlled - 900)).toBeLessThan(35);
    const control = Array.from({ length: 100 }, noise);
    const values = control.map((deviation) => 5 + 2 * deviation + noise());
    expect(estimate(values, [control], 0.1).halfWidth).toBeLessThan(estimate(values, [], 0.1).halfWidth / 1.5);
  });
});

describe('a row', () => {
  it('passes if for every seed the interval holds the exact value and is narrow', () => {
    const good = { mean: 1.001, halfWidth: 0.01 };
    expect(verdictOf(1, [good, good])).toBe('pass');
    expect(verdictOf(1, [good, { mean: 1.02, halfWidth: 0.01 }])).toBe('outside');
    expect(verdictOf(1, [{ mean: 1, halfWidth: 0.03 }, good])).toBe('imprecise');
    expect(verdictOf(0, [{ mean: 0, halfWidth: 0 }])).toBe('pass');
    expect(verdictOf(0, [{ mean: 1, halfWidth: 0 }])).toBe('outside');
    expect(verdictOf(1, [{ mean: Number.NaN, halfWidth: Number.NaN }])).toBe('outside');
  });

  it('fails if theory were different by three parts in a hundred: the experiments can tell', () => {
    const some = smallPlan().filter(({ title }) => /Graham|exponential|two nodes/.test(title));
    const plan = some.map((experiment) => ({
      ...experiment,
      quantities: experiment.quantities.map((quantity) => ({ ...quantity, exact: quantity.exact * 1.03 + 0.01 })),
    }));
    const { rows, passed } = outcome(plan, ['1']);
    expect(passed).toBe(false);
    expect(rows.filter(({ experiment, verdict }) => experiment !== 'every run' && verdict !== 'outside')).toEqual([]);
  });
});

describe('theory and simulation', () => {
  it("agree: makespans, restarts, unequal nodes, queues, anomalies, Little's law and the utilization law", () => {
    const { rows, passed, runs } = outcome(smallPlan(), ['1']);
    expect(rows.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(passed).toBe(true);
    expect(runs).toBe(10);
    expect(rows.find(({ quantity }) => quantity === "breaks of Little's law")?.measured).toEqual([
      { mean: 0, halfWidth: 0 },
    ]);
  });

  it('give the same figures whenever the same seed is run', () => {
    const [experiment] = smallPlan().filter(({ title }) => title.startsWith('50 exponential'));
    expect(outcome([experiment], ['2', '3']).rows).toEqual(outcome([experiment], ['2', '3']).rows);
  });

  it('are compared in the plans for c = 1, 2, 5, 10, 50 and loads up to 0.95', () => {
    const titles = [...defaultPlan(), ...longPlan()].map(({ title }) => title);
    for (const servers of [1, 2, 5, 10, 50])
      for (const load of servers === 50 ? [0.8, 0.9, 0.95] : [0.5, 0.8, 0.9, 0.95])
        expect(titles).toContain(`M/M/${servers}, load ${load}`);
  });
});
