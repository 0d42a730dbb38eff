/** An experiment: a scenario, and what theory says about it. */

import type { Summary } from '../metrics/summary.ts';
import { loadScenario } from '../scenario/load.ts';
import { formatLocated } from '../scenario/located.ts';
import { Run } from '../simulate.ts';
import { History } from './history.ts';

export interface Experiment {
  /** e.g. `M/M/1, load 0.5` */
  readonly title: string;
  /** a scenario as a user writes it, without its seed */
  readonly scenario: object;
  /** independent runs of the scenario, whose batches are put together */
  readonly runs: number;
  readonly quantities: readonly Quantity[];
}

export interface Quantity {
  readonly name: string;
  /** what theory says */
  readonly exact: number;
  /** the same from one run: one whole number that must agree exactly, or averages of batches, whose interval must hold it */
  readonly observe: (history: History) => number | Batches;
}

export interface Batches {
  readonly values: readonly number[];
  /** for each control its deviation from its mean in each of the batches */
  readonly controls: readonly (readonly number[])[];
}

export interface Observation {
  readonly history: History;
  readonly summary: Summary;
}

/** Runs a scenario as the command line would, from its text on. */
export function observe(scenario: object, seed: string): Observation {
  const text = JSON.stringify({ ...scenario, seed });
  const loaded = loadScenario('verify.json', { read: () => text, resolve: (_from, ref) => ref });
  if (!loaded.ok) throw new Error(loaded.errors.map(formatLocated).join('\n'));
  let history: History | undefined;
  const run = new Run(loaded.scenario, {
    listen: (directory) => {
      history = new History(directory);
      return history;
    },
  });
  while (run.advance(STEPS));
  return { history: history!, summary: run.fold.summary({ eventsSha256: null, transitionsSha256: null }) };
}

const STEPS = 1_000_000;
