import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextColumnBuilder } from '../../src/scenario/text-column.ts';

function columnOf(texts: readonly string[], kind: 'different' | 'repeated') {
  const builder = new TextColumnBuilder(kind);
  for (const text of texts) builder.add(text);
  return builder.column();
}

describe('a column of texts', () => {
  it.each(['different', 'repeated'] as const)('gives back each text by its row, empty ones too (%s)', (kind) => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 })), (texts) => {
        const column = columnOf(texts, kind);
        if (column === null) {
          expect(texts.join('')).toBe('');
          return;
        }
        expect(Array.from(texts, (_, row) => column.at(row))).toEqual(texts);
        expect([column.length, column.given]).toEqual([texts.length, texts.filter((text) => text !== '').length]);
        expect(column.at(texts.length)).toBeUndefined();
      }),
    );
  });

  it('gives back more texts than are joined or remembered at a time', () => {
    const texts = Array.from({ length: 20_000 }, (_, row) => `render ${row % 9_000}`);
    for (const kind of ['different', 'repeated'] as const) {
      const column = columnOf(texts, kind);
      expect(texts.every((text, row) => column?.at(row) === text)).toBe(true);
    }
  });
});
