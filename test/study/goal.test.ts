import { describe, expect, it } from 'vitest';
import { type RandomStream, stream } from '../../src/kernel/random.ts';
import { normalQuantile } from '../../src/kernel/special.ts';
import type { Constraint, Goal, GoalAnswer } from '../../src/study/goal.ts';
import { RoundsPlan } from '../../src/study/plan.ts';
import type { CellResult, Replications, Variant } from '../../src/study/study.ts';

/** A variant whose figures are known in law: normal around these means. */
interface Law {
  readonly cost: number;
  readonly time: number;
}

const REPLICATIONS: Replications = { min: 10, max: 400, batch: 10, precision: null, confidence: 0.95 };
const GOAL: Goal = { metric: 'cost', sense: 'minimize', subjectTo: [], confidence: 0.95, indifference: 1 };
const SD = { cost: 4, time: 10 };

/** What the plan finds when variant v behaves as laws[v]; costs of one replication are correlated across variants, as with common seeds. */
function search(laws: readonly Law[], seed: string, goal: Goal, terms: Replications = REPLICATIONS) {
  const plan = new RoundsPlan({ variants: laws.map(named), goal, replications: terms, baseline: null });
  while (!plan.done) for (const cell of plan.next()) plan.take(resultOf(cell, laws, seed));
  return { answer: plan.answer as GoalAnswer, runs: plan.results().length, plan };
}

function named(_: unknown, index: number): Variant {
  return { index, name: `v${index}`, assignments: {}, patch: [] };
}

function resultOf(cell: { variant: number; replication: number }, laws: readonly Law[], seed: string): CellResult {
  const own = stream(seed, cell.variant, cell.replication, 'own');
  const common = normal(stream(seed, cell.replication, 'common'));
  const { cost, time } = laws[cell.variant];
  return {
    ...cell,
    seed,
    ended: 'quiescent',
    metrics: {
      cost: cost + SD.cost * (0.8 * common + 0.6 * normal(own)),
      time: time + SD.time * normal(own),
      rare: null,
    },
  };
}

const normal = (random: RandomStream) => normalQuantile(random.next());

/** Ten variants whose costs differ by at least the indifference; some keep the condition by two thirds of a standard deviation, some miss it so. */
function problem(seed: string): { readonly laws: readonly Law[]; readonly best: number } {
  const random = stream(seed, 'problem');
  const laws = Array.from({ length: 10 }, () => ({
    cost: 100 + Math.floor(30 * random.next()) + 0.5 * random.next(),
    time: random.next() < 0.5 ? 60 - SD.time * (0.6 + random.next()) : 60 + SD.time * (0.6 + random.next()),
  }));
  const feasible = laws.flatMap((law, index) => (law.time < 60 ? [{ ...law, index }] : []));
  const sorted = feasible.sort((left, right) => left.cost - right.cost);
  const apart = laws.every((law, index) =>
    laws.every((other, place) => place === index || Math.abs(law.cost - other.cost) >= 1),
  );
  return sorted.length > 0 && apart ? { laws, best: sorted[0].index } : problem(`${seed}'`);
}

const MEAN_TIME: Constraint = { metric: 'time', quantile: null, min: Number.NEGATIVE_INFINITY, max: 60, tolerance: 0 };

