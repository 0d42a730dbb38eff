import { describe, expect, it } from 'vitest';
import { checkJob, checkJobSchedule } from '../../src/batch/body/job.ts';
import { account } from './account.ts';
import { accepted, messages, refusals } from './refusals.ts';
import { autoPoolJob, jobBody } from './sample-bodies.ts';

const MINUTE = 60_000;
const job = (given: object = {}, owner = account()) => checkJob(jobBody(given), owner);
const autoPool = (pool: object = {}, specification: object = {}, owner = account()) =>
  checkJob(autoPoolJob(pool, specification), owner);

describe('a job with only what is required', () => {
  it('L-179, L-182, L-184, L-187, L-219, L-227: takes its defaults', () => {
    expect(accepted(job())).toEqual({
      id: 'frames',
      displayName: null,
      priority: 0,
      constraints: { maxWallClockTime: Number.POSITIVE_INFINITY, maxTaskRetryCount: 0 },
      jobManagerTask: null,
      jobPreparationTask: null,
      jobReleaseTask: null,
      poolInfo: { poolId: 'render' },
      usesTaskDependencies: false,
      onAllTasksComplete: 'noaction',
      onTaskFailure: 'noaction',
    });
  });

  it('L-176: its id keeps the rules of a pool id', () => {
    expect(refusals(job({ id: 'frames 1' }))).toEqual(['400 InvalidPropertyValue id']);
    accepted(job({ id: 'x'.repeat(64) }));
    expect(refusals(checkJob({ poolInfo: { poolId: 'p' } }, account()))).toEqual(['400 MissingRequiredProperty ()']);
  });

  it('L-179: its priority lies between -1000 and 1000', () => {
    for (const priority of [-1000, 1000]) expect(accepted(job({ priority })).priority).toBe(priority);
    for (const priority of [-1001, 1001]) expect(refusals(job({ priority }))).toEqual(['400 OutOfRangeInput priority']);
    expect(refusals(job({ priority: 'high' }))).toEqual(['400 InvalidPropertyValue priority']);
  });

  it('L-219, L-227: its actions are words in any case', () => {
    const { onAllTasksComplete, onTaskFailure } = accepted(
      job({ onAllTasksComplete: 'terminateJob', onTaskFailure: 'performExitOptionsJobAction' }),
    );
    expect([onAllTasksComplete, onTaskFailure]).toEqual(['terminatejob', 'performexitoptionsjobaction']);
    expect(refusals(job({ onAllTasksComplete: 'stop' }))).toEqual(['400 InvalidPropertyValue onAllTasksComplete']);
  });

  it('L-184, L-187: its constraints are a duration and a retry count', () => {
    expect(accepted(job({ constraints: { maxWallClockTime: 'P1D', maxTaskRetryCount: -1 } })).constraints).toEqual({
      maxWallClockTime: 24 * 60 * MINUTE,
      maxTaskRetryCount: -1,
    });
    expect(refusals(job({ constraints: { maxWallClockTime: 'P1M', maxTaskRetryCount: -2 } }))).toEqual([
      '400 InvalidPropertyValue constraints.maxWallClockTime',
      '400 OutOfRangeInput constraints.maxTaskRetryCount',
    ]);
  });
});

