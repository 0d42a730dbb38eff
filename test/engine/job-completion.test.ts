import { describe, expect, test } from 'vitest';
import { onPool } from '../support/job-lab.ts';

const ONE_NODE = 'targetDedicatedNodes: 1';
const ENDS = 'onAllTasksComplete: terminatejob';

describe('onAllTasksComplete', () => {
  test('L-219: is noaction by default: the job stays active when its tasks are done', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      `,
    );
    expect(log.states('job j')).toEqual([[0, 'active']]);
    expect(log.summary).toMatchObject({ endReason: 'quiescent', endedAtSeconds: 120 });
  });

  test('L-220, L-215, L-295: terminatejob ends the job with its last task, release tasks included', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${ENDS}, jobPreparationTask: { commandLine: w10 }, jobReleaseTask: { commandLine: w30 } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } }, { jobId: j, task: { id: u, commandLine: f90 } } ]
      `,
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [160, 'terminating'],
      [190, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('AllTasksComplete');
  });

  test('L-221, S-12: a job without tasks ends in the instant of its creation, and says 409 to a later task', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${ENDS} } ]
      tasks: [ { jobId: j, arrival: { at: PT1S }, task: { id: t, commandLine: w60 } } ]
      `,
    );
    expect(log.states('job j')).toEqual([
      [0, 'active'],
      [0, 'terminating'],
      [0, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('AllTasksComplete');
    expect(log.requests()).toEqual([['addTask', 409, 'JobCompleted']]);
    expect(log.warnings.join()).toMatch(/ends at once/);
  });

  test('L-221, S-12: tasks added at that instant count, by whatever comes', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs:
        - { id: a, poolInfo: { poolId: p }, ${ENDS} }
        - { id: b, poolInfo: { poolId: p }, ${ENDS} }
      tasks: [ { jobId: a, task: { id: t, commandLine: w60 } } ]
      actions:
        - { at: PT0S, addTask: { jobId: b, id: u, commandLine: w60 } }
        - { at: PT10S, addJob: { id: c, poolInfo: { poolId: p }, ${ENDS} } }
        - { at: PT10S, addTasks: { jobId: c, count: 1, task: { id: v, commandLine: w60 } } }
        - { at: PT10S, addJob: { id: d, poolInfo: { poolId: p }, ${ENDS} } }
      `,
    );
    expect(log.settled('job a')).toEqual([
      [0, 'active'],
      [120, 'completed'],
    ]);
    expect(log.settled('job b').at(-1)).toEqual([180, 'completed']);
    expect(log.settled('job c').at(-1)).toEqual([240, 'completed']);
    expect(log.settled('job d')).toEqual([[10, 'completed']]);
  });

  test('L-222, S-28: an update to terminatejob ends a job whose tasks are all completed, or that has none', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } }, { id: k, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w10 } } ]
      actions:
        - { at: PT100S, patchJob: { jobId: j, onAllTasksComplete: terminatejob } }
        - { at: PT100S, updateJob: { jobId: k, poolInfo: { poolId: p }, onAllTasksComplete: terminatejob } }
      `,
    );
    for (const job of ['job j', 'job k']) {
      expect(log.settled(job)).toEqual([
        [0, 'active'],
        [100, 'completed'],
      ]);
      expect(log.last(job).terminateReason).toBe('AllTasksComplete');
    }
  });

  test('L-222, S-28: but not one that gets a task in the instant of the update', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p } } ]
      actions:
        - { at: PT100S, patchJob: { jobId: j, onAllTasksComplete: terminatejob } }
        - { at: PT100S, addTask: { jobId: j, id: t, commandLine: w60 } }
      `,
    );
    expect(log.settled('job j')).toEqual([
      [0, 'active'],
      [160, 'completed'],
    ]);
  });

  test('L-223: with a manager a job is not empty: it lasts as long as the manager', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${ENDS}, jobManagerTask: { id: jm, commandLine: w60, killJobOnCompletion: false } } ]
      `,
    );
    expect(log.settled('job j')).toEqual([
      [0, 'active'],
      [120, 'completed'],
    ]);
    expect(log.last('job j').terminateReason).toBe('AllTasksComplete');
  });

  test('L-224: preparation tasks are not among the tasks: one that still runs does not keep the job', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${ENDS}, jobPreparationTask: { commandLine: w300, waitForSuccess: false } } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      `,
    );
    expect(log.settled('job j')).toEqual([
      [0, 'active'],
      [120, 'completed'],
    ]);
  });

  test('L-225: a task whose dependency failed waits for ever, and so does the job', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${ENDS}, usesTaskDependencies: true } ]
      tasks:
        - { jobId: j, task: { id: t, commandLine: f60 } }
        - { jobId: j, task: { id: u, commandLine: w60, dependsOn: { taskIds: [ t ] } } }
      `,
    );
    expect(log.states('job j')).toEqual([[0, 'active']]);
    expect(log.states('task j/u')).toEqual([[0, 'active']]);
    expect(log.summary.endedAtSeconds).toBe(120);
  });

  test('L-226, S-28: tasks that a program adds before or exactly at its end keep the job', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${ENDS} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: adds } } ]
      `,
      [
        '{ match: adds, duration: PT30S, then: [ { after: PT30S, addTasks: { count: 2, task: { id: "u{n}", commandLine: w30 } } } ] }',
      ],
    );
    expect(log.states('task j/t').at(-1)).toEqual([90, 'completed']);
    expect(log.states('task j/u2')).toEqual([
      [90, 'active'],
      [120, 'running'],
      [150, 'completed'],
    ]);
    expect(log.settled('job j')).toEqual([
      [0, 'active'],
      [150, 'completed'],
    ]);
  });

  test('S-28: a task added by a call at the instant of the last completion keeps the job', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${ENDS} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
      actions: [ { at: PT120S, addTask: { jobId: j, id: u, commandLine: w60 } } ]
      `,
    );
    expect(log.settled('job j')).toEqual([
      [0, 'active'],
      [180, 'completed'],
    ]);
  });

  test('S-28: the deletion of the last open task ends the job', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${ENDS} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions: [ { at: PT100S, deleteTask: { jobId: j, taskId: t } } ]
      `,
    );
    expect(log.settled('job j')).toEqual([
      [0, 'active'],
      [100, 'completed'],
    ]);
  });

  test('S-28: acts on a job that is disabling or disabled too', () => {
    const disabledWith = (option: string, call: string) =>
      onPool(
        ONE_NODE,
        `
        jobs: [ { id: j, poolInfo: { poolId: p }, ${ENDS} } ]
        tasks: [ { jobId: j, task: { id: t, commandLine: w120 } } ]
        actions: [ { at: PT100S, disableJob: { jobId: j, disableTasks: ${option} } }${call} ]
        `,
      ).states('job j');
    expect(disabledWith('wait', '').slice(-2)).toEqual([
      [180, 'terminating'],
      [180, 'completed'],
    ]);
    expect(disabledWith('terminate', '').slice(-2)).toEqual([
      [100, 'terminating'],
      [100, 'completed'],
    ]);
    expect(disabledWith('requeue', ', { at: PT150S, terminateTask: { jobId: j, taskId: t } }').slice(-3)).toEqual([
      [100, 'disabled'],
      [150, 'terminating'],
      [150, 'completed'],
    ]);
  });

  test('L-220, L-370: a task that is reactivated in the instant of the last completion keeps the job', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${ENDS} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: f60 } }, { jobId: j, task: { id: u, commandLine: w60 } } ]
      actions: [ { at: PT180S, reactivateTask: { jobId: j, taskId: t } } ]
      `,
    );
    expect(log.requests()).toEqual([['reactivateTask', 204]]);
    expect(log.settled('job j')).toEqual([
      [0, 'active'],
      [240, 'completed'],
    ]);
  });

  test('L-220: counts tasks that a user terminated as completed', () => {
    const log = onPool(
      ONE_NODE,
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${ENDS} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
      actions: [ { at: PT20S, terminateTask: { jobId: j, taskId: t } } ]
      `,
    );
    expect(log.settled('job j')).toEqual([
      [0, 'active'],
      [20, 'completed'],
    ]);
  });
});
