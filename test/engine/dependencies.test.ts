import { describe, expect, test } from 'vitest';
import { onPool, runsOf } from '../support/job-lab.ts';

const JOB = 'jobs: [ { id: j, poolInfo: { poolId: p }, usesTaskDependencies: true } ]';
/** A job with dependencies on three nodes that are ready at 60 s; tasks as `id command on` with `on` in YAML, or in full. */
const family = (tasks: readonly string[], { actions = '', job = '', nodes = 3 } = {}) =>
  onPool(
    `targetDedicatedNodes: ${nodes}`,
    `
    jobs: [ { id: j, poolInfo: { poolId: p }, usesTaskDependencies: true${job} } ]
    tasks: [ ${tasks.map(entry).join(', ')} ]
    actions: [ ${actions} ]
    `,
  );
function entry(task: string): string {
  if (task.startsWith('{')) return task;
  const [id, command, ...on] = task.split(' ');
  const dependsOn = on.length === 0 ? '' : `, dependsOn: { ${on.join(' ')} }`;
  return `{ jobId: j, task: { id: "${id}", commandLine: ${command}${dependsOn} } }`;
}
/** A failing parent whose exit options say something of dependents. */
const parent = (options: string, command = 'f30') =>
  `{ jobId: j, task: { id: a, commandLine: ${command}, exitConditions: { ${options} } } }`;
const startOf = (log: ReturnType<typeof family>, task: string) => runsOf(log, `j/${task}`)[0]?.[0];

