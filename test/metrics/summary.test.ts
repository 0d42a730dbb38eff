import { describe, expect, test } from 'vitest';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { type Summary, summaryText } from '../../src/metrics/summary.ts';
import { throughText } from '../support/log-text.ts';
import { Stream } from '../support/stream.ts';

const NO_HASHES = { eventsSha256: null, transitionsSha256: null };

/** The summary, which is the same from the calls and from the text of the log. */
function summaryOf(stream: Stream): Summary {
  const live = stream.play(new SummaryFold(stream)).summary(NO_HASHES);
  const reread = throughText(stream, (directory) => new SummaryFold(directory)).summary(NO_HASHES);
  expect(summaryText(reread)).toBe(summaryText(live));
  return live;
}
const s = (seconds: number) => seconds * 1000;

/** a pool of nodes that are idle from second 10, granted at second 0 */
function ground(nodes = 1, isDedicated = true, details: ConstructorParameters<typeof Stream>[0] = {}, slots = 1) {
  const stream = new Stream(details);
  const pool = stream.pool('p', { maxTasksPerNode: slots });
  const handles = Array.from({ length: nodes }, (_, n) => stream.node(pool, `tvm-${n + 1}`, isDedicated));
  stream.at(s(10));
  for (const node of handles) stream.moveNode(node, 'idle');
  return { stream, pool, nodes: handles };
}

