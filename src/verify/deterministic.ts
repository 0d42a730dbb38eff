/** The M/D/c queue: Poisson arrivals, c servers, every service of the same length. */

export interface DeterministicQueue {
  /** the share of arrivals that wait */
  readonly waiting: number;
  /** in service times */
  readonly meanWait: number;
}

const PRECISION = 1e-15;
const MOST_STEPS = 1_000_000;

/**
 * By Crommelin's argument (1932): whoever is in service now is gone one service time later, and nobody who comes meanwhile is. So the
 * number present D later is (present - c)⁺ plus the arrivals in D. The chain of these numbers is iterated until it no longer moves;
 * by PASTA an arrival waits when it finds c or more, and the mean wait follows by Little's law. States beyond those that
 * matter at double precision are cut off.
 */
export function deterministicQueue(servers: number, load: number): DeterministicQueue {
  const offered = servers * load;
  const states = Math.ceil(servers + 20 + 40 / (1 - load));
  const arrivals = poisson(offered, states);
  let present = arrivals;
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = after(present, arrivals, servers);
    const moved = next.reduce((most, chance, count) => Math.max(most, Math.abs(chance - present[count])), 0);
    present = next;
    if (moved < PRECISION) break;
  }
  let waiting = 0;
  let line = 0;
  for (let count = servers; count < states; count++) {
    waiting += present[count];
    line += (count - servers) * present[count];
  }
  return { waiting, meanWait: line / offered };
}

/** One service time later. */
function after(present: Float64Array, arrivals: Float64Array, servers: number): Float64Array {
  const next = new Float64Array(present.length);
  for (let count = 0; count < present.length; count++) {
    const left = Math.max(0, count - servers);
    for (let to = left; to < next.length; to++) next[to] += present[count] * arrivals[to - left];
  }
  return next;
}

function poisson(mean: number, states: number): Float64Array {
  const chances = new Float64Array(states);
  chances[0] = Math.exp(-mean);
  for (let count = 1; count < states; count++) chances[count] = (chances[count - 1] * mean) / count;
  return chances;
}
