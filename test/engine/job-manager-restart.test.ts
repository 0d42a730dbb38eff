import { describe, expect, test } from 'vitest';
import { onPool, runsOf } from '../support/job-lab.ts';

const manager = (more = '') => `jobManagerTask: { id: jm, commandLine: w300${more === '' ? '' : `, ${more}`} }`;
/** The node of the manager reboots at 100 s and is back at 220 s: the manager has to be restarted. */
const REBOOT = 'actions: [ { at: PT100S, rebootNode: { poolId: p, nodeId: tvm-1 } } ]';

/** Two nodes: the manager of `j` (priority 1) on the first, one task `u` of `k` on the second, then the reboot. */
const besideJob = (priority: number, jobManager = manager(), nodes = 'targetDedicatedNodes: 2', action = REBOOT) =>
  onPool(
    nodes,
    `
    jobs: [ { id: j, priority: 1, poolInfo: { poolId: p }, ${jobManager} }, { id: k, priority: ${priority}, poolInfo: { poolId: p } } ]
    tasks: [ { jobId: k, arrival: { at: PT70S }, task: { id: u, commandLine: w600 } } ]
    ${action}
    `,
  );

describe('the first start of a manager', () => {
  test('L-259: displaces nobody', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      jobs: [ { id: k, poolInfo: { poolId: p } }, { arrival: { at: PT100S }, job: { id: j, priority: 10, poolInfo: { poolId: p }, ${manager()} } } ]
      tasks: [ { jobId: k, task: { id: u, commandLine: w120 } } ]
      `,
    );
    expect(log.states('task k/u').at(-1)).toEqual([180, 'completed']);
    expect(runsOf(log, 'j/jm')).toEqual([[180, 'tvm-1']]);
  });

  test('L-259, S-18: nor does the start after a wait for its preparation that failed: it has not run yet', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs:
        - { id: j, priority: 1, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: prep }, ${manager()} }
        - { id: k, poolInfo: { poolId: p } }
      tasks: [ { jobId: k, task: { id: u, commandLine: w120 } } ]
      `,
      ['{ match: prep, duration: PT10S, perNode: { count: 1, exitCode: 1 } }'],
    );
    expect(log.states('task j/jm').slice(0, 4)).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [70, 'active'],
      [180, 'preparing'],
    ]);
    expect(log.states('task k/u').at(-1)).toEqual([180, 'completed']);
  });
});

