import { describe, expect, test } from 'vitest';
import { CLOUD_SERVICE, PROGRAMS, pool, type RunLog, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/**
 * Task `a` runs on tvm-1 from 90 s to 150 s; the job is terminated at 300 s, unless a test says otherwise, and its release takes 45 s.
 * A reboot keeps a node away for 70 s.
 */
const scenario = (
  actions: string,
  {
    fields = 'targetLowPriorityNodes: 1',
    tasks = '  - { jobId: j, task: { id: a, commandLine: w60 } }',
    at = 300,
    preparation = 'commandLine: w30',
    more = '',
  } = {},
): string => `
${STAGED_CLOUD}
pools: [ ${pool(fields, 'p', CLOUD_SERVICE)} ]
jobs:
  - { id: j, poolInfo: { poolId: p }, jobPreparationTask: { ${preparation} }, jobReleaseTask: { commandLine: w45 } }
tasks:
${tasks}
actions:
${actions}  - { at: PT${at}S, terminateJob: { jobId: j } }
${more}
${PROGRAMS}
`;
const act = (at: number, what: string) => `  - { at: PT${at}S, ${what} }\n`;
const onNode = (operation: string, more = '') => `${operation}: { poolId: p, nodeId: tvm-1${more} }`;
const PREEMPT = 'preemptNodes: { poolId: p, nodeIds: [ tvm-1 ] }';
const REMOVE = 'removeNodes: { poolId: p, nodeList: [ tvm-1 ] }';
const releases = (log: RunLog, node = 'tvm-1') => log.states(`jobRelease j/p/${node}`);
const completedAt = (log: RunLog) => {
  const last = log.last('job j');
  expect(last.to).toBe('completed');
  return last.at / 1000;
};

describe('nodes that are away when the job ends', () => {
  test.each([
    ['unusable', onNode('failNode', ', to: unusable')],
    ['unknown', onNode('failNode', ', to: unknown')],
    ['preempted', PREEMPT],
  ])('O-59 L-298 S-29: one that is %s is skipped at once', (_state, what) => {
    const log = run(scenario(act(290, what)));
    expect(releases(log)).toEqual([]);
    expect(completedAt(log)).toBe(300);
  });

  test('L-298: one that has been replaced since is skipped', () => {
    const log = run(scenario(act(180, PREEMPT)));
    expect(log.states('node p/tvm-1').at(-1)).toEqual([290, 'idle']);
    expect(releases(log)).toEqual([]);
    expect(completedAt(log)).toBe(300);
  });

  test.each([
    [298, 'leaving'],
    [200, 'gone'],
  ])('L-298 O-59: one removed at %i s is %s and skipped', (at) => {
    const log = run(scenario(act(at, REMOVE)));
    expect(releases(log)).toEqual([]);
    expect(completedAt(log)).toBe(300);
  });

  test('O-59: an offline one runs it and stays offline', () => {
    const log = run(scenario(act(290, onNode('disableScheduling'))));
    expect(releases(log)).toEqual([
      [300, 'running'],
      [345, 'completed'],
    ]);
    expect(log.states('node p/tvm-1').at(-1)).toEqual([290, 'offline']);
  });

  test.each([
    ['rebooting', 280],
    ['starting', 250],
  ])('O-59 S-29: one that is %s runs it when it is up again', (state, at) => {
    const log = run(scenario(act(at, onNode('rebootNode'))));
    expect(
      log
        .states('node p/tvm-1')
        .filter(([when]) => when < 300)
        .at(-1)?.[1],
    ).toBe(state);
    expect(releases(log)).toEqual([
      [at + 70, 'running'],
      [at + 115, 'completed'],
    ]);
    expect(completedAt(log)).toBe(at + 115);
  });

  test('S-29: one that waits for its start task runs it after that', () => {
    const log = run(
      scenario(act(250, onNode('rebootNode')), {
        fields: 'targetDedicatedNodes: 1, startTask: { commandLine: w10, waitForSuccess: true }',
        at: 325,
      }),
    );
    expect(
      log
        .states('node p/tvm-1')
        .filter(([when]) => when < 325)
        .at(-1),
    ).toEqual([320, 'waitingforstarttask']);
    expect(releases(log)).toEqual([
      [330, 'running'],
      [375, 'completed'],
    ]);
  });

  test('S-29: one whose start task then fails is given up at that instant', () => {
    const log = run(
      scenario(
        act(200, 'patchPool: { poolId: p, startTask: { commandLine: f10, waitForSuccess: true } }') +
          act(280, onNode('rebootNode')),
        {
          fields: 'targetDedicatedNodes: 1, startTask: { commandLine: w10, waitForSuccess: true }',
        },
      ),
    );
    expect(log.states('node p/tvm-1').at(-1)).toEqual([360, 'starttaskfailed']);
    expect(releases(log)).toEqual([]);
    expect(completedAt(log)).toBe(360);
  });

  test('S-29: one that recovers from a failure runs it when it is up', () => {
    const log = run(scenario(act(280, onNode('failNode', ', to: unknown')) + act(290, onNode('recoverNode'))));
    expect(releases(log)).toEqual([
      [320, 'running'],
      [365, 'completed'],
    ]);
  });

  test.each([
    ['before', 200],
    ['while', 290],
  ])('L-297 S-29: one that was reimaged %s the job ended has nothing to release', (_when, at) => {
    const log = run(scenario(act(at, onNode('reimageNode'))));
    expect(releases(log)).toEqual([]);
    expect(completedAt(log)).toBe(300);
  });
});

describe('what has happened to the preparation before', () => {
  test('L-296: after a reboot without a further task the node is still one where it completed and tasks have run', () => {
    const log = run(scenario(act(200, onNode('rebootNode'))));
    expect(releases(log)).toEqual([
      [300, 'running'],
      [345, 'completed'],
    ]);
  });

  const TWO_TASKS =
    '  - { jobId: j, task: { id: a, commandLine: w60 } }\n  - { jobId: j, arrival: { at: PT280S }, task: { id: b, commandLine: w60 } }';

  test('S-29 S-16: a re-run that the end of the job kills counts as not prepared: no release', () => {
    const log = run(scenario(act(200, onNode('rebootNode')), { tasks: TWO_TASKS }));
    expect(log.states('jobPreparation j/p/tvm-1')).toEqual([
      [60, 'running'],
      [90, 'completed'],
      [280, 'running'],
      [300, null],
    ]);
    expect(releases(log)).toEqual([]);
    expect(completedAt(log)).toBe(300);
  });

  test('S-29: a re-run that was interrupted and not repeated counts as not prepared: no release', () => {
    const log = run(
      scenario(act(200, onNode('rebootNode')) + act(290, onNode('rebootNode', ', nodeRebootOption: terminate')), {
        tasks: TWO_TASKS,
        at: 1000,
      }),
    );
    expect(releases(log)).toEqual([]);
    expect(completedAt(log)).toBe(1000);
  });

  test('O-57: a re-run that has failed has completed, and tasks have run there: release runs', () => {
    const text = `${scenario(act(200, onNode('rebootNode')), { tasks: TWO_TASKS, at: 1000, preparation: 'commandLine: moody' })}
  - { match: moody, duration: PT10S, exitCode: { choices: [ { code: 0, p: 0.5 }, { code: 1, p: 0.5 } ] } }
`;
    const results = (log: RunLog) => log.of('jobPreparation j/p/tvm-1').map((line) => line.result ?? line.to);
    const wanted = ['running', 'success', 'running', 'failure'];
    const logs = Array.from({ length: 40 }, (_, seed) => run(text, { seed: String(seed) }));
    const log = logs.find((one) => results(one).join() === wanted.join());
    expect(log && releases(log)).toEqual([
      [1000, 'running'],
      [1045, 'completed'],
    ]);
  });

  test('L-297: prepared again after a reimage, but with no task run since, it has nothing to release', () => {
    const log = run(
      scenario(act(180, onNode('reimageNode')) + act(290, 'terminateTask: { jobId: j, taskId: b }'), {
        tasks: TWO_TASKS,
        at: 400,
      }),
    );
    expect(log.states('jobPreparation j/p/tvm-1').slice(2)).toEqual([
      [280, 'running'],
      [310, 'completed'],
    ]);
    expect(releases(log)).toEqual([]);
  });
});

describe('what happens to a node while it runs', () => {
  test('L-301 L-306: rebooted, it runs again after start-up', () => {
    const log = run(scenario(act(310, onNode('rebootNode'))));
    expect(log.of('jobRelease j/p/tvm-1').map((line) => [line.at / 1000, line.from, line.to])).toEqual([
      [300, null, 'running'],
      [380, 'running', 'running'],
      [425, 'running', 'completed'],
    ]);
    expect(completedAt(log)).toBe(425);
    expect(log.states('node p/tvm-1').slice(-5)).toEqual([
      [300, 'running'],
      [310, 'rebooting'],
      [350, 'starting'],
      [380, 'running'],
      [425, 'idle'],
    ]);
  });

  test('L-301: twice rebooted, it runs a third time', () => {
    const log = run(scenario(act(310, onNode('rebootNode')) + act(390, onNode('rebootNode'))));
    expect(releases(log)).toEqual([
      [300, 'running'],
      [380, 'running'],
      [460, 'running'],
      [505, 'completed'],
    ]);
  });

  test('S-29: drains wait for tasks only: a reboot with taskcompletion interrupts it at once', () => {
    const log = run(scenario(act(310, onNode('rebootNode', ', nodeRebootOption: taskcompletion'))));
    expect(log.states('node p/tvm-1')).toContainEqual([310, 'rebooting']);
    expect(completedAt(log)).toBe(425);
  });

  test.each([
    ['fails', onNode('failNode', ', to: unusable')],
    ['is lost', onNode('failNode', ', to: unknown')],
    ['is preempted', PREEMPT],
    ['is reimaged', onNode('reimageNode')],
    ['leaves', REMOVE],
    [
      'leaves, whatever the option',
      'removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: taskcompletion }',
    ],
    ['leaves with its pool', 'deletePool: { poolId: p }'],
  ])('S-29 S-9 O-60 O-62: the node %s: the job completes without it', (_how, what) => {
    const log = run(scenario(act(310, what)));
    expect(releases(log)).toEqual([
      [300, 'running'],
      [310, null],
    ]);
    expect(completedAt(log)).toBe(310);
  });

  test.each(['requeue', 'terminate', 'taskcompletion'])(
    'S-29 O-59: disabling scheduling with %s lets it go on, the node offline',
    (option) => {
      const log = run(scenario(act(310, onNode('disableScheduling', `, nodeDisableSchedulingOption: ${option}`))));
      expect(releases(log).at(-1)).toEqual([345, 'completed']);
      expect(log.states('node p/tvm-1').slice(-2)).toEqual([
        [300, 'running'],
        [310, 'offline'],
      ]);
    },
  );

  test('O-01: a release that ends at the instant of the reboot has ended', () => {
    const log = run(scenario(act(345, onNode('rebootNode'))));
    expect(releases(log)).toEqual([
      [300, 'running'],
      [345, 'completed'],
    ]);
    expect(completedAt(log)).toBe(345);
  });
});

describe('nodes that are on their way out or down', () => {
  const LONG = '  - { jobId: j, task: { id: a, commandLine: w3600 } }';

  test('O-62: a node that drains for its removal may go when the end of the job empties it', () => {
    const log = run(
      scenario(act(290, 'removeNodes: { poolId: p, nodeList: [ tvm-1 ], nodeDeallocationOption: taskcompletion }'), {
        tasks: LONG,
      }),
    );
    expect(log.states('node p/tvm-1').slice(-3)).toEqual([
      [60, 'running'],
      [300, 'leavingpool'],
      [305, null],
    ]);
    expect(releases(log)).toEqual([]);
    expect(completedAt(log)).toBe(300);
  });

  test('O-59 L-301: a node that drains for a reboot reboots when the end of the job empties it, and runs it afterwards', () => {
    const log = run(scenario(act(290, onNode('rebootNode', ', nodeRebootOption: taskcompletion')), { tasks: LONG }));
    expect(log.states('node p/tvm-1').slice(3)).toEqual([
      [300, 'rebooting'],
      [340, 'starting'],
      [370, 'running'],
      [415, 'idle'],
    ]);
    expect(releases(log)).toEqual([
      [370, 'running'],
      [415, 'completed'],
    ]);
  });

  test('O-60: on a pool that is being deleted it does not run', () => {
    const log = run(scenario(act(298, 'deletePool: { poolId: p }'), { tasks: LONG }));
    expect(releases(log)).toEqual([]);
    expect(completedAt(log)).toBe(300);
  });

  test('L-304: a job is over when the nodes that run it are done, others given up', () => {
    const log = run(
      scenario(act(310, PREEMPT), {
        fields: 'targetLowPriorityNodes: 2',
        tasks: '  - { jobId: j, count: 2, task: { id: "a{n}", commandLine: w60 } }',
      }),
    );
    expect(releases(log, 'tvm-1').at(-1)).toEqual([310, null]);
    expect(releases(log, 'tvm-2').at(-1)).toEqual([345, 'completed']);
    expect(completedAt(log)).toBe(345);
  });
});
