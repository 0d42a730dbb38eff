import { describe, expect, test } from 'vitest';
import { CLOUD_SERVICE, PROGRAMS, pool, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/** Nodes are up at 60 s; a task that is assigned then reaches its node at 70 s. */
const scenario = (fields: string, rest: string, job = ''): string => `
${STAGED_CLOUD}
  dispatch: PT10S
pools: [ ${pool(fields, 'p', CLOUD_SERVICE)} ]
jobs: [ { id: j, poolInfo: { poolId: p } ${job} }, { id: other, poolInfo: { poolId: p } } ]
${rest}
${PROGRAMS}
`;
const TASK = 'tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]';
const act = (at: number, what: string) => `  - { at: PT${at}S, ${what} }\n`;
const onNode = (operation: string, more = '') => `${operation}: { poolId: p, nodeId: tvm-1${more} }`;

describe('a task on its way to a node', () => {
  test('S-11: stays active until it runs; its slot is held and counts as preparing', () => {
    const log = run(
      scenario('targetDedicatedNodes: 1', 'tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } } ]'),
    );
    expect(log.states('task j/t1')).toEqual([
      [0, 'active'],
      [70, 'running'],
      [130, 'completed'],
    ]);
    expect(log.latest('task j/t1', 'waited')).toEqual({ allocation: 10_000, nodeStart: 50_000, dispatch: 10_000 });
    expect(log.states('task j/t2')).toEqual([
      [0, 'active'],
      [140, 'running'],
      [200, 'completed'],
    ]);
    expect(log.summary.pools.p.slotSeconds).toMatchObject({ busy: 120, preparing: 20, idle: 0 });
  });

  test('S-11 L-271: with a preparation it is assigned, dispatched, preparing, running', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, maxTasksPerNode: 2',
        'tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } } ]',
        ', jobPreparationTask: { commandLine: w30 }',
      ),
    );
    for (const task of ['t1', 't2']) {
      expect(log.states(`task j/${task}`)).toEqual([
        [0, 'active'],
        [70, 'preparing'],
        [100, 'running'],
        [160, 'completed'],
      ]);
      expect(log.latest(`task j/${task}`, 'waited')).toMatchObject({ dispatch: 10_000, jobPreparation: 30_000 });
    }
    expect(log.states('jobPreparation j/p/tvm-1')).toEqual([
      [70, 'running'],
      [100, 'completed'],
    ]);
  });

  test('S-11: every retry is dispatched anew', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'tasks: [ { jobId: j, task: { id: t, commandLine: f60, constraints: { maxTaskRetryCount: 1 } } } ]',
      ),
    );
    expect(log.states('task j/t').slice(1)).toEqual([
      [70, 'running'],
      [130, 'active'],
      [140, 'running'],
      [200, 'completed'],
    ]);
  });

  test('S-27 S-11: what made its start possible is what led to its assignment, whatever has happened since', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, maxTasksPerNode: 2',
        `tasks:
  - { jobId: other, task: { id: a, commandLine: w45 } }
  - { jobId: j, arrival: { at: PT110S }, task: { id: t, commandLine: w60 } }`,
      ),
    );
    // a ends at 115 s, between the assignment of t and its start
    const started = log.of('task j/t').find((line) => line.to === 'running');
    expect(started).toMatchObject({ at: 120_000, cause: log.of('task j/t')[0].seq });
  });
});

