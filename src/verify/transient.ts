/** The M/M/c queue from a given start: exact figures of its first arrivals, where the stationary ones would take too long to show. */
import { gammaSurvival } from '../kernel/special.ts';

export interface FirstArrivals {
  /** the mean share of the arrivals that wait */
  readonly waiting: number;
  /** mean over the arrivals, in mean service times */
  readonly meanWait: number;
  /** the mean share of the arrivals that wait longer than `t` */
  readonly longWaits: number;
}

/**
 * `present` tasks are there at the start, then the first `count` arrivals of a Poisson stream come. The number that an arrival finds is
 * a Markov chain: between two arrivals the next event is a departure with probability min(s, c) / (cρ + min(s, c)). Who finds
 * j >= c waits for j - c + 1 departures at rate c, a gamma variate (textbook transient analysis; Kleinrock 1975, chapter 2).
 */
export function firstArrivals(servers: number, load: number, present: number, count: number, t: number): FirstArrivals {
  const rate = servers * load;
  let chances = new Float64Array(present + count + 1);
  chances[present] = 1;
  let waiting = 0;
  let wait = 0;
  let long = 0;
  for (let arrival = 0; arrival < count; arrival++) {
    const found = new Float64Array(chances.length);
    let fromAbove = 0;
    for (let state = present + arrival; state >= 0; state--) {
      const visits = chances[state] + fromAbove;
      const departures = Math.min(state, servers);
      found[state] = (visits * rate) / (rate + departures);
      fromAbove = (visits * departures) / (rate + departures);
    }
    for (let state = servers; state <= present + arrival; state++) {
      const before = state - servers + 1;
      waiting += found[state];
      wait += (found[state] * before) / servers;
      long += found[state] * gammaSurvival(before, servers * t);
    }
    chances = new Float64Array(chances.length);
    chances.set(found.subarray(0, -1), 1);
  }
  return { waiting: waiting / count, meanWait: wait / count, longWaits: long / count };
}
