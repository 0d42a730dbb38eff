import { describe, expect, test } from 'vitest';
import { PROGRAMS, pool, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

const scenario = (fields: string, rest: string): string => `
${STAGED_CLOUD}
pools: [ ${pool(fields)} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
${rest}
${PROGRAMS}
`;
const disable = (at: number, option?: string, node = 'tvm-1') =>
  `  - { at: PT${at}S, disableScheduling: { poolId: p, nodeId: ${node}${option === undefined ? '' : `, nodeDisableSchedulingOption: ${option}`} } }`;
const enable = (at: number) => `  - { at: PT${at}S, enableScheduling: { poolId: p, nodeId: tvm-1 } }`;

describe('disabling task scheduling on a node', () => {
  test.each([undefined, 'requeue'])(
    'L-123 L-124 L-126 O-36: requeue, also the default (%s), makes it offline at once and its task runs elsewhere',
    (option) => {
      const log = run(
        scenario(
          'targetDedicatedNodes: 2',
          `tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]\nactions:\n${disable(100, option)}`,
        ),
      );
      expect(log.requests()).toEqual([['disableScheduling', 200]]);
      expect(log.states('node p/tvm-1').slice(2)).toEqual([
        [60, 'running'],
        [100, 'offline'],
      ]);
      expect(log.states('task j/t')).toEqual([
        [0, 'active'],
        [60, 'running'],
        [100, 'active'],
        [100, 'running'],
        [400, 'completed'],
      ]);
      expect(log.last('task j/t').nodeId ?? log.of('task j/t').at(-2)?.nodeId).toBe('tvm-2');
      expect(log.latest('task j/t', 'requeueCount')).toBe(1);
    },
  );

  test('L-123 L-124: terminate completes its tasks as failures and makes it offline at once', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, maxTasksPerNode: 2',
        `tasks: [ { jobId: j, count: 3, task: { id: "t{n}", commandLine: w300 } } ]\nactions:\n${disable(100, 'terminate')}`,
      ),
    );
    for (const task of ['t1', 't2']) {
      expect(log.last(`task j/${task}`)).toMatchObject({
        at: 100_000,
        to: 'completed',
        result: 'failure',
        exitCode: 137,
        failureInfo: { category: 'UserError', code: 'TaskEnded' },
      });
    }
    expect(log.states('task j/t3')).toEqual([[0, 'active']]);
    expect(log.states('node p/tvm-1').at(-1)).toEqual([100, 'offline']);
  });

  test('L-123 L-124: taskcompletion lets its tasks end, gives it no others, and makes it offline with the last one', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, maxTasksPerNode: 2',
        `tasks:
  - { jobId: j, task: { id: a, commandLine: w60 } }
  - { jobId: j, task: { id: b, commandLine: w90 } }
  - { jobId: j, task: { id: c, commandLine: w10 } }
actions:\n${disable(100, 'taskcompletion')}`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [150, 'offline'],
    ]);
    expect(log.states('task j/c')).toEqual([[0, 'active']]);
    expect(log.states('task j/b').at(-1)).toEqual([150, 'completed']);
  });

  test('L-123: retaineddata is no option here', () => {
    const log = run(scenario('targetDedicatedNodes: 1', `actions:\n${disable(100, 'retaineddata')}`));
    expect(log.requests()).toEqual([['disableScheduling', 400, 'InvalidPropertyValue']]);
    expect(log.last('node p/tvm-1').to).toBe('idle');
  });

  test('L-124 L-122: an idle node is offline at once, and a second request is refused', () => {
    const log = run(scenario('targetDedicatedNodes: 1', `actions:\n${disable(100)}\n${disable(110, 'terminate')}`));
    expect(log.states('node p/tvm-1').at(-1)).toEqual([100, 'offline']);
    expect(log.requests()).toEqual([
      ['disableScheduling', 200],
      ['disableScheduling', 409, 'NodeAlreadyInTargetSchedulingState'],
    ]);
  });

  test('L-122: while a node with taskcompletion is still busy it counts as disabled: a requeue is refused', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]\nactions:\n${disable(100, 'taskcompletion')}\n${disable(110)}`,
      ),
    );
    expect(log.requests()[1]).toEqual(['disableScheduling', 409, 'NodeAlreadyInTargetSchedulingState']);
    expect(log.states('task j/t').at(-1)).toEqual([360, 'completed']);
  });

  test('L-127: an offline node is still counted, and is the first to go when its pool shrinks', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 3',
        `actions:\n${disable(100, 'requeue', 'tvm-2')}
  - { at: PT200S, resizePool: { poolId: p, targetDedicatedNodes: 2 } }`,
      ),
    );
    expect(log.of('allocation p').find((line) => line.at === 200_000)).toMatchObject({
      currentDedicatedNodes: 3,
      removing: ['tvm-2'],
    });
    expect(log.states('node p/tvm-2').slice(-3)).toEqual([
      [100, 'offline'],
      [200, 'leavingpool'],
      [205, null],
    ]);
  });
});

describe('enabling it again', () => {
  test('L-125: the node leaves offline for idle', () => {
    const log = run(scenario('targetDedicatedNodes: 1', `actions:\n${disable(100)}\n${enable(150)}`));
    expect(log.requests()[1]).toEqual(['enableScheduling', 200]);
    expect(log.states('node p/tvm-1').slice(-2)).toEqual([
      [100, 'offline'],
      [150, 'idle'],
    ]);
  });

  test('L-125 L-124: a waiting task starts on it in the same instant', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, arrival: { at: PT120S }, task: { id: t, commandLine: w10 } } ]\nactions:\n${disable(100)}\n${enable(150)}`,
      ),
    );
    expect(log.states('task j/t')).toEqual([
      [120, 'active'],
      [150, 'running'],
      [160, 'completed'],
    ]);
    expect(log.latest('task j/t', 'waited')).toEqual({ nodesUnavailable: 30_000 });
    expect(log.lines.find((line) => line.entity === 'task' && line.to === 'running')?.cause).toBe(
      log.of('request').at(-1)?.seq,
    );
    expect(log.settled('node p/tvm-1').at(-1)).toEqual([160, 'idle']);
  });

  test('S-31: it takes back a disabling that still waited for tasks', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } } ]\nactions:\n${disable(70, 'taskcompletion')}\n${enable(80)}`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [180, 'idle'],
    ]);
  });

  test('S-31: it takes back no other drain: a pending reboot and a removal go on', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } } ]
actions:
  - { at: PT65S, rebootNode: { poolId: p, nodeId: tvm-1, nodeRebootOption: taskcompletion } }
${disable(70, 'taskcompletion')}
${enable(80)}`,
      ),
    );
    expect(log.requests().map(([, status]) => status)).toEqual([202, 200, 200]);
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [120, 'rebooting'],
      [160, 'starting'],
      [190, 'running'],
      [250, 'idle'],
    ]);
  });
});

