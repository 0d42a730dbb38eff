import { describe, expect, test } from 'vitest';
import { onPool, runsOf, withPools } from '../support/job-lab.ts';
import { CLOUD_SERVICE, pool, type RunLog } from '../support/run.ts';

const ONE = 'targetDedicatedNodes: 1';
const JOB = 'jobs: [ { id: j, poolInfo: { poolId: p } } ]';
/** A job with task `t`, which gets a node at 60 s; `actions` in YAML. */
const one = (task: string, actions = '[]', more = '') =>
  onPool(
    ONE,
    `
    jobs: [ { id: j, poolInfo: { poolId: p }${more} } ]
    tasks: [ { jobId: j, task: { id: t, ${task} } } ]
    actions: ${actions}
    `,
  );
const codes = (log: RunLog) => log.of('request').map(({ to, status, code }) => [to, status, ...(code ? [code] : [])]);

describe('the wall clock of a task', () => {
  const limited = (command: string, more = '') =>
    `commandLine: ${command}, constraints: { maxWallClockTime: PT40S${more} }`;

  test('L-364, L-365, O-64, O-65: kills it so long after its start; on Linux it exits with 137, as ended by a user', () => {
    const log = one(limited('w60'));
    expect(log.last('task j/t')).toMatchObject({
      at: 100_000,
      from: 'running',
      to: 'completed',
      reason: 'wallClockExpired',
      exitCode: 137,
      result: 'failure',
      failureInfo: { category: 'UserError', code: 'TaskEnded' },
    });
    expect(log.summary.tasks).toMatchObject({ failed: 1, terminated: 0 });
  });

  test('L-365, O-64: on Windows with -1073741510, for a cloud service or an agent for windows', () => {
    const windows =
      'virtualMachineConfiguration: { imageReference: { publisher: MicrosoftWindowsServer, offer: WindowsServer, sku: 2016-Datacenter }, nodeAgentSKUId: "batch.node.windows amd64" }';
    for (const configuration of [CLOUD_SERVICE, windows]) {
      const log = withPools(
        [pool(ONE, 'p', configuration)],
        `
        ${JOB}
        tasks: [ { jobId: j, task: { id: t, ${limited('w60')} } }, { jobId: j, task: { id: u, commandLine: w60 } } ]
        actions: [ { at: PT110S, terminateTask: { jobId: j, taskId: u } } ]
        `,
      );
      expect(log.last('task j/t').exitCode).toBe(-1_073_741_510);
      expect(log.last('task j/u').exitCode).toBe(-1_073_741_510);
    }
  });

  test('O-02, O-01: whoever ends exactly at the limit ends in time', () => {
    const log = one('commandLine: w60, constraints: { maxWallClockTime: PT60S }');
    expect(log.last('task j/t')).toMatchObject({ at: 120_000, exitCode: 0, result: 'success' });
  });

  test('O-66, L-364: a killed attempt is retried, with a wall clock of its own', () => {
    const log = one(limited('w60', ', maxTaskRetryCount: 1'));
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'active'],
      [100, 'running'],
      [140, 'completed'],
    ]);
    expect(log.of('task j/t')[2]).toMatchObject({ reason: 'wallClockRetried', retryCount: 1 });
    expect(log.summary.tasks.retries).toBe(1);
  });

  test('L-364: a requeued attempt starts it anew, time in the queue does not count', () => {
    const log = one(
      limited('w60'),
      '[ { at: PT90S, disableJob: { jobId: j, disableTasks: requeue } }, { at: PT200S, enableJob: { jobId: j } } ]',
    );
    expect(log.last('task j/t').at).toBe(240_000);
  });

  test('L-364, O-67: includes downloads and uploads', () => {
    const slow = (task: string) =>
      onPool(
        ONE,
        `
        cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S }, transfers: { bandwidth: 1MB, blobs: [ { match: "*", size: 20MB } ], uploads: [ { match: "*", size: 20MB } ] } }
        ${JOB}
        tasks: [ { jobId: j, task: { id: t, ${limited('w30')}, ${task} } } ]
        `,
      ).last('task j/t');
    const killed = { at: 100_000, reason: 'wallClockExpired', exitCode: 137 };
    expect(slow('resourceFiles: [ { blobSource: "https://a/b", filePath: b } ]')).toMatchObject(killed);
    const upload =
      '{ filePattern: "*", destination: { container: { containerUrl: "https://c" } }, uploadOptions: { uploadCondition: taskcompletion } }';
    expect(slow(`outputFiles: [ ${upload} ]`)).toMatchObject(killed);
  });

  test('L-184, O-02: with the job ending by its last task at the instant of its own expiry, the tasks have ended it', () => {
    const log = one(
      'commandLine: w60',
      '[]',
      ', onAllTasksComplete: terminatejob, constraints: { maxWallClockTime: PT120S }',
    );
    expect(log.last('task j/t')).toMatchObject({ at: 120_000, result: 'success' });
    expect(log.last('job j')).toMatchObject({ at: 120_000, to: 'completed', terminateReason: 'AllTasksComplete' });
  });

  test('L-185, S-25: both clocks at one instant: the task is killed by its own, or retried and then ended with its job', () => {
    const both = (more: string) => one(limited('w60', more), '[]', ', constraints: { maxWallClockTime: PT100S }');
    expect(both('').last('task j/t')).toMatchObject({ at: 100_000, reason: 'wallClockExpired' });
    const retried = both(', maxTaskRetryCount: 1');
    expect(retried.of('task j/t').map(({ to, reason }) => [to, reason])).toEqual([
      ['active', 'added'],
      ['running', 'started'],
      ['active', 'wallClockRetried'],
      ['completed', 'terminatedWithJob'],
    ]);
    expect(retried.last('task j/t')).not.toHaveProperty('exitCode');
    expect(retried.last('job j').terminateReason).toBe('MaxWallClockTimeExpiry');
  });
});

