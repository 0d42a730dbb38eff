import { describe, expect, it } from 'vitest';
import { studentQuantile, studentSurvival } from '../../src/kernel/student.ts';

describe("Student's t", () => {
  it.each([
    [0.05, 1, 6.314],
    [0.025, 1, 12.706],
    [0.005, 2, 9.925],
    [0.025, 5, 2.571],
    [0.025, 10, 2.228],
    [0.0005, 10, 4.587],
    [0.05, 30, 1.697],
    [0.005, 30, 2.75],
    [0.025, 120, 1.98],
  ])('has the quantiles of the printed tables: tail %d, %d degrees of freedom', (tail, df, t) => {
    expect(studentQuantile(tail, df)).toBeCloseTo(t, 3);
  });

  it('is the Cauchy distribution for one degree of freedom, also far out', () => {
    for (const t of [0.1, 1, 10, 1e4]) expect(studentSurvival(t, 1) * Math.PI).toBeCloseTo(Math.atan(1 / t), 12);
    expect(studentQuantile(1e-6, 1) / (1 / Math.tan(1e-6 * Math.PI))).toBeCloseTo(1, 9);
  });

  it('has a closed form for two degrees of freedom', () => {
    for (const tail of [0.3, 0.01, 1e-5]) {
      const p = 1 - 2 * tail;
      expect(studentQuantile(tail, 2) / (p * Math.sqrt(2 / (1 - p * p)))).toBeCloseTo(1, 9);
    }
  });

  it('comes close to the normal distribution', () => {
    expect(studentQuantile(0.025, 1e6)).toBeCloseTo(1.959966, 5);
  });
});
