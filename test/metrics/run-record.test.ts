import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { ATTEMPT_ENDS } from '../../src/metrics/listener.ts';
import { MARKS, Marks, Steps } from '../../src/metrics/marks.ts';
import { OCCUPANCY_LAYERS } from '../../src/metrics/occupancy.ts';
import { RunRecord } from '../../src/metrics/run-record.ts';
import type { Summary } from '../../src/metrics/summary.ts';
import { ATTEMPT_FIELDS } from '../../src/metrics/task-stories.ts';
import * as outcomes from '../../src/metrics/tasks.ts';
import { WAIT_CAUSES } from '../../src/trace/vocabulary.ts';
import { randomRun } from '../support/random-run.ts';
import { Stream } from '../support/stream.ts';

const HASHES = { eventsSha256: null, transitionsSha256: null };

interface Kept {
  readonly record: RunRecord;
  readonly fold: SummaryFold;
  readonly summary: Summary;
  readonly end: number;
}

function keep(stream: Stream, limit?: number): Kept {
  const record = new RunRecord(limit);
  const fold = stream.play(new SummaryFold(stream, record));
  return { record, fold, summary: fold.summary(HASHES), end: fold.ended.at };
}

function forAll(check: (stream: Stream) => void, numRuns = 60): void {
  const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(seed, fc.integer({ min: 1, max: 400 }), (number, steps) => check(randomRun(number, steps))),
    { numRuns, seed: 11 },
  );
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const poolSum = (summary: Summary, value: (pool: Summary['pools'][string]) => number) =>
  sum(Object.values(summary.pools).map(value));

describe('the record of every run', () => {
  test('has curves whose integrals are the totals of the summary: waiting, lost slots and cost', () => {
    forAll((stream) => {
      const { record, summary, end } = keep(stream);
      const { pools, bins, binSeconds, endSeconds } = record.series.series(end);
      const integral = (levels: Float64Array) =>
        sum(levels.map((level, bin) => level * Math.min(binSeconds, endSeconds - bin * binSeconds)));
      const queues = record.queues.queues(end, bins);
      expect(sum(queues.map(({ levels }) => integral(levels)))).toBeCloseTo(summary.tasks.waitSeconds.total, 5);
      for (const [id, { lost, cost }] of Object.entries(pools)) {
        expect(integral(lost.busy) + integral(lost.preparing)).toBeCloseTo(summary.pools[id].slotSeconds.lost, 5);
        const total = summary.pools[id].cost?.total ?? null;
        if (total === null || cost === null) expect(cost).toBe(total);
        else expect(cost.at(-1)).toBeCloseTo(total, 4);
      }
    });
  });

  test('has a bar for every attempt, and the bars of running tasks add up to the busy slots', () => {
    forAll((stream) => {
      const { record, summary } = keep(stream);
      const { attempts } = record.bars!;
      const rows = Array.from({ length: attempts.count }, (_, row) => row);
      const ran = sum(rows.map((row) => attempts.to.data[row] - attempts.ranFrom.data[row]));
      expect(ran / 1000).toBeCloseTo(
        poolSum(summary, ({ slotSeconds }) => slotSeconds.busy),
        6,
      );
      for (const row of rows) {
        expect(attempts.from.data[row]).toBeLessThanOrEqual(attempts.ranFrom.data[row]);
        expect(attempts.ranFrom.data[row]).toBeLessThanOrEqual(attempts.to.data[row]);
      }
      const lost = rows.filter((row) => /requeued|preempted/.test(ATTEMPT_ENDS[attempts.end.data[row]]));
      const lostMs = sum(lost.map((row) => attempts.to.data[row] - attempts.from.data[row]));
      expect(lostMs / 1000).toBeCloseTo(
        poolSum(summary, ({ slotSeconds }) => slotSeconds.lost),
        6,
      );
    });
  });

  test('has bars of nodes for every state but idle and running, as long as the summary says', () => {
    forAll((stream) => {
      const { record, summary } = keep(stream);
      const { nodes } = record.bars!;
      const ms = sum(Array.from({ length: nodes.count }, (_, row) => nodes.to.data[row] - nodes.from.data[row]));
      const expected = poolSum(summary, ({ nodeSeconds }) =>
        sum(
          [nodeSeconds.dedicated, nodeSeconds.lowPriority].flatMap((kind) =>
            Object.entries(kind).flatMap(([state, seconds]) => (/^(idle|running)$/.test(state) ? [] : [seconds])),
          ),
        ),
      );
      expect(ms / 1000).toBeCloseTo(expected, 6);
    });
  });

  test('has the causes of all waits that are over, exactly', () => {
    forAll((stream) => {
      const { record, fold } = keep(stream);
      const { causes } = record.bars!;
      const waiting = Object.values(fold.ended.waiting);
      for (const [code, cause] of WAIT_CAUSES.entries()) {
        const rows = Array.from({ length: causes.count }, (_, row) => (causes.cause.data[row] === code ? row : -1));
        const over = sum(rows.map((row) => (row < 0 ? 0 : causes.ms.data[row])));
        const open = sum(waiting.map((job) => job[cause] ?? 0));
        const all = fold.jobs.reduce((total, job) => total + job.waitByCause[code].toBigInt(), 0n);
        expect(over + open).toBe(Number(all));
      }
    });
  });
});

