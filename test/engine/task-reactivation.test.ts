import { describe, expect, test } from 'vitest';
import { onPool, runsOf } from '../support/job-lab.ts';
import type { RunLog } from '../support/run.ts';

const ONE = 'targetDedicatedNodes: 1';
const JOB = 'jobs: [ { id: j, poolInfo: { poolId: p } } ]';
const REACTIVATE = 'reactivateTask: { jobId: j, taskId: t }';
const codes = (log: RunLog) => log.of('request').map(({ to, status, code }) => [to, status, ...(code ? [code] : [])]);
const states = (log: RunLog, task = 't') => log.states(`task j/${task}`);

/** A job with a task `t`, which gets a node at 60 s. */
const one = (task: string, actions: string, job = '', programs: readonly string[] = []) =>
  onPool(
    ONE,
    `
    jobs: [ { id: j, poolInfo: { poolId: p }${job} } ]
    tasks: [ { jobId: j, task: { id: t, ${task} } } ]
    actions: [ ${actions} ]
    `,
    programs,
  );

describe('reactivating a task', () => {
  test('L-370: answers 204; a failed task is active again at once, with retryCount 0', () => {
    const log = one('commandLine: f30, constraints: { maxTaskRetryCount: 1 }', `{ at: PT200S, ${REACTIVATE} }`);
    expect(codes(log)).toEqual([['reactivateTask', 204]]);
    expect(states(log).slice(4)).toEqual([
      [120, 'completed'],
      [200, 'active'],
      [200, 'running'],
      [230, 'active'],
      [230, 'running'],
      [260, 'completed'],
    ]);
    expect(log.of('task j/t')[5]).toMatchObject({
      from: 'completed',
      to: 'active',
      reason: 'reactivated',
      retryCount: 0,
    });
    expect(log.of('task j/t')[5].cause).toBe(log.last('request').seq);
  });

  test('L-372, S-13: gives it maxTaskRetryCount + 1 fresh attempts, which do as its first ones did', () => {
    const log = one(
      'commandLine: flaky, constraints: { maxTaskRetryCount: 1 }',
      `{ at: PT200S, ${REACTIVATE} }, { at: PT300S, ${REACTIVATE} }`,
      '',
      ['{ match: flaky, duration: PT10S, exitCode: { attempts: [ 5, 6, 0 ] } }'],
    );
    // by retryCount 0 and 1 in every series: it never gets to 0
    expect(runsOf(log, 'j/t').map(([at]) => at)).toEqual([60, 70, 200, 210, 300, 310]);
    expect(
      log
        .of('task j/t')
        .filter(({ exitCode }) => exitCode !== undefined)
        .map(({ exitCode }) => exitCode),
    ).toEqual([6, 6, 6]);
    expect(log.summary.tasks).toMatchObject({ total: 1, failed: 1, retries: 3 });
  });

  test('L-371: one that succeeded, that is not completed or is not there is refused', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } }, { jobId: j, task: { id: u, commandLine: w300 } }, { jobId: j, task: { id: v, commandLine: w300 } } ]
      actions:
        - { at: PT100S, ${REACTIVATE} }
        - { at: PT100S, reactivateTask: { jobId: j, taskId: u } }
        - { at: PT100S, reactivateTask: { jobId: j, taskId: v } }
        - { at: PT100S, reactivateTask: { jobId: j, taskId: x } }
        - { at: PT100S, reactivateTask: { jobId: x, taskId: t } }
      `,
    );
    expect(codes(log)).toEqual([
      ['reactivateTask', 409, 'TaskSucceeded'],
      ['reactivateTask', 409, 'TaskNotCompleted'],
      ['reactivateTask', 409, 'TaskNotCompleted'],
      ['reactivateTask', 404, 'TaskNotFound'],
      ['reactivateTask', 404, 'JobNotFound'],
    ]);
  });

  test('L-371: in a job that is completed, terminating or deleting it is refused', () => {
    const prepared = ', jobPreparationTask: { commandLine: w1 }, jobReleaseTask: { commandLine: w60 }';
    const log = one(
      'commandLine: f30',
      `{ at: PT100S, terminateJob: { jobId: j } }, { at: PT110S, ${REACTIVATE} }, { at: PT200S, ${REACTIVATE} }`,
      prepared,
    );
    expect(codes(log).slice(1)).toEqual([
      ['reactivateTask', 409, 'JobBeingTerminated'],
      ['reactivateTask', 409, 'JobCompleted'],
    ]);
    const deleting = one(
      'commandLine: f30',
      `{ at: PT100S, deleteJob: { jobId: j } }, { at: PT110S, ${REACTIVATE} }`,
      prepared,
    );
    expect(codes(deleting).slice(1)).toEqual([['reactivateTask', 409, 'JobBeingDeleted']]);
  });

  test('L-370: one that was terminated, killed by its wall clock, or never ran can be reactivated too', () => {
    const terminated = one(
      'commandLine: w30',
      `{ at: PT70S, terminateTask: { jobId: j, taskId: t } }, { at: PT100S, ${REACTIVATE} }`,
    );
    expect(terminated.last('task j/t')).toMatchObject({ at: 130_000, result: 'success' });
    const queued = one(
      'commandLine: w30',
      `{ at: PT10S, terminateTask: { jobId: j, taskId: t } }, { at: PT20S, ${REACTIVATE} }`,
    );
    expect(queued.last('task j/t')).toMatchObject({ at: 90_000, result: 'success' });
    expect(queued.of('task j/t')[3].waited).toEqual({ allocation: 40_000 });
    const killed = one('commandLine: w30, constraints: { maxWallClockTime: PT20S }', `{ at: PT100S, ${REACTIVATE} }`);
    expect(runsOf(killed, 'j/t')).toHaveLength(2);
  });

  test('L-370, L-386: a failed upload with exit code 0 is no success', () => {
    const log = onPool(
      ONE,
      `
      cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S }, transfers: { uploads: [ { match: "*", fails: true, size: 1MB } ] } }
      ${JOB}
      tasks:
        - jobId: j
          task:
            id: t
            commandLine: w30
            outputFiles: [ { filePattern: "*", destination: { container: { containerUrl: "https://x" } }, uploadOptions: { uploadCondition: taskcompletion } } ]
      actions: [ { at: PT100S, ${REACTIVATE} } ]
      `,
    );
    expect(codes(log)).toEqual([['reactivateTask', 204]]);
  });

  test('L-370, O-44: it takes its old place in the queue', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: f30 } }, { jobId: j, count: 3, task: { id: "u{n}", commandLine: w30 } } ]
      actions: [ { at: PT100S, ${REACTIVATE} } ]
      `,
    );
    expect(log.starts()).toEqual(['t', 'u1', 't', 'u2', 'u3']);
  });

  test('L-370: in a disabled job it waits for the enabling', () => {
    const log = one(
      'commandLine: f30',
      `{ at: PT100S, disableJob: { jobId: j, disableTasks: wait } }, { at: PT110S, ${REACTIVATE} }, { at: PT150S, enableJob: { jobId: j } }`,
    );
    expect(states(log).slice(-3)).toEqual([
      [110, 'active'],
      [150, 'running'],
      [180, 'completed'],
    ]);
    expect(log.of('task j/t').at(-2)!.waited).toEqual({ jobDisabled: 40_000 });
  });

  /** Task `t` fails on tvm-1; from 100 s on a long task keeps that node, so that `t` succeeds on tvm-2 when it is reactivated. */
  const family = (tasks: string, actions: string) =>
    onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, usesTaskDependencies: true } ]
      tasks:
        - { jobId: j, task: { id: t, commandLine: picky } }
        - { jobId: j, arrival: { at: PT100S }, task: { id: long, commandLine: w1200 } }
        ${tasks}
      actions: [ ${actions} ]
      `,
      ['{ match: picky, duration: PT30S, perNode: { count: 1, exitCode: 1 } }'],
    );

  test('L-403: a blocked dependent starts when its reactivated parent succeeds', () => {
    const log = family(
      '- { jobId: j, task: { id: u, commandLine: w30, dependsOn: { taskIds: [ t ] } } }',
      `{ at: PT200S, ${REACTIVATE} }`,
    );
    expect(log.last('task j/t')).toMatchObject({ at: 230_000, result: 'success' });
    expect(states(log, 'u')).toEqual([
      [0, 'active'],
      [230, 'running'],
      [260, 'completed'],
    ]);
    expect(log.of('task j/u')[1].waited).toEqual({ dependency: 230_000 });
  });

  test('L-402, L-427: who is added while its parent is active again waits for it; who was satisfied before does not', () => {
    const satisfying = 'exitConditions: { default: { dependencyAction: satisfy } }';
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, usesTaskDependencies: true } ]
      tasks:
        - { jobId: j, task: { id: t, commandLine: f30, ${satisfying} } }
        - { jobId: j, task: { id: other, commandLine: w60 } }
        - { jobId: j, task: { id: old, commandLine: w30, dependsOn: { taskIds: [ other, t ] } } }
      actions:
        - { at: PT100S, ${REACTIVATE} }
        - { at: PT110S, addTask: { jobId: j, id: new, commandLine: w30, dependsOn: { taskIds: [ other, t ] } } }
      `,
    );
    // t 60-90, other 90-150, then t again 150-180, old 180-210 and new after it
    expect(log.starts()).toEqual(['t', 'other', 't', 'old', 'new']);
    expect(log.of('task j/old')[1]).toMatchObject({ at: 180_000, waited: { dependency: 150_000, slots: 30_000 } });
    expect(log.of('task j/new')[1].waited).toEqual({ dependency: 70_000, slots: 30_000 });
  });
});

