/**
 * The quantities that bodies write as text: ISO 8601 durations, UTC times and sizes in bytes.
 *
 * Durations become milliseconds. Months and years are refused: their length depends on when they begin.
 */
import { DAY, HOUR, MINUTE, SECOND, type SimTime } from '../kernel/clock.ts';

/** The number meant, or why there is none; `why` completes a sentence that begins with the text itself. */
export type Quantity = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly why: string };

const WEEK = 7 * DAY;
const NUMBER = String.raw`(\d+(?:\.\d+)?)`;
const DURATION = new RegExp(
  `^(-?)P(?:${NUMBER}Y)?(?:${NUMBER}M)?(?:${NUMBER}W)?(?:${NUMBER}D)?(?:T(?:${NUMBER}H)?(?:${NUMBER}M)?(?:${NUMBER}S)?)?$`,
);

/** The longest time span the service writes, 10675199 days and some hours: it means "no limit". */
const ENDLESS_DAYS = 10_675_199;

/** Milliseconds of an ISO 8601 duration such as `PT1H30M`, `P7D`, `PT0.25S`; `Infinity` for the service's longest time span. */
export function parseDuration(text: string): Quantity {
  const parts = DURATION.exec(text);
  if (parts === null || /[PT]$/.test(text)) return { ok: false, why: 'is no ISO 8601 duration like PT1H30M' };
  const [, sign, years, months, weeks, days, hours, minutes, seconds] = parts;
  if (years !== undefined || months !== undefined) {
    return { ok: false, why: 'names months or years, whose length is not fixed: use days' };
  }
  if (sign === '-') return { ok: false, why: 'is negative' };
  if (Number(days ?? 0) >= ENDLESS_DAYS) return { ok: true, value: Number.POSITIVE_INFINITY };
  const milliseconds =
    Number(weeks ?? 0) * WEEK +
    Number(days ?? 0) * DAY +
    Number(hours ?? 0) * HOUR +
    Number(minutes ?? 0) * MINUTE +
    Number(seconds ?? 0) * SECOND;
  if (milliseconds > Number.MAX_SAFE_INTEGER) return { ok: false, why: 'is too long' };
  return { ok: true, value: Math.round(milliseconds) };
}

/** The shortest ISO 8601 spelling of so many milliseconds: `PT0S`, `PT90S` becomes `PT1M30S`, days stay days. */
export function formatDuration(time: SimTime): string {
  if (!Number.isFinite(time)) return 'unlimited';
  const days = Math.floor(time / DAY);
  const hours = Math.floor((time % DAY) / HOUR);
  const minutes = Math.floor((time % HOUR) / MINUTE);
  const seconds = (time % MINUTE) / SECOND;
  const date = days > 0 ? `${days}D` : '';
  const clock = `${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${seconds > 0 ? `${seconds}S` : ''}`;
  if (date === '' && clock === '') return 'PT0S';
  return `P${date}${clock === '' ? '' : `T${clock}`}`;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])(\d\d):(\d\d))$/;

/** Milliseconds since 1970 of a time such as `2017-05-01T08:00:00Z`; an offset from UTC is allowed, its absence is not. */
export function parseTime(text: string): Quantity {
  const parts = TIME.exec(text);
  if (parts === null) return { ok: false, why: 'is no UTC time like 2017-05-01T08:00:00Z' };
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHours, offsetMinutes] = parts;
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second ?? 0),
    Math.round(Number(`0.${fraction ?? 0}`) * SECOND),
  );
  const real = new Date(local);
  const exists =
    real.getUTCMonth() === Number(month) - 1 &&
    real.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60;
  if (!exists || Number(second ?? 0) > 59) return { ok: false, why: 'is a time that does not exist' };
  const offset =
    sign === undefined ? 0 : Number(`${sign}1`) * (Number(offsetHours) * HOUR + Number(offsetMinutes) * MINUTE);
  return { ok: true, value: local - offset };
}

const SIZE = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)$/i;
const BYTES: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** Bytes of a size such as `100MB`; prefixes are decimal (1 MB = 1,000,000 bytes). */
export function parseSize(text: string): Quantity {
  const parts = SIZE.exec(text.trim());
  if (parts === null) return { ok: false, why: 'is no size like 100MB (B, KB, MB, GB or TB)' };
  return { ok: true, value: Math.round(Number(parts[1]) * (BYTES[parts[2].toUpperCase()] as number)) };
}

/** The value of a text that has been checked before; anything else is a defect. */
export function durationMs(text: string): SimTime {
  const quantity = parseDuration(text);
  if (!quantity.ok) throw new Error(`unchecked duration ${text}`);
  return quantity.value;
}
