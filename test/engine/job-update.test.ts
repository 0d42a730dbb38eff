import { describe, expect, test } from 'vitest';
import { autoPool, onPool, withPools } from '../support/job-lab.ts';
import { pool } from '../support/run.ts';

const ONE_NODE = 'targetDedicatedNodes: 1';

describe('updating a job', () => {
  test('L-192: a patch changes what it names and nothing else', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, priority: 7, constraints: { maxTaskRetryCount: 2, maxWallClockTime: PT300S } } ]
      actions: [ { at: PT10S, patchJob: { jobId: j, onAllTasksComplete: noaction } }, { at: PT80S, addTask: { jobId: j, id: t, commandLine: f10 } } ]
      `,
    );
    expect(log.requests()[0]).toEqual(['patchJob', 200]);
    expect(log.latest('task j/t', 'retryCount')).toBe(2);
    expect(log.settled('job j').at(-1)).toEqual([300, 'completed']);
  });

  test('L-192, L-193: a put replaces all: without constraints and priority the defaults hold again', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs:
        - { id: j, poolInfo: { poolId: p }, priority: 7, constraints: { maxTaskRetryCount: 2, maxWallClockTime: PT300S } }
        - { id: k, poolInfo: { poolId: p }, priority: 3 }
      tasks: [ { jobId: k, arrival: { at: PT70S }, count: 2, task: { id: "u{n}", commandLine: w30 } } ]
      actions:
        - { at: PT10S, updateJob: { jobId: j, poolInfo: { poolId: p } } }
        - { at: PT70S, addTask: { jobId: j, id: t, commandLine: f10 } }
      `,
    );
    expect(log.requests()[0]).toEqual(['updateJob', 200]);
    expect(log.starts()).toEqual(['u1', 'u2', 't']); // priority 0 now, below k
    expect(log.latest('task j/t', 'retryCount') ?? 0).toBe(0);
    expect(log.states('job j')).toEqual([[0, 'active']]); // no wall clock any more
  });

  test('L-192: a put needs poolInfo', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      actions: [ { at: PT10S, updateJob: { jobId: j, priority: 7 } } ]
      `,
    );
    expect(log.requests()).toEqual([['updateJob', 400, 'MissingRequiredProperty']]);
  });

  test('L-193: constraints given by a patch replace the whole element', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 2, maxWallClockTime: PT300S } } ]
      actions:
        - { at: PT10S, patchJob: { jobId: j, constraints: { maxTaskRetryCount: 1 } } }
        - { at: PT80S, addTask: { jobId: j, id: t, commandLine: f10 } }
      `,
    );
    expect(log.latest('task j/t', 'retryCount')).toBe(1);
    expect(log.states('job j')).toEqual([[0, 'active']]);
    expect(log.summary.endedAtSeconds).toBe(100);
  });

  test('L-194: a new retry count holds for tasks added from then on', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: before, commandLine: f60 } } ]
      actions:
        - { at: PT100S, patchJob: { jobId: j, constraints: { maxTaskRetryCount: 1 } } }
        - { at: PT100S, addTask: { jobId: j, id: after, commandLine: f60 } }
      `,
    );
    expect(log.states('task j/before').at(-1)).toEqual([120, 'completed']);
    expect(log.states('task j/after').at(-1)).toEqual([220, 'completed']);
  });

  test('O-72: a new wall clock counts from the creation of the job', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { arrival: { at: PT20S }, job: { id: j, poolInfo: { poolId: p } } } ]
      tasks: [ { jobId: j, arrival: { at: PT30S }, task: { id: t, commandLine: w300 } } ]
      actions: [ { at: PT100S, patchJob: { jobId: j, constraints: { maxWallClockTime: PT150S } } } ]
      `,
    );
    expect(log.settled('job j').at(-1)).toEqual([170, 'completed']);
    expect(log.states('task j/t').at(-1)).toEqual([170, 'completed']);
  });

  test('O-72: one that is past already terminates the job at once', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions: [ { at: PT100S, patchJob: { jobId: j, constraints: { maxWallClockTime: PT90S } } } ]
      `,
    );
    expect(log.requests()).toEqual([['patchJob', 200]]);
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'terminating'],
      [100, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('MaxWallClockTimeExpiry');
  });

  test('O-72: a longer one puts the expiry off', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxWallClockTime: PT120S } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions: [ { at: PT100S, patchJob: { jobId: j, constraints: { maxWallClockTime: PT200S } } } ]
      `,
    );
    expect(log.settled('job j').at(-1)).toEqual([200, 'completed']);
  });

  test('L-195: another pool is possible only while it is disabled; its tasks run there then', () => {
    const log = withPools(
      [pool(ONE_NODE), pool(ONE_NODE, 'q')],
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w120 } } ]
      actions:
        - { at: PT80S, patchJob: { jobId: j, poolInfo: { poolId: q } } }
        - { at: PT90S, disableJob: { jobId: j, disableTasks: requeue } }
        - { at: PT100S, patchJob: { jobId: j, poolInfo: { poolId: q } } }
        - { at: PT110S, enableJob: { jobId: j } }
      `,
    );
    expect(log.requests()).toEqual([
      ['patchJob', 409, 'OperationInvalidForCurrentState'],
      ['disableJob', 202],
      ['patchJob', 200],
      ['enableJob', 202],
    ]);
    expect(log.of('task j/t').slice(-2)).toMatchObject([
      { at: 110_000, to: 'running', poolId: 'q' },
      { at: 230_000, to: 'completed' },
    ]);
  });

  test('L-195: not while it is disabling', () => {
    const log = withPools(
      [pool(ONE_NODE), pool(ONE_NODE, 'q')],
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w120 } } ]
      actions:
        - { at: PT90S, disableJob: { jobId: j, disableTasks: wait } }
        - { at: PT100S, updateJob: { jobId: j, poolInfo: { poolId: q } } }
        - { at: PT200S, updateJob: { jobId: j, poolInfo: { poolId: q } } }
      `,
    );
    expect(log.requests().map(([, status]) => status)).toEqual([202, 409, 200]);
    expect(log.states('task j/t').at(-1)).toEqual([180, 'completed']);
  });

  test('L-195, L-192: a put may repeat the pool that the job has, in any state', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      actions: [ { at: PT80S, updateJob: { jobId: j, poolInfo: { poolId: P }, priority: 3 } } ]
      `,
    );
    expect(log.requests()).toEqual([['updateJob', 200]]);
  });

  test('L-195, L-181: the new pool need not exist yet', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions:
        - { at: PT10S, disableJob: { jobId: j, disableTasks: wait } }
        - { at: PT20S, patchJob: { jobId: j, poolInfo: { poolId: later } } }
        - { at: PT30S, enableJob: { jobId: j } }
        - { at: PT100S, addPool: ${pool(ONE_NODE, 'later')} }
      `,
    );
    expect(log.of('task j/t')[1]).toMatchObject({ at: 160_000, to: 'running', poolId: 'later' });
  });

  test('L-196: of an auto pool only keepAlive may be updated, and only if it lives as long as its job', () => {
    const kept = withPools(
      [],
      `
      jobs: [ { id: j, poolInfo: ${autoPool()} } ]
      actions:
        - { at: PT100S, patchJob: { jobId: j, poolInfo: { poolId: other } } }
        - { at: PT100S, disableJob: { jobId: j, disableTasks: wait } }
        - { at: PT100S, patchJob: { jobId: j, poolInfo: { poolId: other } } }
        - { at: PT100S, patchJob: { jobId: j, poolInfo: { autoPoolSpecification: { keepAlive: true } } } }
        - { at: PT200S, terminateJob: { jobId: j } }
      `,
    );
    expect(kept.requests().map(([, status]) => status)).toEqual([409, 202, 409, 200, 202]);
    expect(kept.lines.filter(({ entity }) => entity === 'pool').map(({ to }) => to)).toEqual(['active']);
    const shared = withPools(
      [],
      `
      jobSchedules: [ { id: s, schedule: {}, jobSpecification: { poolInfo: ${autoPool('', { lifetime: 'jobschedule' })} } } ]
      actions:
        - { at: PT100S, patchJob: { jobId: "s:job-1", poolInfo: { autoPoolSpecification: { keepAlive: true } } } }
      `,
    );
    expect(shared.requests().map(([, status]) => status)).toEqual([409]);
  });

  test('L-196, L-192: a put repeats the auto pool of the job, keepAlive aside', () => {
    const log = withPools(
      [],
      `
      jobs: [ { id: j, poolInfo: ${autoPool()} } ]
      jobSchedules: [ { id: s, schedule: {}, jobSpecification: { poolInfo: ${autoPool('', { lifetime: 'jobschedule' })} } } ]
      actions:
        - { at: PT10S, updateJob: { jobId: j, priority: 3, poolInfo: ${autoPool()} } }
        - { at: PT20S, updateJob: { jobId: j, poolInfo: ${autoPool('', { size: 'targetDedicatedNodes: 2' })} } }
        - { at: PT30S, updateJob: { jobId: j, poolInfo: ${autoPool('keepAlive: true')} } }
        - { at: PT40S, updateJob: { jobId: "s:job-1", poolInfo: ${autoPool('', { lifetime: 'jobschedule' })} } }
        - { at: PT50S, updateJob: { jobId: "s:job-1", poolInfo: ${autoPool('keepAlive: true', { lifetime: 'jobschedule' })} } }
        - { at: PT60S, terminateJob: { jobId: j } }
      `,
    );
    expect(log.requests().map(([, status]) => status)).toEqual([200, 409, 200, 200, 409, 202]);
    expect(log.states(`pool ${log.of('job j')[0].poolId}`)).toEqual([[0, 'active']]);
  });

  test('L-197: onAllTasksComplete never goes back to noaction, and a put without it is such an attempt', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions:
        - { at: PT10S, patchJob: { jobId: j, onAllTasksComplete: noaction } }
        - { at: PT20S, patchJob: { jobId: j, onAllTasksComplete: terminatejob } }
        - { at: PT30S, patchJob: { jobId: j, onAllTasksComplete: noaction } }
        - { at: PT30S, updateJob: { jobId: j, poolInfo: { poolId: p } } }
        - { at: PT30S, updateJob: { jobId: j, poolInfo: { poolId: p }, onAllTasksComplete: terminatejob } }
      `,
    );
    expect(log.requests()).toEqual([
      ['patchJob', 200],
      ['patchJob', 200],
      ['patchJob', 400, 'InvalidPropertyValue'],
      ['updateJob', 400, 'InvalidPropertyValue'],
      ['updateJob', 200],
    ]);
    expect(log.settled('job j').at(-1)).toEqual([120, 'completed']);
  });

  test('L-197, L-227: onTaskFailure is not part of any update', () => {
    expect(() =>
      onPool(
        ONE_NODE,
        `
        jobs: [ { id: j, poolInfo: { poolId: p } } ]
        actions: [ { at: PT1S, patchJob: { jobId: j, onTaskFailure: performexitoptionsjobaction } } ]
        `,
      ),
    ).toThrow(/onTaskFailure/);
  });

  test('L-198, L-423: a new priority decides what starts next and displaces nothing', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p } } ]
      tasks:
        - { jobId: j, count: 3, task: { id: "t{n}", commandLine: w60 } }
        - { jobId: k, count: 2, task: { id: "u{n}", commandLine: w60 } }
      actions: [ { at: PT70S, patchJob: { jobId: k, priority: 1 } } ]
      `,
    );
    expect(log.starts()).toEqual(['t1', 'u1', 'u2', 't2', 't3']);
    expect(log.states('task j/t1').at(-1)).toEqual([120, 'completed']);
  });

  test('L-198: a new priority given while the job is disabled holds when it is enabled', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p } } ]
      tasks:
        - { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } }
        - { jobId: k, count: 2, task: { id: "u{n}", commandLine: w60 } }
      actions:
        - { at: PT10S, disableJob: { jobId: k, disableTasks: wait } }
        - { at: PT20S, patchJob: { jobId: k, priority: 1 } }
        - { at: PT70S, enableJob: { jobId: k } }
      `,
    );
    expect(log.starts()).toEqual(['t1', 'u1', 'u2', 't2']);
  });

  test('L-199: of a job that ends is refused, with the code of its state', () => {
    const answers = (operation: string, release: string) =>
      onPool(
        ONE_NODE,
        `
        jobs:
          - { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w1 }, jobReleaseTask: { commandLine: ${release} } }
        tasks: [ { jobId: j, task: { id: t, commandLine: w10 } } ]
        actions:
          - { at: PT100S, ${operation}: { jobId: j } }
          - { at: PT200S, patchJob: { jobId: j, priority: 1 } }
          - { at: PT200S, updateJob: { jobId: j, poolInfo: { poolId: p } } }
        `,
      )
        .requests()
        .slice(1);
    const refused = (code: string) => [
      ['patchJob', 409, code],
      ['updateJob', 409, code],
    ];
    expect(answers('terminateJob', 'w300')).toEqual(refused('JobBeingTerminated'));
    expect(answers('terminateJob', 'w10')).toEqual(refused('JobCompleted'));
    expect(answers('deleteJob', 'w300')).toEqual(refused('JobBeingDeleted'));
  });

  test('S-3: an accepted update says in its line what it changed', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      actions: [ { at: PT10S, patchJob: { jobId: j, priority: 4 } } ]
      `,
    );
    expect(log.last('request').changes).toEqual({ priority: 4 });
  });
});
