import { describe, expect, it } from 'vitest';
import { stream } from '../../src/kernel/random.ts';
import { normalQuantile } from '../../src/kernel/special.ts';
import { RoundsPlan } from '../../src/study/plan.ts';
import { SearchPlan } from '../../src/study/search.ts';
import { linesAlong, searchAxis } from '../../src/study/search-lines.ts';
import type { CellResult, Study, StudyPlan } from '../../src/study/study.ts';
import { summarizeStudy } from '../../src/study/summary.ts';
import { studyText } from '../../src/study/text.ts';
import { loaded } from './studies.ts';

const NODES = 'pools.p.targetDedicatedNodes';

const study = (
  more = '',
  goal = '{ minimize: cost, subjectTo: [ { metric: makespanSeconds, quantile: 0.9, max: 100, tolerance: 4 } ] }',
) =>
  loaded(`
    factors:
      ${NODES}: { from: 1, to: 200, step: 1 }
      ${more}
    metrics: [ makespanSeconds, cost ]
    replications: { min: 10, max: 200 }
    goal: ${goal}
  `);

type Figures = (nodes: number, z: number) => { readonly makespanSeconds: number; readonly cost: number };

/** Time falls and cost rises with the number of nodes; 0.9-quantile of the time: 5400 / nodes · (1 + 0.1 · 1.28) <= 100 from 61 nodes on. */
const MONOTONE: Figures = (nodes, z) => ({
  makespanSeconds: (5400 / nodes) * (1 + 0.1 * z),
  cost: 10 + nodes * (1 + 0.01 * z),
});

function run<P extends StudyPlan>(plan: P, { variants }: Study, figures: Figures): P {
  while (!plan.done) {
    for (const cell of plan.next()) {
      const z = normalQuantile(stream('search', cell.replication, cell.variant, 'z').next());
      const metrics = figures(variants[cell.variant].assignments[NODES] as number, z);
      plan.take({ ...cell, seed: '', ended: 'quiescent', metrics } satisfies CellResult);
    }
  }
  return plan;
}

const nodesOf = ({ variants }: Study, variant: number | null | undefined) =>
  variant === null || variant === undefined ? null : variants[variant].assignments[NODES];

