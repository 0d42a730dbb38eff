/** Checks a scenario's `expect:` section against the summary of its run. A metric is a path into summary.json. */
import { isDeepStrictEqual } from 'node:util';
import type { Expectation } from '../batch/model.ts';
import { lookUp, showFigure } from '../metrics/figure.ts';
import type { Summary } from '../metrics/summary.ts';

export interface Outcome {
  /** `tasks.failed equals 0` */
  readonly expectation: string;
  /** null: it holds; else what is the matter */
  readonly failure: string | null;
}

/** All outcomes of one run; that it came to its own end is expected of every run. */
export function checkExpectations(expectations: readonly Expectation[], summary: Summary): Outcome[] {
  const ended: Outcome = {
    expectation: 'the run comes to an end',
    failure:
      summary.endReason === 'limit'
        ? `it was stopped by a limit${summary.limit === undefined ? '' : `: ${summary.limit}`}`
        : null,
  };
  return [
    ended,
    ...expectations.map((expectation) => ({
      expectation: describe(expectation),
      failure: failureOf(expectation, summary),
    })),
  ];
}

function failureOf(expectation: Expectation, summary: Summary): string | null {
  const found = lookUp(summary, expectation.metric);
  if ('missing' in found) return found.missing;
  const { value } = found;
  if (value === null) return 'it is null: the run has no such figure';
  const { equals, min, max } = expectation;
  if (equals !== undefined && !same(value, equals)) return `it is ${showFigure(value)}`;
  if (min === undefined && max === undefined) return null;
  if (typeof value !== 'number') return `it is ${showFigure(value)}, which is no number`;
  return (min !== undefined && value < min) || (max !== undefined && value > max) ? `it is ${showFigure(value)}` : null;
}

/** Numbers may differ by what adding them up in another order would change. */
function same(value: unknown, expected: unknown): boolean {
  if (typeof value !== 'number' || typeof expected !== 'number') return isDeepStrictEqual(value, expected);
  return Math.abs(value - expected) <= 1e-9 * Math.max(Math.abs(value), Math.abs(expected));
}

function describe({ metric, equals, min, max }: Expectation): string {
  const parts = [
    ...(equals === undefined ? [] : [`equals ${showFigure(equals)}`]),
    ...(min === undefined ? [] : [`is at least ${min}`]),
    ...(max === undefined ? [] : [`is at most ${max}`]),
  ];
  return `${metric} ${parts.length === 0 ? 'exists' : parts.join(' and ')}`;
}
