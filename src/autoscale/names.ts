/** The predefined names of the language that are no functions: service variables and what they stand for. */
import { TIME_INTERVALS } from './ticks.ts';
import { OPTION_WORDS } from './values.ts';

/** What a formula sets. The old names are aliases: they count only while the full name is not assigned. */
export const TARGET_VARIABLES: ReadonlyMap<string, 'dedicated' | 'lowPriority'> = new Map([
  ['$TargetDedicatedNodes', 'dedicated'],
  ['$TargetDedicated', 'dedicated'],
  ['$TargetLowPriorityNodes', 'lowPriority'],
  ['$TargetLowPriority', 'lowPriority'],
]);

export const OPTION_VARIABLE = '$NodeDeallocationOption';

/** The pool as it is at the instant of evaluation. */
export interface PoolView {
  readonly targetDedicatedNodes: number;
  readonly targetLowPriorityNodes: number;
  readonly currentDedicatedNodes: number;
  /** preempted nodes count */
  readonly currentLowPriorityNodes: number;
  readonly taskSlotsPerNode: number;
}

export interface Metric {
  /** the name its samples are kept under */
  readonly samples: string;
  /** what the bare name is worth; `null`: the newest sample */
  readonly live: ((pool: PoolView) => number) | null;
}

/** Sampled from what runs on the nodes; a simulation has them only if it is given a model of them. */
export const RESOURCE_METRICS = [
  '$CPUPercent',
  '$WallClockSeconds',
  '$MemoryBytes',
  '$DiskBytes',
  '$DiskReadBytes',
  '$DiskWriteBytes',
  '$DiskReadOps',
  '$DiskWriteOps',
  '$NetworkInBytes',
  '$NetworkOutBytes',
] as const;

const SAMPLED = [
  '$ActiveTasks',
  '$RunningTasks',
  '$PendingTasks',
  '$SucceededTasks',
  '$FailedTasks',
  '$PreemptedNodeCount',
  '$UsableNodeCount',
  '$SampleNodeCount',
  ...RESOURCE_METRICS,
];

const currentDedicated: Metric = { samples: '$CurrentDedicatedNodes', live: (pool) => pool.currentDedicatedNodes };

/** The read-only service variables, sampled every 30 s. */
export const METRICS: ReadonlyMap<string, Metric> = new Map<string, Metric>([
  ...SAMPLED.map((name): [string, Metric] => [name, { samples: name, live: null }]),
  ['$CurrentDedicatedNodes', currentDedicated],
  ['$CurrentDedicated', currentDedicated],
  ['$CurrentLowPriorityNodes', { samples: '$CurrentLowPriorityNodes', live: (pool) => pool.currentLowPriorityNodes }],
  ['$TaskSlotsPerNode', { samples: '$TaskSlotsPerNode', live: (pool) => pool.taskSlotsPerNode }],
]);

/** All names that the service gives a meaning, functions apart. */
export const SERVICE_NAMES: ReadonlySet<string> = new Set([
  ...TARGET_VARIABLES.keys(),
  OPTION_VARIABLE,
  ...METRICS.keys(),
  ...TIME_INTERVALS.keys(),
  ...OPTION_WORDS.keys(),
]);