describe('terminating a task', () => {
  test('L-366, L-367, L-368, O-64: a running one is completed at once, has failed as ended by a user, and is not retried', () => {
    const log = one(
      'commandLine: w60, constraints: { maxTaskRetryCount: 3 }',
      '[ { at: PT90S, terminateTask: { jobId: j, taskId: t } } ]',
    );
    expect(codes(log)).toEqual([['terminateTask', 204]]);
    expect(log.last('task j/t')).toMatchObject({
      at: 90_000,
      from: 'running',
      to: 'completed',
      reason: 'terminatedByUser',
      exitCode: 137,
      result: 'failure',
      failureInfo: { category: 'UserError', code: 'TaskEnded' },
    });
    expect(log.summary.tasks).toMatchObject({ failed: 1, terminated: 1, retries: 0 });
  });

  test('L-366, L-376: one that waits is completed too; it has no exit code and never started', () => {
    const log = one('commandLine: w60', '[ { at: PT30S, terminateTask: { jobId: j, taskId: t } } ]');
    const last = log.last('task j/t');
    expect(last).toMatchObject({
      at: 30_000,
      from: 'active',
      to: 'completed',
      result: 'failure',
      waited: { allocation: 30_000 },
    });
    expect(last.failureInfo).toEqual({ category: 'UserError', code: 'TaskEnded' });
    expect(last).not.toHaveProperty('exitCode');
  });

  test('S-28: one that waits for a retry has no exit code', () => {
    const log = onPool(
      ONE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p }, priority: 9 } ]
      tasks:
        - { jobId: j, task: { id: t, commandLine: f30, constraints: { maxTaskRetryCount: 1 } } }
        - { jobId: k, arrival: { at: PT70S }, task: { id: u, commandLine: w60 } }
      actions: [ { at: PT100S, terminateTask: { jobId: j, taskId: t } } ]
      `,
    );
    expect(log.states('task j/t').slice(-2)).toEqual([
      [90, 'active'],
      [100, 'completed'],
    ]);
    expect(log.last('task j/t')).not.toHaveProperty('exitCode');
    expect(log.last('task j/t').waited).toEqual({ higherPriority: 10_000 });
  });

  test('L-366: one that waits for its preparation is completed without having run; the preparation goes on', () => {
    const log = onPool(
      ONE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w60 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      actions: [ { at: PT80S, terminateTask: { jobId: j, taskId: t } } ]
      `,
    );
    expect(log.last('task j/t')).toMatchObject({ at: 80_000, from: 'preparing', to: 'completed', result: 'failure' });
    expect(log.last('task j/t')).not.toHaveProperty('exitCode');
    expect(log.last('task j/t').waited).toEqual({ allocation: 60_000, jobPreparation: 20_000 });
    expect(log.last('jobPreparation j/p/tvm-1')).toMatchObject({ at: 120_000, reason: 'succeeded' });
  });

  test('L-366: a completed one is TaskCompleted, an unknown one TaskNotFound', () => {
    const log = one(
      'commandLine: w30',
      '[ { at: PT100S, terminateTask: { jobId: j, taskId: t } }, { at: PT100S, terminateTask: { jobId: j, taskId: x } }, { at: PT100S, terminateTask: { jobId: x, taskId: t } } ]',
    );
    expect(codes(log)).toEqual([
      ['terminateTask', 409, 'TaskCompleted'],
      ['terminateTask', 404, 'TaskNotFound'],
      ['terminateTask', 404, 'JobNotFound'],
    ]);
  });

  test('L-366, O-01: at the instant of its end it has ended already', () => {
    const log = one('commandLine: w30', '[ { at: PT90S, terminateTask: { jobId: j, taskId: t } } ]');
    expect(codes(log)).toEqual([['terminateTask', 409, 'TaskCompleted']]);
    expect(log.last('task j/t')).toMatchObject({ exitCode: 0 });
  });

  test('L-366: of a disabled job it is possible too', () => {
    const log = one(
      'commandLine: w30',
      '[ { at: PT10S, disableJob: { jobId: j, disableTasks: requeue } }, { at: PT20S, terminateTask: { jobId: j, taskId: t } } ]',
    );
    expect(log.last('task j/t')).toMatchObject({
      at: 20_000,
      to: 'completed',
      waited: { allocation: 10_000, jobDisabled: 10_000 },
    });
  });
});

