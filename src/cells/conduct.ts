/** Runs a study to its end: asks its plan for cells, takes the results that are kept already, and has the others run. */
import { seedOf } from '../study/key.ts';
import type { Cell, CellResult, Study, StudyPlan } from '../study/study.ts';
import { CellKeys } from './keys.ts';
import type { ResultsFile } from './results-file.ts';
import type { CellFailure, CellOutcome, CellRunner } from './runner.ts';

export interface Conduct {
  readonly study: Study;
  readonly plan: StudyPlan;
  /** what is done; every further result is added at once */
  readonly kept: ResultsFile;
  readonly runner: CellRunner;
  /** stops the study: what is finished is kept, and its reason is thrown */
  readonly signal: AbortSignal;
  /** called when a cell has failed */
  readonly onFailure: (failure: CellFailure) => void;
  /** called when something has changed; `computed` counts the cells that were run now */
  readonly onProgress: (progress: {
    readonly taken: number;
    readonly asked: number;
    readonly computed: number;
  }) => void;
}

export interface Conducted {
  /** cells that were run now, those that failed included */
  readonly computed: number;
  /** results that count and were kept from before */
  readonly found: number;
  readonly failed: number;
}

/** What `ended` says of a cell that has no result. */
export const FAILED = 'failed';

export async function conduct(options: Conduct): Promise<Conducted> {
  const { study, plan, kept, runner, signal, onFailure, onProgress } = options;
  const keys = new CellKeys(study);
  let computed = 0;
  let found = 0;
  let failed = 0;
  const progress = () => onProgress({ ...plan.progress(), computed });
  const take = (outcome: CellOutcome) => {
    signal.throwIfAborted();
    computed++;
    if ('result' in outcome) {
      const { result } = outcome;
      kept.add({ key: keys.of(result), ...result });
      plan.take(result);
    } else {
      failed++;
      onFailure(outcome);
      plan.take(withoutFigures(study, outcome.cell));
    }
    progress();
  };
  const stopped = aborted(signal);
  try {
    while (!plan.done) {
      signal.throwIfAborted();
      const cells = plan.next();
      if (cells.length === 0) throw new Error('the plan of a study is not done and asks for nothing');
      const missing: Cell[] = [];
      for (const cell of cells) {
        const result = kept.find(keys.of(cell), cell, study.metrics);
        if (result === null) missing.push(cell);
        else plan.take(result);
      }
      found += cells.length - missing.length;
      progress();
      if (missing.length > 0) await Promise.race([runner.run(missing, take), stopped.promise]);
    }
  } finally {
    stopped.forget();
  }
  return { computed, found, failed };
}

/** A failed cell counts as a run without figures, and is not kept: the next time it is tried again. */
function withoutFigures(study: Study, cell: Cell): CellResult {
  return {
    ...cell,
    seed: seedOf(study, cell.replication),
    ended: FAILED,
    metrics: Object.fromEntries(study.metrics.map((metric) => [metric, null])),
  };
}

function aborted(signal: AbortSignal): { readonly promise: Promise<never>; readonly forget: () => void } {
  let onAbort = () => {};
  const promise = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
  });
  promise.catch(() => {}); // it may be rejected while nobody waits for it
  signal.addEventListener('abort', onAbort);
  return { promise, forget: () => signal.removeEventListener('abort', onAbort) };
}
