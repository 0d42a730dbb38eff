import { describe, expect, test } from 'vitest';
import { CLOUD_SERVICE, PROGRAMS, pool, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/** A preempted node is creating again 60 s later and up 110 s later. */
const scenario = (fields: string, rest: string, cloud = ''): string => `
${STAGED_CLOUD}
${cloud}
pools: [ ${pool(fields, 'p', CLOUD_SERVICE)} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
${rest}
${PROGRAMS}
  - { match: twice, duration: PT100S, exitCode: { attempts: [ 1, 0 ] } }
`;
const TASK = 'tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]';
const preempt = (at: number, what = 'count: 1') => `  - { at: PT${at}S, preemptNodes: { poolId: p, ${what} } }`;

describe('a node that is preempted', () => {
  test('L-147 L-150 L-152 L-153: loses its task, which runs again without a counter moved, and comes back under its id', () => {
    const log = run(scenario('targetLowPriorityNodes: 1', `${TASK}\nactions:\n${preempt(100)}`));
    expect(log.requests()).toEqual([['preemptNodes', 200]]);
    expect(log.states('node p/tvm-1')).toEqual([
      [10, 'creating'],
      [30, 'starting'],
      [60, 'running'],
      [100, 'preempted'],
      [160, 'creating'],
      [180, 'starting'],
      [210, 'running'],
      [510, 'idle'],
    ]);
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'active'],
      [210, 'running'],
      [510, 'completed'],
    ]);
    expect(log.of('task j/t').some((line) => 'requeueCount' in line || (line.retryCount ?? 0) !== 0)).toBe(false);
    expect(log.last('task j/t').result).toBe('success');
    expect(log.summary.tasks).toMatchObject({ preemptions: 1, requeues: 0, retries: 0 });
    expect(log.summary.pools.p.nodeSeconds.lowPriority.preempted).toBe(60);
  });

  test('L-147 L-146: its task moves to another node of either kind at once', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, targetLowPriorityNodes: 1',
        `tasks:
  - { jobId: j, task: { id: a, commandLine: w30 } }
  - { jobId: j, task: { id: b, commandLine: w300 } }
actions:\n${preempt(100)}`,
      ),
    );
    const places = log
      .of('task j/b')
      .filter((line) => line.to === 'running')
      .map((line) => [line.at / 1000, line.nodeId]);
    expect(places).toEqual([
      [60, 'tvm-2'],
      [100, 'tvm-1'],
    ]);
  });

  test('L-148 L-151: is still counted, and the pool stays steady', () => {
    const log = run(
      scenario(
        'targetLowPriorityNodes: 2',
        `actions:\n${preempt(100)}\n  - { at: PT110S, resizePool: { poolId: p, targetLowPriorityNodes: 3 } }`,
      ),
    );
    const lines = log.of('allocation p').filter((line) => line.at >= 100_000);
    expect(lines.map((line) => [line.at / 1000, line.to, line.currentLowPriorityNodes])).toEqual([
      [110, 'resizing', 2],
      [120, 'steady', 3],
    ]);
  });

  test('L-152 S-13: a repeated attempt keeps its number: the retry that was lost is run again', () => {
    const log = run(
      scenario(
        'targetLowPriorityNodes: 1',
        `tasks: [ { jobId: j, task: { id: t, commandLine: twice, constraints: { maxTaskRetryCount: 1 } } } ]\nactions:\n${preempt(200)}`,
      ),
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [160, 'active'],
      [160, 'running'],
      [200, 'active'],
      [310, 'running'],
      [410, 'completed'],
    ]);
    expect(log.last('task j/t')).toMatchObject({ result: 'success', exitCode: 0 });
    expect(log.latest('task j/t', 'retryCount')).toBe(1);
  });

  test('O-01 S-25: a task that ends at the instant of the preemption has completed', () => {
    const log = run(scenario('targetLowPriorityNodes: 1', `${TASK}\nactions:\n${preempt(360)}`));
    expect(log.last('task j/t')).toMatchObject({ at: 360_000, to: 'completed', result: 'success' });
  });

  test('L-128 S-9: kills a start task that runs beside its tasks, which starts anew on the new machine', () => {
    const log = run(
      scenario('targetLowPriorityNodes: 1, startTask: { commandLine: w300 }', `actions:\n${preempt(100)}`),
    );
    expect(log.states('startTask p/tvm-1')).toEqual([
      [60, 'running'],
      [210, 'running'],
      [510, 'completed'],
    ]);
  });
});

