/** Lines of the log as plain objects that can be kept, and what they say in words. */
import type { SimTime } from '../kernel/clock.ts';
import { LIFECYCLES, RUN_REASONS } from '../trace/reasons.ts';
import {
  type Directory,
  type Line,
  NODE_STATES,
  type NodeTransition,
  TASK_STATES,
  type TaskTransition,
} from '../trace/vocabulary.ts';

export interface Fact {
  readonly seq: number;
  readonly at: SimTime;
  readonly entity: Line['entity'] | 'task' | 'node';
  /** `task j/t1`, `node p/tvm-1`, `allocation of pool p` */
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  /** 0: the scenario */
  readonly cause: number;
  /** what else the line says, in words */
  readonly more: string;
}

export function factOfTask(line: Readonly<TaskTransition>, names: Directory): Fact {
  return {
    seq: line.seq,
    at: line.at,
    entity: 'task',
    what: `task ${names.jobId(line.job)}/${names.taskId(line.task)}`,
    from: line.from < 0 ? null : TASK_STATES[line.from],
    to: line.to < 0 ? null : TASK_STATES[line.to],
    reason: line.reason,
    cause: line.cause,
    more: listed([
      line.nodes !== null && line.nodes.length > 1
        ? `on ${line.nodes.map((node) => names.nodeId(node)).join(', ')} of pool ${names.poolId(line.pool)}`
        : line.node >= 0 && `on ${names.poolId(line.pool)}/${names.nodeId(line.node)}`,
      line.retryCount >= 0 && `retry ${line.retryCount}`,
      line.requeueCount >= 0 && `requeue ${line.requeueCount}`,
      !Number.isNaN(line.exitCode) && `exit code ${line.exitCode}`,
      line.failureInfo?.code,
      line.dependsOn !== null && `depends on ${dependsOnText(line.dependsOn)}`,
    ]),
  };
}

export function factOfNode(line: Readonly<NodeTransition>, names: Directory): Fact {
  return {
    seq: line.seq,
    at: line.at,
    entity: 'node',
    what: `node ${names.poolId(line.pool)}/${names.nodeId(line.node)}`,
    from: line.from < 0 ? null : NODE_STATES[line.from],
    to: line.to < 0 ? null : NODE_STATES[line.to],
    reason: line.reason,
    cause: line.cause,
    more: line.from < 0 ? (line.isDedicated ? 'a dedicated node' : 'a low-priority node') : '',
  };
}

export function factOfLine(line: Line): Fact {
  const { seq, at, entity, from, to, reason } = line;
  return { seq, at, entity, what: nameOf(line), from, to, reason, cause: line.cause ?? 0, more: moreOf(line) };
}

function nameOf(line: Line): string {
  switch (line.entity) {
    case 'run':
      return 'the run';
    case 'request':
      return `request ${line.to}`;
    case 'pool':
      return `pool ${line.poolId}`;
    case 'allocation':
      return `allocation of pool ${line.poolId}`;
    case 'autoscale':
      return `formula of pool ${line.poolId}`;
    case 'startTask':
      return `start task on ${line.poolId}/${line.nodeId}`;
    case 'jobSchedule':
      return `schedule ${line.jobScheduleId}`;
    case 'job':
      return `job ${line.jobId}`;
    case 'jobPreparation':
      return `preparation of job ${line.jobId} on ${line.poolId}/${line.nodeId}`;
    case 'jobRelease':
      return `release of job ${line.jobId} on ${line.poolId}/${line.nodeId}`;
  }
}

function moreOf(line: Line): string {
  switch (line.entity) {
    case 'request': {
      const ids = [line.poolId, line.nodeId ?? line.nodeIds?.join(', '), line.jobScheduleId, line.jobId, line.taskId];
      return listed([
        ids.filter((id) => id !== undefined).join('/'),
        `status ${line.status}`,
        line.code !== undefined && line.code,
        line.changes !== undefined && `sets ${JSON.stringify(line.changes)}`,
      ]);
    }
    case 'allocation':
      return listed([
        `target ${nodesText(line.targetDedicatedNodes, line.targetLowPriorityNodes)}`,
        `has ${nodesText(line.currentDedicatedNodes, line.currentLowPriorityNodes)}`,
        line.removing !== undefined && `removing ${line.removing.join(', ')}`,
        ...(line.resizeErrors ?? []).map(({ code, message }) => `${code}: ${message}`),
      ]);
    case 'autoscale':
      return line.error === undefined ? line.results : `${line.error.code}: ${line.error.message}`;
    case 'job':
      return listed([
        line.poolId !== undefined && `pool ${line.poolId}`,
        line.priority !== undefined && `priority ${line.priority}`,
        line.terminateReason !== undefined && line.terminateReason,
        line.schedulingError !== undefined && `${line.schedulingError.code}: ${line.schedulingError.message}`,
      ]);
    case 'startTask':
    case 'jobPreparation':
    case 'jobRelease':
      return listed([
        line.to === 'running' && line.retryCount > 0 && `retry ${line.retryCount}`,
        line.exitCode !== undefined && `exit code ${line.exitCode}`,
        line.failureInfo?.code,
      ]);
    default:
      return '';
  }
}

/** `5 dedicated`, `2 dedicated and 1 low-priority`, `0` */
export function nodesText(dedicated: number, lowPriority: number): string {
  if (lowPriority === 0) return dedicated === 0 ? 'no nodes' : `${dedicated} dedicated`;
  return dedicated === 0 ? `${lowPriority} low-priority` : `${dedicated} dedicated and ${lowPriority} low-priority`;
}

export function dependsOnText({ taskIds, taskIdRanges }: NonNullable<TaskTransition['dependsOn']>): string {
  return [...taskIds, ...taskIdRanges.map(({ start, end }) => `${start} to ${end}`)].join(', ');
}

/** Why a line happened: in words, and by which rules. */
export function edgeOf(fact: Fact): { readonly when: string; readonly rules: readonly string[] } {
  const lifecycle = fact.entity in LIFECYCLES ? LIFECYCLES[fact.entity as keyof typeof LIFECYCLES] : null;
  if (lifecycle === null) return RUN_REASONS[fact.reason as keyof typeof RUN_REASONS];
  const edges: Readonly<
    Record<string, readonly { readonly from: readonly (string | null)[]; when: string; rules: readonly string[] }[]>
  > = lifecycle.edges;
  const alternatives = edges[fact.reason] ?? [];
  return (
    alternatives.find(({ from }) => from.includes(fact.from)) ?? alternatives[0] ?? { when: fact.reason, rules: [] }
  );
}

const listed = (parts: readonly (string | false | undefined)[]) => parts.filter((part) => part).join(', ');
