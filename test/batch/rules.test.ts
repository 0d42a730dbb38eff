import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULE_SECTIONS, RULES } from '../../src/batch/rules.ts';

const ROOT = new URL('../../', import.meta.url);
const NUMBER = /\b[LOS]-\d+\b/g;

function filesBelow(folder: string, endings: readonly string[]): readonly string[] {
  const files = readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => endings.some((ending) => file.endsWith(ending))).map((file) => `${folder}/${file}`);
}

/** Numbers that a text names, ranges such as L-001..L-051 by their ends. */
function numbersIn(text: string): readonly string[] {
  return text.match(NUMBER) ?? [];
}

describe('the table of rules', () => {
  it('has every documented rule, every choice and every settled point, numbered without gaps', () => {
    const numbers = Object.keys(RULES);
    for (const [letter, from, to, width] of [
      ['L', 1, 448, 3],
      ['O', 1, 89, 2],
      ['S', 0, 33, 1],
    ] as const) {
      const expected = Array.from(
        { length: to - from + 1 },
        (_, step) => `${letter}-${String(from + step).padStart(width, '0')}`,
      );
      expect(numbers.filter((number) => number.startsWith(letter)).sort()).toEqual([...expected].sort());
    }
  });

  it('lists each rule once, with a text and a source', () => {
    const listed = RULE_SECTIONS.flatMap(({ rules }) => Object.entries(rules));
    expect(listed).toHaveLength(Object.keys(RULES).length);
    for (const [number, { text, source }] of listed) {
      expect(text.length, number).toBeGreaterThan(10);
      expect(source.length, number).toBeGreaterThan(1);
    }
  });

  it('refers only to rules that it has', () => {
    for (const [number, { text }] of Object.entries(RULES)) {
      for (const named of numbersIn(text)) expect(Object.keys(RULES), `${named}, named by ${number}`).toContain(named);
    }
  });
});

describe('rules named by the project', () => {
  const files = [...filesBelow('src', ['.ts']), ...filesBelow('docs', ['.md']), ...filesBelow('test', ['.test.ts'])];

  it('there are files to look at', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it.each(files)('%s names only rules that the table has', (file) => {
    const unknown = numbersIn(readFileSync(new URL(file, ROOT), 'utf8')).filter(
      (number) => !Object.hasOwn(RULES, number),
    );
    expect(unknown).toEqual([]);
  });
});
