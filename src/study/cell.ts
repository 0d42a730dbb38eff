/** One cell of a study: its run, and the figures of it that the study asks for. */
import { lookUp } from '../metrics/figure.ts';
import { Run } from '../simulate.ts';
import { seedOf } from './key.ts';
import { SteadyStateFold } from './steady-state.ts';
import type { Cell, CellResult, Study } from './study.ts';

/**
 * Runs a cell to its end. `mayGoOn` is asked now and then; when it says no, null is returned. Touches no disk and no clock: the same cell gives the same
 * result everywhere.
 */
export function runCell(study: Study, cell: Cell, mayGoOn: () => boolean = () => true): CellResult | null {
  const seed = seedOf(study, cell.replication);
  const scenario = { ...study.scenarioOf(cell.variant), seed };
  const wantsSeries = study.metrics.some((metric) => metric.startsWith('steadyState.'));
  const steady = wantsSeries ? new SteadyStateFold(study.steadyState) : null;
  const run = new Run(scenario, {
    maxEvents: study.maxEvents,
    ...(steady === null ? {} : { listen: (directory) => steady.listen(directory), onStretch: steady }),
  });
  while (run.advance(STEPS)) if (!mayGoOn()) return null;
  const summary = run.fold.summary({ eventsSha256: null, transitionsSha256: null });
  const figures = { ...summary, ...steady?.figures() };
  // a run that was cut short says nothing about its figures
  const figureOf = (metric: string) => (summary.endReason === 'limit' ? null : numberOf(lookUp(figures, metric)));
  const metrics = Object.fromEntries(study.metrics.map((metric) => [metric, figureOf(metric)]));
  return { ...cell, seed, metrics, ended: summary.endReason };
}

/** so many that asking costs nothing, and so few that an answer is soon heard */
const STEPS = 50_000;

/** A figure that this run has not (an auto pool that was never made) is null too. */
function numberOf(found: ReturnType<typeof lookUp>): number | null {
  return 'value' in found && typeof found.value === 'number' ? found.value : null;
}
