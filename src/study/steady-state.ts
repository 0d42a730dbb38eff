/**
 * What a run settles to: means of three series without their warm-up, which MSER-5 finds.
 *
 * `waitSeconds`: the waits of tasks in the order in which they ended with the task running. `queueLength` and `utilization`: the
 * number of tasks that are active or preparing, and the share of the slots that exist on which a task runs, averaged over consecutive
 * intervals of equal length; the last interval counts only if it is whole, and for the utilization only intervals in which there were slots.
 */
import { Binned } from '../metrics/binned.ts';
import type { NodeRecord, PoolRecord } from '../metrics/nodes.ts';
import type { RunOptions } from '../simulate.ts';
import {
  type Directory,
  type Line,
  NODE_STATES,
  TASK_STATES,
  type TaskTransition,
  type TransitionSink,
} from '../trace/vocabulary.ts';
import { truncate } from './mser.ts';
import type { SteadyStateTerms } from './study.ts';

export interface SteadyFigures {
  /** without the warm-up; null: no steady state shows, because the series is short or half of it and more is warm-up */
  readonly mean: number | null;
  /** virtual time at which the warm-up is over */
  readonly warmUpSeconds: number | null;
  /** length of the series, and what of it is warm-up */
  readonly observations: number;
  readonly deleted: number | null;
}

type StretchListener = NonNullable<RunOptions['onStretch']>;

type SteadyName = 'waitSeconds' | 'queueLength' | 'utilization';

/** What `figures` gives, for those who ask which figures there are. */
export const STEADY_STATE_SPECIMEN: { readonly steadyState: Readonly<Record<SteadyName, SteadyFigures>> } = {
  steadyState: {
    waitSeconds: { mean: null, warmUpSeconds: null, observations: 0, deleted: null },
    queueLength: { mean: null, warmUpSeconds: null, observations: 0, deleted: null },
    utilization: { mean: null, warmUpSeconds: null, observations: 0, deleted: null },
  },
};

/** From so many intervals on they are merged in pairs, as often as needed. */
const MOST_INTERVALS = 1 << 16;

const WAITING = ['active', 'preparing'].map((state) => TASK_STATES.indexOf(state as 'active' | 'preparing'));
const RUNNING = TASK_STATES.indexOf('running');
const IDLE_NODE = NODE_STATES.indexOf('idle');
const RUNNING_NODE = NODE_STATES.indexOf('running');

export class SteadyStateFold implements TransitionSink, StretchListener {
  readonly #waits: number[] = [];
  readonly #waitEnds: number[] = [];
  readonly #queue: Binned;
  readonly #busy: Binned;
  readonly #slots: Binned;
  #waiting = 0;
  #since = 0;
  #end = 0;

  constructor({ every }: SteadyStateTerms) {
    this.#queue = new Binned(MOST_INTERVALS, every);
    this.#busy = new Binned(MOST_INTERVALS, every);
    this.#slots = new Binned(MOST_INTERVALS, every);
  }

  listen(_directory: Directory): TransitionSink {
    return this;
  }

  task({ at, from, to, waited }: Readonly<TaskTransition>): void {
    const change = +WAITING.includes(to) - +WAITING.includes(from);
    if (change !== 0) {
      this.#queue.add(this.#since, at, this.#waiting);
      this.#since = at;
      this.#waiting += change;
    }
    if (to !== RUNNING || waited === null) return;
    let ms = 0;
    for (let place = 0; place < waited.count; place++) ms += waited.ms[waited.causes[place]];
    this.#waits.push(ms / 1000);
    this.#waitEnds.push(at / 1000);
  }

  line({ entity, at, to }: Line): void {
    if (entity !== 'run' || to !== 'ended') return;
    this.#queue.add(this.#since, at, this.#waiting);
    this.#end = at;
  }

  node(): void {
    // the stretches say it
  }

  nodeStretch({ terms }: NodeRecord, state: number, from: number, to: number): void {
    if (state === IDLE_NODE || state === RUNNING_NODE) this.#slots.add(from, to, terms.slotsPerNode);
  }

  slotStretch(_pool: PoolRecord, use: 'busy' | 'preparing', from: number, to: number): void {
    if (use === 'busy') this.#busy.add(from, to, 1);
  }

  /** To be asked when the run has ended. */
  figures(): typeof STEADY_STATE_SPECIMEN {
    for (const level of [this.#queue, this.#busy, this.#slots]) level.cover(this.#end);
    const { width } = this.#queue;
    const whole = Math.floor(this.#end / width);
    const [queue, busy, slots] = [this.#queue, this.#busy, this.#slots].map((level) => level.integrals());
    const intervals = Array.from({ length: whole }, (_, interval) => interval);
    const served = intervals.filter((interval) => slots[interval] > 0);
    const startOf = (interval: number) => (interval * width) / 1000;
    return {
      steadyState: {
        waitSeconds: figuresOf(this.#waits, (place) => this.#waitEnds[place]),
        queueLength: figuresOf(
          intervals.map((interval) => queue[interval] / width),
          startOf,
        ),
        utilization: figuresOf(
          served.map((interval) => busy[interval] / slots[interval]),
          (place) => startOf(served[place]),
        ),
      },
    };
  }
}

/** `timeOf`: when the observation at a place of the series was made, seconds. */
function figuresOf(series: readonly number[], timeOf: (place: number) => number): SteadyFigures {
  const cut = truncate(series);
  return {
    mean: cut?.mean ?? null,
    warmUpSeconds: cut === null ? null : cut.deleted === 0 ? 0 : timeOf(cut.deleted),
    observations: series.length,
    deleted: cut?.deleted ?? null,
  };
}
