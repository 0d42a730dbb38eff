import { describe, expect, test } from 'vitest';
import { onPool, runsOf } from '../support/job-lab.ts';
import type { RunLog } from '../support/run.ts';

const JOB = 'jobs: [ { id: j, poolInfo: { poolId: p } } ]';
/** [operation, status, code, task] of every request. */
const answers = (log: RunLog) =>
  log.of('request').map(({ to, status, code, taskId }) => [to, status, ...(code ? [code] : []), taskId ?? '-']);

describe('adding a task', () => {
  test('L-345, L-354, L-355: answers 201, and the task is active from that instant', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      actions: [ { at: PT100S, addTask: { jobId: j, id: t, commandLine: w30 } } ]
      `,
    );
    expect(answers(log)).toEqual([['addTask', 201, 't']]);
    expect(log.states('task j/t')).toEqual([
      [100, 'active'],
      [100, 'running'],
      [130, 'completed'],
    ]);
    expect(log.of('task j/t')[0]).toMatchObject({ from: null, reason: 'added', cause: log.last('request').seq });
  });

  test('L-345: a second task of an id is TaskExists, whatever the case of its letters, also when the first is completed', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: Frame-1, commandLine: w30 } } ]
      actions:
        - { at: PT10S, addTask: { jobId: j, id: frame-1, commandLine: w30 } }
        - { at: PT100S, addTask: { jobId: j, id: FRAME-1, commandLine: w30 } }
      `,
    );
    expect(log.states('task j/Frame-1').at(-1)).toEqual([90, 'completed']);
    expect(answers(log)).toEqual([
      ['addTask', 409, 'TaskExists', 'frame-1'],
      ['addTask', 409, 'TaskExists', 'FRAME-1'],
    ]);
  });

  test('L-345: ids are unique within their job only', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } }, { jobId: k, task: { id: t, commandLine: w60 } } ]
      `,
    );
    expect(log.summary.tasks.succeeded).toBe(2);
    expect(log.states('task k/t').at(-1)).toEqual([120, 'completed']);
  });

  test('L-345, L-369: the id of a deleted task is free again, generated or not', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w30 } } ]
      actions:
        - { at: PT10S, deleteTask: { jobId: j, taskId: T2 } }
        - { at: PT20S, addTask: { jobId: j, id: t2, commandLine: w60 } }
        - { at: PT20S, addTask: { jobId: j, id: t2, commandLine: w60 } }
        - { at: PT200S, deleteTask: { jobId: j, taskId: t2 } }
        - { at: PT200S, addTask: { jobId: j, id: t2, commandLine: w10 } }
      `,
    );
    expect(answers(log)).toEqual([
      ['deleteTask', 200, 'T2'],
      ['addTask', 201, 't2'],
      ['addTask', 409, 'TaskExists', 't2'],
      ['deleteTask', 200, 't2'],
      ['addTask', 201, 't2'],
    ]);
    expect(log.states('task j/t2')).toEqual([
      [0, 'active'],
      [10, null],
      [20, 'active'],
      [90, 'running'],
      [150, 'completed'],
      [200, null],
      [200, 'active'],
      [200, 'running'],
      [210, 'completed'],
    ]);
  });

  test('L-345: without a job of that id it is a 404', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      actions: [ { at: PT10S, addTask: { jobId: j, id: t, commandLine: w30 } } ]
      `,
    );
    expect(log.requests()).toEqual([['addTask', 404, 'JobNotFound']]);
  });

  test('L-351: dependsOn in a job without usesTaskDependencies is refused', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      actions: [ { at: PT10S, addTask: { jobId: j, id: t, commandLine: w30, dependsOn: { taskIds: [ a ] } } } ]
      `,
    );
    expect(log.requests()).toEqual([['addTask', 400, 'TaskDependenciesNotSpecifiedOnJob']]);
    expect(log.summary.tasks.total).toBe(0);
  });

  test('L-269, L-293: a generated task that meets the id of the preparation or release task is refused alone', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      jobs:
        - id: j
          poolInfo: { poolId: p }
          jobPreparationTask: { id: t2, commandLine: w1 }
          jobReleaseTask: { id: t3, commandLine: w1 }
      actions:
        - { at: PT0S, addTasks: { jobId: j, count: 4, arrival: { every: PT5S }, task: { id: "t{n}", commandLine: w10 } } }
      `,
    );
    expect(answers(log)).toEqual([
      ['addTasks', 200, '-'],
      ['addTask', 409, 'TaskIdSameAsJobPreparationTask', 't2'],
      ['addTask', 409, 'TaskIdSameAsJobReleaseTask', 't3'],
    ]);
    expect(log.summary.tasks.succeeded).toBe(2);
  });
});

describe('adding many tasks', () => {
  test('L-346, L-347, S-3, S-33: is one line with 200, and one more for each task that fails; the others are added', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t2, commandLine: w30 } } ]
      actions: [ { at: PT10S, addTasks: { jobId: j, count: 3, task: { id: "t{n}", commandLine: w30 } } } ]
      `,
    );
    expect(answers(log)).toEqual([
      ['addTasks', 200, '-'],
      ['addTask', 409, 'TaskExists', 't2'],
    ]);
    expect(log.summary.requests).toEqual({ accepted: 1, rejected: 1 });
    expect(log.starts()).toEqual(['t2', 't1', 't3']);
  });

  test('L-346, S-3: more than 100 are accepted in one request', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      actions: [ { at: PT10S, addTasks: { jobId: j, count: 150, task: { id: "t{n}", commandLine: w1 } } } ]
      `,
    );
    expect(log.requests()).toEqual([['addTasks', 200]]);
    expect(log.summary.tasks.succeeded).toBe(150);
  });

  test('S-33, L-200: to a job that takes none is one refusal', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      actions:
        - { at: PT10S, terminateJob: { jobId: j } }
        - { at: PT20S, addTasks: { jobId: j, count: 3, task: { id: "t{n}", commandLine: w1 } } }
        - { at: PT20S, addTasks: { jobId: k, count: 3, task: { id: "t{n}", commandLine: w1 } } }
      `,
    );
    expect(log.requests()).toEqual([
      ['terminateJob', 202],
      ['addTasks', 409, 'JobCompleted'],
      ['addTasks', 404, 'JobNotFound'],
    ]);
  });

  test('S-4, S-32: has the shape of an entry of tasks; arrivals are relative to the request, the first of `every` at `from`', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      actions:
        - at: PT100S
          addTasks:
            jobId: j
            count: 3
            arrival: { every: PT20S, from: PT10S }
            task: { id: "t{n:3}", commandLine: anything }
            runs: { duration: PT5S, exitCode: 3 }
      `,
    );
    expect(log.states('task j/t001')).toEqual([
      [110, 'active'],
      [110, 'running'],
      [115, 'completed'],
    ]);
    expect(log.states('task j/t003')[0]).toEqual([150, 'active']);
    expect(log.last('task j/t002')).toMatchObject({ at: 135_000, exitCode: 3 });
    expect(log.summary.unmatchedCommandLines).toEqual([]);
  });

  test('S-33: tasks of one request that arrive when the job takes none are refused at their instants', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      actions:
        - { at: PT100S, addTasks: { jobId: j, count: 3, arrival: { every: PT20S }, task: { id: "t{n}", commandLine: w1 } } }
        - { at: PT120S, terminateJob: { jobId: j } }
      `,
    );
    expect(log.of('request').map(({ at, to, code }) => [at / 1000, to, code])).toEqual([
      [100, 'addTasks', undefined],
      [120, 'terminateJob', undefined],
      [140, 'addTask', 'JobCompleted'],
    ]);
  });
});

