import { describe, expect, test } from 'vitest';
import { autoPool, jobsCreated, onPool, poolIds, withPools } from '../support/job-lab.ts';

const ONE_NODE = 'targetDedicatedNodes: 1';
/** a time of the first day, in seconds from its start */
const at = (seconds: number) => `"${new Date(Date.UTC(2017, 4, 1) + seconds * 1000).toISOString()}"`;
const MANAGER = 'jobManagerTask: { id: jm, commandLine: w60 }';
const RELEASED = 'jobPreparationTask: { commandLine: w1 }, jobReleaseTask: { commandLine: w30 }';

/** A schedule `s` that recurs every ten minutes, and calls. */
const called = (calls: readonly string[], { until = 1900, timing = '', job = MANAGER } = {}) =>
  onPool(
    ONE_NODE,
    `
    jobSchedules: [ { id: s, schedule: { recurrenceInterval: PT10M, doNotRunAfter: ${at(until)}${timing} }, jobSpecification: { poolInfo: { poolId: p }, ${job} } } ]
    actions:
      ${calls.map((call) => `- { at: PT${call.replace(' ', 'S, ')} }`).join('\n      ')}
    `,
  );
const instants = (log: ReturnType<typeof called>) => jobsCreated(log).map(([seconds]) => seconds);

describe('disabling a job schedule', () => {
  test('L-339, O-81: creates no jobs, leaves the active one alone, and loses what comes due', () => {
    const log = called(
      ['70 disableJobSchedule: { jobScheduleId: s }', '1210 enableJobSchedule: { jobScheduleId: s }'],
      {
        timing: ', startWindow: PT2M',
        until: 1850,
      },
    );
    expect(log.requests()).toEqual([
      ['disableJobSchedule', 204],
      ['enableJobSchedule', 204],
    ]);
    expect(log.settled('job s:job-1').at(-1)).toEqual([120, 'completed']);
    expect(log.states('jobSchedule s').slice(0, 3)).toEqual([
      [0, 'active'],
      [70, 'disabled'],
      [1210, 'active'],
    ]);
    expect(instants(log)).toEqual([0, 1210, 1800]); // 1200 was ten seconds ago
  });

  test('O-81, O-80: an occurrence is kept until the end of its startWindow, and not longer', () => {
    const enabledAt = (seconds: number) =>
      instants(
        called(['70 disableJobSchedule: { jobScheduleId: s }', `${seconds} enableJobSchedule: { jobScheduleId: s }`], {
          timing: ', startWindow: PT2M',
          until: 1100,
        }),
      );
    expect(enabledAt(720)).toEqual([0, 720]);
    expect(enabledAt(721)).toEqual([0]);
  });

  test('O-81, O-83: without a window it is kept until the next is due', () => {
    const enabledAt = (seconds: number) =>
      instants(
        called(['70 disableJobSchedule: { jobScheduleId: s }', `${seconds} enableJobSchedule: { jobScheduleId: s }`], {
          until: 1250,
        }),
      );
    expect(enabledAt(1199)).toEqual([0, 1199]);
    expect(enabledAt(1200)).toEqual([0, 1200]);
  });

  test('L-339: at the instant of an occurrence comes before it', () => {
    expect(instants(called(['600 disableJobSchedule: { jobScheduleId: s }'], { until: 700 }))).toEqual([0]);
  });

  test('L-343: of a disabled one is JobScheduleDisabled; enabling an active one changes nothing', () => {
    const log = called([
      '10 enableJobSchedule: { jobScheduleId: s }',
      '20 disableJobSchedule: { jobScheduleId: s }',
      '30 disableJobSchedule: { jobScheduleId: s }',
      '40 disableJobSchedule: { jobScheduleId: unknown }',
    ]);
    expect(log.requests()).toEqual([
      ['enableJobSchedule', 204],
      ['disableJobSchedule', 204],
      ['disableJobSchedule', 409, 'JobScheduleDisabled'],
      ['disableJobSchedule', 404, 'JobScheduleNotFound'],
    ]);
    expect(log.states('jobSchedule s').slice(0, 2)).toEqual([
      [0, 'active'],
      [20, 'disabled'],
    ]);
  });

  test('L-326, S-21: does not keep it from being completed when its time is over', () => {
    const log = called(['70 disableJobSchedule: { jobScheduleId: s }'], { until: 1000 });
    expect(log.states('jobSchedule s')).toEqual([
      [0, 'active'],
      [70, 'disabled'],
      [1000.001, 'completed'],
    ]);
  });
});

