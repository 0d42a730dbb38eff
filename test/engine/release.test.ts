import { describe, expect, test } from 'vitest';
import { CLOUD_SERVICE, PROGRAMS, pool, type RunLog, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/** Nodes are up at 60 s, prepared at 90 s. `uneven` takes 20 s on tvm-1 and 40 s elsewhere. */
const scenario = (fields: string, job: string, rest: string): string => `
${STAGED_CLOUD}
pools: [ ${pool(fields, 'p', CLOUD_SERVICE)} ]
jobs:
  - { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w30 }, ${job} }
  - { id: other, poolInfo: { poolId: p } }
${rest}
${PROGRAMS}
  - { match: uneven, duration: PT40S, perNode: { count: 1, speed: 2 } }
`;
const RELEASE = 'jobReleaseTask: { commandLine: w45 }';
const task = (id: string, command = 'w60', more = '') =>
  `  - { jobId: j, task: { id: ${id}, commandLine: ${command} ${more} } }\n`;
const terminate = (at: number) => `  - { at: PT${at}S, terminateJob: { jobId: j } }\n`;
/** [seconds, state] of the release lines on a node. */
const releases = (log: RunLog, node = 'tvm-1', job = 'j') => log.states(`jobRelease ${job}/p/${node}`);

describe('what makes the release task run', () => {
  const ended = (log: RunLog, at: number, reason: string, job = 'j') => {
    expect(log.settled(`job ${job}`).slice(1)).toEqual([
      [at, 'terminating'],
      [at + 45, 'completed'],
    ]);
    expect(log.latest(`job ${job}`, 'terminateReason')).toBe(reason);
    expect(releases(log, 'tvm-1', job)).toEqual([
      [at, 'running'],
      [at + 45, 'completed'],
    ]);
    expect(log.last(`jobRelease ${job}/p/tvm-1`)).toMatchObject({ exitCode: 0, result: 'success' });
  };

  test('L-294: a user terminates the job', () => {
    const log = run(scenario('targetDedicatedNodes: 1', RELEASE, `tasks:\n${task('a')}actions:\n${terminate(300)}`));
    ended(log, 300, 'UserTerminate');
  });

  test('L-294 L-304 S-10: a user deletes the active job, which is gone after it', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        RELEASE,
        `tasks:\n${task('a')}actions: [ { at: PT300S, deleteJob: { jobId: j } } ]`,
      ),
    );
    expect(log.states('job j').slice(1)).toEqual([
      [300, 'deleting'],
      [345, null],
    ]);
    expect(releases(log)).toEqual([
      [300, 'running'],
      [345, 'completed'],
      [345, null],
    ]);
    expect(log.states('task j/a').at(-1)).toEqual([300, null]);
    expect(log.states('jobPreparation j/p/tvm-1').at(-1)).toEqual([345, null]);
    expect(log.lines.filter((line) => line.jobId === 'j').at(-1)?.entity).toBe('job');
  });

  test('L-294: its maxWallClockTime is over', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `${RELEASE}, constraints: { maxWallClockTime: PT300S }`,
        `tasks:\n${task('a')}`,
      ),
    );
    ended(log, 300, 'MaxWallClockTimeExpiry');
  });

  test('L-294: its job manager has completed', () => {
    const log = run(
      scenario('targetDedicatedNodes: 1', `${RELEASE}, jobManagerTask: { id: jm, commandLine: w60 }`, ''),
    );
    expect(log.states('task j/jm').slice(1)).toEqual([
      [60, 'preparing'],
      [90, 'running'],
      [150, 'completed'],
    ]);
    ended(log, 150, 'JMComplete');
  });

  test('L-295: all its tasks are complete', () => {
    const log = run(
      scenario('targetDedicatedNodes: 1', `${RELEASE}, onAllTasksComplete: terminateJob`, `tasks:\n${task('a')}`),
    );
    ended(log, 150, 'AllTasksComplete');
  });

  test('L-295: a task has failed', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `${RELEASE}, onTaskFailure: performExitOptionsJobAction`,
        `tasks:\n${task('a', 'f60', ', exitConditions: { default: { jobAction: terminate } }')}`,
      ),
    );
    ended(log, 150, 'TaskFailed');
  });

  test('L-295: its schedule is terminated', () => {
    const log = run(`
${STAGED_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1')} ]
jobSchedules:
  - id: s
    schedule: {}
    jobSpecification:
      poolInfo: { poolId: p }
      jobManagerTask: { id: jm, commandLine: w600 }
      jobPreparationTask: { commandLine: w30 }
      ${RELEASE}
actions: [ { at: PT300S, terminateJobSchedule: { jobScheduleId: s } } ]
${PROGRAMS}
`);
    ended(log, 300, 'TerminateJobSchedule', 's:job-1');
  });

  test('L-294: terminating a disabled job runs it too', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        RELEASE,
        `tasks:\n${task('a')}actions:\n  - { at: PT200S, disableJob: { jobId: j, disableTasks: requeue } }\n${terminate(300)}`,
      ),
    );
    expect(releases(log)).toEqual([
      [300, 'running'],
      [345, 'completed'],
    ]);
  });

  test('L-294: deleting a job that has completed does not run it again', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        RELEASE,
        `tasks:\n${task('a')}actions:\n${terminate(300)}  - { at: PT400S, deleteJob: { jobId: j } }`,
      ),
    );
    expect(releases(log)).toEqual([
      [300, 'running'],
      [345, 'completed'],
      [400, null],
    ]);
    expect(log.states('job j').at(-1)).toEqual([400, null]);
  });

  test('L-304: a job deleted while it terminates goes when its release tasks are done', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        RELEASE,
        `tasks:\n${task('a')}actions:\n${terminate(300)}  - { at: PT310S, deleteJob: { jobId: j } }`,
      ),
    );
    expect(log.states('job j').slice(1)).toEqual([
      [300, 'terminating'],
      [310, 'deleting'],
      [345, null],
    ]);
    expect(releases(log).slice(0, 2)).toEqual([
      [300, 'running'],
      [345, 'completed'],
    ]);
  });

  test('L-294 L-304: on an auto pool it runs before the pool goes', () => {
    const log = run(`
${STAGED_CLOUD}
jobs:
  - id: j
    poolInfo: { autoPoolSpecification: { autoPoolIdPrefix: auto, poolLifetimeOption: job, pool: { vmSize: STANDARD_D2_V2, ${CLOUD_SERVICE}, targetDedicatedNodes: 1 } } }
    jobPreparationTask: { commandLine: w30 }
    ${RELEASE}
    onAllTasksComplete: terminateJob
tasks:\n${task('a')}
${PROGRAMS}
`);
    expect(log.settled('job j').at(-1)).toEqual([195, 'completed']);
    const deleting = log.lines.find((line) => line.entity === 'pool' && line.to === 'deleting');
    expect(deleting?.at).toBe(195_000);
    expect(
      log.lines
        .filter((line) => line.entity === 'jobRelease')
        .map((line) => [line.at / 1000, line.to])
        .slice(0, 2),
    ).toEqual([
      [150, 'running'],
      [195, 'completed'],
    ]);
  });
});

