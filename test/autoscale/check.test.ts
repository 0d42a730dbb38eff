import { describe, expect, it } from 'vitest';
import { checkFormula, compileFormula, FormulaError } from '../../src/autoscale/index.ts';

/** `LINE:COL MESSAGE` of every problem */
function problemsOf(text: string): readonly string[] {
  return checkFormula(text).map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('checking a formula', () => {
  it('finds all problems at once, in the order of the text', () => {
    expect(
      problemsOf('a = $nope;\nb = (1 + ;\nc = "x" + 1;\nd = 5 % 2;\n$TargetDedicatedNodes = max(a, time());'),
    ).toEqual([
      '1:5 Undefined symbol: $nope',
      '2:10 Expected a value, but found ;',
      '3:9 Operator + does not join string and double',
      '4:7 Unexpected %',
      '5:25 max is called as max(doubleVecList), not with (an unknown type, timestamp)',
    ]);
  });

  it('goes on after a forgotten semicolon where the next line assigns', () => {
    expect(problemsOf('a = 1\nb = 2\nc = d;')).toEqual([
      '2:1 Expected an operator, or a semicolon before b',
      '3:1 Expected an operator, or a semicolon before c',
      '3:5 Undefined symbol: d',
    ]);
  });

  it('does not complain of variables whose assignment it could not read', () => {
    expect(problemsOf('a = 1 +;\nb = a + 1;')).toEqual(['1:8 Expected a value, but found ;']);
  });

  it('complains once of what it cannot know the type of', () => {
    expect(problemsOf('a = $nope + 1;\nb = a * 2;\n$TargetDedicatedNodes = b;')).toEqual([
      '1:5 Undefined symbol: $nope',
    ]);
  });

  it('follows types through branches and assignments', () => {
    expect(problemsOf('a = 1 ? "x" : 2; b = a + 1; c = 1 ? "x" : time(); d = c + 1;')).toEqual([
      '1:57 Operator + does not join string or timestamp and double',
    ]);
    expect(problemsOf('a = "x"; a = 2; b = a + 1;')).toEqual([]);
  });

  it('looks into branches that are not taken', () => {
    expect(problemsOf('x = 0 && $nope; y = 1 ? 2 : foo(3);')).toEqual([
      '1:10 Undefined symbol: $nope',
      '1:29 Undefined symbol: foo',
    ]);
  });

  it('reads the texts of times', () => {
    expect(problemsOf('a = time("yesterday"); b = time("2024-01-03");')).toEqual(['1:5 time cannot read "yesterday"']);
  });

  it('says nothing of missing samples: they depend on the pool', () => {
    expect(
      problemsOf('$TargetDedicatedNodes = avg($PendingTasks.GetSample(TimeInterval_Hour)) + $RunningTasks;'),
    ).toEqual([]);
  });
});

describe('refusing a formula', () => {
  it('throws an error with the code, the place and all problems', () => {
    try {
      compileFormula('a = ;\nb = [1];');
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      expect(error).toMatchObject({ status: 400, code: 'AutoScalingFormulaSyntaxError', line: 1, column: 5 });
      expect(error.message).toBe('Line 1, Col 5: Expected a value, but found ;');
      expect(error.problems.map(({ line, column }) => [line, column])).toEqual([
        [1, 5],
        [2, 5],
        [2, 7],
      ]);
    }
  });

  it('leaves undefined names and wrong types to the evaluation, as the service does', () => {
    expect(() => compileFormula('x = $nope + foo("a") * requeue;')).not.toThrow();
  });

  it('counts lines by LF, columns in UTF-16 units, a tab as one', () => {
    const place = (text: string) => {
      const [{ line, column }] = checkFormula(text);
      return [line, column];
    };
    expect(place('a=1;\r\n\tb=?;')).toEqual([2, 4]);
    expect(place('// 😀\n"😀";c=?;')).toEqual([2, 8]);
  });
});

describe('evaluating a formula', () => {
  it('leaves the formula as it was: two evaluations do not know of each other', () => {
    const formula = compileFormula(
      'n = $PendingTasks.Count(); $TargetDedicatedNodes = $TargetDedicatedNodes + 1; o = $NodeDeallocationOption; $NodeDeallocationOption = terminate;',
    );
    const context = { now: 0, samples: {}, pool: { targetDedicatedNodes: 4 }, random: () => 0 };
    const first = formula.evaluate(context).results;
    expect(formula.evaluate({ ...context, pool: {}, samples: { $PendingTasks: [[0, 1]] } }).results).toBe(
      '$TargetDedicatedNodes=1;$TargetLowPriorityNodes=0;$NodeDeallocationOption=terminate;n=1;o=requeue',
    );
    expect(formula.evaluate(context).results).toBe(first);
  });

  it('takes the time as milliseconds, as a date or as a text, and prints it with seven digits', () => {
    const formula = compileFormula('t = time();');
    const at = (now: number | Date | string) => formula.evaluate({ now, samples: {}, pool: {}, random: () => 0 });
    const milliseconds = Date.UTC(2016, 9, 13, 19, 18, 47, 805);
    for (const now of [milliseconds, new Date(milliseconds), '2016-10-13T19:18:47.805Z']) {
      expect(at(now).timestamp).toBe('2016-10-13T19:18:47.8050000Z');
      expect(at(now).variables.t).toBe('2016-10-13T19:18:47.805Z');
    }
    expect(at('2016-10-13T19:18:47.8051234Z').timestamp).toBe('2016-10-13T19:18:47.8051234Z');
    expect(at(-1).timestamp).toBe('1969-12-31T23:59:59.9990000Z');
    expect(() => at('yesterday')).toThrow(RangeError);
  });

  it('draws from the generator it is given, once for every rand()', () => {
    let drawn = 0;
    const random = () => ++drawn / 10;
    const run = compileFormula('a = rand() + rand(); b = 0 ? rand() : 1;').evaluate({
      now: 0,
      samples: {},
      pool: {},
      random,
    });
    expect(run.variables.a).toBeCloseTo(0.3);
    expect(drawn).toBe(2);
  });

  it('tells the exact targets next to the whole ones', () => {
    const run = compileFormula('$TargetDedicatedNodes = 2.75; $TargetLowPriorityNodes = -1;').evaluate({
      now: 0,
      samples: {},
      pool: {},
      random: () => 0,
    });
    expect(run.exactTargets).toEqual({ dedicated: 2.75, lowPriority: -1 });
    expect([run.targetDedicatedNodes, run.targetLowPriorityNodes]).toEqual([2, 0]);
  });

  it('says where an error is', () => {
    const run = compileFormula('a = 1;\n b = $nope;').evaluate({ now: 0, samples: {}, pool: {}, random: () => 0 });
    expect(run.errorAt).toEqual({ line: 2, column: 6 });
    expect(run.error).toEqual({
      code: 'AutoScalingFormulaEvaluationError',
      message: 'The specified auto-scaling formula has evaluation error',
      values: [{ name: 'Message', value: 'Line 2, Col 6: Undefined symbol: $nope' }],
    });
  });
});
