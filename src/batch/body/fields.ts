/**
 * The kinds of values that bodies have, as schemas: texts, ids, Int32, durations, times, words of a fixed list.
 *
 * A message of a field completes a sentence that begins with the field's name. `rules` travels in the schema's metadata.
 */
import { z } from 'zod';
import { formatDuration, parseDuration, parseTime, type Quantity } from '../durations.ts';
import { DISPLAY_NAME_LENGTH, ID_LENGTH, INT32_MAX, INT32_MIN } from '../limits.ts';

/** A schema with the rules that it stands for. */
export function ruled<S extends z.ZodType>(schema: S, ...rules: string[]): S {
  return schema.meta({ ...schema.meta(), rules });
}

export function anyText() {
  return z.string();
}

/** 1-64 characters of letters, digits, `-` and `_` (L-002). */
export function id(...rules: string[]) {
  const fault = `must be 1-${ID_LENGTH} characters of letters, digits, hyphens and underscores`;
  return ruled(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, fault), ...rules);
}

export function displayName() {
  return ruled(z.string().max(DISPLAY_NAME_LENGTH, `may have at most ${DISPLAY_NAME_LENGTH} characters`), 'L-004');
}

export function int32(bounds: { min?: number; max?: number; rules?: readonly string[] } = {}) {
  const { min = INT32_MIN, max = INT32_MAX, rules = [] } = bounds;
  return ruled(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`), ...rules);
}

/** An ISO 8601 duration within bounds given in milliseconds. */
export function duration(bounds: { min?: number; max?: number; rules?: readonly string[] } = {}) {
  const { min = 0, max = Number.POSITIVE_INFINITY, rules = [] } = bounds;
  const schema = z.string().check((context) => {
    const fault = faultOf(parseDuration(context.value), context.value, min, max);
    if (fault !== null) context.issues.push({ code: 'custom', input: context.value, message: fault });
  });
  return ruled(schema.meta({ format: 'duration' }), ...rules);
}

function faultOf(quantity: Quantity, value: string, min: number, max: number): string | null {
  if (!quantity.ok) return `is "${value}", which ${quantity.why}`;
  if (quantity.value < min) return `is ${value} but must be at least ${formatDuration(min)}`;
  if (quantity.value > max) return `is ${value} but must be at most ${formatDuration(max)}`;
  return null;
}

/** A UTC time such as `2017-05-01T08:00:00Z`. */
export function time(...rules: string[]) {
  const schema = z.string().check((context) => {
    const quantity = parseTime(context.value);
    if (quantity.ok) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: `is "${context.value}", which ${quantity.why}`,
    });
  });
  return ruled(schema.meta({ format: 'date-time' }), ...rules);
}

/** One of a list of words, in any mixture of upper and lower case. */
export function word(words: readonly string[], ...rules: string[]) {
  const lower = words.map((each) => each.toLowerCase());
  const schema = z.string().check((context) => {
    if (lower.includes(context.value.toLowerCase())) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: `is "${context.value}" but must be ${oneOf(words)}`,
    });
  });
  return ruled(schema.meta({ examples: words }), ...rules);
}

function oneOf(words: readonly string[]): string {
  if (words.length === 1) return `${words[0]}`;
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** The lower-case form of a word that has been checked. */
export function lowerCase<W extends string>(word: string): W {
  return word.toLowerCase() as W;
}