describe('tasks in the summary', () => {
  test('are counted by where they stand at the end', () => {
    const { stream, nodes } = ground();
    const job = stream.job('j');
    const task = (id: string) => stream.task(job, id);
    const run = { nodes, waited: {} };
    const [succeeded, failed, terminated, waiting, preparing, running, removed, removedLater] = 'abcdefgh'
      .split('')
      .map(task);
    for (const each of [succeeded, failed, running, removedLater]) stream.moveTask(each, 'running', run);
    stream.moveTask(preparing, 'preparing', { nodes });
    stream.moveTask(succeeded, 'completed', { exitCode: 0 });
    stream.moveTask(failed, 'completed', { reason: 'failed', exitCode: 1, result: 'failure' });
    const failureInfo = { category: 'UserError', code: 'TaskEnded' } as const;
    stream.moveTask(terminated, 'completed', {
      reason: 'terminatedByUser',
      result: 'failure',
      failureInfo,
      waited: {},
    });
    stream.moveTask(removed, null, { waited: {} });
    stream.moveTask(removedLater, 'completed', { exitCode: 0 });
    stream.moveTask(removedLater, null);
    const { tasks } = summaryOf(stream.end());
    expect(tasks).toMatchObject({
      total: 8,
      succeeded: 2,
      failed: 2,
      terminated: 1,
      active: 1,
      preparing: 1,
      running: 1,
      deleted: 1,
    });
    expect(stream.taskState(waiting)).toBe('active');
  });

  test('a task killed by its own wall clock has failed and was not terminated', () => {
    const { stream, nodes } = ground();
    const task = stream.task(stream.job('j'), 't');
    stream.moveTask(task, 'running', { nodes, waited: {} });
    const failureInfo = { category: 'UserError', code: 'TaskEnded' } as const;
    stream.moveTask(task, 'completed', { reason: 'wallClockExpired', exitCode: 137, result: 'failure', failureInfo });
    expect(summaryOf(stream.end()).tasks).toMatchObject({ failed: 1, terminated: 0 });
  });

  test('wait, run and turnaround times cover every, every completed run and every completed task', () => {
    const { stream, nodes } = ground(1, true, {}, 4);
    const job = stream.job('j');
    const [first, second, third] = ['a', 'b', 'c'].map((id) => stream.task(job, id));
    stream.at(s(15)).moveTask(first, 'running', { nodes, waited: { slots: s(5) } });
    stream.at(s(20)).moveTask(second, 'running', { nodes, waited: { slots: s(6), higherPriority: s(4) } });
    stream.at(s(45)).moveTask(first, 'completed');
    stream
      .at(s(50))
      .moveTask(third, 'completed', { reason: 'terminatedByUser', result: 'failure', waited: { noPool: s(40) } });
    const { tasks, makespanSeconds, endedAtSeconds } = summaryOf(stream.at(s(60)).end());
    expect(tasks.waitSeconds).toEqual({
      count: 3,
      total: 55,
      mean: 55 / 3,
      p50: 10,
      p90: 40,
      p95: 40,
      p99: 40,
      max: 40,
    });
    expect(tasks.runSeconds).toEqual({ count: 1, total: 30, mean: 30, p50: 30, p90: 30, p95: 30, p99: 30, max: 30 });
    expect(tasks.turnaroundSeconds).toMatchObject({ count: 2, total: 75, p50: 35, max: 40 });
    expect(tasks.waitByCause).toMatchObject({ slots: 11, higherPriority: 4, noPool: 40, dispatch: 0 });
    expect(makespanSeconds).toBe(40);
    expect(endedAtSeconds).toBe(60);
  });

  test('the wait of tasks that still wait at the end counts up to the end, with its causes', () => {
    const { stream } = ground();
    const job = stream.job('j');
    stream.task(job, 'a');
    stream.at(s(30)).task(job, 'b');
    const { tasks, jobs, makespanSeconds } = summaryOf(
      stream.at(s(40)).end({ j: { dependency: s(30), noPool: s(10) } }),
    );
    expect(tasks.waitSeconds).toMatchObject({ count: 2, total: 40, max: 30 });
    expect(jobs.j.tasks.waitByCause).toMatchObject({ dependency: 30, noPool: 10 });
    expect(makespanSeconds).toBeNull();
    expect(tasks.runSeconds).toEqual({
      count: 0,
      total: 0,
      mean: null,
      p50: null,
      p90: null,
      p95: null,
      p99: null,
      max: null,
    });
  });

  test('waits add up exactly beyond the whole numbers of a double', () => {
    const { stream } = ground();
    const job = stream.job('j');
    for (const id of ['a', 'b']) stream.task(job, id);
    stream.at(2 ** 53 - 1).moveTask(0, null, { waited: { slots: 2 ** 53 - 1 - s(10) } });
    stream.moveTask(1, null, { waited: { slots: 2 ** 53 - 1 - s(10) } });
    const { tasks } = summaryOf(stream.end());
    expect(tasks.waitSeconds.total).toBe(((2 ** 53 - 1) / 1000 - 10) * 2);
    expect(tasks.waitByCause.slots).toBe(tasks.waitSeconds.total);
  });

  test('retries, requeues and preemptions are summed over all tasks and survive a reactivation', () => {
    const { stream, nodes } = ground(1, false);
    const task = stream.task(stream.job('j'), 't');
    const run = () => stream.moveTask(task, 'running', { nodes, waited: {} });
    run();
    stream.moveTask(task, 'active', { reason: 'retried', retryCount: 1 });
    run();
    stream.moveTask(task, 'active', { reason: 'requeuedByResize', requeueCount: 1 });
    run();
    stream.moveTask(task, 'active', { reason: 'preempted' });
    run();
    stream.moveTask(task, 'active', { reason: 'retried', retryCount: 2 });
    run();
    stream.moveTask(task, 'completed', { reason: 'failed', exitCode: 1, result: 'failure' });
    stream.moveTask(task, 'active', { reason: 'reactivated', retryCount: 0 });
    run();
    stream.moveTask(task, 'active', { reason: 'retried', retryCount: 1 });
    run();
    stream.moveTask(task, 'completed');
    const expected = { total: 1, succeeded: 1, failed: 0, retries: 3, requeues: 1, preemptions: 1 };
    expect(summaryOf(stream.end()).tasks).toMatchObject(expected);
  });

  test("run time is the last attempt's, also after a reactivation", () => {
    const { stream, nodes } = ground();
    const task = stream.task(stream.job('j'), 't');
    stream.moveTask(task, 'running', { nodes, waited: {} });
    stream.at(s(40)).moveTask(task, 'completed', { reason: 'failed', exitCode: 1, result: 'failure' });
    stream.at(s(100)).moveTask(task, 'active', { reason: 'reactivated' });
    stream.at(s(101)).moveTask(task, 'running', { nodes, waited: { slots: s(1) } });
    stream.at(s(103)).moveTask(task, 'completed');
    const { tasks } = summaryOf(stream.end());
    expect(tasks.runSeconds.total).toBe(2);
    expect(tasks.waitSeconds.total).toBe(1);
    expect(tasks.turnaroundSeconds.total).toBe(93);
  });
});