describe('in which state a node may be preempted', () => {
  test.each([
    ['creating', 15, '', ''],
    ['starting', 40, '', ''],
    ['waitingforstarttask', 70, ', startTask: { commandLine: w300, waitForSuccess: true }', ''],
    ['starttaskfailed', 70, ', startTask: { commandLine: f1, waitForSuccess: true }', ''],
    ['offline', 110, '', '  - { at: PT100S, disableScheduling: { poolId: p, nodeId: tvm-1 } }'],
    ['rebooting', 110, '', '  - { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1 } }'],
    ['reimaging', 110, '', '  - { at: PT100S, reimageNode: { poolId: p, nodeId: tvm-1 } }'],
    ['unusable', 110, '', '  - { at: PT100S, failNode: { poolId: p, nodeId: tvm-1, to: unusable } }'],
    ['unknown', 110, '', '  - { at: PT100S, failNode: { poolId: p, nodeId: tvm-1, to: unknown } }'],
  ])('O-38 L-150: while %s, and the new machine starts from the beginning', (state, at, fields, action) => {
    const log = run(scenario(`targetLowPriorityNodes: 1${fields}`, `actions:\n${action}\n${preempt(at)}`));
    const states = log.states('node p/tvm-1');
    const place = states.findIndex(([, to]) => to === 'preempted');
    expect(states[place - 1][1]).toBe(state);
    expect(states.slice(place, place + 3)).toEqual([
      [at, 'preempted'],
      [at + 60, 'creating'],
      [at + 80, 'starting'],
    ]);
    expect(states[place + 3][0]).toBe(at + 110);
  });

  test('O-40 S-31: one that is leaving is gone at once, and the resize with it', () => {
    const log = run(
      scenario(
        'targetLowPriorityNodes: 1',
        `actions:\n  - { at: PT100S, resizePool: { poolId: p, targetLowPriorityNodes: 0 } }\n${preempt(102, 'nodeIds: [ tvm-1 ]')}`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(-2)).toEqual([
      [100, 'leavingpool'],
      [102, null],
    ]);
    expect(log.last('allocation p')).toMatchObject({ at: 102_000, to: 'steady', currentLowPriorityNodes: 0 });
  });

  test('O-40 S-31: one that drains for its removal is gone at once, its task back in the queue', () => {
    const log = run(
      scenario(
        'targetLowPriorityNodes: 2',
        `${TASK}\nactions:\n  - { at: PT100S, removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: taskcompletion } }\n${preempt(110, 'nodeIds: [ tvm-1 ]')}`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(-2)).toEqual([
      [60, 'running'],
      [110, null],
    ]);
    expect(log.states('task j/t').slice(1, 4)).toEqual([
      [60, 'running'],
      [110, 'active'],
      [110, 'running'],
    ]);
    expect(log.latest('task j/t', 'requeueCount') ?? 0).toBe(0);
    expect(log.last('allocation p')).toMatchObject({ at: 110_000, to: 'steady', targetLowPriorityNodes: 1 });
  });

  test.each(['rebootNode', 'reimageNode'])(
    'S-31: one that drains for a %s is replaced, and that request is forgotten',
    (operation) => {
      const option = operation === 'rebootNode' ? 'nodeRebootOption' : 'nodeReimageOption';
      const log = run(
        scenario(
          'targetLowPriorityNodes: 1',
          `${TASK}\nactions:\n  - { at: PT100S, ${operation}: { poolId: p, nodeId: tvm-1, ${option}: taskcompletion } }\n${preempt(110)}`,
        ),
      );
      expect(log.states('node p/tvm-1').slice(3)).toEqual([
        [110, 'preempted'],
        [170, 'creating'],
        [190, 'starting'],
        [220, 'running'],
        [520, 'idle'],
      ]);
    },
  );

  test('S-31: nodes named that are dedicated or preempted already are passed over; one that is not there is a 404', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, targetLowPriorityNodes: 2',
        `actions:
${preempt(100, 'nodeIds: [ tvm-1, tvm-2 ]')}
${preempt(110, 'nodeIds: [ tvm-2 ]')}
${preempt(120, 'nodeIds: [ tvm-3, tvm-4 ]')}
  - { at: PT130S, preemptNodes: { poolId: q, count: 1 } }`,
      ),
    );
    expect(log.requests()).toEqual([
      ['preemptNodes', 200],
      ['preemptNodes', 200],
      ['preemptNodes', 404, 'NodeNotFound'],
      ['preemptNodes', 404, 'PoolNotFound'],
    ]);
    const taken = log.lines.filter((line) => line.entity === 'node' && line.to === 'preempted');
    expect(taken.map((line) => [line.at / 1000, line.nodeId])).toEqual([[100, 'tvm-2']]);
    expect(log.states('node p/tvm-2').find(([, state]) => state === 'creating')).toEqual([10, 'creating']);
    expect(log.states('node p/tvm-2')[4]).toEqual([160, 'creating']);
  });

  test('O-37: a count takes the low-priority nodes with the lowest numbers that are neither preempted nor leaving', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, targetLowPriorityNodes: 4',
        `tasks: [ { jobId: j, count: 5, task: { id: "t{n}", commandLine: w600 } } ]
actions:
  - { at: PT90S, removeNodes: { poolId: p, nodeList: [ tvm-3 ], nodeDeallocationOption: taskcompletion } }
${preempt(100)}
${preempt(110, 'count: 9')}`,
      ),
    );
    const taken = log.lines.filter((line) => line.entity === 'node' && line.to === 'preempted');
    expect(taken.map((line) => [line.at / 1000, line.nodeId])).toEqual([
      [100, 'tvm-2'],
      [110, 'tvm-4'],
      [110, 'tvm-5'],
    ]);
  });
});