describe('where a job runs', () => {
  it('L-180: poolInfo is required and has exactly one of its two elements', () => {
    expect(refusals(checkJob({ id: 'j' }, account()))).toEqual(['400 MissingRequiredProperty ()']);
    expect(refusals(job({ poolInfo: {} }))).toEqual(['400 MissingRequiredProperty (poolInfo)']);
    const both = autoPoolJob();
    Object.assign(both.poolInfo, { poolId: 'p' });
    expect(refusals(checkJob(both, account()))).toEqual([
      '400 InvalidPropertyValue key:poolInfo.autoPoolSpecification',
    ]);
  });

  it('L-181: a pool that does not exist is no fault of the job', () => {
    expect(accepted(job({ poolInfo: { poolId: 'not-yet' } })).poolInfo).toEqual({ poolId: 'not-yet' });
  });

  it('L-313: an auto pool is not kept alive unless it says so', () => {
    const { poolInfo } = accepted(autoPool());
    if (!('autoPool' in poolInfo)) throw new Error('no auto pool');
    expect(poolInfo.autoPool).toMatchObject({
      autoPoolIdPrefix: '',
      poolLifetimeOption: 'job',
      keepAlive: false,
      creationError: null,
    });
    expect(poolInfo.autoPool.pool).toMatchObject({ id: '', vmSize: 'STANDARD_D2_V2', targetDedicatedNodes: 2 });
  });

  it('L-311: poolLifetimeOption is required, and jobschedule is for schedules alone', () => {
    const { poolInfo } = autoPoolJob();
    const { poolLifetimeOption: _, ...specification } = poolInfo.autoPoolSpecification;
    expect(refusals(job({ poolInfo: { autoPoolSpecification: specification } }))).toEqual([
      '400 MissingRequiredProperty (poolInfo.autoPoolSpecification)',
    ]);
    expect(refusals(autoPool({}, { poolLifetimeOption: 'jobSchedule' }))).toEqual([
      '400 InvalidPropertyValue poolInfo.autoPoolSpecification.poolLifetimeOption',
    ]);
  });

  it('L-312: the prefix of an auto pool has at most 20 characters', () => {
    accepted(autoPool({}, { autoPoolIdPrefix: 'x'.repeat(20) }));
    expect(refusals(autoPool({}, { autoPoolIdPrefix: 'x'.repeat(21) }))).toEqual([
      '400 InvalidPropertyValue poolInfo.autoPoolSpecification.autoPoolIdPrefix',
    ]);
  });

  it('L-314: the nested pool keeps the rules of a pool', () => {
    const base = 'poolInfo.autoPoolSpecification.pool';
    expect(refusals(autoPool({ resizeTimeout: 'PT1M', maxTasksPerNode: 9, targetDedicated: 3 }))).toEqual([
      `400 InvalidPropertyValue ${base}.resizeTimeout`,
      `400 OutOfRangeInput ${base}.maxTasksPerNode`,
      `400 UnsupportedProperty key:${base}.targetDedicated`,
    ]);
  });

  it('L-314: the nested pool has no id', () => {
    const body = autoPoolJob();
    Object.assign(body.poolInfo.autoPoolSpecification.pool, { id: 'mine' });
    expect(refusals(checkJob(body, account()))).toEqual([
      '400 UnsupportedProperty key:poolInfo.autoPoolSpecification.pool.id',
    ]);
  });

  it('L-314: enableCommunication is taken for enableInterNodeCommunication, with a warning', () => {
    const checked = autoPool({ enableCommunication: true });
    const { poolInfo } = accepted(checked);
    expect('autoPool' in poolInfo && poolInfo.autoPool.pool.enableInterNodeCommunication).toBe(true);
    expect(checked.warnings).toHaveLength(1);
  });

  it('L-008: auto pools of cloud services lack one size more', () => {
    const { virtualMachineConfiguration: _, ...pool } = autoPoolJob().poolInfo.autoPoolSpecification.pool;
    const body = (vmSize: string) => ({
      id: 'j',
      poolInfo: {
        autoPoolSpecification: {
          poolLifetimeOption: 'job',
          pool: { ...pool, vmSize, cloudServiceConfiguration: { osFamily: '5' } },
        },
      },
    });
    expect(refusals(checkJob(body('Standard_A2m_v2'), account()))).toEqual([
      '400 InvalidPropertyValue poolInfo.autoPoolSpecification.pool.vmSize',
    ]);
    accepted(checkJob(body('Standard_A4_v2'), account()));
  });

  it('L-045: auto pools of virtual machines have no packages', () => {
    expect(refusals(autoPool({ applicationPackageReferences: [{ applicationId: 'blender' }] }))).toEqual([
      '400 InvalidPropertyValue key:poolInfo.autoPoolSpecification.pool.applicationPackageReferences',
    ]);
  });

  it('L-162, L-317: a missing certificate fails the creation of the pool, not of the job', () => {
    const certificateReferences = [{ thumbprint: 'AB12', thumbprintAlgorithm: 'sha1' }];
    for (const state of ['deleting', 'deletefailed', 'active', null] as const) {
      const certificates = state === null ? [] : [{ thumbprint: 'AB12', thumbprintAlgorithm: 'sha1', state }];
      const { poolInfo } = accepted(autoPool({ certificateReferences }, {}, account({ certificates })));
      const error = 'autoPool' in poolInfo ? poolInfo.autoPool.creationError : undefined;
      expect(error?.code ?? null).toBe(state === 'active' ? null : 'InvalidCertificatesInAutoPool');
    }
  });

  it('L-317: so does a package that an auto pool of cloud services cannot have', () => {
    const { virtualMachineConfiguration: _, ...rest } = autoPoolJob().poolInfo.autoPoolSpecification.pool;
    const pool = {
      ...rest,
      vmSize: 'small',
      cloudServiceConfiguration: { osFamily: '5' },
      applicationPackageReferences: [{ applicationId: 'blender' }],
    };
    const body = { id: 'j', poolInfo: { autoPoolSpecification: { poolLifetimeOption: 'job', pool } } };
    const { poolInfo } = accepted(checkJob(body, account()));
    expect('autoPool' in poolInfo && poolInfo.autoPool.creationError).toMatchObject({
      code: 'InvalidApplicationPackageReferencesInAutoPool',
      category: 'UserError',
    });
  });
});