describe('the goal of a study', () => {
  it('is found in at least 95 % of two hundred problems with a condition on a mean', () => {
    const goal = { ...GOAL, subjectTo: [MEAN_TIME] };
    const answers = Array.from({ length: 200 }, (_, number) => {
      const { laws, best } = problem(`problem ${number}`);
      const { answer } = search(laws, `seed ${number}`, goal);
      return answer.kind === 'best' && answer.variant === best;
    });
    expect(answers.filter(Boolean).length).toBeGreaterThanOrEqual(190);
  });

  it('is found in at least 95 % of two hundred problems with a condition on a quantile', () => {
    // the median of a normal distribution is its mean, so the truth is the same
    const goal = { ...GOAL, subjectTo: [{ ...MEAN_TIME, quantile: 0.5 }] };
    const answers = Array.from({ length: 200 }, (_, number) => {
      const { laws, best } = problem(`quantile ${number}`);
      const { answer } = search(laws, `seed ${number}`, goal);
      return answer.kind === 'best' && answer.variant === best;
    });
    expect(answers.filter(Boolean).length).toBeGreaterThanOrEqual(190);
  });

  it('is found when all differences are just the indifference, the hardest case, in 95 % of two hundred', () => {
    const laws = Array.from({ length: 5 }, (_, index) => ({ cost: index === 3 ? 99 : 100, time: 0 }));
    const found = Array.from({ length: 200 }, (_, number) => search(laws, `hard ${number}`, GOAL).answer);
    expect(found.filter(({ kind, variant }) => kind === 'best' && variant === 3).length).toBeGreaterThanOrEqual(190);
  });

  it('costs fewer runs where the decision is clear', () => {
    const far = Array.from({ length: 10 }, (_, index) => ({ cost: 100 + 20 * index, time: 0 }));
    const near = Array.from({ length: 10 }, (_, index) => ({ cost: 100 + 1.5 * index, time: 0 }));
    const clear = search(far, 'a', GOAL).runs;
    const close = search(near, 'a', GOAL).runs;
    expect(clear).toBe(100);
    expect(close).toBeGreaterThan(2 * clear);
    // and of those the distant ones are given up early
    const { answer } = search(near, 'a', GOAL);
    expect(answer.standings[9].replications).toBeLessThan(answer.standings[1].replications);
  });

  it('may be that no variant meets the conditions, which is said with its confidence', () => {
    const laws = [70, 80, 90].map((time) => ({ cost: 100, time }));
    const { answer } = search(laws, 'none', { ...GOAL, subjectTo: [MEAN_TIME] });
    expect(answer).toMatchObject({ kind: 'none', variant: null, confidence: 0.95 });
    expect(answer.sentence).toBe('No variant has time at most 60 (mean), with 95 % confidence.');
    expect(answer.standings.map(({ kind }) => kind)).toEqual(['infeasible', 'infeasible', 'infeasible']);
  });

  it('stays open, and is not guessed, when the replications do not suffice', () => {
    const laws = [100, 100.2].map((cost) => ({ cost, time: 60 }));
    const { answer } = search(laws, 'open', { ...GOAL, indifference: 0.1, subjectTo: [MEAN_TIME] });
    expect(answer.kind).toBe('undecided');
    expect(answer.sentence).toContain('Not decided with 95 % confidence');
    expect(answer.standings.map(({ replications }) => replications)).toEqual([400, 400]);
  });

  it('is sought among those that have the figure in every run', () => {
    const laws = [{ cost: 100, time: 0 }];
    const { answer } = search(laws, 'rare', { ...GOAL, metric: 'rare' });
    expect(answer.kind).toBe('none');
    expect(answer.sentence).toBe('No variant has the figure rare in all of its runs.');
  });

  it('may be a maximum', () => {
    const laws = [100, 120, 110].map((cost) => ({ cost, time: 0 }));
    const { answer } = search(laws, 'max', { ...GOAL, sense: 'maximize' });
    expect(answer).toMatchObject({ kind: 'best', variant: 1 });
    expect(answer.sentence).toContain('"v1" has the highest cost of all variants');
    expect(answer.standings[1].mean).toBeCloseTo(120, -1);
  });

  it('of variants that are equal is the first, at once', () => {
    const laws = [100, 100].map((cost) => ({ cost, time: 0 }));
    const plan = new RoundsPlan({ variants: laws.map(named), goal: GOAL, replications: REPLICATIONS, baseline: null });
    for (const cell of plan.next())
      plan.take({ ...cell, seed: '', ended: 'quiescent', metrics: { cost: 100 + cell.replication } });
    expect(plan.done).toBe(true);
    expect(plan.answer).toMatchObject({ kind: 'best', variant: 0 });
  });
});
