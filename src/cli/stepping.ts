/** Runs a simulation to its end in slices, between which signals are heard and progress is shown. */
import type { Run } from '../simulate.ts';
import type { Interruption } from './interruption.ts';
import type { Progress } from './progress.ts';

/** Steps between two breaths: a few milliseconds of work. */
const SLICE = 4096;

export async function runToEnd(run: Run, name: string, interruption: Interruption, progress: Progress): Promise<void> {
  while (run.advance(SLICE)) {
    await interruption.breathe();
    const { now, tasksCompleted, events } = run.simulation;
    progress.show(name, now, tasksCompleted, events);
  }
  await interruption.breathe();
}
