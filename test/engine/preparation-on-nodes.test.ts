import { describe, expect, test } from 'vitest';
import { CLOUD_SERVICE, PROGRAMS, pool, type RunLog, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/** Nodes are up at 60 s, and again 70 s after a reboot, 80 s after a reimage, 110 s after a preemption. */
const scenario = (fields: string, preparation: string, rest: string, job = ''): string => `
${STAGED_CLOUD}
pools: [ ${pool(fields, 'p', CLOUD_SERVICE)} ]
jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { ${preparation} } ${job} } ]
${rest}
${PROGRAMS}
  - { match: first, duration: PT10S, exitCode: 0, perNode: { count: 1, exitCode: 1 } }
  - { match: once, duration: PT10S, exitCode: { attempts: [ 1, 0 ] } }
`;
const task = (id: string, at = 0, command = 'w60') =>
  `  - { jobId: j, arrival: { at: PT${at}S }, task: { id: ${id}, commandLine: ${command} } }\n`;
const act = (at: number, what: string) => `  - { at: PT${at}S, ${what} }\n`;
const reboot = (at: number, more = '') => act(at, `rebootNode: { poolId: p, nodeId: tvm-1${more} }`);
const reimage = (at: number) => act(at, 'reimageNode: { poolId: p, nodeId: tvm-1 }');
const preempt = (at: number) => act(at, 'preemptNodes: { poolId: p, nodeIds: [ tvm-1 ] }');
const fail = (at: number) => act(at, 'failNode: { poolId: p, nodeId: tvm-1, to: unusable }');
const recover = (at: number) => act(at, 'recoverNode: { poolId: p, nodeId: tvm-1 }');
/** [seconds, from, to] of the preparation's lines on tvm-1. */
const runs = (log: RunLog, node = 'tvm-1') =>
  log.of(`jobPreparation j/p/${node}`).map((line) => [line.at / 1000, line.from, line.to]);
const FIRST_RUN = [
  [60, null, 'running'],
  [90, 'running', 'completed'],
];

describe('after the node was away', () => {
  test.each([
    ['', 30],
    [', rerunOnNodeRebootAfterSuccess: true', 30],
    [', rerunOnNodeRebootAfterSuccess: false', 0],
  ])('L-282: a reboot makes it run again before the next task of the job, or not (%s)', (rerun, ms) => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `commandLine: w30${rerun}`,
        `tasks:\n${task('a')}${task('b', 500)}actions:\n${reboot(200)}`,
      ),
    );
    expect(runs(log)).toEqual(
      ms === 0 ? FIRST_RUN : [...FIRST_RUN, [500, 'completed', 'running'], [530, 'running', 'completed']],
    );
    expect(log.states('task j/b').at(-2)).toEqual([500 + ms, 'running']);
  });

  test('L-282: it runs again on demand only: without a further task it does not', () => {
    const log = run(
      scenario('targetDedicatedNodes: 1', 'commandLine: w30', `tasks:\n${task('a')}actions:\n${reboot(200)}`),
    );
    expect(runs(log)).toEqual(FIRST_RUN);
  });

  test.each([
    ['reimage', 'L-283', reimage(200)],
    ['preemption', 'L-154', preempt(200)],
  ])('L-283 L-154: a %s makes it run again in any case (%s)', (_what, _rule, action) => {
    const log = run(
      scenario(
        'targetLowPriorityNodes: 1',
        'commandLine: w30, rerunOnNodeRebootAfterSuccess: false',
        `tasks:\n${task('a')}${task('b', 500)}actions:\n${action}`,
      ),
    );
    expect(runs(log)).toEqual([...FIRST_RUN, [500, 'completed', 'running'], [530, 'running', 'completed']]);
  });

  test.each([
    ['true', 30],
    ['false', 0],
  ])('S-31: a failure and recovery is like a reboot (rerunOnNodeRebootAfterSuccess %s)', (rerun, ms) => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `commandLine: w30, rerunOnNodeRebootAfterSuccess: ${rerun}`,
        `tasks:\n${task('a')}${task('b', 500)}actions:\n${fail(200)}${recover(210)}`,
      ),
    );
    expect(log.states('task j/b').at(-2)).toEqual([500 + ms, 'running']);
  });

  test('L-284 S-9 S-20: interrupted by a reboot it counts as not completed, and runs again although success would not have been repeated', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30, rerunOnNodeRebootAfterSuccess: false',
        `tasks:\n${task('a')}actions:\n${reboot(70)}`,
      ),
    );
    expect(runs(log)).toEqual([
      [60, null, 'running'],
      [140, 'running', 'running'],
      [170, 'running', 'completed'],
    ]);
    expect(log.states('task j/a')).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [70, 'active'],
      [140, 'preparing'],
      [170, 'running'],
      [230, 'completed'],
    ]);
    expect(log.latest('task j/a', 'requeueCount')).toBe(1);
    expect(log.states('node p/tvm-1')[3]).toEqual([70, 'rebooting']);
  });

  test('L-284 L-153: interrupted by preemption it runs again on the new machine, and the task has no requeue', () => {
    const log = run(
      scenario('targetLowPriorityNodes: 1', 'commandLine: w30', `tasks:\n${task('a')}actions:\n${preempt(70)}`),
    );
    expect(runs(log)).toEqual([
      [60, null, 'running'],
      [180, 'running', 'running'],
      [210, 'running', 'completed'],
    ]);
    expect(log.latest('task j/a', 'requeueCount') ?? 0).toBe(0);
  });

  test('L-284: a retry that a reboot interrupts begins a new series', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: once, constraints: { maxTaskRetryCount: 1 }',
        `tasks:\n${task('a')}actions:\n${reboot(75)}`,
      ),
    );
    expect(log.of('jobPreparation j/p/tvm-1').map((line) => [line.at / 1000, line.retryCount])).toEqual([
      [60, 0],
      [70, 1],
      [145, 0],
      [155, 1],
      [165, 1],
    ]);
  });

  test('L-115 L-273: a reboot with terminate completes the task that waits for it, with no exit code', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:\n${task('a')}actions:\n${reboot(70, ', nodeRebootOption: terminate')}`,
      ),
    );
    const { at, to, result, exitCode, failureInfo } = log.last('task j/a');
    expect({ at, to, result, exitCode, failureInfo }).toEqual({
      at: 70_000,
      to: 'completed',
      result: 'failure',
      exitCode: undefined,
      failureInfo: { category: 'UserError', code: 'TaskEnded' },
    });
  });

  test('L-115 L-116: a reboot with taskcompletion waits for preparation and task', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:\n${task('a')}actions:\n${reboot(70, ', nodeRebootOption: taskcompletion')}`,
      ),
    );
    expect(log.states('task j/a').at(-1)).toEqual([150, 'completed']);
    expect(log.states('node p/tvm-1')[3]).toEqual([150, 'rebooting']);
  });
});

