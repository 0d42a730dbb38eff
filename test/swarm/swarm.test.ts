import { expect, test } from 'vitest';
import type { Scenario } from '../../src/batch/model.ts';
import { Run, simulate } from '../../src/simulate.ts';
import { compiled } from './compiled.ts';
import { type Count, Coverage } from './coverage.ts';
import { examine } from './examine.ts';
import { randomScenario } from './generator.ts';
import { shrink } from './shrink.ts';

/** `SWARM_SEEDS=1-5000` looks at more. */
const [FROM, TO] = (process.env.SWARM_SEEDS ?? '1-2000').split('-').map(Number);
const coverage = new Coverage();

test('O-42, O-45, L-422, L-428, L-430, L-431, S-24, S-25: whatever a scenario does, the engine places what the rules place, counts right and explains each wait', () => {
  const failures: string[] = [];
  let placements = 0;
  for (let seed = FROM; seed <= TO; seed++) {
    const { finding, placements: placed } = examine(randomScenario(seed), coverage);
    placements += placed;
    if (finding !== null)
      failures.push(`npx tsx test/swarm/main.ts --seeds ${seed}-${seed} : ${finding.kind} ${finding.message}`);
  }
  expect(failures).toEqual([]);
  expect(placements).toBeGreaterThan(TO - FROM);
}, 600_000); // half a minute, on a machine with nothing else to do

test.runIf(TO - FROM >= 1999)(
  'Two thousand scenarios meet nine of ten edges of all lifecycles, and all there is of the rest',
  () => {
    const missing = (counts: readonly Count[]) => counts.filter(({ times }) => times === 0).map(({ what }) => what);
    const edges = coverage.edges();
    expect(edges.length).toBeGreaterThan(250);
    expect(missing(edges).length, coverage.toText()).toBeLessThan(edges.length / 10);
    expect(missing(coverage.operations())).toEqual(['setCapacity rejected']); // it names nothing that might not be there
    expect(coverage.refusals().length).toBeGreaterThan(100);
    expect(missing(coverage.waits())).toEqual([]);
    expect(missing(coverage.ends())).toEqual([]);
  },
);

test('A random scenario is a function of its seed', () => {
  expect(randomScenario(5)).toEqual(randomScenario(5));
  expect(randomScenario(6)).not.toEqual(randomScenario(5));
});

test.each([11, 12, 13])('A random scenario does the same when it is read from a file: seed %i', (seed) => {
  const scenario = randomScenario(seed, { taskFiles: false });
  const [fromTree, fromText] = [[] as string[], [] as string[]];
  const run = new Run(compiled(scenario) as Scenario, { onLog: (text) => fromTree.push(text) });
  while (run.advance(1_000_000));
  simulate(JSON.stringify(scenario), { onLog: (text) => fromText.push(text) });
  expect(fromText.join('')).toBe(fromTree.join(''));
});

test('A failing scenario is made as small as it can be', () => {
  const scenario = { tasks: [{ id: 'a' }, { id: 'b', count: 7 }, { id: 'c' }], pools: [{ id: 'p', size: 2 }] };
  const { value } = shrink(
    scenario,
    ({ tasks }) => tasks?.some(({ id, count }) => id === 'b' && (count ?? 0) > 0) ?? false,
  );
  expect(value).toEqual({ tasks: [{ id: 'b', count: 1 }] });
});
