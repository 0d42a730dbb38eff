import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { SeriesFold } from '../../src/metrics/series.ts';
import { type Spread, type Summary, summaryText } from '../../src/metrics/summary.ts';
import { jobsCsv, nodesCsv, tasksCsv } from '../../src/metrics/tables.ts';
import { textOf, throughText } from '../support/log-text.ts';
import { randomRun } from '../support/random-run.ts';
import type { Stream } from '../support/stream.ts';
import { cost, type LogLine, slotFigures, taskFigures } from './oracle.ts';

const HASHES = { eventsSha256: 'a', transitionsSha256: 'b' };
const linesOf = (stream: Stream): LogLine[] =>
  textOf(stream)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const summaryOf = (stream: Stream): Summary => stream.play(new SummaryFold(stream)).summary(HASHES);

/** Every random run with its summary. */
function forAll(check: (stream: Stream, summary: Summary) => void): void {
  const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(seed, fc.integer({ min: 1, max: 400 }), (number, steps) => {
      const stream = randomRun(number, steps);
      check(stream, summaryOf(stream));
    }),
    { numRuns: 150, seed: 7 },
  );
}

describe('for every run', () => {
  test('the summary, the tables and the curves are the same from the run and from its log', () => {
    forAll((stream) => {
      const outputs = (fold: SummaryFold, series: SeriesFold) => [
        summaryText(fold.summary(HASHES)),
        ...[tasksCsv(fold), nodesCsv(fold), jobsCsv(fold)].map((chunks) => [...chunks].join('')),
        JSON.stringify(series.series(stream.now)),
      ];
      const [live, reread] = [new SeriesFold(), new SeriesFold()];
      const fold = stream.play(new SummaryFold(stream, live));
      const again = throughText(stream, (directory) => new SummaryFold(directory, reread));
      expect(outputs(again, reread)).toEqual(outputs(fold, live));
    });
  });

  test('the causes of waiting add up to the time waited, to the millisecond, in all and for each job', () => {
    forAll((_, { tasks, jobs }) => {
      for (const each of [tasks, ...Object.values(jobs).map((job) => job.tasks)]) {
        const sum = Object.values(each.waitByCause).reduce((before, seconds) => before + Math.round(seconds * 1000), 0);
        expect(sum).toBe(Math.round(each.waitSeconds.total * 1000));
      }
    });
  });

  test('every task is counted once, in all and in its job', () => {
    forAll((_, { tasks, jobs }) => {
      for (const each of [tasks, ...Object.values(jobs).map((job) => job.tasks)]) {
        const { total, succeeded, failed, active, preparing, running, deleted } = each;
        expect(succeeded + failed + active + preparing + running + deleted).toBe(total);
        expect(each.waitSeconds.count).toBe(total);
        expect(each.turnaroundSeconds.count).toBe(succeeded + failed);
      }
      const sum = Object.values(jobs).reduce((before, job) => before + job.tasks.total, 0);
      expect(sum).toBe(tasks.total);
    });
  });

  test('the figures of tasks are those of a slow count over all lines', () => {
    forAll((stream, { tasks, makespanSeconds }) => {
      const lines = linesOf(stream);
      const { waits, runs, turnarounds, causes, ...counts } = taskFigures(lines);
      expect(tasks).toMatchObject(counts);
      expectSpread(tasks.waitSeconds, waits);
      expectSpread(tasks.runSeconds, runs);
      expectSpread(tasks.turnaroundSeconds, turnarounds);
      for (const [cause, ms] of Object.entries(causes)) expect(tasks.waitByCause).toMatchObject({ [cause]: ms / 1000 });
      const completions = lines.filter((line) => line.entity === 'task' && line.to === 'completed');
      const first = lines.find((line) => line.entity === 'task');
      const last = completions[completions.length - 1];
      expect(makespanSeconds).toBe(last === undefined ? null : (last.at - (first?.at ?? 0)) / 1000);
    });
  });

  test('the slots of each pool are those of a slow count over all lines', () => {
    forAll((stream, { pools }) => {
      const lines = linesOf(stream);
      for (const [id, { slotSeconds }] of Object.entries(pools)) {
        const expected = Object.entries(slotFigures(lines, id)).map(([use, ms]) => [use, ms / 1000]);
        expect(slotSeconds).toEqual(Object.fromEntries(expected));
      }
    });
  });

  test('the cost, in all and up to the last completion, is that of a slow count over all lines', () => {
    forAll((stream, summary) => {
      const lines = linesOf(stream);
      expect(summary.cost).toBeCloseTo(cost(lines), 6);
      const last = lines.findLast((line) => line.entity === 'task' && line.to === 'completed');
      if (last === undefined) expect(summary.costToLastCompletion).toBeNull();
      else expect(summary.costToLastCompletion).toBeCloseTo(cost(lines, last.at), 6);
    });
  });
});

function expectSpread(spread: Spread, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const sum = sorted.reduce((before, value) => before + value, 0);
  const rank = (q: number) => (sorted.length === 0 ? null : sorted[Math.ceil(q * sorted.length) - 1] / 1000);
  expect(spread).toEqual({
    count: sorted.length,
    total: sum / 1000,
    mean: sorted.length === 0 ? null : sum / sorted.length / 1000,
    p50: rank(0.5),
    p90: rank(0.9),
    p95: rank(0.95),
    p99: rank(0.99),
    max: rank(1),
  });
}