describe('where it runs', () => {
  test('L-296: on each node where tasks of the job have run, on no other', () => {
    const log = run(
      scenario('targetDedicatedNodes: 3', RELEASE, `tasks:\n${task('a')}${task('b')}actions:\n${terminate(300)}`),
    );
    expect(releases(log, 'tvm-1')).toHaveLength(2);
    expect(releases(log, 'tvm-2')).toHaveLength(2);
    expect(releases(log, 'tvm-3')).toEqual([]);
  });

  test('O-58: not where the node was prepared but no task of the job has run', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        RELEASE,
        `tasks:\n${task('a')}actions:\n  - { at: PT70S, terminateTask: { jobId: j, taskId: a } }\n${terminate(300)}`,
      ),
    );
    expect(log.states('jobPreparation j/p/tvm-1').at(-1)).toEqual([90, 'completed']);
    expect(releases(log)).toEqual([]);
    expect(log.settled('job j').at(-1)).toEqual([300, 'completed']);
  });

  test('O-57: where a preparation that tasks need not wait for has failed, but tasks have run', () => {
    const log = run(
      scenario('targetDedicatedNodes: 1', RELEASE, `tasks:\n${task('a')}actions:\n${terminate(300)}`).replace(
        'commandLine: w30',
        'commandLine: f30, waitForSuccess: false',
      ),
    );
    expect(releases(log)).toEqual([
      [300, 'running'],
      [345, 'completed'],
    ]);
  });

  test('L-296 S-16: not where the preparation is still running when the job ends, though a task has run beside it', () => {
    const log = run(
      scenario('targetDedicatedNodes: 1', RELEASE, `tasks:\n${task('a')}actions:\n${terminate(300)}`).replace(
        'commandLine: w30',
        'commandLine: w600, waitForSuccess: false',
      ),
    );
    expect(log.states('task j/a').at(-1)).toEqual([120, 'completed']);
    expect(log.states('jobPreparation j/p/tvm-1')).toEqual([
      [60, 'running'],
      [300, null],
    ]);
    expect(releases(log)).toEqual([]);
    expect(log.settled('job j').at(-1)).toEqual([300, 'completed']);
  });

  test('L-292: a release task without a preparation task is refused', () => {
    expect(() =>
      run(scenario('targetDedicatedNodes: 1', RELEASE, '').replace('jobPreparationTask: { commandLine: w30 },', '')),
    ).toThrow(/400/);
  });
});