describe('constraints of a task', () => {
  test('L-348, L-360: without any, its retries are those of its job', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 2 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: f10 } } ]
      `,
    );
    expect(runsOf(log, 'j/t').map(([at]) => at)).toEqual([60, 70, 80]);
    expect(log.latest('task j/t', 'retryCount')).toBe(2);
  });

  test('L-348, L-263: with constraints that name no retry count it has none', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 2 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: f10, constraints: { maxWallClockTime: PT5M } } } ]
      `,
    );
    expect(runsOf(log, 'j/t')).toHaveLength(1);
  });

  test('L-349, L-194: the retry count is fixed when the task is added, also for one that already runs or waits', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 1 } } ]
      tasks: [ { jobId: j, task: { id: old, commandLine: f10 } } ]
      actions:
        - { at: PT30S, patchJob: { jobId: j, constraints: { maxTaskRetryCount: 0 } } }
        - { at: PT40S, addTask: { jobId: j, id: new, commandLine: f10 } }
      `,
    );
    expect(runsOf(log, 'j/old')).toHaveLength(2);
    expect(runsOf(log, 'j/new')).toHaveLength(1);
  });

  test('L-350: an update answers 200 and may change them until the task is completed', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: f10 } } ]
      actions:
        - { at: PT65S, updateTask: { jobId: j, taskId: t, constraints: { maxTaskRetryCount: 1 } } }
        - { at: PT90S, updateTask: { jobId: j, taskId: t, constraints: { maxTaskRetryCount: 5 } } }
        - { at: PT90S, updateTask: { jobId: j, taskId: u, constraints: { maxTaskRetryCount: 5 } } }
      `,
    );
    expect(log.requests()).toEqual([
      ['updateTask', 200],
      ['updateTask', 409, 'TaskCompleted'],
      ['updateTask', 404, 'TaskNotFound'],
    ]);
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [70, 'active'],
      [70, 'running'],
      [80, 'completed'],
    ]);
  });

  test('L-350: an update replaces all of them: what it leaves out has its default', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: f30, constraints: { maxTaskRetryCount: 3, maxWallClockTime: PT10S } } } ]
      actions: [ { at: PT30S, updateTask: { jobId: j, taskId: t, constraints: {} } } ]
      `,
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [90, 'completed'],
    ]);
  });

  test('L-350, S-3: the line of an update carries what it changed', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      actions: [ { at: PT30S, updateTask: { jobId: j, taskId: t, constraints: { maxTaskRetryCount: 4, maxWallClockTime: PT1M } } } ]
      `,
    );
    expect(log.last('request').changes).toEqual({ constraints: { maxTaskRetryCount: 4, maxWallClockTimeMs: 60_000 } });
  });
  test('L-350, L-364: a new wall clock counts from the start of the attempt that runs', () => {
    const limited = (constraints: string, at: string) =>
      onPool(
        'targetDedicatedNodes: 1',
        `
        ${JOB}
        tasks: [ { jobId: j, task: { id: t, commandLine: w90, constraints: { maxWallClockTime: PT60S } } } ]
        actions: [ { at: ${at}, updateTask: { jobId: j, taskId: t, constraints: ${constraints} } } ]
        `,
      ).last('task j/t');
    expect(limited('{ maxWallClockTime: PT40S }', 'PT80S')).toMatchObject({ at: 100_000, reason: 'wallClockExpired' });
    expect(limited('{ maxWallClockTime: PT40S }', 'PT110S')).toMatchObject({ at: 110_000, exitCode: 137 });
    expect(limited('{ maxWallClockTime: PT80S }', 'PT110S')).toMatchObject({ at: 140_000, exitCode: 137 });
    expect(limited('{ maxWallClockTime: PT90S }', 'PT110S')).toMatchObject({ at: 150_000, exitCode: 0 });
    expect(limited('{}', 'PT110S')).toMatchObject({ at: 150_000, exitCode: 0 });
  });
});
