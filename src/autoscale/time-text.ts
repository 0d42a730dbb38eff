/**
 * The texts that `time("…")` reads: the W3C profile of ISO 8601 down to a tenth of a microsecond, and the dates of RFC 1123.
 * Without a zone the time is UTC.
 */
import { Timestamp } from './ticks.ts';

const W3C = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;
const RFC1123 = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `null`: no such time, or not written as one */
export function parseTimestamp(text: string): Timestamp | null {
  const w3c = W3C.exec(text);
  if (w3c !== null) {
    const [, year, month, day, hour, minute, second, fraction, zone] = w3c;
    const offset = zoneMinutes(zone ?? 'Z');
    const local = instant(year, month ?? '1', day ?? '1', hour ?? '0', minute ?? '0', second ?? '0');
    if (local === null || offset === null) return null;
    return new Timestamp(BigInt(local - offset * 60_000) * 10_000n + BigInt((fraction ?? '').padEnd(7, '0')));
  }
  const rfc = RFC1123.exec(text);
  if (rfc === null) return null;
  const [, weekday, day, month, year, hour, minute, second] = rfc;
  const utc = instant(year, String(MONTHS.indexOf(month) + 1), day, hour, minute, second);
  if (utc === null || WEEKDAYS[new Date(utc).getUTCDay()] !== weekday) return null;
  return new Timestamp(BigInt(utc) * 10_000n);
}

/** Whether there is such a time, written in one of the forms. */
export function isTimeText(text: string): boolean {
  return parseTimestamp(text) !== null;
}

/** milliseconds since 1970; `null` for a day or a time of day that does not exist */
function instant(
  year: string,
  month: string,
  day: string,
  hour: string,
  minute: string,
  second: string,
): number | null {
  if (Number(year) < 1 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null;
  return date.setUTCHours(Number(hour), Number(minute), Number(second));
}

/** minutes that local time is ahead of UTC; zones reach 14 hours */
function zoneMinutes(zone: string): number | null {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
