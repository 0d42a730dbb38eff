import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderMarkdown } from '../../src/compare/markdown.ts';
import { renderComparison } from '../../src/compare/text.ts';
import { textOf } from '../support/log-text.ts';
import { randomRun } from '../support/random-run.ts';
import { compared, runSide } from './runs.ts';

const seeds = fc.integer({ min: 0, max: 1000 });
const log = (seed: number, steps: number) => textOf(randomRun(seed, steps));

test('any two runs can be compared; they part exactly where their lines do, and the story has every word it needs', () => {
  fc.assert(
    fc.property(seeds, seeds, fc.integer({ min: 1, max: 60 }), (seedA, seedB, steps) => {
      const [a, b] = [log(seedA, steps), log(seedB, 60)];
      const comparison = compared(runSide(a), runSide(b));
      const { logs } = comparison;
      const said = renderComparison(comparison) + renderMarkdown(comparison);
      expect(said).not.toMatch(/undefined|NaN|\[object/);
      if (logs?.parting == null) return;
      const [lineA, lineB] = [a, b].map((text) => JSON.parse(text.split('\n')[logs.commonLines]));
      expect(logs.parting).toMatchObject({ seq: logs.commonLines, atMs: Math.min(lineA.at, lineB.at) });
      expect(logs.parting.a.step).toMatchObject({ seq: lineA.seq, atMs: lineA.at, from: lineA.from, to: lineA.to });
      expect(logs.parting.story.length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});

test('a run and the same one longer part where the shorter ends', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 5, max: 40 }), (seed, steps) => {
      const [a, b] = [log(seed, steps), log(seed, steps + 20)];
      const { logs } = compared(runSide(a), runSide(b));
      // what follows the end of the shorter one tells of the longer one only
      expect(logs!.commonLines).toBeLessThanOrEqual(a.trimEnd().split('\n').length);
      if (logs!.parting?.a.step?.what === 'the run') expect(logs!.parting.story[0]).toMatch(/^A ends at /);
    }),
    { numRuns: 50 },
  );
});
