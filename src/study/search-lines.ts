/**
 * Lines of a design: variants that differ in one numeric factor only, in its order. Along a line a search may bisect, if the figures it decides by
 * go one way.
 */
import type { Constraint, Goal } from './goal.ts';
import { canonicalJson } from './key.ts';
import type { Samples } from './samples.ts';
import { Moments, pairedDifferences, studentT } from './statistics.ts';
import type { Study } from './study.ts';

/** Fewer values of a factor are no reason to search. */
const FEWEST_VALUES = 4;

/** The factor along which a study can be searched: the one that was asked for, or the numeric one with the most values; or why not. */
export function searchAxis(study: Study, wanted: string | null): { readonly path: string } | { readonly why: string } {
  const { factors, goal, design } = study;
  if (goal === null) return { why: 'a search needs a goal: what is to be minimized or maximized' };
  if (goal.subjectTo.length === 0)
    return { why: 'a search looks for where a condition begins to be met, and the goal has none (subjectTo)' };
  if (design !== 'product') return { why: 'a search needs all combinations of factors: no pairs, no Latin hypercube' };
  const numeric = factors.filter(
    ({ values }) => values.length >= FEWEST_VALUES && values.every((value) => typeof value === 'number'),
  );
  const longest = numeric.reduce<string | null>((best, { path, values }) => {
    const length = factors.find((factor) => factor.path === best)?.values.length ?? 0;
    return values.length > length ? path : best;
  }, null);
  const path = wanted ?? longest;
  if (path !== null && numeric.some((factor) => factor.path === path)) return { path };
  if (wanted === null) return { why: `no factor has ${FEWEST_VALUES} numbers or more` };
  return factors.some((factor) => factor.path === wanted)
    ? { why: `the factor "${wanted}" has not ${FEWEST_VALUES} numbers or more` }
    : { why: `there is no factor "${wanted}"; those are ${factors.map((factor) => factor.path).join(', ')}` };
}

/** The lines along a factor, each as variants in ascending order of its numbers. */
export function linesAlong({ variants }: Pick<Study, 'variants'>, path: string): readonly (readonly number[])[] {
  const lines = new Map<string, { readonly variant: number; readonly at: number }[]>();
  for (const { index, assignments } of variants) {
    const { [path]: at, ...others } = assignments;
    const key = canonicalJson(others);
    const line = lines.get(key) ?? [];
    lines.set(key, line);
    line.push({ variant: index, at: Number(at) });
  }
  return [...lines.values()].map((line) =>
    line.sort((left, right) => left.at - right.at).map(({ variant }) => variant),
  );
}

/** Whether one variant has less of a figure than another, more, or neither for sure: a paired t-test on each side. */
export function compareFigures(
  samples: Samples,
  metric: string,
  [one, other]: readonly [number, number],
  error: number,
): 'less' | 'more' | 'unclear' {
  const moments = new Moments();
  for (const difference of pairedDifferences(samples.values(one, metric), samples.values(other, metric)))
    moments.add(difference);
  const { count, mean, variance } = moments;
  if (count < 2) return 'unclear';
  const width = (studentT(error, count - 1) * Math.sqrt(variance)) / Math.sqrt(count);
  return mean > width ? 'more' : mean < -width ? 'less' : 'unclear';
}

/**
 * What speaks against bisecting a line: the goal's metric gets better, or a condition's metric worse, from one to the next of the variants that were
 * run; they are ordered so that it should be the other way round. null: nothing does.
 */
export function notMonotone(samples: Samples, run: readonly number[], goal: Goal, error: number): string | null {
  const twoSided = goal.subjectTo.find(({ min, max }) => Number.isFinite(min) && Number.isFinite(max));
  if (twoSided !== undefined) return `${twoSided.metric} has a bound on both sides`;
  const checks = Math.max(1, (run.length - 1) * (1 + goal.subjectTo.length));
  for (let place = 1; place < run.length; place++) {
    const pair = [run[place - 1], run[place]] as const;
    const better = goal.sense === 'minimize' ? 'more' : 'less';
    if (compareFigures(samples, goal.metric, pair, error / checks) === better)
      return `${goal.metric} gets better where it should get worse`;
    for (const constraint of goal.subjectTo) {
      const change = compareFigures(samples, constraint.metric, pair, error / checks);
      if (change === worseOf(constraint)) return `${constraint.metric} goes both ways`;
    }
  }
  return null;
}

/** How the first of two compares where the second is further from meeting the condition. */
function worseOf({ max }: Constraint): 'less' | 'more' {
  return Number.isFinite(max) ? 'less' : 'more';
}
