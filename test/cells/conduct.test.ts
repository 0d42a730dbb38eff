import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { conduct } from '../../src/cells/conduct.ts';
import { CellKeys } from '../../src/cells/keys.ts';
import { ResultsFile } from '../../src/cells/results-file.ts';
import type { CellFailure, CellOutcome, CellRunner } from '../../src/cells/runner.ts';
import { RoundsPlan } from '../../src/study/plan.ts';
import type { Cell, Study } from '../../src/study/study.ts';
import { smallStudy } from './studies.ts';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-conduct-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const freshPath = () => join(folder, `${files++}.ndjson`);

/** Answers at once, the last first; writes down what it was asked for. */
class Oracle implements CellRunner {
  readonly asked: Cell[] = [];
  readonly #outcomeOf: (cell: Cell) => CellOutcome;

  constructor(study: Study, outcomeOf = (cell: Cell): CellOutcome => resultOf(study, cell)) {
    this.#outcomeOf = outcomeOf;
  }

  async run(cells: readonly Cell[], onOutcome: (outcome: CellOutcome) => void): Promise<void> {
    for (const cell of cells.toReversed()) {
      this.asked.push(cell);
      await Promise.resolve();
      onOutcome(this.#outcomeOf(cell));
    }
  }

  async close(): Promise<void> {}
}

function resultOf(study: Study, { variant, replication }: Cell): CellOutcome {
  const metrics = Object.fromEntries(
    study.metrics.map((metric, place) => [metric, 100 * variant + replication + place]),
  );
  return { result: { variant, replication, seed: `s${replication}`, ended: 'quiescent', metrics } };
}

async function runStudy(study: Study, path: string, runner: Oracle, signal = new AbortController().signal) {
  const kept = new ResultsFile(path);
  const plan = new RoundsPlan(study);
  const seen: number[] = [];
  const failures: CellFailure[] = [];
  try {
    const onFailure = (failure: CellFailure) => failures.push(failure);
    const onProgress = ({ taken }: { readonly taken: number }) => seen.push(taken);
    const done = await conduct({ study, plan, kept, runner, signal, onFailure, onProgress });
    return { ...done, failures, results: plan.results(), seen };
  } finally {
    kept.close();
  }
}

const linesOf = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);

describe('a study that is conducted', () => {
  it('keeps each result in one line and says how far it is', async () => {
    const path = freshPath();
    const study = smallStudy();
    const { computed, found, failures, results, seen } = await runStudy(study, path, new Oracle(study));
    expect({ computed, found, failures }).toEqual({ computed: 6, found: 0, failures: [] });
    expect(linesOf(path)).toHaveLength(6);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(results.map(({ variant, replication }) => [variant, replication])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
  });

  it('runs nothing that is kept, and comes to the same results', async () => {
    const path = freshPath();
    const study = smallStudy();
    const first = await runStudy(study, path, new Oracle(study));
    const again = new Oracle(study);
    const second = await runStudy(study, path, again);
    expect(again.asked).toEqual([]);
    expect(second).toMatchObject({ computed: 0, found: 6, results: first.results });
  });

  it('runs only what a change of the study has added', async () => {
    const path = freshPath();
    await runStudy(smallStudy(), path, new Oracle(smallStudy()));
    const wider = smallStudy({ variants: 3, replications: 4 });
    const more = new Oracle(wider);
    await runStudy(wider, path, more);
    expect(more.asked).toHaveLength(3 * 4 - 2 * 3);
    expect(linesOf(path)).toHaveLength(3 * 4);
    // back again: all is there
    const back = new Oracle(smallStudy());
    await runStudy(smallStudy(), path, back);
    expect(back.asked).toEqual([]);
  });

  it('runs cells again whose seed is another, or of which a metric was not looked at', async () => {
    const path = freshPath();
    await runStudy(smallStudy(), path, new Oracle(smallStudy()));
    for (const study of [smallStudy({ seed: '2' }), smallStudy({ metrics: ['cost', 'makespanSeconds'] })]) {
      const oracle = new Oracle(study);
      await runStudy(study, path, oracle);
      expect(oracle.asked).toHaveLength(6);
    }
    const fewer = smallStudy({ metrics: ['makespanSeconds'] });
    const oracle = new Oracle(fewer);
    const { results } = await runStudy(fewer, path, oracle);
    expect(oracle.asked).toEqual([]);
    expect(results[0].metrics).toEqual({ makespanSeconds: 1 });
  });

  it('reports a cell that fails, runs the others, and tries it again the next time', async () => {
    const path = freshPath();
    const study = smallStudy();
    const ill = new Oracle(study, (cell) =>
      cell.variant === 1 && cell.replication > 0 ? { cell, message: 'ill' } : resultOf(study, cell),
    );
    const { failed, failures, results } = await runStudy(study, path, ill);
    expect(failures).toEqual([
      { cell: { variant: 1, replication: 2 }, message: 'ill' },
      { cell: { variant: 1, replication: 1 }, message: 'ill' },
    ]);
    expect(failed).toBe(2);
    expect(linesOf(path)).toHaveLength(4);
    expect(results.at(-1)).toMatchObject({ ended: 'failed', metrics: { cost: null } });
    const healed = new Oracle(study);
    expect(await runStudy(study, path, healed)).toMatchObject({ failures: [], computed: 2, found: 4 });
  });

  it('stops when it is told to, at once, and keeps what is done', async () => {
    const path = freshPath();
    const study = smallStudy();
    const controller = new AbortController();
    const oracle = new Oracle(study, (cell) => {
      if (oracle.asked.length === 3) controller.abort(new Error('enough'));
      return resultOf(study, cell);
    });
    await expect(runStudy(study, path, oracle, controller.signal)).rejects.toThrow('enough');
    expect(linesOf(path)).toHaveLength(2);
    expect(await runStudy(study, path, new Oracle(study))).toMatchObject({ computed: 4, found: 2 });
  });

  it('stops too while a runner gives no answer', async () => {
    const study = smallStudy();
    const silent = new Oracle(study);
    silent.run = () => new Promise<void>(() => {});
    const controller = new AbortController();
    const running = runStudy(study, freshPath(), silent, controller.signal);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});

describe('the key of a cell', () => {
  it('is that of its variant and seed, in whichever study and at whichever place', () => {
    const keys = new CellKeys(smallStudy({ variants: 3 }));
    const other = new CellKeys(smallStudy({ variants: 5, replications: 9, metrics: ['makespanSeconds'] }));
    const cell = { variant: 2, replication: 1 };
    expect(keys.of(cell)).toMatch(/^[0-9a-f]{64}$/);
    expect(other.of(cell)).toBe(keys.of(cell));
    expect(keys.of({ variant: 1, replication: 2 })).not.toBe(keys.of(cell));
    expect(new CellKeys(smallStudy({ variants: 3, seed: '2' })).of(cell)).not.toBe(keys.of(cell));
  });
});