describe('how it runs', () => {
  test('L-299 O-61: on all nodes at the instant at which the tasks of the job have been stopped', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 2',
        RELEASE,
        `tasks:\n${task('a', 'w3600')}${task('b', 'w3600')}actions:\n${terminate(300)}`,
      ),
    );
    const lines = log.lines.filter((line) => line.at === 300_000 && line.entity !== 'request');
    const order = lines
      .map((line) => `${line.entity} ${line.to}`)
      .filter((line) => line.startsWith('task') || line.startsWith('jobRelease'));
    expect(order).toEqual(['task completed', 'task completed', 'jobRelease running', 'jobRelease running']);
    expect(log.settled('job j').at(-1)).toEqual([345, 'completed']);
  });

  test('L-300 O-29: it takes no slot: others start beside it at once, and its node is running', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        RELEASE,
        `tasks:
${task('a', 'w3600')}  - { jobId: other, task: { id: x, commandLine: w10 } }
actions:\n${terminate(300)}`,
      ),
    );
    expect(log.states('task other/x')).toEqual([
      [0, 'active'],
      [300, 'running'],
      [310, 'completed'],
    ]);
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [345, 'idle'],
    ]);
    expect(log.summary.pools.p.slotSeconds).toMatchObject({ busy: 210 + 10, preparing: 30 });
  });

  test('L-300: the exclusive manager of another job does not keep it from running', () => {
    const log = run(`
${STAGED_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1')} ]
jobs:
  - { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w30 }, ${RELEASE} }
tasks:\n${task('a')}
actions:
  - { at: PT200S, addJob: { id: m, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w600 } } }
${terminate(300)}
${PROGRAMS}
`);
    expect(log.states('task m/jm').slice(1)).toEqual([
      [200, 'running'],
      [800, 'completed'],
    ]);
    expect(releases(log)).toEqual([
      [300, 'running'],
      [345, 'completed'],
    ]);
  });

  test('L-302 L-303: it is never retried, and its failure does not keep the job from completing', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'jobReleaseTask: { commandLine: f45 }, constraints: { maxTaskRetryCount: 5 }',
        `tasks:\n${task('a')}actions:\n${terminate(300)}`,
      ),
    );
    expect(releases(log)).toEqual([
      [300, 'running'],
      [345, 'completed'],
    ]);
    expect(log.last('jobRelease j/p/tvm-1')).toMatchObject({ exitCode: 1, result: 'failure' });
    expect(log.settled('job j').at(-1)).toEqual([345, 'completed']);
  });

  test('L-304: the job waits for the last one', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 2',
        'jobReleaseTask: { commandLine: uneven }',
        `tasks:\n${task('a')}${task('b')}actions:\n${terminate(300)}`,
      ),
    );
    expect(releases(log, 'tvm-1').at(-1)).toEqual([320, 'completed']);
    expect(releases(log, 'tvm-2').at(-1)).toEqual([340, 'completed']);
    expect(log.settled('job j').at(-1)).toEqual([340, 'completed']);
  });

  test.each([
    ['', 3600, 900, 'failure'],
    [', maxWallClockTime: PT1M', 90, 60, 'failure'],
    [', maxWallClockTime: PT1M', 60, 60, 'success'],
    [', maxWallClockTime: PT15M', 600, 600, 'success'],
  ])('L-305 L-306: its wall clock (%s) ends a release of %i s after %i s', (limit, seconds, after, result) => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `jobReleaseTask: { commandLine: w${seconds}${limit} }`,
        `tasks:\n${task('a')}actions:\n${terminate(300)}`,
      ),
    );
    expect(log.last('jobRelease j/p/tvm-1')).toMatchObject({ at: (300 + after) * 1000, to: 'completed', result });
    expect(log.settled('job j').at(-1)).toEqual([300 + after, 'completed']);
  });

  test('L-309: it has no constraints', () => {
    expect(() =>
      run(
        scenario(
          'targetDedicatedNodes: 1',
          'jobReleaseTask: { commandLine: w45, constraints: { maxTaskRetryCount: 1 } }',
          '',
        ),
      ),
    ).toThrow(/UnsupportedProperty/);
  });

  test('L-303: one whose files cannot be had has failed at once', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'jobReleaseTask: { commandLine: w45, resourceFiles: [ { blobSource: "https://a/gone", filePath: a } ] }',
        `tasks:\n${task('a')}actions:\n${terminate(300)}`,
      ).replace('cloud:', 'cloud:\n  transfers: { blobs: [ { match: "*/gone", size: 1MB, fails: true } ] }'),
    );
    expect(releases(log)).toEqual([
      [300, 'running'],
      [300, 'completed'],
    ]);
    expect(log.last('jobRelease j/p/tvm-1').result).toBe('failure');
    expect(log.settled('job j').at(-1)).toEqual([300, 'completed']);
  });
});
