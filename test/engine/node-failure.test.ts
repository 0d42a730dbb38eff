import { describe, expect, test } from 'vitest';
import { PROGRAMS, pool, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

const scenario = (fields: string, rest: string, cloud = ''): string => `
${STAGED_CLOUD}
${cloud}
pools: [ ${pool(fields)} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
${rest}
${PROGRAMS}
`;
const fail = (at: number, to = 'unusable', node = 'tvm-1') =>
  `  - { at: PT${at}S, failNode: { poolId: p, nodeId: ${node}, to: ${to} } }`;
const recover = (at: number) => `  - { at: PT${at}S, recoverNode: { poolId: p, nodeId: tvm-1 } }`;

describe('a node that fails', () => {
  test.each(['unusable', 'unknown'])(
    'S-19 L-113 O-34: becomes %s and its tasks go back at once, without a counter moved, to run elsewhere',
    (to) => {
      const log = run(
        scenario(
          'targetDedicatedNodes: 2',
          `tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]\nactions:\n${fail(100, to)}`,
        ),
      );
      expect(log.requests()).toEqual([['failNode', 200]]);
      expect(log.states('node p/tvm-1').slice(2)).toEqual([
        [60, 'running'],
        [100, to],
      ]);
      expect(log.states('task j/t')).toEqual([
        [0, 'active'],
        [60, 'running'],
        [100, 'active'],
        [100, 'running'],
        [400, 'completed'],
      ]);
      expect(log.latest('task j/t', 'requeueCount') ?? 0).toBe(0);
      expect(log.latest('task j/t', 'retryCount') ?? 0).toBe(0);
      expect(log.summary.tasks).toMatchObject({ retries: 0, requeues: 0, preemptions: 0 });
    },
  );

  test('L-111: it still counts, costs money and is not replaced', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `actions:\n${fail(100)}\n  - { at: PT1000S, resizePool: { poolId: p, targetDedicatedNodes: 1 } }`,
      ),
    );
    expect(log.states('node p/tvm-1').at(-1)).toEqual([100, 'unusable']);
    expect(log.last('allocation p')).toMatchObject({ to: 'steady', currentDedicatedNodes: 1, targetDedicatedNodes: 1 });
    expect(log.of('node p/tvm-2')).toEqual([]);
    expect(log.summary.pools.p.nodeSeconds.dedicated.unusable).toBe(900);
  });

  test('L-109: without a recovery it never takes a task again', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, arrival: { at: PT200S }, task: { id: t, commandLine: w10 } } ]\nactions:\n${fail(100)}`,
      ),
    );
    expect(log.states('task j/t')).toEqual([[200, 'active']]);
    expect(log.summary.endReason).toBe('quiescent');
    expect(log.summary.stuck.map(({ entity }) => entity)).toEqual(['task:j/t']);
  });

  test.each(['unusable', 'unknown'])(
    'O-34 S-31 L-128: from %s it recovers by starting, its start task included',
    (to) => {
      const log = run(
        scenario(
          'targetDedicatedNodes: 1, startTask: { commandLine: w45, waitForSuccess: true }',
          `tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]\nactions:\n${fail(150, to)}\n${recover(200)}`,
        ),
      );
      expect(log.states('node p/tvm-1').slice(3)).toEqual([
        [105, 'running'],
        [150, to],
        [200, 'starting'],
        [230, 'waitingforstarttask'],
        [275, 'running'],
        [335, 'idle'],
      ]);
      expect(log.states('startTask p/tvm-1')).toEqual([
        [60, 'running'],
        [105, 'completed'],
        [230, 'running'],
        [275, 'completed'],
      ]);
    },
  );

  test.each([
    ['creating', 15, ''],
    ['starting', 40, ''],
    ['waitingforstarttask', 70, 'startTask: { commandLine: w300, waitForSuccess: true }'],
    ['starttaskfailed', 70, 'startTask: { commandLine: f1, waitForSuccess: true }'],
  ])('S-19: fails while %s, and what was under way there comes to nothing', (state, at, fields) => {
    const log = run(scenario(`targetDedicatedNodes: 1, ${fields}`, `actions:\n${fail(at)}`));
    const states = log.states('node p/tvm-1');
    expect(states.at(-2)?.[1]).toBe(state);
    expect(states.at(-1)).toEqual([at, 'unusable']);
    if (state === 'waitingforstarttask') expect(log.states('startTask p/tvm-1')).toEqual([[60, 'running']]);
  });

  test('S-19: a failure during a reboot ends it; the recovery starts the node', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `actions:\n  - { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1 } }\n${fail(110, 'unknown')}\n${recover(120)}`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(3)).toEqual([
      [100, 'rebooting'],
      [110, 'unknown'],
      [120, 'starting'],
      [150, 'idle'],
    ]);
  });

  test('S-19: a pending reboot is forgotten when its node fails', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
actions:\n  - { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1, nodeRebootOption: taskcompletion } }\n${fail(110)}\n${recover(120)}`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [110, 'unusable'],
      [120, 'starting'],
      [150, 'running'],
      [210, 'idle'],
    ]);
  });

  test('S-31: one that is draining for its removal leaves at once', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
actions:\n  - { at: PT100S, resizePool: { poolId: p, targetDedicatedNodes: 0, nodeDeallocationOption: taskcompletion } }\n${fail(110)}`,
      ),
    );
    expect(log.settled('node p/tvm-1').slice(2)).toEqual([
      [60, 'running'],
      [110, 'leavingpool'],
      [115, null],
    ]);
    expect(log.states('task j/t').at(-1)).toEqual([110, 'active']);
    expect(log.last('allocation p')).toMatchObject({ at: 115_000, to: 'steady', currentDedicatedNodes: 0 });
  });

  test('S-25 O-01: acts of the cloud come before calls of the same instant, wherever they stand in the file', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `actions:\n  - { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1 } }\n${fail(100)}`,
      ),
    );
    expect(log.requests()).toEqual([
      ['failNode', 200],
      ['rebootNode', 409, 'NodeStateUnusable'],
    ]);
  });

  test('S-25 O-01: a task that ends at the instant of the failure has completed', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        `tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]\nactions:\n${fail(120)}`,
      ),
    );
    expect(log.last('task j/t')).toMatchObject({ at: 120_000, to: 'completed', result: 'success' });
    expect(log.states('node p/tvm-1').at(-1)).toEqual([120, 'unusable']);
  });

  test('S-25 S-33: a program that breaks its node at its normal end completes', () => {
    const log =
      run(`${scenario('targetDedicatedNodes: 1', 'tasks: [ { jobId: j, task: { id: t, commandLine: hammer } } ]')}
  - { match: hammer, duration: PT60S, then: [ { after: PT60S, failNode: { poolId: p, nodeId: tvm-1, to: unusable } } ] }
