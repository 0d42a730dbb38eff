import { describe, expect, it } from 'vitest';
import { planOf } from '../../src/study/plan.ts';
import { resultsCsv } from '../../src/study/results-csv.ts';
import type { CellResult, Study } from '../../src/study/study.ts';
import { studySummaryText, summarizeStudy } from '../../src/study/summary.ts';
import { studyText } from '../../src/study/text.ts';
import { loaded, runStudy } from './studies.ts';

/** A study whose cells have these figures. */
function outcome(study: Study, figures: (cell: { variant: number; replication: number }) => CellResult['metrics']) {
  const plan = planOf(study);
  while (!plan.done)
    for (const cell of plan.next())
      plan.take({ ...cell, seed: `7/${cell.replication}`, ended: 'quiescent', metrics: figures(cell) });
  return { plan, summary: summarizeStudy(study, plan) };
}

const study = loaded(`
  factors: { pools.p.targetDedicatedNodes: [2, 4] }
  metrics: [ makespanSeconds, cost ]
  replications: 4
`);
const figures = ({ variant, replication }: { variant: number; replication: number }) => ({
  makespanSeconds: 7200 + 600 * variant + 60 * replication + variant * (replication % 2) * 60,
  cost: (10 + replication) * (variant === 0 ? 1 : 0.69),
});

describe('results.csv', () => {
  it('has a row per variant and replication, in design order', () => {
    const { plan } = outcome(study, figures);
    const text = [...resultsCsv(study, plan.results())].join('');
    expect(text.split('\n').slice(0, 3)).toEqual([
      'variant,name,replication,seed,pools.p.targetDedicatedNodes,ended,makespanSeconds,cost',
      '0,targetDedicatedNodes=2,0,7/0,2,quiescent,7200,10',
      '0,targetDedicatedNodes=2,1,7/1,2,quiescent,7260,11',
    ]);
    expect(text.split('\n')).toHaveLength(10);
  });

  it('leaves a cell empty where a run has no figure, and lets no name begin a formula', () => {
    const hostile = loaded(
      'pairs: { "=1+1": { pools.p.targetDedicatedNodes: 2 } }\nmetrics: [ cost ]\nreplications: 1',
    );
    const { plan } = outcome(hostile, () => ({ cost: null }));
    expect([...resultsCsv(hostile, plan.results())][1]).toBe("0,'=1+1,0,7/0,2,quiescent,\n");
  });
});

describe('the summary of a study', () => {
  const { summary } = outcome(study, figures);

  it('has mean, spread and quantiles of every figure, and its difference to the baseline', () => {
    const [base, other] = summary.variants;
    expect(base.figures.makespanSeconds).toMatchObject({
      count: 4,
      missing: 0,
      mean: 7290,
      min: 7200,
      max: 7380,
      difference: null,
    });
    expect(other.figures.makespanSeconds.difference).toMatchObject({ count: 4, mean: 630 });
    expect(other.figures.cost.difference?.relative?.mean).toBeCloseTo(-0.31, 10);
    expect(base.figures.cost.quantiles.map(({ q, value }) => [q, value])).toEqual([
      [0.5, 11],
      [0.95, 13],
    ]);
  });

  it('says in a sentence what distinguishes a variant from the baseline', () => {
    expect(summary.variants[0].sentence).toBeNull();
    expect(summary.variants[1].sentence).toBe('Finishes 10 min 30 s ± 55.1 s later, saves 31 % ± 0 %.');
  });

  it('claims no difference that may be none', () => {
    const { summary: same } = outcome(study, ({ variant, replication }) => ({
      makespanSeconds: 100 + (variant === 0 ? replication : 3 - replication),
      cost: 5,
    }));
    expect(same.variants[1].sentence).toBe('Finishes at the same time within 4.109 s, costs the same.');
  });

  it('counts runs that have no figure', () => {
    const { summary: some } = outcome(study, ({ variant, replication }) => ({
      makespanSeconds: replication < 2 * variant ? null : 60,
      cost: null,
    }));
    expect(some.variants[1].figures.makespanSeconds).toMatchObject({ count: 2, missing: 2, mean: 60 });
    expect(some.variants[0].figures.cost).toMatchObject({
      count: 0,
      missing: 4,
      mean: null,
      quantiles: [],
      halfWidth: null,
    });
    expect(studyText(some)).toContain('1 min ± 0 s (2 of 4)');
    expect(studyText(some)).toContain('none');
  });

  it('is JSON without anything that JSON has not', () => {
    const constrained = loaded(`
      factors: { pools.p.targetDedicatedNodes: [2, 4] }
      metrics: [ makespanSeconds ]
      goal: { minimize: cost, subjectTo: [ { metric: makespanSeconds, quantile: 0.9, max: 9000 } ] }
      replications: { min: 5, max: 40 }
    `);
    const { summary: whole } = outcome(constrained, figures);
    const text = studySummaryText(whole);
    expect(JSON.parse(text)).toEqual(whole);
    expect(whole.goal?.subjectTo).toEqual([
      { metric: 'makespanSeconds', quantile: 0.9, min: null, max: 9000, tolerance: 0 },
    ]);
    expect(whole.variants[0].figures.makespanSeconds.quantiles.map(({ q }) => q)).toEqual([0.5, 0.9, 0.95]);
  });

  it('names variants whose mean is not known as well as was asked', () => {
    const precise = loaded(`
      factors: { pools.p.targetDedicatedNodes: [2, 4] }
      metrics: [ cost ]
      replications: { min: 5, max: 10, precision: { metric: cost, halfWidth: 0.1 } }
    `);
    const { summary: missed } = outcome(precise, ({ variant, replication }) => ({ cost: variant * (replication % 3) }));
    expect(missed.precision?.missed).toEqual([1]);
    expect(studyText(missed)).toContain('1 variant has not reached the precision of cost');
  });
});

describe('the text of a study', () => {
  it('shows a table of the variants with intervals, and what distinguishes them', () => {
    expect(studyText(outcome(study, figures).summary)).toMatchInlineSnapshot(`
      "study: 2 variants, 8 runs

           targetDedicatedNodes  n          makespanSeconds        cost
        *  2                     4    2 h 2 min ± 2 min 3 s  11.5 ± 2.1
           4                     4  2 h 12 min ± 2 min 36 s   7.9 ± 1.4

        ± is the 95 % interval of each mean by itself; n counts runs; * is the baseline.

        Compared with 2:
          4: Finishes 10 min 30 s ± 55.1 s later, saves 31 % ± 0 %.
      "
    `);
  });

  it('begins with the answer to the goal', () => {
    const aimed = loaded(`
      factors: { pools.p.targetDedicatedNodes: [2, 3, 6] }
      metrics: [ makespanSeconds ]
      replications: { min: 10, max: 100 }
      goal: { minimize: cost, subjectTo: [ { metric: makespanSeconds, max: 1500 } ] }
    `);
    const text = studyText(summarizeStudy(aimed, runStudy(aimed)));
    expect(text.split('\n')[2]).toMatch(
      /^ {2}"targetDedicatedNodes=\d" has the lowest cost of the variants with makespanSeconds at most 25 min \(mean\), or comes within /,
    );
  });

  it('lets no name drive the terminal', () => {
    const hostile = loaded(
      'pairs: { "\\e[31m\\a": { pools.p.targetDedicatedNodes: 2 } }\nmetrics: [ cost ]\nreplications: 1',
    );
    const { summary } = outcome(hostile, () => ({ cost: 1 }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(studyText(summary).replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f]/);
  });
});
