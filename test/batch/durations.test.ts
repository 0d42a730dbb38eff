import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration, parseSize, parseTime } from '../../src/batch/durations.ts';

const value = (quantity: ReturnType<typeof parseDuration>) => (quantity.ok ? quantity.value : quantity.why);

describe('durations', () => {
  it.each([
    ['PT0S', 0],
    ['PT0.25S', 250],
    ['PT1M30S', 90_000],
    ['PT36H', 129_600_000],
    ['P1D', 86_400_000],
    ['P1DT1H', 90_000_000],
    ['P2W', 1_209_600_000],
    ['PT1.5H', 5_400_000],
    ['P10675199DT2H48M5.4775807S', Number.POSITIVE_INFINITY],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(value(parseDuration(text))).toBe(milliseconds);
  });

  it.each(['', 'P', 'PT', 'P1DT', '15M', 'PT15', 'PT5X', 'pt5m', 'PT1H1H', '5 minutes', 'PT.5S', '-PT'])(
    '%j is none',
    (text) => {
      expect(value(parseDuration(text))).toContain('is no ISO 8601 duration');
    },
  );

  it('months and years are refused because their length is not fixed', () => {
    for (const text of ['P1M', 'P1Y', 'P1Y2M3DT4H']) expect(value(parseDuration(text))).toContain('months or years');
  });

  it('no time is negative', () => {
    expect(value(parseDuration('-PT5M'))).toBe('is negative');
  });

  it('a duration beyond what can be counted exactly is refused', () => {
    expect(value(parseDuration('PT99999999999999999S'))).toBe('is too long');
  });

  it('what is written is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e13 }), (milliseconds) => {
        expect(value(parseDuration(formatDuration(milliseconds)))).toBe(milliseconds);
      }),
    );
    expect([formatDuration(90_000), formatDuration(86_400_000), formatDuration(0)]).toEqual(['PT1M30S', 'P1D', 'PT0S']);
    expect(formatDuration(Number.POSITIVE_INFINITY)).toBe('unlimited');
  });
});

describe('times', () => {
  it.each([
    ['2017-05-01T00:00:00Z', '2017-05-01T00:00:00.000Z'],
    ['2017-05-01T08:30:00.25Z', '2017-05-01T08:30:00.250Z'],
    ['2017-05-01T08:30Z', '2017-05-01T08:30:00.000Z'],
    ['2017-05-01T02:00:00+02:00', '2017-05-01T00:00:00.000Z'],
    ['2016-02-29T23:59:59-01:30', '2016-03-01T01:29:59.000Z'],
  ])('%s is %s', (text, instant) => {
    const milliseconds = value(parseTime(text));
    expect(new Date(milliseconds as number).toISOString()).toBe(instant);
  });

  it.each(['2017-05-01', '2017-05-01T00:00:00', 'May 1st', '2017-5-1T0:0:0Z', ''])('%j is none', (text) => {
    expect(value(parseTime(text))).toContain('is no UTC time');
  });

  it.each([
    '2017-02-29T00:00:00Z',
    '2017-13-01T00:00:00Z',
    '2017-01-01T24:00:00Z',
    '2017-01-01T00:60:00Z',
    '2017-01-01T00:00:60Z',
  ])('%s does not exist', (text) => {
    expect(value(parseTime(text))).toContain('does not exist');
  });
});

describe('sizes', () => {
  it.each([
    ['100MB', 100_000_000],
    ['1.5 GB', 1_500_000_000],
    ['12kb', 12_000],
    ['7B', 7],
    ['2TB', 2_000_000_000_000],
  ])('%s is %d bytes: prefixes are decimal', (text, bytes) => {
    expect(value(parseSize(text))).toBe(bytes);
  });

  it.each(['100', 'MB', '-1MB', '1 MiB', '1e3MB'])('%j is none', (text) => {
    expect(value(parseSize(text))).toContain('is no size');
  });
});
