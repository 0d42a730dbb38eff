import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { RunRecord } from '../../src/metrics/run-record.ts';
import { LEVELS, sums } from '../../src/report/gantt-data.ts';
import { renderReport } from '../../src/report/html.ts';
import { type ReportData, reportData } from '../../src/report/report-data.ts';
import { timeCharts } from '../../src/report/time-charts.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { Run } from '../../src/simulate.ts';
import { readLog } from '../../src/trace/reader.ts';
import {
  ABSENT,
  blankTask,
  type Directory,
  NODE_STATES,
  TASK_STATES,
  WAIT_CAUSES,
} from '../../src/trace/vocabulary.ts';
import { Waited } from '../../src/trace/waited.ts';
import { throughText } from '../support/log-text.ts';
import { randomRun } from '../support/random-run.ts';
import { ROOT } from '../support/source.ts';
import { Stream } from '../support/stream.ts';

const HASHES = { eventsSha256: null, transitionsSha256: null };
const dataOf = (fold: SummaryFold, record: RunRecord): ReportData => reportData(record, fold.summary(HASHES));

function dataOfStream(stream: Stream, limit?: number): ReportData {
  const record = new RunRecord(limit);
  return dataOf(stream.play(new SummaryFold(stream, record)), record);
}

describe('what the script of a report reads', () => {
  test.each([undefined, 5])('is the same from a run and from its log, with %s as the limit of bars', (limit) => {
    for (let seed = 0; seed < 30; seed++) {
      const stream = randomRun(seed, 20 + seed * 10);
      const record = new RunRecord(limit);
      const fold = throughText(stream, (directory) => new SummaryFold(directory, record));
      expect(JSON.stringify(dataOf(fold, record))).toBe(JSON.stringify(dataOfStream(stream, limit)));
    }
  });

  test.each(['01-first-task', '06-preparation-fails', '10-preemption', '18-multi-instance'])(
    'is the same from the engine and from the log it writes, in lesson %s',
    (lesson) => {
      const compiled = compileScenario(parse(readFileSync(join(ROOT, `scenarios/lessons/${lesson}.yaml`), 'utf8')));
      if (!compiled.ok) throw new Error('the scenario is refused');
      const [live, reread] = [new RunRecord(), new RunRecord()];
      let log = '';
      const run = new Run(compiled.value, { onStretch: live, onLog: (text) => (log += text) });
      while (run.advance(1_000_000));
      const fold = readLog('events.ndjson', [log], (directory) => new SummaryFold(directory, reread));
      expect(JSON.stringify(dataOf(fold, reread))).toBe(JSON.stringify(dataOf(run.fold, live)));
    },
  );

  test('has every task with the figures of tasks.csv, and its attempts in the order of time', () => {
    const stream = new Stream();
    const node = stream.node(stream.pool('p'), 'tvm-1', true, 'idle');
    const job = stream.job('j');
    const [first, second] = ['a', 'b'].map((id) => stream.task(job, id));
    stream.at(10).moveTask(second, 'running', { nodes: [node], waited: { slots: 7, dispatch: 3 } });
    stream.at(30).moveTask(second, 'active', { reason: 'retried', retryCount: 1 });
    stream.moveTask(first, 'running', { nodes: [node], waited: { slots: 30 } });
    stream.at(50).moveTask(first, 'completed', { reason: 'failed', result: 'failure', exitCode: 3 });
    const { gantt } = dataOfStream(stream.at(60).end({ j: { slots: 30 } }));
    expect(gantt.tasks).toEqual({
      id: ['a', 'b'],
      job: [0, 0],
      created: [0, 0],
      took: [50, -1],
      waited: [30, 40],
      outcome: [5, 1],
      exitCode: [[0, 3]],
      retries: [[1, 1]],
      requeues: [],
      preemptions: [],
      waits: { task: [0, 1, 0], cause: [8, 0, 8], ms: [30, 3, 7] },
    });
    expect(sums(gantt.attempts.task)).toEqual([1, 0]);
    expect(sums(gantt.attempts.from)).toEqual([7, 30]);
    expect(gantt.attempts).toMatchObject({ held: [3, 0], ran: [20, 20], end: [3, 1], further: [] });
  });

  test('draws few pools and jobs by themselves and the others together, and nothing is lost by it', () => {
    const stream = new Stream();
    const nodes = Array.from({ length: 30 }, (_, n) => stream.node(stream.pool(`pool-${n}`), 'tvm-1', true, 'idle'));
    for (let n = 0; n < 60; n++) stream.task(stream.job(`job-${n}`), 't');
    expect(nodes).toHaveLength(30);
    const waiting = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`job-${n}`, { slots: 1000 }]));
    const data = dataOfStream(stream.at(1000).end(waiting));
    expect(data.pools).toHaveLength(12);
    expect(data.otherPools).toBe(19);
    expect(data.queues).toHaveLength(11);
    const [dedicated, slots, queue] = timeCharts(data, null);
    expect([dedicated.id, slots.id, queue.id]).toEqual(['dedicated', 'slots', 'queue']);
    expect(dedicated.layers.map(({ key, levels }) => [key, levels[5]])).toEqual([['idle', 30]]);
    expect(queue.layers.reduce((sum, { levels }) => sum + levels[5], 0)).toBe(60);
  });

  test('adds up the targets of several pools', () => {
    const stream = new Stream();
    const [p, q] = ['p', 'q'].map((id) => stream.pool(id));
    for (const pool of [p, q]) stream.node(pool, 'tvm-1', true, 'idle');
    stream.at(10).allocation(p, null, 'resizing', { targetDedicatedNodes: 3 });
    stream.at(20).allocation(q, null, 'resizing', { targetDedicatedNodes: 2 });
    stream.at(30).allocation(p, 'steady', 'resizing', { targetDedicatedNodes: 1 });
    const data = dataOfStream(stream.at(40).end());
    const target = (pool: number | null) => timeCharts(data, pool)[0].lines[0].steps;
    expect(target(null)).toEqual([
      [10, 3],
      [20, 5],
      [30, 3],
    ]);
    expect(target(1)).toEqual([[20, 2]]);
  });
});