describe('the job manager task', () => {
  const manager = (given: object = {}) =>
    accepted(job({ jobManagerTask: { id: 'manager', commandLine: 'manage', ...given } })).jobManagerTask;

  it('L-246: has an id and a command line', () => {
    expect(refusals(job({ jobManagerTask: {} }))).toEqual([
      '400 MissingRequiredProperty (jobManagerTask)',
      '400 MissingRequiredProperty (jobManagerTask)',
    ]);
  });

  it('L-250, L-251, L-254: ends the job, runs alone and on dedicated nodes unless told otherwise', () => {
    expect(manager()).toMatchObject({ killJobOnCompletion: true, runExclusive: true, allowLowPriorityNode: false });
    expect(manager({ killJobOnCompletion: false, runExclusive: false, allowLowPriorityNode: true })).toMatchObject({
      killJobOnCompletion: false,
      runExclusive: false,
      allowLowPriorityNode: true,
    });
  });

  it('L-262: without constraints takes the job’s retry count and no limits', () => {
    expect(manager()?.task.constraints).toEqual({
      maxTaskRetryCount: null,
      maxWallClockTime: Number.POSITIVE_INFINITY,
      retentionTime: Number.POSITIVE_INFINITY,
    });
  });

  it('L-263: with constraints that do not name a retry count is not retried', () => {
    expect(manager({ constraints: { maxWallClockTime: 'PT1H' } })?.task.constraints).toMatchObject({
      maxTaskRetryCount: 0,
    });
  });

  it('L-267: may ask for an authentication token for its job, and for nothing else', () => {
    manager({ authenticationTokenSettings: { access: ['Job'] } });
    expect(
      refusals(
        job({ jobManagerTask: { id: 'm', commandLine: 'x', authenticationTokenSettings: { access: ['pool'] } } }),
      ),
    ).toEqual(['400 InvalidPropertyValue jobManagerTask.authenticationTokenSettings.access.0']);
  });

  it('L-269, L-293: cannot share its id with the preparation or the release task', () => {
    const preparation = { jobPreparationTask: { commandLine: 'prep' }, jobReleaseTask: { commandLine: 'clean' } };
    expect(refusals(job({ jobManagerTask: { id: 'JobPreparation', commandLine: 'x' }, ...preparation }))).toEqual([
      '409 TaskIdSameAsJobPreparationTask jobManagerTask.id',
    ]);
    expect(refusals(job({ jobManagerTask: { id: 'jobrelease', commandLine: 'x' }, ...preparation }))).toEqual([
      '409 TaskIdSameAsJobReleaseTask jobManagerTask.id',
    ]);
  });
});

describe('preparation and release', () => {
  it('L-268, L-277, L-282: a preparation task has an id, is waited for and runs again after a reboot by default', () => {
    expect(accepted(job({ jobPreparationTask: { commandLine: 'prep' } })).jobPreparationTask).toEqual({
      id: 'jobpreparation',
      commandLine: 'prep',
      resourceFiles: [],
      maxTaskRetryCount: null,
      maxWallClockTime: Number.POSITIVE_INFINITY,
      waitForSuccess: true,
      rerunOnNodeRebootAfterSuccess: true,
      userName: null,
    });
  });

  it('L-263, S-29: without constraints it takes the job’s retry count, with silent ones none', () => {
    const count = (given: object) =>
      accepted(job({ jobPreparationTask: { commandLine: 'prep', ...given } })).jobPreparationTask?.maxTaskRetryCount;
    expect(count({})).toBeNull();
    expect(count({ constraints: {} })).toBe(0);
    expect(count({ constraints: { maxTaskRetryCount: 2 } })).toBe(2);
  });

  it('L-292: a release task needs a preparation task', () => {
    const checked = job({ jobReleaseTask: { commandLine: 'clean' } });
    expect(refusals(checked)).toEqual(['400 InvalidPropertyValue key:jobReleaseTask']);
    expect(messages(checked)).toContain('jobPreparationTask');
  });

  it('L-305: a release task has 15 minutes, which is also the most it can have', () => {
    const release = (given: object) =>
      job({ jobPreparationTask: { commandLine: 'prep' }, jobReleaseTask: { commandLine: 'clean', ...given } });
    expect(accepted(release({})).jobReleaseTask).toMatchObject({ id: 'jobrelease', maxWallClockTime: 15 * MINUTE });
    expect(accepted(release({ maxWallClockTime: 'PT30S' })).jobReleaseTask?.maxWallClockTime).toBe(30_000);
    accepted(release({ maxWallClockTime: 'PT15M' }));
    expect(refusals(release({ maxWallClockTime: 'PT15M1S' }))).toEqual([
      '400 InvalidPropertyValue jobReleaseTask.maxWallClockTime',
    ]);
  });

  it('L-309: a release task has no constraints', () => {
    const body = {
      jobPreparationTask: { commandLine: 'prep' },
      jobReleaseTask: { commandLine: 'clean', constraints: {} },
    };
    expect(refusals(job(body))).toEqual(['400 UnsupportedProperty key:jobReleaseTask.constraints']);
  });
});

