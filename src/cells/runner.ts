/** Where cells are run: threads of this process, a queue that other machines serve, or somebody else who left the results in files. */
import type { Cell, CellResult } from '../study/study.ts';

export interface CellFailure {
  readonly cell: Cell;
  /** one line */
  readonly message: string;
}

/** A failure is the cell's own, and stops no other. */
export type CellOutcome = { readonly result: CellResult } | CellFailure;

export interface CellRunner {
  /**
   * Runs the cells, in any order, and hands in each outcome as it comes; fulfilled when all are there. Rejected when nothing more will
   * come: with what `onOutcome` threw, or with why cells cannot be run at all.
   */
  run(cells: readonly Cell[], onOutcome: (outcome: CellOutcome) => void): Promise<void>;
  /** Ends what is still running and frees everything. */
  close(): Promise<void>;
}
