import { describe, expect, test } from 'vitest';
import { lab, nodesOf, runsOf } from '../support/pool-lab.ts';
import { pool } from '../support/run.ts';

const remove = (at: number) => `${at} deletePool: { poolId: p }`;

describe('delete pool', () => {
  test('L-087, O-26, S-23: shrinks the pool to nothing, and it is gone with its last node', () => {
    const log = lab({ pools: [pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 1')], actions: [remove(100)] });
    expect(log.requests()).toEqual([['deletePool', 202]]);
    expect(log.states('pool p')).toEqual([
      [0, 'active'],
      [100, 'deleting'],
      [130, null],
    ]);
    expect(log.states('allocation p').slice(2)).toEqual([
      [60, 'steady'],
      [100, 'resizing'],
      [130, null],
    ]);
    expect(log.of('allocation p')[3]).toMatchObject({
      targetDedicatedNodes: 0,
      targetLowPriorityNodes: 0,
      currentDedicatedNodes: 2,
      currentLowPriorityNodes: 1,
    });
    for (const node of ['tvm-1', 'tvm-2', 'tvm-3']) {
      expect(log.states(`node p/${node}`).slice(-2)).toEqual([
        [100, 'leavingpool'],
        [130, null],
      ]);
    }
  });

  test('O-26: of a pool without nodes is done at once, and the id is free for the next call', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 0')],
      actions: [remove(100), `100 addPool: ${pool('targetDedicatedNodes: 1')}`],
    });
    expect(log.requests()).toEqual([
      ['deletePool', 202],
      ['addPool', 201],
    ]);
    expect(log.states('pool p')).toEqual([
      [0, 'active'],
      [100, 'deleting'],
      [100, null],
      [100, 'active'],
    ]);
  });

  test('L-088, S-20: puts running and preparing tasks back, counting it, and no retry', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2')],
      jobs: [
        '{ id: j, poolInfo: { poolId: p } }',
        '{ id: k, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w300 } }',
      ],
      tasks: ['t1 w600', '{ jobId: k, task: { id: t1, commandLine: w600 } }'],
      actions: [remove(100)],
    });
    expect(log.states('task j/t1')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'active'],
    ]);
    expect(log.states('task k/t1')).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [100, 'active'],
    ]);
    for (const job of ['j', 'k'])
      expect(log.last(`task ${job}/t1`)).toMatchObject({ reason: 'requeuedByPoolDeletion', requeueCount: 1 });
    expect(log.summary.tasks).toMatchObject({ requeues: 2, retries: 0, active: 2 });
    expect(log.states('job j')).toEqual([[0, 'active']]);
  });

  test('L-088, O-27, S-22: its jobs wait, and go on when a pool of that id is there again, on nodes with new numbers', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2', 'P')],
      tasks: ['t1 w60', 't2 w600'],
      actions: [remove(200), `300 addPool: ${pool('targetDedicatedNodes: 1')}`],
    });
    expect(log.states('task j/t2')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [200, 'active'],
      [360, 'running'],
      [960, 'completed'],
    ]);
    expect(runsOf(log, 'j/t2')[1]).toEqual([360, 'tvm-3']);
    expect(nodesOf(log)).toEqual(['tvm-3']);
    expect(log.states('task j/t1').at(-1)).toEqual([120, 'completed']);
    // without a pool from 230 to 300, then its nodes are being allocated
    expect(log.of('task j/t2')[3].waited).toMatchObject({ noPool: 70_000, allocation: 60_000 });
  });

  test('L-088: a disabled job that is given another pool runs its tasks there', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1'), pool('targetDedicatedNodes: 1', 'q')],
      tasks: ['t1 w600'],
      actions: [
        remove(100),
        '110 disableJob: { jobId: j, disableTasks: requeue }',
        '120 patchJob: { jobId: j, poolInfo: { poolId: q } }',
        '130 enableJob: { jobId: j }',
      ],
    });
    expect(log.requests().map(([, status]) => status)).toEqual([202, 202, 200, 202]);
    expect(log.of('task j/t1').filter(({ to }) => to === 'running')).toMatchObject([
      { at: 60_000, poolId: 'p' },
      { at: 130_000, poolId: 'q', nodeId: 'tvm-1' },
    ]);
  });

  test('L-049: leaves a pool that refuses every other operation, until it is not there any more', () => {
    const operations = [
      'patchPool: { poolId: p, metadata: [] }',
      'updatePoolProperties: { poolId: p, metadata: [], certificateReferences: [], applicationPackageReferences: [] }',
      'resizePool: { poolId: p, targetDedicatedNodes: 1 }',
      'stopResize: { poolId: p }',
      'removeNodes: { poolId: p, nodeList: [ tvm-1 ] }',
      'deletePool: { poolId: p }',
      'rebootNode: { poolId: p, nodeId: tvm-1 }',
      'disableScheduling: { poolId: p, nodeId: tvm-1 }',
      'disableAutoScale: { poolId: p }',
    ];
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1')],
      actions: [
        remove(100),
        ...operations.map((one) => `110 ${one}`),
        `120 addPool: ${pool('targetDedicatedNodes: 1')}`,
        ...operations.map((one) => `130 ${one}`),
      ],
    });
    const answers = log.requests().slice(1);
    expect(answers.slice(0, operations.length + 1).map(([, status, code]) => [status, code])).toEqual(
      Array.from({ length: operations.length + 1 }, () => [409, 'PoolBeingDeleted']),
    );
    expect(answers.slice(operations.length + 1).map(([, status, code]) => [status, code])).toEqual(
      operations.map(() => [404, 'PoolNotFound']),
    );
  });

  test('L-087: stops a resize: nothing is granted any more', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1')],
      actions: ['100 resizePool: { poolId: p, targetDedicatedNodes: 3 }', remove(150)],
    });
    expect(nodesOf(log)).toEqual(['tvm-1']);
    expect(log.states('allocation p').slice(3)).toEqual([
      [100, 'resizing'],
      [150, 'resizing'],
      [180, null],
    ]);
    const early = lab({ pools: [pool('targetDedicatedNodes: 1')], actions: [remove(30)] });
    expect(early.states('pool p').at(-1)).toEqual([30, null]);
    expect(nodesOf(early)).toEqual([]);
    expect(early.summary.endedAtSeconds).toBe(30);
  });

  test('L-087: interrupts drains and does not delay nodes that are leaving', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 3')],
      tasks: ['t1 w600', 't2 w600'],
      actions: [
        '100 resizePool: { poolId: p, targetDedicatedNodes: 1, nodeDeallocationOption: taskcompletion }',
        remove(110),
      ],
    });
    // tvm-3 was idle and leaves since 100, tvm-2 drained
    const gone = ['tvm-1', 'tvm-2', 'tvm-3'].map((node) => log.states(`node p/${node}`).at(-1));
    expect(gone).toEqual([
      [140, null],
      [140, null],
      [130, null],
    ]);
    expect(log.states('task j/t2').at(-1)).toEqual([110, 'active']);
    expect(log.latest('task j/t2', 'requeueCount')).toBe(1);
    expect(log.states('pool p').at(-1)).toEqual([140, null]);
  });

  test('O-26, O-40: waits for nodes in every state, and a preempted one goes without its replacement', () => {
    const log = lab({
      cloud: 'nodes: { allocate: PT1M, create: PT1M, start: PT1M, leave: PT30S, reboot: PT1H, replace: PT5M }',
      pools: [pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 2')],
      actions: [
        '200 rebootNode: { poolId: p, nodeId: tvm-1 }',
        '200 failNode: { poolId: p, nodeId: tvm-2, to: unknown }',
        '200 preemptNodes: { poolId: p, nodeIds: [ tvm-3 ] }',
        remove(210),
        '220 preemptNodes: { poolId: p, nodeIds: [ tvm-4 ] }',
      ],
    });
    const gone = [1, 2, 3, 4].map((number) => log.states(`node p/tvm-${number}`).at(-1));
    expect(gone).toEqual([
      [240, null],
      [240, null],
      [240, null],
      [220, null],
    ]);
    expect(log.states('pool p').at(-1)).toEqual([240, null]);
  });

  test('L-088: a job added meanwhile waits for a pool of that id', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1')],
      actions: [
        remove(100),
        '110 addJob: { id: j, poolInfo: { poolId: p } }',
        '115 addTask: { jobId: j, id: t1, commandLine: w60 }',
        `200 addPool: ${pool('targetDedicatedNodes: 1')}`,
      ],
      jobs: [],
    });
    expect(log.states('task j/t1')).toEqual([
      [115, 'active'],
      [260, 'running'],
      [320, 'completed'],
    ]);
  });
});
