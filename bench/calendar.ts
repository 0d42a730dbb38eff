/**
 * The calendar against flatqueue (a binary heap of one key, without order among equals), under the hold model: the next entry is
 * taken and schedules another one, so that the number of live entries stays the same. Equal hashes mean equal orders.
 *
 *     npx tsx bench/calendar.ts [events]
 */
import FlatQueue from 'flatqueue';
import { Calendar } from '../src/kernel/calendar.ts';
import { stream } from '../src/kernel/random.ts';
import { isProgram, tell } from './result.ts';
import { cpuTime } from './timing.ts';

export interface Measured {
  readonly queue: string;
  readonly live: number;
  /** CPU time of the fastest round, for one event: a pop and what it schedules */
  readonly nanoseconds: number;
  /** of the subjects in the order they came up */
  readonly hash: string;
}

/** Measures every queue at every size, the best of `rounds`. */
export function measure(sizes: readonly number[], events: number, rounds: number): Measured[] {
  return sizes.flatMap((live) =>
    Object.entries(queues).map(([queue, hold]) => {
      let nanoseconds = Infinity;
      let hash = 0;
      for (let round = 0; round < rounds; round++) {
        const spent = cpuTime(() => (hash = hold(live, events)));
        nanoseconds = Math.min(nanoseconds, (spent * 1000) / events);
      }
      return { queue, live, nanoseconds, hash: (hash >>> 0).toString(16).padStart(8, '0') };
    }),
  );
}

/** delays are drawn beforehand, so that only the queue is measured */
const DELAYS = 2 ** 16;
const random = stream('1', 'bench', 'delays');
const delays = Float64Array.from({ length: DELAYS }, () => Math.round(-60_000 * Math.log1p(-random.next())));

const mixed = (hash: number, subject: number) => (Math.imul(hash, 31) + subject) | 0;

const queues: Readonly<Record<string, (live: number, events: number) => number>> = {
  calendar(live, events) {
    const calendar = new Calendar(() => true);
    for (let n = 0; n < live; n++) calendar.schedule(delays[n % DELAYS], 1, 0, n, 0);
    let hash = 0;
    for (let n = 0; n < events; n++) {
      calendar.next();
      hash = mixed(hash, calendar.subject);
      calendar.schedule(calendar.time + delays[n % DELAYS], 1, 0, calendar.subject, 0);
    }
    return hash;
  },

  /** each event also sets a time limit and cancels the one set before it */
  'calendar with limits'(live, events) {
    const stamps = new Int32Array(live);
    const calendar = new Calendar((kind, subject, stamp) => kind === 0 || stamps[subject] === stamp);
    for (let n = 0; n < live; n++) calendar.schedule(delays[n % DELAYS], 1, 0, n, 0);
    let hash = 0;
    for (let n = 0; n < events; n++) {
      calendar.next();
      const { time, subject } = calendar;
      hash = mixed(hash, subject);
      stamps[subject]++;
      calendar.noteCancelled();
      calendar.schedule(time + delays[n % DELAYS], 1, 0, subject, 0);
      calendar.schedule(time + 3_600_000, 4, 1, subject, stamps[subject]);
    }
    return hash;
  },

  flatqueue(live, events) {
    const queue = new FlatQueue<number>();
    for (let n = 0; n < live; n++) queue.push(n, delays[n % DELAYS]);
    let hash = 0;
    for (let n = 0; n < events; n++) {
      const time = queue.peekValue()!;
      const subject = queue.pop()!;
      hash = mixed(hash, subject);
      queue.push(subject, time + delays[n % DELAYS]);
    }
    return hash;
  },
};

if (isProgram(import.meta)) {
  const events = Number(process.argv[2] ?? 2_000_000);
  const measured = measure([100, 4_000, 100_000], events, 5);
  const bare = new Map(measured.filter(({ queue }) => queue === 'flatqueue').map((each) => [each.live, each]));
  tell(
    measured.map(({ queue, live, nanoseconds, hash }) => ({
      what: `${queue}, ${live} live, ${events} events`,
      value: nanoseconds,
      unit: 'ns an event',
      ...(queue === 'flatqueue' ? {} : { ratio: nanoseconds / bare.get(live)!.nanoseconds, baseline: 'flatqueue' }),
      hash,
    })),
  );
}
