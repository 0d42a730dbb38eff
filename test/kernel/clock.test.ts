import { describe, expect, it } from 'vitest';
import { DAY, formatClock, HOUR, MINUTE, SECOND } from '../../src/kernel/clock.ts';

describe('virtual time for people', () => {
  it('is written as a clock, with milliseconds where there are any', () => {
    expect(formatClock(0)).toBe('00:00:00');
    expect(formatClock(5 * HOUR + 4 * MINUTE + 10 * SECOND + 250)).toBe('05:04:10.250');
  });

  it('counts days in front of the clock', () => {
    expect(formatClock(2 * DAY + 5 * HOUR + 4 * MINUTE + 10 * SECOND)).toBe('2d 05:04:10');
  });

  it('calls infinite time never', () => {
    expect(formatClock(Infinity)).toBe('never');
  });
});
