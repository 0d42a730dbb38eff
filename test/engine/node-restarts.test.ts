import { describe, expect, test } from 'vitest';
import { CLOUD_SERVICE, PROGRAMS, pool, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/** One pool `p` whose nodes can be reimaged, one job `j` there; `rest` is the tasks and actions. */
const scenario = (fields: string, rest: string, more = ''): string => `
${STAGED_CLOUD}
${more}
pools: [ ${pool(fields, 'p', CLOUD_SERVICE)} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
${rest}
${PROGRAMS}
`;

describe.each([
  { operation: 'rebootNode', optionName: 'nodeRebootOption', state: 'rebooting', away: 40, rule: 'L-115 L-117' },
  { operation: 'reimageNode', optionName: 'nodeReimageOption', state: 'reimaging', away: 50, rule: 'L-120 L-121' },
])('$operation', ({ operation, optionName, state, away }) => {
  const onNode = (option: string | null) =>
    `${operation}: { poolId: p, nodeId: tvm-1${option === null ? '' : `, ${optionName}: ${option}`} }`;
  const isBack = (at: number) => at + away + 30;

  test('L-117 L-119: an idle node goes there at once, then starting, then idle', () => {
    const log = run(scenario('targetDedicatedNodes: 1', `actions: [ { at: PT100S, ${onNode(null)} } ]`));
    expect(log.requests()).toEqual([[operation, 202]]);
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'idle'],
      [100, state],
      [100 + away, 'starting'],
      [isBack(100), 'idle'],
    ]);
  });

  test.each([null, 'requeue'])(
    'L-115 L-120 O-36 O-32: with requeue (also by default: %s) tasks stop at once and count a requeue',
    (option) => {
      const log = run(
        scenario(
          'targetDedicatedNodes: 1',
          `tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
actions: [ { at: PT100S, ${onNode(option)} } ]`,
        ),
      );
      expect(log.states('task j/t')).toEqual([
        [0, 'active'],
        [60, 'running'],
        [100, 'active'],
        [isBack(100), 'running'],
        [isBack(100) + 300, 'completed'],
      ]);
      expect(log.latest('task j/t', 'requeueCount')).toBe(1);
      expect(log.latest('task j/t', 'retryCount') ?? 0).toBe(0);
      expect(log.states('node p/tvm-1').slice(2)).toEqual([
        [60, 'running'],
        [100, state],
        [100 + away, 'starting'],
        [isBack(100), 'running'],
        [isBack(100) + 300, 'idle'],
      ]);
    },
  );

  test('L-115 L-120: with terminate its tasks complete as failures', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, task: { id: t, commandLine: w300, constraints: { maxTaskRetryCount: 5 } } } ]
actions: [ { at: PT100S, ${onNode('terminate')} } ]`,
      ),
    );
    expect(log.last('task j/t')).toMatchObject({
      at: 100_000,
      to: 'completed',
      result: 'failure',
      exitCode: -1073741510, // Windows: O-64
      failureInfo: { category: 'UserError', code: 'TaskEnded' },
    });
    expect(log.states('node p/tvm-1').at(3)).toEqual([100, state]);
  });

  test('L-115 L-116 L-120 S-7: with taskcompletion the node stays running, takes nothing new and goes when it is empty', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, maxTasksPerNode: 2',
        `tasks:
  - { jobId: j, task: { id: a, commandLine: w120 } }
  - { jobId: j, task: { id: b, commandLine: w60 } }
  - { jobId: j, arrival: { at: PT110S }, task: { id: c, commandLine: w10 } }
