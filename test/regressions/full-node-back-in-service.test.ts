import { expect, test } from 'vitest';
import { PROGRAMS, pool, QUICK_CLOUD, run } from '../support/run.ts';

test('L-257, L-125: a restarted manager displaces a task as soon as the full node that runs it is back in service', () => {
  const log = run(`
${QUICK_CLOUD}
${PROGRAMS}
pools: [${pool('targetDedicatedNodes: 2')}]
jobs: [{ id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w1200 } }]
tasks: [{ jobId: j, task: { id: t, commandLine: w1200 } }]
actions:
  - { at: PT90S, disableScheduling: { poolId: p, nodeId: tvm-2, nodeDisableSchedulingOption: taskcompletion } }
  - { at: PT100S, failNode: { poolId: p, nodeId: tvm-1, to: unusable } }
  - { at: PT120S, enableScheduling: { poolId: p, nodeId: tvm-2 } }
end: PT150S`);
  expect(log.last('task j/t')).toMatchObject({ at: 120_000, to: 'active', reason: 'displaced' });
  expect(log.last('task j/jm')).toMatchObject({ at: 120_000, to: 'running', nodeId: 'tvm-2' });
});
