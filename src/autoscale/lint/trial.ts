/**
 * Trials: the formula is evaluated on a pool that has the nodes it asked for, under a demand that does not change, round after round.
 * What it does in the long run is seen, not guessed from its text.
 */
import type { Formula } from '../formula.ts';
import { TARGET_VARIABLES } from '../names.ts';
import type { AutoScaleRun } from '../run.ts';
import { timestampFromMs } from '../ticks.ts';
import { parseTimestamp } from '../time-text.ts';
import { FULL_HISTORY, SteadySamples } from './steady-samples.ts';
import type { Usage } from './usage.ts';

export interface Nodes {
  readonly dedicated: number;
  readonly lowPriority: number;
}

export const NO_NODES: Nodes = { dedicated: 0, lowPriority: 0 };

const HOUR = 3_600_000;
/** A Monday after any date that a formula may name. */
const MONDAY = Date.UTC(2100, 0, 4);
const HOURS_OF_A_WEEK = Array.from({ length: 7 * 24 }, (_, hour) => MONDAY + hour * HOUR);

/** ms since 1970 of every hour that may matter: of a whole week, or one if the formula does not ask for the time */
export function hoursOf(usage: Usage): readonly number[] {
  return usage.called.has('time') ? HOURS_OF_A_WEEK : [MONDAY];
}

/** ms since 1970 at which a pool is new to a formula that compares the time with the date of its making */
export function birthOf(usage: Usage): number {
  const dates = usage.times.map(parseTimestamp).filter((date) => date !== null);
  if (dates.length === 0) return MONDAY;
  const latest = dates.reduce((a, b) => (a.ticks > b.ticks ? a : b));
  return Number((latest.ticks - timestampFromMs(0).ticks) / 10_000n) + 1000;
}

/** Which nodes the formula decides on: the others stay as they are. */
export function startWith(nodes: number, usage: Usage): Nodes {
  const kinds = new Set([...usage.assigned.keys()].map((name) => TARGET_VARIABLES.get(name)));
  return { dedicated: kinds.has('dedicated') ? nodes : 0, lowPriority: kinds.has('lowPriority') ? nodes : 0 };
}

export function total(nodes: Nodes): number {
  return nodes.dedicated + nodes.lowPriority;
}

export interface Trial {
  /** tasks that wait or run; each node runs one */
  readonly tasks: number;
  readonly now: number;
  readonly start: Nodes;
  readonly rounds: number;
}

export interface TrialResult {
  /** after each round; the first element is after the first round */
  readonly trail: readonly Nodes[];
  readonly last: Nodes;
}

export function conduct(formula: Formula, { tasks, now, start, rounds }: Trial): TrialResult {
  const trail: Nodes[] = [];
  let nodes = start;
  for (let round = 0; round < rounds; round++) {
    const run = evaluateOnce(formula, tasks, now, nodes, FULL_HISTORY).run;
    nodes = { dedicated: run.targetDedicatedNodes, lowPriority: run.targetLowPriorityNodes };
    trail.push(nodes);
  }
  return { trail, last: nodes };
}

/** One evaluation. A pool without nodes has no samples of its nodes' load. */
export function evaluateOnce(
  formula: Formula,
  tasks: number,
  now: number,
  nodes: Nodes,
  history: number,
): { readonly run: AutoScaleRun; readonly farthestBack: number; readonly shortestWindow: number } {
  const running = Math.min(tasks, total(nodes));
  const values = new Map([
    ['$ActiveTasks', tasks - running],
    ['$RunningTasks', running],
    ['$PendingTasks', tasks],
    ['$SucceededTasks', 0],
    ['$FailedTasks', 0],
    ['$CurrentDedicatedNodes', nodes.dedicated],
    ['$CurrentLowPriorityNodes', nodes.lowPriority],
    ['$PreemptedNodeCount', 0],
    ['$UsableNodeCount', total(nodes)],
    ['$SampleNodeCount', total(nodes)],
    ['$TaskSlotsPerNode', 1],
  ]);
  if (total(nodes) > 0) values.set('$CPUPercent', running / total(nodes));
  const samples = new SteadySamples(values, history);
  const pool = {
    targetDedicatedNodes: nodes.dedicated,
    targetLowPriorityNodes: nodes.lowPriority,
    currentDedicatedNodes: nodes.dedicated,
    currentLowPriorityNodes: nodes.lowPriority,
    taskSlotsPerNode: 1,
  };
  const run = formula.evaluate({ now, samples, pool, random: () => 0.5 });
  return { run, farthestBack: samples.farthestBack, shortestWindow: samples.shortestWindow };
}
