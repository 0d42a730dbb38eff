import { describe, expect, test } from 'vitest';
import { PROGRAMS, pool, run } from '../support/run.ts';
import { STAGED_CLOUD } from '../support/staged-cloud.ts';

/** A node is granted 10 s after the resize, replaced 60 s after it was preempted. */
const scenario = (pools: string, rest: string, cloud = ''): string => `
${STAGED_CLOUD}
${cloud}
pools: [ ${pools} ]
${rest}
${PROGRAMS}
`;
const preempt = (at: number, nodeId: string) =>
  `  - { at: PT${at}S, preemptNodes: { poolId: p, nodeIds: [ ${nodeId} ] } }`;
const creations = (log: ReturnType<typeof run>, name: string) =>
  log
    .states(`node ${name}`)
    .filter(([, state]) => state === 'creating')
    .map(([at]) => at);

describe('replacing preempted nodes', () => {
  test('L-149: as long as there is no capacity the node waits, far beyond the resize timeout, and is replaced when there is some', () => {
    const log = run(
      scenario(
        pool('targetLowPriorityNodes: 2'),
        `actions:\n${preempt(100, 'tvm-2')}`,
        '  capacity: { lowPriority: [ { at: PT0S, nodes: 2 }, { at: PT90S, nodes: 1 }, { at: PT5000S, nodes: 2 } ] }',
      ),
    );
    expect(log.states('node p/tvm-2').slice(3)).toEqual([
      [100, 'preempted'],
      [5000, 'creating'],
      [5020, 'starting'],
      [5050, 'idle'],
    ]);
    expect(log.of('allocation p').every((line) => line.at <= 10_000)).toBe(true);
  });

  test('L-149: a lower capacity takes nothing away', () => {
    const log = run(
      scenario(pool('targetLowPriorityNodes: 2'), 'actions: [ { at: PT100S, setCapacity: { lowPriority: 0 } } ]'),
    );
    expect(log.requests()).toEqual([['setCapacity', 200]]);
    expect(log.last('node p/tvm-2')).toMatchObject({ at: 60_000, to: 'idle' });
  });

  test('O-37: the first to be preempted is the first to be replaced', () => {
    const log = run(
      scenario(
        pool('targetLowPriorityNodes: 3'),
        `actions:
  - { at: PT90S, setCapacity: { lowPriority: 0 } }
${preempt(100, 'tvm-3')}
${preempt(101, 'tvm-1')}
${preempt(102, 'tvm-2')}
  - { at: PT1000S, setCapacity: { lowPriority: 1 } }
  - { at: PT2000S, setCapacity: { lowPriority: 3 } }`,
      ),
    );
    expect(creations(log, 'p/tvm-3')).toEqual([10, 1000]);
    expect(creations(log, 'p/tvm-1')).toEqual([10, 2000]);
    expect(creations(log, 'p/tvm-2')).toEqual([10, 2000]);
  });

  test('O-37: also when the delays drawn for the replacements would have it otherwise', () => {
    const preemptions = [100, 101, 102, 103, 104].map((at, nth) => preempt(at, `tvm-${nth + 1}`)).join('\n');
    const rises = [1, 2, 3, 4, 5].map(
      (nodes) => `  - { at: PT${5000 + 10 * nodes}S, setCapacity: { lowPriority: ${nodes} } }`,
    );
    const log = run(
      scenario(
        pool('targetLowPriorityNodes: 5'),
        `actions:\n  - { at: PT90S, setCapacity: { lowPriority: 0 } }\n${preemptions}\n${rises.join('\n')}`,
      ).replace('replace: PT60S', 'replace: { uniform: { min: PT1S, max: PT1000S } }'),
    );
    const replaced = [1, 2, 3, 4, 5].map((number) => creations(log, `p/tvm-${number}`).at(-1));
    expect(replaced).toEqual([5010, 5020, 5030, 5040, 5050]);
  });

  test('L-149: capacity that appears before the replacement time is over waits for it', () => {
    const log = run(
      scenario(
        pool('targetLowPriorityNodes: 1'),
        `actions:
  - { at: PT90S, setCapacity: { lowPriority: 0 } }
${preempt(100, 'tvm-1')}
  - { at: PT120S, setCapacity: { lowPriority: 1 } }`,
      ),
    );
    expect(creations(log, 'p/tvm-1')).toEqual([10, 160]);
  });

  test('S-15 S-30: a preempted node holds no capacity: a resize that waits takes it, and the replacement waits in turn', () => {
    const log = run(
      scenario(
        `${pool('targetLowPriorityNodes: 1')}, ${pool('targetLowPriorityNodes: 0', 'q')}`,
        `actions:
  - { at: PT90S, resizePool: { poolId: q, targetLowPriorityNodes: 1 } }
${preempt(200, 'tvm-1')}
  - { at: PT600S, resizePool: { poolId: q, targetLowPriorityNodes: 0 } }`,
        '  capacity: { lowPriority: 1 }',
      ),
    );
    expect(creations(log, 'q/tvm-1')).toEqual([200]);
    // q's node is gone 5 s after its removal began
    expect(creations(log, 'p/tvm-1')).toEqual([10, 605]);
  });

  test('O-37: when capacity rises, replacements come before resizes that have waited longer', () => {
    const log = run(
      scenario(
        `${pool('targetLowPriorityNodes: 2')}, ${pool('targetLowPriorityNodes: 0', 'q')}`,
        `actions:
  - { at: PT90S, setCapacity: { lowPriority: 1 } }
  - { at: PT95S, resizePool: { poolId: q, targetLowPriorityNodes: 1, resizeTimeout: PT1H } }
${preempt(100, 'tvm-1')}
  - { at: PT1000S, setCapacity: { lowPriority: 2 } }
  - { at: PT2000S, setCapacity: { lowPriority: 3 } }`,
      ),
    );
    expect(creations(log, 'p/tvm-1')).toEqual([10, 1000]);
    expect(creations(log, 'q/tvm-1')).toEqual([2000]);
  });

  test('S-15: replacing takes no look at quotas', () => {
    const log = run(
      scenario(
        pool('targetLowPriorityNodes: 1'),
        `account: { lowPriorityCoreQuota: 2 }\nactions:\n${preempt(100, 'tvm-1')}`,
      ),
    );
    expect(creations(log, 'p/tvm-1')).toEqual([10, 160]);
  });

  test('L-151 L-150: a node may be preempted again and again', () => {
    const log = run(
      scenario(
        pool('targetLowPriorityNodes: 1'),
        `actions:\n${preempt(100, 'tvm-1')}\n${preempt(165, 'tvm-1')}\n${preempt(300, 'tvm-1')}`,
      ),
    );
    expect(log.states('node p/tvm-1').slice(3)).toEqual([
      [100, 'preempted'],
      [160, 'creating'],
      [165, 'preempted'],
      [225, 'creating'],
      [245, 'starting'],
      [275, 'idle'],
      [300, 'preempted'],
      [360, 'creating'],
      [380, 'starting'],
      [410, 'idle'],
    ]);
  });
});

