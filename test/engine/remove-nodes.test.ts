import { describe, expect, test } from 'vitest';
import { lab, leavings, nodesOf, resizeErrors, runsOf, sizes } from '../support/pool-lab.ts';
import { pool } from '../support/run.ts';

const remove = (at: number, nodes: string, more = '') =>
  `${at} removeNodes: { poolId: p, nodeList: [ ${nodes} ]${more} }`;
const DRAIN = ', nodeDeallocationOption: taskcompletion';

describe('remove nodes', () => {
  test('L-081, L-082, L-084, O-23: takes the named nodes, and the target follows so that none comes in their place', () => {
    const log = lab({ pools: [pool('targetDedicatedNodes: 3')], actions: [remove(100, 'tvm-2, tvm-1')] });
    expect(log.requests()).toEqual([['removeNodes', 202]]);
    expect(log.of('allocation p').slice(3)).toMatchObject([
      { at: 100_000, to: 'resizing', reason: 'nodesRemoved', targetDedicatedNodes: 1, removing: ['tvm-2', 'tvm-1'] },
      { at: 130_000, to: 'steady', currentDedicatedNodes: 1 },
    ]);
    expect(leavings(log)).toEqual({ 'tvm-1': 100, 'tvm-2': 100 });
    expect(nodesOf(log)).toHaveLength(3);
  });

  test('O-23: lowers the target of each kind by the nodes of that kind', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 3')],
      actions: [remove(100, 'tvm-1, tvm-4, tvm-5')],
    });
    expect(sizes(log)).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  test('L-081, L-075: knows the four options, requeue by default', () => {
    const withOption = (option: string) =>
      lab({
        pools: [pool('targetDedicatedNodes: 2')],
        tasks: [
          '{ jobId: j, task: { id: t1, commandLine: w300, constraints: { retentionTime: PT1M } } }',
          '{ jobId: j, arrival: { at: PT90S }, task: { id: t2, commandLine: w10 } }',
        ],
        actions: [remove(100, 'tvm-1', option)],
      });
    const requeued = withOption('');
    expect(runsOf(requeued, 'j/t1')).toEqual([
      [60, 'tvm-1'],
      [100, 'tvm-2'],
    ]);
    expect(requeued.of('task j/t1')[2]).toMatchObject({ reason: 'requeuedByRemoval', requeueCount: 1 });
    expect(leavings(requeued)).toEqual({ 'tvm-1': 100 });
    const terminated = withOption(', nodeDeallocationOption: terminate');
    expect(terminated.last('task j/t1')).toMatchObject({ at: 100_000, to: 'completed', exitCode: 137 });
    expect(leavings(terminated)).toEqual({ 'tvm-1': 100 });
    expect(leavings(withOption(', nodeDeallocationOption: TaskCompletion'))).toEqual({ 'tvm-1': 360 });
    expect(leavings(withOption(', nodeDeallocationOption: retaineddata'))).toEqual({ 'tvm-1': 420 });
  });

  test('L-082: is refused while the pool is resizing, and a pool that is not there is not found', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2')],
      actions: [
        remove(59, 'tvm-1'),
        remove(100, 'tvm-1'),
        remove(129, 'tvm-2'),
        '200 removeNodes: { poolId: q, nodeList: [ tvm-1 ] }',
      ],
    });
    expect(log.requests()).toEqual([
      ['removeNodes', 409, 'PoolBeingResized'],
      ['removeNodes', 202],
      ['removeNodes', 409, 'PoolBeingResized'],
      ['removeNodes', 404, 'PoolNotFound'],
    ]);
  });

  test('L-085, O-24: with one unknown node removes none; a node that is gone is unknown', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2')],
      actions: [remove(100, 'tvm-1, tvm-3'), remove(110, 'tvm-2'), remove(200, 'tvm-2'), remove(210, 'other')],
    });
    expect(log.requests()).toEqual([
      ['removeNodes', 404, 'NodeNotFound'],
      ['removeNodes', 202],
      ['removeNodes', 404, 'NodeNotFound'],
      ['removeNodes', 404, 'NodeNotFound'],
    ]);
    expect(leavings(log)).toEqual({ 'tvm-2': 110 });
    expect(sizes(log)[0]).toEqual([1, 1]);
  });

  test('O-24: takes a node named twice once', () => {
    const log = lab({ pools: [pool('targetDedicatedNodes: 3')], actions: [remove(100, 'tvm-1, tvm-1, TVM-1')] });
    expect(sizes(log)[0]).toEqual([2, 2]);
    expect(log.of('allocation p')[3].removing).toEqual(['tvm-1']);
  });

  test('O-24, S-30: ignores a node that is leaving already, whose target was lowered then', () => {
    const log = lab({
      cloud: 'nodes: { allocate: PT1M, create: PT0S, start: PT0S, leave: PT10M }',
      pools: [pool('targetDedicatedNodes: 3')],
      actions: [
        '100 resizePool: { poolId: p, targetDedicatedNodes: 2, resizeTimeout: PT5M }',
        remove(450, 'tvm-3, tvm-2', ', resizeTimeout: PT1H'),
      ],
    });
    expect(log.of('allocation p').slice(-2)).toMatchObject([
      { at: 450_000, to: 'resizing', targetDedicatedNodes: 1, currentDedicatedNodes: 3, removing: ['tvm-2'] },
      { at: 1_050_000, to: 'steady', currentDedicatedNodes: 1 },
    ]);
  });

  test('S-30: never makes a pool grow that has fewer nodes than its target', () => {
    const log = lab({
      cloud: 'capacity: { dedicated: [ { at: PT0S, nodes: 3 }, { at: PT350S, nodes: 10 } ] }',
      pools: [pool('targetDedicatedNodes: 5, resizeTimeout: PT5M')],
      actions: [remove(400, 'tvm-1'), '500 resizePool: { poolId: p, targetLowPriorityNodes: 0 }'],
    });
    expect(log.of('allocation p').slice(3)).toMatchObject([
      { at: 400_000, to: 'resizing', targetDedicatedNodes: 4, currentDedicatedNodes: 3 },
      { at: 430_000, to: 'steady', targetDedicatedNodes: 4, currentDedicatedNodes: 2 },
      // the next resize does, to the target that it leaves unchanged (O-08)
      { at: 500_000, to: 'resizing', targetDedicatedNodes: 4 },
      { at: 560_000, to: 'steady', currentDedicatedNodes: 4 },
    ]);
  });

  test('L-081, L-063, O-17: has a timeout, after which a draining node works on and the lowered target stays', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1')],
      tasks: ['t1 w600', 't2 w10'],
      actions: [remove(100, 'tvm-1', `${DRAIN}, resizeTimeout: PT6M`)],
    });
    expect(log.last('allocation p')).toMatchObject({ at: 460_000, to: 'steady', targetDedicatedNodes: 0 });
    expect(resizeErrors(log)).toEqual(['RemoveNodesFailed']);
    expect(runsOf(log, 'j/t2')).toEqual([[660, 'tvm-1']]);
  });

  test('L-083: on a pool that follows a formula has no timeout', () => {
    const formula =
      'enableAutoScale: true, autoScaleFormula: "$TargetDedicatedNodes=2;", autoScaleEvaluationInterval: PT2H';
    const log = lab({
      pools: [pool(formula)],
      tasks: ['t1 w1200'],
      actions: [remove(100, 'tvm-1', `${DRAIN}, resizeTimeout: PT5M`)],
      end: 'PT1H',
    });
    expect(log.requests()).toEqual([['removeNodes', 202]]);
    expect(leavings(log)).toEqual({ 'tvm-1': 1260 });
    expect(log.last('allocation p')).toMatchObject({ at: 1_290_000, to: 'steady', targetDedicatedNodes: 1 });
    expect(resizeErrors(log)).toEqual([]);
  });

  test('L-081: takes nodes that do not work as well', () => {
    const log = lab({
      cloud: 'nodes: { allocate: PT1M, create: PT1M, start: PT1M, leave: PT30S }',
      pools: [pool('targetDedicatedNodes: 3')],
      actions: ['90 failNode: { poolId: p, nodeId: tvm-1, to: unusable }', remove(130, 'tvm-1, tvm-2')],
    });
    expect(log.states('node p/tvm-1').slice(1)).toEqual([
      [90, 'unusable'],
      [130, 'leavingpool'],
      [160, null],
    ]);
    expect(log.states('node p/tvm-2').slice(1)).toEqual([
      [120, 'starting'],
      [130, 'leavingpool'],
      [160, null],
    ]);
  });

  test('O-62: a node whose tasks are done leaves without its release task, and the job does not wait for it', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 2')],
      jobs: [
        '{ id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w10 }, jobReleaseTask: { commandLine: w60 } }',
      ],
      tasks: ['t1 w300', 't2 w300'],
      actions: [remove(100, 'tvm-1', DRAIN), '500 terminateJob: { jobId: j }'],
    });
    expect(leavings(log)).toEqual({ 'tvm-1': 370 });
    expect(log.of('jobRelease j/p/tvm-1')).toEqual([]);
    expect(log.states('jobRelease j/p/tvm-2')).toEqual([
      [500, 'running'],
      [560, 'completed'],
    ]);
    expect(log.states('job j').at(-1)).toEqual([560, 'completed']);
  });

  test('L-076, S-20: a task in preparing goes back to the queue and counts a requeue', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1')],
      jobs: ['{ id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w300 } }'],
      tasks: ['t1 w60'],
      actions: [remove(100, 'tvm-1')],
    });
    expect(log.states('task j/t1')).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [100, 'active'],
    ]);
    expect(log.last('task j/t1')).toMatchObject({ reason: 'requeuedByRemoval', requeueCount: 1 });
    expect(log.states('jobPreparation j/p/tvm-1').at(-1)).toEqual([130, null]);
  });
});