describe('a manager that has to be restarted', () => {
  test('L-257, L-258, L-260, S-18: takes the place of a task of lower priority, which loses no retry and counts no requeue', () => {
    const log = besideJob(0);
    expect(log.states('task j/jm')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'active'],
      [100, 'running'],
      [400, 'completed'],
    ]);
    expect(log.latest('task j/jm', 'requeueCount')).toBe(1); // the reboot
    expect(log.states('task k/u')).toEqual([
      [70, 'active'],
      [70, 'running'],
      [100, 'active'],
      [220, 'running'],
      [820, 'completed'],
    ]);
    expect(log.latest('task k/u', 'retryCount') ?? 0).toBe(0);
    expect(log.latest('task k/u', 'requeueCount') ?? 0).toBe(0);
  });

  test.each([1, 2])(
    'L-258, O-50: leaves a task of another job alone whose priority (%i) is not below its own',
    (priority) => {
      const log = besideJob(priority);
      expect(runsOf(log, 'j/jm')).toEqual([
        [60, 'tvm-1'],
        [220, 'tvm-1'],
      ]);
      expect(log.states('task k/u').at(-1)).toEqual([670, 'completed']);
    },
  );

  test('L-258, O-50: takes the place of a task of its own job', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs: [ { id: j, poolInfo: { poolId: p }, ${manager('killJobOnCompletion: false')} } ]
      tasks: [ { jobId: j, task: { id: t, commandLine: w600 } } ]
      ${REBOOT}
      `,
    );
    expect(runsOf(log, 'j/jm').at(-1)).toEqual([100, 'tvm-2']);
    expect(runsOf(log, 'j/t')).toEqual([
      [60, 'tvm-2'],
      [220, 'tvm-1'],
    ]);
  });

  test('L-257: displaces nobody while a suitable slot is open', () => {
    const log = besideJob(0, manager(), 'targetDedicatedNodes: 3');
    expect(runsOf(log, 'j/jm').at(-1)).toEqual([100, 'tvm-3']);
    expect(log.states('task k/u').at(-1)).toEqual([670, 'completed']);
  });

  test('O-49, L-250: displaces nobody on a low-priority node unless it may run there', () => {
    const nodes = 'targetDedicatedNodes: 1, targetLowPriorityNodes: 1';
    expect(runsOf(besideJob(0, manager(), nodes), 'j/jm').at(-1)).toEqual([220, 'tvm-1']);
    expect(runsOf(besideJob(0, manager('allowLowPriorityNode: true'), nodes), 'j/jm').at(-1)).toEqual([100, 'tvm-2']);
  });

  test('L-260: the displaced task may start elsewhere in the same pass', () => {
    const log = onPool(
      'targetDedicatedNodes: 2, targetLowPriorityNodes: 1',
      `
      jobs: [ { id: j, priority: 1, poolInfo: { poolId: p }, ${manager()} }, { id: k, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: k, task: { id: u, commandLine: w600 } } ]
      ${REBOOT}
      `,
    );
    expect(runsOf(log, 'j/jm').at(-1)).toEqual([100, 'tvm-2']);
    expect(runsOf(log, 'k/u')).toEqual([
      [60, 'tvm-2'],
      [100, 'tvm-3'],
    ]);
  });

  test('O-41, L-265, L-153, S-18: lost with its low-priority node it is restarted, counts nothing, and may displace', () => {
    const log = besideJob(
      0,
      manager('allowLowPriorityNode: true'),
      'targetLowPriorityNodes: 2',
      'actions: [ { at: PT100S, preemptNodes: { poolId: p, nodeIds: [ tvm-1 ] } } ]',
    );
    expect(log.states('task j/jm')).toEqual([
      [0, 'active'],
      [60, 'running'],
      [100, 'active'],
      [100, 'running'],
      [400, 'completed'],
    ]);
    expect(log.latest('task j/jm', 'requeueCount') ?? 0).toBe(0);
    expect(log.latest('task k/u', 'requeueCount') ?? 0).toBe(0);
    expect(log.settled('job j').at(1)).toEqual([400, 'completed']);
  });

  test('L-265, S-18: so is one whose node is removed with requeue, or fails', () => {
    for (const call of [
      'removeNodes: { poolId: p, nodeList: [ tvm-1 ] }',
      'failNode: { poolId: p, nodeId: tvm-1, to: unusable }',
    ]) {
      const log = besideJob(0, manager(), undefined, `actions: [ { at: PT100S, ${call} } ]`);
      expect(log.states('job j')[1]).toEqual([400, 'terminating']);
      expect(runsOf(log, 'j/jm').at(-1)).toEqual([100, 'tvm-2']);
    }
  });

  test('L-248, L-257: after a failure takes its slot again before its own tasks and those of lower priority', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      jobs:
        - { id: k, poolInfo: { poolId: p } }
        - { id: j, priority: 1, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 1 }, jobManagerTask: { id: jm, commandLine: f60, killJobOnCompletion: false } }
      tasks: [ { jobId: k, task: { id: u, commandLine: w60 } }, { jobId: j, task: { id: t, commandLine: w60 } } ]
      `,
    );
    expect(log.starts()).toEqual(['jm', 'jm', 't', 'u']);
  });

  test('S-24, L-258, O-42: has its turn among jobs of equal priority and no more', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      jobs:
        - { id: k, poolInfo: { poolId: p } }
        - { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 1 }, jobManagerTask: { id: jm, commandLine: f60 } }
      tasks: [ { jobId: k, arrival: { at: PT70S }, task: { id: u, commandLine: w60 } } ]
      `,
    );
    expect(runsOf(log, 'k/u')).toEqual([[120, 'tvm-1']]); // both have nothing assigned, k is older
    expect(runsOf(log, 'j/jm')).toEqual([
      [60, 'tvm-1'],
      [180, 'tvm-1'],
    ]);
  });

  test('S-24, L-422: in the pass a waiting task of higher priority goes first', () => {
    const log = onPool(
      'targetDedicatedNodes: 1',
      `
      jobs:
        - { id: j, poolInfo: { poolId: p }, constraints: { maxTaskRetryCount: 1 }, jobManagerTask: { id: jm, commandLine: f60 } }
        - { id: k, priority: 1, poolInfo: { poolId: p } }
      tasks: [ { jobId: k, arrival: { at: PT70S }, task: { id: u, commandLine: w60 } } ]
      `,
    );
    expect(log.starts()).toEqual(['jm', 'u', 'jm']);
  });

  test('L-257: while it waits in vain, the next task of lower priority that gets a slot is displaced by nobody but it', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs:
        - { id: j, priority: 1, poolInfo: { poolId: p }, ${manager()} }
        - { id: high, priority: 2, poolInfo: { poolId: p } }
        - { id: low, poolInfo: { poolId: p } }
      tasks:
        - { jobId: high, arrival: { at: PT70S }, task: { id: h, commandLine: w60 } }
        - { jobId: low, arrival: { at: PT80S }, task: { id: l, commandLine: w60 } }
      ${REBOOT}
      `,
    );
    expect(runsOf(log, 'j/jm')).toEqual([
      [60, 'tvm-1'],
      [130, 'tvm-2'], // the task of higher priority has ended
    ]);
    expect(runsOf(log, 'low/l')).toEqual([[220, 'tvm-1']]);
  });
});

