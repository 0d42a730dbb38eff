import { describe, expect, it } from 'vitest';
import { DAY, formatClock, formatSpan, HOUR, MINUTE, SECOND } from '../../src/kernel/clock.ts';

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

describe('a span of time for people', () => {
  it('tells how long something took in the units that it needs, to the millisecond', () => {
    expect(formatSpan(0)).toBe('0 s');
    expect(formatSpan(250)).toBe('0.25 s');
    expect(formatSpan(4 * MINUTE + 10 * SECOND)).toBe('4 min 10 s');
    expect(formatSpan(2 * DAY + 3 * HOUR)).toBe('2 d 3 h');
    expect(formatSpan(HOUR + 59 * SECOND + 999)).toBe('1 h 59.999 s');
  });
});
