import { describe, expect, test } from 'vitest';
import { CLOUD_SERVICE, PROGRAMS, pool, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/** One pool `p`, one job `j` there; `rest` is the tasks and actions. */
const scenario = (fields: string, rest: string, configuration?: string): string => `
${STAGED_CLOUD}
pools: [ ${pool(fields, 'p', configuration)} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
${rest}
${PROGRAMS}
`;

describe('the states of a node', () => {
  test('L-099 L-101: a node without a start task goes creating, starting, idle', () => {
    const log = run(scenario('targetDedicatedNodes: 1', ''));
    expect(log.states('node p/tvm-1')).toEqual([
      [10, 'creating'],
      [30, 'starting'],
      [60, 'idle'],
    ]);
  });

  test('L-099 L-100: with a start task to wait for, waitingforstarttask stands between starting and idle', () => {
    const log = run(scenario('targetDedicatedNodes: 1, startTask: { commandLine: w45, waitForSuccess: true }', ''));
    expect(log.states('node p/tvm-1')).toEqual([
      [10, 'creating'],
      [30, 'starting'],
      [60, 'waitingforstarttask'],
      [105, 'idle'],
    ]);
  });

  test('L-102: a node is running from its first task to its last, and idle in between', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, maxTasksPerNode: 2',
        `tasks:
  - { jobId: j, task: { id: a, commandLine: w60 } }
  - { jobId: j, arrival: { at: PT90S }, task: { id: b, commandLine: w60 } }
  - { jobId: j, arrival: { at: PT200S }, task: { id: c, commandLine: w10 } }`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [150, 'idle'],
      [200, 'running'],
      [210, 'idle'],
    ]);
  });

  test('L-102: a task that takes over the slot at the same instant leaves no idle line', () => {
    const log = run(
      scenario('targetDedicatedNodes: 1', 'tasks: [ { jobId: j, count: 3, task: { id: "t{n}", commandLine: w10 } } ]'),
    );
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [90, 'idle'],
    ]);
  });

  test('L-104 L-144: a pool mixes both kinds, each to its own target; dedicated nodes are granted first', () => {
    const log = run(scenario('targetDedicatedNodes: 1, targetLowPriorityNodes: 2', ''));
    const kinds = log.lines
      .filter((line) => line.entity === 'node' && line.from === null)
      .map((line) => [line.nodeId, line.isDedicated]);
    expect(kinds).toEqual([
      ['tvm-1', true],
      ['tvm-2', false],
      ['tvm-3', false],
    ]);
    const allocation = log.last('allocation p');
    expect([allocation.currentDedicatedNodes, allocation.currentLowPriorityNodes]).toEqual([1, 2]);
  });

  test('L-105: every node starts enabled, so disabling is accepted and enabling is not', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `actions:
  - { at: PT70S, enableScheduling: { poolId: p, nodeId: tvm-1 } }
  - { at: PT71S, disableScheduling: { poolId: p, nodeId: tvm-1 } }`,
      ),
    );
    expect(log.requests()).toEqual([
      ['enableScheduling', 409, 'NodeAlreadyInTargetSchedulingState'],
      ['disableScheduling', 200],
    ]);
  });
});

/** How a node comes to a state, and an instant at which it is in it. */
const WAYS: Readonly<Record<string, { fields?: string; tasks?: string; before?: string; at: number }>> = {
  creating: { at: 15 },
  starting: { at: 40 },
  waitingforstarttask: { fields: 'startTask: { commandLine: w60, waitForSuccess: true }', at: 70 },
  starttaskfailed: { fields: 'startTask: { commandLine: f60, waitForSuccess: true }', at: 130 },
  idle: { at: 110 },
  running: { tasks: 'tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]', at: 110 },
  offline: { before: 'disableScheduling: { poolId: p, nodeId: tvm-1 }', at: 110 },
  rebooting: { before: 'rebootNode: { poolId: p, nodeId: tvm-1 }', at: 110 },
  reimaging: { before: 'reimageNode: { poolId: p, nodeId: tvm-1 }', at: 110 },
  leavingpool: { before: 'removeNodes: { poolId: p, nodeList: [ tvm-1 ] }', at: 102 },
  unusable: { before: 'failNode: { poolId: p, nodeId: tvm-1, to: unusable }', at: 110 },
  unknown: { before: 'failNode: { poolId: p, nodeId: tvm-1, to: unknown }', at: 110 },
  preempted: { before: 'preemptNodes: { poolId: p, nodeIds: [ tvm-1 ] }', at: 110 },
};

