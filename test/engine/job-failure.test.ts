import { describe, expect, test } from 'vitest';
import { onPool } from '../support/job-lab.ts';

const TWO_NODES = 'targetDedicatedNodes: 2';
const REACTS = 'onTaskFailure: performexitoptionsjobaction';
const EXITS = (code: number) => `{ match: exit${String(code).replace('-', 'm')}, duration: PT60S, exitCode: ${code} }`;

/** A job that reacts, with a task of these exit conditions beside one that runs five minutes. */
function reaction(command: string, conditions: string, more = '', programs: readonly string[] = [], job = '') {
  return onPool(
    TWO_NODES,
    `
    jobs: [ { id: j, poolInfo: { poolId: p }, ${REACTS}${job} } ]
    tasks:
      - { jobId: j, task: { id: t, commandLine: ${command}${conditions === '' ? '' : `, exitConditions: ${conditions}`}${more} } }
      - { jobId: j, task: { id: u, commandLine: w300 } }
    `,
    programs,
  );
}
const TERMINATED = [
  [0, 'active'],
  [120, 'completed'],
];
const UNTOUCHED = [[0, 'active']];
const DISABLED = [
  [0, 'active'],
  [120, 'disabled'],
];

describe('onTaskFailure', () => {
  test('L-227: is noaction by default: a failed task means nothing to its job', () => {
    const log = onPool(
      TWO_NODES,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: f60 } }, { jobId: j, task: { id: u, commandLine: w120 } } ]
      `,
    );
    expect(log.states('job j')).toEqual([[0, 'active']]);
    expect(log.states('task j/u').at(-1)).toEqual([180, 'completed']);
  });

  test('L-236, L-237, L-239, L-215: with performexitoptionsjobaction a failed task without conditions terminates the job', () => {
    const log = reaction('f60', '');
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [120, 'terminating'],
      [120, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('TaskFailed');
    expect(log.states('task j/u').at(-1)).toEqual([120, 'completed']);
  });

  test('L-236, L-233: success is no failure: a default that says terminate does not touch exit code 0', () => {
    expect(reaction('w60', '').settled('job j')).toEqual(UNTOUCHED);
    expect(reaction('w60', '{ default: { jobAction: terminate } }').settled('job j')).toEqual(UNTOUCHED);
  });

  test('L-233, S-17: an explicit action for exit code 0 is obeyed, by code or by range', () => {
    const byCode = reaction('w60', '{ exitCodes: [ { code: 0, exitOptions: { jobAction: terminate } } ] }');
    expect(byCode.settled('job j')).toEqual(TERMINATED);
    expect(byCode.last('job j').terminateReason).toBe('TaskFailed');
    const byRange = reaction(
      'w60',
      '{ exitCodeRanges: [ { start: -1, end: 1, exitOptions: { jobAction: disable } } ] }',
    );
    expect(byRange.settled('job j')).toEqual(DISABLED);
  });

  test('L-229, L-236: jobAction none leaves the job alone', () => {
    expect(reaction('f60', '{ default: { jobAction: none } }').settled('job j')).toEqual(UNTOUCHED);
  });

  test('L-238: jobAction disable disables the job and requeues what runs', () => {
    const log = reaction('f60', '{ default: { jobAction: disable } }');
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [120, 'disabling'],
      [120, 'disabled'],
    ]);
    expect(log.states('task j/u').slice(-1)).toEqual([[120, 'active']]);
    expect(log.latest('task j/u', 'requeueCount')).toBe(1);
    expect(log.states('task j/t').at(-1)).toEqual([120, 'completed']);
  });

  test('L-232: an exact exit code goes before a range, a range before default', () => {
    const conditions =
      '{ exitCodes: [ { code: 3, exitOptions: { jobAction: none } } ], exitCodeRanges: [ { start: 2, end: 4, exitOptions: { jobAction: disable } } ], default: { jobAction: terminate } }';
    const programs = [2, 3, 5].map(EXITS);
    expect(reaction('exit3', conditions, '', programs).settled('job j')).toEqual(UNTOUCHED);
    expect(reaction('exit2', conditions, '', programs).settled('job j')).toEqual(DISABLED);
    expect(reaction('exit5', conditions, '', programs).settled('job j')).toEqual(TERMINATED);
  });

  test('L-230: both ends of a range belong to it', () => {
    const conditions = '{ exitCodeRanges: [ { start: -2, end: 4, exitOptions: { jobAction: none } } ] }';
    const programs = [-3, -2, 4, 5].map(EXITS);
    expect(reaction('exitm3', conditions, '', programs).settled('job j')).toEqual(TERMINATED);
    expect(reaction('exitm2', conditions, '', programs).settled('job j')).toEqual(UNTOUCHED);
    expect(reaction('exit4', conditions, '', programs).settled('job j')).toEqual(UNTOUCHED);
    expect(reaction('exit5', conditions, '', programs).settled('job j')).toEqual(TERMINATED);
  });

  test('S-28, L-236, L-241: an entry that gives only its dependencyAction keeps the built-in jobAction', () => {
    const log = reaction('f60', '{ default: { dependencyAction: satisfy } }', '', [], ', usesTaskDependencies: true');
    expect(log.settled('job j')).toEqual(TERMINATED);
  });

  test('L-228, L-243: only the last attempt counts, not those that are retried', () => {
    const retried = reaction('f60', '', ', constraints: { maxTaskRetryCount: 1 }');
    expect(retried.settled('job j')).toEqual([
      [0, 'active'],
      [180, 'completed'],
    ]);
    const healed = reaction('flaky', '', ', constraints: { maxTaskRetryCount: 1 }', [
      '{ match: flaky, duration: PT60S, exitCode: { attempts: [ 1, 0 ] } }',
    ]);
    expect(healed.settled('job j')).toEqual(UNTOUCHED);
  });

  test('L-228, L-234: a pre-processing error is a failure: its own condition, else default, else terminate', () => {
    const missing = (conditions: string) =>
      onPool(
        TWO_NODES,
        `
        cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S }, transfers: { blobs: [ { match: "*", size: 1MB, fails: true } ] } }
        jobs: [ { id: j, poolInfo: { poolId: p }, ${REACTS} } ]
        tasks: [ { jobId: j, task: { id: t, commandLine: w60, resourceFiles: [ { blobSource: "https://a/b", filePath: b } ]${conditions === '' ? '' : `, exitConditions: ${conditions}`} } } ]
        `,
      ).settled('job j');
    const ended = [
      [0, 'active'],
      [60, 'completed'],
    ];
    expect(missing('')).toEqual(ended);
    expect(missing('{ default: { jobAction: none } }')).toEqual(UNTOUCHED);
    expect(missing('{ preProcessingError: { jobAction: none }, default: { jobAction: terminate } }')).toEqual(
      UNTOUCHED,
    );
    expect(missing('{ preProcessingError: { jobAction: disable }, default: { jobAction: none } }')).toEqual([
      [0, 'active'],
      [60, 'disabled'],
    ]);
  });

  test('L-228, L-235: a file-upload error is one too, unless an entry for the exit code says otherwise', () => {
    const notUploaded = (conditions: string) =>
      onPool(
        TWO_NODES,
        `
        cloud: { nodes: { allocate: PT1M, create: PT0S, start: PT0S }, transfers: { uploads: [ { match: "*", size: 1MB, fails: true } ] } }
        jobs: [ { id: j, poolInfo: { poolId: p }, ${REACTS} } ]
        tasks:
          - jobId: j
            task:
              id: t
              commandLine: w60
              outputFiles: [ { filePattern: "*", destination: { container: { containerUrl: "https://a/c?sas" } }, uploadOptions: { uploadCondition: taskcompletion } } ]
              exitConditions: ${conditions}
        `,
      ).settled('job j');
    expect(notUploaded('{}')).toEqual(TERMINATED);
    expect(notUploaded('{ default: { jobAction: none } }')).toEqual(UNTOUCHED);
    expect(notUploaded('{ fileUploadError: { jobAction: none }, default: { jobAction: terminate } }')).toEqual(
      UNTOUCHED,
    );
    expect(
      notUploaded(
        '{ fileUploadError: { jobAction: none }, exitCodes: [ { code: 0, exitOptions: { jobAction: disable } } ] }',
      ),
    ).toEqual(DISABLED);
  });

  test('L-231: the old name of preProcessingError is no element of this version', () => {
    expect(() => reaction('w60', '{ schedulingError: { jobAction: none } }')).toThrow(/schedulingError/);
  });

  test('L-240: a jobAction on a job that does not react refuses the task', () => {
    const log = onPool(
      TWO_NODES,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      actions: [ { at: PT1S, addTask: { jobId: j, id: t, commandLine: w60, exitConditions: { default: { jobAction: none } } } } ]
      `,
    );
    expect(log.requests()).toEqual([['addTask', 400, 'InvalidPropertyValue']]);
  });

  test('L-242: a dependencyAction on a job without dependencies refuses the task', () => {
    const log = onPool(
      TWO_NODES,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      actions: [ { at: PT1S, addTask: { jobId: j, id: t, commandLine: w60, exitConditions: { default: { dependencyAction: satisfy } } } } ]
      `,
    );
    expect(log.requests()).toEqual([['addTask', 400, 'InvalidPropertyValue']]);
  });

  test('L-241: a dependent starts after success by default, after a failure only if that is said to satisfy', () => {
    const log = onPool(
      'targetDedicatedNodes: 4',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, usesTaskDependencies: true } ]
      tasks:
        - { jobId: j, task: { id: good, commandLine: w60 } }
        - { jobId: j, task: { id: bad, commandLine: f60 } }
        - { jobId: j, task: { id: mild, commandLine: f60, exitConditions: { default: { dependencyAction: satisfy } } } }
        - { jobId: j, task: { id: odd, commandLine: w60, exitConditions: { exitCodes: [ { code: 0, exitOptions: { dependencyAction: block } } ] } } }
        - { jobId: j, task: { id: afterGood, commandLine: w1, dependsOn: { taskIds: [ good ] } } }
        - { jobId: j, task: { id: afterBad, commandLine: w1, dependsOn: { taskIds: [ bad ] } } }
        - { jobId: j, task: { id: afterMild, commandLine: w1, dependsOn: { taskIds: [ mild ] } } }
        - { jobId: j, task: { id: afterOdd, commandLine: w1, dependsOn: { taskIds: [ odd ] } } }
      `,
    );
    expect(log.states('task j/afterGood')[1]).toEqual([120, 'running']);
    expect(log.states('task j/afterMild')[1]).toEqual([120, 'running']);
    expect(log.states('task j/afterBad')).toEqual([[0, 'active']]);
    expect(log.states('task j/afterOdd')).toEqual([[0, 'active']]);
  });

  test('O-68, S-28: a task that a user terminates has failed, and only default can say otherwise', () => {
    const terminated = (conditions: string) =>
      onPool(
        TWO_NODES,
        `
        jobs: [ { id: j, poolInfo: { poolId: p }, ${REACTS} } ]
        tasks: [ { jobId: j, task: { id: t, commandLine: w300${conditions === '' ? '' : `, exitConditions: ${conditions}`} } } ]
        actions: [ { at: PT100S, terminateTask: { jobId: j, taskId: t } } ]
        `,
      ).settled('job j');
    const ended = [
      [0, 'active'],
      [100, 'completed'],
    ];
    expect(terminated('')).toEqual(ended);
    expect(terminated('{ exitCodes: [ { code: 137, exitOptions: { jobAction: none } } ] }')).toEqual(ended);
    expect(terminated('{ default: { jobAction: none } }')).toEqual(UNTOUCHED);
  });

  test('O-68, S-28: so has one that the option terminate of a node operation ends', () => {
    const log = onPool(
      TWO_NODES,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${REACTS} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions: [ { at: PT100S, disableScheduling: { poolId: p, nodeId: tvm-1, nodeDisableSchedulingOption: terminate } } ]
      `,
    );
    expect(log.settled('job j').at(-1)).toEqual([100, 'completed']);
    expect(log.last('job j').terminateReason).toBe('TaskFailed');
  });

  test('S-28: a task killed by its wall clock is matched by its exit code', () => {
    const log = reaction(
      'w300',
      '{ exitCodes: [ { code: 137, exitOptions: { jobAction: none } } ], default: { jobAction: terminate } }',
      ', constraints: { maxWallClockTime: PT60S }',
    );
    expect(log.last('task j/t')).toMatchObject({ at: 120_000, exitCode: 137, result: 'failure' });
    expect(log.settled('job j')).toEqual(UNTOUCHED);
  });

  test('L-244, O-68: tasks killed by the end or the disabling of their job ask nothing of it', () => {
    const killed = (call: string) =>
      onPool(
        TWO_NODES,
        `
        jobs: [ { id: j, poolInfo: { poolId: p }, ${REACTS} } ]
        tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
        actions: [ { at: PT100S, ${call} } ]
        `,
      );
    expect(killed('disableJob: { jobId: j, disableTasks: terminate }').states('job j')).toEqual([
      [0, 'active'],
      [100, 'disabling'],
      [100, 'disabled'],
    ]);
    expect(killed('terminateJob: { jobId: j }').last('job j').terminateReason).toBe('UserTerminate');
  });

  test('L-244: a task that fails while its job is disabling asks in vain', () => {
    const log = onPool(
      TWO_NODES,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${REACTS} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: f60 } }, { jobId: j, task: { id: u, commandLine: w120 } } ]
      actions: [ { at: PT100S, disableJob: { jobId: j, disableTasks: wait } } ]
      `,
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [100, 'disabling'],
      [180, 'disabled'],
    ]);
  });

  test('S-17: when the last task fails the reason is TaskFailed, not AllTasksComplete', () => {
    const log = onPool(
      TWO_NODES,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${REACTS}, onAllTasksComplete: terminatejob } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: f60 } } ]
      `,
    );
    expect(log.last('job j').terminateReason).toBe('TaskFailed');
  });

  test('S-17, L-255: when the manager fails the reason is JMComplete before both', () => {
    const log = onPool(
      TWO_NODES,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${REACTS}, onAllTasksComplete: terminatejob, jobManagerTask: { id: jm, commandLine: f60 } } ]
      `,
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [120, 'terminating'],
      [120, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('JMComplete');
  });

  test('L-256, S-17: a manager that does not kill its job can fail it like any task', () => {
    const log = onPool(
      TWO_NODES,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${REACTS}, jobManagerTask: { id: jm, commandLine: f60, killJobOnCompletion: false } } ]
      `,
    );
    expect(log.last('job j')).toMatchObject({ at: 120_000, terminateReason: 'TaskFailed' });
  });
});
