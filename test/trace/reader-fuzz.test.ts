import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { RunRecord } from '../../src/metrics/run-record.ts';
import { summaryText } from '../../src/metrics/summary.ts';
import { jobsCsv, nodesCsv, tasksCsv } from '../../src/metrics/tables.ts';
import { renderReport } from '../../src/report/html.ts';
import { reportData } from '../../src/report/report-data.ts';
import { renderText } from '../../src/report/text.ts';
import { LogError } from '../../src/trace/log-error.ts';
import { readLog } from '../../src/trace/reader.ts';
import { textOf } from '../support/log-text.ts';
import { randomRun } from '../support/random-run.ts';

/** Reads a log and makes everything of it that is ever made of a log. */
function digest(text: string): void {
  const curves = new RunRecord();
  const fold = readLog('e', [text], (directory) => new SummaryFold(directory, curves));
  const summary = fold.summary({ eventsSha256: null, transitionsSha256: null });
  const tables = [tasksCsv(fold), nodesCsv(fold), jobsCsv(fold)].map((chunks) => [...chunks].join(''));
  const page = renderReport({ summary, report: reportData(curves, summary) });
  expect([summaryText(summary), renderText(summary), page, ...tables].join('')).toContain(summary.scenario);
}

/** A log is either read or refused with its place; whatever else happens is a defect. */
function readOrRefused(text: string): void {
  try {
    digest(text);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    expect(error.message).toMatch(/^e:\d+: error: ./);
  }
}

const seeds = fc.integer({ min: 0, max: 1000 });
const log = (seed: number) => textOf(randomRun(seed, 60));

describe('a damaged log is read or refused, and breaks nothing', () => {
  test('where a piece of text was lost or changed', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), fc.nat(40), fc.string({ maxLength: 10 }), (seed, place, length, inserted) => {
        const text = log(seed);
        const start = place % text.length;
        readOrRefused(text.slice(0, start) + inserted + text.slice(start + length));
      }),
      { numRuns: 400, seed: 3 },
    );
  });

  test('where a value was changed, however deep', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), fc.nat(), fc.jsonValue({ maxDepth: 1 }), (seed, place, member, value) => {
        const lines = log(seed).trimEnd().split('\n');
        // the first and the last line hold most; they have their turn as often as all others together
        const at = [0, lines.length - 1, place % lines.length, place % lines.length][place % 4];
        const line = JSON.parse(lines[at]);
        const targets = membersOf(line);
        const [owner, key] = targets[member % targets.length];
        owner[key] = value;
        lines[at] = JSON.stringify(line);
        readOrRefused(`${lines.join('\n')}\n`);
      }),
      { numRuns: 3000, seed: 4 },
    );
  });
});

type Owner = Record<string, unknown>;

/** Every member of an object and of the objects in it. */
function membersOf(owner: Owner): [Owner, string][] {
  return Object.keys(owner).flatMap((key) => {
    const value = owner[key];
    const inner = typeof value === 'object' && value !== null ? membersOf(value as Owner) : [];
    return [[owner, key] as [Owner, string], ...inner];
  });
}
