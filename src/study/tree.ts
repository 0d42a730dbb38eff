/** Values of a tree by their paths. */
import type { Path } from '../batch/issue.ts';

/** `undefined` where there is none. Own members only. */
export function valueAt(raw: unknown, path: Path): unknown {
  let at = raw;
  for (const segment of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, segment)) return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[segment];
  }
  return at;
}