describe('low-priority nodes and resizes', () => {
  test('L-156: without capacity the resize ends at its timeout with an error, and the target stays', () => {
    const log = run(
      scenario(pool('targetLowPriorityNodes: 3, resizeTimeout: PT5M'), '', '  capacity: { lowPriority: 1 }'),
    );
    expect(log.last('allocation p')).toMatchObject({
      at: 300_000,
      to: 'steady',
      targetLowPriorityNodes: 3,
      currentLowPriorityNodes: 1,
      resizeErrors: [{ code: 'AllocationTimedOut' }],
    });
  });

  test('L-157: the quota of low-priority cores is one of its own', () => {
    const log = run(
      scenario(
        pool('targetDedicatedNodes: 4, targetLowPriorityNodes: 4'),
        'account: { lowPriorityCoreQuota: 4, dedicatedCoreQuota: 8 }',
      ),
    );
    expect(log.last('allocation p')).toMatchObject({
      at: 10_000,
      to: 'steady',
      currentDedicatedNodes: 4,
      currentLowPriorityNodes: 2,
      resizeErrors: [{ code: 'AccountLowPriorityCoreQuotaReached' }],
    });
  });

  test('L-158: shrinking the low-priority target takes low-priority nodes only, a preempted one first', () => {
    const log = run(
      scenario(
        pool('targetDedicatedNodes: 2, targetLowPriorityNodes: 3'),
        `actions:\n${preempt(100, 'tvm-4')}\n  - { at: PT110S, resizePool: { poolId: p, targetLowPriorityNodes: 1 } }`,
      ),
    );
    expect(log.of('allocation p').find((line) => line.at === 110_000)?.removing).toEqual(['tvm-4', 'tvm-5']);
    expect(log.states('node p/tvm-4').slice(-3)).toEqual([
      [100, 'preempted'],
      [110, 'leavingpool'],
      [115, null],
    ]);
    expect(log.last('allocation p')).toMatchObject({
      at: 115_000,
      currentDedicatedNodes: 2,
      currentLowPriorityNodes: 1,
    });
  });

  test('L-159: a preempted node can be removed by name; it is not replaced then', () => {
    const log = run(
      scenario(
        pool('targetLowPriorityNodes: 2'),
        `actions:\n${preempt(100, 'tvm-1')}\n  - { at: PT110S, removeNodes: { poolId: p, nodeList: [ tvm-1 ] } }`,
      ),
    );
    expect(log.requests().at(-1)).toEqual(['removeNodes', 202]);
    expect(log.states('node p/tvm-1').slice(-2)).toEqual([
      [110, 'leavingpool'],
      [115, null],
    ]);
    expect(log.last('allocation p')).toMatchObject({ targetLowPriorityNodes: 1, currentLowPriorityNodes: 1 });
  });

  test('O-41: a job manager whose node is preempted is restarted and takes the place of a task of its job', () => {
    const log = run(
      scenario(
        pool('targetLowPriorityNodes: 2'),
        `jobs:
  - id: j
    poolInfo: { poolId: p }
    jobManagerTask: { id: jm, commandLine: w600, allowLowPriorityNode: true, runExclusive: false }
tasks: [ { jobId: j, task: { id: t, commandLine: w300 } } ]
actions:\n${preempt(100, 'tvm-1')}`,
      ),
    );
    expect(log.states('task j/jm')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'active'],
      [100, 'running'],
      [700, 'completed'],
    ]);
    expect(log.states('task j/t')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'active'],
      [210, 'running'],
      [510, 'completed'],
    ]);
    for (const task of ['jm', 't']) expect(log.latest(`task j/${task}`, 'requeueCount') ?? 0).toBe(0);
  });
});
