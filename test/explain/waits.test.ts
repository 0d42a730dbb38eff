import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Wait } from '../../src/explain/explanation.ts';
import { IMAGE, PROGRAMS, QUICK_CLOUD } from '../support/run.ts';
import { explained, logOf, logOfFile } from './logs.ts';

interface TaskLine {
  readonly entity: string;
  readonly jobId: string;
  readonly taskId: string;
}

function tasksOf(log: string): string[] {
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as TaskLine);
  const names = lines.filter(({ entity }) => entity === 'task').map(({ jobId, taskId }) => `task:${jobId}/${taskId}`);
  return [...new Set(names)];
}

const waitsOf = (log: string, task: string): readonly Wait[] => explained(log, task).waits ?? [];
const stretchesOf = (wait: Wait) =>
  wait.stretches.map(({ fromMs, toMs, causes }) => [fromMs / 1000, toMs / 1000, ...causes]);

const FOLDERS = ['scenarios/lessons', 'scenarios/autoscale'];
const files = FOLDERS.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));

describe('the waits of every task of every shipped scenario', () => {
  let stretches = 0;
  test.each(files)('%s: stretches cover each wait without a gap and add up to the milliseconds of the log', (file) => {
    const log = logOfFile(file);
    for (const task of tasksOf(log).slice(0, 12)) {
      for (const wait of waitsOf(log, task)) {
        let at = wait.fromMs;
        for (const stretch of wait.stretches) {
          expect(stretch.fromMs, task).toBe(at);
          at = stretch.toMs;
          if (wait.causesMs !== null) expect(stretch, task).toMatchObject({ addsUp: true });
          stretches++;
        }
        expect(at, task).toBe(wait.toMs);
        const sum = Object.values(wait.causesMs ?? { none: wait.toMs - wait.fromMs }).reduce((all, ms) => all + ms, 0);
        expect(sum, task).toBe(wait.toMs - wait.fromMs);
      }
    }
  });

  test('have many stretches in all', () => expect(stretches).toBeGreaterThan(200));
});

const pool = (more: string) => `{ id: p, vmSize: STANDARD_D2_V2, ${IMAGE}, ${more} }`;

describe('a wait', () => {
  test('for the preparation of a node is told by attempt', () => {
    const log = logOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1')} ]
jobs: [ { id: j, poolInfo: { poolId: p }, jobPreparationTask: { commandLine: fetch, constraints: { maxTaskRetryCount: 2 } } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
programs:
  - { match: fetch, duration: PT30S, exitCode: { attempts: [1, 1, 0] } }
  - { match: w60, duration: PT1M }`);
    const [wait] = waitsOf(log, 'task:j/t');
    expect(wait.stretches.slice(1).map(({ fromMs, toMs, text }) => [fromMs, toMs, text])).toEqual([
      [60_000, 90_000, 'job preparation on p/tvm-1, first attempt'],
      [90_000, 120_000, 'job preparation on p/tvm-1, second attempt'],
      [120_000, 150_000, 'job preparation on p/tvm-1, third attempt'],
    ]);
  });

  test('ends with the way to the node, where that takes time', () => {
    const log = logOf(`
cloud: { dispatch: PT3S, nodes: { allocate: PT1M, create: PT0S, start: PT0S } }
pools: [ ${pool('targetDedicatedNodes: 1')} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, count: 2, task: { id: "t{n}", commandLine: w60 } } ]
${PROGRAMS}`);
    expect(stretchesOf(waitsOf(log, 'task:j/t2')[0])).toEqual([
      [0, 60, 'allocation'],
      [60, 123, 'slots'],
      [123, 126, 'dispatch'],
    ]);
  });

  test('is for the job while that is disabled, whatever else there is', () => {
    const log = logOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1')} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
actions: [ { at: PT30S, disableJob: { jobId: j, disableTasks: wait } }, { at: PT90S, enableJob: { jobId: j } } ]
${PROGRAMS}`);
    expect(stretchesOf(waitsOf(log, 'task:j/t')[0])).toEqual([
      [0, 30, 'allocation'],
      [30, 90, 'jobDisabled'],
    ]);
  });

  test('is for a pool until there is one', () => {
    const log = logOf(`
${QUICK_CLOUD}
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, task: { id: t, commandLine: w60 } } ]
actions: [ { at: PT45S, addPool: ${pool('targetDedicatedNodes: 1')} } ]
${PROGRAMS}`);
    expect(stretchesOf(waitsOf(log, 'task:j/t')[0])).toEqual([
      [0, 45, 'noPool'],
      [45, 105, 'allocation'],
    ]);
  });

  test('for other tasks names the last one that was missing, even if it failed and may be passed', () => {
    const log = logOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 2')} ]
jobs: [ { id: j, poolInfo: { poolId: p }, usesTaskDependencies: true } ]
tasks:
  - { jobId: j, task: { id: a, commandLine: w30 } }
  - { jobId: j, task: { id: b, commandLine: f60, exitConditions: { default: { dependencyAction: satisfy } } } }
  - { jobId: j, task: { id: c, commandLine: w60, dependsOn: { taskIds: [ a, b ] } } }
${PROGRAMS}`);
    const [wait] = waitsOf(log, 'task:j/c');
    expect(stretchesOf(wait)).toEqual([[0, 120, 'dependency']]);
    expect(wait.stretches[0].text).toBe('until task b was done, the last one missing');
  });

  test('tells higher priorities from a want of slots where that adds up', () => {
    const log = logOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 1')} ]
jobs: [ { id: low, poolInfo: { poolId: p } }, { id: high, priority: 9, poolInfo: { poolId: p } } ]
tasks:
  - { jobId: low, count: 2, task: { id: "t{n}", commandLine: w60 } }
  - { jobId: high, arrival: { at: PT90S }, task: { id: h, commandLine: w60 } }
${PROGRAMS}`);
    expect(stretchesOf(waitsOf(log, 'task:low/t2')[0])).toEqual([
      [0, 60, 'allocation'],
      [60, 90, 'slots'],
      [90, 180, 'higherPriority'],
    ]);
  });

  test('of a multi-instance task on a pool that cannot run it is for a node that may take it', () => {
    const log = logOf(`
${QUICK_CLOUD}
pools: [ ${pool('targetDedicatedNodes: 2')} ]
jobs: [ { id: j, poolInfo: { poolId: p } } ]
tasks: [ { jobId: j, task: { id: gang, commandLine: w60, multiInstanceSettings: { numberOfInstances: 2, coordinationCommandLine: w1 } } } ]
actions: [ { at: PT10M, terminateTask: { jobId: j, taskId: gang } } ]
${PROGRAMS}`);
    expect(stretchesOf(waitsOf(log, 'task:j/gang')[0])).toEqual([[0, 600, 'ineligible']]);
  });
});
