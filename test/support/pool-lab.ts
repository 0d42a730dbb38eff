/**
 * Small worlds around pools: nodes are granted a minute after a resize begins and ready at once, and leave within 30 seconds, unless a
 * test says otherwise. The tasks of job `j` on pool `p` are written `id command` with the programs of run.ts.
 */
import { PROGRAMS, QUICK_CLOUD, type RunLog, run } from './run.ts';

export interface Lab {
  readonly pools: readonly string[];
  /** further elements of `cloud`, e.g. `capacity: { dedicated: 1 }`; `nodes` replaces the quick times */
  readonly cloud?: string;
  readonly account?: string;
  /** jobs beside `j`; by default only `j` on `p` if there are tasks */
  readonly jobs?: readonly string[];
  /** `id command`, or `{ … }` for an entry in full */
  readonly tasks?: readonly string[];
  /** `SECONDS operation: { … }` */
  readonly actions?: readonly string[];
  readonly programs?: readonly string[];
  readonly end?: string;
}

export function lab({ pools, cloud, account, jobs, tasks = [], actions = [], programs = [], end }: Lab): RunLog {
  return run(
    [
      cloudText(cloud),
      account === undefined ? '' : `account: { ${account} }`,
      `pools: [ ${pools.join(', ')} ]`,
      `jobs: [ ${(jobs ?? (tasks.length > 0 ? ['{ id: j, poolInfo: { poolId: p } }'] : [])).join(', ')} ]`,
      `tasks: [ ${tasks.map(taskText).join(', ')} ]`,
      `actions: [ ${actions.map(actionText).join(', ')} ]`,
      PROGRAMS,
      ...programs.map((program) => `  - ${program}`),
      end === undefined ? '' : `end: ${end}`,
    ].join('\n'),
  );
}

function cloudText(more: string | undefined): string {
  if (more === undefined) return QUICK_CLOUD;
  return /\bnodes: \{/.test(more) ? `cloud: { ${more} }` : QUICK_CLOUD.replace(/\}$/, `, ${more} }`);
}

function taskText(task: string): string {
  if (task.startsWith('{')) return task;
  const [id, command] = task.split(' ');
  return `{ jobId: j, task: { id: ${id}, commandLine: ${command} } }`;
}

function actionText(action: string): string {
  const [, seconds, operation] = /^(\d+) (.*)$/s.exec(action)!;
  return `{ at: PT${seconds}S, ${operation} }`;
}

/** The errors of the pool's last resize: the codes on its last allocation line. */
export function resizeErrors(log: RunLog, poolId = 'p'): string[] {
  const errors = (log.last(`allocation ${poolId}`).resizeErrors ?? []) as { code: string }[];
  return errors.map(({ code }) => code);
}

/** [target, current] of both kinds on the pool's last allocation line: dedicated, then low-priority. */
export function sizes(log: RunLog, poolId = 'p'): number[][] {
  const line = log.last(`allocation ${poolId}`);
  return [
    [line.targetDedicatedNodes as number, line.currentDedicatedNodes as number],
    [line.targetLowPriorityNodes as number, line.currentLowPriorityNodes as number],
  ];
}

/** The nodes of the pool that ever were, in the order of granting. */
export function nodesOf(log: RunLog, poolId = 'p'): string[] {
  const lines = log.lines.filter(({ entity, from, poolId: id }) => entity === 'node' && from === null && id === poolId);
  return lines.map(({ nodeId }) => nodeId as string);
}

/** When each of the pool's nodes that went began to leave, in seconds. */
export function leavings(log: RunLog, poolId = 'p'): Record<string, number> {
  const lines = log.lines.filter(
    ({ entity, to, poolId: id }) => entity === 'node' && to === 'leavingpool' && id === poolId,
  );
  return Object.fromEntries(lines.map(({ nodeId, at }) => [nodeId, at / 1000]));
}

/** Where and when a task started running: [seconds, node], once for each attempt. */
export function runsOf(log: RunLog, task: string): [number, string][] {
  return log
    .of(`task ${task}`)
    .filter(({ to }) => to === 'running')
    .map(({ at, nodeId }) => [at / 1000, nodeId as string]);
}