actions: [ { at: PT100S, ${onNode('taskcompletion')} } ]`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [180, state],
      [180 + away, 'starting'],
      [isBack(180), 'running'],
      [isBack(180) + 10, 'idle'],
    ]);
    expect(log.states('task j/b').at(-1)).toEqual([120, 'completed']);
    expect(log.states('task j/c')).toEqual([
      [110, 'active'],
      [isBack(180), 'running'],
      [isBack(180) + 10, 'completed'],
    ]);
  });

  test('L-115 L-116 L-120 S-7: with retaineddata it also waits, idle, for the retention time of what ended on it', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks:
  - { jobId: j, task: { id: a, commandLine: w60, constraints: { retentionTime: PT100S } } }
  - { jobId: j, arrival: { at: PT130S }, task: { id: b, commandLine: w10 } }
actions: [ { at: PT100S, ${onNode('retaineddata')} } ]`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(2, 6)).toEqual([
      [60, 'running'],
      [120, 'idle'],
      [220, state],
      [220 + away, 'starting'],
    ]);
    expect(log.states('task j/b')[1]).toEqual([isBack(220), 'running']);
  });

  test.each(['requeue', 'terminate', 'taskcompletion', 'retaineddata'])(
    'L-115 L-120: a node that nothing has run on goes at once with %s',
    (option) => {
      const log = run(scenario('targetDedicatedNodes: 1', `actions: [ { at: PT100S, ${onNode(option)} } ]`));
      expect(log.states('node p/tvm-1').at(3)).toEqual([100, state]);
    },
  );

  test('L-115 S-32: with retaineddata, what ended before the request counts from its end, unless its task is deleted', () => {
    const at = (actions: string) =>
      run(
        scenario(
          'targetDedicatedNodes: 1',
          `tasks: [ { jobId: j, task: { id: t, commandLine: w60, constraints: { retentionTime: PT100S } } } ]
actions:\n  - { at: PT150S, ${onNode('retaineddata')} }\n${actions}`,
        ),
      ).states('node p/tvm-1')[4];
    expect(at('')).toEqual([220, state]);
    expect(at('  - { at: PT180S, deleteTask: { jobId: j, taskId: t } }')).toEqual([180, state]);
  });

  test('L-116: with retaineddata and no end of the retention the node stays idle and takes no task', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } } ]\nactions: [ { at: PT100S, ${onNode('retaineddata')} } ]`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [120, 'idle'],
    ]);
    expect(log.states('task j/t2')).toEqual([[0, 'active']]);
    expect(log.summary.endReason).toBe('quiescent');
  });

  test('O-35: a node that drains, or is disabled but still busy, refuses', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 2',
        `tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w300 } } ]
actions:
  - { at: PT100S, ${onNode('taskcompletion')} }
  - { at: PT101S, ${onNode('requeue')} }
  - { at: PT102S, disableScheduling: { poolId: p, nodeId: tvm-2, nodeDisableSchedulingOption: taskcompletion } }
  - { at: PT103S, ${operation}: { poolId: p, nodeId: tvm-2 } }
  - { at: PT104S, removeNodes: { poolId: p, nodeList: [ tvm-2 ], nodeDeallocationOption: taskcompletion } }
  - { at: PT105S, ${operation}: { poolId: p, nodeId: tvm-2 } }`,
      ),
    );
    const refused = [operation, 409, 'OperationInvalidForCurrentState'];
    expect(log.requests().filter(([name]) => name === operation)).toEqual([
      [operation, 202],
      refused,
      refused,
      refused,
    ]);
    expect(log.latest('task j/t1', 'requeueCount') ?? 0).toBe(0);
  });

  test('L-117 L-128: the start task runs again, in an attempt line of its own', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, startTask: { commandLine: w30, waitForSuccess: true }',
        `actions: [ { at: PT100S, ${onNode(null)} } ]`,
      ),
    );
    expect(log.states('startTask p/tvm-1')).toEqual([
      [60, 'running'],
      [90, 'completed'],
      [isBack(100), 'running'],
      [isBack(100) + 30, 'completed'],
    ]);
    expect(log.states('node p/tvm-1').slice(-2)).toEqual([
      [isBack(100), 'waitingforstarttask'],
      [isBack(100) + 30, 'idle'],
    ]);
  });

  test('O-31 S-9: a start task that nobody waits for is killed without a line and started anew', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1, startTask: { commandLine: w300 }',
        `actions: [ { at: PT100S, ${onNode(null)} } ]`,
      ),
    );
    expect(log.of('startTask p/tvm-1').map((line) => [line.at / 1000, line.from, line.to])).toEqual([
      [60, null, 'running'],
      [isBack(100), 'running', 'running'],
      [isBack(100) + 300, 'running', 'completed'],
    ]);
  });

  test('L-116: requests of one instant meet the node as the earlier ones left it', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `actions:\n  - { at: PT100S, ${onNode(null)} }\n  - { at: PT100S, ${onNode(null)} }`,
      ),
    );
    expect(log.requests()).toEqual([
      [operation, 202],
      [operation, 409, operation === 'rebootNode' ? 'NodeBeingRebooted' : 'NodeBeingReimaged'],
    ]);
  });

  test('L-114 O-01: a request at the instant at which the node comes up finds it idle', () => {
    const log = run(scenario('targetDedicatedNodes: 1', `actions: [ { at: PT60S, ${onNode(null)} } ]`));
    expect(log.states('node p/tvm-1').slice(2, 4)).toEqual([
      [60, 'idle'],
      [60, state],
    ]);
  });

  test('S-25 S-33: a program that asks for it at its normal end completes, and the node goes', () => {
    const log =
      run(`${scenario('targetDedicatedNodes: 1', 'tasks: [ { jobId: j, task: { id: t, commandLine: last } } ]')}
  - { match: last, duration: PT60S, exitCode: 3, then: [ { after: PT60S, ${onNode(null)} } ] }
