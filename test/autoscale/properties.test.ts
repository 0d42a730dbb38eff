import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AutoScaleRun,
  checkFormula,
  compileFormula,
  FormulaError,
  MAX_FORMULA_LENGTH,
  MAX_STEPS,
  type SampleTable,
} from '../../src/autoscale/index.ts';
import { parseFormula } from '../../src/autoscale/parser.ts';
import { printFormula } from '../../src/autoscale/printer.ts';
import { withoutPlaces } from './places.ts';
import { anyTexts, formulas, tokenSoups } from './trees.ts';

const day = Array.from({ length: 2880 }, (_, index) => [15 + 30 * index, index % 5] as const);
const samples: SampleTable = { $PendingTasks: day, $ActiveTasks: day, $CPUPercent: [[45, 0.5]] };
/** the same formulas in every run */
const SEED = 2017;
const STEP_BOUND = MAX_STEPS + MAX_FORMULA_LENGTH;

function evaluate(text: string): AutoScaleRun {
  return compileFormula(text).evaluate({ now: '2024-01-03T12:00:00Z', samples, pool: {}, random: () => 0.5 });
}

/** A text is refused with a place within it, or it runs within the bound. */
function holds(text: string): void {
  let run: AutoScaleRun;
  try {
    run = evaluate(text);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    const lines = text.split('\n');
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { line, column } of error.problems) {
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual(lines[line - 1].length + 1);
    }
    return;
  }
  expect(run.steps).toBeLessThanOrEqual(STEP_BOUND);
  expect(run.targetDedicatedNodes).toBeGreaterThanOrEqual(0);
  expect(Number.isInteger(run.targetDedicatedNodes)).toBe(true);
  expect(run.results).toMatch(
    /^\$TargetDedicatedNodes=[^;]+;\$TargetLowPriorityNodes=[^;]+;\$NodeDeallocationOption=[a-z]+/,
  );
}

describe('any text', () => {
  it('is refused with a FormulaError or runs within the bound of steps', () => {
    fc.assert(fc.property(fc.oneof(anyTexts, tokenSoups), holds), { numRuns: 3000, seed: SEED });
  });

  it('of the grammar is read, and runs within the bound of steps', () => {
    fc.assert(
      fc.property(formulas(true), (statements) => {
        const text = printFormula(statements);
        fc.pre(text.length <= MAX_FORMULA_LENGTH);
        expect(evaluate(text).steps).toBeLessThanOrEqual(STEP_BOUND);
      }),
      { numRuns: 2000, seed: SEED },
    );
  });

  it.each([
    ['parentheses', '(', '1', ')'],
    ['signs', '-', '1', ''],
    ['negations', '!', '1', ''],
    ['calls', 'max(', '1', ')'],
    ['members', '', 'time()', '.hour'],
    ['methods', '', '$PendingTasks', '.Count()'],
    ['conditions before', '1?', '1', ':2'],
    ['conditions after', '1?2:', '1', ''],
    ['unclosed parentheses', '(', '1', ''],
    ['unopened parentheses', '', '1', ')'],
    ['terms', '1+', '1', ''],
    ['factors', 'v*', 'v', ''],
    ['alternatives', '0||', '1', ''],
    ['comparisons', '1<', '1', ''],
  ])('as long as a formula can be, of nothing but %s, is refused or runs', (_, before, middle, after) => {
    const prefix = 'v=$PendingTasks.GetSample(1e9);x=';
    const depth = Math.floor((MAX_FORMULA_LENGTH - prefix.length - middle.length) / (before.length + after.length));
    const text = `${prefix}${before.repeat(depth)}${middle}${after.repeat(depth)}`;
    holds(text);
    checkFormula(text);
  });

  it.each([
    ['doubles itself', `v=vec(1,2);${'v=vec(v,v);'.repeat(90)}`],
    ['takes all samples again and again', `v=$PendingTasks.GetSample(1e9);${`x=v${'+v'.repeat(38)};`.repeat(90)}`],
    [
      'sorts all samples again and again',
      `v=$PendingTasks.GetSample(1e9);${'x=percentile(v,50)+percentile(v,50)+percentile(v,50);'.repeat(95)}`,
    ],
    [
      'lists all samples again and again',
      `${`x=sum(${'$A.GetSample(9e9),'.repeat(4)}1);`.repeat(90)}`.replaceAll('$A', '$PendingTasks').slice(0, 8000),
    ],
  ])('that %s comes to an end', (_, text) => {
    holds(text);
  });

  it('that takes more steps than the bound is an evaluation error at the operation that would exceed it', () => {
    const run = evaluate(`v=vec(1,2);${'v=vec(v,v);'.repeat(60)}`);
    expect(run.error?.code).toBe('AutoScalingFormulaEvaluationError');
    expect(run.error?.values[0].value).toMatch(/^Line 1, Col \d+: The evaluation takes more than 1000000 steps$/);
  });
});

describe('printing', () => {
  it('gives a text that is read as the same tree', () => {
    fc.assert(
      fc.property(formulas(true), (statements) => {
        const text = printFormula(statements);
        fc.pre(text.length <= MAX_FORMULA_LENGTH);
        const { statements: again, problems } = parseFormula(text);
        expect(problems).toEqual([]);
        expect(withoutPlaces(again)).toEqual(withoutPlaces(statements));
        expect(printFormula(again)).toBe(text);
      }),
      { numRuns: 2000, seed: SEED },
    );
  });

  it('keeps parentheses only where they mean something', () => {
    const text =
      'a = (1 + 2) * (3); b = ((1) ? (2) : (3)) + 1; c = -(1 + 2); d = (1 + 2) + 3; e = 1 + 2 + 3; f = (2).hour; g = (1 < 2) == 1;';
    expect(printFormula(parseFormula(text).statements).split('\n')).toEqual([
      'a = (1 + 2) * 3;',
      'b = (1 ? 2 : 3) + 1;',
      'c = -(1 + 2);',
      'd = (1 + 2) + 3;',
      'e = 1 + 2 + 3;',
      'f = (2).hour;',
      'g = 1 < 2 == 1;',
      '',
    ]);
  });
});

/** errors that depend on values and samples, which no check foresees */
const DEPENDS = /Insufficient data|no number of nodes|out of range|divided by 0|equal length|cannot read|steps/;

describe('checking', () => {
  it('finds a problem in a formula without branches exactly if it fails for more than its values', () => {
    fc.assert(
      fc.property(formulas(false), (statements) => {
        const text = printFormula(statements);
        fc.pre(text.length <= MAX_FORMULA_LENGTH);
        const problems = checkFormula(text);
        const { error } = evaluate(text);
        const message = error?.values[0].value ?? '';
        if (problems.length > 0) expect(error).toBeDefined();
        else if (error !== undefined) expect(message).toMatch(DEPENDS);
        if (error !== undefined && !DEPENDS.test(message)) {
          expect(
            problems.map((problem) => `Line ${problem.line}, Col ${problem.column}: ${problem.message}`),
          ).toContain(message);
        }
      }),
      { numRuns: 3000, seed: SEED },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(anyTexts, tokenSoups), (text) => {
        const problems = checkFormula(text);
        if (problems.length > 0) return;
        expect(evaluate(text).error?.values[0].value ?? 'Insufficient data').toMatch(DEPENDS);
      }),
      { numRuns: 2000, seed: SEED },
    );
  });
});