describe('jobs in the summary', () => {
  test('a job id that is used again has an entry of its own', () => {
    const { stream } = ground();
    const first = stream.job('j');
    stream.task(first, 't');
    stream.at(s(20)).moveJob(first, 'deleting');
    stream.moveTask(0, null, { waited: { slots: s(10) } });
    stream.moveJob(first, null);
    const second = stream.job('j');
    stream.task(second, 't');
    stream.moveJob(second, 'terminating', { terminateReason: 'UserTerminate' });
    stream.at(s(25)).moveJob(second, 'completed');
    const { jobs } = summaryOf(stream.at(s(30)).end({ 'j#2': { slots: s(10) } }));
    expect(Object.keys(jobs)).toEqual(['j', 'j#2']);
    expect(jobs.j).toMatchObject({ state: null, terminateReason: null, createdSeconds: 10, endedSeconds: 20 });
    expect(jobs.j.tasks).toMatchObject({ total: 1, deleted: 1, waitByCause: { slots: 10 } });
    expect(jobs['j#2']).toMatchObject({ state: 'completed', terminateReason: 'UserTerminate', endedSeconds: 25 });
    expect(jobs['j#2'].tasks).toMatchObject({ total: 1, active: 1, waitByCause: { slots: 10 } });
  });

  test('a job on an auto pool names it, any other does not', () => {
    const stream = new Stream();
    stream.job('a', { poolId: 'auto_1', isAutoPool: true });
    stream.job('b');
    const { jobs } = summaryOf(stream.end());
    expect(jobs.a.pool).toBe('auto_1');
    expect(jobs.b).not.toHaveProperty('pool');
    expect(jobs.b.endedSeconds).toBeNull();
  });
});

