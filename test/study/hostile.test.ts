import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runCell } from '../../src/study/cell.ts';
import { errorsOf, load, loaded } from './studies.ts';

const FACTORS = 'factors: { pools.p.targetDedicatedNodes: [2] }';

describe('a hostile study', () => {
  it('of too many variants is refused before they are made', () => {
    const axis = (name: string) => `${name}: { from: 1, to: 1000, step: 1 }`;
    expect(
      errorsOf(`
        scenario: scenario.yaml
        factors:
          ${axis('pools.p.targetDedicatedNodes')}
          ${axis('pools.p.targetLowPriorityNodes')}
          ${axis('pools.p.maxTasksPerNode')}
      `),
    ).toEqual([
      '2:1 the study has 1,000,000,000 variants, more than the limit of 10,000 (raise the limit "variants" if this is meant)',
    ]);
  });

  it('with an endless range is refused before it is counted out', () => {
    const range = (text: string) =>
      errorsOf(`scenario: scenario.yaml\nfactors: { cloud.preemption.ratePerNodeHour: ${text} }`);
    expect(range('{ from: 0, to: 1e300, step: 1e-300 }')).toEqual([
      expect.stringMatching(/^2:46 the range has .* values, more than the limit of 10,000/),
    ]);
    expect(range('{ from: 0, to: 1, step: 0 }')).toEqual(['2:70 step: the number 0 is too small: more than 0']);
    expect(range('{ from: 0, to: 1, step: -1 }')).toEqual(['2:70 step: the number -1 is too small: more than 0']);
    expect(range('{ from: 1, to: 0, step: 0.1 }')).toEqual(['2:61 to: expected a number greater than from']);
    expect(range('{ from: .nan, to: .inf, step: 1 }')).toHaveLength(2);
    expect(range('[]')).toEqual([expect.stringContaining('the list is empty')]);
    expect(range('5')).toEqual([expect.stringContaining('expected a list of values or { from, to, step }')]);
  });

  it('of more replications than a limit allows is refused; the limit can be raised', () => {
    const text = `scenario: scenario.yaml\n${FACTORS}\nreplications: 200000`;
    expect(errorsOf(text)).toEqual([
      '3:15 a variant has up to 200,000 replications, more than the limit of 100,000 (raise the limit "replications" if this is meant)',
    ]);
    expect(load(text, { limits: { replications: 200_000 } }).ok).toBe(true);
  });

  it.each([
    ['factors: { __proto__: [1] }'],
    ['factors: { pools.p.__proto__.x: [1] }'],
    ['factors: { pools.__proto__.x: [1] }'],
    ['factors: { constructor.prototype.x: [1] }'],
    ['factors: { cloud.prices.__proto__.dedicated: [1] }'],
    ['pairs: { a: { __proto__: 1 } }'],
    ['pairs: { __proto__: { end: P1D } }'],
    [`${FACTORS}\nmetrics: [ __proto__ ]`],
    [`${FACTORS}\nmetrics: [ tasks.constructor ]`],
    [`${FACTORS}\nmetrics: [ pools.p.__proto__.x ]`],
    [`${FACTORS}\nbaseline: { __proto__: 1 }`],
    [`${FACTORS}\n__proto__: 1`],
    ['factors: { pools.p.metadata: [ { __proto__: { x: 1 } } ] }'],
  ])('that reaches for what every object has is refused: %s', (text) => {
    expect(errorsOf(`scenario: scenario.yaml\n${text}`).length).toBeGreaterThan(0);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('that names itself as its scenario is refused', () => {
    expect(errorsOf(`scenario: study.yaml\n${FACTORS}`).length).toBeGreaterThan(0);
  });

  it('that is no mapping, or empty, is refused', () => {
    for (const text of ['[]', '5', 'null', '', '{}', '"text"']) expect(errorsOf(text).length).toBeGreaterThan(0);
  });

  it('is answered, whatever stands in place of a value', () => {
    const keys = [
      'name',
      'description',
      'scenario',
      'seed',
      'factors',
      'pairs',
      'latinHypercube',
      'replications',
      'baseline',
      'metrics',
      'goal',
      'steadyState',
    ];
    const values = [
      'null',
      '[]',
      '{}',
      '""',
      '-1',
      '1e308',
      '.nan',
      '[null]',
      '[{}]',
      '{ a: null }',
      '{ a: [] }',
      '{ samples: 1e9 }',
      '{ minimize: a..b }',
      '{ precision: { metric: x } }',
      '{ pools.p.targetDedicatedNodes: 9 }',
      '{ pools.p.targetDedicatedNodes: [[[[]]]] }',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.constantFrom(...values), (key, value) => {
        const lines = new Map([
          ['scenario', 'scenario.yaml'],
          ['factors', '{ pools.p.targetDedicatedNodes: [2] }'],
        ]).set(key, value);
        const text = [...lines].map(([name, each]) => `${name}: ${each}`).join('\n');
        const result = load(text);
        if (!result.ok) expect(result.errors.every(({ line, message }) => line >= 1 && message.length > 0)).toBe(true);
      }),
      { numRuns: 300, seed: 2 },
    );
  });
});

describe('a cell', () => {
  it('that reaches the limit of events has no figures and says so', () => {
    const study = loaded(`${FACTORS}\nmetrics: [ makespanSeconds, tasks.total ]`, { maxEvents: 20 });
    expect(runCell(study, { variant: 0, replication: 2 })).toEqual({
      variant: 0,
      replication: 2,
      seed: '3/2',
      ended: 'limit',
      metrics: { makespanSeconds: null, 'tasks.total': null },
    });
  });

  it('is given up when it may not go on', () => {
    const study = loaded('factors: { pools.p.targetDedicatedNodes: [200] }', {
      scenario: `
        pools: [ { id: p, vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 2 } ]
        jobs: [ { id: j, poolInfo: { poolId: p } } ]
        tasks: [ { jobId: j, count: 60000, task: { id: "t-{n}", commandLine: work } } ]
      `,
    });
    let asked = 0;
    const outcome = runCell(study, { variant: 0, replication: 0 }, () => {
      asked++;
      return false;
    });
    expect(outcome).toBeNull();
    expect(asked).toBe(1);
  });

  it('has null for figures that this run has not', () => {
    const study = loaded(`${FACTORS}\nmetrics: [ jobs.other.tasks.total, jobs.j.tasks.total ]`);
    expect(runCell(study, { variant: 0, replication: 0 })?.metrics).toEqual({
      'jobs.other.tasks.total': null,
      'jobs.j.tasks.total': 30,
    });
  });
});