describe('with more bars than its limit', () => {
  test('the occupancy adds up to the same slots and nodes as the bars would', () => {
    forAll((stream) => {
      const { record, summary, fold, end } = keep(stream, 5);
      if (record.occupancy === null) return;
      const { rows } = record.occupancy.integrals(end, fold.nodes.length);
      const layer = (name: (typeof OCCUPANCY_LAYERS)[number]) =>
        sum(rows.map((layers) => sum(layers[OCCUPANCY_LAYERS.indexOf(name)])));
      const present = sum(fold.nodes.map((node) => sum(node.stateMs)));
      expect(layer('present')).toBeCloseTo(present, 3);
      const busy = sum(fold.nodes.map((node) => node.busyMs / node.terms.slotsPerNode));
      expect(layer('busy')).toBeCloseTo(busy, 3);
      expect(layer('starting') + layer('out')).toBeCloseTo(
        present - sum(fold.nodes.map(({ stateMs }) => stateMs[4] + stateMs[5])),
        3,
      );
      expect(record.bars).toBeNull();
      expect(summary.tasks.total).toBe(fold.tasks.rows);
    });
  });

  test('the stories of failed and of slow tasks are kept as they are without the limit', () => {
    let compared = 0;
    forAll((stream) => {
      const { record, fold } = keep(stream, 5);
      const bars = keep(stream).record.bars!;
      if (record.stories === null) return;
      const kept = record.stories.kept();
      for (let task = 0; task < fold.tasks.rows; task++) {
        const outcome = fold.tasks.outcome(task);
        if (outcome !== outcomes.FAILED && outcome !== outcomes.SUCCEEDED) continue;
        const story = kept.get(task)!;
        const waited = sum(
          Array.from({ length: bars.causes.count }, (_, row) =>
            bars.causes.task.data[row] === task ? bars.causes.ms.data[row] : 0,
          ),
        );
        const attempts = Array.from({ length: bars.attempts.count }, (_, row) => row).filter(
          (row) => bars.attempts.task.data[row] === task && bars.attempts.isFirst.data[row] === 1,
        );
        // the service reactivates no task that succeeded, a random run does
        const succeeded = (row: number) => ATTEMPT_ENDS[bars.attempts.end.data[row]] === 'succeeded';
        if (attempts.slice(0, -1).some(succeeded)) continue;
        expect(story.count).toBe(attempts.length);
        for (const [place, row] of attempts.entries()) {
          const [node, from, , to] = story.attempts.subarray(place * ATTEMPT_FIELDS);
          const { attempts: columns } = bars;
          expect([node, from, to]).toEqual([columns.node.data[row], columns.from.data[row], columns.to.data[row]]);
        }
        expect(sum(story.waited)).toBe(waited);
        compared++;
      }
    });
    expect(compared).toBeGreaterThan(100);
  });

  test('more nodes than rows share rows, and nothing is lost', () => {
    const stream = new Stream();
    const pool = stream.pool('p');
    const nodes = Array.from({ length: 1000 }, (_, n) => stream.node(pool, `tvm-${n + 1}`));
    for (const [place, node] of nodes.entries()) stream.at(1000 + place).moveNode(node, 'idle');
    const { record, fold, end } = keep(stream.at(5000).end(), 10);
    const { rows } = record.occupancy!.integrals(end, fold.nodes.length);
    expect(record.occupancy!.nodesPerRow).toBe(4);
    expect(rows).toHaveLength(250);
    expect(sum(rows.map((layers) => sum(layers[OCCUPANCY_LAYERS.indexOf('starting')])))).toBe(
      sum(nodes.map((_, place) => 1000 + place)),
    );
  });
});

