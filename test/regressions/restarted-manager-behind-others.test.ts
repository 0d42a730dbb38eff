import { expect, test } from 'vitest';
import { PROGRAMS, pool, QUICK_CLOUD, run } from '../support/run.ts';

const manager = (id: string, priority: number) =>
  `{ id: ${id}, priority: ${priority}, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w1200, runExclusive: false, killJobOnCompletion: false } }`;

test('L-257, L-259, S-24: a restarted manager displaces a task though a manager of higher priority waits for its first start', () => {
  const log = run(`
${QUICK_CLOUD}
${PROGRAMS}
pools: [${pool('targetDedicatedNodes: 2')}]
jobs: [${manager('b', 0)}]
tasks: [{ jobId: b, task: { id: t, commandLine: w600 } }]
actions:
  - { at: PT70S, addJob: ${manager('a', 10)} }
  - { at: PT90S, failNode: { poolId: p, nodeId: tvm-1, to: unusable } }
end: PT100S`);
  expect(log.states('task b/jm')).toEqual([
    [0, 'active'],
    [60, 'running'],
    [90, 'active'],
    [90, 'running'],
  ]);
  expect(log.last('task b/t')).toMatchObject({ at: 90_000, to: 'active', reason: 'displaced' });
  expect(log.states('task a/jm')).toEqual([[70, 'active']]);
});

test('L-257, S-24: a restarted manager displaces a task of its job though another of equal priority was tried in vain', () => {
  const log = run(`
${QUICK_CLOUD}
${PROGRAMS}
pools: [${pool('targetDedicatedNodes: 3')}]
jobs: [${manager('a', 0)}, ${manager('b', 0)}]
tasks: [{ jobId: b, task: { id: t, commandLine: w600 } }]
actions:
  - { at: PT90S, failNode: { poolId: p, nodeId: tvm-1, to: unusable } }
  - { at: PT90S, failNode: { poolId: p, nodeId: tvm-2, to: unusable } }
end: PT100S`);
  expect(log.states('task a/jm').at(-1)).toEqual([90, 'active']);
  expect(log.states('task b/jm').at(-1)).toEqual([90, 'running']);
  expect(log.last('task b/jm').nodeId).toBe('tvm-3');
  expect(log.last('task b/t')).toMatchObject({ at: 90_000, to: 'active', reason: 'displaced' });
});
