import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differencesOf } from '../../src/compare/documents.ts';
import { overrideValue } from '../../src/scenario/override.ts';

describe('differences of scenarios', () => {
  test('are patches with the paths that --set takes', () => {
    const scenario = (nodes: number) => ({ pools: [{ id: 'a' }, { id: 'render', targetDedicatedNodes: nodes }] });
    expect(differencesOf(scenario(10), scenario(20))).toEqual([
      { path: 'pools.render.targetDedicatedNodes', from: 10, to: 20 },
    ]);
  });

  test('are one if an element is put before others, whatever their indices become', () => {
    expect(differencesOf([{ id: 'b' }, { id: 'c' }], [{ id: 'a' }, { id: 'b' }, { id: 'c' }])).toEqual([
      { path: 'a', to: { id: 'a' } },
    ]);
  });

  test('are one if an element is called otherwise', () => {
    expect(differencesOf({ pools: [{ id: 'a', x: 1 }] }, { pools: [{ id: 'b', x: 1 }] })).toEqual([
      { path: 'pools.a.id', from: 'a', to: 'b' },
    ]);
  });

  test('are told of the order of elements, which decides where the first match wins', () => {
    const [a, b] = [
      [{ match: 'x' }, { match: 'y' }],
      [{ match: 'y' }, { match: 'x' }],
    ];
    expect(differencesOf({ programs: a }, { programs: b })).toEqual([
      { path: 'programs (order)', from: ['x', 'y'], to: ['y', 'x'] },
    ]);
  });

  test('tell a value that is missing from one that is null', () => {
    expect(differencesOf({ a: null }, {})).toEqual([{ path: 'a', from: null }]);
    expect(differencesOf({}, { a: null })).toEqual([{ path: 'a', to: null }]);
  });

  test('know elements by index where their names are doubled or look like numbers', () => {
    const list = (last: number) => [
      { id: 'x', v: 1 },
      { id: 'x', v: last },
      { id: '7', v: last },
    ];
    expect(differencesOf(list(2), list(3)).map(({ path }) => path)).toEqual(['1.v', '2.v']);
  });

  test('are none exactly if nothing differs; set one after the other, they lead from the one to the other', () => {
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
    const keys = fc.constantFrom('a', 'b', 'c', 'd');
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof({ maxDepth: 3 }, leaf, fc.dictionary(keys, tie('tree')), fc.dictionary(keys, tie('tree'))),
    }));
    const mapping = fc.dictionary(keys, tree, { noNullPrototype: true });
    fc.assert(
      fc.property(mapping, mapping, (a, b) => {
        expect(differencesOf(a, structuredClone(a))).toEqual([]);
        let patched: unknown = structuredClone(a);
        for (const { path, ...patch } of differencesOf(a, b)) {
          const result = overrideValue(patched, path, 'to' in patch ? patch.to : undefined);
          if (!result.ok) throw new Error(result.message);
          patched = result.raw;
        }
        expect(JSON.parse(JSON.stringify(patched))).toEqual(JSON.parse(JSON.stringify(b)));
      }),
    );
  });
});
