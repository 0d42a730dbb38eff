/** The plain values of a scenario file: durations, instants, sizes, counts, patterns. Each is a shape that compiles to a number or text. */
import * as z from 'zod';
import { parseDuration, parseSize, parseTime, type Quantity } from '../batch/durations.ts';
import { INT32_MAX, INT32_MIN } from '../batch/limits.ts';

function quantity(parse: (text: string) => Quantity, title: string, example: string) {
  return z
    .string()
    .meta({ title, examples: [example] })
    .transform((text, context) => {
      const parsed = parse(text);
      if (parsed.ok) return parsed.value;
      context.addIssue({ code: 'custom', message: `"${text}" ${parsed.why}` });
      return z.NEVER;
    });
}

function finiteDuration(text: string): Quantity {
  const parsed = parseDuration(text);
  return parsed.ok && !Number.isFinite(parsed.value) ? { ok: false, why: 'is too long' } : parsed;
}

/** ISO 8601 duration → milliseconds */
export const duration = quantity(finiteDuration, 'an ISO 8601 duration like PT1H30M', 'PT1H30M');

/** as {@link duration}, but not PT0S */
export const positiveDuration = quantity(
  (text) => {
    const parsed = finiteDuration(text);
    return parsed.ok && parsed.value === 0
      ? { ok: false, why: 'is no time at all: it must be longer than PT0S' }
      : parsed;
  },
  'an ISO 8601 duration longer than PT0S',
  'PT30S',
);

/** UTC time → milliseconds since 1970 */
export const time = quantity(parseTime, 'a UTC time like 2017-05-01T00:00:00Z', '2017-05-01T00:00:00Z');

/** size with a unit → bytes */
export const size = quantity(parseSize, 'a size like 20MB', '20MB');

export const count = z.int().min(0);
export const exitCode = z.int().min(INT32_MIN).max(INT32_MAX);
export const amount = z.number().min(0);
export const share = z.number().min(0).max(1);
export const positive = z.number().gt(0);

/** a quota: `null` → `Infinity` */
export const quota = count.nullable().transform((value) => value ?? Number.POSITIVE_INFINITY);

export const glob = z.string().min(1).describe('glob: * stands for any text, ? for one character');
