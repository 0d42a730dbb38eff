/** The stage of the lifecycle scenes: a scenario with pool `p`, and words for what is done to its nodes. */
import { withPools } from './job-lab.ts';
import { CLOUD_SERVICE, pool, type RunLog } from './run.ts';

export const JOB = '{ id: j, poolInfo: { poolId: p } }';
export const ONE = 'targetDedicatedNodes: 1';
export const SPOT = 'targetLowPriorityNodes: 1';
export const task = (id: string, command: string, more = '') =>
  `{ jobId: j, task: { id: ${id}, commandLine: ${command}${more} } }`;
export const PREPARED = 'jobPreparationTask: { commandLine: w30 }, jobReleaseTask: { commandLine: w30 }';

/** One scenario: pool `p` of a size, jobs, tasks and `SECONDS operation` lines. */
export function scene(
  size: string,
  jobs: readonly string[],
  tasks: readonly string[],
  actions: readonly string[] = [],
  more = '',
): RunLog {
  return withPools(
    [pool(size, 'p', CLOUD_SERVICE)],
    [
      `jobs: [ ${jobs.join(', ')} ]`,
      `tasks: [ ${tasks.join(', ')} ]`,
      `actions: [ ${actions.map((action) => action.replace(/^(\d+) (.*)$/s, '{ at: PT$1S, $2 }')).join(', ')} ]`,
      more,
    ].join('\n'),
    PROGRAMS,
  );
}

export const PROGRAMS = [
  '{ match: endless, duration: P8D }',
  '{ match: flaky, duration: PT10S, exitCode: { attempts: [ 1, 0 ] } }',
  '{ match: picky, duration: PT30S, perNode: { count: 1, exitCode: 1 } }',
  '{ match: nothing, duration: PT0S }',
];
export const node = (operation: string, more = '') => `${operation}: { poolId: p, nodeId: tvm-1${more} }`;
export const resize = (count: number, option = '') =>
  `resizePool: { poolId: p, targetDedicatedNodes: ${count}, targetLowPriorityNodes: 0${option === '' ? '' : `, nodeDeallocationOption: ${option}`} }`;
export const preempt = 'preemptNodes: { poolId: p, nodeIds: [ tvm-1 ] }';
export const fail = (to: string) => node('failNode', `, to: ${to}`);
export const startTask = (command: string, waits = true, retries = 0) =>
  `startTask: { commandLine: ${command}, waitForSuccess: ${waits}, maxTaskRetryCount: ${retries} }`;