describe('repeated jobs', () => {
  it('texts with {n} are checked for the first and the last ordinal and stay patterns', () => {
    const body = jobBody({ id: 'day-{n:3}', jobManagerTask: { id: 'm', commandLine: 'run {n}' } });
    const template = accepted(checkJob(body, account(), { count: 1000 }));
    expect(template.id).toBe('day-{n:3}');
    expect(template.jobManagerTask?.task.commandLine).toBe('run {n}');
    expect(refusals(checkJob(jobBody({ id: `${'x'.repeat(62)}{n}` }), account(), { count: 1000 }))).toEqual([
      '400 InvalidPropertyValue id',
    ]);
  });

  it('without a count braces are ordinary characters', () => {
    expect(refusals(job({ id: 'day-{n}' }))).toEqual(['400 InvalidPropertyValue id']);
  });
});

describe('job schedules', () => {
  const START = Date.UTC(2017, 4, 1);
  const schedule = (given: object = {}, specification: object = { poolInfo: { poolId: 'p' } }) =>
    checkJobSchedule({ id: 'nightly', schedule: given, jobSpecification: specification }, account(), START);

  it('L-325, L-327, L-329, L-330: without further words it is due at once, once, whenever possible', () => {
    expect(accepted(schedule()).schedule).toEqual({
      doNotRunUntil: null,
      doNotRunAfter: Number.POSITIVE_INFINITY,
      startWindow: Number.POSITIVE_INFINITY,
      recurrenceInterval: null,
    });
  });

  it('times become virtual time, counted from the start of the scenario', () => {
    const given = {
      doNotRunUntil: '2017-05-01T02:00:00Z',
      doNotRunAfter: '2017-04-30T23:00:00Z',
      recurrenceInterval: 'P1D',
    };
    expect(accepted(schedule(given)).schedule).toMatchObject({
      doNotRunUntil: 120 * MINUTE,
      doNotRunAfter: -60 * MINUTE,
      recurrenceInterval: 24 * 60 * MINUTE,
    });
  });

  it('L-323: needs an id, a schedule and a job specification with poolInfo', () => {
    expect(refusals(checkJobSchedule({}, account(), START))).toEqual([
      '400 MissingRequiredProperty ()',
      '400 MissingRequiredProperty ()',
      '400 MissingRequiredProperty ()',
    ]);
    expect(refusals(schedule({}, { priority: 1 }))).toEqual(['400 MissingRequiredProperty (jobSpecification)']);
    expect(
      refusals(
        checkJobSchedule({ id: 'a:b', schedule: {}, jobSpecification: { poolInfo: { poolId: 'p' } } }, account(), 0),
      ),
    ).toEqual(['400 InvalidPropertyValue id']);
  });

  it('L-328, L-330: intervals and windows last a minute or more', () => {
    accepted(schedule({ recurrenceInterval: 'PT1M', startWindow: 'PT1M' }));
    expect(refusals(schedule({ recurrenceInterval: 'PT59S', startWindow: 'PT0S' }))).toEqual([
      '400 InvalidPropertyValue schedule.startWindow',
      '400 InvalidPropertyValue schedule.recurrenceInterval',
    ]);
  });

  it('L-335: its job specification keeps the rules of a job, without an id', () => {
    const { jobSpecification } = accepted(
      schedule({}, { poolInfo: { poolId: 'p' }, priority: 5, jobManagerTask: { id: 'm', commandLine: 'x' } }),
    );
    expect(jobSpecification).toMatchObject({ id: '', priority: 5 });
    expect(
      refusals(schedule({}, { id: 'j', poolInfo: { poolId: 'p' }, jobReleaseTask: { commandLine: 'c' } })),
    ).toEqual([
      '400 InvalidPropertyValue key:jobSpecification.jobReleaseTask',
      '400 UnsupportedProperty key:jobSpecification.id',
    ]);
  });

  it('L-311: its auto pool may live as long as the schedule', () => {
    const { poolInfo } = autoPoolJob({}, { poolLifetimeOption: 'jobSchedule' });
    const compiled = accepted(schedule({}, { poolInfo })).jobSpecification.poolInfo;
    expect('autoPool' in compiled && compiled.autoPool.poolLifetimeOption).toBe('jobschedule');
  });

  it('L-326: times without a zone are refused', () => {
    expect(refusals(schedule({ doNotRunAfter: '2017-05-02T00:00:00' }))).toEqual([
      '400 InvalidPropertyValue schedule.doNotRunAfter',
    ]);
  });
});