describe('dependencies', () => {
  test('L-396: a task starts when all that it names have succeeded, at the instant of the last', () => {
    const log = family(['a w30', 'b w60', 'c w30 taskIds: [ a, b ]', 'd w10']);
    expect(log.states('task j/c')).toEqual([
      [0, 'active'],
      [120, 'running'],
      [150, 'completed'],
    ]);
    expect(log.of('task j/c')[1].waited).toEqual({ dependency: 120_000 });
    // S-27: the completion of b made it possible
    expect(log.of('task j/c')[1].cause).toBe(log.last('task j/b').seq);
    expect(startOf(log, 'd')).toBe(60);
  });

  test('L-396: ids and ranges together; the first line of a task names them', () => {
    const log = family(['1 w30', '2 w90', 'x w60', 't w10 taskIds: [ x ], taskIdRanges: [ { start: 1, end: 2 } ]']);
    expect(startOf(log, 't')).toBe(150);
    expect(log.of('task j/t')[0].dependsOn).toEqual({ taskIds: ['x'], taskIdRanges: [{ start: 1, end: 2 }] });
    expect(log.of('task j/x')[0]).not.toHaveProperty('dependsOn');
  });

  test('L-396, L-345: ids are compared without case', () => {
    expect(startOf(family(['Frame w30', 't w10 taskIds: [ fRAME ]']), 't')).toBe(90);
  });

  test('L-398: both ends of a range belong to it, and only ids that read as an integer', () => {
    const log = family(
      ['1 w30', '2 w30', '3 w120', '4 w300', 'x2 f30', 't w10 taskIdRanges: [ { start: 1, end: 3 } ]'],
      {
        nodes: 5,
      },
    );
    expect(startOf(log, 't')).toBe(180);
  });

  test('L-398: negative integers too', () => {
    const log = family(['-1 w30', '0 w45', 't w10 taskIdRanges: [ { start: -1, end: 0 } ]']);
    expect(startOf(log, 't')).toBe(105);
  });

  test('L-399: leading zeros are insignificant in a range, and the first of such ids to satisfy counts', () => {
    const log = family(['4 w300', '04 w30', '004 f10', 't w10 taskIdRanges: [ { start: 4, end: 4 } ]'], { nodes: 4 });
    expect(startOf(log, 't')).toBe(90);
  });

  test('L-399: but not in a list of ids', () => {
    const log = family(['04 w30', 't w10 taskIds: [ "4" ]']);
    expect(startOf(log, 't')).toBeUndefined();
  });

  test('L-400, O-75: a range waits for every integer, also for ids that are added later', () => {
    const log = family(['1 w30', '3 w30', 't w10 taskIdRanges: [ { start: 1, end: 3 } ]'], {
      actions: '{ at: PT200S, addTask: { jobId: j, id: "2", commandLine: w60 } }',
    });
    expect(startOf(log, 't')).toBe(260);
    expect(startOf(family(['1 w30', '3 w30', 't w10 taskIdRanges: [ { start: 1, end: 3 } ]']), 't')).toBeUndefined();
  });

  test('L-401: a task may name others that do not exist yet', () => {
    const log = family(['t w10 taskIds: [ later ]'], {
      actions: '{ at: PT100S, addTask: { jobId: j, id: later, commandLine: w60 } }',
    });
    expect(startOf(log, 't')).toBe(160);
  });

  test('L-400: a task added when all it names have succeeded waits for nothing', () => {
    const log = family(['a w30'], {
      actions: '{ at: PT200S, addTask: { jobId: j, id: t, commandLine: w10, dependsOn: { taskIds: [ a ] } } }',
    });
    expect(log.of('task j/t')[1]).toMatchObject({ at: 200_000, to: 'running' });
    expect(log.of('task j/t')[1].waited ?? {}).toEqual({});
  });

  test('L-400: at the instant of the last success is early enough', () => {
    const log = family(['a w30'], {
      actions: '{ at: PT90S, addTask: { jobId: j, id: t, commandLine: w10, dependsOn: { taskIds: [ a ] } } }',
    });
    expect(startOf(log, 't')).toBe(90);
  });

  test('L-405: a cycle, and a task that waits for itself, are accepted and never run', () => {
    const log = family(['a w10 taskIds: [ b ]', 'b w10 taskIds: [ a ]', 'c w10 taskIds: [ c ]', 'd w10']);
    expect(log.summary.tasks).toMatchObject({ succeeded: 1, active: 3 });
    expect(log.last('run').waiting).toEqual({ j: { dependency: 3 * 70_000 } });
    expect(log.summary.stuck).toHaveLength(3);
  });

  test('L-426, O-43: a released task has its place by creation, before younger ones', () => {
    const log = family(['a w30', 'b w30 taskIds: [ a ]', 'c w30', 'd w30'], { nodes: 1 });
    expect(log.starts()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('L-225, L-403: a blocked task keeps its job from all tasks complete', () => {
    const log = family(['a f30', 'b w30 taskIds: [ a ]'], { job: ', onAllTasksComplete: terminatejob' });
    expect(log.last('job j').to).toBe('active');
    expect(log.states('task j/b')).toEqual([[0, 'active']]);
  });
});

describe('what a parent that did not succeed means for its dependents', () => {
  const CHILD = 'b w10 taskIds: [ a ]';

  test('L-241, L-402: a failed one blocks by default, with dependencyAction satisfy it does not', () => {
    expect(startOf(family(['a f30', CHILD]), 'b')).toBeUndefined();
    expect(startOf(family([parent('default: { dependencyAction: satisfy }'), CHILD]), 'b')).toBe(90);
    expect(
      startOf(family([parent('exitCodes: [ { code: 1, exitOptions: { dependencyAction: satisfy } } ]'), CHILD]), 'b'),
    ).toBe(90);
    expect(
      startOf(
        family([parent('exitCodeRanges: [ { start: 2, end: 9, exitOptions: { dependencyAction: satisfy } } ]'), CHILD]),
        'b',
      ),
    ).toBeUndefined();
  });

  test('L-402, L-233: a successful one satisfies, unless its exit code 0 says block', () => {
    expect(startOf(family([parent('default: { dependencyAction: block }', 'w30'), CHILD]), 'b')).toBe(90);
    const blocked = parent('exitCodes: [ { code: 0, exitOptions: { dependencyAction: block } } ]', 'w30');
    expect(startOf(family([blocked, CHILD]), 'b')).toBeUndefined();
  });

  test('L-402, L-243: attempts that will be retried decide nothing', () => {
    const log = family([
      `{ jobId: j, task: { id: a, commandLine: f30, constraints: { maxTaskRetryCount: 1 }, exitConditions: { default: { dependencyAction: satisfy } } } }`,
      CHILD,
    ]);
    expect(startOf(log, 'b')).toBe(120);
  });

  test('L-404: one that a user terminates blocks, unless `default` says satisfy', () => {
    const terminate = '{ at: PT70S, terminateTask: { jobId: j, taskId: a } }';
    const released = (options: string) => startOf(family([parent(options), CHILD], { actions: terminate }), 'b');
    expect(released('exitCodes: [ { code: 137, exitOptions: { dependencyAction: satisfy } } ]')).toBeUndefined();
    expect(released('default: { dependencyAction: satisfy }')).toBe(70);
  });

  test('L-404: one that is terminated while it waits itself is such a parent too', () => {
    const log = family([parent('default: { dependencyAction: satisfy }'), CHILD], {
      actions: '{ at: PT20S, terminateTask: { jobId: j, taskId: a } }',
    });
    expect(startOf(log, 'b')).toBe(60);
    expect(log.of('task j/b')[1].waited).toEqual({ dependency: 20_000, allocation: 40_000 });
  });

  test('S-28: one killed by its wall clock is matched by its exit code', () => {
    const killed = (options: string) =>
      `{ jobId: j, task: { id: a, commandLine: w60, constraints: { maxWallClockTime: PT20S }, exitConditions: { ${options} } } }`;
    const satisfied = 'exitCodes: [ { code: 137, exitOptions: { dependencyAction: satisfy } } ]';
    expect(startOf(family([killed(satisfied), CHILD]), 'b')).toBe(80);
  });

  test('L-406, O-77: the deletion of one that had not completed leaves its dependents waiting', () => {
    const log = family(['a w30', CHILD], { actions: '{ at: PT70S, deleteTask: { jobId: j, taskId: a } }' });
    expect(startOf(log, 'b')).toBeUndefined();
  });

  test('L-406, L-401: until one of that id is added again and succeeds', () => {
    const log = family(['a w30', CHILD], {
      actions:
        '{ at: PT70S, deleteTask: { jobId: j, taskId: a } }, { at: PT100S, addTask: { jobId: j, id: a, commandLine: w60 } }',
    });
    expect(startOf(log, 'b')).toBe(160);
  });

  test('L-406: one that had satisfied them may be deleted, whatever the order in which it is named; later dependents wait', () => {
    for (const both of ['a, slow', 'slow, a']) {
      const log = family(['a w30', 'slow w120', `b w10 taskIds: [ ${both} ]`], {
        actions: `{ at: PT100S, deleteTask: { jobId: j, taskId: a } },
          { at: PT110S, addTask: { jobId: j, id: late, commandLine: w10, dependsOn: { taskIds: [ a ] } } }`,
      });
      expect(startOf(log, 'b')).toBe(180);
      expect(startOf(log, 'late')).toBeUndefined();
    }
  });

  test('L-406: the same for a range', () => {
    const log = family(
      [
        '1 w30',
        '2 w120',
        'b w10 taskIdRanges: [ { start: 1, end: 2 } ]',
        'c w10 taskIds: [ "2" ], taskIdRanges: [ { start: 1, end: 1 } ]',
      ],
      {
        actions: '{ at: PT100S, deleteTask: { jobId: j, taskId: "1" } }',
      },
    );
    expect(startOf(log, 'b')).toBe(180);
    expect(startOf(log, 'c')).toBe(180);
  });

  test('L-402: a parent ended with its job leaves its dependents ended with it', () => {
    const log = family(['a w60', CHILD], { actions: '{ at: PT70S, terminateJob: { jobId: j } }' });
    expect(log.last('task j/b')).toMatchObject({
      at: 70_000,
      from: 'active',
      to: 'completed',
      waited: { dependency: 70_000 },
    });
  });
});

describe('many dependents', () => {
  test('L-396: a fan-out starts as far as slots reach, a fan-in after the last of them', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      ${JOB}
      tasks:
        - { jobId: j, task: { id: root, commandLine: w30 } }
        - { jobId: j, count: 4, task: { id: "{n}", commandLine: w60, dependsOn: { taskIds: [ root ] } } }
        - { jobId: j, task: { id: end, commandLine: w10, dependsOn: { taskIdRanges: [ { start: 1, end: 4 } ] } } }
      `,
    );
    expect(['1', '2', '3', '4'].map((id) => startOf(log, id))).toEqual([90, 90, 150, 150]);
    expect(startOf(log, 'end')).toBe(210);
    expect(log.of('task j/4')[1].waited).toEqual({ dependency: 90_000, slots: 60_000 });
  });
});
