/**
 * Timestamps and time intervals: whole ticks of 100 ns, exact over the years 1 to 9999. Everything is UTC.
 *
 * A timestamp counts from 1970; an interval may be negative. What would leave the range is `null`.
 */

/** An instant. */
export class Timestamp {
  /** since 1970-01-01T00:00:00Z */
  readonly ticks: bigint;
  constructor(ticks: bigint) {
    this.ticks = ticks;
  }
}

/** A length of time. */
export class TimeInterval {
  readonly ticks: bigint;
  constructor(ticks: bigint) {
    this.ticks = ticks;
  }
}

export const TICKS_PER_MS = 10_000;
const MS = 10_000n;
const SECOND = 1000n * MS;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;

/** The predefined intervals. A year has 365 days. */
export const TIME_INTERVALS: ReadonlyMap<string, TimeInterval> = new Map(
  Object.entries({
    TimeInterval_Zero: 0n,
    TimeInterval_100ns: 1n,
    TimeInterval_Microsecond: 10n,
    TimeInterval_Millisecond: MS,
    TimeInterval_Second: SECOND,
    TimeInterval_Minute: MINUTE,
    TimeInterval_Hour: HOUR,
    TimeInterval_Day: DAY,
    TimeInterval_Week: 7n * DAY,
    TimeInterval_Year: 365n * DAY,
  }).map(([name, ticks]) => [name, new TimeInterval(ticks)]),
);

/** ticks of 0001-01-01 and of the first instant after 9999 */
const FIRST = BigInt(new Date('0001-01-01T00:00:00Z').getTime()) * MS;
const END = BigInt(new Date('+010000-01-01T00:00:00Z').getTime()) * MS;
/** what 64 bits hold */
const LONGEST = 2n ** 63n - 1n;

export function timestampFromMs(milliseconds: number): Timestamp {
  return new Timestamp(BigInt(Math.round(milliseconds)) * MS);
}

function timestamp(ticks: bigint): Timestamp | null {
  return ticks >= FIRST && ticks < END ? new Timestamp(ticks) : null;
}

function interval(ticks: bigint): TimeInterval | null {
  return ticks <= LONGEST && ticks >= -LONGEST ? new TimeInterval(ticks) : null;
}

export function shift(from: Timestamp, by: TimeInterval): Timestamp | null {
  return timestamp(from.ticks + by.ticks);
}

export function between(later: Timestamp, earlier: Timestamp): TimeInterval {
  return new TimeInterval(later.ticks - earlier.ticks);
}

export function addIntervals(a: TimeInterval, b: TimeInterval): TimeInterval | null {
  return interval(a.ticks + b.ticks);
}

export function subtractIntervals(a: TimeInterval, b: TimeInterval): TimeInterval | null {
  return interval(a.ticks - b.ticks);
}

/** rounded to the nearest tick; `null` also for a factor that is no number */
export function scale(length: TimeInterval, factor: number): TimeInterval | null {
  const ticks = Math.round(Number(length.ticks) * factor);
  return Number.isFinite(ticks) ? interval(BigInt(ticks)) : null;
}

/** `scale` by the reciprocal; `null` for a divisor of 0 */
export function divide(length: TimeInterval, divisor: number): TimeInterval | null {
  if (divisor === 0) return null;
  const ticks = Math.round(Number(length.ticks) / divisor);
  return Number.isFinite(ticks) ? interval(BigInt(ticks)) : null;
}

/** Milliseconds, with fractions. */
export function milliseconds(length: TimeInterval): number {
  return Number(length.ticks) / TICKS_PER_MS;
}

/** Milliseconds from an instant until a later one, with fractions. */
export function ageMs(now: Timestamp, then: Timestamp): number {
  return Number(now.ticks - then.ticks) / TICKS_PER_MS;
}

/** The calendar members of a timestamp; the week begins with Monday = 1 and ends with Sunday = 7. */
export const TIMESTAMP_MEMBERS: ReadonlyMap<string, (date: Date) => number> = new Map([
  ['year', (date: Date) => date.getUTCFullYear()],
  ['month', (date: Date) => date.getUTCMonth() + 1],
  ['day', (date: Date) => date.getUTCDate()],
  ['weekday', (date: Date) => date.getUTCDay() || 7],
  ['hour', (date: Date) => date.getUTCHours()],
  ['minute', (date: Date) => date.getUTCMinutes()],
  ['second', (date: Date) => date.getUTCSeconds()],
]);

export function dateOf({ ticks }: Timestamp): Date {
  return new Date(Number(floorDivide(ticks, MS)));
}

/** `2016-10-13T19:18:47.805Z` */
export function timestampText(instant: Timestamp): string {
  return dateOf(instant).toISOString();
}

/** `2016-10-13T19:18:47.8050000Z`, as a run's timestamp is written */
export function longTimestampText(instant: Timestamp): string {
  const rest = instant.ticks - floorDivide(instant.ticks, MS) * MS;
  return `${timestampText(instant).slice(0, -1)}${String(rest).padStart(4, '0')}Z`;
}

/** `[-][d.]hh:mm:ss[.fffffff]` */
export function intervalText({ ticks }: TimeInterval): string {
  const length = ticks < 0n ? -ticks : ticks;
  const two = (value: bigint) => String(value).padStart(2, '0');
  const days = length / DAY;
  const fraction = length % SECOND;
  const clock = `${two((length % DAY) / HOUR)}:${two((length % HOUR) / MINUTE)}:${two((length % MINUTE) / SECOND)}`;
  return `${ticks < 0n ? '-' : ''}${days > 0n ? `${days}.` : ''}${clock}${fraction > 0n ? `.${String(fraction).padStart(7, '0')}` : ''}`;
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