describe('what happens to it meanwhile', () => {
  const MOVED = [
    [0, 'active'],
    [75, 'running'],
    [135, 'completed'],
  ];

  test.each([
    ['its node is rebooted', onNode('rebootNode')],
    ['its node is rebooted with terminate', onNode('rebootNode', ', nodeRebootOption: terminate')],
    ['its node is reimaged', onNode('reimageNode')],
    ['its node is disabled', onNode('disableScheduling')],
    ['its node is disabled with terminate', onNode('disableScheduling', ', nodeDisableSchedulingOption: terminate')],
    ['its node is removed', 'removeNodes: { poolId: p, nodeList: [ tvm-1 ] }'],
    [
      'its node is removed with terminate',
      'removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: terminate }',
    ],
    ['its node is preempted', 'preemptNodes: { poolId: p, nodeIds: [ tvm-1 ] }'],
    ['its node fails', onNode('failNode', ', to: unusable')],
  ])('S-11: %s: being active it just waits again, without a line or a counter, and goes elsewhere', (_what, what) => {
    const log = run(scenario('targetLowPriorityNodes: 2', `${TASK}\nactions:\n${act(65, what)}`));
    expect(log.requests().every(([, status]) => Number(status) < 300)).toBe(true);
    expect(log.states('task j/t')).toEqual(MOVED);
    expect(log.of('task j/t').find((line) => line.to === 'running')?.nodeId).toBe('tvm-2');
    expect(log.latest('task j/t', 'waited')).toEqual({ allocation: 10_000, nodeStart: 50_000, dispatch: 15_000 });
    expect(log.summary.tasks).toMatchObject({ requeues: 0, preemptions: 0, failed: 0 });
  });

  test.each([
    ['rebootNode', 'nodeRebootOption', 'rebooting'],
    ['reimageNode', 'nodeReimageOption', 'reimaging'],
    ['disableScheduling', 'nodeDisableSchedulingOption', 'offline'],
  ])('S-7 L-116: a %s with taskcompletion waits for it', (operation, optionName, state) => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `${TASK}\nactions:\n${act(65, onNode(operation, `, ${optionName}: taskcompletion`))}`,
      ),
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [70, 'running'],
      [130, 'completed'],
    ]);
    expect(log.states('node p/tvm-1')).toContainEqual([130, state]);
  });

  test.each(['requeue', 'terminate'])(
    'S-11 L-206: a job disabled with %s is disabled at once, and the task still waits',
    (option) => {
      const log = run(
        scenario(
          'targetDedicatedNodes: 1',
          `${TASK}\nactions:\n${act(65, `disableJob: { jobId: j, disableTasks: ${option} }`)}${act(100, 'enableJob: { jobId: j }')}`,
        ),
      );
      expect(log.settled('job j').slice(1)).toEqual([
        [65, 'disabled'],
        [100, 'active'],
      ]);
      expect(log.states('task j/t')).toEqual([
        [0, 'active'],
        [110, 'running'],
        [170, 'completed'],
      ]);
      expect(log.latest('task j/t', 'requeueCount') ?? 0).toBe(0);
    },
  );

  test('S-11 S-29: a job disabled with wait lets it run, as it does a task in preparing', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `${TASK}\nactions:\n${act(65, 'disableJob: { jobId: j, disableTasks: wait }')}`,
      ),
    );
    expect(log.states('task j/t').at(-1)).toEqual([130, 'completed']);
    expect(log.settled('job j').slice(1)).toEqual([
      [65, 'disabling'],
      [130, 'disabled'],
    ]);
  });

  test.each([
    ['terminateTask: { jobId: j, taskId: t }', 'completed'],
    ['terminateJob: { jobId: j }', 'completed'],
    ['deleteTask: { jobId: j, taskId: t }', null],
    ['deleteJob: { jobId: j }', null],
  ])('S-11: %s ends it without a run, and frees its slot at once', (what, to) => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `${TASK.replace(']', ', { jobId: other, task: { id: x, commandLine: w60 } } ]')}\nactions:\n${act(65, what)}`,
        ', jobPreparationTask: { commandLine: w30 }, jobReleaseTask: { commandLine: w45 }',
      ),
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [65, to],
    ]);
    expect(log.last('task j/t').exitCode).toBeUndefined();
    expect(log.states('task other/x')[1]).toEqual([75, 'running']);
    expect(log.lines.some((line) => line.entity === 'jobPreparation' || line.entity === 'jobRelease')).toBe(false);
  });

  test('L-275: the preparation fails on its node meanwhile: it does not go there', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 2, maxTasksPerNode: 2, taskSchedulingPolicy: { nodeFillType: pack }',
        `tasks:
  - { jobId: j, task: { id: a, commandLine: w60 } }
  - { jobId: j, arrival: { at: PT75S }, task: { id: b, commandLine: w60 } }`,
        ', jobPreparationTask: { commandLine: first }',
      ).concat('  - { match: first, duration: PT10S, perNode: { count: 1, exitCode: 1 } }\n'),
    );
    // at 80 s both turn to tvm-2, reach it at 90 s and run there from 100 s on
    expect(log.states('jobPreparation j/p/tvm-1')).toEqual([
      [70, 'running'],
      [80, 'completed'],
    ]);
    for (const task of ['a', 'b']) {
      expect(log.states(`task j/${task}`).slice(-3)).toEqual([
        [90, 'preparing'],
        [100, 'running'],
        [160, 'completed'],
      ]);
    }
    expect(log.states('task j/b')).toHaveLength(4);
  });

  test('S-11 S-25: arriving at the instant at which its node fails, it has run for no time', () => {
    const log = run(
      scenario('targetDedicatedNodes: 1', `${TASK}\nactions:\n${act(70, onNode('failNode', ', to: unknown'))}`),
    );
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [70, 'running'],
      [70, 'active'],
    ]);
  });

  test('S-11 L-251: an exclusive manager has its node for itself from its assignment on', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, maxTasksPerNode: 2',
        'tasks: [ { jobId: other, task: { id: x, commandLine: w10 } } ]',
        ', jobManagerTask: { id: jm, commandLine: w60 }',
      ),
    );
    expect(log.states('task j/jm')[1]).toEqual([70, 'running']);
    expect(log.states('task other/x')[1]).toEqual([140, 'running']);
  });

  test('S-11 L-299: a job that ends while some of its tasks are on their way runs its release where others have run', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } } ]\nactions:\n${act(165, 'terminateJob: { jobId: j }')}`,
        ', jobPreparationTask: { commandLine: w30 }, jobReleaseTask: { commandLine: w45 }',
      ),
    );
    expect(log.states('task j/t2')).toEqual([
      [0, 'active'],
      [165, 'completed'],
    ]);
    expect(log.states('jobRelease j/p/tvm-1')).toEqual([
      [165, 'running'],
      [210, 'completed'],
    ]);
    expect(log.settled('job j').at(-1)).toEqual([210, 'completed']);
  });
});
