/** The example of docs/compare.md is what the command prints. UPDATE_GOLDEN=1 writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderComparison } from '../../src/compare/text.ts';
import { compared, scenarioSide } from './runs.ts';

const EXAMPLE = /```console\n\$ batchlab compare (\S+) (\S+) --set-b (\S+)\n([^`]*)```\n/g;

test('every comparison in docs/compare.md is what the command prints', () => {
  const path = 'docs/compare.md';
  let examples = 0;
  const made = readFileSync(path, 'utf8').replace(EXAMPLE, (_all, a: string, b: string, set: string) => {
    examples++;
    const side = (file: string, sets: readonly string[]) => ({
      ...scenarioSide(readFileSync(file, 'utf8'), {}, sets),
      name: file,
    });
    const text = renderComparison(compared(side(a, []), side(b, [set])));
    return `\`\`\`console\n$ batchlab compare ${a} ${b} --set-b ${set}\n${text}\`\`\`\n`;
  });
  if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(path, made);
  expect(examples).toBe(1);
  expect(readFileSync(path, 'utf8')).toBe(made);
});
