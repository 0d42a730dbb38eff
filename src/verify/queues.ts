/** The M/M/c queue: in the long run, and from a given start. Time is counted in mean service times. */

import { batchMeans, replications, type StreamMeans } from './batching.ts';
import type { Batches, Experiment, Quantity } from './experiment.ts';
import type { History } from './history.ts';
import { AT_ONCE, duration, job, pool, slots, stream } from './scenarios.ts';
import { erlangC, meanWaitMMc, waitTailMMc } from './theory.ts';
import { firstArrivals } from './transient.ts';
import { startsOutOfTurn } from './turns.ts';

/** mean service time in milliseconds: long enough that whole milliseconds do not matter, far below a task's lifetime of days */
export const SERVICE = 100_000;
const EXPONENTIAL = { exponential: { mean: duration(SERVICE) } };

/** The mean time between arrivals in whole milliseconds, and the load that it makes. */
export function arrivals(servers: number, load: number): { readonly between: number; readonly load: number } {
  const between = Math.round(SERVICE / (servers * load));
  return { between, load: SERVICE / (servers * between) };
}

/** A long run of `tasks` tasks from the empty queue, the first `warmUp` left out. */
export function longQueue(servers: number, nominal: number, tasks: number, warmUp: number, runs = 1): Experiment {
  const { between, load } = arrivals(servers, nominal);
  const means: readonly StreamMeans[] = [{ between, service: SERVICE }];
  const over = (of: (history: History, task: number) => number) => (history: History) =>
    batchMeans(history, means, warmUp, 0, (task) => of(history, task));
  const far = 1 / (servers * (1 - load)); // the mean wait of those that wait
  return {
    title: `M/M/${servers}, load ${nominal}`,
    scenario: {
      name: 'queue',
      pools: [pool(slots(servers))],
      jobs: [job('queue')],
      tasks: [{ jobId: 'queue', ...stream(tasks, between, EXPONENTIAL) }],
      cloud: { nodes: AT_ONCE },
    },
    runs,
    quantities: [
      { name: 'P(wait)', exact: erlangC(servers, load), observe: over((history, task) => +(history.wait(task) > 0)) },
      {
        name: 'mean wait',
        exact: meanWaitMMc(servers, load),
        observe: over((history, task) => history.wait(task) / SERVICE),
      },
      {
        name: `P(wait > ${shown(far)})`,
        exact: waitTailMMc(servers, load, far),
        observe: over((history, task) => +(history.wait(task) > far * SERVICE)),
      },
      drawn(
        'mean time between arrivals',
        warmUp,
        (history, task) => history.created[task] - history.created[task - 1],
        between,
      ),
      drawn('mean service time', warmUp, (history, task) => history.service(task), SERVICE),
      startsOutOfTurn(servers),
    ],
  };
}

/** What is drawn, without controls: they could hide that it is drawn wrongly. */
function drawn(name: string, warmUp: number, of: (history: History, task: number) => number, mean: number): Quantity {
  return {
    name,
    exact: mean / SERVICE,
    observe: (history) => {
      const { values } = batchMeans(history, [], warmUp, 0, (task) => of(history, task) / SERVICE);
      return { values, controls: [] };
    },
  };
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Many short runs, one a job, a day apart: `present` tasks at the start, then `count` arrivals. */
export function shortQueue(servers: number, nominal: number, present: number, count: number, jobs: number): Experiment {
  const { between, load } = arrivals(servers, nominal);
  const far = (present - servers + 1) / servers; // the mean wait of an arrival right after the start
  const theory = firstArrivals(servers, load, present, count, far);
  const over =
    (of: (history: History, task: number) => number) =>
    (history: History): Batches =>
      replications(history, { between, service: SERVICE }, present, present + count, (task) => of(history, task));
  return {
    title: `M/M/${servers}, load ${nominal}: ${count} arrivals after ${present}`,
    scenario: {
      name: 'queue',
      pools: [pool(slots(servers))],
      jobs: [
        {
          count: jobs,
          arrival: { every: 'P1D' },
          job: job('queue-{n}'),
          tasks: [
            { count: present, task: { id: 'present-{n}', commandLine: 'work' }, runs: { duration: EXPONENTIAL } },
            stream(count, between, EXPONENTIAL),
          ],
        },
      ],
      cloud: { nodes: AT_ONCE },
    },
    runs: 1,
    quantities: [
      { name: 'P(wait)', exact: theory.waiting, observe: over((history, task) => +(history.wait(task) > 0)) },
      { name: 'mean wait', exact: theory.meanWait, observe: over((history, task) => history.wait(task) / SERVICE) },
      {
        name: `P(wait > ${shown(far)})`,
        exact: theory.longWaits,
        observe: over((history, task) => +(history.wait(task) > far * SERVICE)),
      },
    ],
  };
}
