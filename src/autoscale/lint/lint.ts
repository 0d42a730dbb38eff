/** Advice on formulas that are in order and may still surprise. */
import type { Formula } from '../formula.ts';
import { comparePositions } from '../position.ts';
import type { Advice } from './advice.ts';
import { adviseOnBehaviour } from './behaviour.ts';
import { activeWithoutRunning, noTarget, similarNames, unusedVariables } from './names.ts';
import { usageOf } from './usage.ts';

/**
 * All advice in the order of the text.
 *
 * @param interval ms between evaluations; without it nothing is said about the interval
 */
export function lintFormula(formula: Formula, interval: number | null = null): readonly Advice[] {
  const usage = usageOf(formula.statements);
  const advice = [
    ...noTarget(usage),
    ...similarNames(usage),
    ...unusedVariables(usage),
    ...activeWithoutRunning(usage),
    ...adviseOnBehaviour(formula, usage, interval),
  ];
  return advice.sort(comparePositions);
}
