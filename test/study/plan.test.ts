import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/kernel/random.ts';
import { normalQuantile } from '../../src/kernel/special.ts';
import type { Goal } from '../../src/study/goal.ts';
import { type PlanTerms, RoundsPlan } from '../../src/study/plan.ts';
import type { Cell, CellResult, Precision } from '../../src/study/study.ts';
import { loaded, runStudy } from './studies.ts';

const PRECISION: Precision = { metric: 'x', relativeHalfWidth: 0.05, halfWidth: null };
const GOAL: Goal = {
  metric: 'x',
  sense: 'minimize',
  subjectTo: [{ metric: 'x', quantile: 0.5, min: Number.NEGATIVE_INFINITY, max: 13, tolerance: 0 }],
  confidence: 0.95,
  indifference: 0.5,
};

function terms(more: Partial<PlanTerms['replications']> = {}, goal: Goal | null = null, variants = 4): PlanTerms {
  return {
    variants: Array.from({ length: variants }, (_, index) => ({
      index,
      name: `v${index}`,
      assignments: {},
      patch: [],
    })),
    replications: { min: 5, max: 60, batch: 7, precision: null, confidence: 0.95, ...more },
    goal,
    baseline: null,
  };
}

/** Noisier with the number of the variant. */
function resultOf({ variant, replication }: Cell): CellResult {
  const z = normalQuantile(stream('plan', variant, replication, 'x').next());
  return { variant, replication, seed: '', ended: 'quiescent', metrics: { x: 10 + variant + (variant + 1) * z } };
}

/** Runs a plan with results that come in some order; what counted at the end. */
function run(plan: RoundsPlan, arrange: (cells: readonly Cell[]) => readonly Cell[] = (cells) => cells) {
  while (!plan.done) for (const cell of arrange(plan.next())) plan.take(resultOf(cell));
  return plan.results().map(({ variant, replication, metrics }) => [variant, replication, metrics.x]);
}

const counts = (rows: readonly (readonly unknown[])[]) =>
  [0, 1, 2, 3].map((variant) => rows.filter(([of]) => of === variant).length);

