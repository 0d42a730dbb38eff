import { describe, expect, test } from 'vitest';
import { jobsCreated, onPool } from '../support/job-lab.ts';

const ONE_NODE = 'targetDedicatedNodes: 1';
/** a time of the first day, in seconds from its start */
const at = (seconds: number) => `"${new Date(Date.UTC(2017, 4, 1) + seconds * 1000).toISOString()}"`;
/** A schedule `s` whose jobs have a manager that runs so; they have pool `p`. */
const schedule = (timing: string, command = 'w60', job = '') =>
  `jobSchedules: [ { id: s, schedule: { ${timing} }, jobSpecification: { poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: ${command} }${job} } } ]`;
const program = (seconds: number) => [`{ match: works, duration: PT${seconds}S }`];

describe('a job schedule', () => {
  test('L-323, L-324: is active when it is added; it needs poolInfo, and an id like any job', () => {
    const log = onPool(
      ONE_NODE,
      `
      actions:
        - { at: PT1S, addJobSchedule: { id: s, schedule: { doNotRunUntil: ${at(3600)} }, jobSpecification: { poolInfo: { poolId: p } } } }
        - { at: PT1S, addJobSchedule: { id: "a b", schedule: {}, jobSpecification: { poolInfo: { poolId: p } } } }
        - { at: PT1S, addJobSchedule: { id: t, schedule: {}, jobSpecification: {} } }
      `,
    );
    expect(log.requests()).toEqual([
      ['addJobSchedule', 201],
      ['addJobSchedule', 400, 'InvalidPropertyValue'],
      ['addJobSchedule', 400, 'MissingRequiredProperty'],
    ]);
    expect(log.states('jobSchedule s')).toEqual([[1, 'active']]);
  });

  test('L-325, L-329, L-336: without any times creates one job at once and is completed with it', () => {
    const log = onPool(ONE_NODE, schedule(''));
    expect(jobsCreated(log)).toEqual([[0, 's:job-1']]);
    expect(log.states('job s:job-1')).toEqual([
      [0, 'active'],
      [120, 'terminating'],
      [120, 'completed'],
    ]);
    expect(log.states('jobSchedule s')).toEqual([
      [0, 'active'],
      [120, 'completed'],
    ]);
    expect(log.summary).toMatchObject({ endReason: 'quiescent', endedAtSeconds: 120 });
  });

  test('L-325, L-329: creates no job before doNotRunUntil', () => {
    const log = onPool(ONE_NODE, schedule(`doNotRunUntil: ${at(600)}`));
    expect(jobsCreated(log)).toEqual([[600, 's:job-1']]);
    expect(log.states('jobSchedule s').at(-1)).toEqual([660, 'completed']);
  });

  test('L-328, L-334, L-336: recurs by its grid, whatever its jobs take, and numbers them', () => {
    const log = onPool(ONE_NODE, schedule(`recurrenceInterval: PT10M, doNotRunAfter: ${at(1900)}`, 'w300'));
    expect(jobsCreated(log)).toEqual([
      [0, 's:job-1'],
      [600, 's:job-2'],
      [1200, 's:job-3'],
      [1800, 's:job-4'],
    ]);
    expect(log.settled('job s:job-1').at(-1)).toEqual([360, 'completed']);
  });

  test('L-325, L-334: has its grid begin at doNotRunUntil', () => {
    const log = onPool(
      ONE_NODE,
      schedule(`doNotRunUntil: ${at(90)}, recurrenceInterval: PT5M, doNotRunAfter: ${at(700)}`),
    );
    expect(jobsCreated(log).map(([seconds]) => seconds)).toEqual([90, 390, 690]);
  });

  test('O-85, L-334: with a doNotRunUntil that is past creates its first job at once, the others by the grid from then', () => {
    const log = onPool(
      ONE_NODE,
      schedule(`doNotRunUntil: "2017-04-30T23:57:00Z", recurrenceInterval: PT10M, doNotRunAfter: ${at(1100)}`),
    );
    expect(jobsCreated(log).map(([seconds]) => seconds)).toEqual([0, 420, 1020]);
  });

  test('L-334: has its grid begin at its creation where nothing else is said', () => {
    const log = onPool(
      ONE_NODE,
      `
      actions:
        - { at: PT77S, addJobSchedule: { id: s, schedule: { recurrenceInterval: PT10M, doNotRunAfter: ${at(1300)} }, jobSpecification: { poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w60 } } } }
      `,
    );
    expect(jobsCreated(log).map(([seconds]) => seconds)).toEqual([77, 677, 1277]);
  });

  test('O-82, L-326: creates a job exactly at doNotRunAfter, and is completed with it', () => {
    const log = onPool(ONE_NODE, schedule(`recurrenceInterval: PT10M, doNotRunAfter: ${at(1200)}`));
    expect(jobsCreated(log).map(([seconds]) => seconds)).toEqual([0, 600, 1200]);
    expect(log.states('jobSchedule s').at(-1)).toEqual([1260, 'completed']);
  });

  test('S-21, L-326: is completed strictly after doNotRunAfter if no job is active then', () => {
    const log = onPool(ONE_NODE, schedule(`recurrenceInterval: PT10M, doNotRunAfter: ${at(1000)}`));
    expect(jobsCreated(log).map(([seconds]) => seconds)).toEqual([0, 600]);
    expect(log.states('jobSchedule s').at(-1)).toEqual([1000.001, 'completed']);
    expect(log.summary.endedAtSeconds).toBe(1000.001);
  });

  test('S-21: even if its last job ends exactly then', () => {
    const log = onPool(ONE_NODE, schedule(`recurrenceInterval: PT10M, doNotRunAfter: ${at(660)}`));
    expect(log.settled('job s:job-2').at(-1)).toEqual([660, 'completed']);
    expect(log.states('jobSchedule s').at(-1)).toEqual([660.001, 'completed']);
  });

  test('L-326, L-325: completes without any job if doNotRunAfter comes before doNotRunUntil, or is past', () => {
    const never = onPool(ONE_NODE, schedule(`doNotRunUntil: ${at(600)}, doNotRunAfter: ${at(300)}`));
    expect(jobsCreated(never)).toEqual([]);
    expect(never.states('jobSchedule s').at(-1)).toEqual([300.001, 'completed']);
    const past = onPool(ONE_NODE, schedule('recurrenceInterval: PT10M, doNotRunAfter: "2017-04-30T00:00:00Z"'));
    expect(jobsCreated(past)).toEqual([]);
    expect(past.states('jobSchedule s')).toEqual([
      [0, 'active'],
      [0, 'completed'],
    ]);
  });

  test('L-327, S-2: recurs for ever without doNotRunAfter; the scenario has to have an end', () => {
    const log = onPool(ONE_NODE, `end: PT1H\n${schedule('recurrenceInterval: PT10M')}`);
    expect(jobsCreated(log)).toHaveLength(7); // the last at the end of the hour
    expect(log.states('jobSchedule s')).toEqual([[0, 'active']]);
    expect(log.summary).toMatchObject({ endReason: 'horizon', endedAtSeconds: 3600 });
    expect(() => onPool(ONE_NODE, schedule('recurrenceInterval: PT10M'))).toThrow(/recurs for ever/);
  });

  test('L-328, L-330: recurrenceInterval and startWindow are at least a minute', () => {
    const added = (timing: string) =>
      onPool(
        ONE_NODE,
        `actions: [ { at: PT1S, addJobSchedule: { id: s, schedule: { doNotRunAfter: ${at(10)}, ${timing} }, jobSpecification: { poolInfo: { poolId: p } } } } ]`,
      ).requests()[0];
    expect(added('recurrenceInterval: PT1M')).toEqual(['addJobSchedule', 201]);
    expect(added('recurrenceInterval: PT59S')).toEqual(['addJobSchedule', 400, 'InvalidPropertyValue']);
    expect(added('startWindow: PT1M')).toEqual(['addJobSchedule', 201]);
    expect(added('startWindow: PT59S')).toEqual(['addJobSchedule', 400, 'InvalidPropertyValue']);
  });

  test('L-335: gives its jobs all that a job may have', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobSchedules:
        - id: s
          schedule: {}
          jobSpecification:
            priority: 9
            poolInfo: { poolId: p }
            constraints: { maxTaskRetryCount: 1, maxWallClockTime: PT1H }
            jobManagerTask: { id: jm, commandLine: f60, killJobOnCompletion: false }
            jobPreparationTask: { commandLine: w10 }
            jobReleaseTask: { commandLine: w30 }
            onTaskFailure: performexitoptionsjobaction
            onAllTasksComplete: terminatejob
      `,
    );
    expect(log.of('job s:job-1')[0].priority).toBe(9);
    expect(log.states('job s:job-1')).toEqual([
      [0, 'active'],
      [190, 'terminating'], // preparation 60-70, two attempts
      [220, 'completed'],
    ]);
    expect(log.last('job s:job-1').terminateReason).toBe('TaskFailed');
  });

  test('L-344, L-221: with terminatejob and no manager its jobs end at once', () => {
    const log = onPool(
      ONE_NODE,
      `jobSchedules: [ { id: s, schedule: { recurrenceInterval: PT10M, doNotRunAfter: ${at(700)} }, jobSpecification: { poolInfo: { poolId: p }, onAllTasksComplete: terminatejob } } ]`,
    );
    expect(log.settled('job s:job-1')).toEqual([[0, 'completed']]);
    expect(log.settled('job s:job-2')).toEqual([[600, 'completed']]);
    expect(log.last('job s:job-2').terminateReason).toBe('AllTasksComplete');
  });

  test('L-336: takes tasks of the file and of calls for its jobs by their ids', () => {
    const log = onPool(
      ONE_NODE,
      `
      ${schedule('', 'w300').trim()}
      actions: [ { at: PT10S, addTask: { jobId: "s:job-1", id: t, commandLine: w60 } } ]
      `,
    );
    expect(log.requests()).toEqual([['addTask', 201]]);
    expect(log.states('task s:job-1/t').at(-1)).toEqual([360, 'completed']);
  });
});

describe('a job that is due while the previous one is active', () => {
  test('L-331, L-334, O-84: waits until that one is completed, its release tasks included; the grid stays', () => {
    const log = onPool(
      ONE_NODE,
      schedule(
        `recurrenceInterval: PT5M, doNotRunAfter: ${at(1000)}`,
        'works',
        ', jobPreparationTask: { commandLine: w1 }, jobReleaseTask: { commandLine: w30 }',
      ),
      program(290),
    );
    // the first: 60 + 1 + 290 + 30 = 381, the second 381 + 321 = 702, the third 1023
    expect(jobsCreated(log).map(([seconds]) => seconds)).toEqual([0, 381, 702]);
    expect(log.states('jobSchedule s').at(-1)).toEqual([1023, 'completed']);
  });

  test('L-330, O-80: is created at the very end of its startWindow', () => {
    const log = onPool(
      ONE_NODE,
      schedule(`recurrenceInterval: PT10M, startWindow: PT2M, doNotRunAfter: ${at(1300)}`, 'works'),
      program(660),
    );
    expect(jobsCreated(log).map(([seconds]) => seconds)).toEqual([0, 720]);
  });

  test('L-330, L-332: is lost when the window is over; the next one comes at its own time', () => {
    const log = onPool(
      ONE_NODE,
      schedule(`recurrenceInterval: PT10M, startWindow: PT2M, doNotRunAfter: ${at(1300)}`, 'works'),
      program(661),
    );
    expect(jobsCreated(log).map(([seconds]) => seconds)).toEqual([0, 1200]);
    expect(log.of('job s:job-2')[0]).toMatchObject({ at: 1_200_000 });
  });

  test('L-333, L-331: with a window longer than the interval waits no longer than the interval, and never with another', () => {
    const log = onPool(
      ONE_NODE,
      `
      ${schedule(`recurrenceInterval: PT10M, startWindow: PT10H, doNotRunAfter: ${at(3000)}`, 'w3600').trim()}
      actions:
        - { at: PT2000S, terminateJob: { jobId: "s:job-1" } }
        - { at: PT2100S, terminateJob: { jobId: "s:job-2" } }
        - { at: PT2500S, terminateJob: { jobId: "s:job-3" } }
        - { at: PT3100S, terminateJob: { jobId: "s:job-4" } }
      `,
    );
    // 600 and 1200 are lost, 1800 is late, 2400 on time, 3000 on time
    expect(jobsCreated(log).map(([seconds]) => seconds)).toEqual([0, 2000, 2400, 3000]);
  });

  test('O-83: is dropped at exactly the next due instant, which has a job of its own', () => {
    const log = onPool(
      ONE_NODE,
      `
      ${schedule(`recurrenceInterval: PT10M, doNotRunAfter: ${at(1900)}`, 'w3600').trim()}
      actions:
        - { at: PT1200S, terminateJob: { jobId: "s:job-1" } }
        - { at: PT1300S, terminateJob: { jobId: "s:job-2" } }
        - { at: PT1850S, terminateJob: { jobId: "s:job-3" } }
      `,
    );
    expect(jobsCreated(log).map(([seconds]) => seconds)).toEqual([0, 1200, 1800]);
  });

  test('O-82: is dropped if it could be created only after doNotRunAfter; exactly then it is', () => {
    const delayed = (until: number) =>
      jobsCreated(
        onPool(ONE_NODE, schedule(`recurrenceInterval: PT10M, doNotRunAfter: ${at(until)}`, 'works'), program(660)),
      ).map(([seconds]) => seconds);
    expect(delayed(720)).toEqual([0, 720]);
    expect(delayed(719)).toEqual([0]);
  });

  test('L-331: is created when the previous job is deleted, too', () => {
    const log = onPool(
      ONE_NODE,
      `
      ${schedule(`recurrenceInterval: PT10M, doNotRunAfter: ${at(900)}`, 'w1200').trim()}
      actions: [ { at: PT700S, deleteJob: { jobId: "s:job-1" } } ]
      `,
    );
    expect(jobsCreated(log).map(([seconds]) => seconds)).toEqual([0, 700]);
    expect(log.of('job s:job-2')[0].cause).toBe(log.last('job s:job-1').seq);
  });

  test('L-178, L-330: waits for the quota as for anything else, within its window', () => {
    const created = (window: string) =>
      jobsCreated(
        onPool(
          ONE_NODE,
          `
          account: { activeJobAndJobScheduleQuota: 2 }
          jobs: [ { id: other, poolInfo: { poolId: p } } ]
          ${schedule(`recurrenceInterval: PT10M, ${window}doNotRunAfter: ${at(700)}`).trim()}
          actions: [ { at: PT200S, terminateJob: { jobId: other } } ]
          `,
        ),
      ).slice(1);
    expect(created('')).toEqual([
      [200, 's:job-1'],
      [600, 's:job-2'],
    ]);
    expect(created('startWindow: PT2M, ')).toEqual([[600, 's:job-1']]);
  });
});
