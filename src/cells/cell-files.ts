/**
 * Results of single cells as files of their own, `cell-7.json` for the cell of index 7: what the tasks of an array job write, on whatever
 * machine they run, and what a study collects. Each holds one line, as in the file of all results.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Cell, CellResult, Study } from '../study/study.ts';
import { type KeyedResult, parseResultLine, resultFor, resultLine } from './result-line.ts';
import type { CellOutcome, CellRunner } from './runner.ts';

/** The cells of a study by number: variant × most replications + replication. */
export function cellOf(study: Study, index: number): Cell {
  const { max } = study.replications;
  return { variant: Math.floor(index / max), replication: index % max };
}

export function indexOf({ replications: { max } }: Study, { variant, replication }: Cell): number {
  return variant * max + replication;
}

export function cellCount({ variants, replications: { max } }: Study): number {
  return variants.length * max;
}

export function cellFile(folder: string, index: number): string {
  return join(folder, `cell-${index}.json`);
}

/** The result in the file, if there is one, it is of this key, and it has the figures that the study asks for. */
export function readCellFile(study: Study, folder: string, index: number, key: string): CellResult | null {
  let text: string;
  try {
    text = readFileSync(cellFile(folder, index), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const result = parseResultLine(text.trimEnd());
  return result?.key === key ? resultFor(result, cellOf(study, index), study.metrics) : null;
}

/** The file is there as a whole or not at all, also when several write it at the same time. */
export function writeCellFile(folder: string, index: number, result: KeyedResult): void {
  const path = cellFile(folder, index);
  const part = `${path}.${hostname()}-${process.pid}.part`;
  try {
    const handle = openSync(part, 'w');
    try {
      const bytes = Buffer.from(`${resultLine(result)}\n`, 'utf8');
      for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** Cells whose results are not in the folder. */
export class MissingCells extends Error {
  override readonly name = 'MissingCells';
  /** ascending */
  readonly indices: readonly number[];
  constructor(indices: readonly number[]) {
    super(`${indices.length === 1 ? 'cell' : 'cells'} ${ranges(indices)}`);
    this.indices = indices;
  }
}

/** Runs nothing: the results have been written by others. Rejects with `MissingCells` after handing in those that are there. */
export class Collector implements CellRunner {
  readonly #study: Study;
  readonly #folder: string;
  readonly #keyOf: (cell: Cell) => string;

  constructor(study: Study, folder: string, keyOf: (cell: Cell) => string) {
    this.#study = study;
    this.#folder = folder;
    this.#keyOf = keyOf;
  }

  async run(cells: readonly Cell[], onOutcome: (outcome: CellOutcome) => void): Promise<void> {
    const missing: number[] = [];
    for (const cell of cells) {
      const index = indexOf(this.#study, cell);
      const result = readCellFile(this.#study, this.#folder, index, this.#keyOf(cell));
      if (result === null) missing.push(index);
      else onOutcome({ result });
    }
    if (missing.length > 0) throw new MissingCells(missing.sort((left, right) => left - right));
  }

  async close(): Promise<void> {}
}

/** `0-3,7`, as array jobs take them. */
export function ranges(indices: readonly number[]): string {
  const parts: string[] = [];
  for (let from = 0; from < indices.length; ) {
    let to = from;
    while (indices[to + 1] === indices[to] + 1) to++;
    parts.push(from === to ? `${indices[from]}` : `${indices[from]}-${indices[to]}`);
    from = to + 1;
  }
  return parts.join(',');
}
