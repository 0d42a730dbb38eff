import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileFormula,
  SAMPLE_DELAY,
  SAMPLE_PERIOD,
  SAMPLE_RETENTION,
  SampleHistory,
  viewOf,
} from '../../src/autoscale/index.ts';

const MINUTE = 60_000;
const random = () => 0;

function evaluate(text: string, history: SampleHistory, now: number) {
  return compileFormula(text).evaluate({ now, samples: history.at(now), pool: {}, random });
}

describe('the history of samples', () => {
  it('has no samples when autoscale was just enabled', () => {
    const history = new SampleHistory(['$PendingTasks'], 1000);
    history.record(1000, [5]);
    expect(history.at(1000).count('$PendingTasks')).toBe(0);
    expect(history.at(1000).oldestAge('$PendingTasks')).toBeNull();
  });

  it('has its first sample 30 s after autoscale was enabled, readable 15 s later', () => {
    const history = new SampleHistory(['$PendingTasks'], 1000);
    expect(history.nextAt).toBe(31_000);
    history.record(31_000, [5]);
    expect(history.nextAt).toBe(61_000);
    expect(history.at(45_999).count('$PendingTasks')).toBe(0);
    expect(history.at(46_000).newest('$PendingTasks', 1)).toEqual([5]);
  });

  it('holds 29 of 30 samples for a quarter of an hour at an evaluation on the grid, and 5 of 6 for three minutes', () => {
    const history = new SampleHistory(['$PendingTasks'], 0);
    history.record(15 * MINUTE, [0]);
    const run = evaluate(
      'a = $PendingTasks.GetSamplePercent(15 * TimeInterval_Minute); b = $PendingTasks.GetSamplePercent(180 * TimeInterval_Second);',
      history,
      15 * MINUTE,
    );
    expect(run.results).toContain(';a=96.6667;b=83.3333');
  });

  it('keeps a sample for a day', () => {
    const history = new SampleHistory(['$PendingTasks'], 0);
    history.record(3 * SAMPLE_RETENTION, [0]);
    const now = 2 * SAMPLE_RETENTION;
    expect(history.at(now).count('$PendingTasks')).toBe(SAMPLE_RETENTION / SAMPLE_PERIOD);
    expect(history.at(now).oldestAge('$PendingTasks')).toBe(SAMPLE_RETENTION);
  });

  it('has no samples of a metric that nobody measures', () => {
    const history = new SampleHistory(['$PendingTasks'], 0);
    history.record(MINUTE, [0]);
    expect(history.at(MINUTE).count('$CPUPercent')).toBe(0);
    expect(history.at(MINUTE).window('$CPUPercent', 2 * MINUTE, 0)).toEqual([]);
  });

  it('leaves out a sample that could not be taken', () => {
    const history = new SampleHistory(['$CPUPercent'], 0);
    history.record(30_000, [0.5]);
    history.record(60_000, [Number.NaN]);
    history.record(90_000, [0.7]);
    const view = history.at(2 * MINUTE);
    expect(view.count('$CPUPercent')).toBe(2);
    expect(view.newest('$CPUPercent', 5)).toEqual([0.5, 0.7]);
    expect(view.window('$CPUPercent', 2 * MINUTE, 0)).toEqual([0.5, 0.7]);
  });

  it('does not care whether equal values come one by one or at once', () => {
    const atOnce = new SampleHistory(['$PendingTasks'], 0);
    const oneByOne = new SampleHistory(['$PendingTasks'], 0);
    atOnce.record(10 * MINUTE, [4]);
    for (let time = 0; time <= 10 * MINUTE; time += 1000) oneByOne.record(time, [4]);
    expect(atOnce.at(10 * MINUTE).newest('$PendingTasks', 99)).toEqual(
      oneByOne.at(10 * MINUTE).newest('$PendingTasks', 99),
    );
  });

  it('gives what a plain list of the same samples gives', () => {
    const step = fc.record({
      wait: fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: SAMPLE_RETENTION })),
      value: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(Number.NaN)),
    });
    const window = fc.tuple(
      fc.integer({ min: -60_000, max: 2 * SAMPLE_RETENTION }),
      fc.integer({ min: -60_000, max: 2 * SAMPLE_RETENTION }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        window,
        fc.integer({ min: 0, max: 50 }),
        fc.nat(100_000),
        (steps, ages, count, later) => {
          const history = new SampleHistory(['$ActiveTasks'], 500);
          const taken: [number, number][] = [];
          let time = 500;
          let next = 500 + SAMPLE_PERIOD;
          for (const { wait, value } of steps) {
            time += wait;
            history.record(time, [value]);
            for (; next <= time; next += SAMPLE_PERIOD) taken.push([next, value]);
          }
          const now = time + later;
          const readable = taken.filter(
            ([at, value]) => at + SAMPLE_DELAY <= now && now - at <= SAMPLE_RETENTION && !Number.isNaN(value),
          );
          const plain = viewOf({ $ActiveTasks: readable.map(([at, value]) => [(now - at) / 1000, value]) });
          const view = history.at(now);
          const [oldest, youngest] = [Math.max(...ages), Math.min(...ages)];
          expect(view.count('$ActiveTasks')).toBe(plain.count('$ActiveTasks'));
          expect(view.oldestAge('$ActiveTasks')).toBe(plain.oldestAge('$ActiveTasks'));
          expect(view.newest('$ActiveTasks', count)).toEqual(plain.newest('$ActiveTasks', count));
          expect(view.window('$ActiveTasks', oldest, youngest)).toEqual(plain.window('$ActiveTasks', oldest, youngest));
          expect(view.countWindow('$ActiveTasks', oldest, youngest)).toBe(
            plain.countWindow('$ActiveTasks', oldest, youngest),
          );
        },
      ),
    );
  });

  it('reaches back a whole day even if every sample differs', () => {
    const history = new SampleHistory(['$ActiveTasks'], 0);
    const samples = 3 * (SAMPLE_RETENTION / SAMPLE_PERIOD);
    for (let index = 1; index <= samples; index++) history.record(index * SAMPLE_PERIOD, [index]);
    const now = samples * SAMPLE_PERIOD + SAMPLE_DELAY;
    const values = history.at(now).newest('$ActiveTasks', 1e9);
    expect(values).toHaveLength(SAMPLE_RETENTION / SAMPLE_PERIOD);
    expect(values.at(-1)).toBe(samples);
    expect(values[0]).toBe(samples - values.length + 1);
  });
});