describe('slots in the summary', () => {
  test('S-22: exist while their node is idle or running, and are busy, preparing or idle', () => {
    const { stream, nodes } = ground(1, true, {}, 4);
    const [node] = nodes;
    const task = stream.task(stream.job('j'), 't');
    stream.moveTask(task, 'preparing', { nodes });
    stream.moveNode(node, 'running');
    stream.at(s(15)).moveTask(task, 'running', { nodes, waited: { jobPreparation: s(5) } });
    stream.at(s(35)).moveTask(task, 'completed');
    stream.moveNode(node, 'idle');
    stream.at(s(40)).moveNode(node, 'rebooting');
    const { pools } = summaryOf(stream.at(s(100)).end());
    expect(pools.p.slotSeconds).toEqual({ busy: 20, preparing: 5, idle: 95, lost: 0 });
    expect(pools.p.utilization).toBe(20 / 120);
    expect(pools.p.nodeSeconds.dedicated).toMatchObject({
      creating: 10,
      idle: 5,
      running: 25,
      rebooting: 60,
      offline: 0,
    });
  });

  test('a pool whose nodes were never ready has no utilization', () => {
    const stream = new Stream();
    stream.node(stream.pool('p'), 'tvm-1');
    expect(summaryOf(stream.at(s(10)).end()).pools.p).toMatchObject({ utilization: null, peakNodes: 1 });
  });

  test('lost is what requeued and preempted attempts took, retried ones lose nothing', () => {
    const { stream, nodes } = ground(1, false, {}, 2);
    const job = stream.job('j');
    const task = stream.task(job, 't');
    stream.moveTask(task, 'preparing', { nodes });
    stream.at(s(13)).moveTask(task, 'running', { nodes, waited: { jobPreparation: s(3) } });
    stream.at(s(20)).moveTask(task, 'active', { reason: 'preempted' });
    stream.at(s(21)).moveTask(task, 'running', { nodes, waited: { slots: s(1) } });
    stream.at(s(41)).moveTask(task, 'active', { reason: 'retried', retryCount: 1 });
    stream.moveTask(task, 'running', { nodes, waited: {} });
    stream.at(s(46)).moveTask(task, 'active', { reason: 'requeuedByReboot', requeueCount: 1 });
    stream.moveTask(task, 'preparing', { nodes });
    stream.at(s(48)).moveTask(task, 'active', { reason: 'displaced' });
    const { pools } = summaryOf(stream.at(s(50)).end({ j: { jobPreparation: s(2), slots: s(2) } }));
    expect(pools.p.slotSeconds).toEqual({ busy: 32, preparing: 5, idle: 43, lost: 10 + 5 + 2 });
  });

  test('S-11: a dispatch holds its slot while the task is still active on the log', () => {
    const { stream, nodes } = ground();
    const job = stream.job('j');
    const ran = stream.task(job, 'a');
    stream.at(s(12)).moveTask(ran, 'running', { nodes, waited: { dispatch: s(2) } });
    stream.at(s(15)).moveTask(ran, 'active', { reason: 'preempted' });
    stream.at(s(20)).moveTask(ran, 'preparing', { nodes });
    stream.at(s(24)).moveTask(ran, 'running', { nodes, waited: { dispatch: s(3), jobPreparation: s(4), slots: s(2) } });
    stream.at(s(25)).moveTask(ran, 'active', { reason: 'nodeFailed' });
    const { pools } = summaryOf(stream.at(s(30)).end({ j: { dispatch: s(1), slots: s(4) } }));
    expect(pools.p.slotSeconds).toEqual({
      busy: 4,
      preparing: 2 + 3 + 4 + 1,
      idle: 20 - 4 - 10,
      lost: 2 + 3 + 3 + 4 + 1,
    });
  });

  test('a multi-instance task holds one slot on each of its nodes', () => {
    const { stream, nodes } = ground(3);
    const task = stream.task(stream.job('j'), 'gang');
    stream.moveTask(task, 'running', { nodes: nodes.slice(0, 2), waited: {} });
    stream.at(s(15)).moveTask(task, 'active', { reason: 'preempted' });
    stream.moveTask(task, 'running', { nodes: nodes.slice(1), waited: {} });
    stream.at(s(20)).moveTask(task, 'completed');
    const { pools, tasks } = summaryOf(stream.at(s(20)).end());
    expect(pools.p.slotSeconds).toEqual({ busy: 20, preparing: 0, idle: 10, lost: 10 });
    expect(tasks.preemptions).toBe(1);
    expect(tasks.runSeconds.total).toBe(5);
  });

  test('tasks that still run at the end are busy up to the end', () => {
    const { stream, nodes } = ground();
    stream.moveTask(stream.task(stream.job('j'), 't'), 'running', { nodes, waited: {} });
    expect(summaryOf(stream.at(s(90)).end()).pools.p.slotSeconds).toEqual({ busy: 80, preparing: 0, idle: 0, lost: 0 });
  });
});

