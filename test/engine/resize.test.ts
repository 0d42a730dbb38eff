import { describe, expect, test } from 'vitest';
import { lab, nodesOf, resizeErrors, runsOf, sizes } from '../support/pool-lab.ts';
import { pool } from '../support/run.ts';

const resize = (at: number, body: string, poolId = 'p') => `${at} resizePool: { poolId: ${poolId}, ${body} }`;

describe('a resize', () => {
  test('L-059, L-062, L-065: is accepted with 202, shows its targets at once and is over when they are met', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1')],
      actions: [resize(100, 'targetDedicatedNodes: 3, targetLowPriorityNodes: 1')],
    });
    expect(log.requests()).toEqual([['resizePool', 202]]);
    expect(log.states('allocation p')).toEqual([
      [0, 'steady'],
      [0, 'resizing'],
      [60, 'steady'],
      [100, 'resizing'],
      [160, 'steady'],
    ]);
    expect(log.of('allocation p')[3]).toMatchObject({
      targetDedicatedNodes: 3,
      currentDedicatedNodes: 1,
      targetLowPriorityNodes: 1,
      currentLowPriorityNodes: 0,
    });
    expect(sizes(log)).toEqual([
      [3, 3],
      [1, 1],
    ]);
  });

  test('L-060: is refused while another is under way, the initial one included', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1')],
      actions: [
        resize(59, 'targetDedicatedNodes: 5'),
        resize(60, 'targetDedicatedNodes: 2'),
        resize(60, 'targetDedicatedNodes: 3'),
        resize(119, 'targetDedicatedNodes: 4'),
      ],
    });
    // at 60 the nodes of the first are granted before the calls of that instant (O-01)
    expect(log.requests()).toEqual([
      ['resizePool', 409, 'PoolBeingResized'],
      ['resizePool', 202],
      ['resizePool', 409, 'PoolBeingResized'],
      ['resizePool', 409, 'PoolBeingResized'],
    ]);
    expect(sizes(log)[0]).toEqual([2, 2]);
  });

  test('L-059: of a pool that does not exist is 404', () => {
    const log = lab({ pools: [], actions: [resize(10, 'targetDedicatedNodes: 1', 'nowhere')] });
    expect(log.requests()).toEqual([['resizePool', 404, 'PoolNotFound']]);
  });

  test('O-08: leaves the target that it does not name as it is', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 1')],
      actions: [resize(100, 'targetDedicatedNodes: 1'), resize(200, 'targetLowPriorityNodes: 3')],
    });
    expect(sizes(log)).toEqual([
      [1, 1],
      [3, 3],
    ]);
  });

  test('O-09: to the present targets is resizing and steady at one instant', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1')],
      actions: [resize(100, 'targetDedicatedNodes: 1'), resize(100, 'targetDedicatedNodes: 1')],
    });
    expect(log.states('allocation p').slice(3)).toEqual([
      [100, 'resizing'],
      [100, 'steady'],
      [100, 'resizing'],
      [100, 'steady'],
    ]);
    expect(nodesOf(log)).toEqual(['tvm-1']);
  });

  test('O-09, L-062: to nothing of an empty pool is seen as well', () => {
    const log = lab({ pools: [pool('targetDedicatedNodes: 0')], actions: [resize(100, 'targetDedicatedNodes: 0')] });
    expect(log.states('allocation p')).toEqual([
      [0, 'steady'],
      [100, 'resizing'],
      [100, 'steady'],
    ]);
  });

  test('L-144, L-158, O-22: may shrink one kind while it grows the other, each towards its own target', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 2')],
      actions: [resize(100, 'targetDedicatedNodes: 3, targetLowPriorityNodes: 0')],
    });
    expect(log.of('allocation p')[3].removing).toEqual(['tvm-4', 'tvm-3']);
    expect(log.states('node p/tvm-3').slice(-2)).toEqual([
      [100, 'leavingpool'],
      [130, null],
    ]);
    expect(log.of('node p/tvm-5')[0]).toMatchObject({ at: 160_000, isDedicated: true });
    expect(log.last('allocation p')).toMatchObject({ at: 160_000, to: 'steady' });
    expect(sizes(log)).toEqual([
      [3, 3],
      [0, 0],
    ]);
  });

  test('L-065: that shrinks is over when the last node is gone, not when it begins to leave', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 3')],
      actions: [resize(100, 'targetDedicatedNodes: 1')],
    });
    expect(log.states('allocation p').slice(-2)).toEqual([
      [100, 'resizing'],
      [130, 'steady'],
    ]);
    expect(log.of('allocation p').at(-2)).toMatchObject({ targetDedicatedNodes: 1, currentDedicatedNodes: 3 });
  });

  test('L-058: counts preempted nodes as nodes of the pool and gets no others in their place', () => {
    const log = lab({
      pools: [pool('targetLowPriorityNodes: 2')],
      actions: ['100 preemptNodes: { poolId: p, count: 1 }', resize(150, 'targetLowPriorityNodes: 3')],
      end: 'PT300S',
    });
    expect(log.of('allocation p')[3]).toMatchObject({ at: 150_000, to: 'resizing', currentLowPriorityNodes: 2 });
    expect(log.last('allocation p')).toMatchObject({ at: 210_000, to: 'steady', currentLowPriorityNodes: 3 });
    expect(nodesOf(log)).toEqual(['tvm-1', 'tvm-2', 'tvm-3']);
  });
});

