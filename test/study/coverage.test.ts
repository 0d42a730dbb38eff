import { beforeAll, describe, expect, it } from 'vitest';
import { runCell } from '../../src/study/cell.ts';
import { estimateMean, estimateQuantile, pairedDifferences } from '../../src/study/statistics.ts';
import type { Study } from '../../src/study/study.ts';
import { loaded } from './studies.ts';

const TASKS = 12;
const MEAN = 100;
const REPLICATIONS = 30;
const STUDIES = 1000;

/** A dozen exponential tasks of 100 s that are all there at the beginning, on as many slots as there are nodes. */
const EXPONENTIAL_TASKS = `
  pools: [ { id: p, vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 3 } ]
  jobs: [ { id: j, poolInfo: { poolId: p } } ]
  tasks: [ { jobId: j, count: ${TASKS}, task: { id: "t-{n}", commandLine: work }, runs: { duration: { exponential: { mean: PT${MEAN}S } } } } ]
  cloud: { nodes: { allocate: PT0S, create: PT0S, start: PT0S } }
`;

/**
 * While all slots are busy a task ends every MEAN / slots on average, because the exponential distribution forgets; the last ones end when
 * there is nothing left to start.
 */
function expectedMakespan(slots: number): number {
  let seconds = ((TASKS - slots) * MEAN) / slots;
  for (let busy = 1; busy <= slots; busy++) seconds += MEAN / busy;
  return seconds;
}

function makespans(study: Study, variant: number, count: number): readonly (number | null)[] {
  return Array.from(
    { length: count },
    (_, replication) => runCell(study, { variant, replication })?.metrics.makespanSeconds ?? null,
  );
}

describe('intervals of studies', () => {
  const study = loaded('factors: { pools.p.targetDedicatedNodes: [3] }\nmetrics: [makespanSeconds]', {
    scenario: EXPONENTIAL_TASKS,
  });
  let studies: readonly (readonly number[])[] = [];
  beforeAll(() => {
    studies = Array.from({ length: STUDIES }, (_, number) =>
      makespans({ ...study, seed: `study ${number}` }, 0, REPLICATIONS).filter((value) => value !== null),
    );
  }, 120_000);

  it('of a mean hold the exact mean of a finite run in 93-97 % of a thousand studies of thirty replications', () => {
    const exact = expectedMakespan(3);
    const held = studies.filter((values) => {
      const { mean, halfWidth } = estimateMean(values, 0.95)!;
      return Math.abs(mean - exact) <= halfWidth!;
    });
    expect(held.length).toBeGreaterThanOrEqual(0.93 * STUDIES);
    expect(held.length).toBeLessThanOrEqual(0.97 * STUDIES);
  });

  it('of a quantile hold it at least as often as they say', () => {
    // the quantile of the makespan, from all thirty thousand runs
    const all = studies.flat().sort((left, right) => left - right);
    const exact = all[Math.floor(0.7 * all.length)];
    const held = studies.filter((values) => {
      const sorted = [...values].sort((left, right) => left - right);
      const { low, high } = estimateQuantile(sorted, 0.7, 0.95);
      return low! <= exact && exact <= high!;
    });
    expect(held.length).toBeGreaterThanOrEqual(0.935 * STUDIES);
    // between two values of thirty there is no interval of exactly this confidence
    expect(held.length).toBeLessThanOrEqual(0.99 * STUDIES);
  });
});

describe('common random numbers', () => {
  it('make the variance of a difference between pools at least five times smaller than independent seeds do', () => {
    const study = loaded('factors: { pools.p.targetDedicatedNodes: [3, 4] }\nmetrics: [makespanSeconds]', {
      scenario: EXPONENTIAL_TASKS,
    });
    const count = 400;
    const base = makespans(study, 0, count);
    const variance = (other: readonly (number | null)[]) =>
      estimateMean(pairedDifferences(other, base), 0.95)!.sd! ** 2;
    const common = variance(makespans(study, 1, count));
    const independent = variance(makespans({ ...study, seed: 'another' }, 1, count));
    expect(independent / common).toBeGreaterThan(5);
  });

  it('are one seed for a replication of every variant, and the scenario’s own for the first', () => {
    const study = loaded('factors: { pools.p.targetDedicatedNodes: [3, 4] }');
    const seeds = [0, 1].map((variant) =>
      [0, 1, 2].map((replication) => runCell(study, { variant, replication })?.seed),
    );
    expect(seeds).toEqual([
      ['3', '3/1', '3/2'],
      ['3', '3/1', '3/2'],
    ]);
  });
});