`);
    expect(log.last('task j/t')).toMatchObject({ at: 120_000, to: 'completed', result: 'success' });
    expect(log.states('node p/tvm-1').at(-1)).toEqual([120, 'unusable']);
    expect(log.summary.tasks.requeues).toBe(0);
  });

  test('S-25: a program that breaks its node does so before the calls of that instant', () => {
    const log = run(`${scenario(
      'targetDedicatedNodes: 1',
      `tasks: [ { jobId: j, task: { id: t, commandLine: hammer } } ]
actions:\n  - { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1 } }`,
    )}
  - match: hammer
    duration: PT100S
    then: [ { after: PT40S, failNode: { poolId: p, nodeId: tvm-1, to: unusable } } ]
`);
    expect(log.requests()).toEqual([
      ['failNode', 200],
      ['rebootNode', 409, 'NodeStateUnusable'],
    ]);
  });
});

describe('random failures', () => {
  const CLOUD = (mean: string, recoverAfter: string) =>
    `  failures: { meanTimeBetween: ${mean}, to: unknown${recoverAfter} }`;
  const failures = (log: ReturnType<typeof run>) =>
    log.lines.filter((line) => line.entity === 'node' && line.to === 'unknown').length;

  test('O-34: nodes fail by themselves with the given mean time, and recover after the given delay', () => {
    const log = run(
      `${scenario(
        'targetDedicatedNodes: 20',
        'end: P5D\ntasks: [ { jobId: j, task: { id: t, commandLine: forever } } ]',
        CLOUD('PT1H', ', recover: PT20M'),
      )}  - { match: forever, duration: P30D }\n`,
    );
    // a cycle takes 1 h + 20 min + 30 s on average
    const expected = (20 * 120 * 3600) / (3600 + 1200 + 30);
    expect(failures(log)).toBeGreaterThan(expected * 0.95);
    expect(failures(log)).toBeLessThan(expected * 1.05);
    for (const line of log.lines) {
      if (line.entity !== 'node' || line.from !== 'unknown') continue;
      expect(line.to).toBe('starting');
      const before = log.lines.findLast(
        (one) => one.seq < line.seq && one.entity === 'node' && one.nodeId === line.nodeId,
      );
      expect(line.at - before!.at).toBe(1_200_000);
    }
  }, 20_000);

  test('O-34: being broken and repaired by hand makes a node fail no more often', () => {
    const byHand = Array.from(
      { length: 100 },
      (_, nth) => `${fail(1000 + 100 * nth)}\n${recover(1010 + 100 * nth)}`,
    ).join('\n');
    const log = run(
      `${scenario(
        'targetDedicatedNodes: 1',
        `end: P6D\ntasks: [ { jobId: j, task: { id: t, commandLine: forever } } ]\nactions:\n${byHand}`,
        CLOUD('PT4H', ', recover: PT1M'),
      )}  - { match: forever, duration: P60D }\n`,
    );
    expect(failures(log)).toBeGreaterThan(18);
    expect(failures(log)).toBeLessThan(60);
  });

  test('S-1: they keep no run alive', () => {
    const log = run(scenario('targetDedicatedNodes: 3', '', CLOUD('PT1H', ', recover: PT20M')));
    expect(log.summary).toMatchObject({ endReason: 'quiescent', endedAtSeconds: 60 });
  });

  test('S-1: but a task that waits for the recovery of its node still gets it', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'tasks: [ { jobId: j, task: { id: t, commandLine: w3600 } } ]',
        CLOUD('PT1H', ', recover: PT2H'),
      ),
      { seed: 'x' },
    );
    expect(failures(log)).toBeGreaterThan(0);
    expect(log.last('task j/t').to).toBe('completed');
    expect(log.summary.endedAtSeconds).toBe(log.last('task j/t').at / 1000);
  });

  test('S-1 O-34: without a recovery a failed node stays so, until somebody repairs it', () => {
    const log = run(
      scenario(
        'targetDedicatedNodes: 1',
        'actions: [ { at: P300D, recoverNode: { poolId: p, nodeId: tvm-1 } } ]',
        CLOUD('P10D', ''),
      ),
    );
    const day300 = 300 * 86_400;
    expect(failures(log)).toBe(1);
    expect(log.states('node p/tvm-1').slice(-2)).toEqual([
      [day300, 'starting'],
      [day300 + 30, 'idle'],
    ]);
  });

  test('S-1: nobody waits for nodes that have failed for good, whatever else happens at random', () => {
    const log = run(
      `${STAGED_CLOUD}
