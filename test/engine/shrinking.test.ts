import { describe, expect, test } from 'vitest';
import { lab, leavings, resizeErrors, runsOf, sizes } from '../support/pool-lab.ts';
import { CLOUD_SERVICE, pool } from '../support/run.ts';

const resize = (at: number, body: string) => `${at} resizePool: { poolId: p, ${body} }`;
const task = (id: string, command: string, more = '') =>
  `{ jobId: j, task: { id: ${id}, commandLine: ${command}, ${more} } }`;
const later = (id: string, seconds: number, command: string) =>
  `{ jobId: j, arrival: { at: PT${seconds}S }, task: { id: ${id}, commandLine: ${command} } }`;

describe('what becomes of the tasks on a node that a resize takes', () => {
  const twoNodes = (option: string) =>
    lab({
      pools: [pool('targetDedicatedNodes: 2')],
      tasks: ['t1 w300', 't2 w300'],
      actions: [resize(100, `targetDedicatedNodes: 1${option}`)],
    });

  test('L-073, L-075, L-076: requeue, the default, puts them back at once and counts it, and the node leaves', () => {
    for (const option of ['', ', nodeDeallocationOption: requeue']) {
      const log = twoNodes(option);
      expect(log.states('task j/t2')).toEqual([
        [0, 'active'],
        [60, 'running'],
        [100, 'active'],
        [360, 'running'],
        [660, 'completed'],
      ]);
      expect(log.of('task j/t2')[2].reason).toBe('requeuedByResize');
      expect(log.latest('task j/t2', 'requeueCount')).toBe(1);
      expect(log.latest('task j/t2', 'retryCount')).toBeUndefined();
      expect(log.settled('node p/tvm-2')).toEqual([
        [60, 'running'],
        [100, 'leavingpool'],
        [130, null],
      ]);
      expect(log.of('allocation p')[3]).toMatchObject({ removing: ['tvm-2'], targetDedicatedNodes: 1 });
    }
  });

  test('L-076: a requeued task starts on another node at the same instant if one is free', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2, maxTasksPerNode: 2')],
      tasks: ['t1 w300', 't2 w300'],
      actions: [resize(100, 'targetDedicatedNodes: 1')],
    });
    expect(runsOf(log, 'j/t2')).toEqual([
      [60, 'tvm-2'],
      [100, 'tvm-1'],
    ]);
  });

  test('L-077: terminate completes them for good', () => {
    const log = twoNodes(', nodeDeallocationOption: terminate');
    expect(log.states('task j/t2')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'completed'],
    ]);
    expect(log.last('task j/t2')).toMatchObject({ result: 'failure', exitCode: 137 });
    expect(leavings(log)).toEqual({ 'tvm-2': 100 });
  });

  test('L-077: on Windows a terminated task exits as Windows says', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1', 'p', CLOUD_SERVICE)],
      tasks: ['t1 w300'],
      actions: [resize(100, 'targetDedicatedNodes: 0, nodeDeallocationOption: terminate')],
    });
    expect(log.last('task j/t1')).toMatchObject({ at: 100_000, exitCode: -1073741510 });
  });

  test('L-078, L-080, S-7: taskcompletion lets them finish, gives the node no other and keeps the pool resizing', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1, maxTasksPerNode: 2')],
      tasks: ['t1 w300', later('t2', 80, 'w600'), later('t3', 110, 'w60')],
      actions: [
        resize(100, 'targetDedicatedNodes: 0, nodeDeallocationOption: taskcompletion, resizeTimeout: PT1H'),
        resize(500, 'targetDedicatedNodes: 1'),
      ],
    });
    expect(log.settled('node p/tvm-1')).toEqual([
      [60, 'running'],
      [680, 'leavingpool'],
      [710, null],
    ]);
    expect(log.last('task j/t2')).toMatchObject({ at: 680_000, result: 'success' });
    expect(log.requests()).toEqual([
      ['resizePool', 202],
      ['resizePool', 409, 'PoolBeingResized'],
    ]);
    expect(log.states('task j/t3')).toEqual([[110, 'active']]);
    expect(log.states('allocation p').slice(-2)).toEqual([
      [100, 'resizing'],
      [710, 'steady'],
    ]);
  });

  test('L-078: a task that fails on a draining node takes its retry elsewhere', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2')],
      jobs: ['{ id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 1 } }'],
      tasks: ['t1 w300', 't2 f60'],
      actions: [resize(100, 'targetDedicatedNodes: 1, nodeDeallocationOption: taskcompletion')],
    });
    expect(runsOf(log, 'j/t2')).toEqual([
      [60, 'tvm-2'],
      [360, 'tvm-1'],
    ]);
    expect(leavings(log)).toEqual({ 'tvm-2': 120 });
  });

  test('L-078: an idle node is gone at once whatever the option', () => {
    for (const option of ['requeue', 'terminate', 'taskcompletion', 'retaineddata']) {
      const log = lab({
        pools: [pool('targetDedicatedNodes: 1')],
        actions: [resize(100, `targetDedicatedNodes: 0, nodeDeallocationOption: ${option}`)],
      });
      expect(leavings(log)).toEqual({ 'tvm-1': 100 });
    }
  });
});