/** The node in that state, and the answer to an operation on it then. */
function ask(state: string, operation: string, parameters = ''): readonly unknown[] {
  const way = WAYS[state];
  const log = run(
    scenario(
      `targetLowPriorityNodes: 1, ${way.fields ?? ''}`,
      `${way.tasks ?? ''}
actions:
${way.before === undefined ? '' : `  - { at: PT100S, ${way.before} }`}
  - { at: PT${way.at}S, ${operation}: { poolId: p, nodeId: tvm-1${parameters} } }`,
      CLOUD_SERVICE,
    ),
  );
  const then = log.states('node p/tvm-1').filter(([at]) => at < way.at);
  expect(then.at(-1)?.[1]).toBe(state);
  return (log.requests().at(-1) as unknown[]).slice(1);
}

const INVALID = [409, 'OperationInvalidForCurrentState'];
const BEING_STARTED = [409, 'NodeBeingStarted'];
const AS_IT_IS = [409, 'NodeAlreadyInTargetSchedulingState'];

describe('what may be done to a node of each state', () => {
  test.each([
    ['creating', [409, 'NodeBeingCreated']],
    ['starting', BEING_STARTED],
    ['waitingforstarttask', BEING_STARTED],
    ['starttaskfailed', INVALID],
    ['idle', [202]],
    ['running', [202]],
    ['offline', INVALID],
    ['rebooting', [409, 'NodeBeingRebooted']],
    ['reimaging', [409, 'NodeBeingReimaged']],
    ['leavingpool', INVALID],
    ['unusable', [409, 'NodeStateUnusable']],
    ['unknown', INVALID],
    ['preempted', INVALID],
  ])('L-114 L-119: reboot and reimage of a node that is %s', (state, answer) => {
    expect(ask(state, 'rebootNode')).toEqual(answer);
    expect(ask(state, 'reimageNode')).toEqual(answer);
  });

  test.each(Object.keys(WAYS))('L-122 L-125: disabling and enabling scheduling on a node that is %s', (state) => {
    const disable = state === 'leavingpool' ? INVALID : state === 'offline' ? AS_IT_IS : [200];
    const enable = state === 'leavingpool' ? INVALID : state === 'offline' ? [200] : AS_IT_IS;
    expect(ask(state, 'disableScheduling')).toEqual(disable);
    expect(ask(state, 'enableScheduling')).toEqual(enable);
  });

  test.each(Object.keys(WAYS))('O-34: failing and recovering a node that is %s', (state) => {
    const isLost = ['leavingpool', 'preempted', 'unusable', 'unknown'].includes(state);
    const canRecover = state === 'unusable' || state === 'unknown';
    expect(ask(state, 'failNode', ', to: unknown')).toEqual(isLost ? INVALID : [200]);
    expect(ask(state, 'recoverNode')).toEqual(canRecover ? [200] : INVALID);
  });

  test('L-114: a node that is not there is not found, nor is one of a pool that is not there', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `actions:
  - { at: PT70S, rebootNode: { poolId: p, nodeId: tvm-2 } }
  - { at: PT71S, reimageNode: { poolId: p, nodeId: other } }
  - { at: PT72S, disableScheduling: { poolId: q, nodeId: tvm-1 } }
  - { at: PT73S, removeNodes: { poolId: p, nodeList: [ tvm-1 ] } }
  - { at: PT80S, enableScheduling: { poolId: p, nodeId: tvm-1 } }
  - { at: PT81S, failNode: { poolId: p, nodeId: tvm-1, to: unknown } }`,
      ),
    );
    expect(log.requests()).toEqual([
      ['rebootNode', 404, 'NodeNotFound'],
      ['reimageNode', 404, 'NodeNotFound'],
      ['disableScheduling', 404, 'PoolNotFound'],
      ['removeNodes', 202],
      ['enableScheduling', 404, 'NodeNotFound'],
      ['failNode', 404, 'NodeNotFound'],
    ]);
  });
});