`);
    expect(log.last('task j/t')).toMatchObject({ at: 120_000, to: 'completed', exitCode: 3 });
    expect(log.states('node p/tvm-1').slice(2, 4)).toEqual([
      [60, 'running'],
      [120, state],
    ]);
  });

  test('S-25: a program that asks for it in the middle is interrupted like any other task', () => {
    const log =
      run(`${scenario('targetDedicatedNodes: 1', 'tasks: [ { jobId: j, task: { id: t, commandLine: last } } ]\nend: PT500S')}
  - { match: last, duration: PT60S, then: [ { after: PT30S, ${onNode(null)} } ] }
`);
    expect(log.states('task j/t').slice(1, 4)).toEqual([
      [60, 'running'],
      [90, 'active'],
      [isBack(90), 'running'],
    ]);
  });

  test('O-01: a task that ends at the instant of the request has completed', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]\nactions: [ { at: PT120S, ${onNode(null)} } ]`,
      ),
    );
    expect(log.last('task j/t')).toMatchObject({ to: 'completed', result: 'success', exitCode: 0 });
    expect(log.states('node p/tvm-1').at(-1)).toEqual([isBack(120), 'idle']);
  });
});

const PACKAGES = `account: { applications: [ { id: app, versions: [ "1" ], defaultVersion: "1" } ] }`;
const STAGED_WITH_PACKAGE = (fails: boolean) => `
cloud:
  nodes: { allocate: PT10S, create: PT20S, start: PT30S, reboot: PT40S, reimage: PT50S, leave: PT5S, replace: PT60S }
  transfers: { bandwidth: 10MB, packages: [ { applicationId: app, version: "1", size: 100MB, fails: ${fails} } ] }
${PACKAGES}
pools: [ ${pool('targetLowPriorityNodes: 1, startTask: { commandLine: w10, waitForSuccess: true }, applicationPackageReferences: [ { applicationId: app } ]', 'p', CLOUD_SERVICE)} ]
`;

describe('the disk of a node', () => {
  test('L-118 L-121 L-131 L-147: packages are installed before the start task, kept by a reboot, and lost by a reimage and by preemption', () => {
    const log = run(`${STAGED_WITH_PACKAGE(false)}
actions:
  - { at: PT1000S, rebootNode: { poolId: p, nodeId: tvm-1 } }
  - { at: PT2000S, reimageNode: { poolId: p, nodeId: tvm-1 } }
  - { at: PT3000S, preemptNodes: { poolId: p, count: 1 } }
${PROGRAMS}`);
    expect(log.states('node p/tvm-1')).toEqual([
      [10, 'creating'],
      [30, 'starting'],
      [70, 'waitingforstarttask'],
      [80, 'idle'],
      [1000, 'rebooting'],
      [1040, 'starting'],
      [1070, 'waitingforstarttask'],
      [1080, 'idle'],
      [2000, 'reimaging'],
      [2050, 'starting'],
      [2090, 'waitingforstarttask'],
      [2100, 'idle'],
      [3000, 'preempted'],
      [3060, 'creating'],
      [3080, 'starting'],
      [3120, 'waitingforstarttask'],
      [3130, 'idle'],
    ]);
  });

  test('L-110 L-111: a node whose package cannot be had is unusable for good, without its start task; told to recover, it fails again', () => {
    const log = run(`${STAGED_WITH_PACKAGE(true)}
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: w10 } } ]
actions: [ { at: PT1000S, recoverNode: { poolId: p, nodeId: tvm-1 } } ]
${PROGRAMS}`);
    expect(log.states('node p/tvm-1').map(([, state]) => state)).toEqual([
      'creating',
      'starting',
      'unusable',
      'starting',
      'unusable',
    ]);
    expect(log.of('startTask p/tvm-1')).toEqual([]);
    expect(log.states('task j/t')).toEqual([[0, 'active']]);
    expect(log.last('allocation p')).toMatchObject({ to: 'steady', currentLowPriorityNodes: 1 });
  });
});