describe('terminating a job schedule', () => {
  test('L-340, L-215: terminates its active job with TerminateJobSchedule and is completed with it', () => {
    const log = called(['100 terminateJobSchedule: { jobScheduleId: s }'], { job: `${MANAGER}, ${RELEASED}` });
    expect(log.requests()).toEqual([['terminateJobSchedule', 202]]);
    expect(log.states('job s:job-1')).toEqual([
      [0, 'active'],
      [100, 'terminating'],
      [130, 'completed'],
    ]);
    expect(log.last('job s:job-1').terminateReason).toBe('TerminateJobSchedule');
    expect(log.states('jobSchedule s')).toEqual([
      [0, 'active'],
      [100, 'terminating'],
      [130, 'completed'],
    ]);
    expect(instants(log)).toEqual([0]);
    expect(log.summary.endedAtSeconds).toBe(130);
  });

  test('L-340: without an active job is completed at once; a job that ends anyway keeps its reason', () => {
    const idle = called(['200 terminateJobSchedule: { jobScheduleId: s }']);
    expect(idle.states('jobSchedule s').slice(1)).toEqual([
      [200, 'terminating'],
      [200, 'completed'],
    ]);
    const ending = called(['125 terminateJobSchedule: { jobScheduleId: s }'], { job: `${MANAGER}, ${RELEASED}` });
    expect(ending.last('job s:job-1')).toMatchObject({ at: 151_000, to: 'completed', terminateReason: 'JMComplete' });
    expect(ending.states('jobSchedule s').at(-1)).toEqual([151, 'completed']);
  });

  test('L-340: is possible while it is disabled', () => {
    const log = called([
      '70 disableJobSchedule: { jobScheduleId: s }',
      '80 terminateJobSchedule: { jobScheduleId: s }',
    ]);
    expect(log.settled('jobSchedule s').slice(1)).toEqual([
      [70, 'disabled'],
      [80, 'completed'],
    ]);
    expect(log.settled('job s:job-1').at(-1)).toEqual([80, 'completed']);
  });

  test('L-343: a completed schedule takes no calls but to be deleted', () => {
    const log = called([
      '200 terminateJobSchedule: { jobScheduleId: s }',
      '210 patchJobSchedule: { jobScheduleId: s, schedule: {} }',
      '210 disableJobSchedule: { jobScheduleId: s }',
      '210 enableJobSchedule: { jobScheduleId: s }',
      '210 terminateJobSchedule: { jobScheduleId: s }',
      '220 deleteJobSchedule: { jobScheduleId: s }',
    ]);
    expect(log.requests().slice(1)).toEqual([
      ['patchJobSchedule', 409, 'JobScheduleCompleted'],
      ['disableJobSchedule', 409, 'JobScheduleCompleted'],
      ['enableJobSchedule', 409, 'JobScheduleCompleted'],
      ['terminateJobSchedule', 409, 'JobScheduleCompleted'],
      ['deleteJobSchedule', 202],
    ]);
    expect(log.settled('jobSchedule s').at(-1)).toEqual([220, null]);
  });
});