describe('the lifetime of a task', () => {
  const WEEK = 7 * 24 * 3600;
  const LONG = ['{ match: endless, duration: P8D }'];

  test('L-373, L-211, O-74: seven days after its creation a running task is killed', () => {
    const log = one('commandLine: endless, constraints: { maxTaskRetryCount: 5 }', '', '', LONG);
    expect(states(log)).toEqual([
      [0, 'active'],
      [60, 'running'],
      [WEEK, 'completed'],
    ]);
    expect(log.last('task j/t')).toMatchObject({ reason: 'lifetimeExpired', exitCode: 137, result: 'failure' });
    expect(log.summary.tasks).toMatchObject({ failed: 1, terminated: 1, retries: 0 });
  });

  test('L-373, O-74: one in preparing is completed too', () => {
    const log = one('commandLine: w30', '', ', jobPreparationTask: { commandLine: endless }', LONG);
    expect(log.last('task j/t')).toMatchObject({ at: WEEK * 1000, from: 'preparing', to: 'completed' });
  });

  test('L-373, L-427, O-74: one that still waits stays active but is never started, and keeps its job from ending', () => {
    const log = onPool(
      ONE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, onAllTasksComplete: terminatejob } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      actions:
        - { at: PT10S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: P7DT1H, enableJob: { jobId: j } }
        - { at: P7DT2H, addTask: { jobId: j, id: u, commandLine: w30 } }
      `,
    );
    expect(states(log)).toEqual([[0, 'active']]);
    expect(states(log, 'u').at(-1)).toEqual([WEEK + 7230, 'completed']);
    expect(log.last('job j').to).toBe('active');
    expect(log.last('run').waiting).toEqual({
      j: { allocation: 10_000, jobDisabled: (WEEK + 3590) * 1000, ineligible: 3630_000 },
    });
    expect(log.summary.stuck).toHaveLength(1);
  });

  test('L-373, O-74, S-11: one that is on its way to a node comes back and is never started', () => {
    const log = onPool(
      ONE,
      `
      cloud: { dispatch: P1D, nodes: { allocate: PT1M, create: PT0S, start: PT0S } }
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } }, { jobId: j, arrival: { at: P5D }, task: { id: u, commandLine: w30 } } ]
      actions:
        - { at: PT10S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: P6DT12H, enableJob: { jobId: j } }
      `,
    );
    expect(states(log)).toEqual([[0, 'active']]);
    expect(states(log, 'u').slice(1)).toEqual([
      [WEEK + 86_400, 'running'], // the only slot is its own from the seventh day on
      [WEEK + 86_430, 'completed'],
    ]);
    expect(log.summary.stuck).toMatchObject([{ entity: 'task:j/t', reason: expect.stringContaining('seven days') }]);
  });

  test('L-373: counts from its creation, each task for itself', () => {
    const log = onPool(
      'targetDedicatedNodes: 3',
      `
      ${JOB}
      tasks:
        - { jobId: j, task: { id: a, commandLine: endless } }
        - { jobId: j, task: { id: b, commandLine: w30 } }
        - { jobId: j, arrival: { at: PT1H }, task: { id: c, commandLine: endless } }
      `,
      LONG,
    );
    expect(log.last('task j/a').at).toBe(WEEK * 1000);
    expect(log.last('task j/c').at).toBe((WEEK + 3600) * 1000);
  });

  test('L-373, S-1: a week without anything to come keeps no run alive', () => {
    const log = onPool(
      ONE,
      `
      jobs: [ { id: j, poolInfo: { poolId: nowhere } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
    `,
    );
    expect(log.summary).toMatchObject({ endedAtSeconds: 60, endReason: 'quiescent' });
  });

  test('L-373, L-370: is not renewed by a reactivation: what runs is killed, what waits longer is not started', () => {
    const running = one(
      'commandLine: endless',
      `{ at: P1D, terminateTask: { jobId: j, taskId: t } }, { at: P2D, ${REACTIVATE} }, { at: P1DT1H, addTask: { jobId: j, id: u, commandLine: w30 } }`,
      '',
      LONG,
    );
    expect(running.last('task j/t')).toMatchObject({ at: WEEK * 1000, reason: 'lifetimeExpired' });
    const late = one('commandLine: f30', `{ at: P7D, ${REACTIVATE} }`);
    expect(states(late).slice(-2)).toEqual([
      [90, 'completed'],
      [WEEK, 'active'],
    ]);
    expect(late.summary.stuck).toHaveLength(1);
  });
});
