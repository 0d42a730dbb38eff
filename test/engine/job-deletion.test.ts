import { describe, expect, test } from 'vitest';
import { onPool } from '../support/job-lab.ts';

const ONE_NODE = 'targetDedicatedNodes: 1';
const PREPARED = 'jobPreparationTask: { commandLine: w30 }, jobReleaseTask: { commandLine: w45 }';

describe('deleting a job', () => {
  test('L-216, S-10: while it is active: its tasks vanish at once, release tasks run, then records and job vanish, the job last', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${PREPARED} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } }, { jobId: j, task: { id: u, commandLine: w60 } } ]
      actions: [ { at: PT200S, deleteJob: { jobId: j } } ]
      `,
    );
    expect(log.requests()).toEqual([['deleteJob', 202]]);
    expect(log.states('task j/t').slice(-2)).toEqual([
      [90, 'running'],
      [200, null],
    ]);
    expect(log.states('task j/u')).toEqual([
      [0, 'active'],
      [200, null],
    ]);
    expect(log.states('jobRelease j/p/tvm-1')).toEqual([
      [200, 'running'],
      [245, 'completed'],
      [245, null],
    ]);
    expect(log.states('jobPreparation j/p/tvm-1').at(-1)).toEqual([245, null]);
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [200, 'deleting'],
      [245, null],
    ]);
    const last = log.lines.filter(({ at, jobId }) => at === 245_000 && jobId === 'j').at(-1);
    expect(last).toMatchObject({ entity: 'job', to: null });
    expect(log.summary.tasks).toMatchObject({ total: 2, deleted: 2, failed: 0 });
  });

  test('L-217: of a completed job does not run the release tasks again', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${PREPARED} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w10 } } ]
      actions: [ { at: PT200S, terminateJob: { jobId: j } }, { at: PT300S, deleteJob: { jobId: j } } ]
      `,
    );
    expect(log.states('jobRelease j/p/tvm-1')).toEqual([
      [200, 'running'],
      [245, 'completed'],
      [300, null],
    ]);
    expect(log.states('job j').slice(-3)).toEqual([
      [245, 'completed'],
      [300, 'deleting'],
      [300, null],
    ]);
    expect(log.states('task j/t').at(-1)).toEqual([300, null]);
  });

  test('L-217: of a terminating job waits for the release tasks that run, and starts none again', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${PREPARED} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w10 } } ]
      actions: [ { at: PT200S, terminateJob: { jobId: j } }, { at: PT220S, deleteJob: { jobId: j } } ]
      `,
    );
    expect(log.states('jobRelease j/p/tvm-1')).toEqual([
      [200, 'running'],
      [245, 'completed'],
      [245, null],
    ]);
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [200, 'terminating'],
      [220, 'deleting'],
      [245, null],
    ]);
  });

  test('L-216: while it is disabled runs the release tasks too', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${PREPARED} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions:
        - { at: PT150S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: PT200S, deleteJob: { jobId: j } }
      `,
    );
    expect(log.states('jobRelease j/p/tvm-1').slice(0, 2)).toEqual([
      [200, 'running'],
      [245, 'completed'],
    ]);
    expect(log.states('job j').slice(-2)).toEqual([
      [200, 'deleting'],
      [245, null],
    ]);
  });

  test('L-218, S-33: every call about a job that is being deleted is JobBeingDeleted, calls about its tasks too', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${PREPARED} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions:
        - { at: PT200S, deleteJob: { jobId: j } }
        - { at: PT210S, deleteJob: { jobId: j } }
        - { at: PT210S, patchJob: { jobId: j, priority: 5 } }
        - { at: PT210S, addTask: { jobId: j, id: u, commandLine: w60 } }
        - { at: PT210S, addTasks: { jobId: j, count: 2, task: { id: "v{n}", commandLine: w60 } } }
        - { at: PT210S, updateTask: { jobId: j, taskId: t, constraints: { maxTaskRetryCount: 1 } } }
        - { at: PT210S, terminateTask: { jobId: j, taskId: t } }
        - { at: PT210S, deleteTask: { jobId: j, taskId: t } }
        - { at: PT210S, reactivateTask: { jobId: j, taskId: t } }
        - { at: PT210S, addJob: { id: j, poolInfo: { poolId: p } } }
      `,
    );
    const answers = log.requests().slice(1);
    expect(answers).toHaveLength(9);
    for (const answer of answers) expect(answer.slice(1)).toEqual([409, 'JobBeingDeleted']);
    expect(log.summary.requests).toEqual({ accepted: 1, rejected: 9 });
  });

  test('O-79: of an active job without release task kills its tasks and is done at once', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } }, { jobId: k, task: { id: u, commandLine: w60 } } ]
      actions: [ { at: PT100S, deleteJob: { jobId: j } } ]
      `,
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'deleting'],
      [100, null],
    ]);
    expect(log.states('task k/u')).toEqual([
      [0, 'active'],
      [100, 'running'],
      [160, 'completed'],
    ]);
    expect(log.latest('task j/t', 'requeueCount')).toBeUndefined();
  });

  test('L-216, S-12: in the instant in which it came, or in which its last task ended, is the end of it', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs:
        - { id: j, poolInfo: { poolId: p }, onAllTasksComplete: terminatejob }
        - { id: k, poolInfo: { poolId: p }, onAllTasksComplete: terminatejob }
      tasks: [ { jobId: k, task: { id: t, commandLine: w60 } } ]
      actions: [ { at: PT0S, deleteJob: { jobId: j } }, { at: PT120S, deleteJob: { jobId: k } } ]
      `,
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [0, 'deleting'],
      [0, null],
    ]);
    expect(log.states('job k').slice(1)).toEqual([
      [120, 'deleting'],
      [120, null],
    ]);
  });

  test('O-79, S-10: a running preparation stops and its record goes with the job; nothing is released there', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${PREPARED} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions: [ { at: PT70S, deleteJob: { jobId: j } } ]
      `,
    );
    expect(log.states('jobPreparation j/p/tvm-1')).toEqual([
      [60, 'running'],
      [70, null],
    ]);
    expect(log.of('jobRelease j/p/tvm-1')).toEqual([]);
    expect(log.states('job j').at(-1)).toEqual([70, null]);
    expect(log.settled('node p/tvm-1').at(-1)).toEqual([70, 'idle']);
  });
});

test('L-188: a job that is disabled, enabled, terminated and deleted goes through all its states', () => {
  const log = onPool(
    ONE_NODE,
    `
    jobs: [ { id: j, poolInfo: { poolId: p } } ]
    tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
    actions:
      - { at: PT100S, disableJob: { jobId: j, disableTasks: wait } }
      - { at: PT200S, enableJob: { jobId: j } }
      - { at: PT300S, terminateJob: { jobId: j } }
      - { at: PT400S, deleteJob: { jobId: j } }
    `,
  );
  expect(log.states('job j')).toEqual([
    [0, 'active'],
    [100, 'disabling'],
    [120, 'disabled'],
    [200, 'enabling'],
    [200, 'active'],
    [300, 'terminating'],
    [300, 'completed'],
    [400, 'deleting'],
    [400, null],
  ]);
});
