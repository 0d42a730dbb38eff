import { describe, expect, test } from 'vitest';
import { count, decimal, duration, money, percent } from '../../src/report/words.ts';

describe('numbers in words', () => {
  test.each([
    [0, '0 s'],
    [0.001, '0.001 s'],
    [12.34, '12.3 s'],
    [59.99, '1 min'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [3599.9, '1 h'],
    [3570, '59 min 30 s'],
    [86_380, '1 d'],
    [3600, '1 h'],
    [5100, '1 h 25 min'],
    [86_400, '1 d'],
    [100_000, '1 d 4 h'],
    [86_400 * 12_345, '12,345 d'],
    [null, 'none'],
  ])('%s seconds are %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });

  test('a share that is neither nothing nor everything never reads as if it were', () => {
    const shares = [0, 0.001, 0.5, 0.999, 1, null].map(percent);
    expect(shares).toEqual(['0 %', '< 1 %', '50 %', '> 99 %', '100 %', 'none']);
  });

  test('amounts, decimals and counts', () => {
    expect(money(12_345.678, 'USD')).toBe('12,345.68 USD');
    expect(money(0.0123, 'EUR')).toBe('0.0123 EUR');
    expect(money(0, '')).toBe('0.00');
    expect(decimal(1.5, 3)).toBe('1.5');
    expect(decimal(1000, 2)).toBe('1,000');
    expect([count(1, 'task'), count(1000, 'task')]).toEqual(['1 task', '1,000 tasks']);
  });
});
