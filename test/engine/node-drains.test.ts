import { describe, expect, test } from 'vitest';
import { PROGRAMS, pool, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/** What happens when a node is wanted for two things at once. Task `t` runs from 60 s to 120 s. */
const scenario = (actions: readonly string[], fields = 'targetDedicatedNodes: 1', job = '', task = ''): string => `
${STAGED_CLOUD}
pools: [ ${pool(fields)} ]
jobs: [ { id: j, poolInfo: { poolId: p } ${job} } ]
tasks: [ { jobId: j, task: { id: t, commandLine: w60 ${task} } } ]
actions:
${actions.map((action) => `  - { ${action} }`).join('\n')}
${PROGRAMS}
`;
const REBOOT = 'rebootNode: { poolId: p, nodeId: tvm-1, nodeRebootOption: taskcompletion }';

describe('a node with a pending reboot', () => {
  test.each([
    ['removeNodes', 'removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: taskcompletion }'],
    ['resizePool', 'resizePool: { poolId: p, targetDedicatedNodes: 0, nodeDeallocationOption: taskcompletion }'],
  ])('S-31: leaves instead when it is to be removed by %s', (_operation, what) => {
    const log = run(scenario([`at: PT70S, ${REBOOT}`, `at: PT80S, ${what}`]));
    expect(log.requests().map(([, status]) => status)).toEqual([202, 202]);
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [120, 'leavingpool'],
      [125, null],
    ]);
    expect(log.states('task j/t').at(-1)).toEqual([120, 'completed']);
  });

  test('S-31: removed with requeue, leaves at once', () => {
    const log = run(scenario([`at: PT70S, ${REBOOT}`, 'at: PT80S, removeNodes: { poolId: p, nodeList: [ tvm-1 ] }']));
    expect(log.states('node p/tvm-1').slice(-2)).toEqual([
      [80, 'leavingpool'],
      [85, null],
    ]);
  });

  test('S-31 S-30: whose removal is stopped goes back to service, and does not reboot', () => {
    const log = run(
      scenario([
        `at: PT70S, ${REBOOT}`,
        'at: PT80S, removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: taskcompletion }',
        'at: PT90S, stopResize: { poolId: p }',
      ]),
    );
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [120, 'idle'],
    ]);
  });

  test('S-31: goes on with it when scheduling is disabled with requeue, and is offline afterwards', () => {
    const log = run(scenario([`at: PT70S, ${REBOOT}`, 'at: PT80S, disableScheduling: { poolId: p, nodeId: tvm-1 }']));
    expect(log.settled('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [80, 'rebooting'],
      [120, 'starting'],
      [150, 'offline'],
    ]);
    expect(log.latest('task j/t', 'requeueCount')).toBe(1);
  });
});

describe('a node that drains for its removal', () => {
  test('S-31: may be disabled, and is offline if the removal is stopped', () => {
    const log = run(
      scenario([
        'at: PT70S, removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: taskcompletion }',
        'at: PT80S, disableScheduling: { poolId: p, nodeId: tvm-1, nodeDisableSchedulingOption: taskcompletion }',
        'at: PT90S, stopResize: { poolId: p }',
      ]),
    );
    expect(log.requests().map(([, status]) => status)).toEqual([202, 200, 202]);
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [120, 'offline'],
    ]);
  });

  test('S-31: leaves as soon as disabling it with requeue empties it', () => {
    const log = run(
      scenario([
        'at: PT70S, removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: taskcompletion }',
        'at: PT80S, disableScheduling: { poolId: p, nodeId: tvm-1 }',
      ]),
    );
    expect(log.settled('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [80, 'leavingpool'],
      [85, null],
    ]);
  });

  test('S-31: enabling a disabled one does not keep it in the pool', () => {
    const log = run(
      scenario([
        'at: PT70S, disableScheduling: { poolId: p, nodeId: tvm-1, nodeDisableSchedulingOption: taskcompletion }',
        'at: PT80S, removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: taskcompletion }',
        'at: PT90S, enableScheduling: { poolId: p, nodeId: tvm-1 }',
      ]),
    );
    expect(log.requests().map(([, status]) => status)).toEqual([200, 202, 200]);
    expect(log.states('node p/tvm-1').slice(-2)).toEqual([
      [120, 'leavingpool'],
      [125, null],
    ]);
  });
});

