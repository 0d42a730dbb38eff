/** Queues whose services are not exponential: M/D/c and M/G/1. Time is counted in mean service times. */
import { batchMeans, type StreamMeans } from './batching.ts';
import { deterministicQueue } from './deterministic.ts';
import type { Experiment, Quantity } from './experiment.ts';
import type { History } from './history.ts';
import { arrivals, SERVICE } from './queues.ts';
import { AT_ONCE, duration, job, pool, slots, stream } from './scenarios.ts';
import { meanWaitMG1 } from './theory.ts';
import { startsOutOfTurn } from './turns.ts';

/** Distributions of mean SERVICE by their squared coefficients of variation, in the words of a scenario. */
export const SERVICES = {
  uniform: { scv: 1 / 3, dist: { uniform: { min: 'PT0S', max: duration(2 * SERVICE) } } },
  gamma: { scv: 2, dist: { gamma: { mean: duration(SERVICE), shape: 0.5 } } },
  lognormal: { scv: 0.25, dist: { lognormal: { mean: duration(SERVICE), sd: duration(SERVICE / 2) } } },
} as const;

/** Services of one length on `servers` slots. */
export function constantService(servers: number, nominal: number, tasks: number, warmUp: number, runs = 1): Experiment {
  const { between, load } = arrivals(servers, nominal);
  const theory = deterministicQueue(servers, load);
  const means = { between, service: SERVICE, drawn: null };
  return experiment(`M/D/${servers}, load ${nominal}`, servers, tasks, between, duration(SERVICE), runs, [
    quantity('P(wait)', theory.waiting, means, warmUp, (wait) => +(wait > 0)),
    quantity('mean wait', theory.meanWait, means, warmUp, (wait) => wait),
  ]);
}

/** One slot, services of any distribution: the mean wait depends on their first two moments only. */
export function generalService(
  name: keyof typeof SERVICES,
  nominal: number,
  tasks: number,
  warmUp: number,
  runs = 1,
): Experiment {
  const { scv, dist } = SERVICES[name];
  const { between, load } = arrivals(1, nominal);
  const means = { between, service: SERVICE };
  return experiment(`M/G/1, ${name} services, load ${nominal}`, 1, tasks, between, dist, runs, [
    quantity('P(wait)', load, means, warmUp, (wait) => +(wait > 0)),
    quantity('mean wait', meanWaitMG1(load, scv), means, warmUp, (wait) => wait),
  ]);
}

function quantity(
  name: string,
  exact: number,
  means: StreamMeans,
  warmUp: number,
  of: (wait: number) => number,
): Quantity {
  return {
    name,
    exact,
    observe: (history: History) => batchMeans(history, [means], warmUp, 0, (task) => of(history.wait(task) / SERVICE)),
  };
}

function experiment(
  title: string,
  servers: number,
  tasks: number,
  between: number,
  service: object | string,
  runs: number,
  quantities: readonly Quantity[],
): Experiment {
  return {
    title,
    scenario: {
      name: 'queue',
      pools: [pool(slots(servers))],
      jobs: [job('queue')],
      tasks: [{ jobId: 'queue', ...stream(tasks, between, service) }],
      cloud: { nodes: AT_ONCE },
    },
    runs,
    quantities: [...quantities, startsOutOfTurn(servers)],
  };
}
