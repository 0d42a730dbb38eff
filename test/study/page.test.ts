import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interactions, mainEffects } from '../../src/study/page/effects.ts';
import { renderStudy } from '../../src/study/page/page.ts';
import { tradeoffOf } from '../../src/study/page/tradeoff.ts';
import { planOf } from '../../src/study/plan.ts';
import type { CellResult, Study } from '../../src/study/study.ts';
import { type StudySummary, summarizeStudy } from '../../src/study/summary.ts';
import { loaded } from './studies.ts';

type Figures = (cell: { readonly variant: number; readonly replication: number }) => CellResult['metrics'];

/** The outcome of a study whose cells have these figures. */
function outcomeOf(study: Study, figures: Figures): StudySummary {
  const plan = planOf(study);
  while (!plan.done)
    for (const cell of plan.next())
      plan.take({ ...cell, seed: `7/${cell.replication}`, ended: 'quiescent', metrics: figures(cell) });
  return summarizeStudy(study, plan);
}

const GRID = `
  factors:
    pools.p.targetDedicatedNodes: [1, 2, 4]
    pools.p.maxTasksPerNode: [1, 2]
    jobs.j.priority: [5]
  metrics: [ cost, makespanSeconds ]
`;
/** cost of each variant, in design order; the slots of a node matter for many nodes only */
const COSTS = [10, 10, 20, 22, 40, 60];
const grid: Figures = ({ variant, replication }) => ({
  cost: COSTS[variant] + (replication % 2),
  makespanSeconds: 36_000 / COSTS[variant] + (replication % 3),
});

const text = (html: string) =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');

describe('effects of factors', () => {
  const summary = outcomeOf(loaded(`${GRID}  replications: 4`), grid);

  it('main: of each level the mean over all variants that have it; of factors with one level none', () => {
    const effects = mainEffects(summary, 'cost');
    expect(effects.map(({ factor }) => factor.path)).toEqual([
      'pools.p.targetDedicatedNodes',
      'pools.p.maxTasksPerNode',
    ]);
    const [nodes, slots] = effects.map(({ levels }) =>
      levels.map(({ level, mean, variants }) => [level, mean, variants]),
    );
    expect(nodes).toEqual([
      [1, 10.5, 2],
      [2, 21.5, 2],
      [4, 50.5, 2],
    ]);
    expect(slots.map(([level, mean]) => [level, Math.round(Number(mean) * 1000) / 1000])).toEqual([
      [1, 23.833],
      [2, 31.167],
    ]);
  });

  it('interactions: of each level the same for each level of the other factor, the one with more levels along the axis', () => {
    const [pair, ...others] = interactions(summary, 'cost');
    expect(others).toEqual([]);
    expect([pair.factor.path, pair.other.path]).toEqual(['pools.p.targetDedicatedNodes', 'pools.p.maxTasksPerNode']);
    expect(pair.lines.map(({ level, points }) => [level, points.map(({ mean }) => mean)])).toEqual([
      [1, [10.5, 20.5, 40.5]],
      [2, [10.5, 22.5, 60.5]],
    ]);
  });

  it('have intervals as wide as those of their variants are on average', () => {
    const [{ levels }] = mainEffects(summary, 'cost');
    const widths = summary.variants.slice(0, 2).map(({ figures }) => figures.cost.halfWidth ?? 0);
    expect(levels[0].halfWidth).toBeCloseTo((widths[0] + widths[1]) / 2, 12);
  });

  it('leave out variants without the figure, and say of how many variants a mean is', () => {
    const partial = outcomeOf(loaded(`${GRID}  replications: 2`), ({ variant }) => ({
      cost: variant === 0 ? null : COSTS[variant],
      makespanSeconds: null,
    }));
    expect(mainEffects(partial, 'cost')[0].levels[0]).toMatchObject({ mean: 10, variants: 1 });
    expect(mainEffects(partial, 'makespanSeconds')[0].levels[0]).toMatchObject({ mean: null, variants: 0 });
    expect(renderStudy({ summary: partial })).not.toContain('NaN');
  });
});