describe('the size of a report', () => {
  const script = { text: 'x'.repeat(250_000), sha256: '' };

  test('of 5,000 tasks is 2 MB at most', () => {
    const compiled = compileScenario(parse(readFileSync(join(ROOT, 'scenarios/nightly-render.yaml'), 'utf8')));
    if (!compiled.ok) throw new Error('the scenario is refused');
    const record = new RunRecord();
    const run = new Run(compiled.value, { onStretch: record });
    while (run.advance(1_000_000));
    const summary = run.fold.summary(HASHES);
    expect(summary.tasks.total).toBe(5000);
    const page = renderReport({ summary, report: reportData(record, summary), script });
    expect(page.length).toBeLessThan(1_400_000); // and the log of the run, for stepping through it
  });

  test('of a million tasks of which every hundredth fails is 10 MB at most, with long names and a thousand nodes', () => {
    const record = new RunRecord();
    const fold = aMillion(record);
    const summary = fold.summary(HASHES);
    expect(summary.tasks).toMatchObject({ total: 1_000_000, failed: 10_000 });
    const report = reportData(record, summary);
    expect(report.gantt.taskCount).toBe(1_000_000);
    expect(report.gantt.tasks.id.length).toBe(2500);
    const { occupancy } = report.gantt;
    expect(occupancy?.rows).toHaveLength(250);
    // all slots are busy all the time
    expect(new Set(occupancy?.layers.busy.flatMap((row) => [...row.slice(0, -1)]))).toEqual(new Set([LEVELS[63]]));
    expect(renderReport({ summary, report, script }).length).toBeLessThan(10_000_000);
  });
});

/** A thousand nodes work off a million tasks of a second each; every hundredth fails. */
function aMillion(record: RunRecord): SummaryFold {
  const directory: Directory = {
    poolId: () => 'p'.repeat(64),
    nodeId: (node) => `tvm-${node + 1}`,
    jobId: () => 'j'.repeat(64),
    taskId: (task) => `${'t'.repeat(56)}-${task}`,
    scheduleId: () => '',
  };
  const opening = new Stream();
  opening.job('j'.repeat(64));
  const pool = opening.pool('p'.repeat(64));
  const fold = new SummaryFold(directory, record);
  opening.play(fold);
  const [ACTIVE, , RUNNING, COMPLETED] = TASK_STATES.keys();
  let seq = opening.seq;
  for (let node = 0; node < 1000; node++) {
    const to = NODE_STATES.indexOf('running');
    fold.node({ seq: seq++, at: 0, node, pool, from: ABSENT, to, reason: 'granted', cause: 0, isDedicated: true });
  }
  const waited = new Waited();
  const line = { ...blankTask(), seq, to: ACTIVE };
  for (let task = 0; task < 1_000_000; task++) fold.task(Object.assign(line, { task }));
  for (let second = 0; second < 1000; second++) {
    waited.clear();
    waited.add(WAIT_CAUSES.indexOf('slots'), second * 1000);
    for (let node = 0; node < 1000; node++) {
      const task = second * 1000 + node;
      Object.assign(line, {
        at: second * 1000,
        task,
        from: ACTIVE,
        to: RUNNING,
        pool,
        node,
        waited,
        exitCode: Number.NaN,
        result: null,
      });
      fold.task(line);
    }
    for (let node = 0; node < 1000; node++) {
      const failed = node % 100 === 0;
      const end = failed
        ? { reason: 'failed', exitCode: 1, result: 'failure' }
        : { reason: 'succeeded', exitCode: 0, result: 'success' };
      Object.assign(
        line,
        {
          at: second * 1000 + 1000,
          task: second * 1000 + node,
          from: RUNNING,
          to: COMPLETED,
          pool: -1,
          node: -1,
          waited: null,
        },
        end,
      );
      fold.task(line);
    }
  }
  const ending = new Stream().at(1_000_000).end();
  ending.play({
    line: (last, handle) => (last.entity === 'run' && last.to === 'ended' ? fold.line(last, handle) : undefined),
    node: () => {},
    task: () => {},
  });
  return fold;
}
