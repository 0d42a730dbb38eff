/** A study run by one worker, one cell after the other: for the library, in a browser, and wherever a study is small. */
import { runCell } from './cell.ts';
import { planOf } from './plan.ts';
import type { Study, StudyPlan } from './study.ts';
import { type StudySummary, summarizeStudy } from './summary.ts';

/** Runs every cell that the plan asks for, and says what came of it. Touches no disk and no clock. */
export function runStudy(study: Study, plan: StudyPlan = planOf(study)): StudySummary {
  while (!plan.done) {
    for (const cell of plan.next()) {
      const result = runCell(study, cell);
      if (result !== null) plan.take(result);
    }
  }
  return summarizeStudy(study, plan);
}
