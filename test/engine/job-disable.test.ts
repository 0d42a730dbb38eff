import { describe, expect, test } from 'vitest';
import { onPool } from '../support/job-lab.ts';

const ONE_NODE = 'targetDedicatedNodes: 1';

describe('disabling a job', () => {
  test('L-202: needs disableTasks; without it, or with another word, the answer is 400 and nothing happens', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions:
        - { at: PT100S, disableJob: { jobId: j } }
        - { at: PT100S, disableJob: { jobId: j, disableTasks: pause } }
      `,
    );
    expect(log.requests()).toEqual([
      ['disableJob', 400, 'MissingRequiredProperty'],
      ['disableJob', 400, 'InvalidPropertyValue'],
    ]);
    expect(log.states('job j')).toEqual([[0, 'active']]);
    expect(log.settled('task j/t').at(-1)).toEqual([120, 'completed']);
  });

  test('L-204, L-205, L-208: with requeue stops its tasks at once; they run again, from their beginning, once it is enabled', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } }, { jobId: j, task: { id: u, commandLine: w60 } } ]
      actions:
        - { at: PT100S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: PT200S, enableJob: { jobId: j } }
      `,
    );
    expect(log.requests()).toEqual([
      ['disableJob', 202],
      ['enableJob', 202],
    ]);
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'disabling'],
      [100, 'disabled'],
      [200, 'enabling'],
      [200, 'active'],
    ]);
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'active'],
      [200, 'running'],
      [260, 'completed'],
    ]);
    expect(log.latest('task j/t', 'requeueCount')).toBe(1);
    expect(log.latest('task j/t', 'retryCount') ?? 0).toBe(0);
    expect(log.latest('task j/u', 'requeueCount') ?? 0).toBe(0);
    expect(log.settled('node p/tvm-1')).toEqual([
      [60, 'running'],
      [100, 'idle'],
      [200, 'running'],
      [320, 'idle'],
    ]);
  });

  test('L-206: with terminate completes what runs; what waits stays active and runs after enable', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 3 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } }, { jobId: j, task: { id: u, commandLine: w60 } } ]
      actions:
        - { at: PT100S, disableJob: { jobId: j, disableTasks: terminate } }
        - { at: PT200S, enableJob: { jobId: j } }
      `,
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'completed'],
    ]);
    expect(log.last('task j/t')).toMatchObject({
      result: 'failure',
      exitCode: 137,
      failureInfo: { code: 'TaskEnded' },
    });
    expect(log.states('task j/u')).toEqual([
      [0, 'active'],
      [200, 'running'],
      [260, 'completed'],
    ]);
    expect(log.settled('job j').slice(1)).toEqual([
      [100, 'disabled'],
      [200, 'active'],
    ]);
  });

  test('L-204, L-207, L-208: with wait is over when the last running task has ended by itself; nothing starts meanwhile', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks:
        - { jobId: j, task: { id: t, commandLine: w60 } }
        - { jobId: j, task: { id: u, commandLine: w120 } }
        - { jobId: j, task: { id: v, commandLine: w60 } }
      actions: [ { at: PT100S, disableJob: { jobId: j, disableTasks: wait } } ]
      `,
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'disabling'],
      [180, 'disabled'],
    ]);
    expect(log.states('task j/v')).toEqual([[0, 'active']]);
    expect(log.summary.stuck).toMatchObject([{ entity: 'task:j/v' }]);
  });

  test('L-207, L-360: with wait lets a failed task go back to active for its retry, which comes after enable', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 1 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: f60 } } ]
      actions:
        - { at: PT100S, disableJob: { jobId: j, disableTasks: wait } }
        - { at: PT200S, enableJob: { jobId: j } }
      `,
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [120, 'active'],
      [200, 'running'],
      [260, 'completed'],
    ]);
    expect(log.states('job j').slice(1, 3)).toEqual([
      [100, 'disabling'],
      [120, 'disabled'],
    ]);
  });

  test('L-203, O-69: a second disable with another option replaces the first for the tasks that still run', () => {
    const disableTwice = (second: string) =>
      onPool(
        ONE_NODE,
        `
        jobs: [ { id: j, poolInfo: { poolId: p } } ]
        tasks: [ { jobId: j, task: { id: t, commandLine: w120 } } ]
        actions:
          - { at: PT80S, disableJob: { jobId: j, disableTasks: wait } }
          - { at: PT100S, disableJob: { jobId: j, disableTasks: ${second} } }
        `,
      );
    const requeued = disableTwice('requeue');
    expect(requeued.requests()).toEqual([
      ['disableJob', 202],
      ['disableJob', 202],
    ]);
    expect(requeued.states('job j')).toEqual([
      [0, 'active'],
      [80, 'disabling'],
      [100, 'disabled'],
    ]);
    expect(requeued.states('task j/t').at(-1)).toEqual([100, 'active']);
    expect(disableTwice('terminate').states('task j/t').at(-1)).toEqual([100, 'completed']);
    expect(disableTwice('wait').states('task j/t').at(-1)).toEqual([180, 'completed']);
    expect(disableTwice('wait').states('job j').at(-1)).toEqual([180, 'disabled']);
  });

  test('L-203, O-69: disabling a disabled job is accepted and changes nothing', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      actions:
        - { at: PT100S, disableJob: { jobId: j, disableTasks: wait } }
        - { at: PT110S, disableJob: { jobId: j, disableTasks: terminate } }
      `,
    );
    expect(log.requests()).toEqual([
      ['disableJob', 202],
      ['disableJob', 202],
    ]);
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'disabling'],
      [100, 'disabled'],
    ]);
  });

  test('L-203, L-210, L-214, L-218: disable, enable and terminate are refused once the job ends, each with the code of its state', () => {
    const calls = `
        - { at: PT200S, disableJob: { jobId: j, disableTasks: wait } }
        - { at: PT200S, enableJob: { jobId: j } }
        - { at: PT200S, terminateJob: { jobId: j } }`;
    const answersWhen = (operation: string) =>
      onPool(
        ONE_NODE,
        `
        jobs:
          - { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w1 }, jobReleaseTask: { commandLine: ${operation === 'completed' ? 'w1' : 'w300'} } }
        tasks: [ { jobId: j, task: { id: t, commandLine: w10 } } ]
        actions:
        - { at: PT100S, ${operation === 'deleting' ? 'deleteJob' : 'terminateJob'}: { jobId: j } }
        ${calls.trimStart()}
        `,
      )
        .requests()
        .slice(1);
    const refused = (code: string) => [
      ['disableJob', 409, code],
      ['enableJob', 409, code],
      ['terminateJob', 409, code],
    ];
    expect(answersWhen('terminating')).toEqual(refused('JobBeingTerminated'));
    expect(answersWhen('completed')).toEqual(refused('JobCompleted'));
    expect(answersWhen('deleting')).toEqual(refused('JobBeingDeleted'));
  });

  test('L-209: its release tasks do not run, and prepared nodes stay prepared', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w30 }, jobReleaseTask: { commandLine: w30 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions:
        - { at: PT100S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: PT200S, enableJob: { jobId: j } }
      `,
    );
    expect(log.of('jobRelease j/p/tvm-1')).toEqual([]);
    expect(log.states('jobPreparation j/p/tvm-1')).toEqual([
      [60, 'running'],
      [90, 'completed'],
    ]);
    expect(log.states('task j/t').slice(-3)).toEqual([
      [100, 'active'],
      [200, 'running'],
      [260, 'completed'],
    ]);
  });

  test('L-205, S-20: a task that waits for the preparation is requeued too, and counts it; the preparation goes on', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w60 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions:
        - { at: PT100S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: PT200S, enableJob: { jobId: j } }
      `,
    );
    expect(log.states('job j').slice(1, 3)).toEqual([
      [100, 'disabling'],
      [100, 'disabled'],
    ]);
    expect(log.states('jobPreparation j/p/tvm-1')).toEqual([
      [60, 'running'],
      [120, 'completed'],
    ]);
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [100, 'active'],
      [200, 'running'],
      [260, 'completed'],
    ]);
    expect(log.latest('task j/t', 'requeueCount')).toBe(1);
  });

  test('L-207, S-29: with wait a task that waits for the preparation runs when it is done', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w60 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions: [ { at: PT100S, disableJob: { jobId: j, disableTasks: wait } } ]
      `,
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [120, 'running'],
      [180, 'completed'],
    ]);
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'disabling'],
      [180, 'disabled'],
    ]);
  });

  test.each([
    ['requeue', [[0, 'active']], 'disabled'],
    ['terminate', [[0, 'active']], 'disabled'],
    [
      'wait',
      [
        [0, 'active'],
        [90, 'running'],
        [150, 'completed'],
      ],
      'disabling',
    ],
  ])('L-204, S-11: disable with %s while a task is on its way to its node', (option, states, jobState) => {
    const log = onPool(
      ONE_NODE,
      `
      cloud: { dispatch: PT30S, nodes: { allocate: PT1M, create: PT0S, start: PT0S } }
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions:
        - { at: PT70S, disableJob: { jobId: j, disableTasks: ${option} } }
      `,
    );
    expect(log.states('task j/t')).toEqual(states);
    expect(log.settled('job j')[1]).toEqual([70, jobState]);
  });
});

describe('enabling a job', () => {
  test('L-210, O-71: is accepted on an active job, which goes through enabling at once', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w120 } } ]
      actions: [ { at: PT100S, enableJob: { jobId: j } } ]
      `,
    );
    expect(log.requests()).toEqual([['enableJob', 202]]);
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'enabling'],
      [100, 'active'],
    ]);
    expect(log.settled('task j/t').at(-1)).toEqual([180, 'completed']);
  });

  test('O-70: while disabling, what runs goes on and what waits may start at once', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks:
        - { jobId: j, task: { id: t, commandLine: w300 } }
        - { jobId: j, task: { id: u, commandLine: w60 } }
        - { jobId: j, task: { id: v, commandLine: w60 } }
      actions:
        - { at: PT100S, disableJob: { jobId: j, disableTasks: wait } }
        - { at: PT200S, enableJob: { jobId: j } }
      `,
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'disabling'],
      [200, 'enabling'],
      [200, 'active'],
    ]);
    expect(log.states('task j/t').at(-1)).toEqual([360, 'completed']);
    expect(log.states('task j/v')).toEqual([
      [0, 'active'],
      [200, 'running'],
      [260, 'completed'],
    ]);
    expect(log.latest('task j/v', 'waited')).toEqual({ allocation: 60000, slots: 40000, jobDisabled: 100000 });
  });

  test('L-204, L-210: disable and enable at one instant requeue, and the task starts anew in the pass of that instant', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions:
        - { at: PT100S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: PT100S, enableJob: { jobId: j } }
      `,
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'active'],
      [100, 'running'],
      [160, 'completed'],
    ]);
    expect(log.settled('node p/tvm-1')).toEqual([
      [60, 'running'],
      [160, 'idle'],
    ]);
  });
});
