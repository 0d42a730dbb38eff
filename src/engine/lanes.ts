/**
 * Lanes of arrivals: each entry of `tasks:` (or of `jobs:`) that is still to arrive is one lane with its next instant.
 *
 * The calendar holds one entry per lane, never one per task: members come into being when their instant does.
 */
import type { Arrival, JobEntry, TaskEntry } from '../batch/model.ts';
import { HOUR, type SimTime } from '../kernel/clock.ts';
import { type RandomStream, stream } from '../kernel/random.ts';
import type { Family } from './families.ts';
import type { Job } from './jobs.ts';

export interface Lane {
  readonly index: number;
  readonly kind: 'tasks' | 'jobs';
  readonly tasks: TaskEntry | null;
  readonly jobs: JobEntry | null;
  readonly count: number;
  readonly times: ArrivalTimes;
  /** the number of the next member in the order of arrival, 1-based */
  next: number;
  /** the instants of the members, where they have their own (NaN: this one has not) */
  readonly at: Float64Array | null;
  /** the members in the order of arrival, where that is not their own */
  readonly order: Int32Array | null;
  /** where the last task went: a job of that id made anew gets a family of its own */
  job: Job | null;
  family: Family | null;
}

/** The instants of an arrival process, one after the other; `Infinity` when there are no more. */
export class ArrivalTimes {
  private readonly arrival: Arrival;
  private readonly base: SimTime;
  /** of the processes that draw: a stream is dear to make */
  private readonly draws: RandomStream | null;
  /** exact, not rounded: rounding happens once per arrival */
  private last: number;
  private count = 0;

  constructor(arrival: Arrival, base: SimTime, seed: string, path: readonly (string | number)[]) {
    this.arrival = arrival;
    this.base = base;
    const isRandom = arrival.kind === 'poisson' || arrival.kind === 'rate';
    this.draws = isRandom ? stream(seed, 'arrival', ...path) : null;
    this.last = arrival.kind === 'poisson' ? arrival.from : 0;
  }

  next(): SimTime {
    const arrival = this.arrival;
    this.count++;
    switch (arrival.kind) {
      case 'at':
        return this.base + arrival.at;
      case 'every':
        return this.base + arrival.from + (this.count - 1) * arrival.every;
      case 'poisson':
        this.last += -arrival.mean * Math.log(1 - this.draws!.next());
        return this.base + Math.round(this.last);
      case 'rate':
        this.last = afterRate(arrival.rate, arrival.repeat, this.last, -Math.log(1 - this.draws!.next()));
        return this.base + (this.last === Infinity ? Infinity : Math.round(this.last));
    }
  }
}

type Rates = readonly { readonly at: SimTime; readonly perHour: number }[];

/**
 * The instant at which a Poisson process of time-dependent rate has made `work` expected arrivals since `from`: inversion of the
 * integrated rate (Çinlar, Introduction to Stochastic Processes, 1975, section 4.7).
 */
function afterRate(rates: Rates, repeat: SimTime, from: number, work: number): number {
  const total = repeat === Infinity ? 0 : expectedPerPeriod(rates, repeat);
  if (repeat !== Infinity && total === 0) return Infinity;
  let now = from;
  let left = work;
  if (total > 0) {
    const periods = Math.floor(left / total);
    now += periods * repeat;
    left -= periods * total;
  }
  for (;;) {
    const cycle = repeat === Infinity ? 0 : Math.floor(now / repeat) * repeat;
    const { perHour, until } = segmentAt(rates, now - cycle, repeat);
    const perMs = perHour / HOUR;
    const end = cycle + until;
    if (perMs > 0 && (end === Infinity || left <= (end - now) * perMs)) return now + left / perMs;
    if (end === Infinity) return Infinity;
    left -= Math.max(0, (end - now) * perMs);
    now = end;
  }
}

function segmentAt(
  rates: Rates,
  offset: number,
  repeat: SimTime,
): { readonly perHour: number; readonly until: number } {
  let perHour = 0;
  for (const step of rates) {
    if (step.at > offset) return { perHour, until: Math.min(step.at, repeat) };
    perHour = step.perHour;
  }
  return { perHour, until: repeat };
}

function expectedPerPeriod(rates: Rates, repeat: SimTime): number {
  let sum = 0;
  rates.forEach((step, index) => {
    const end = Math.min(rates[index + 1]?.at ?? repeat, repeat);
    sum += (Math.max(0, end - step.at) * step.perHour) / HOUR;
  });
  return sum;
}

/** When the rows of a task list arrive, NaN where that is not said; null if no row says it. */
export function ownInstants(entry: TaskEntry): Float64Array | null {
  const at = entry.rows?.at ?? null;
  return at?.some((offset) => !Number.isNaN(offset)) ? at : null;
}

/** The rows in the order of their instants, from 1; null where that is their own order. */
export function arrivalOrder(at: Float64Array): Int32Array | null {
  const offset = (row: number) => (Number.isNaN(at[row - 1]) ? 0 : at[row - 1]);
  let inOrder = 1;
  while (inOrder < at.length && offset(inOrder) <= offset(inOrder + 1)) inOrder++;
  if (inOrder >= at.length) return null;
  return new Int32Array(at.length).map((_, row) => row + 1).sort((a, b) => offset(a) - offset(b) || a - b);
}
