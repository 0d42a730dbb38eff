import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Binned } from '../../src/metrics/binned.ts';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { SeriesFold } from '../../src/metrics/series.ts';
import { Stream } from '../support/stream.ts';

describe('a level in bins', () => {
  test('has the exact integral of every bin, whatever the stretches and their order', () => {
    const stretch = fc.record({
      from: fc.integer({ min: 0, max: 5000 }),
      length: fc.integer({ min: 0, max: 3000 }),
      amount: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 40 }), (stretches) => {
        const level = new Binned();
        const exact = new Array<number>(16_384).fill(0);
        for (const { from, length, amount } of stretches) {
          level.add(from, from + length, amount);
          for (let ms = from; ms < from + length; ms++) exact[ms] += amount;
        }
        const { width } = level;
        level.integrals().forEach((integral, bin) => {
          const expected = exact.slice(bin * width, (bin + 1) * width).reduce((sum, each) => sum + each, 0);
          expect(integral).toBe(expected);
        });
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test('reaches as far as it is asked to, in no more bins', () => {
    const level = new Binned();
    level.add(0, 10, 1);
    level.cover(100_000_000);
    expect(level.integrals()).toHaveLength(512);
    expect(level.integrals()[0]).toBe(10);
    expect(level.width * 512).toBeGreaterThanOrEqual(100_000_000);
  });
});

describe('the series of a run', () => {
  test('are the mean numbers of nodes by state and of slots by use', () => {
    const stream = new Stream();
    const pool = stream.pool('p', { maxTasksPerNode: 2 });
    const nodes = [stream.node(pool, 'tvm-1'), stream.node(pool, 'tvm-2', false)];
    const task = stream.task(stream.job('j'), 't');
    stream.at(100);
    for (const node of nodes) stream.moveNode(node, 'idle');
    stream.at(200).moveTask(task, 'running', { nodes: [nodes[0]], waited: { slots: 150, dispatch: 50 } });
    stream.at(300).moveTask(task, 'completed');
    stream.moveNode(nodes[1], null);
    const series = new SeriesFold();
    stream.at(400).end();
    stream.play(new SummaryFold(stream, series));
    const { pools, bins, binSeconds, endSeconds } = series.series(400);
    expect({ bins, binSeconds, endSeconds }).toEqual({ bins: 400, binSeconds: 0.001, endSeconds: 0.4 });
    const at = (levels: Float64Array | undefined) => [50, 120, 170, 250, 350].map((bin) => levels?.[bin]);
    expect(at(pools.p.nodes.dedicated.creating)).toEqual([1, 0, 0, 0, 0]);
    expect(at(pools.p.nodes.lowPriority.idle)).toEqual([0, 1, 1, 1, 0]);
    expect(at(pools.p.slots.busy)).toEqual([0, 0, 0, 1, 0]);
    expect(at(pools.p.slots.preparing)).toEqual([0, 0, 1, 0, 0]);
    expect(at(pools.p.slots.idle)).toEqual([0, 4, 3, 3, 2]);
  });

  test('of a long run have at most 512 bins, and their integrals are the totals of the summary', () => {
    const stream = new Stream();
    const node = stream.node(stream.pool('p'), 'tvm-1');
    const job = stream.job('j');
    for (let n = 1; n <= 50; n++) {
      stream.at(n * 1_000_003).moveNode(node, n % 2 === 0 ? 'running' : 'idle');
      const task = stream.task(job, `t${n}`);
      stream.moveTask(task, 'running', { nodes: [node], waited: {} });
      stream.at(n * 1_000_003 + 400_001).moveTask(task, 'completed');
    }
    const series = new SeriesFold();
    const ledger = stream.end().play(new SummaryFold(stream, series));
    const { pools } = ledger.summary({ eventsSha256: null, transitionsSha256: null });
    const { bins, binSeconds, endSeconds, pools: curves } = series.series(stream.now);
    expect(bins).toBeLessThanOrEqual(512);
    const span = (bin: number) => Math.min(binSeconds, endSeconds - bin * binSeconds);
    const total = (levels: Float64Array) => levels.reduce((sum, level, bin) => sum + level * span(bin), 0);
    expect(total(curves.p.slots.busy)).toBeCloseTo(pools.p.slotSeconds.busy, 6);
    expect(total(curves.p.slots.idle)).toBeCloseTo(pools.p.slotSeconds.idle, 6);
  });
});