describe('the plan of a study', () => {
  it('runs every variant as often as is asked for', () => {
    const plan = new RoundsPlan(terms());
    expect(plan.done).toBe(false);
    const rows = run(plan);
    expect(counts(rows)).toEqual([5, 5, 5, 5]);
    expect(rows.slice(0, 6).map(([variant, replication]) => `${variant}/${replication}`)).toEqual([
      '0/0',
      '0/1',
      '0/2',
      '0/3',
      '0/4',
      '1/0',
    ]);
    expect(plan.next()).toEqual([]);
  });

  it('asks for no further cells while results of the batch are missing, and for none twice', () => {
    const plan = new RoundsPlan(terms({ precision: PRECISION }));
    const first = plan.next();
    expect(first).toHaveLength(20);
    expect(plan.next()).toEqual([]);
    for (const cell of first.slice(1)) plan.take(resultOf(cell));
    expect(plan.next()).toEqual([]);
    expect(plan.progress()).toEqual({ taken: 19, asked: 20 });
    plan.take(resultOf(first[1])); // a second result of a cell is ignored
    expect(plan.progress().taken).toBe(19);
    plan.take(resultOf(first[0]));
    const more = plan.next();
    expect(more.length).toBeGreaterThan(0);
    expect(more.every(({ replication }) => replication >= 5 && replication < 12)).toBe(true);
  });

  it('refuses a result that nobody asked for', () => {
    const plan = new RoundsPlan(terms());
    expect(() => plan.take(resultOf({ variant: 0, replication: 5 }))).toThrow('nobody asked');
    expect(() => plan.take(resultOf({ variant: 9, replication: 0 }))).toThrow('nobody asked');
  });

  it('goes on with a variant until its mean is known well enough, and discards what came after that', () => {
    const plan = new RoundsPlan(terms({ precision: PRECISION }));
    const rows = run(plan);
    const [quiet, , , noisy] = counts(rows);
    expect(quiet).toBeLessThan(noisy);
    // 7 at a time were run, but exactly as many count as were needed
    const needed = [0, 1, 2, 3].map((variant) => {
      for (let n = 5; n <= 60; n++) {
        const values = Array.from({ length: n }, (_, replication) => resultOf({ variant, replication }).metrics.x!);
        const mean = values.reduce((sum, x) => sum + x, 0) / n;
        const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1));
        if ((T975[n - 1] * sd) / Math.sqrt(n) <= 0.05 * mean) return n;
      }
      return 60;
    });
    expect(counts(rows)).toEqual(needed);
  });

  it('comes to the same in whatever order results arrive', () => {
    const reference = run(new RoundsPlan(terms({ precision: PRECISION }, GOAL)));
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = stream('order', seed);
        const shuffled = (cells: readonly Cell[]) =>
          cells
            .map((cell) => ({ cell, key: random.next() }))
            .sort((left, right) => left.key - right.key)
            .map(({ cell }) => cell);
        expect(run(new RoundsPlan(terms({ precision: PRECISION }, GOAL)), shuffled)).toEqual(reference);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it('comes to the same with batches of another size', () => {
    const reference = run(new RoundsPlan(terms({ precision: PRECISION })));
    for (const batch of [1, 3, 55])
      expect(run(new RoundsPlan(terms({ precision: PRECISION, batch })))).toEqual(reference);
    const withGoal = run(new RoundsPlan(terms({}, GOAL)));
    for (const batch of [1, 3, 55]) expect(run(new RoundsPlan(terms({ batch }, GOAL)))).toEqual(withGoal);
  });

  it('runs the baseline as often as the variant that is run most, so that each can be compared with it', () => {
    const [baseline, ...others] = counts(run(new RoundsPlan({ ...terms({ precision: PRECISION }), baseline: 0 })));
    const without = counts(run(new RoundsPlan(terms({ precision: PRECISION }))));
    expect(others).toEqual(without.slice(1));
    expect(baseline).toBe(Math.max(...without));
    expect(without[0]).toBeLessThan(baseline);
    for (const batch of [1, 50]) {
      const again = counts(run(new RoundsPlan({ ...terms({ precision: PRECISION, batch }), baseline: 0 })));
      expect(again).toEqual([baseline, ...others]);
    }
  });

  it('stops at the most replications that are allowed', () => {
    const rows = run(new RoundsPlan(terms({ precision: { ...PRECISION, relativeHalfWidth: 1e-9 } })));
    expect(counts(rows)).toEqual([60, 60, 60, 60]);
  });

  it('does not go on for the sake of a figure that no run has', () => {
    const plan = new RoundsPlan(terms({ precision: { ...PRECISION, metric: 'nothing' } }));
    expect(counts(run(plan))).toEqual([5, 5, 5, 5]);
  });

  it('is that of a whole study from its file', () => {
    const study = loaded(`
      factors: { pools.p.targetDedicatedNodes: [2, 4, 8] }
      replications: { min: 5, max: 100, precision: { metric: makespanSeconds, relativeHalfWidth: 0.05 } }
      metrics: [ makespanSeconds, cost ]
    `);
    const plan = runStudy(study);
    const rows = plan.results();
    expect(rows.every(({ metrics }) => metrics.makespanSeconds! > 0 && metrics.cost! > 0)).toBe(true);
    expect(new Set(rows.map(({ variant }) => variant))).toEqual(new Set([0, 1, 2]));
    expect(rows.length).toBeGreaterThan(15);
  });
});

/** The 0.975-quantiles of Student's t by degrees of freedom, from a table. */
const T975: Readonly<Record<number, number>> = Object.fromEntries(
  [
    2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086,
    2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042, 2.04, 2.037, 2.035, 2.032, 2.03, 2.028, 2.026,
    2.024, 2.023, 2.021, 2.02, 2.018, 2.017, 2.015, 2.014, 2.013, 2.012, 2.011, 2.01, 2.009, 2.008, 2.007, 2.006, 2.005,
    2.004, 2.003, 2.002, 2.002, 2.001,
  ].map((t, place) => [place + 4, t]),
);
