/** A figure of a summary by its path, as `expect:` and studies name them: `tasks.waitSeconds.p95`. */

export type Figure =
  | { readonly value: unknown }
  | { readonly missing: string; readonly key: string; readonly known: readonly string[] };

/** What stands at a path of keys joined by dots, or what there is instead; `key` is the one that is not there, `known` are those that are. */
export function lookUp(summary: object, metric: string): Figure {
  let value: unknown = summary;
  let walked = '';
  for (const key of metric.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      const known = typeof value === 'object' && value !== null ? Object.keys(value) : [];
      return { missing: `there is no such metric; ${keysOf(value, walked)}`, key, known };
    }
    value = new Map<string, unknown>(Object.entries(value)).get(key);
    walked += `${walked === '' ? '' : '.'}${key}`;
  }
  return { value };
}

const SHOWN_KEYS = 12;

function keysOf(value: unknown, path: string): string {
  const name = path === '' ? 'the summary' : path;
  if (typeof value !== 'object' || value === null) return `${name} is ${showFigure(value)}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return `${name} is empty`;
  return `${name} has ${keys.slice(0, SHOWN_KEYS).join(', ')}${keys.length > SHOWN_KEYS ? ', …' : ''}`;
}

/** A value of a summary in a message. */
export function showFigure(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