describe('what is gained against what it costs', () => {
  it('is the figure of the goal against that of its condition, at the quantile that the condition is about', () => {
    const study = loaded(`${GRID}  replications: { min: 4, max: 4 }
  goal: { minimize: cost, subjectTo: [ { metric: makespanSeconds, quantile: 0.9, max: 4000 } ] }`);
    const { x, y, points } = tradeoffOf(outcomeOf(study, grid))!;
    expect(x).toMatchObject({ metric: 'makespanSeconds', quantile: 0.9, bound: 4000, isLessBetter: true });
    expect(y).toMatchObject({ metric: 'cost', quantile: null, isLessBetter: true });
    expect(points[2]).toMatchObject({ x: { value: 1802 }, y: { value: 20.5 } });
  });

  it('is cost against makespan without a goal, and nothing in a study of one figure', () => {
    const both = tradeoffOf(outcomeOf(loaded(`${GRID}  replications: 2`), grid))!;
    expect([both.x.metric, both.y.metric]).toEqual(['makespanSeconds', 'cost']);
    const study = loaded(
      'pairs: { a: { jobs.j.priority: 1 }, b: { jobs.j.priority: 2 } }\nmetrics: [ cost ]\nreplications: 2',
    );
    expect(tradeoffOf(outcomeOf(study, () => ({ cost: 1 })))).toBeNull();
  });

  it('has a Pareto front of those that no other is as good as in both and better than in one', () => {
    const figure = fc.integer({ min: 0, max: 6 });
    const study = loaded(
      `pairs: {${Array.from({ length: 12 }, (_, n) => ` v${n}: { jobs.j.priority: ${n + 1} }`).join(',')} }\nmetrics: [ cost, makespanSeconds ]\nreplications: 1`,
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(figure, figure), { minLength: 12, maxLength: 12 }), (pairs) => {
        const summary = outcomeOf(study, ({ variant }) => ({
          cost: pairs[variant][0],
          makespanSeconds: pairs[variant][1],
        }));
        const front = tradeoffOf(summary)!.points.map(({ isOnFront }) => isOnFront);
        const expected = pairs.map(([cost, time]) =>
          pairs.every(([other, late]) => !(other <= cost && late <= time && (other < cost || late < time))),
        );
        expect(front).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('study.html', () => {
  const goal = (max: number) =>
    loaded(`${GRID}  replications: { min: 4, max: 40 }
  baseline: { pools.p.targetDedicatedNodes: 4, pools.p.maxTasksPerNode: 2, jobs.j.priority: 5 }
  goal: { minimize: cost, indifference: 0.5, subjectTo: [ { metric: makespanSeconds, max: ${max} } ] }`);
  const noisy: Figures = ({ variant, replication }) => ({
    cost: COSTS[variant] + ((replication * 7919) % 13) / 10 + (variant % 2) * 3,
    makespanSeconds: 36_000 / COSTS[variant] + ((replication * 31) % 7),
  });

  it('begins with the answer to the goal, how sure it is, and what that means against the baseline', () => {
    const summary = outcomeOf(goal(2000), noisy);
    expect(summary.goal!.answer.kind).toBe('best');
    const html = renderStudy({ summary });
    const said = text(html);
    expect(said).toContain('Best variant targetDedicatedNodes=2, maxTasksPerNode=1');
    expect(said).toContain(summary.goal!.answer.sentence);
    expect(said).toContain('Confidence 95 %');
    expect(said).toMatch(/Compared with targetDedicatedNodes=4, maxTasksPerNode=2, priority=5: Saves 6\d/);
    expect(said).toContain(
      'batchlab run scenario.yaml \\ --set pools.p.targetDedicatedNodes=2 \\ --set pools.p.maxTasksPerNode=1',
    );
    expect(html.indexOf('Best variant')).toBeLessThan(html.indexOf('<h2>'));
  });

  it('says that no variant meets the conditions', () => {
    const summary = outcomeOf(goal(1), noisy);
    expect(summary.goal!.answer.kind).toBe('none');
    const html = renderStudy({ summary });
    expect(text(html)).toContain(summary.goal!.answer.sentence);
    expect(html).toContain('<div class="bad"><dt>Best variant</dt><dd>none meets the conditions</dd></div>');
  });

  it('has a mark for every variant and level, and a table behind each chart', () => {
    const html = renderStudy({ summary: outcomeOf(goal(2000), noisy) });
    const chart = (name: string) =>
      [...html.matchAll(new RegExp(`<figure data-chart="${name}">[\\s\\S]*?</svg>`, 'g'))].map(([svg]) => svg);
    const points = (svg: string) => svg.match(/class="point/g)?.length ?? 0;
    expect(chart('tradeoff').map(points)).toEqual([6]);
    expect(chart('effect').map(points)).toEqual([3, 2, 3, 2]);
    expect(chart('interaction').map(points)).toEqual([6, 6]);
    expect(chart('difference').map(points)).toEqual([5, 5]);
    expect(html.match(/<svg class="chart/g)).toHaveLength(9);
    expect(html.match(/<summary>Table: /g)).toHaveLength(4);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows names from a study as text, whatever they contain', () => {
    const evil = '<script>alert(1)</script>"&\'';
    const study = loaded(
      `description: ${JSON.stringify(evil)}\npairs: { ${JSON.stringify(evil)}: { jobs.j.displayName: ${JSON.stringify(evil)} }, plain: { jobs.j.priority: 2 } }\nmetrics: [ cost, makespanSeconds ]\nreplications: 2`,
    );
    const html = renderStudy({ summary: outcomeOf(study, () => ({ cost: 1, makespanSeconds: 2 })) });
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/=\s*"[^"]*<script/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;&#39;');
  });

  it('has no effects of factors where not every combination occurs', () => {
    const study = loaded(
      'pairs: { a: { jobs.j.priority: 1 }, b: { jobs.j.priority: 2 } }\nmetrics: [ cost, makespanSeconds ]\nreplications: 2',
    );
    const html = renderStudy({ summary: outcomeOf(study, ({ variant }) => ({ cost: variant, makespanSeconds: 2 })) });
    expect(html).not.toContain('Effects of the factors');
    expect(html).toContain('Differences to the baseline');
  });

  it('stays of a size that opens, with thousands of variants', () => {
    const paths = ['pools.p.targetDedicatedNodes', 'jobs.j.priority'] as const;
    const small = outcomeOf(
      loaded(
        `factors: { ${paths[0]}: [1, 2], ${paths[1]}: [3, 4] }\nmetrics: [ cost, makespanSeconds ]\nreplications: 2`,
      ),
      ({ variant, replication }) => ({ cost: variant + replication, makespanSeconds: 1000 * (9 - variant) }),
    );
    const levels = Array.from({ length: 50 }, (_, level) => level);
    const variants = levels.flatMap((nodes) =>
      levels.map((priority) => ({
        ...small.variants[3],
        index: 50 * nodes + priority,
        name: `targetDedicatedNodes=${nodes}, priority=${priority}`,
        assignments: { [paths[0]]: nodes, [paths[1]]: priority },
      })),
    );
    const factors = paths.map((path) => ({ path, values: levels }));
    const html = renderStudy({ summary: { ...small, factors, variants } });
    expect(html.length).toBeLessThan(5_000_000);
    expect(text(html)).toContain('Only the first 2,000 variants are drawn.');
    expect(html.match(/<tr><th scope="row" class="n" data-value/g)!.length).toBeGreaterThan(2500);
  });
});
