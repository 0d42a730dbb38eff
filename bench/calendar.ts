/**
 * The calendar against flatqueue (a binary heap of one key, without order among equals), under the hold model: the next entry is
 * taken and schedules another one, while the number of live entries stays the same.
 *
 *     npx tsx bench/calendar.ts [events]
 */
import FlatQueue from 'flatqueue';
import { Calendar } from '../src/kernel/calendar.ts';
import { stream } from '../src/kernel/random.ts';

const EVENTS = Number(process.argv[2] ?? 5_000_000);
const ROUNDS = 5;

/** delays are drawn beforehand, so that only the queue is measured */
const DELAYS = 2 ** 16;
const random = stream('1', 'bench', 'delays');
const delays = Float64Array.from({ length: DELAYS }, () => Math.round(-60_000 * Math.log1p(-random.next())));

/** nanoseconds per pop and push, and a hash of what came up */
type Run = (live: number) => { readonly nanoseconds: number; readonly hash: number };

const calendar: Run = (live) => {
  const events = new Calendar(() => true);
  for (let n = 0; n < live; n++) events.schedule(delays[n % DELAYS], 1, 0, n, 0);
  let hash = 0;
  const before = performance.now();
  for (let n = 0; n < EVENTS; n++) {
    events.next();
    hash = (Math.imul(hash, 31) + events.subject) | 0;
    events.schedule(events.time + delays[n & (DELAYS - 1)], 1, 0, events.subject, 0);
  }
  return { nanoseconds: ((performance.now() - before) * 1e6) / EVENTS, hash };
};

/** most entries are cancelled before they are due, as time limits are */
const cancelling: Run = (live) => {
  const stamps = new Int32Array(live);
  const events = new Calendar((kind, subject, stamp) => kind === 0 || stamps[subject] === stamp);
  for (let n = 0; n < live; n++) events.schedule(delays[n % DELAYS], 1, 0, n, 0);
  let hash = 0;
  const before = performance.now();
  for (let n = 0; n < EVENTS; n++) {
    events.next();
    const { time, subject } = events;
    hash = (Math.imul(hash, 31) + subject) | 0;
    stamps[subject]++;
    events.noteCancelled();
    events.schedule(time + delays[n & (DELAYS - 1)], 1, 0, subject, 0);
    events.schedule(time + 3_600_000, 4, 1, subject, stamps[subject]);
  }
  return { nanoseconds: ((performance.now() - before) * 1e6) / EVENTS, hash };
};

const flatqueue: Run = (live) => {
  const events = new FlatQueue<number>();
  for (let n = 0; n < live; n++) events.push(n, delays[n % DELAYS]);
  let hash = 0;
  const before = performance.now();
  for (let n = 0; n < EVENTS; n++) {
    const time = events.peekValue()!;
    const subject = events.pop()!;
    hash = (Math.imul(hash, 31) + subject) | 0;
    events.push(subject, time + delays[n & (DELAYS - 1)]);
  }
  return { nanoseconds: ((performance.now() - before) * 1e6) / EVENTS, hash };
};

const runs: Readonly<Record<string, Run>> = {
  calendar,
  'calendar, with a cancelled limit each': cancelling,
  flatqueue,
};
for (const live of [100, 4_000, 100_000]) {
  for (const [name, run] of Object.entries(runs)) {
    const results = Array.from({ length: ROUNDS }, () => run(live));
    const best = results.reduce((a, b) => (b.nanoseconds < a.nanoseconds ? b : a));
    const hash = (best.hash >>> 0).toString(16).padStart(8, '0');
    console.log(
      `${String(live).padStart(7)} live  ${best.nanoseconds.toFixed(0).padStart(5)} ns per event  ${hash}  ${name}`,
    );
  }
}
