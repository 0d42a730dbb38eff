/**
 * What queueing theory says, in closed form. Rates are per unit of time, means in the same unit; `load` (ρ) is the share of the slots
 * that work needs, 0 < ρ < 1. Nothing here has ever heard of a simulation.
 */

/**
 * Erlang's C: the chance that an arrival of an M/M/c queue has to wait (Erlang 1917; by PASTA the share of time in which all servers
 * are busy). By way of Erlang's B, whose recursion is stable.
 */
export function erlangC(servers: number, load: number): number {
  const offered = servers * load;
  let blocking = 1;
  for (let server = 1; server <= servers; server++) blocking = (offered * blocking) / (server + offered * blocking);
  return blocking / (1 - load * (1 - blocking));
}

/** The mean wait of an M/M/c queue in units of the mean service time: C / (c (1 - ρ)). */
export function meanWaitMMc(servers: number, load: number): number {
  return erlangC(servers, load) / (servers * (1 - load));
}

/** P(W > t) of an M/M/c queue served in order of arrival, t in mean service times: C e^{-c (1 - ρ) t}. */
export function waitTailMMc(servers: number, load: number, t: number): number {
  return erlangC(servers, load) * Math.exp(-servers * (1 - load) * t);
}

/**
 * The mean wait of an M/G/1 queue in mean service times, by the squared coefficient of variation of the service times (Pollaczek 1930,
 * Khinchine 1932): ρ (1 + scv) / (2 (1 - ρ)).
 */
export function meanWaitMG1(load: number, scv: number): number {
  return (load * (1 + scv)) / (2 * (1 - load));
}

/**
 * The mean waits of the classes of an M/M/c queue with priorities that never interrupt, highest first, all with the same exponential
 * service, in mean service times (Cobham 1954): C / (c (1 - σ_{k-1}) (1 - σ_k)), where σ_k is the load of classes 1 to k.
 */
export function meanWaitsByPriority(servers: number, loads: readonly number[]): readonly number[] {
  const waiting = erlangC(
    servers,
    loads.reduce((sum, load) => sum + load, 0),
  );
  let above = 0;
  return loads.map((load) => {
    const until = above + load;
    const wait = waiting / (servers * (1 - above) * (1 - until));
    above = until;
    return wait;
  });
}

/**
 * The mean time until the last of `tasks` exponential tasks is done on `servers` slots, all there at the start, in mean service times:
 * the ends come at rate c until no task waits, then at rates c, c - 1, … 1 (the minimum of exponential variates is exponential).
 */
export function meanMakespan(tasks: number, servers: number): number {
  let sum = 0;
  for (let left = tasks; left > 0; left--) sum += 1 / Math.min(left, servers);
  return sum;
}

/**
 * The mean time from the first start to the completion of a task that needs `work` without interruption, is lost at rate `hazard` and
 * starts anew after `repair`: (e^{γx} - 1) (1/γ + R) (the restart model; Asmussen et al. 2008).
 */
export function meanWithRestarts(work: number, hazard: number, repair: number): number {
  return Math.expm1(hazard * work) * (1 / hazard + repair);
}

export interface Unequal {
  /** the share of arrivals that wait */
  readonly waiting: number;
  /** mean time in the queue of all arrivals */
  readonly meanWait: number;
  /** the share of all services that the faster server does */
  readonly fastShare: number;
}

/**
 * A queue of one line and two exponential servers of unequal rates, where an arrival that finds both idle takes the faster one: the
 * balance equations of its Markov chain (Gumbel 1960; Trivedi 2002, section 8.2.3), solved.
 */
export function unequalServers(arrivals: number, fast: number, slow: number): Unequal {
  // chances relative to that of the empty state: one busy, both busy, and each further task in line times `ratio`
  const perBoth = fast / (arrivals + slow); // (arrivals + slow) onlySlow = fast both
  const both =
    arrivals ** 2 / (arrivals + fast) / (fast + slow - (arrivals * slow) / (arrivals + fast) - arrivals * perBoth); // (fast + slow) both = arrivals (onlyFast + onlySlow)
  const onlyFast = (arrivals + slow * both) / (arrivals + fast);
  const onlySlow = perBoth * both;
  const ratio = arrivals / (fast + slow);
  const total = 1 + onlyFast + onlySlow + both / (1 - ratio);
  const waiting = both / (1 - ratio) / total;
  return {
    waiting,
    meanWait: (both * ratio) / (1 - ratio) ** 2 / total / arrivals,
    fastShare: (fast * (onlyFast / total + waiting)) / arrivals,
  };
}
