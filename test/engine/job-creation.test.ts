import { describe, expect, test } from 'vitest';
import { onPool, runsOf, withPools } from '../support/job-lab.ts';
import { PROGRAMS, pool, run } from '../support/run.ts';

const ONE_NODE = 'targetDedicatedNodes: 1';

describe('a new job', () => {
  test('L-175, L-179: is active at once, with priority 0; added by an operation it answers 201', () => {
    const log = onPool(ONE_NODE, 'actions: [ { at: PT10S, addJob: { id: j, poolInfo: { poolId: p } } } ]');
    expect(log.requests()).toEqual([['addJob', 201]]);
    expect(log.of('job j')).toMatchObject([{ at: 10_000, from: null, to: 'active', poolId: 'p', priority: 0 }]);
  });

  test('L-176: may not take the id of another, whatever the case', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: Render, poolInfo: { poolId: p } } ]
      actions: [ { at: PT10S, addJob: { id: rENDER, poolInfo: { poolId: p } } } ]
      `,
    );
    expect(log.requests()).toEqual([['addJob', 409, 'JobExists']]);
  });

  test('L-176, L-216: takes the id of one that is gone, but not of one that is being deleted', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs:
        - { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w10 }, jobReleaseTask: { commandLine: w60 } }
      tasks: [ { jobId: j, task: { id: t, commandLine: w10 } } ]
      actions:
        - { at: PT100S, deleteJob: { jobId: j } }
        - { at: PT110S, addJob: { id: j, poolInfo: { poolId: p } } }
        - { at: PT160S, addJob: { id: j, poolInfo: { poolId: p } } }
        - { at: PT170S, addTask: { jobId: j, id: t, commandLine: w10 } }
      `,
    );
    expect(log.requests()).toEqual([
      ['deleteJob', 202],
      ['addJob', 409, 'JobBeingDeleted'],
      ['addJob', 201],
      ['addTask', 201],
    ]);
    expect(log.states('task j/t').slice(-3)).toEqual([
      [170, 'active'],
      [170, 'running'],
      [180, 'completed'],
    ]);
    expect(log.summary.jobs['j#2'].tasks.succeeded).toBe(1);
  });

  test('L-177: and a job schedule may not have the same id', () => {
    const specification = 'jobSpecification: { poolInfo: { poolId: p } }';
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      jobSchedules: [ { id: s, schedule: { doNotRunUntil: "2017-05-01T01:00:00Z" }, ${specification} } ]
      actions:
        - { at: PT10S, addJob: { id: S, poolInfo: { poolId: p } } }
        - { at: PT10S, addJobSchedule: { id: J, schedule: {}, ${specification} } }
        - { at: PT10S, addJobSchedule: { id: S, schedule: {}, ${specification} } }
        - { at: PT20S, deleteJob: { jobId: j } }
        - { at: PT20S, deleteJobSchedule: { jobScheduleId: s } }
        - { at: PT30S, addJob: { id: S, poolInfo: { poolId: p } } }
        - { at: PT30S, addJobSchedule: { id: J, schedule: { doNotRunUntil: "2017-05-01T01:00:00Z" }, ${specification} } }
      `,
    );
    expect(log.requests()).toEqual([
      ['addJob', 409, 'JobScheduleWithSameIdExists'],
      ['addJobSchedule', 409, 'JobWithSameIdExists'],
      ['addJobSchedule', 409, 'JobScheduleExists'],
      ['deleteJob', 202],
      ['deleteJobSchedule', 202],
      ['addJob', 201],
      ['addJobSchedule', 201],
    ]);
  });

  test('L-178: counts towards the quota of active jobs and schedules from its creation until it is completed', () => {
    const log = onPool(
      ONE_NODE,
      `
      account: { activeJobAndJobScheduleQuota: 2 }
      jobs:
        - { id: a, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w10 }, jobReleaseTask: { commandLine: w60 } }
      jobSchedules: [ { id: s, schedule: { doNotRunUntil: "2017-05-01T01:00:00Z" }, jobSpecification: { poolInfo: { poolId: p } } } ]
      tasks: [ { jobId: a, task: { id: t, commandLine: w10 } } ]
      actions:
        - { at: PT100S, addJob: { id: b, poolInfo: { poolId: p } } }
        - { at: PT100S, addJobSchedule: { id: r, schedule: {}, jobSpecification: { poolInfo: { poolId: p } } } }
        - { at: PT200S, disableJobSchedule: { jobScheduleId: s } }
        - { at: PT200S, disableJob: { jobId: a, disableTasks: wait } }
        - { at: PT210S, addJob: { id: c, poolInfo: { poolId: p } } }
        - { at: PT220S, terminateJob: { jobId: a } }
        - { at: PT230S, addJob: { id: d, poolInfo: { poolId: p } } }
        - { at: PT280S, addJob: { id: e, poolInfo: { poolId: p } } }
      `,
    );
    const added = log.requests().filter(([operation]) => String(operation).startsWith('add'));
    expect(added).toEqual([
      ['addJob', 409, 'ActiveJobAndScheduleQuotaReached'],
      ['addJobSchedule', 409, 'ActiveJobAndScheduleQuotaReached'],
      ['addJob', 409, 'ActiveJobAndScheduleQuotaReached'],
      ['addJob', 409, 'ActiveJobAndScheduleQuotaReached'],
      ['addJob', 201],
    ]);
  });

  test('L-178, S-3: a job of the file that the quota forbids at time zero is refused then, and its tasks find no job', () => {
    const log = onPool(
      ONE_NODE,
      `
      account: { activeJobAndJobScheduleQuota: 1 }
      jobs: [ { id: a, poolInfo: { poolId: p } }, { id: b, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: b, task: { id: t, commandLine: w10 } } ]
      `,
    );
    expect(log.of('request')).toMatchObject([
      { at: 0, to: 'addJob', status: 409, code: 'ActiveJobAndScheduleQuotaReached', jobId: 'b' },
      { at: 0, to: 'addTask', status: 404, code: 'JobNotFound', jobId: 'b', taskId: 't' },
    ]);
    expect(log.summary.requests).toEqual({ accepted: 0, rejected: 2 });
    expect(log.of('job b')).toEqual([]);
  });

  test('L-179: may have a priority from -1000 to 1000; the larger is served first', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs:
        - { id: low, priority: -1000, poolInfo: { poolId: p } }
        - { id: middle, poolInfo: { poolId: p } }
        - { id: high, priority: 1000, poolInfo: { poolId: p } }
      tasks:
        - { jobId: low, task: { id: l, commandLine: w10 } }
        - { jobId: middle, task: { id: m, commandLine: w10 } }
        - { jobId: high, task: { id: h, commandLine: w10 } }
      actions: [ { at: PT1S, addJob: { id: x, priority: 1001, poolInfo: { poolId: p } } } ]
      `,
    );
    expect(log.requests()).toEqual([['addJob', 400, 'OutOfRangeInput']]);
    expect(log.starts()).toEqual(['h', 'm', 'l']);
  });

  test('L-180: needs exactly one of poolId and autoPoolSpecification', () => {
    const nested =
      'autoPoolSpecification: { poolLifetimeOption: job, pool: { vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 1 } }';
    const log = onPool(
      ONE_NODE,
      `
      actions:
        - { at: PT1S, addJob: { id: none } }
        - { at: PT1S, addJob: { id: neither, poolInfo: {} } }
        - { at: PT1S, addJob: { id: both, poolInfo: { poolId: p, ${nested} } } }
      `,
    );
    expect(log.requests()).toEqual([
      ['addJob', 400, 'MissingRequiredProperty'],
      ['addJob', 400, 'MissingRequiredProperty'],
      ['addJob', 400, 'InvalidPropertyValue'],
    ]);
  });

  test('L-181, O-27: may name a pool that does not exist; nothing runs until there is one of that id', () => {
    const log = withPools(
      [],
      `
      jobs: [ { id: j, poolInfo: { poolId: Later } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions: [ { at: PT100S, addPool: ${pool(ONE_NODE, 'later')} } ]
      `,
    );
    expect(log.states('job j')).toEqual([[0, 'active']]);
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [160, 'running'],
      [220, 'completed'],
    ]);
    expect(log.latest('task j/t', 'waited')).toEqual({ noPool: 100_000, allocation: 60_000 });
  });

  test('L-181: without that pool it stays active and its tasks wait for ever', () => {
    const log = withPools(
      [],
      `
      jobs: [ { id: j, poolInfo: { poolId: never } } ]
      tasks: [ { jobId: j, arrival: { at: PT5S }, task: { id: t, commandLine: w60 } } ]
      `,
    );
    expect(log.states('task j/t')).toEqual([[5, 'active']]);
    expect(log.summary).toMatchObject({ endReason: 'quiescent', endedAtSeconds: 5 });
    expect(log.summary.stuck).toMatchObject([{ entity: 'task:j/t' }]);
  });

  test('L-187, L-263: gives its retry count to tasks that have no constraints of their own', () => {
    const log = onPool(
      'targetDedicatedNodes: 3',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 2 } }, { id: k, poolInfo: { poolId: p } } ]
      tasks:
        - { jobId: j, task: { id: t, commandLine: f10 } }
        - { jobId: j, task: { id: u, commandLine: f10, constraints: { maxWallClockTime: PT1H } } }
        - { jobId: k, task: { id: v, commandLine: f10 } }
      `,
    );
    expect(log.states('task j/t').at(-1)).toEqual([90, 'completed']);
    expect(log.latest('task j/t', 'retryCount')).toBe(2);
    expect(log.states('task j/u').at(-1)).toEqual([70, 'completed']);
    expect(log.states('task k/v').at(-1)).toEqual([70, 'completed']);
  });

  test('L-187: -1 repeats its tasks without limit', () => {
    const log = onPool(
      ONE_NODE,
      `
      end: PT1H
      jobs: [ { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: -1 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: f600 } } ]
      `,
    );
    expect(log.latest('task j/t', 'retryCount')).toBe(5); // 60 s, then every 600 s until an hour is over
    expect(log.summary).toMatchObject({ endReason: 'horizon', endedAtSeconds: 3600 });
  });

  test('L-200: a disabled job takes tasks; they start when it is enabled', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      actions:
        - { at: PT80S, disableJob: { jobId: j, disableTasks: wait } }
        - { at: PT90S, addTask: { jobId: j, id: t, commandLine: w60 } }
        - { at: PT200S, enableJob: { jobId: j } }
      `,
    );
    expect(log.requests()[1]).toEqual(['addTask', 201]);
    expect(log.states('task j/t')).toEqual([
      [90, 'active'],
      [200, 'running'],
      [260, 'completed'],
    ]);
    expect(log.latest('task j/t', 'waited')).toEqual({ jobDisabled: 110_000 });
  });

  test('L-200: a job that ends takes no tasks, and says by its code why', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs:
        - { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w10 }, jobReleaseTask: { commandLine: w60 } }
      tasks:
        - { jobId: j, task: { id: t, commandLine: w10 } }
        - { jobId: j, arrival: { at: PT110S }, task: { id: u, commandLine: w10 } }
        - { jobId: j, arrival: { at: PT170S }, task: { id: v, commandLine: w10 } }
      actions: [ { at: PT100S, terminateJob: { jobId: j } } ]
      `,
    );
    expect(log.of('request').slice(1)).toMatchObject([
      { at: 110_000, to: 'addTask', status: 409, code: 'JobBeingTerminated', taskId: 'u' },
      { at: 170_000, to: 'addTask', status: 409, code: 'JobCompleted', taskId: 'v' },
    ]);
  });

  test('L-182: dependencies have to be switched on when it is created: no update knows them', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      actions: [ { at: PT1S, addTask: { jobId: j, id: t, commandLine: w10, dependsOn: { taskIds: [ u ] } } } ]
      `,
    );
    expect(log.requests()).toEqual([['addTask', 400, 'TaskDependenciesNotSpecifiedOnJob']]);
    expect(() =>
      onPool(
        ONE_NODE,
        `
        jobs: [ { id: j, poolInfo: { poolId: p } } ]
        actions: [ { at: PT1S, patchJob: { jobId: j, usesTaskDependencies: true } } ]
        `,
      ),
    ).toThrow(/usesTaskDependencies/);
  });

  test('L-425, L-181: jobs of one id space run on the pools that they name', () => {
    const log = withPools(
      [pool(ONE_NODE), pool(ONE_NODE, 'q')],
      `
      jobs: [ { id: j, priority: 5, poolInfo: { poolId: p } }, { id: k, priority: -5, poolInfo: { poolId: Q } } ]
      tasks:
        - { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } }
        - { jobId: k, task: { id: u, commandLine: w60 } }
      `,
    );
    expect(log.of('task k/u')[1]).toMatchObject({ at: 60_000, poolId: 'q', to: 'running' });
    expect(runsOf(log, 'j/t2')).toEqual([[120, 'tvm-1']]);
  });
});

test('L-201, S-0: knows no elements of later versions', () => {
  for (const element of ['maxParallelTasks: 5', 'allowTaskPreemption: true'])
    expect(() => onPool(ONE_NODE, `jobs: [ { id: j, poolInfo: { poolId: p }, ${element} } ]`)).toThrow(
      element.split(':')[0],
    );
});

test('L-183: the common environment of a job is carried along and changes nothing', () => {
  const scenario = (more: string) => `
name: same
pools: [ ${pool(ONE_NODE)} ]
jobs: [ { id: j, poolInfo: { poolId: p }${more} } ]
tasks: [ { jobId: j, task: { id: t, commandLine: w60, environmentSettings: [ { name: A, value: "2" } ] } } ]
${PROGRAMS}`;
  const plain = run(scenario(''));
  const common = run(scenario(', commonEnvironmentSettings: [ { name: A, value: "1" } ]'));
  expect(common.lines.slice(1, -1)).toEqual(plain.lines.slice(1, -1));
  expect(common.summary.notModelled.join()).toMatch(/commonEnvironmentSettings/);
});
