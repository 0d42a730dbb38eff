import { describe, expect, it } from 'vitest';
import { checkFormula, compileFormula } from '../../src/autoscale/index.ts';
import { binaryType, unaryType } from '../../src/autoscale/operators.ts';
import { LEVELS } from '../../src/autoscale/tree.ts';
import { TYPES, type Type } from '../../src/autoscale/values.ts';

const OPERATORS = LEVELS.flat();

/** an expression of each type that no operator refuses for its value */
const EXAMPLES: Readonly<Record<Type, string>> = {
  double: '2',
  doubleVec: 'vec(1, 2)',
  string: '"s"',
  timestamp: 'time()',
  timeinterval: 'TimeInterval_Hour',
  'deallocation option': 'requeue',
};

const WORDS = /^(requeue|terminate|taskcompletion|retaineddata)$/;

/** the type that a result shows, or null for an error */
function typeOfResult(expression: string): Type | null {
  const run = compileFormula(`x = ${expression};`).evaluate({ now: 0, samples: {}, pool: {}, random: () => 0 });
  if (run.error !== undefined) return null;
  const { x } = run.variables;
  if (typeof x === 'number') return 'double';
  if (typeof x !== 'string') return 'doubleVec';
  if (/^\d{4}-.*Z$/.test(x)) return 'timestamp';
  if (/^-?([\d]+\.)?\d\d:\d\d:\d\d/.test(x)) return 'timeinterval';
  return WORDS.test(x) ? 'deallocation option' : 'string';
}

const cells = OPERATORS.flatMap((operator) =>
  TYPES.flatMap((left) => TYPES.map((right) => ({ left, operator, right }))),
);

describe('the table of operators', () => {
  it.each(cells)(
    '$left $operator $right gives what the table says, to the evaluator and to the checker',
    ({ left, operator, right }) => {
      const expression = `${EXAMPLES[left]} ${operator} ${EXAMPLES[right]}`;
      const expected = binaryType(operator, left, right);
      // && and || leave out what cannot matter: 2 || anything is 1
      const isShort = operator === '||' && left === 'double';
      expect(typeOfResult(expression)).toBe(isShort ? 'double' : expected);
      expect(checkFormula(`x = ${expression};`).map(({ message }) => message)).toEqual(
        expected === null ? [`Operator ${operator} does not join ${left} and ${right}`] : [],
      );
    },
  );

  it.each(TYPES)('signs and negations of %s give what the table says', (type) => {
    for (const operator of ['-', '!'] as const) {
      const expected = unaryType(operator, type);
      expect(typeOfResult(`${operator}${EXAMPLES[type]}`)).toBe(expected);
      expect(checkFormula(`x = ${operator}${EXAMPLES[type]};`)).toHaveLength(expected === null ? 1 : 0);
    }
  });

  it('has the cells that the documentation of the service has, and vectors under a double', () => {
    const filled = cells.filter(({ left, operator, right }) => binaryType(operator, left, right) !== null);
    const pairs = new Map<string, string>();
    for (const { left, operator, right } of filled) {
      const pair = `${left} _ ${right} = ${binaryType(operator, left, right)}`;
      pairs.set(pair, `${pairs.get(pair) ?? ''} ${operator}`.trim());
    }
    expect(Object.fromEntries(pairs)).toEqual({
      'double _ double = double': '|| && == != < <= > >= + - * /',
      'double _ doubleVec = doubleVec': '+ - * /',
      'double _ timeinterval = timeinterval': '*',
      'doubleVec _ double = doubleVec': '+ - * /',
      'doubleVec _ doubleVec = doubleVec': '+ - * /',
      'timeinterval _ double = timeinterval': '* /',
      'timeinterval _ timeinterval = timeinterval': '+ -',
      'timeinterval _ timeinterval = double': '== != < <= > >=',
      'timeinterval _ timestamp = timestamp': '+',
      'timestamp _ timeinterval = timestamp': '+',
      'timestamp _ timestamp = timeinterval': '-',
      'timestamp _ timestamp = double': '== != < <= > >=',
      'string _ string = double': '== != < <= > >=',
    });
  });
});