describe('whom a restarted manager displaces', () => {
  /** Four nodes: the manager (priority 10) on the first; the tasks of three jobs start on the others at 60, 80 and 90 s. */
  const among = (first: string, second: string, third: string, jobManager = manager('runExclusive: false')) =>
    onPool(
      'targetDedicatedNodes: 4',
      `
      jobs:
        - { id: j, priority: 10, poolInfo: { poolId: p }, ${jobManager} }
        - { id: mid, priority: 5, poolInfo: { poolId: p } }
        - { id: low, priority: 0, poolInfo: { poolId: p } }
      tasks:
        - { jobId: ${first}, arrival: { at: PT60S }, task: { id: a, commandLine: w600 } }
        - { jobId: ${second}, arrival: { at: PT80S }, task: { id: b, commandLine: w600 } }
        - { jobId: ${third}, arrival: { at: PT90S }, task: { id: c, commandLine: w600 } }
      ${REBOOT}
      `,
    );
  const displaced = (log: ReturnType<typeof among>) =>
    log.lines.filter(({ entity, reason }) => entity === 'task' && reason === 'displaced').map(({ taskId }) => taskId);

  test('O-49: a task of the job of lowest priority, of those the one that started last', () => {
    expect(displaced(among('low', 'low', 'mid'))).toEqual(['b']);
    expect(displaced(among('low', 'mid', 'mid'))).toEqual(['a']);
    expect(displaced(among('mid', 'low', 'low'))).toEqual(['c']);
  });

  test('O-49, L-252: with one slot per node a manager with runExclusive chooses alike', () => {
    expect(displaced(among('low', 'low', 'mid', manager()))).toEqual(['b']);
    expect(displaced(among('low', 'mid', 'mid', manager()))).toEqual(['a']);
  });

  test('O-49, S-26, S-32: of tasks that started together the one whose id comes first, in lower case', () => {
    const log = onPool(
      'targetDedicatedNodes: 3',
      `
      jobs: [ { id: j, priority: 1, poolInfo: { poolId: p }, ${manager()} }, { id: k, poolInfo: { poolId: p } } ]
      tasks: [ { jobId: k, task: { id: x2, commandLine: w600 } }, { jobId: k, task: { id: X10, commandLine: w600 } } ]
      ${REBOOT}
      `,
    );
    expect(displaced(log)).toEqual(['X10']);
    expect(runsOf(log, 'j/jm').at(-1)).toEqual([100, 'tvm-3']);
  });

  test('O-49, L-253: one task for one slot', () => {
    const log = onPool(
      'targetDedicatedNodes: 2, maxTasksPerNode: 2',
      `
      jobs: [ { id: j, priority: 1, poolInfo: { poolId: p }, ${manager('runExclusive: false')} }, { id: k, poolInfo: { poolId: p } } ]
      tasks:
        - { jobId: k, arrival: { at: PT60S }, count: 2, task: { id: "u{n}", commandLine: w600 } }
        - { jobId: k, arrival: { at: PT80S }, task: { id: v, commandLine: w600 } }
      ${REBOOT}
      `,
    );
    // tvm-1 has the manager and one task, which the reboot requeues; tvm-2 the other two
    expect(displaced(log)).toEqual(['v']);
    expect(runsOf(log, 'j/jm').at(-1)).toEqual([100, 'tvm-2']);
    expect(log.settled('node p/tvm-2')[0]).toEqual([60, 'running']);
  });

  test('O-49, L-251: with runExclusive the whole node on which the least run time is lost', () => {
    const log = onPool(
      'targetDedicatedNodes: 3, maxTasksPerNode: 2',
      `
      jobs: [ { id: j, priority: 1, poolInfo: { poolId: p }, ${manager()} }, { id: k, poolInfo: { poolId: p } } ]
      tasks:
        - { jobId: k, task: { id: a, commandLine: w600 } }
        - { jobId: k, task: { id: b, commandLine: w600 } }
        - { jobId: k, arrival: { at: PT90S }, task: { id: c, commandLine: w600 } }
      ${REBOOT}
      `,
    );
    // at 100 s tvm-2 would lose 40 s of a and 10 s of c, tvm-3 40 s of b
    expect(runsOf(log, 'k/c')[0]).toEqual([90, 'tvm-2']);
    expect(displaced(log)).toEqual(['b']);
    expect(runsOf(log, 'j/jm').at(-1)).toEqual([100, 'tvm-3']);
  });

  test('O-49, L-258: a node with a task that may not be displaced is not cleared', () => {
    const log = onPool(
      'targetDedicatedNodes: 3, maxTasksPerNode: 2',
      `
      jobs:
        - { id: j, priority: 1, poolInfo: { poolId: p }, ${manager()} }
        - { id: equal, priority: 1, poolInfo: { poolId: p } }
        - { id: k, poolInfo: { poolId: p } }
      tasks:
        - { jobId: k, arrival: { at: PT60S }, count: 2, task: { id: "a{n}", commandLine: w600 } }
        - { jobId: k, arrival: { at: PT70S }, task: { id: b, commandLine: w600 } }
        - { jobId: equal, arrival: { at: PT90S }, task: { id: e, commandLine: w600 } }
      ${REBOOT}
      `,
    );
    // tvm-2: a1 and b, 70 s lost; tvm-3: a2 and e, only 50 s, but e has the manager's priority
    expect(runsOf(log, 'equal/e')).toEqual([[90, 'tvm-3']]);
    expect(displaced(log)).toEqual(['a1', 'b']);
    expect(runsOf(log, 'j/jm').at(-1)).toEqual([100, 'tvm-2']);
  });

  test('S-32, O-49: a task in preparing too; the preparation goes on', () => {
    const log = onPool(
      'targetDedicatedNodes: 2',
      `
      jobs:
        - { id: j, priority: 1, poolInfo: { poolId: p }, ${manager()} }
        - { id: k, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: w120 } }
      tasks: [ { jobId: k, task: { id: u, commandLine: w60 } } ]
      ${REBOOT}
      `,
    );
    expect(log.states('task k/u').slice(0, 3)).toEqual([
      [0, 'active'],
      [60, 'preparing'],
      [100, 'active'],
    ]);
    expect(runsOf(log, 'j/jm').at(-1)).toEqual([100, 'tvm-2']);
    expect(log.states('jobPreparation k/p/tvm-2')).toEqual([
      [60, 'running'],
      [180, 'completed'],
    ]);
  });
});
