import { expect, test } from 'vitest';
import { PROGRAMS, pool, QUICK_CLOUD, run } from '../support/run.ts';

test('L-172, L-275: a task that its pool cannot serve does not fail while only nodes barred for its job are open', () => {
  const log = run(`
${QUICK_CLOUD}
${PROGRAMS}
pools: [${pool('targetDedicatedNodes: 1')}]
jobs: [{ id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: f30 } }]
tasks:
  - { jobId: j, task: { id: first, commandLine: w60 } }
  - { jobId: j, task: { id: unfit, commandLine: w60, userIdentity: { userName: nobody } } }
actions: [{ at: PT10M, resizePool: { poolId: p, targetDedicatedNodes: 2 } }]
end: PT1H`);
  // the preparation fails on tvm-1 at 90 s; a second node is there at 660 s, where the older task takes the only slot
  expect(log.last('jobPreparation j/p/tvm-1')).toMatchObject({ at: 90_000, to: 'completed', result: 'failure' });
  expect(log.states('task j/first').slice(-1)).toEqual([[690, 'active']]);
  expect(log.states('task j/unfit')).toEqual([[0, 'active']]);
});
