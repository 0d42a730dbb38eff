import { describe, expect, test } from 'vitest';
import { simulate } from '../../src/simulate.ts';
import { onPool, withPools } from '../support/job-lab.ts';
import { pool, type RunLog } from '../support/run.ts';

const ONE = 'targetDedicatedNodes: 1';
const JOB = 'jobs: [ { id: j, poolInfo: { poolId: p } } ]';
/** The lines of one instant as `entity id: to`. */
const at = (log: RunLog, seconds: number) =>
  log.lines
    .filter((line) => line.at === seconds * 1000)
    .map(({ entity, to, ...ids }) => `${entity} ${ids.taskId ?? ids.jobId ?? ids.nodeId ?? ids.poolId ?? ''}: ${to}`);
const start = (log: RunLog, name: string, nth = 0) => log.of(`task ${name}`).filter(({ to }) => to === 'running')[nth];
/** The line that led to a start. */
const causeOf = (log: RunLog, name: string, nth = 0) => log.lines[start(log, name, nth).cause!];

describe('what happens at one instant', () => {
  test('S-25: bodies of the file come first: pools, jobs, schedules, tasks', () => {
    const log = onPool(
      ONE,
      `
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      actions: [ { at: PT0S, addTask: { jobId: j, id: a, commandLine: w30 } } ]
      jobSchedules: [ { id: s, schedule: {}, jobSpecification: { poolInfo: { poolId: p } } } ]
      ${JOB}
      `,
    );
    expect(at(log, 0).slice(0, 7)).toEqual([
      'run : started',
      'pool p: active',
      'allocation p: steady',
      'allocation p: resizing',
      'job j: active',
      'jobSchedule : active',
      'task t: active',
    ]);
    expect(at(log, 0)).toContain('task a: active');
  });

  test('O-01, S-25: ends, then changes of nodes, then calls, then timers, then one pass', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p }, constraints: { maxWallClockTime: PT90S } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } }, { jobId: k, task: { id: k1, commandLine: w600 } } ]
      actions:
        - { at: PT90S, addTask: { jobId: j, id: u, commandLine: w30 } }
        - { at: PT90S, failNode: { poolId: p, nodeId: tvm-1, to: unusable } }
      `,
    );
    expect(at(log, 90)).toEqual([
      'task t: completed',
      'request tvm-1: failNode',
      'node tvm-1: unusable',
      'request u: addTask',
      'task u: active',
      'job k: terminating',
      'task k1: completed',
      'job k: completed',
      'task u: running',
    ]);
  });

  test('S-25: calls: arrivals in the order of the file, then actions, then acts of programs by their start', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      ${JOB}
      tasks:
        - { jobId: j, arrival: { at: PT100S }, task: { id: x, commandLine: w30 } }
        - { jobId: j, task: { id: first, commandLine: boss } }
        - { jobId: j, arrival: { at: PT100S }, task: { id: y, commandLine: w30 } }
        - { jobId: j, task: { id: second, commandLine: deputy } }
      actions:
        - { at: PT100S, addTask: { jobId: j, id: action2, commandLine: w30 } }
        - { at: PT100S, addTask: { jobId: j, id: action1, commandLine: w30 } }
      `,
      [
        '{ match: deputy, duration: PT90S, then: [ { after: PT40S, addTask: { id: deputy1, commandLine: w1 } } ] }',
        '{ match: boss, duration: PT90S, then: [ { after: PT40S, addTask: { id: boss1, commandLine: w1 } }, { after: PT40S, addTask: { id: boss2, commandLine: w1 } } ] }',
      ],
    );
    expect(at(log, 100).filter((line) => line.startsWith('task'))).toEqual(
      ['x', 'y', 'action2', 'action1', 'boss1', 'boss2', 'deputy1'].map((id) => `task ${id}: active`),
    );
  });

  test('S-25: a node that becomes free at an instant is given once all calls of it are known', () => {
    const log = onPool(
      ONE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: high, priority: 5, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w30 } } ]
      actions: [ { at: PT90S, addTask: { jobId: high, id: h, commandLine: w30 } } ]
      `,
    );
    expect(log.starts()).toEqual(['t1', 'h', 't2']);
  });

  test('S-25, S-6: tasks of no duration take a round each of their instant, and the node is running once', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, count: 3, task: { id: "t{n}", commandLine: nothing } } ]
      `,
      ['{ match: nothing, duration: PT0S }'],
    );
    expect(at(log, 60).filter((line) => line.startsWith('task'))).toEqual([
      'task t1: running',
      'task t1: completed',
      'task t2: running',
      'task t2: completed',
      'task t3: running',
      'task t3: completed',
    ]);
    expect(log.summary.tasks.waitSeconds.total).toBe(180);
    expect(log.settled('node p/tvm-1').at(-1)).toEqual([60, 'idle']);
  });

  test('S-25, S-2: an instant that does not end within 100,000 rounds ends the run with reason limit', () => {
    const { summary } = simulate(`
pools: [ ${pool(ONE)} ]
${JOB}
tasks: [ { jobId: j, task: { id: t, commandLine: never, constraints: { maxTaskRetryCount: -1 } } } ]
programs: [ { match: never, duration: PT0S, exitCode: 1 } ]
cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S } }
`);
    expect(summary).toMatchObject({ endReason: 'limit', endedAtSeconds: 60 });
    expect(summary.limit).toMatch(/100000/);
    expect(summary.tasks.retries).toBeGreaterThan(99_000);
  });

  test('S-1: what falls exactly on the end still happens, and nothing after it', () => {
    const log = onPool(
      ONE,
      `
      end: PT90S
      ${JOB}
      tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w30 } } ]
      `,
    );
    expect(log.last('task j/t1')).toMatchObject({ at: 90_000, to: 'completed' });
    expect(log.last('task j/t2')).toMatchObject({ at: 90_000, to: 'running' });
    expect(log.last('run')).toMatchObject({ at: 90_000, reason: 'horizon' });
  });

  test('S-25, S-12: jobs that end by all tasks complete do so after the calls and before the timers of an instant', () => {
    const log = onPool(
      ONE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, onAllTasksComplete: terminatejob, constraints: { maxWallClockTime: PT90S } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      actions: [ { at: PT90S, addTask: { jobId: j, id: u, commandLine: w30 } } ]
      `,
    );
    expect(log.last('job j').terminateReason).toBe('MaxWallClockTimeExpiry');
    expect(log.last('task j/u')).toMatchObject({ at: 90_000, reason: 'terminatedWithJob' });
  });
});

describe('S-27: the cause of a start is the line that made it possible', () => {
  test('S-27: a node that got ready, never its idle line', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      `,
    );
    expect(causeOf(log, 'j/t')).toMatchObject({ entity: 'node', nodeId: 'tvm-1', to: 'starting' });
    const waited = onPool(
      `${ONE}, startTask: { commandLine: w30, waitForSuccess: true }`,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      `,
    );
    expect(causeOf(waited, 'j/t')).toMatchObject({ entity: 'startTask', to: 'completed' });
  });

  test('S-27: the completion of the task that had the slot, or of the parent', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, usesTaskDependencies: true } ]
      tasks:
        - { jobId: j, task: { id: a, commandLine: w30 } }
        - { jobId: j, task: { id: b, commandLine: w60 } }
        - { jobId: j, task: { id: c, commandLine: w60 } }
        - { jobId: j, task: { id: d, commandLine: w30, dependsOn: { taskIds: [ b ] } } }
      `,
    );
    expect(causeOf(log, 'j/c').seq).toBe(log.last('task j/a').seq);
    expect(causeOf(log, 'j/d').seq).toBe(log.last('task j/b').seq);
  });

  test('S-27: the line of its own arrival, where everything else was there', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, arrival: { at: PT100S }, task: { id: t, commandLine: w30 } } ]
      `,
    );
    expect(causeOf(log, 'j/t').seq).toBe(log.of('task j/t')[0].seq);
    expect(log.of('task j/t')[0].cause).toBe(0);
  });

  test('S-27: its own retry, requeue or reactivation', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: f30, constraints: { maxTaskRetryCount: 1 } } } ]
      actions: [ { at: PT200S, reactivateTask: { jobId: j, taskId: t } } ]
      `,
    );
    expect(causeOf(log, 'j/t', 1)).toMatchObject({ taskId: 't', reason: 'retried' });
    expect(causeOf(log, 'j/t', 2)).toMatchObject({ taskId: 't', reason: 'reactivated' });
  });

  test('S-27: the job that was enabled', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      actions: [ { at: PT10S, disableJob: { jobId: j, disableTasks: requeue } }, { at: PT100S, enableJob: { jobId: j } } ]
      `,
    );
    expect(causeOf(log, 'j/t')).toMatchObject({ entity: 'job', jobId: 'j', to: 'active' });
  });

  test('S-27: the request that enabled its node, or the allocation that gave it back', () => {
    const enabled = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, arrival: { at: PT80S }, task: { id: t, commandLine: w30 } } ]
      actions: [ { at: PT70S, disableScheduling: { poolId: p, nodeId: tvm-1 } }, { at: PT100S, enableScheduling: { poolId: p, nodeId: tvm-1 } } ]
      `,
    );
    expect(causeOf(enabled, 'j/t')).toMatchObject({ entity: 'request', to: 'enableScheduling' });
    const stopped = onPool(
      `${ONE}, maxTasksPerNode: 2`,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: a, commandLine: w600 } }, { jobId: j, arrival: { at: PT80S }, task: { id: t, commandLine: w30 } } ]
      actions:
        - { at: PT70S, resizePool: { poolId: p, targetDedicatedNodes: 0, nodeDeallocationOption: taskcompletion } }
        - { at: PT100S, stopResize: { poolId: p } }
      `,
    );
    expect(start(stopped, 'j/t').at).toBe(100_000);
    expect(causeOf(stopped, 'j/t')).toMatchObject({ entity: 'allocation', to: 'steady' });
  });

  test('S-27, L-272: the preparation of its node; the preparation that of the assignment', () => {
    const log = onPool(
      ONE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w30 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      `,
    );
    expect(causeOf(log, 'j/t')).toMatchObject({ entity: 'jobPreparation', to: 'completed' });
    expect(log.lines[log.of('task j/t')[1].cause!]).toMatchObject({ entity: 'node' });
  });

  test('S-27: the last of those that it needed: a slot freed by a task of another job', () => {
    const log = withPools(
      [pool('targetDedicatedNodes: 2')],
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p } } ]
      tasks:
        - { jobId: j, task: { id: a, commandLine: w60 } }
        - { jobId: j, task: { id: b, commandLine: w90 } }
        - { jobId: k, arrival: { at: PT100S }, task: { id: t, commandLine: w30 } }
      actions: [ { at: PT110S, terminateTask: { jobId: j, taskId: b } } ]
      `,
    );
    expect(start(log, 'k/t').at).toBe(110_000);
    expect(causeOf(log, 'k/t')).toMatchObject({ taskId: 'b', reason: 'terminatedByUser' });
  });
});