describe('resizeTimeout', () => {
  const slow = (allocate: string) => `nodes: { allocate: ${allocate}, create: PT0S, start: PT0S, leave: PT30S }`;

  test('L-010, L-064, L-068: of 15 minutes ends a resize that gets nothing, with AllocationTimedOut and the targets kept', () => {
    const log = lab({ cloud: slow('PT20M'), pools: [pool('targetDedicatedNodes: 2')] });
    expect(log.states('allocation p')).toEqual([
      [0, 'steady'],
      [0, 'resizing'],
      [900, 'steady'],
    ]);
    expect(sizes(log)[0]).toEqual([2, 0]);
    expect(resizeErrors(log)).toEqual(['AllocationTimedOut']);
    expect(nodesOf(log)).toEqual([]);
  });

  test('L-063: of a resize is its own, 15 minutes if it names none', () => {
    const log = lab({
      cloud: slow('PT20M'),
      pools: [pool('targetDedicatedNodes: 0, resizeTimeout: PT1H')],
      actions: [
        resize(100, 'targetDedicatedNodes: 1'),
        resize(2000, 'targetDedicatedNodes: 1, resizeTimeout: PT5M'),
        resize(3000, 'targetDedicatedNodes: 1, resizeTimeout: PT30M'),
      ],
    });
    expect(log.states('allocation p').slice(1)).toEqual([
      [100, 'resizing'],
      [1000, 'steady'],
      [2000, 'resizing'],
      [2300, 'steady'],
      [3000, 'resizing'],
      [4200, 'steady'],
    ]);
    expect(resizeErrors(log)).toEqual([]);
  });

  test('O-02: a node granted exactly at the timeout is in time', () => {
    const log = lab({ cloud: slow('PT5M'), pools: [pool('targetDedicatedNodes: 2, resizeTimeout: PT5M')] });
    expect(log.last('allocation p')).toMatchObject({ at: 300_000, to: 'steady', reason: 'targetsMet' });
    expect(resizeErrors(log)).toEqual([]);
    expect(nodesOf(log)).toEqual(['tvm-1', 'tvm-2']);
  });

  test('L-064, S-30: names both kinds that are missing, dedicated nodes first', () => {
    const log = lab({
      cloud: 'capacity: { dedicated: 1, lowPriority: 0 }',
      pools: [pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 1, resizeTimeout: PT5M')],
    });
    expect(log.last('allocation p')).toMatchObject({
      at: 300_000,
      resizeErrors: [
        { code: 'AllocationTimedOut', message: expect.stringContaining('dedicated') },
        { code: 'AllocationTimedOut', message: expect.stringContaining('low-priority') },
      ],
    });
    expect(sizes(log)).toEqual([
      [2, 1],
      [1, 0],
    ]);
  });

  test('L-156: ends the wait for low-priority machines only, if those are missing', () => {
    const log = lab({
      cloud: 'capacity: { lowPriority: 1 }',
      pools: [pool('targetDedicatedNodes: 1, targetLowPriorityNodes: 2, resizeTimeout: PT5M')],
    });
    expect(log.last('allocation p')).toMatchObject({ at: 300_000, to: 'steady' });
    expect(resizeErrors(log)).toEqual(['AllocationTimedOut']);
    expect(sizes(log)).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  test('L-067: its errors are gone when the next resize begins, and stay gone if that one goes well', () => {
    const log = lab({
      cloud: 'capacity: { dedicated: 1 }',
      pools: [pool('targetDedicatedNodes: 2, resizeTimeout: PT5M')],
      actions: [resize(400, 'targetDedicatedNodes: 1')],
    });
    expect(log.of('allocation p').map(({ at, to, resizeErrors: errors }) => [at, to, errors !== undefined])).toEqual([
      [0, 'steady', false],
      [0, 'resizing', false],
      [300_000, 'steady', true],
      [400_000, 'resizing', false],
      [400_000, 'steady', false],
    ]);
  });

  test('L-064, O-17: a node that still drains goes back to service and takes tasks, and RemoveNodesFailed is set', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1, maxTasksPerNode: 2')],
      tasks: ['t1 w600', '{ jobId: j, arrival: { at: PT150S }, task: { id: t2, commandLine: w60 } }'],
      actions: [resize(100, 'targetDedicatedNodes: 0, resizeTimeout: PT5M, nodeDeallocationOption: taskcompletion')],
    });
    expect(runsOf(log, 'j/t2')).toEqual([[400, 'tvm-1']]);
    expect(log.last('allocation p')).toMatchObject({ at: 400_000, to: 'steady', currentDedicatedNodes: 1 });
    expect(resizeErrors(log)).toEqual(['RemoveNodesFailed']);
    expect(log.settled('node p/tvm-1')).toEqual([
      [60, 'running'],
      [660, 'idle'],
    ]);
  });

  test('L-064, S-30: a node that is leaving leaves all the same, and RemoveNodesFailed is set', () => {
    const log = lab({
      cloud: 'nodes: { allocate: PT1M, create: PT0S, start: PT0S, leave: PT10M }',
      pools: [pool('targetDedicatedNodes: 2')],
      actions: [
        resize(100, 'targetDedicatedNodes: 1, resizeTimeout: PT5M'),
        resize(500, 'targetDedicatedNodes: 0, resizeTimeout: PT20M'),
      ],
    });
    expect(log.of('allocation p').slice(3)).toMatchObject([
      { at: 100_000, to: 'resizing' },
      { at: 400_000, to: 'steady', currentDedicatedNodes: 2, resizeErrors: [{ code: 'RemoveNodesFailed' }] },
      // a shrink counts only nodes that are not leaving
      { at: 500_000, to: 'resizing', removing: ['tvm-1'] },
      { at: 1_100_000, to: 'steady', currentDedicatedNodes: 0 },
    ]);
    expect(log.states('node p/tvm-2').slice(-2)).toEqual([
      [100, 'leavingpool'],
      [700, null],
    ]);
  });

  test('S-30: a drain that fails and nodes that are missing are both said, dedicated nodes first', () => {
    const log = lab({
      cloud: 'capacity: { lowPriority: 0 }',
      pools: [pool('targetDedicatedNodes: 1')],
      tasks: ['t1 w600'],
      actions: [
        resize(
          100,
          'targetDedicatedNodes: 0, targetLowPriorityNodes: 1, resizeTimeout: PT5M, nodeDeallocationOption: taskcompletion',
        ),
      ],
    });
    expect(log.last('allocation p')).toMatchObject({ at: 400_000, to: 'steady' });
    expect(resizeErrors(log)).toEqual(['RemoveNodesFailed', 'AllocationTimedOut']);
  });

  test('O-02: a drain that ends at the timeout, and a node that is gone at it, are in time', () => {
    const log = lab({
      cloud: 'nodes: { allocate: PT1M, create: PT0S, start: PT0S, leave: PT0S }',
      pools: [pool('targetDedicatedNodes: 1')],
      tasks: ['t1 w600'],
      actions: [resize(360, 'targetDedicatedNodes: 0, resizeTimeout: PT5M, nodeDeallocationOption: taskcompletion')],
    });
    expect(log.last('task j/t1')).toMatchObject({ at: 660_000, to: 'completed', result: 'success' });
    expect(log.states('node p/tvm-1').at(-1)).toEqual([660, null]);
    expect(log.last('allocation p')).toMatchObject({ at: 660_000, to: 'steady', reason: 'targetsMet' });
    expect(resizeErrors(log)).toEqual([]);
  });

  test('O-15: when it is over, capacity and quota that become free later help nobody until the next resize', () => {
    const log = lab({
      cloud: 'capacity: { dedicated: [ { at: PT0S, nodes: 0 }, { at: PT400S, nodes: 5 } ] }',
      pools: [pool('targetDedicatedNodes: 1, resizeTimeout: PT5M')],
      actions: [resize(500, 'targetDedicatedNodes: 1')],
    });
    expect(log.states('allocation p').slice(1)).toEqual([
      [0, 'resizing'],
      [300, 'steady'],
      [500, 'resizing'],
      [560, 'steady'],
    ]);
    expect(log.states('node p/tvm-1')[0]).toEqual([560, 'creating']);
  });

  test('L-064: that has nothing to wait for any more does not prolong the run', () => {
    const log = lab({ pools: [pool('targetDedicatedNodes: 1')] });
    expect(log.summary).toMatchObject({ endedAtSeconds: 60, endReason: 'quiescent' });
  });
});