describe('where preemption comes from', () => {
  test('O-37: a trace names instants, pools and counts; it is no request, and a pool that is not there does not matter', () => {
    const log = run(
      scenario(
        'targetLowPriorityNodes: 3',
        TASK,
        '  preemption: { trace: [ { at: PT100S, poolId: p, count: 2 }, { at: PT105S, poolId: q, count: 1 }, { at: PT110S, poolId: p, count: 9 } ] }',
      ),
    );
    const taken = log.lines.filter((line) => line.entity === 'node' && line.to === 'preempted');
    expect(taken.map((line) => [line.at / 1000, line.nodeId])).toEqual([
      [100, 'tvm-1'],
      [100, 'tvm-2'],
      [110, 'tvm-3'],
    ]);
    expect(log.requests()).toEqual([]);
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'active'],
      [100, 'running'],
      [110, 'active'],
      [210, 'running'],
      [510, 'completed'],
    ]);
  });

  const RATE = '  preemption: { ratePerNodeHour: 1 }';
  const taken = (log: ReturnType<typeof run>) =>
    log.lines.filter((line) => line.entity === 'node' && line.to === 'preempted');

  test('O-37: a rate is a hazard of each low-priority node by itself', () => {
    const log = run(
      `${scenario('targetDedicatedNodes: 2, targetLowPriorityNodes: 20', 'end: P5D\ntasks: [ { jobId: j, task: { id: t, commandLine: forever } } ]', RATE)}  - { match: forever, duration: P30D }\n`,
    );
    const cycles = (20 * 120 * 3600) / (3600 + 60); // the hazard also runs while the node boots
    expect(taken(log).length).toBeGreaterThan(cycles * 0.95);
    expect(taken(log).length).toBeLessThan(cycles * 1.05);
    expect(taken(log).some((line) => line.nodeId === 'tvm-1' || line.nodeId === 'tvm-2')).toBe(false);
  });

  test('S-1: it keeps no run alive, but a task that waits for the replacement gets it', () => {
    expect(run(scenario('targetLowPriorityNodes: 3', '', RATE)).summary).toMatchObject({
      endReason: 'quiescent',
      endedAtSeconds: 60,
    });
    const log = run(
      scenario('targetLowPriorityNodes: 1', 'tasks: [ { jobId: j, task: { id: t, commandLine: w3600 } } ]', RATE),
      { seed: '3' },
    );
    expect(taken(log).length).toBeGreaterThan(0);
    expect(log.last('task j/t').to).toBe('completed');
    expect(log.summary.endedAtSeconds).toBe(log.last('task j/t').at / 1000);
  });

  test('S-1: what a user does to a node that was preempted at random is followed to its end', () => {
    const log = run(
      scenario(
        'targetLowPriorityNodes: 1',
        'actions: [ { at: P10D, resizePool: { poolId: p, targetLowPriorityNodes: 0 } } ]',
        `${RATE}\n  capacity: { lowPriority: [ { at: PT0S, nodes: 1 }, { at: PT1M, nodes: 0 } ] }`,
      ),
    );
    expect(taken(log)).toHaveLength(1);
    expect(log.states('node p/tvm-1').slice(-2)).toEqual([
      [864_000, 'leavingpool'],
      [864_005, null],
    ]);
    expect(log.last('allocation p').to).toBe('steady');
  });
});
