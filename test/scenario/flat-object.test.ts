import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlatObject } from '../../src/scenario/flat-object.ts';

/** The members of a line between other text, or `null` if it is not for this reader. */
function membersOf(line: string): readonly (readonly [string, string | number])[] | null {
  const flat = new FlatObject();
  if (!flat.read(`{"x":1}\n${line}\n`, 8, 8 + line.length)) return null;
  return Array.from({ length: flat.size }, (_, member) => [flat.key(member), flat.value(member)] as const);
}

describe('a line that is a flat object', () => {
  it('is read as JSON.parse reads it', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', 'é', ' ', '{', ','), minLength: 1, maxLength: 3 });
    const value = fc.oneof(fc.string({ unit: fc.constantFrom('a', '漢', '}', ':', ' ') }), fc.nat(), fc.maxSafeNat());
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, minLength: 1, maxLength: 6 }),
        (all) => {
          const line = JSON.stringify(Object.fromEntries(all));
          const read = membersOf(line);
          if (read === null) expect(all.some(([, given]) => typeof given === 'number' && given >= 1e15)).toBe(true);
          else expect(Object.fromEntries(read)).toEqual(JSON.parse(line));
        },
      ),
    );
  });

  it.each([
    [
      '{"a": "x", "b": 10}',
      [
        ['a', 'x'],
        ['b', 10],
      ],
    ],
    ['{"a":0}', [['a', 0]]],
    [
      '{"a":1,"a":2}',
      [
        ['a', 1],
        ['a', 2],
      ],
    ],
  ])('may have spaces, and keys twice: %s', (line, members) => {
    expect(membersOf(line)).toEqual(members);
  });

  it.each([
    ...[
      '',
      '{',
      '{}',
      '{"a"}',
      '{"a":}',
      '{"a":1',
      '{"a":1}}',
      '{"a":1} ',
      '{"a":1,}',
      '{"a":"x}',
      '{a:1}',
      '[1]',
      '"a"',
    ],
    ...[
      '{"a":01}',
      '{"a":-1}',
      '{"a":1.5}',
      '{"a":1e3}',
      '{"a":true}',
      '{"a":null}',
      '{"a":[1]}',
      '{"a":{}}',
      '{"a":"\\n"}',
    ],
    ...['{"a":"\t"}', '{"a":1234567890123456}', `{${'"a":1,'.repeat(20)}"b":1}`],
  ])('is left to JSON.parse where it is %j', (line) => {
    expect(membersOf(line)).toBeNull();
  });
});
