import { expect, test } from 'vitest';
import { PROGRAMS, pool, QUICK_CLOUD, run } from '../support/run.ts';

test('L-257, O-43: what a displaced multi-instance task leaves open is there for the next placement of the same pass', () => {
  const log = run(`
${QUICK_CLOUD}
${PROGRAMS}
pools: [${pool('targetDedicatedNodes: 4, targetLowPriorityNodes: 1, enableInterNodeCommunication: true')}]
jobs: [{ id: j, poolInfo: { poolId: p }, jobManagerTask: { id: jm, commandLine: w3600, allowLowPriorityNode: false } }]
tasks:
  - { jobId: j, task: { id: gang, commandLine: w3600, multiInstanceSettings: { numberOfInstances: 2 } } }
  - { jobId: j, task: { id: last, commandLine: w3600 } }
  - { jobId: j, arrival: { at: PT90S }, task: { id: young, commandLine: w60 } }
actions: [{ at: PT90S, failNode: { poolId: p, nodeId: tvm-1, to: unusable } }]
end: PT10M`);
  // jm on tvm-1, the gang on tvm-2 and tvm-3, last on tvm-4; jm takes tvm-2, and the gang is older than who has just come
  expect(log.last('task j/jm')).toMatchObject({ at: 90_000, to: 'running', nodeId: 'tvm-2' });
  expect(log.last('task j/gang')).toMatchObject({ at: 90_000, to: 'running', nodeIds: ['tvm-3', 'tvm-5'] });
  expect(log.states('task j/young')).toEqual([[90, 'active']]);
});
