import { describe, expect, it } from 'vitest';
import { measure } from '../../bench/calendar.ts';

describe('the benchmark of the calendar', () => {
  it('meets the same events in the same order every time, with or without cancelled entries between them', () => {
    const hashes = () => measure([50], 5_000, 1).map(({ queue, hash }) => [queue, hash]);
    const byQueue = Object.fromEntries(hashes());
    expect(Object.keys(byQueue)).toEqual(['calendar', 'calendar with limits', 'flatqueue']);
    expect(byQueue['calendar with limits']).toBe(byQueue.calendar);
    expect(Object.fromEntries(hashes())).toEqual(byQueue);
  });
});
