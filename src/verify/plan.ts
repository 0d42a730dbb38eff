/**
 * Which experiments are made, and how long they are. The lengths were found by trying: they make the intervals narrow enough.
 *
 * The default plan takes less than a minute on one core. What needs more is in the long plan: the mean waits of loaded queues, above
 * all, whose lengths grow with 1 / (1 - load)².
 */
import { makespan, restarts, twoPriorities, unequalNodes } from './batch-features.ts';
import type { Experiment } from './experiment.ts';
import { constantService, generalService } from './general-service.ts';
import { anomalies } from './graham.ts';
import { longQueue, shortQueue } from './queues.ts';

const MILLION = 1_000_000;

/** The experiment with some of its quantities: those that its length is enough for, and those that must agree exactly. */
function only(experiment: Experiment, ...names: readonly string[]): Experiment {
  const quantities = experiment.quantities.filter(({ name, exact }) => exact === 0 || names.includes(name));
  return { ...experiment, quantities };
}

/** Seconds: for continuous integration. */
export function smallPlan(): readonly Experiment[] {
  return [
    ...anomalies(),
    makespan(5, 50, 600),
    restarts(2, 40_000),
    only(unequalNodes(3, 0.7, 30_000, 500), 'share of the fast node'),
    only(longQueue(1, 0.95, 40_000, 5_000), 'P(wait)'),
    only(shortQueue(10, 0.95, 30, 8, 1500), 'mean wait'),
  ];
}

export function defaultPlan(): readonly Experiment[] {
  return [
    ...anomalies(),
    longQueue(1, 0.5, 1_250_000, 2_000),
    only(longQueue(1, 0.95, 40_000, 5_000), 'P(wait)'),
    only(longQueue(2, 0.8, 70_000, 2_000), 'P(wait)'),
    only(longQueue(5, 0.9, 150_000, 5_000), 'P(wait)'),
    only(shortQueue(1, 0.9, 8, 6, 4_500), 'mean wait'),
    only(shortQueue(2, 0.8, 8, 6, 7_000), 'P(wait)', 'mean wait'),
    only(shortQueue(5, 0.9, 15, 6, 3_500), 'mean wait'),
    only(shortQueue(10, 0.95, 30, 8, 1_500), 'mean wait'),
    only(shortQueue(50, 0.9, 100, 20, 1_000), 'mean wait'),
    constantService(1, 0.5, 650_000, 2_000),
    only(constantService(2, 0.7, 100_000, 2_000), 'P(wait)'),
    only(generalService('gamma', 0.5, 70_000, 2_000), 'P(wait)'),
    only(twoPriorities(1, 0.5, MILLION, 2_000), 'mean wait, high priority'),
    makespan(5, 50, 600),
    restarts(2, 40_000),
    restarts(1, 50_000),
    only(unequalNodes(3, 0.7, 90_000, 2_000), 'P(wait)', 'share of the fast node'),
  ];
}

/** servers, load, and as many runs of a million tasks */
const GRID: readonly (readonly [servers: number, load: number, runs: number])[] = [
  [1, 0.8, 7],
  [1, 0.9, 16],
  [1, 0.95, 60],
  [2, 0.5, 2],
  [2, 0.8, 9],
  [2, 0.9, 18],
  [2, 0.95, 60],
  [5, 0.5, 6],
  [5, 0.8, 14],
  [5, 0.9, 22],
  [5, 0.95, 70],
  [10, 0.5, 40],
  [10, 0.8, 26],
  [10, 0.9, 30],
  [10, 0.95, 75],
  [50, 0.9, 100],
  [50, 0.95, 120],
];

/** Hours. With 50 servers and load 0.5 seven tasks in a million wait, with 0.8 too few for a mean: nothing to be measured there. */
export function longPlan(): readonly Experiment[] {
  return [
    ...GRID.map(([servers, load, runs]) => longQueue(servers, load, MILLION, warmUp(load), runs)),
    only(longQueue(50, 0.8, MILLION, warmUp(0.8), 12), 'P(wait)'),
    constantService(2, 0.7, MILLION, warmUp(0.7), 2),
    constantService(5, 0.8, MILLION, warmUp(0.8), 5),
    constantService(10, 0.9, MILLION, warmUp(0.9), 20),
    generalService('lognormal', 0.5, MILLION, warmUp(0.5)),
    generalService('uniform', 0.8, MILLION, warmUp(0.8), 5),
    generalService('gamma', 0.5, MILLION, warmUp(0.5), 2),
    twoPriorities(1, 0.5, MILLION, warmUp(0.5), 3),
    twoPriorities(5, 0.8, MILLION, warmUp(0.8), 30),
    unequalNodes(3, 0.7, MILLION, warmUp(0.7), 3),
  ];
}

/** Some thirty relaxation times of the queue, ρ / (1 - √ρ)² arrivals each. */
function warmUp(load: number): number {
  return Math.ceil((30 * load) / (1 - Math.sqrt(load)) ** 2) + 500;
}
