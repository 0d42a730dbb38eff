import { describe, expect, test } from 'vitest';
import { onPool, withPools } from '../support/job-lab.ts';
import { pool } from '../support/run.ts';

const ONE_NODE = 'targetDedicatedNodes: 1';
const PREPARED = 'jobPreparationTask: { commandLine: w30 }, jobReleaseTask: { commandLine: w45 }';

describe('terminating a job', () => {
  test('L-212, L-213, L-215, O-63: completes what runs and what waits, then the job; the reason defaults to UserTerminate', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } }, { jobId: j, task: { id: u, commandLine: w60 } } ]
      actions: [ { at: PT100S, terminateJob: { jobId: j } } ]
      `,
    );
    expect(log.requests()).toEqual([['terminateJob', 202]]);
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'terminating'],
      [100, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('UserTerminate');
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'completed'],
    ]);
    expect(log.last('task j/t')).toMatchObject({ result: 'failure', exitCode: 137 });
    expect(log.states('task j/u')).toEqual([
      [0, 'active'],
      [100, 'completed'],
    ]);
    const waiting = log.last('task j/u');
    expect(waiting).toMatchObject({ result: 'failure', failureInfo: { category: 'UserError', code: 'TaskEnded' } });
    expect(waiting).not.toHaveProperty('exitCode');
    expect(log.summary.jobs.j).toMatchObject({
      state: 'completed',
      terminateReason: 'UserTerminate',
      endedSeconds: 100,
    });
  });

  test('L-212, L-215: any other reason is the word of the user', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      actions: [ { at: PT100S, terminateJob: { jobId: j, terminateReason: enough is enough } } ]
      `,
    );
    expect(log.last('job j')).toMatchObject({ to: 'completed', terminateReason: 'enough is enough' });
  });

  test('L-213, L-304: the job is terminating until its release tasks are done', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${PREPARED} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } }, { jobId: j, task: { id: u, commandLine: w10 } } ]
      actions: [ { at: PT200S, terminateJob: { jobId: j } } ]
      `,
    );
    expect(log.states('task j/t').at(-1)).toEqual([200, 'completed']);
    for (const node of ['tvm-1', 'tvm-2'])
      expect(log.states(`jobRelease j/p/${node}`)).toEqual([
        [200, 'running'],
        [245, 'completed'],
      ]);
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [200, 'terminating'],
      [245, 'completed'],
    ]);
    expect(log.of('job j')[1]).not.toHaveProperty('terminateReason');
  });

  test('L-213: is possible while the job is disabling or disabled', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } }, { jobId: k, task: { id: u, commandLine: w60 } } ]
      actions:
        - { at: PT100S, disableJob: { jobId: j, disableTasks: wait } }
        - { at: PT100S, disableJob: { jobId: k, disableTasks: wait } }
        - { at: PT150S, terminateJob: { jobId: j } }
        - { at: PT150S, terminateJob: { jobId: k } }
      `,
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'disabling'],
      [150, 'terminating'],
      [150, 'completed'],
    ]);
    expect(log.states('job k')).toEqual([
      [0, 'active'],
      [100, 'disabling'],
      [100, 'disabled'],
      [150, 'terminating'],
      [150, 'completed'],
    ]);
    expect(log.states('task k/u').at(-1)).toEqual([150, 'completed']);
  });

  test('L-213, S-16: kills a running preparation with the tasks that wait for it; such a node gets no release', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${PREPARED} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions: [ { at: PT70S, terminateJob: { jobId: j } } ]
      `,
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [70, 'completed'],
    ]);
    expect(log.last('task j/t')).not.toHaveProperty('exitCode');
    expect(log.of('jobRelease j/p/tvm-1')).toEqual([]);
    expect(log.states('job j').at(-1)).toEqual([70, 'completed']);
    expect(log.settled('node p/tvm-1').at(-1)).toEqual([70, 'idle']);
  });

  test('S-16, L-296: of two nodes only the one that was prepared and used is released', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${PREPARED} } ]
      tasks:
        - { jobId: j, task: { id: t, commandLine: w300 } }
        - { jobId: j, arrival: { at: PT100S }, task: { id: u, commandLine: w300 } }
      actions: [ { at: PT110S, terminateJob: { jobId: j } } ]
      `,
    );
    expect(log.states('jobRelease j/p/tvm-1')).toEqual([
      [110, 'running'],
      [155, 'completed'],
    ]);
    expect(log.of('jobRelease j/p/tvm-2')).toEqual([]);
    expect(log.settled('job j').at(-1)).toEqual([155, 'completed']);
  });

  test('L-296, L-195: a job that has moved to another pool is released on the nodes of both', () => {
    const log = withPools(
      [pool(ONE_NODE), pool(ONE_NODE, 'q')],
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${PREPARED} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions:
        - { at: PT200S, disableJob: { jobId: j, disableTasks: wait } }
        - { at: PT210S, patchJob: { jobId: j, poolInfo: { poolId: q } } }
        - { at: PT220S, enableJob: { jobId: j } }
        - { at: PT220S, addTask: { jobId: j, id: u, commandLine: w60 } }
        - { at: PT400S, terminateJob: { jobId: j } }
      `,
    );
    expect(log.states('task j/u')).toEqual([
      [220, 'active'],
      [220, 'preparing'],
      [250, 'running'],
      [310, 'completed'],
    ]);
    for (const id of ['p', 'q']) expect(log.states(`jobRelease j/${id}/tvm-1`)[0]).toEqual([400, 'running']);
    expect(log.settled('job j').at(-1)).toEqual([445, 'completed']);
  });

  test('L-214: of a job that ends or has ended is a conflict', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${PREPARED} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions:
        - { at: PT200S, terminateJob: { jobId: j } }
        - { at: PT200S, terminateJob: { jobId: j } }
        - { at: PT245S, terminateJob: { jobId: j, terminateReason: again } }
        - { at: PT300S, terminateJob: { jobId: nobody } }
      `,
    );
    expect(log.requests()).toEqual([
      ['terminateJob', 202],
      ['terminateJob', 409, 'JobBeingTerminated'],
      ['terminateJob', 409, 'JobCompleted'],
      ['terminateJob', 404, 'JobNotFound'],
    ]);
    expect(log.last('job j').terminateReason).toBe('UserTerminate');
  });

  test('L-213, O-01: a task that ends by itself at the instant of the request has ended in time', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } }, { jobId: j, task: { id: u, commandLine: w60 } } ]
      actions: [ { at: PT120S, terminateJob: { jobId: j } } ]
      `,
    );
    expect(log.last('task j/t')).toMatchObject({ at: 120_000, result: 'success', exitCode: 0 });
    expect(log.states('task j/u')).toEqual([
      [0, 'active'],
      [120, 'completed'],
    ]);
  });
});

describe('the wall clock of a job', () => {
  test('L-184, L-185: runs from the creation of the job and terminates it with its running tasks', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { arrival: { at: PT30S }, job: { id: j, poolInfo: { poolId: p }, constraints: { maxWallClockTime: PT100S } } } ]
      tasks: [ { jobId: j, arrival: { at: PT50S }, task: { id: t, commandLine: w300 } } ]
      `,
    );
    expect(log.states('job j')).toEqual([
      [30, 'active'],
      [130, 'terminating'],
      [130, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('MaxWallClockTimeExpiry');
    expect(log.states('task j/t').slice(-2)).toEqual([
      [60, 'running'],
      [130, 'completed'],
    ]);
  });

  test('L-186, O-73: goes on while the job is disabled, and while its pool does not exist', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs:
        - { id: disabled, poolInfo: { poolId: p }, constraints: { maxWallClockTime: PT200S } }
        - { id: poolless, poolInfo: { poolId: nowhere }, constraints: { maxWallClockTime: PT150S } }
      tasks: [ { jobId: poolless, task: { id: t, commandLine: w60 } } ]
      actions: [ { at: PT100S, disableJob: { jobId: disabled, disableTasks: wait } } ]
      `,
    );
    expect(log.settled('job disabled').slice(1)).toEqual([
      [100, 'disabled'],
      [200, 'completed'],
    ]);
    expect(log.settled('job poolless').at(-1)).toEqual([150, 'completed']);
    expect(log.states('task poolless/t').at(-1)).toEqual([150, 'completed']);
    expect(log.last('job poolless').terminateReason).toBe('MaxWallClockTimeExpiry');
  });

  test('L-185, L-294, L-304: lets the release tasks run as any other termination does', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxWallClockTime: PT200S }, ${PREPARED} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      `,
    );
    expect(log.states('jobRelease j/p/tvm-1')).toEqual([
      [200, 'running'],
      [245, 'completed'],
    ]);
    expect(log.settled('job j').slice(1)).toEqual([
      [200, 'terminating'],
      [245, 'completed'],
    ]);
  });

  test('L-185, O-01: a task or a call of the instant of expiry comes before it', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxWallClockTime: PT120S } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions: [ { at: PT120S, addTask: { jobId: j, id: u, commandLine: w60 } } ]
      `,
    );
    expect(log.last('task j/t')).toMatchObject({ result: 'success', at: 120_000 });
    expect(log.requests()).toEqual([['addTask', 201]]);
    expect(log.states('task j/u')).toEqual([
      [120, 'active'],
      [120, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('MaxWallClockTimeExpiry');
  });
});