describe('what nodes cost', () => {
  const cloud = (more = '') =>
    `nodes: { allocate: PT1M, create: PT1M, start: PT1M, leave: PT60S, replace: PT5M },
     prices: { STANDARD_D2_V2: { dedicated: 3.6, lowPriority: 0.36 } } ${more}`;

  test('L-111, L-086: from creating until they are gone, idle, unusable or leaving', () => {
    const log = lab({
      cloud: cloud(),
      pools: [pool('targetDedicatedNodes: 2')],
      actions: ['200 failNode: { poolId: p, nodeId: tvm-2, to: unusable }', remove(1000, 'tvm-1, tvm-2')],
    });
    // both from 60 to 1060 s at 0.001 a second
    expect(log.summary.cost).toBeCloseTo(2, 9);
    expect(log.summary.pools.p.nodeSeconds.dedicated).toMatchObject({
      creating: 120,
      starting: 120,
      idle: 820 + 20,
      unusable: 800,
      leavingpool: 120,
    });
  });

  test('L-148: not while they are preempted, and each stretch counts by itself', () => {
    const log = lab({
      cloud: cloud(', billing: { granularity: PT10M, minimum: PT15M }'),
      pools: [pool('targetLowPriorityNodes: 1')],
      actions: ['260 preemptNodes: { poolId: p, count: 1 }', remove(1400, 'tvm-1')],
    });
    // 60-260 s is 200 s, raised to 20 min; 560-1460 s is 900 s, raised to 20 min
    expect(log.summary.cost).toBeCloseTo(2 * 1200 * 0.0001, 9);
  });
});
