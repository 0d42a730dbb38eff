import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearAxis, namesAxis, wideAxis } from '../../src/report/plot.ts';

describe('an axis', () => {
  test('has round ends around its values, with ticks inside the picture', () => {
    const { at, ticks } = linearAxis('x', [3.2, 97], [0, 100]);
    expect([at(0), at(100)]).toEqual([0, 100]);
    expect(ticks.map(({ text }) => text)).toEqual(['0', '20', '40', '60', '80', '100']);
  });

  test('of one value, or of none, has room on both sides', () => {
    expect(linearAxis('x', [5, 5], [0, 100]).at(5)).toBe(50);
    expect(linearAxis('x', [], [0, 100]).at(0)).toBe(50);
    const almostOne = linearAxis('x', [999999999999.9987, 999999999999.9985], [0, 100]);
    expect(almostOne.at(999999999999.9987)).toBeGreaterThan(25);
    expect(almostOne.at(999999999999.9987)).toBeLessThan(75);
    expect(almostOne.ticks.length).toBeGreaterThan(1);
  });

  test('is logarithmic and says so where positive values are far apart, and only there', () => {
    const wide = wideAxis('hours', [2.4, 38], [0, 100]);
    expect(wide.title).toBe('hours (log scale)');
    expect(wide.ticks.map(({ text }) => text)).toEqual(['2', '5', '10', '20', '50']);
    expect(wideAxis('hours', [2.4, 9], [0, 100]).title).toBe('hours');
    expect(wideAxis('hours', [0, 38], [0, 100]).title).toBe('hours');
    expect(wideAxis('hours', [-1, 38], [0, 100]).title).toBe('hours');
  });

  test('puts every value and every tick between its ends, the greater one farther along', () => {
    const values = fc.array(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(values, fc.boolean(), (numbers, isWide) => {
        const { at, ticks } = (isWide ? wideAxis : linearAxis)('x', numbers, [200, 20]);
        const places = [...numbers.map(at), ...ticks.map((tick) => tick.at)];
        for (const place of places) expect(place).toBeGreaterThanOrEqual(20 - 1e-6);
        for (const place of places) expect(place).toBeLessThanOrEqual(200 + 1e-6);
        expect(ticks.length).toBeGreaterThan(0);
        const order = [...numbers].sort((left, right) => left - right).map(at);
        expect([...order].sort((left, right) => right - left)).toEqual(order);
      }),
    );
  });

  test('of names gives each the same room', () => {
    expect(namesAxis('x', ['a', 'b', 'c', 'd'], [0, 100]).ticks.map(({ at }) => at)).toEqual([12.5, 37.5, 62.5, 87.5]);
  });
});