describe('deleting a job schedule', () => {
  test('L-341, S-10: deletes all its jobs and tasks, completed ones too, then it is gone', () => {
    const log = called(['670 deleteJobSchedule: { jobScheduleId: s }'], {
      job: `jobManagerTask: { id: jm, commandLine: w120 }, ${RELEASED}`,
    });
    expect(log.requests()).toEqual([['deleteJobSchedule', 202]]);
    expect(log.states('job s:job-1').slice(-3)).toEqual([
      [211, 'completed'],
      [670, 'deleting'],
      [670, null],
    ]);
    expect(log.states('job s:job-2')).toEqual([
      [600, 'active'],
      [670, 'deleting'],
      [700, null],
    ]);
    expect(log.states('task s:job-2/jm').at(-1)).toEqual([670, null]);
    expect(log.states('jobSchedule s')).toEqual([
      [0, 'active'],
      [670, 'deleting'],
      [700, null],
    ]);
    expect(instants(log)).toEqual([0, 600]);
  });

  test('L-341: calls meanwhile are JobScheduleBeingDeleted; afterwards its id is free', () => {
    const log = called(
      [
        '100 deleteJobSchedule: { jobScheduleId: s }',
        '110 deleteJobSchedule: { jobScheduleId: s }',
        '110 terminateJobSchedule: { jobScheduleId: s }',
        '110 disableJobSchedule: { jobScheduleId: s }',
        '110 patchJobSchedule: { jobScheduleId: s, schedule: {} }',
        `200 addJobSchedule: { id: s, schedule: {}, jobSpecification: { poolInfo: { poolId: p }, ${MANAGER} } }`,
      ],
      { job: `${MANAGER}, ${RELEASED}` },
    );
    expect(log.requests()).toEqual([
      ['deleteJobSchedule', 202],
      ['deleteJobSchedule', 409, 'JobScheduleBeingDeleted'],
      ['terminateJobSchedule', 409, 'JobScheduleBeingDeleted'],
      ['disableJobSchedule', 409, 'JobScheduleBeingDeleted'],
      ['patchJobSchedule', 409, 'JobScheduleBeingDeleted'],
      ['addJobSchedule', 201],
    ]);
    expect(jobsCreated(log).at(-1)).toEqual([200, 's:job-1']);
    expect(log.states('jobSchedule s').slice(-2)).toEqual([
      [200, 'active'],
      [260, 'completed'],
    ]);
  });
});

describe('updating a job schedule', () => {
  test('L-342: a new jobSpecification holds for jobs created afterwards', () => {
    const log = called([
      `70 patchJobSchedule: { jobScheduleId: s, jobSpecification: { priority: 5, poolInfo: { poolId: p }, jobManagerTask: { id: boss, commandLine: w30 } } }`,
    ]);
    expect(log.requests()).toEqual([['patchJobSchedule', 200]]);
    expect(log.settled('job s:job-1').at(-1)).toEqual([120, 'completed']);
    expect(log.of('job s:job-2')[0]).toMatchObject({ at: 600_000, priority: 5, jobManager: { taskId: 'boss' } });
    expect(log.settled('job s:job-2').at(-1)).toEqual([630, 'completed']);
  });

  test('L-342, L-334: a new interval makes a new grid from the same beginning, without an occurrence of its own', () => {
    const log = called([
      `150 patchJobSchedule: { jobScheduleId: s, schedule: { recurrenceInterval: PT4M, doNotRunAfter: ${at(800)} } }`,
    ]);
    expect(instants(log)).toEqual([0, 240, 480, 720]);
    expect(log.states('jobSchedule s').at(-1)).toEqual([800.001, 'completed']);
  });

  test('L-342, L-325: a new doNotRunUntil puts the next job off', () => {
    const log = called([
      `150 patchJobSchedule: { jobScheduleId: s, schedule: { doNotRunUntil: ${at(1000)}, recurrenceInterval: PT10M, doNotRunAfter: ${at(1700)} } }`,
    ]);
    expect(instants(log)).toEqual([0, 1000, 1600]);
  });

  test('L-342, L-326: a doNotRunAfter that is past completes it at once, or with its active job', () => {
    const past = `patchJobSchedule: { jobScheduleId: s, schedule: { recurrenceInterval: PT10M, doNotRunAfter: ${at(50)} } }`;
    expect(
      called([`200 ${past}`])
        .states('jobSchedule s')
        .at(-1),
    ).toEqual([200, 'completed']);
    const active = called([`100 ${past}`]);
    expect(active.settled('job s:job-1').at(-1)).toEqual([120, 'completed']);
    expect(active.states('jobSchedule s').at(-1)).toEqual([120, 'completed']);
  });

  test('L-342, L-329: one that recurs no more ends with the job it has', () => {
    const log = called(['100 patchJobSchedule: { jobScheduleId: s, schedule: {} }']);
    expect(instants(log)).toEqual([0]);
    expect(log.states('jobSchedule s').at(-1)).toEqual([120, 'completed']);
  });
});

