import { describe, expect, test } from 'vitest';
import { PROGRAMS, pool, QUICK_CLOUD, run } from '../support/run.ts';

const scenario = (pools: string, rest: string) => `
${QUICK_CLOUD}
pools: [ ${pools} ]
${rest}
${PROGRAMS}
`;
const JOB = 'jobs: [ { id: j, poolInfo: { poolId: p } } ]';

describe('what is stuck when a run has come to rest', () => {
  test('S-1: a task whose pool has no nodes, with what would help', () => {
    const log = run(
      scenario(pool('targetDedicatedNodes: 0'), `${JOB}\ntasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]`),
    );
    expect(log.summary.stuck).toEqual([
      { entity: 'task:j/t', reason: "the pool 'p' has no nodes", remedy: 'resize the pool' },
    ]);
  });

  test('more than five tasks for one reason are named by their job', () => {
    const log = run(
      scenario(
        pool('targetDedicatedNodes: 0'),
        `${JOB}\ntasks: [ { jobId: j, count: 9, task: { id: "t{n}", commandLine: w60 } } ]`,
      ),
    );
    expect(log.summary.stuck.map(({ entity }) => entity)).toEqual(['job:j']);
    expect(log.summary.stuck[0].reason).toMatch(/^9 tasks: /);
  });

  test('S-1: nothing, where the end of the scenario came first and something was still pending', () => {
    const log = run(
      scenario(
        pool('targetDedicatedNodes: 1'),
        `${JOB}\ntasks: [ { jobId: j, count: 9, task: { id: "t{n}", commandLine: w600 } } ]\nend: PT20M`,
      ),
    );
    expect(log.summary.endReason).toBe('horizon');
    expect(log.summary.tasks.active).toBe(7);
    expect(log.summary.stuck).toEqual([]);
  });
});
