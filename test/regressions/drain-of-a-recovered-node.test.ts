import { expect, test } from 'vitest';
import { PROGRAMS, pool, QUICK_CLOUD, run } from '../support/run.ts';

test('L-079, S-31: a failed node that is to leave once its data may go, and recovers meanwhile, leaves then', () => {
  const log = run(`
${QUICK_CLOUD}
${PROGRAMS}
pools: [${pool('targetDedicatedNodes: 1')}]
jobs: [{ id: j, poolInfo: { poolId: p } }]
tasks: [{ jobId: j, task: { id: t, commandLine: w60, constraints: { retentionTime: PT10M } } }]
actions:
  - { at: PT3M, failNode: { poolId: p, nodeId: tvm-1, to: unusable } }
  - { at: PT4M, removeNodes: { poolId: p, nodeList: [tvm-1], nodeDeallocationOption: retaineddata } }
  - { at: PT5M, recoverNode: { poolId: p, nodeId: tvm-1 } }`);
  // t has ended at 120 s
  expect(log.settled('node p/tvm-1').slice(-2)).toEqual([
    [720, 'leavingpool'],
    [750, null],
  ]);
  expect(log.last('allocation p')).toMatchObject({ at: 750_000, to: 'steady' });
});