describe('the option terminate', () => {
  test.each([
    ['rebootNode', 'rebootNode: { poolId: p, nodeId: tvm-1, nodeRebootOption: terminate }'],
    ['disableScheduling', 'disableScheduling: { poolId: p, nodeId: tvm-1, nodeDisableSchedulingOption: terminate }'],
  ])('S-28 L-115: of %s is a failure that the exit conditions of its tasks see', (_operation, what) => {
    const log = run(
      scenario(
        [`at: PT70S, ${what}`],
        'targetDedicatedNodes: 1',
        ', onTaskFailure: performExitOptionsJobAction',
        ', exitConditions: { default: { jobAction: terminate } }',
      ),
    );
    expect(log.states('task j/t').at(-1)).toEqual([70, 'completed']);
    expect(log.settled('job j').at(-1)).toEqual([70, 'completed']);
    expect(log.latest('job j', 'terminateReason')).toBe('TaskFailed');
  });

  test('L-123 L-115: an option that does not exist is a 400', () => {
    const log = run(
      scenario([
        'at: PT70S, rebootNode: { poolId: p, nodeId: tvm-1, nodeRebootOption: later }',
        'at: PT80S, disableScheduling: { poolId: p, nodeId: tvm-1, nodeDisableSchedulingOption: retaineddata }',
      ]),
    );
    expect(log.requests()).toEqual([
      ['rebootNode', 400, 'InvalidPropertyValue'],
      ['disableScheduling', 400, 'InvalidPropertyValue'],
    ]);
    expect(log.states('task j/t').at(-1)).toEqual([120, 'completed']);
  });
});

describe('a preempted node', () => {
  test('L-148: leaves with its pool like the others', () => {
    const log = run(
      scenario(
        ['at: PT70S, preemptNodes: { poolId: p, count: 1 }', 'at: PT80S, deletePool: { poolId: p }'],
        'targetLowPriorityNodes: 1',
      ),
    );
    expect(log.states('node p/tvm-1').slice(-3)).toEqual([
      [70, 'preempted'],
      [80, 'leavingpool'],
      [85, null],
    ]);
    expect(log.states('pool p').at(-1)).toEqual([85, null]);
  });
});

describe('what its waiting tasks wait for', () => {
  test('L-150: a preempted node counts as not available, then as starting', () => {
    const log = run(scenario(['at: PT70S, preemptNodes: { poolId: p, count: 1 }'], 'targetLowPriorityNodes: 1'));
    expect(log.of('task j/t').findLast((line) => line.to === 'running')?.waited).toEqual({
      nodesUnavailable: 60_000,
      nodeStart: 50_000,
    });
  });

  test('L-117: a reboot counts as starting, its start task as start task', () => {
    const log = run(
      scenario(
        ['at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1 }'],
        'targetDedicatedNodes: 1, startTask: { commandLine: w10, waitForSuccess: true }',
      ),
    );
    expect(log.of('task j/t').findLast((line) => line.to === 'running')?.waited).toEqual({
      nodeStart: 70_000,
      startTask: 10_000,
    });
  });

  test('O-34: an unusable node counts as not available until it recovers', () => {
    const log = run(
      scenario([
        'at: PT70S, failNode: { poolId: p, nodeId: tvm-1, to: unusable }',
        'at: PT100S, recoverNode: { poolId: p, nodeId: tvm-1 }',
      ]),
    );
    expect(log.of('task j/t').findLast((line) => line.to === 'running')?.waited).toEqual({
      nodesUnavailable: 30_000,
      nodeStart: 30_000,
    });
  });
});