describe('stop resize', () => {
  const stop = (at: number) => `${at} stopResize: { poolId: p }`;

  test('L-070: is refused with 409 unless the pool is resizing', () => {
    const log = lab({ pools: [pool('targetDedicatedNodes: 1')], actions: [stop(60), stop(100)] });
    expect(log.requests()).toEqual([
      ['stopResize', 409, 'OperationInvalidForCurrentState'],
      ['stopResize', 409, 'OperationInvalidForCurrentState'],
    ]);
  });

  test('L-055, L-071, L-072, O-25: passes through stopping at once, keeps the targets and says ResizeStopped', () => {
    const log = lab({
      cloud: 'capacity: { dedicated: 2 }',
      pools: [pool('targetDedicatedNodes: 3')],
      actions: [stop(200)],
    });
    expect(log.requests()).toEqual([['stopResize', 202]]);
    expect(log.states('allocation p')).toEqual([
      [0, 'steady'],
      [0, 'resizing'],
      [200, 'stopping'],
      [200, 'steady'],
    ]);
    expect(sizes(log)[0]).toEqual([3, 2]);
    expect(resizeErrors(log)).toEqual(['ResizeStopped']);
    expect(log.settled('node p/tvm-2')).toEqual([[60, 'idle']]);
  });

  test('L-071: before any node is granted leaves the pool empty, whatever comes later', () => {
    const log = lab({ pools: [pool('targetDedicatedNodes: 2')], tasks: ['t1 w60'], actions: [stop(59)] });
    expect(nodesOf(log)).toEqual([]);
    expect(log.states('task j/t1')).toEqual([[0, 'active']]);
    expect(log.summary.endedAtSeconds).toBe(59);
  });

  test('S-30: returns draining nodes to service; those that are leaving leave', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 3')],
      tasks: ['t1 w600', 't2 w600', '{ jobId: j, arrival: { at: PT750S }, task: { id: t3, commandLine: w60 } }'],
      actions: [resize(100, 'targetDedicatedNodes: 1, nodeDeallocationOption: taskcompletion'), stop(110)],
    });
    // tvm-3 is idle and goes at once, tvm-2 drains
    expect(log.states('node p/tvm-3').slice(-2)).toEqual([
      [100, 'leavingpool'],
      [130, null],
    ]);
    expect(log.states('allocation p').slice(-2)).toEqual([
      [110, 'stopping'],
      [110, 'steady'],
    ]);
    expect(log.settled('node p/tvm-2')).toEqual([
      [60, 'running'],
      [660, 'idle'],
    ]);
    expect(runsOf(log, 'j/t3')).toEqual([[750, 'tvm-1']]);
    expect(sizes(log)[0]).toEqual([1, 3]);
  });

  test('L-067, L-072: what it says is gone with the next resize', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2')],
      actions: [stop(30), resize(40, 'targetDedicatedNodes: 2')],
    });
    expect(log.states('node p/tvm-2')[0]).toEqual([100, 'creating']);
    expect(resizeErrors(log)).toEqual([]);
  });
});
