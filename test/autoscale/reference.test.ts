import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../src/autoscale/functions.ts';
import { type AutoScaleRun, compileFormula, type SampleTable } from '../../src/autoscale/index.ts';
import { METHODS } from '../../src/autoscale/methods.ts';
import { SERVICE_NAMES } from '../../src/autoscale/names.ts';
import { TIMESTAMP_MEMBERS } from '../../src/autoscale/ticks.ts';
import { formulaBlocks } from './doc-blocks.ts';

const page = readFileSync(new URL('../../docs/autoscale.md', import.meta.url), 'utf8');
const blocks = formulaBlocks(page);

/** `// samples: $Name 1 2 3`, one every 30 s, the last one newest */
function samplesOf(block: string): SampleTable {
  const lines = [...block.matchAll(/^\/\/ samples: (\S+) (.*)$/gm)];
  return Object.fromEntries(
    lines.map(([, metric, list]) => {
      const values = list.split(' ').map(Number);
      return [metric, values.map((value, index) => [30 * (values.length - 1 - index), value] as const)];
    }),
  );
}

function poolOf(block: string): Record<string, number> {
  return Object.fromEntries(
    [...block.matchAll(/^\/\/ pool: (\w+) (\d+)$/gm)].map(([, key, value]) => [key, Number(value)]),
  );
}

/** the first line that is no comment alone */
function firstLine(block: string): string {
  return block.split('\n').find((line) => !line.startsWith('//')) ?? '';
}

/** every `NAME is VALUE` of the comments */
function claimsOf(block: string): Record<string, string> {
  const comments = [...block.matchAll(/\/\/ (?!samples:|pool:|error:|results:)(.*)$/gm)].flatMap(([, comment]) =>
    comment.split('; '),
  );
  const claims = comments.map((comment) => /^(\S+) is (\S+)$/.exec(comment)).filter((claim) => claim !== null);
  return Object.fromEntries(claims.map(([, name, value]) => [name, value]));
}

function assignments({ results }: AutoScaleRun): Record<string, string> {
  return Object.fromEntries(results.split(';').map((assignment) => assignment.split('=') as [string, string]));
}

describe('the reference of the language', () => {
  it.each(blocks.map((block) => ({ block, line: firstLine(block) })))('says what happens in: $line', ({ block }) => {
    const run = compileFormula(block).evaluate({
      now: '2024-01-03T12:00:00Z',
      samples: samplesOf(block),
      pool: poolOf(block),
      random: () => 0.5,
    });
    const error = /^\/\/ error: (.*)$/m.exec(block)?.[1];
    const results = /^\/\/ results: (.*)$/m.exec(block)?.[1];
    const claims = claimsOf(block);
    expect(error !== undefined || results !== undefined || Object.keys(claims).length > 0).toBe(true);
    expect(run.error?.values[0].value).toBe(error);
    if (results !== undefined) expect(run.results).toBe(results);
    expect(assignments(run)).toMatchObject(claims);
  });

  it('shows the library at work', () => {
    const formula = compileFormula('$TargetDedicatedNodes = min(20, max(0, $PendingTasks.GetSample(1)));');
    const samples: SampleTable = {
      $PendingTasks: [
        [30, 4],
        [0, 12],
      ],
    };
    const run = formula.evaluate({
      now: '2024-01-03T12:00:00Z',
      samples,
      pool: { currentDedicatedNodes: 2 },
      random: () => 0.5,
    });
    expect(page).toContain(formula.text);
    expect([run.targetDedicatedNodes, run.results.split(';')[0], run.error]).toEqual([
      12,
      '$TargetDedicatedNodes=12',
      undefined,
    ]);
  });

  it('has an example of every function, method and member', () => {
    const examples = blocks.join('\n');
    for (const name of FUNCTIONS.keys()) expect(examples).toMatch(new RegExp(`\\b${name}\\(`));
    for (const name of METHODS.keys()) expect(examples).toMatch(new RegExp(`\\.${name}\\(`));
    for (const name of TIMESTAMP_MEMBERS.keys()) expect(examples).toMatch(new RegExp(`\\.${name}\\b`));
  });

  it('names every variable and constant', () => {
    for (const name of SERVICE_NAMES) expect(page).toContain(`\`${name}\``);
  });
});
