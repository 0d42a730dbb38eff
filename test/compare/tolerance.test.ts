import { describe, expect, test } from 'vitest';
import { checkTolerance, isUnknown, parseTolerance, type Tolerance } from '../../src/compare/tolerance.ts';
import type { Summary } from '../../src/metrics/summary.ts';

const tolerance = (text: string): Tolerance => {
  const parsed = parseTolerance(text);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
};
const summary = (cost: number | null, more: object = {}) => ({ cost, ...more }) as unknown as Summary;
const failure = (text: string, a: number | null, b: number | null) =>
  checkTolerance(tolerance(text), summary(a), summary(b)).failure;

describe('a tolerance', () => {
  test('is a value or a percentage of what A has, up and down', () => {
    expect(failure('cost=5', 100, 105)).toBeNull();
    expect(failure('cost=5', 100, 95)).toBeNull();
    expect(failure('cost=5', 100, 105.1)).toBe('it went from 100 to 105.1, which is 5.1 more');
    expect(failure('cost=5%', 200, 210)).toBeNull();
    expect(failure('cost=5%', -200, -211)).toMatch(/5\.5 % less/);
    expect(failure('cost=0', 0.1 + 0.2, 0.3)).toBeNull();
  });

  test('with a sign lets only an increase or only a decrease count', () => {
    expect(failure('cost=+5%', 100, 10)).toBeNull();
    expect(failure('cost=+5%', 100, 106)).toMatch(/6 % more/);
    expect(failure('cost=-5%', 100, 1000)).toBeNull();
    expect(failure('cost=-5%', 100, 94)).toMatch(/6 % less/);
  });

  test('in percent allows nothing where A has 0', () => {
    expect(failure('cost=50%', 0, 0)).toBeNull();
    expect(failure('cost=50%', 0, 0.001)).toMatch(/0\.001 more/);
  });

  test('is broken by a figure that does not exist', () => {
    expect(failure('cost=5%', null, 3)).toBe('A has no such figure, it is null');
    expect(failure('cost=5%', 3, null)).toBe('B has no such figure, it is null');
    const [one, none] = [summary(1, { pools: { p: { peakNodes: 1 } } }), summary(1, { pools: {} })];
    expect(checkTolerance(tolerance('pools.p.peakNodes=1'), one, none).failure).toBe('B has no such figure');
    expect(isUnknown(tolerance('pools.q.peakNodes=1'), one, none)).toBe(true);
  });

  test('finds things whose ids hold dots', () => {
    const side = (peakNodes: number) => summary(1, { pools: { 'a.b': { peakNodes } } });
    expect(checkTolerance(tolerance('pools.a.b.peakNodes=1'), side(1), side(3)).failure).toMatch(/2 more/);
  });

  test('of what is no number is broken by any difference', () => {
    const side = (endReason: string) => summary(1, { endReason });
    expect(checkTolerance(tolerance('endReason=0'), side('quiescent'), side('quiescent')).failure).toBeNull();
    expect(checkTolerance(tolerance('endReason=0'), side('quiescent'), side('limit')).failure).toMatch(/not the same/);
  });

  test('is refused if it is none', () => {
    for (const text of ['', 'cost', '=5', 'cost=', 'cost=five', 'cost=5 %%', 'cost=1e999', 'cost=--5', 'cost=NaN'])
      expect(parseTolerance(text), text).toMatch(/^expected METRIC=VALUE/);
    expect(parseTolerance('pools.a=b.utilization=0.1')).toMatchObject({ metric: 'pools.a=b.utilization', most: 0.1 });
  });
});
