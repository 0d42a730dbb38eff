import { expect, test } from 'vitest';
import { PROGRAMS, pool, QUICK_CLOUD, run } from '../support/run.ts';

test('L-066: a task starts on a node as soon as that node is ready', () => {
  const log = run(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1')} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, task: { id: t1, commandLine: w60 } } ]
${PROGRAMS}
`);
  expect(log.states('task j/t1')).toEqual([
    [0, 'active'],
    [60, 'running'],
    [120, 'completed'],
  ]);
  expect(log.latest('task j/t1', 'waited')).toEqual({ allocation: 60000 });
});
