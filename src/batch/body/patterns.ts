/**
 * `{n}` in the texts of a repeated body: the ordinal, 1, 2, …; `{n:5}` pads it with zeros to five digits.
 */
const PATTERN = /\{n(?::(\d{1,2}))?\}/g;

export function hasPattern(value: unknown): boolean {
  if (typeof value === 'string') return value.search(PATTERN) !== -1;
  if (Array.isArray(value)) return value.some(hasPattern);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasPattern);
}

/** The text with the ordinal in place of every `{n}`. */
export function fillPattern(text: string, ordinal: number): string {
  return text.replace(PATTERN, (_, width: string | undefined) => String(ordinal).padStart(Number(width ?? 0), '0'));
}

/** A deep copy of `value` with the ordinal in all its texts; what has no pattern is shared with the original. */
export function fillPatterns<T>(value: T, ordinal: number): T {
  if (typeof value === 'string') return fillPattern(value, ordinal) as T;
  if (!hasPattern(value)) return value;
  if (Array.isArray(value)) return value.map((item) => fillPatterns(item, ordinal)) as T;
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) => [key, fillPatterns(item, ordinal)]),
  ) as T;
}

/**
 * Makes the bodies of a repeated one: `instantiate(template)(7)` is the template with 7 for `{n}`.
 *
 * Which members have a pattern is found out once, so that a million tasks cost a shallow copy each.
 */
export function instantiate<T extends object>(template: T): (ordinal: number) => T {
  const varying = Object.entries(template).filter(([, value]) => hasPattern(value));
  if (varying.length === 0) return () => template;
  return (ordinal) => {
    const copy = { ...template } as Record<string, unknown>;
    for (const [key, value] of varying) copy[key] = fillPatterns(value, ordinal);
    return copy as T;
  };
}