describe('what is done to its tasks, its job and its node meanwhile', () => {
  test('S-29 O-29: it goes on when nobody waits for it any more, and counts for later tasks', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:\n${task('a')}${task('b', 200)}actions:\n${act(70, 'terminateTask: { jobId: j, taskId: a }')}`,
      ),
    );
    expect(log.states('task j/a').slice(1)).toEqual([
      [60, 'preparing'],
      [70, 'completed'],
    ]);
    expect(log.last('task j/a').exitCode).toBeUndefined();
    expect(runs(log)).toEqual(FIRST_RUN);
    expect(log.states('node p/tvm-1').slice(2, 4)).toEqual([
      [60, 'running'],
      [90, 'idle'],
    ]);
    expect(log.states('task j/b')[1]).toEqual([200, 'running']);
  });

  test('S-29: a task that comes while it goes on alone waits in preparing', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:\n${task('a')}${task('b', 75)}actions:\n${act(70, 'deleteTask: { jobId: j, taskId: a }')}`,
      ),
    );
    expect(log.states('task j/b').slice(1, 3)).toEqual([
      [75, 'preparing'],
      [90, 'running'],
    ]);
    expect(runs(log)).toEqual(FIRST_RUN);
  });

  test.each(['requeue', 'terminate'])(
    'S-29 S-20: a job disabled with %s is disabled at once, and the preparation goes on',
    (option) => {
      const log = run(
        scenario(
          'targetDedicatedNodes: 1',
          'commandLine: w30',
          `tasks:\n${task('a')}actions:\n${act(70, `disableJob: { jobId: j, disableTasks: ${option} }`)}${act(200, 'enableJob: { jobId: j }')}`,
        ),
      );
      expect(log.settled('job j').slice(0, 2)).toEqual([
        [0, 'active'],
        [70, 'disabled'],
      ]);
      expect(runs(log)).toEqual(FIRST_RUN);
      if (option === 'terminate')
        return expect(log.last('task j/a')).toMatchObject({ at: 70_000, to: 'completed', result: 'failure' });
      expect(log.states('task j/a').slice(2)).toEqual([
        [70, 'active'],
        [200, 'running'],
        [260, 'completed'],
      ]);
      expect(log.latest('task j/a', 'requeueCount')).toBe(1);
    },
  );

  test('S-29: a job disabled with wait lets the task in preparing run', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:\n${task('a')}actions:\n${act(70, 'disableJob: { jobId: j, disableTasks: wait }')}`,
      ),
    );
    expect(log.states('task j/a').slice(1)).toEqual([
      [60, 'preparing'],
      [90, 'running'],
      [150, 'completed'],
    ]);
    expect(log.settled('job j')).toEqual([
      [0, 'active'],
      [70, 'disabling'],
      [150, 'disabled'],
    ]);
  });

  test.each(['requeue', 'terminate'])(
    'S-29: disabling the node with %s stops it, and it starts anew on the enabled node',
    (option) => {
      const log = run(
        scenario(
          'targetDedicatedNodes: 1',
          'commandLine: w30',
          `tasks:\n${task('a')}${task('b', 200)}actions:
${act(70, `disableScheduling: { poolId: p, nodeId: tvm-1, nodeDisableSchedulingOption: ${option} }`)}${act(300, 'enableScheduling: { poolId: p, nodeId: tvm-1 }')}`,
        ),
      );
      expect(log.states('node p/tvm-1')[3]).toEqual([70, 'offline']);
      expect(runs(log)).toEqual([
        [60, null, 'running'],
        [300, 'running', 'running'],
        [330, 'running', 'completed'],
      ]);
      expect(log.states('task j/a')[2]).toEqual([70, option === 'requeue' ? 'active' : 'completed']);
    },
  );

  test('S-29 L-124: disabling the node with taskcompletion waits for the preparation and the task', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:\n${task('a')}actions:\n${act(70, 'disableScheduling: { poolId: p, nodeId: tvm-1, nodeDisableSchedulingOption: taskcompletion }')}`,
      ),
    );
    expect(log.states('task j/a').at(-1)).toEqual([150, 'completed']);
    expect(log.states('node p/tvm-1')[3]).toEqual([150, 'offline']);
  });

  test('S-29: drains wait for tasks only: one that goes on alone keeps no node from a reboot', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:\n${task('a')}actions:\n${act(70, 'terminateTask: { jobId: j, taskId: a }')}${reboot(75, ', nodeRebootOption: taskcompletion')}`,
      ),
    );
    expect(log.states('node p/tvm-1')[3]).toEqual([75, 'rebooting']);
    expect(runs(log)).toEqual([[60, null, 'running']]);
  });

  test('S-29 L-124: nor from being offline, where it goes on', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:\n${task('a')}actions:\n${act(70, 'terminateTask: { jobId: j, taskId: a }')}${act(75, 'disableScheduling: { poolId: p, nodeId: tvm-1, nodeDisableSchedulingOption: taskcompletion }')}`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(3)).toEqual([[75, 'offline']]);
    expect(runs(log)).toEqual(FIRST_RUN);
  });

  test('S-16 S-9: terminating the job kills it, without a completed line; the job waits for nothing', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:\n${task('a')}actions:\n${act(70, 'terminateJob: { jobId: j }')}`,
        ', jobReleaseTask: { commandLine: w45 }',
      ),
    );
    expect(runs(log)).toEqual([
      [60, null, 'running'],
      [70, 'running', null],
    ]);
    expect(log.settled('job j')).toEqual([
      [0, 'active'],
      [70, 'completed'],
    ]);
    expect(log.of('jobRelease j/p/tvm-1')).toEqual([]);
    expect(log.states('node p/tvm-1').at(-1)).toEqual([70, 'idle']);
  });

  test('S-9: one that was interrupted and never ran again is gone when its job is terminated', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:\n${task('a')}actions:\n${reboot(70, ', nodeRebootOption: terminate')}${act(300, 'terminateJob: { jobId: j }')}`,
        ', jobReleaseTask: { commandLine: w45 }',
      ),
    );
    expect(runs(log)).toEqual([
      [60, null, 'running'],
      [300, 'running', null],
    ]);
    expect(log.of('jobRelease j/p/tvm-1')).toEqual([]);
  });

  test('S-9: the record of a node that leaves the pool goes with it', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'commandLine: w30',
        `tasks:\n${task('a')}actions:\n${act(70, 'resizePool: { poolId: p, targetDedicatedNodes: 0 }')}`,
      ),
    );
    expect(runs(log)).toEqual([
      [60, null, 'running'],
      [75, 'running', null],
    ]);
    expect(log.states('task j/a').at(-1)).toEqual([70, 'active']);
    expect(log.latest('task j/a', 'requeueCount')).toBe(1);
  });
});