describe('a node that is disabled before it is ready', () => {
  const offlineAt = (fields: string, actions: string) =>
    run(scenario(fields, `actions:\n${actions}`)).states('node p/tvm-1');

  test.each([
    ['creating', 'targetDedicatedNodes: 1', 15, 60],
    ['starting', 'targetDedicatedNodes: 1', 40, 60],
    ['waitingforstarttask', 'targetDedicatedNodes: 1, startTask: { commandLine: w45, waitForSuccess: true }', 70, 105],
  ])('S-31: while %s, becomes offline when it would become idle', (_state, fields, at, readyAt) => {
    expect(offlineAt(fields, disable(at)).at(-1)).toEqual([readyAt, 'offline']);
  });

  test('S-31: while rebooting, becomes offline when it would become idle', () => {
    const actions = `  - { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1 } }\n${disable(110)}`;
    expect(offlineAt('targetDedicatedNodes: 1', actions).slice(-2)).toEqual([
      [140, 'starting'],
      [170, 'offline'],
    ]);
  });

  test('S-31: with a pending reboot, is offline after it', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
actions:
  - { at: PT65S, rebootNode: { poolId: p, nodeId: tvm-1, nodeRebootOption: taskcompletion } }
${disable(70, 'taskcompletion')}`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [120, 'rebooting'],
      [160, 'starting'],
      [190, 'offline'],
    ]);
  });

  test('S-31: while unusable, is offline once it has recovered', () => {
    const actions = `  - { at: PT100S, failNode: { poolId: p, nodeId: tvm-1, to: unusable } }
${disable(110)}
  - { at: PT120S, recoverNode: { poolId: p, nodeId: tvm-1 } }`;
    expect(offlineAt('targetDedicatedNodes: 1', actions).slice(-3)).toEqual([
      [100, 'unusable'],
      [120, 'starting'],
      [150, 'offline'],
    ]);
  });

  test('O-39: a replaced node is enabled, whether it was disabled before or after it was preempted', () => {
    const preempt = '  - { at: PT105S, preemptNodes: { poolId: p, count: 1 } }';
    for (const at of [100, 110]) {
      const log = run(
        scenario(
          'targetLowPriorityNodes: 1',
          `actions:\n${at < 105 ? disable(at) : ''}\n${preempt}\n${at > 105 ? disable(at) : ''}`,
        ),
      );
      expect(log.requests().map(([, status]) => status)).toEqual([200, 200]);
      expect(log.states('node p/tvm-1').slice(-4)).toEqual([
        [105, 'preempted'],
        [165, 'creating'],
        [185, 'starting'],
        [215, 'idle'],
      ]);
    }
  });

  test('O-39: until it is replaced, a preempted node keeps the scheduling state that it had', () => {
    const log = run(
      scenario(
        'targetLowPriorityNodes: 1',
        `actions:\n${disable(100)}\n  - { at: PT105S, preemptNodes: { poolId: p, count: 1 } }\n${disable(110)}\n${enable(120)}`,
      ),
    );
    expect(log.requests().map(([, status]) => status)).toEqual([200, 200, 409, 200]);
  });
});
