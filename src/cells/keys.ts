/** Names under which results are kept: hashes of everything that a result depends on, the version of batchlab included. */
import { createHash } from 'node:crypto';
import { cellKey, studyKey } from '../study/key.ts';
import type { Cell, Study } from '../study/study.ts';

export class CellKeys {
  readonly #study: Study;
  /** once for all cells: the scenario in it may be large */
  readonly #common: string;

  constructor(study: Study) {
    this.#study = study;
    this.#common = sha256(studyKey(study));
  }

  /** 64 hexadecimal digits. */
  of(cell: Cell): string {
    return sha256(`${this.#common}\n${cellKey(this.#study, cell)}`);
  }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
