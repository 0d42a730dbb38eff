import { describe, expect, test } from 'vitest';
import { CLOUD_SERVICE, PROGRAMS, pool, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/** Nodes have booted at 60 s. */
const scenario = (startTask: string, rest = '', fields = 'targetDedicatedNodes: 1', cloud = ''): string => `
${STAGED_CLOUD}
${cloud}
pools: [ ${pool(`${fields}, startTask: ${startTask}`, 'p', CLOUD_SERVICE)} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
${rest}
${PROGRAMS}
  - { match: twice, duration: PT10S, exitCode: { attempts: [ 1, 1, 0 ] } }
  - { match: first, duration: PT10S, exitCode: 0, perNode: { count: 1, exitCode: 3 } }
`;
const ONE_TASK = 'tasks: [ { jobId: j, task: { id: t, commandLine: w10 } } ]';

describe('a start task that is waited for', () => {
  test('L-134: no task starts on the node until it has exited with 0', () => {
    const log = run(scenario('{ commandLine: w45, waitForSuccess: true }', ONE_TASK));
    expect(log.states('startTask p/tvm-1')).toEqual([
      [60, 'running'],
      [105, 'completed'],
    ]);
    expect(log.states('task j/t')[1]).toEqual([105, 'running']);
    expect(log.last('startTask p/tvm-1')).toMatchObject({ exitCode: 0, result: 'success', retryCount: 0 });
    expect(log.latest('task j/t', 'waited')).toEqual({ allocation: 10_000, nodeStart: 50_000, startTask: 45_000 });
  });

  test('L-132 L-140 O-30: a failed run is repeated at once, the task running all the while', () => {
    const log = run(scenario('{ commandLine: twice, waitForSuccess: true, maxTaskRetryCount: 2 }', ONE_TASK));
    expect(log.of('startTask p/tvm-1').map((line) => [line.at / 1000, line.from, line.to, line.retryCount])).toEqual([
      [60, null, 'running', 0],
      [70, 'running', 'running', 1],
      [80, 'running', 'running', 2],
      [90, 'running', 'completed', 2],
    ]);
    expect(log.states('node p/tvm-1').slice(2, 4)).toEqual([
      [60, 'waitingforstarttask'],
      [90, 'running'],
    ]);
  });

  test.each([
    ['', 1],
    [', maxTaskRetryCount: 0', 1],
    [', maxTaskRetryCount: 1', 2],
    [', maxTaskRetryCount: 3', 4],
  ])(
    'L-132 L-135 L-100: one that always fails%s runs %i times, then its node is starttaskfailed for good',
    (retries, runs) => {
      const log = run(scenario(`{ commandLine: f10, waitForSuccess: true${retries} }`, ONE_TASK));
      const end = 60 + 10 * runs;
      expect(log.of('startTask p/tvm-1')).toHaveLength(runs + 1);
      expect(log.last('startTask p/tvm-1')).toMatchObject({
        at: end * 1000,
        to: 'completed',
        exitCode: 1,
        result: 'failure',
        retryCount: runs - 1,
        failureInfo: { category: 'UserError', code: 'FailureExitCode' },
      });
      expect(log.states('node p/tvm-1').slice(2)).toEqual([
        [60, 'waitingforstarttask'],
        [end, 'starttaskfailed'],
      ]);
      expect(log.states('task j/t')).toEqual([[0, 'active']]);
      expect(log.summary.stuck.map(({ entity }) => entity)).toEqual(['task:j/t']);
    },
  );

  test('L-132 L-136: without a limit one that always fails keeps its node waiting for ever', () => {
    const log = run(
      scenario('{ commandLine: f60, waitForSuccess: true, maxTaskRetryCount: -1 }', `end: PT1H\n${ONE_TASK}`),
    );
    expect(log.last('node p/tvm-1').to).toBe('waitingforstarttask');
    expect(log.summary.endReason).toBe('horizon');
    expect(log.last('startTask p/tvm-1')).toMatchObject({ to: 'running', retryCount: 59 });
  });

  test('L-132: without a limit it is repeated until it exits with 0', () => {
    const log = run(scenario('{ commandLine: twice, waitForSuccess: true, maxTaskRetryCount: -1 }'));
    expect(log.states('node p/tvm-1').at(-1)).toEqual([90, 'idle']);
  });

  test('L-135 L-111 O-33: a starttaskfailed node counts, is not rebooted, and goes by removal', () => {
    const log = run(
      scenario(
        '{ commandLine: f10, waitForSuccess: true }',
        `actions:
  - { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1 } }
  - { at: PT110S, reimageNode: { poolId: p, nodeId: tvm-1 } }
  - { at: PT200S, resizePool: { poolId: p, targetDedicatedNodes: 1 } }
  - { at: PT300S, removeNodes: { poolId: p, nodeList: [ tvm-1 ] } }`,
      ),
    );
    expect(log.requests()).toEqual([
      ['rebootNode', 409, 'OperationInvalidForCurrentState'],
      ['reimageNode', 409, 'OperationInvalidForCurrentState'],
      ['resizePool', 202],
      ['removeNodes', 202],
    ]);
    expect(log.states('node p/tvm-1').slice(-3)).toEqual([
      [70, 'starttaskfailed'],
      [300, 'leavingpool'],
      [305, null],
    ]);
    expect(log.of('node p/tvm-2')).toEqual([]);
    expect(log.states('startTask p/tvm-1').at(-1)).toEqual([305, null]);
  });
});

describe('a start task that is not waited for', () => {
  test.each(['', ', waitForSuccess: false'])(
    'L-101 L-137 L-138 L-139: tasks run beside it and it takes no slot, which is the default%s',
    (wait) => {
      const log = run(scenario(`{ commandLine: w300${wait} }`, ONE_TASK));
      expect(log.states('startTask p/tvm-1')).toEqual([
        [60, 'running'],
        [360, 'completed'],
      ]);
      expect(log.states('task j/t')).toEqual([
        [0, 'active'],
        [60, 'running'],
        [70, 'completed'],
      ]);
    },
  );

  test('L-102: it never makes its node running', () => {
    const log = run(scenario('{ commandLine: w300 }'));
    expect(log.states('node p/tvm-1').slice(2)).toEqual([[60, 'idle']]);
    expect(log.summary.endedAtSeconds).toBe(360);
  });

  test('L-137: when it has failed for good, tasks go on being scheduled there', () => {
    const log = run(
      scenario(
        '{ commandLine: f30, maxTaskRetryCount: 1 }',
        'tasks: [ { jobId: j, arrival: { at: PT200S }, task: { id: t, commandLine: w10 } } ]',
      ),
    );
    expect(log.states('startTask p/tvm-1')).toEqual([
      [60, 'running'],
      [90, 'running'],
      [120, 'completed'],
    ]);
    expect(log.last('startTask p/tvm-1').result).toBe('failure');
    expect(log.states('task j/t').at(-1)).toEqual([210, 'completed']);
    expect(log.last('node p/tvm-1').to).toBe('idle');
  });
});

describe('what a start task needs', () => {
  const TRANSFERS =
    '  transfers: { bandwidth: 10MB, blobs: [ { match: "*/big", size: 200MB }, { match: "*/gone", size: 1MB, fails: true } ] }';
  const file = (name: string) => `{ blobSource: "https://a/${name}", filePath: ${name} }`;

  test('L-130: its files are downloaded before its command runs', () => {
    const log = run(
      scenario(
        `{ commandLine: w30, waitForSuccess: true, resourceFiles: [ ${file('big')} ] }`,
        '',
        undefined,
        TRANSFERS,
      ),
    );
    expect(log.states('startTask p/tvm-1')).toEqual([
      [60, 'running'],
      [110, 'completed'],
    ]);
  });

  test('L-130 L-133: a file that cannot be had is no matter of retries: the start task has failed', () => {
    const log = run(
      scenario(
        `{ commandLine: w30, waitForSuccess: true, maxTaskRetryCount: -1, resourceFiles: [ ${file('big')}, ${file('gone')} ] }`,
        '',
        undefined,
        TRANSFERS,
      ),
    );
    expect(log.states('startTask p/tvm-1')).toEqual([
      [60, 'running'],
      [80, 'completed'],
    ]);
    const { exitCode, result } = log.last('startTask p/tvm-1');
    expect([exitCode, result]).toEqual([undefined, 'failure']);
    expect(log.states('node p/tvm-1').at(-1)).toEqual([80, 'starttaskfailed']);
  });

  test('L-130 L-137: without waitForSuccess a file that cannot be had bars nobody', () => {
    const log = run(
      scenario(`{ commandLine: w30, resourceFiles: [ ${file('gone')} ] }`, ONE_TASK, undefined, TRANSFERS),
    );
    expect(log.last('startTask p/tvm-1').result).toBe('failure');
    expect(log.states('task j/t').at(-1)).toEqual([70, 'completed']);
  });

  test('L-143: it has no wall clock: the property is refused, and a long one runs to its end', () => {
    expect(() => run(scenario('{ commandLine: w30, maxWallClockTime: PT1M }'))).toThrow(/UnsupportedProperty/);
    const log = run(`${scenario('{ commandLine: long, waitForSuccess: true }')}  - { match: long, duration: P10D }\n`);
    expect(log.states('node p/tvm-1').at(-1)).toEqual([864_060, 'idle']);
  });

  test('L-142: it is no task of a job: it leaves no task line and no count', () => {
    const log = run(scenario('{ commandLine: w30, waitForSuccess: true }'));
    expect(log.lines.filter((line) => line.entity === 'task')).toEqual([]);
    expect(log.summary.tasks.total).toBe(0);
  });
});

describe('which start task runs where', () => {
  test('L-128 L-150: on every node that joins, and again on a replaced one', () => {
    const log = run(
      scenario(
        '{ commandLine: w10, waitForSuccess: true }',
        'actions: [ { at: PT100S, preemptNodes: { poolId: p, count: 1 } }, { at: PT500S, resizePool: { poolId: p, targetLowPriorityNodes: 2 } } ]',
        'targetLowPriorityNodes: 1',
      ),
    );
    expect(log.states('startTask p/tvm-1')).toEqual([
      [60, 'running'],
      [70, 'completed'],
      [210, 'running'],
      [220, 'completed'],
    ]);
    expect(log.states('startTask p/tvm-2')).toEqual([
      [560, 'running'],
      [570, 'completed'],
    ]);
    expect(log.states('node p/tvm-1').slice(4)).toEqual([
      [100, 'preempted'],
      [160, 'creating'],
      [180, 'starting'],
      [210, 'waitingforstarttask'],
      [220, 'idle'],
    ]);
  });

  test('L-128: a changed start task is for nodes that start afterwards; one that runs goes on as it began', () => {
    const log = run(
      scenario(
        '{ commandLine: f30, waitForSuccess: true, maxTaskRetryCount: 1 }',
        `actions:
  - { at: PT80S, patchPool: { poolId: p, startTask: { commandLine: w10, waitForSuccess: true } } }
  - { at: PT200S, resizePool: { poolId: p, targetDedicatedNodes: 2 } }`,
      ),
    );
    expect(log.states('startTask p/tvm-1')).toEqual([
      [60, 'running'],
      [90, 'running'],
      [120, 'completed'],
    ]);
    expect(log.last('node p/tvm-1').to).toBe('starttaskfailed');
    expect(log.states('node p/tvm-2').at(-1)).toEqual([270, 'idle']);
  });

  test('L-128: a start task that has been taken away does not run after a reboot', () => {
    const log = run(
      scenario(
        '{ commandLine: w10, waitForSuccess: true }',
        `actions:
  - { at: PT80S, updatePoolProperties: { poolId: p, certificateReferences: [], applicationPackageReferences: [], metadata: [] } }
  - { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1 } }`,
      ),
    );
    expect(log.requests()).toEqual([
      ['updatePoolProperties', 204],
      ['rebootNode', 202],
    ]);
    expect(log.of('startTask p/tvm-1')).toHaveLength(2);
    expect(log.states('node p/tvm-1').at(-1)).toEqual([170, 'idle']);
  });

  test('S-13 L-128: exit codes by attempt count per node, and anew after every start', () => {
    const log = run(
      scenario(
        '{ commandLine: twice, waitForSuccess: true, maxTaskRetryCount: 2 }',
        'actions: [ { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-2 } } ]',
        'targetDedicatedNodes: 2',
      ),
    );
    const runs = (node: string) => log.of(`startTask p/${node}`).map((line) => [line.at / 1000, line.retryCount]);
    expect(runs('tvm-1')).toEqual([
      [60, 0],
      [70, 1],
      [80, 2],
      [90, 2],
    ]);
    expect(runs('tvm-2').slice(4)).toEqual([
      [170, 0],
      [180, 1],
      [190, 2],
      [200, 2],
    ]);
  });

  test('S-14: a program that fails on the first node of a pool fails there after a replacement and a reimage too', () => {
    const log = run(
      scenario(
        '{ commandLine: first, waitForSuccess: true }',
        'actions: [ { at: PT100S, preemptNodes: { poolId: p, nodeIds: [ tvm-1 ] } }, { at: PT100S, reimageNode: { poolId: p, nodeId: tvm-2 } } ]',
        'targetLowPriorityNodes: 2',
      ),
    );
    expect(log.states('node p/tvm-1').filter(([, state]) => state === 'starttaskfailed')).toEqual([
      [70, 'starttaskfailed'],
      [220, 'starttaskfailed'],
    ]);
    expect(log.states('node p/tvm-2').at(-1)).toEqual([190, 'idle']);
  });

  test('L-129: a start task without a command line is refused', () => {
    expect(() => run(scenario('{ waitForSuccess: true }'))).toThrow(/commandLine.*MissingRequiredProperty/);
  });
});
