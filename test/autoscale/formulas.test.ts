import { describe, expect, it } from 'vitest';
import { compileFormula } from '../../src/autoscale/index.ts';
import { parseFormula } from '../../src/autoscale/parser.ts';
import { printFormula } from '../../src/autoscale/printer.ts';
import { withoutPlaces } from './places.ts';
import { fromSpecification } from './specification.ts';

interface RealFormula {
  readonly id: string;
  readonly formula: string;
  readonly notes: string;
}

const formulas = fromSpecification<RealFormula>('formulas.json');

/** 24 hours of samples of every kind of demand, none of a metric that has no model */
const samples = Object.fromEntries(
  ['$ActiveTasks', '$RunningTasks', '$PendingTasks', '$CPUPercent', '$PreemptedNodeCount'].map((metric) => [
    metric,
    Array.from({ length: 2880 }, (_, n) => [15 + 30 * n, metric === '$CPUPercent' ? 0.5 : n % 7] as const),
  ]),
);
const pool = {
  targetDedicatedNodes: 2,
  targetLowPriorityNodes: 1,
  currentDedicatedNodes: 2,
  currentLowPriorityNodes: 1,
};
const now = '2024-01-03T12:00:00Z';
const random = () => 0.5;

describe.skipIf(formulas.length === 0)('formulas in use', () => {
  it.each(formulas)(
    '$id is read, and runs with a day of samples unless its author erred ($notes)',
    ({ id, formula, notes }) => {
      const run = compileFormula(formula).evaluate({ now, samples, pool, random });
      const erred = /(expected|recorded) evaluation error/.test(notes);
      const expected =
        id === 'F18' ? 'InsufficientSampleData' : erred ? 'AutoScalingFormulaEvaluationError' : undefined;
      expect(run.error?.code).toBe(expected);
      expect(run.steps).toBeLessThan(10_000);
    },
  );

  it.each(formulas)('$id means the same after printing', ({ formula }) => {
    const { statements } = parseFormula(formula);
    const printed = printFormula(statements);
    expect(withoutPlaces(parseFormula(printed).statements)).toEqual(withoutPlaces(statements));
    const before = compileFormula(formula).evaluate({ now, samples, pool, random });
    expect(compileFormula(printed).evaluate({ now, samples, pool, random }).results).toBe(before.results);
  });
});