describe('tasks of nodes, and what happens at instants', () => {
  test('a start task is a bar from its start to its end, a job preparation task knows its job, and one that goes on ends with the run', () => {
    const stream = new Stream();
    const node = stream.node(stream.pool('p'), 'tvm-1');
    stream.job('j');
    const line = { poolId: 'p', nodeId: 'tvm-1', retryCount: 0, cause: 0, seq: 0, reason: 'started' as const, at: 0 };
    stream.at(10).other({ ...line, entity: 'startTask', from: null, to: 'running' }, node);
    stream.at(30).other({ ...line, entity: 'startTask', from: 'running', to: 'completed', result: 'failure' }, node);
    stream.at(40).other({ ...line, entity: 'jobPreparation', jobId: 'J', from: null, to: 'running' }, node);
    const { record } = keep(stream.at(100).end());
    const { nodes } = record.bars!;
    const bars = Array.from({ length: nodes.count }, (_, row) =>
      [nodes.kind, nodes.from, nodes.to, nodes.job, nodes.failed].map((column) => column.data[row]),
    );
    expect(bars).toContainEqual([13, 10, 30, -1, 1]);
    expect(bars).toContainEqual([14, 40, 100, 0, 0]);
  });

  test('targets, resize errors, evaluations and rejected requests are kept with their times', () => {
    const stream = new Stream();
    const pool = stream.pool('p');
    stream.at(5).allocation(pool, null, 'resizing', { targetDedicatedNodes: 3 });
    const resizeErrors = [{ code: 'AllocationTimedOut', message: 'too late' }];
    stream.at(9).allocation(pool, 'resizing', 'steady', { targetDedicatedNodes: 3, resizeErrors });
    const line = { entity: 'autoscale' as const, poolId: 'p', from: null, seq: 0, cause: 0, at: 0 };
    stream.at(20).other({ ...line, to: 'evaluated', reason: 'evaluated', results: '$TargetDedicatedNodes=1' }, pool);
    stream.request('enableJob', 404, { jobId: 'x', code: 'JobNotFound' });
    const { record } = keep(stream.at(50).end());
    const marks = record.marks.get('p')!;
    expect(marks.dedicated.all).toEqual([[5, 3]]);
    expect(marks.resizeErrors.all).toEqual([{ at: 9, count: 1, text: 'AllocationTimedOut: too late' }]);
    expect(marks.evaluations.all).toEqual([{ at: 20, count: 1, text: '$TargetDedicatedNodes=1' }]);
    expect(record.rejected.map(({ to, status }) => [to, status])).toEqual([['enableJob', 404]]);
  });

  test('however many marks there are, few are kept, and their counts add up', () => {
    const marks = new Marks();
    const steps = new Steps();
    for (let n = 0; n < 10_000; n++) {
      marks.add(n * 7, `number ${n}`);
      steps.set(n * 7, n % 10);
    }
    expect(marks.all.length).toBeLessThanOrEqual(MARKS);
    expect(sum(marks.all.map(({ count }) => count))).toBe(10_000);
    expect(steps.all.length).toBeLessThanOrEqual(MARKS);
    expect(steps.all.at(-1)?.[1]).toBe(9);
  });
});