${CLOUD('PT1H', '')}
  preemption: { ratePerNodeHour: 10 }
pools: [ ${pool('targetDedicatedNodes: 1')}, ${pool('targetLowPriorityNodes: 5', 'q')} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: forever } } ]
programs: [ { match: forever, duration: P6D } ]
`,
    );
    expect(log.last('node p/tvm-1').to).toBe('unknown');
    expect(log.last('task j/t').to).toBe('active');
    expect(log.summary.endedAtSeconds).toBe(log.last('task j/t').at / 1000);
  });

  test('S-1 S-29: a release task that waits for a recovering node gets it', () => {
    const text = scenario(
      'targetDedicatedNodes: 1',
      `tasks: [ { jobId: r, task: { id: t, commandLine: w60 } } ]
actions: [ { at: PT10M, terminateJob: { jobId: r } } ]`,
      CLOUD('PT5M', ', recover: PT1S'),
    )
      .replace('start: PT30S', 'start: PT5M')
      .replace(
        'jobs: [',
        'jobs: [ { id: r, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w1, rerunOnNodeRebootAfterSuccess: false }, jobReleaseTask: { commandLine: w1 } },',
      );
    const logs = Array.from({ length: 30 }, (_, seed) => run(text, { seed: String(seed) }));
    for (const log of logs) expect(log.last('job r').to).toBe('completed');
    expect(
      logs.some((log) => log.lines.some((line) => line.entity === 'jobRelease' && line.reason === 'nodeRestarted')),
    ).toBe(true);
  });
});