describe('retaineddata', () => {
  const retaining = (tasks: string[], actions: string[], jobs = ['{ id: j, poolInfo: { poolId: p } }']) =>
    lab({
      pools: [pool('targetDedicatedNodes: 1')],
      tasks,
      jobs,
      actions: [
        resize(100, 'targetDedicatedNodes: 0, nodeDeallocationOption: retaineddata, resizeTimeout: PT2H'),
        ...actions,
      ],
      end: 'PT3H',
    });
  const kept = (id: string, command: string, retention: string) =>
    task(id, command, `constraints: { retentionTime: ${retention} }`);

  test('L-079, S-7: waits for the task and then, idle, for the retention of its directory', () => {
    const log = retaining([kept('t1', 'w300', 'PT10M')], []);
    expect(log.settled('node p/tvm-1')).toEqual([
      [60, 'running'],
      [360, 'idle'],
      [960, 'leavingpool'],
      [990, null],
    ]);
    expect(log.last('allocation p')).toMatchObject({ at: 990_000, to: 'steady' });
  });

  test('L-079: counts a directory from the end of its task, ended before the resize or after', () => {
    const log = retaining([kept('t1', 'w30', 'PT10M')], []);
    expect(leavings(log)).toEqual({ 'tvm-1': 690 });
    expect(leavings(retaining([kept('t1', 'w30', 'PT5S')], []))).toEqual({ 'tvm-1': 100 });
  });

  test('L-079: waits for the directory that is kept longest', () => {
    const log = retaining([kept('t1', 'w1', 'PT10M'), kept('t2', 'w1', 'PT20M'), kept('t3', 'w1', 'PT1M')], []);
    expect(leavings(log)).toEqual({ 'tvm-1': 62 + 1200 });
  });

  test('L-079: with the default, infinite retention the node never leaves and the timeout returns it to service', () => {
    const log = retaining([task('t1', 'w30'), later('t2', 200, 'w30')], []);
    expect(leavings(log)).toEqual({});
    expect(log.last('allocation p')).toMatchObject({ at: 7_300_000, to: 'steady' });
    expect(resizeErrors(log)).toEqual(['RemoveNodesFailed']);
    expect(runsOf(log, 'j/t2')).toEqual([[7300, 'tvm-1']]);
  });

  test('S-32: deleting the task removes its directory, and the node leaves', () => {
    const log = retaining([task('t1', 'w30')], ['500 deleteTask: { jobId: j, taskId: t1 }']);
    expect(leavings(log)).toEqual({ 'tvm-1': 500 });
    const running = retaining([task('t1', 'w600')], ['500 deleteTask: { jobId: j, taskId: t1 }']);
    expect(leavings(running)).toEqual({ 'tvm-1': 500 });
  });

  test('S-32: deleting the job removes the directories of all its tasks', () => {
    const log = retaining([task('t1', 'w30'), task('t2', 'w600')], ['500 deleteJob: { jobId: j }']);
    expect(leavings(log)).toEqual({ 'tvm-1': 500 });
  });

  test('S-32: an attempt that was retried or terminated counts from its end as well', () => {
    const log = retaining([kept('t1', 'w600', 'PT10M')], ['300 terminateTask: { jobId: j, taskId: t1 }']);
    expect(leavings(log)).toEqual({ 'tvm-1': 900 });
    const retried = retaining([task('t1', 'f60', 'constraints: { retentionTime: PT10M, maxTaskRetryCount: 5 }')], []);
    // the first attempt ends at 120, the second may not start on a node that drains
    expect(leavings(retried)).toEqual({ 'tvm-1': 720 });
  });

  test('L-079: a node that is not ready drains as it is, and leaves at once if it fails meanwhile', () => {
    const log = retaining(
      [kept('t1', 'w1', 'PT20M')],
      [
        '70 patchPool: { poolId: p, startTask: { commandLine: f10, waitForSuccess: true } }',
        '80 rebootNode: { poolId: p, nodeId: tvm-1 }',
      ],
    );
    expect(log.settled('node p/tvm-1').slice(1)).toEqual([
      [61, 'idle'],
      [80, 'rebooting'],
      [200, 'waitingforstarttask'],
      [210, 'leavingpool'],
      [240, null],
    ]);
    expect(log.states('allocation p').at(-1)).toEqual([240, 'steady']);
  });

  test('S-31: a node that was disabled while it waited for its directories reboots all the same, and stays disabled', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1')],
      tasks: [kept('t1', 'w1', 'PT5M')],
      actions: [
        '100 rebootNode: { poolId: p, nodeId: tvm-1, nodeRebootOption: retaineddata }',
        '150 disableScheduling: { poolId: p, nodeId: tvm-1 }',
      ],
    });
    expect(log.settled('node p/tvm-1').slice(2)).toEqual([
      [150, 'offline'],
      [361, 'rebooting'],
      [481, 'offline'],
    ]);
  });

  test('S-31, O-40: a node that drains to leave, disabled or not, is gone when it is preempted', () => {
    const log = lab({
      pools: [pool('targetLowPriorityNodes: 1')],
      tasks: [kept('t1', 'w1', 'PT5M')],
      actions: [
        '90 disableScheduling: { poolId: p, nodeId: tvm-1 }',
        resize(100, 'targetLowPriorityNodes: 0, nodeDeallocationOption: retaineddata'),
        '150 preemptNodes: { poolId: p, count: 1 }',
        '160 preemptNodes: { poolId: p, nodeIds: [ tvm-1 ] }',
      ],
    });
    // by number only nodes that are not leaving are taken: the first act finds none
    expect(log.settled('node p/tvm-1').slice(-2)).toEqual([
      [90, 'offline'],
      [160, null],
    ]);
    expect(log.states('allocation p').at(-1)).toEqual([160, 'steady']);
  });

  test('S-32: directories of start and preparation tasks do not count', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1, startTask: { commandLine: w1, waitForSuccess: true }')],
      jobs: ['{ id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w1 } }'],
      tasks: [kept('t1', 'w10', 'PT1M')],
      actions: [resize(100, 'targetDedicatedNodes: 0, nodeDeallocationOption: retaineddata')],
    });
    // ready at 61, prepared at 62, run from 62 to 72
    expect(leavings(log)).toEqual({ 'tvm-1': 132 });
  });
});