describe('nodes and cost in the summary', () => {
  const hour = s(3600);

  test('a node is paid from its grant until it leaves the pool', () => {
    const { stream, nodes } = ground();
    stream.at(2 * hour).moveNode(nodes[0], 'leavingpool');
    stream.at(3 * hour).moveNode(nodes[0], null);
    const summary = summaryOf(stream.at(5 * hour).end());
    expect(summary.pools.p.cost).toEqual({ currency: 'USD', dedicated: 0.3, lowPriority: 0, total: 0.3 });
    expect(summary.cost).toBe(0.3);
    expect(summary.costToLastCompletion).toBeNull();
  });

  test('a preempted node is not paid, not counted among the peak, and its stretches are rounded one by one', () => {
    const billing = { granularity: hour, minimum: 2 * hour };
    const { stream, nodes } = ground(2, false, { billing });
    stream.at(hour).moveNode(nodes[0], 'preempted');
    const later = stream.at(2 * hour).node(0, 'tvm-3', false);
    stream.at(4 * hour).moveNode(nodes[0], 'creating');
    stream.at(6.5 * hour).moveNode(nodes[0], 'preempted');
    stream.moveNode(later, 'preempted');
    stream.at(7 * hour).moveNode(nodes[0], null);
    const summary = summaryOf(stream.at(10 * hour).end());
    const hours = 2 + 3 + 5 + 10;
    expect(summary.pools.p.cost).toMatchObject({ lowPriority: hours * 0.02, total: hours * 0.02 });
    expect(summary.pools.p).toMatchObject({ peakNodes: 3, preemptions: 3 });
    expect(summary.pools.p.nodeSeconds.lowPriority.preempted).toBe(3 * 3600 + 0.5 * 3600 + 3.5 * 3600);
  });

  test('cost to the last completion counts the same nodes only up to it', () => {
    const { stream, nodes } = ground(2);
    const task = stream.task(stream.job('j'), 't');
    stream.moveTask(task, 'running', { nodes, waited: {} });
    stream.at(hour).moveNode(nodes[1], null);
    stream.at(2 * hour).moveTask(task, 'completed');
    stream.at(3 * hour).moveNode(nodes[0], null);
    stream.node(0, 'tvm-9');
    const summary = summaryOf(stream.at(10 * hour).end());
    expect(summary.cost).toBe(1.1);
    expect(summary.costToLastCompletion).toBe(0.3);
  });

  test('a missing price makes a cost null, never 0; a price that nobody needs may be missing', () => {
    const prices = { STANDARD_D2_V2: { dedicated: 1, lowPriority: null } };
    const { stream } = ground(1, true, { prices });
    const other = stream.pool('q', { vmSize: 'STANDARD_A1' });
    stream.pool('empty', { vmSize: 'STANDARD_A1' });
    stream.at(hour).end();
    expect(summaryOf(stream)).toMatchObject({ cost: 1, pools: { empty: { cost: { total: 0 } } } });
    const more = ground(1, true, { prices }).stream;
    more.node(more.pool('q', { vmSize: 'STANDARD_A1' }), 'tvm-1');
    expect(summaryOf(more.at(hour).end())).toMatchObject({
      cost: null,
      pools: { q: { cost: null }, p: { cost: { total: 1 } } },
    });
    expect(stream.poolId(other)).toBe('q');
  });

  test('a pool id that is used again goes on in one entry, each pool at its own price', () => {
    const stream = new Stream({
      prices: { A: { dedicated: 1, lowPriority: null }, B: { dedicated: 10, lowPriority: null } },
    });
    const first = stream.pool('p', { vmSize: 'a' });
    const node = stream.node(first, 'tvm-1');
    stream.at(hour).moveNode(node, null);
    stream.movePool(first, 'deleting');
    stream.movePool(first, null);
    const second = stream.pool('p', { vmSize: 'b', maxTasksPerNode: 4 });
    stream.node(second, 'tvm-2');
    const { pools } = summaryOf(stream.at(2 * hour).end());
    expect(Object.keys(pools)).toEqual(['p']);
    expect(pools.p).toMatchObject({ vmSize: 'b', slotsPerNode: 4, peakNodes: 1, cost: { total: 11 } });
    expect(pools.p.nodeSeconds.dedicated.creating).toBe(7200);
  });
});

describe('the rest of the summary', () => {
  test('counts lines and requests and passes on what the first and the last line say', () => {
    const stream = new Stream({ notModelled: ['pools.p.metadata'] });
    stream.request('resizePool', 202, { poolId: 'p' });
    stream.request('resizePool', 409, { poolId: 'p' });
    stream.at(s(2)).end({}, { reason: 'limit', unmatched: ['cmd /c x'], limit: 'task j/t is retried for ever' });
    const hashes = { eventsSha256: 'e', transitionsSha256: 't' };
    expect(stream.play(new SummaryFold(stream)).summary(hashes)).toMatchObject({
      format: 'batchlab-summary/1',
      scenario: 'by-hand',
      seed: '1',
      version: '0.1.0',
      start: '2017-05-01T00:00:00Z',
      endReason: 'limit',
      limit: 'task j/t is retried for ever',
      events: 4,
      eventsSha256: 'e',
      transitionsSha256: 't',
      makespanSeconds: null,
      cost: 0,
      requests: { accepted: 1, rejected: 1 },
      unmatchedCommandLines: ['cmd /c x'],
      stuck: [],
      notModelled: ['pools.p.metadata'],
    });
  });

  test('exists only once the run has ended', () => {
    const stream = new Stream();
    expect(() => stream.play(new SummaryFold(stream)).summary(NO_HASHES)).toThrow('has not ended');
  });
});
