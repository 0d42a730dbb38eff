/** Random formulas: trees that the grammar allows, texts that look like formulas, and texts that do not. */
import fc from 'fast-check';
import { FUNCTIONS } from '../../src/autoscale/functions.ts';
import { METHODS } from '../../src/autoscale/methods.ts';
import { METRICS, SERVICE_NAMES } from '../../src/autoscale/names.ts';
import { TIMESTAMP_MEMBERS } from '../../src/autoscale/ticks.ts';
import { type Expression, LEVELS, type Statement } from '../../src/autoscale/tree.ts';

const at = { line: 1, column: 1 };
const OWN_NAMES = ['a', 'b', '$c', 'd1', '_'];

const names = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...OWN_NAMES) },
  { weight: 2, arbitrary: fc.constantFrom(...SERVICE_NAMES) },
  { weight: 1, arbitrary: fc.constantFrom(...FUNCTIONS.keys()) },
);
const numbers = fc.constantFrom('0', '1', '2', '70', '0.5', '.25', '3.', '1e3', '2.5E-7', '1e308');
const strings = fc.constantFrom(
  '',
  '2024-01-03T12:00:00Z',
  '2024',
  'Wed, 03 Jan 2024 11:45:00 GMT',
  'yesterday',
  'a;b // c',
);

/** expressions, with branches that are not always taken or without */
function expressions(branching: boolean): fc.Arbitrary<Expression> {
  const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
    const inner = tie('expression');
    const args = fc.array(inner, { maxLength: 4 });
    const leaf: fc.Arbitrary<Expression> = fc.oneof(
      numbers.map((text): Expression => ({ kind: 'number', text, at })),
      strings.map((value): Expression => ({ kind: 'string', value, at })),
      names.map((name): Expression => ({ kind: 'name', name, at })),
    );
    const functions = branching
      ? [...FUNCTIONS.keys(), 'nope']
      : [...FUNCTIONS.keys(), 'nope'].filter((name) => name !== 'stop');
    const call = fc
      .record({ name: fc.constantFrom(...functions), arguments: args })
      .map((call): Expression => ({ kind: 'call', at, ...call }));
    const metric = fc.constantFrom(...METRICS.keys()).map((name): Expression => ({ kind: 'name', name, at }));
    const method = fc
      .record({
        object: fc.oneof({ weight: 4, arbitrary: metric }, inner),
        name: fc.constantFrom(...METHODS.keys(), 'nope'),
        arguments: args,
      })
      .map((method): Expression => ({ kind: 'method', at, parenthesis: at, ...method }));
    const member = fc
      .record({ object: inner, name: fc.constantFrom(...TIMESTAMP_MEMBERS.keys(), 'nope') })
      .map((member): Expression => ({ kind: 'member', at, ...member }));
    const unary = fc
      .record({ operator: fc.constantFrom('-' as const, '!' as const), operand: inner })
      .map((unary): Expression => ({ kind: 'unary', at, ...unary }));
    const levels = LEVELS.map((operators, level) => ({ operators, level })).filter(
      ({ level }) => branching || level > 1,
    );
    const chain = fc.constantFrom(...levels).chain(({ operators, level }) => {
      const link = fc.record({ operator: fc.constantFrom(...operators), at: fc.constant(at), operand: inner });
      return fc
        .record({ first: inner, rest: fc.array(link, { minLength: 1, maxLength: 3 }) })
        .map((chain): Expression => ({ kind: 'chain', level, ...chain }));
    });
    const conditional = fc
      .record({ condition: inner, ifTrue: inner, ifFalse: inner })
      .map((conditional): Expression => ({ kind: 'conditional', at, ...conditional }));
    const compound = [call, method, member, unary, chain, ...(branching ? [conditional] : [])];
    return { expression: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, ...compound) };
  });
  return expression;
}

export function formulas(branching: boolean): fc.Arbitrary<readonly Statement[]> {
  const target = fc.option(names.map((name) => ({ name, at, equals: at })));
  return fc.array(fc.record({ target, expression: expressions(branching) }), { maxLength: 6 });
}

const TOKENS = [
  ...[...OWN_NAMES, ...SERVICE_NAMES, ...FUNCTIONS.keys(), ...METHODS.keys()],
  ...['+', '-', '*', '/', '<', '<=', '>', '>=', '==', '!=', '&&', '||', '!', '?', ':', '=', '(', ')', ',', '.', ';'],
  ...[
    '1',
    '.5',
    '2.',
    '1e9',
    '"2024"',
    '"',
    '\\"',
    "'",
    '[',
    ']',
    '{',
    '%',
    '&',
    '//',
    '/*',
    '\n',
    ' ',
    '\r',
    '$',
    'é',
    '\u2028',
    '\u0000',
  ],
];

/** words and marks of the language in any order */
export const tokenSoups = fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }).map((tokens) => tokens.join(''));

export const anyTexts = fc.string({ unit: 'binary', maxLength: 300 });