describe('a search', () => {
  it('finds by bisection where the condition begins to be met, with a few of the variants', () => {
    const where = study();
    const plan = run(new SearchPlan(where, NODES), where, MONOTONE);
    const { answer, search } = plan;
    expect(answer?.kind).toBe('best');
    // within the tolerance
    expect(nodesOf(where, answer?.variant)).toBeGreaterThanOrEqual(59);
    expect(nodesOf(where, answer?.variant)).toBeLessThanOrEqual(64);
    expect(search.lines).toHaveLength(1);
    expect(search.lines[0].outcome).toBe('found');
    expect(search.lines[0].run).toBeLessThan(13);
    expect(search.sentence).toMatch(
      /^Searched along pools\.p\.targetDedicatedNodes: \d+ of 200 variants were run\. Between those/,
    );
  });

  it('is not decided where a variant with a better figure is too near to the boundary', () => {
    const where = study('', '{ minimize: cost, subjectTo: [ { metric: makespanSeconds, quantile: 0.9, max: 100 } ] }');
    const { answer } = run(new SearchPlan(where, NODES), where, MONOTONE);
    expect(answer?.kind).toBe('undecided');
    expect(answer?.sentence).toMatch(
      /^Not decided with 95 % confidence: whether .* is open\. "targetDedicatedNodes=6\d" looks best of those/,
    );
    expect(answer?.standings.filter(({ kind }) => kind === 'unclear').length).toBeGreaterThan(0);
  });

  it('finds what running everything finds, on every line', () => {
    const where = study('pools.p.maxTasksPerNode: [1, 2]');
    const clear: Figures = (nodes, z) => ({
      makespanSeconds: (nodes < 87 ? 150 : 60) + z - 0.1 * nodes,
      cost: nodes + 0.1 * z,
    });
    const searched = run(new SearchPlan(where, NODES), where, clear);
    const whole = run(new RoundsPlan(where), where, clear);
    expect(whole.answer?.kind).toBe('best');
    expect(nodesOf(where, whole.answer?.variant)).toBe(87);
    expect(searched.answer?.kind).toBe('best');
    expect(nodesOf(where, searched.answer?.variant)).toBe(87);
    expect(searched.search.lines.map(({ best }) => nodesOf(where, best))).toEqual([87, 87]);
    expect(searched.results().length).toBeLessThan(whole.results().length / 5);
  });

  it('is over at once where the best end meets the conditions, or the other end does not', () => {
    const where = study();
    const easy = run(new SearchPlan(where, NODES), where, (nodes, z) => ({
      makespanSeconds: 50 - 0.01 * nodes + 0.1 * z,
      cost: nodes + 0.1 * z,
    }));
    expect(nodesOf(where, easy.answer?.variant)).toBe(1);
    expect(easy.search.lines[0]).toMatchObject({ outcome: 'found', run: 3 });
    const hopeless = run(new SearchPlan(where, NODES), where, (nodes, z) => ({
      makespanSeconds: 500 - nodes + z,
      cost: nodes + 0.1 * z,
    }));
    expect(hopeless.answer).toMatchObject({ kind: 'none', variant: null });
    expect(hopeless.answer?.sentence).toContain('No variant has makespanSeconds at most 1 min 40 s (0.9-quantile)');
    expect(hopeless.search.lines[0]).toMatchObject({ outcome: 'none', run: 3 });
  });

  it('may run against the order of the numbers, and look for a maximum', () => {
    const where = study('', '{ maximize: cost, subjectTo: [ { metric: makespanSeconds, max: 100 } ] }');
    // more of both: as many as fit
    const { answer } = run(new SearchPlan(where, NODES), where, (nodes, z) => ({
      makespanSeconds: nodes + 0.5 + 0.01 * z,
      cost: nodes + 0.1 * z,
    }));
    expect(answer?.kind).toBe('best');
    expect(nodesOf(where, answer?.variant)).toBe(99);
  });

  it('is not allowed where a figure goes both ways: then the line is run as a whole, and the answer says why', () => {
    const where = study();
    // more than a hundred nodes get into each other's way
    const { answer, search } = run(new SearchPlan(where, NODES), where, (nodes, z) => ({
      makespanSeconds: 40 + Math.abs(nodes - 100.5) + 0.02 * z,
      cost: nodes + 0.1 * z,
    }));
    expect(search.lines[0]).toMatchObject({ outcome: 'whole', run: 200, why: 'makespanSeconds goes both ways' });
    expect(search.sentence).toContain(
      'Bisection was not justified (makespanSeconds goes both ways), so that all was run there.',
    );
    expect(nodesOf(where, answer?.variant)).toBe(41);
  });

  it('is not allowed where the goal’s metric does not tell the ends apart', () => {
    const where = study();
    const { search } = run(new SearchPlan(where, NODES), where, (nodes, z) => ({
      makespanSeconds: 200 - nodes + z,
      cost: 5 + z,
    }));
    expect(search.lines[0]).toMatchObject({ outcome: 'whole', why: 'cost is much the same at both ends' });
  });

  it('comes to the same in whatever order results arrive', () => {
    const where = study();
    const reference = run(new SearchPlan(where, NODES), where, MONOTONE);
    const backwards = new SearchPlan(where, NODES);
    while (!backwards.done) {
      for (const cell of backwards.next().toReversed()) {
        const z = normalQuantile(stream('search', cell.replication, cell.variant, 'z').next());
        const metrics = MONOTONE(where.variants[cell.variant].assignments[NODES] as number, z);
        backwards.take({ ...cell, seed: '', ended: 'quiescent', metrics });
      }
    }
    expect(backwards.results()).toEqual(reference.results());
    expect(backwards.answer).toEqual(reference.answer);
  });

  it('leads to a summary and a text of the variants that were run', () => {
    const where = study();
    const plan = run(new SearchPlan(where, NODES), where, MONOTONE);
    const summary = summarizeStudy(where, plan);
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
    const text = studyText(summary);
    expect(text).toContain('Searched along');
    expect(text).not.toContain('none');
    expect(text).toContain('does not meet it');
  });
});

describe('what is searched along', () => {
  it('is the numeric factor with the most values, or the one that is asked for', () => {
    const where = study('pools.p.maxTasksPerNode: [1, 2, 3, 4]');
    expect(searchAxis(where, null)).toEqual({ path: NODES });
    expect(searchAxis(where, 'pools.p.maxTasksPerNode')).toEqual({ path: 'pools.p.maxTasksPerNode' });
    const lines = linesAlong(where, 'pools.p.maxTasksPerNode');
    expect(lines).toHaveLength(200);
    expect(lines[0]).toEqual([0, 1, 2, 3]);
  });

  it('may be nothing, and why is said', () => {
    const where = study('pools.p.vmSize: [STANDARD_D2_V2, STANDARD_D4_V2]');
    expect(searchAxis(where, 'pools.p.vmSize')).toEqual({
      why: 'the factor "pools.p.vmSize" has not 4 numbers or more',
    });
    expect(searchAxis(where, 'nodes')).toEqual({
      why: expect.stringContaining('there is no factor "nodes"; those are pools.p'),
    });
    expect(searchAxis({ ...where, goal: null }, null)).toEqual({
      why: expect.stringContaining('a search needs a goal'),
    });
    expect(searchAxis({ ...where, goal: { ...where.goal!, subjectTo: [] } }, null)).toEqual({
      why: expect.stringContaining('subjectTo'),
    });
    expect(searchAxis({ ...where, design: 'pairs' }, null)).toEqual({ why: expect.stringContaining('no pairs') });
  });
});