describe('deleting a task', () => {
  test('L-369: answers 200, removes it at once in any state, and frees its slot', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, count: 3, task: { id: "t{n}", commandLine: w30 } } ]
      actions:
        - { at: PT75S, deleteTask: { jobId: j, taskId: t1 } }
        - { at: PT80S, deleteTask: { jobId: j, taskId: t3 } }
        - { at: PT200S, deleteTask: { jobId: j, taskId: t2 } }
        - { at: PT200S, deleteTask: { jobId: j, taskId: t2 } }
      `,
    );
    expect(codes(log)).toEqual([
      ['deleteTask', 200],
      ['deleteTask', 200],
      ['deleteTask', 200],
      ['deleteTask', 404, 'TaskNotFound'],
    ]);
    expect(log.last('task j/t1')).toMatchObject({ at: 75_000, from: 'running', to: null, reason: 'deletedByUser' });
    expect(runsOf(log, 'j/t2')).toEqual([[75, 'tvm-1']]);
    expect(log.last('task j/t3')).toMatchObject({ at: 80_000, from: 'active', to: null });
    expect(log.last('task j/t3').waited).toEqual({ allocation: 60_000, slots: 20_000 });
    expect(log.last('task j/t2')).toMatchObject({ at: 200_000, from: 'completed', to: null });
    // t2 had completed before it was deleted
    expect(log.summary.tasks).toMatchObject({ total: 3, succeeded: 1, deleted: 2 });
  });

  test('L-369: one that waits for its preparation goes without a trace, and the preparation goes on', () => {
    const log = onPool(
      ONE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w60 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w30 } } ]
      actions: [ { at: PT80S, deleteTask: { jobId: j, taskId: t } } ]
      `,
    );
    expect(log.last('task j/t')).toMatchObject({ from: 'preparing', to: null });
    expect(log.last('jobPreparation j/p/tvm-1')).toMatchObject({ at: 120_000, reason: 'succeeded' });
    expect(log.settled('node p/tvm-1').at(-1)).toEqual([120, 'idle']);
  });

  test('L-395, S-32: its directory keeps no node any more', () => {
    const drained = (actions: string) =>
      onPool(
        ONE,
        `
        ${JOB}
        tasks: [ { jobId: j, task: { id: t, commandLine: w30, constraints: { retentionTime: PT1H } } } ]
        actions: [ { at: PT100S, resizePool: { poolId: p, targetDedicatedNodes: 0, nodeDeallocationOption: retaineddata } }${actions} ]
        `,
      )
        .states('node p/tvm-1')
        .find(([, state]) => state === 'leavingpool');
    expect(drained(', { at: PT150S, deleteTask: { jobId: j, taskId: t } }')).toEqual([150, 'leavingpool']);
    expect(drained(', { at: PT150S, deleteJob: { jobId: j } }')).toEqual([150, 'leavingpool']);
    // L-394: retention counts from its completion at 90 s; the resize gives up after 15 minutes
    expect(drained('')).toBeUndefined();
  });

  test('L-394, L-079: retentionTime counts from the completion of the task', () => {
    const log = onPool(
      ONE,
      `
      ${JOB}
      tasks: [ { jobId: j, task: { id: t, commandLine: w30, constraints: { retentionTime: PT5M } } } ]
      actions: [ { at: PT100S, resizePool: { poolId: p, targetDedicatedNodes: 0, nodeDeallocationOption: retaineddata } } ]
      `,
    );
    expect(log.states('node p/tvm-1').at(-2)).toEqual([390, 'leavingpool']);
  });
});
