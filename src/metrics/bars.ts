/**
 * The bars of a Gantt chart, exactly: every attempt of every task on every node, the states and the own tasks of nodes, and what the
 * waits of each task consisted of. A few typed columns with a bound; whoever fills them beyond it has to draw something else.
 */
import type { SimTime } from '../kernel/clock.ts';
import { Float64Column, Int32Column, Table, Uint8Column } from '../kernel/columns.ts';

/** so many bars at most, of tasks and of nodes together */
export const BAR_LIMIT = 100_000;
/** pairs of a task and a cause of its waiting, for each bar */
const CAUSES_PER_BAR = 4;

/** What a node did besides running tasks: its states but `idle` and `running`, then the tasks of its own. */
export const NODE_TASKS = ['startTask', 'jobPreparation', 'jobRelease'] as const;
export type NodeTask = (typeof NODE_TASKS)[number];

/** Attempts in the order in which they ended, one row for each node. */
export class AttemptBars {
  count = 0;
  readonly task = new Int32Column();
  /** the node's place among all nodes */
  readonly node = new Int32Column();
  readonly isFirst = new Uint8Column();
  readonly from = new Float64Column();
  readonly ranFrom = new Float64Column();
  readonly to = new Float64Column();
  /** code of ATTEMPT_ENDS */
  readonly end = new Uint8Column();
  readonly #table = new Table([this.task, this.node, this.isFirst, this.from, this.ranFrom, this.to, this.end]);

  add(): number {
    this.#table.ensure(this.count + 1);
    return this.count++;
  }
}

/** What nodes did besides running tasks, in the order in which it ended. */
export class NodeBars {
  count = 0;
  readonly node = new Int32Column();
  /** code of NODE_STATES, or of NODE_TASKS behind them */
  readonly kind = new Uint8Column();
  /** the place of a preparation's or release's job among all jobs, -1: none */
  readonly job = new Int32Column(-1);
  /** 1: it failed */
  readonly failed = new Uint8Column();
  readonly from = new Float64Column();
  readonly to = new Float64Column();
  readonly #table = new Table([this.node, this.kind, this.job, this.failed, this.from, this.to]);

  add(node: number, kind: number, from: SimTime, to: SimTime, job: number, failed: boolean): void {
    this.#table.ensure(this.count + 1);
    const row = this.count++;
    this.node.data[row] = node;
    this.kind.data[row] = kind;
    this.from.data[row] = from;
    this.to.data[row] = to;
    this.job.data[row] = job;
    this.failed.data[row] = failed ? 1 : 0;
  }
}

/** Milliseconds of a task's waits by cause; a task may have several rows of a cause, one for each wait. */
export class CauseRows {
  count = 0;
  readonly task = new Int32Column();
  readonly cause = new Uint8Column();
  readonly ms = new Float64Column();
  readonly #table = new Table([this.task, this.cause, this.ms]);

  add(task: number, cause: number, ms: SimTime): void {
    this.#table.ensure(this.count + 1);
    const row = this.count++;
    this.task.data[row] = task;
    this.cause.data[row] = cause;
    this.ms.data[row] = ms;
  }
}

export class Bars {
  readonly attempts = new AttemptBars();
  readonly nodes = new NodeBars();
  readonly causes = new CauseRows();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.attempts.count + this.nodes.count > this.#limit || this.causes.count > CAUSES_PER_BAR * this.#limit;
  }
}