describe('the victims of a resize', () => {
  test('O-21, L-073: are nodes that do not work first, then those not ready, idle, with fewest tasks, with a manager', () => {
    const log = lab({
      cloud: 'nodes: { allocate: PT1M, create: PT0S, start: PT0S, reboot: PT1H, leave: PT30S }',
      pools: [pool('targetDedicatedNodes: 7, maxTasksPerNode: 4, taskSchedulingPolicy: { nodeFillType: pack }')],
      jobs: [
        '{ id: m, poolInfo: { poolId: p }, priority: 5, jobManagerTask: { id: manager, commandLine: w3600 } }',
        '{ id: j, poolInfo: { poolId: p } }',
      ],
      // the manager has tvm-1 for itself, four tasks fill tvm-2, two run on tvm-3
      tasks: ['t1 w3600', 't2 w3600', 't3 w3600', 't4 w3600', 't5 w3600', 't6 w3600'],
      actions: [
        '80 failNode: { poolId: p, nodeId: tvm-4, to: unknown }',
        '80 rebootNode: { poolId: p, nodeId: tvm-5 }',
        '80 disableScheduling: { poolId: p, nodeId: tvm-6 }',
        resize(100, 'targetDedicatedNodes: 0'),
      ],
    });
    expect(log.of('allocation p')[3].removing).toEqual([
      'tvm-6', // offline
      'tvm-4', // unknown
      'tvm-5', // rebooting
      'tvm-7', // idle
      'tvm-3', // two tasks
      'tvm-2', // four tasks
      'tvm-1', // the manager
    ]);
  });

  test('L-074, S-30: keep a node whose manager runs or prepares before all others', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2')],
      jobs: [
        '{ id: j, poolInfo: { poolId: p } }',
        '{ id: m, poolInfo: { poolId: p }, jobManagerTask: { id: manager, commandLine: w600 }, jobPreparationTask: { commandLine: w600 } }',
      ],
      tasks: ['t1 w600'],
      actions: [resize(100, 'targetDedicatedNodes: 1')],
    });
    expect(runsOf(log, 'j/t1')[0]).toEqual([60, 'tvm-1']);
    expect(log.states('task m/manager')[1]).toEqual([60, 'preparing']);
    expect(leavings(log)).toEqual({ 'tvm-1': 100 });
  });

  test('O-21: of one class the newest goes first, then the one with the greatest number', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 11')],
      actions: [
        '100 removeNodes: { poolId: p, nodeList: [ tvm-3 ] }',
        resize(200, 'targetDedicatedNodes: 12'),
        resize(300, 'targetDedicatedNodes: 8'),
      ],
    });
    // tvm-12 and tvm-13 are granted at 260; numbers are compared as numbers (S-26)
    expect(log.of('allocation p').at(-2)?.removing).toEqual(['tvm-13', 'tvm-12', 'tvm-11', 'tvm-10']);
  });

  test('S-30: a node with only a preparation task is one that works', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 3')],
      jobs: ['{ id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w600, waitForSuccess: true } }'],
      tasks: ['t1 w600', 't2 w600', 't3 w600'],
      actions: [
        '80 terminateTask: { jobId: j, taskId: t3 }',
        '80 terminateTask: { jobId: j, taskId: t2 }',
        resize(100, 'targetDedicatedNodes: 1'),
      ],
    });
    // tvm-1 has a task and tvm-2 and tvm-3 only their preparations: all of class 4, but with fewer slots in use
    expect(log.of('allocation p')[3].removing).toEqual(['tvm-3', 'tvm-2']);
  });

  test('O-21: creating and starting nodes go before idle ones, newest first', () => {
    const log = lab({
      cloud: 'nodes: { allocate: PT10S, create: PT1M, start: PT1M, leave: PT30S }',
      pools: [pool('targetDedicatedNodes: 1')],
      actions: [
        resize(130, 'targetDedicatedNodes: 2'),
        resize(150, 'targetDedicatedNodes: 3'),
        resize(210, 'targetDedicatedNodes: 1'),
      ],
    });
    // at 210 tvm-1 is idle, tvm-2 starting (granted at 140), tvm-3 creating (granted at 160)
    expect(log.of('allocation p').at(-2)?.removing).toEqual(['tvm-3', 'tvm-2']);
    expect(log.states('node p/tvm-2')).toEqual([
      [140, 'creating'],
      [200, 'starting'],
      [210, 'leavingpool'],
      [240, null],
    ]);
  });

  test('L-158, L-159: a shrinking number of low-priority nodes takes preempted ones first, never dedicated ones', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1, targetLowPriorityNodes: 3')],
      actions: [
        '100 preemptNodes: { poolId: p, nodeIds: [ tvm-3 ] }',
        resize(150, 'targetLowPriorityNodes: 2'),
        '200 preemptNodes: { poolId: p, nodeIds: [ tvm-2 ] }',
        '210 removeNodes: { poolId: p, nodeList: [ tvm-2 ] }',
      ],
    });
    expect(leavings(log)).toEqual({ 'tvm-3': 150, 'tvm-2': 210 });
    expect(log.states('node p/tvm-3').slice(-3)).toEqual([
      [100, 'preempted'],
      [150, 'leavingpool'],
      [180, null],
    ]);
    expect(sizes(log)).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  test('L-074, O-21: with taskcompletion the node that drains is chosen at the request, not when another is idle', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2')],
      tasks: ['t1 w60', 't2 w300'],
      actions: [resize(100, 'targetDedicatedNodes: 1, nodeDeallocationOption: taskcompletion')],
    });
    expect(log.settled('node p/tvm-1').at(-1)).toEqual([120, 'idle']);
    expect(leavings(log)).toEqual({ 'tvm-2': 360 });
  });
});
