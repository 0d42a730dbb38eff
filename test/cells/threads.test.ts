import { describe, expect, it } from 'vitest';
import type { CellOutcome } from '../../src/cells/runner.ts';
import { ThreadRunner } from '../../src/cells/threads.ts';
import { runCell } from '../../src/study/cell.ts';
import type { Cell } from '../../src/study/study.ts';
import { smallStudy } from './studies.ts';

const NOTHING = { bundle: { file: 'study.yaml', texts: {}, references: [] }, options: {} };
const THREAD = new URL('./thread.mjs', import.meta.url);

function open(threads = 2): ThreadRunner {
  return new ThreadRunner(NOTHING, { threads, worker: THREAD });
}

async function outcomesOf(cells: readonly Cell[]): Promise<readonly CellOutcome[]> {
  const runner = open();
  const outcomes: CellOutcome[] = [];
  await runner.run(cells, (outcome) => outcomes.push(outcome));
  await runner.close();
  return outcomes;
}

const cellsOf = (variant: number, count: number) =>
  Array.from({ length: count }, (_, replication) => ({ variant, replication }));

describe('threads', () => {
  it('come to the results that this thread comes to, from the texts of the files alone', async () => {
    const study = smallStudy({ metrics: ['makespanSeconds', 'tasks.waitSeconds.p95', 'cost'] });
    const runner = new ThreadRunner({ bundle: study.bundle, options: {} }, { threads: 1 });
    const cells = [...cellsOf(0, 2), ...cellsOf(1, 2)];
    const outcomes: CellOutcome[] = [];
    await runner.run(cells, (outcome) => outcomes.push(outcome));
    await runner.close();
    expect(outcomes).toEqual(cells.map((cell) => ({ result: runCell(study, cell) })));
  });

  it('answer each cell once', async () => {
    const outcomes = await outcomesOf([...cellsOf(0, 20), ...cellsOf(5, 20)]);
    const costs = outcomes.map((each) => ('result' in each ? each.result.metrics.cost : null));
    expect(costs.toSorted((left, right) => left! - right!)).toEqual(
      [...Array(20).keys(), ...Array.from({ length: 20 }, (_, place) => 5 + place)].sort((left, right) => left - right),
    );
  });

  it('take cells in their order', async () => {
    const runner = open(1);
    const seen: number[] = [];
    await runner.run(cellsOf(0, 9), (outcome) => seen.push('result' in outcome ? outcome.result.replication : -1));
    await runner.close();
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it.each([
    [1, 'the first line; and the second'],
    [2, 'worker exited with code: 7'],
    [3, 'nothing caught this'],
  ])('report a failure of a cell (%i) in one line, and the other cells are run', async (variant, message) => {
    const outcomes = await outcomesOf([...cellsOf(variant, 1), ...cellsOf(0, 5)]);
    expect(outcomes).toHaveLength(6);
    expect(outcomes.filter((outcome) => 'message' in outcome)).toEqual([
      { cell: { variant, replication: 0 }, message },
    ]);
  });

  it('that are closed leave what they do, and whoever waits is told', async () => {
    const runner = open(1);
    const waiting = runner.runOne({ variant: 4, replication: 0 });
    const told = expect(waiting).rejects.toThrow();
    await runner.close();
    await told;
  });
});