describe('the auto pools of a job schedule', () => {
  const scheduled = (lifetime: string, more = '', calls = '') =>
    withPools(
      [],
      `
      jobSchedules: [ { id: s, schedule: { recurrenceInterval: PT10M, doNotRunAfter: ${at(1000)} }, jobSpecification: { poolInfo: ${autoPool(more, { lifetime })}, ${MANAGER} } } ]
      ${calls}
      `,
    );

  test('L-337: with lifetime job each job has its own', () => {
    const log = scheduled('job');
    const [first, second, ...rest] = poolIds(log);
    expect(rest).toEqual([]);
    expect(log.states(`pool ${first}`)).toEqual([
      [0, 'active'],
      [120, 'deleting'],
      [150, null],
    ]);
    expect(log.states(`pool ${second}`)).toEqual([
      [600, 'active'],
      [720, 'deleting'],
      [750, null],
    ]);
  });

  test('L-337, L-310: with lifetime jobschedule all share one, from the first job until the schedule is completed', () => {
    const log = scheduled('jobschedule');
    const [id, ...rest] = poolIds(log);
    expect(rest).toEqual([]);
    expect(log.of('job s:job-2')[0].poolId).toBe(id);
    expect(log.settled('job s:job-2')).toEqual([
      [600, 'active'],
      [660, 'completed'], // the node is still there
    ]);
    expect(log.states(`pool ${id}`)).toEqual([
      [0, 'active'],
      [1000.001, 'deleting'],
      [1030.001, null],
    ]);
  });

  test('L-337, L-340: which terminating the schedule brings about', () => {
    const log = scheduled('jobschedule', '', 'actions: [ { at: PT100S, terminateJobSchedule: { jobScheduleId: s } } ]');
    expect(log.states(`pool ${poolIds(log)[0]}`).slice(1)).toEqual([
      [100, 'deleting'],
      [130, null],
    ]);
  });

  test('L-337, L-341: and deleting it, too', () => {
    const log = scheduled('jobschedule', '', 'actions: [ { at: PT100S, deleteJobSchedule: { jobScheduleId: s } } ]');
    expect(log.states(`pool ${poolIds(log)[0]}`).slice(1)).toEqual([
      [100, 'deleting'],
      [130, null],
    ]);
    expect(log.states('jobSchedule s').at(-1)).toEqual([100, null]);
  });

  test('L-313, L-337: with keepAlive it stays', () => {
    const log = scheduled('jobschedule', 'keepAlive: true');
    expect(log.states(`pool ${poolIds(log)[0]}`)).toEqual([[0, 'active']]);
    expect(log.states('jobSchedule s').at(-1)).toEqual([1000.001, 'completed']);
  });

  test('L-316, L-329: that cannot be created end their jobs, not the schedule', () => {
    const log = withPools(
      [],
      `
      account: { poolQuota: 0 }
      jobSchedules:
        - { id: s, schedule: { recurrenceInterval: PT10M, doNotRunAfter: ${at(700)} }, jobSpecification: { poolInfo: ${autoPool()}, ${MANAGER} } }
        - { id: once, schedule: {}, jobSpecification: { poolInfo: ${autoPool()}, ${MANAGER} } }
      `,
    );
    for (const [job, seconds] of [
      ['s:job-1', 0],
      ['s:job-2', 600],
      ['once:job-1', 0],
    ] as const) {
      expect(log.states(`job ${job}`)).toEqual([
        [seconds, 'active'],
        [seconds, 'completed'],
      ]);
      expect(log.last(`job ${job}`).schedulingError).toMatchObject({ code: 'AutoPoolCreationFailedWithQuotaReached' });
    }
    expect(log.states('jobSchedule once').at(-1)).toEqual([0, 'completed']);
    expect(log.states('jobSchedule s').at(-1)).toEqual([700.001, 'completed']);
  });
});
