import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AutoScaleRun, compileFormula, FormulaError, type SampleTable } from '../../src/autoscale/index.ts';
import { numberText } from '../../src/autoscale/number-text.ts';
import { fromSpecification } from './specification.ts';

/** One formula and what must come of it: values of variables (numbers compare as results print them), or an error. */
interface Vector {
  readonly id: string;
  readonly formula: string;
  readonly metrics?: SampleTable;
  readonly now?: string;
  readonly pool?: Readonly<Record<string, number>>;
  readonly expect: Readonly<Record<string, unknown>>;
  readonly why: string;
}

const own = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8')) as readonly Vector[];
const specified = fromSpecification<Vector>('vectors.json');

describe('conformance vectors', () => {
  it.each(own)('$id: $why', check);
});

describe.skipIf(specified.length === 0)('conformance vectors of the specification', () => {
  it.each(specified)('$id: $why', check);
});

function check(vector: Vector): void {
  const { error, message, results, ...variables } = vector.expect;
  if (error === 'AutoScalingFormulaSyntaxError' || error === 'AutoScaleFormulaTooLong') {
    const refusal = refusalOf(vector.formula);
    expect(refusal?.code).toBe(error);
    if (message !== undefined) expect(refusal?.message).toBe(message);
    return;
  }
  const run = compileFormula(vector.formula).evaluate({
    now: vector.now ?? '2024-01-03T12:00:00Z',
    samples: vector.metrics ?? {},
    pool: vector.pool ?? {},
    random: () => 0.25,
  });
  expect(run.error?.code).toBe(error);
  if (message !== undefined) expect(run.error?.values[0].value).toBe(message);
  if (results !== undefined) expect(run.results).toBe(results);
  for (const [name, value] of Object.entries(variables))
    expect({ [name]: printed(readFrom(run, name)) }).toEqual({ [name]: printed(value) });
}

function refusalOf(formula: string): FormulaError | null {
  try {
    compileFormula(formula);
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
  return null;
}

function readFrom(run: AutoScaleRun, name: string): unknown {
  if (name === '$TargetDedicatedNodes') return run.targetDedicatedNodes;
  if (name === '$TargetLowPriorityNodes') return run.targetLowPriorityNodes;
  if (name === '$NodeDeallocationOption') return run.nodeDeallocationOption;
  return run.variables[name];
}

function printed(value: unknown): unknown {
  if (typeof value === 'number') return numberText(value);
  return Array.isArray(value) ? value.map(printed) : value;
}
