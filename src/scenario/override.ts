/**
 * Changing one value of a scenario by its path: `pools.render.targetDedicatedNodes`.
 *
 * A list element is named by its index or by its id. Knows the tree as it was written, not what it means: whether the new value is a
 * good one is seen when the scenario is compiled.
 */
import { produce } from 'immer';
import type { Path } from '../batch/issue.ts';
import { didYouMean } from './suggestion.ts';

export type OverrideResult =
  | { readonly ok: true; readonly raw: unknown /** with indices instead of ids */; readonly path: Path }
  | { readonly ok: false; readonly message: string };

/** A copy of the tree in which the value at `path` is another one; mappings on the way are made where there are none. */
export function overrideValue(raw: unknown, path: string, value: unknown): OverrideResult {
  const resolved = resolvePath(raw, path);
  if (!resolved.ok) return resolved;
  return { ok: true, raw: withValue(raw, resolved.path, value), path: resolved.path };
}

/** The same with the path resolved. What the change does not touch is shared by both trees, and frozen from now on. */
export function withValue(raw: unknown, path: Path, value: unknown): unknown {
  const changed = produce({ root: raw }, (draft) => {
    let at: Record<string | number, unknown> = draft as Record<string, unknown>;
    let key: string | number = 'root';
    for (const segment of path) {
      // own members only: what every object inherits is nobody's to change
      if (!Object.hasOwn(at, key) || at[key] === null || at[key] === undefined) at[key] = {};
      at = at[key] as Record<string | number, unknown>;
      key = segment;
    }
    at[key] = value;
  });
  return changed.root;
}

/** The path with every id replaced by the index of its element. */
export function resolvePath(
  raw: unknown,
  text: string,
): { readonly ok: true; readonly path: Path } | { readonly ok: false; readonly message: string } {
  const segments = text.split('.');
  if (segments.some((segment) => segment === ''))
    return { ok: false, message: `"${text}" is no path like pools.render.targetDedicatedNodes` };
  const path: (string | number)[] = [];
  let at = raw;
  for (let place = 0; place < segments.length; ) {
    const rest = segments.slice(place);
    const where = path.length === 0 ? 'the scenario' : `"${segments.slice(0, place).join('.')}"`;
    if (Array.isArray(at)) {
      const element = findElement(at, rest);
      if (!element.ok) return { ok: false, message: `${where} has no element "${rest[0]}"${element.hint}` };
      path.push(element.index);
      at = at[element.index];
      place += element.used;
    } else if (at === undefined || at === null || typeof at === 'object') {
      if ((at === undefined || at === null) && /^\d+$/.test(rest[0]!)) {
        return { ok: false, message: `${where} has no element "${rest[0]}": it is empty` };
      }
      const [key, used] = findKey((at ?? {}) as Readonly<Record<string, unknown>>, rest);
      if (key === '__proto__') return { ok: false, message: 'unknown key "__proto__"' };
      path.push(key);
      at = at && Object.hasOwn(at, key) ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
      place += used;
    } else {
      return { ok: false, message: `${where} is ${JSON.stringify(at)} and has no "${rest[0]}"` };
    }
  }
  return { ok: true, path };
}

/** An existing key may hold dots: the longest that fits is meant. */
function findKey(mapping: Readonly<Record<string, unknown>>, rest: readonly string[]): readonly [string, number] {
  for (let used = rest.length; used > 1; used -= 1) {
    const key = rest.slice(0, used).join('.');
    if (Object.hasOwn(mapping, key)) return [key, used];
  }
  return [rest[0]!, 1];
}

type Element =
  | { readonly ok: true; readonly index: number; readonly used: number }
  | { readonly ok: false; readonly hint: string };

function findElement(list: readonly unknown[], rest: readonly string[]): Element {
  if (/^\d+$/.test(rest[0]!) && Number(rest[0]) < list.length) return { ok: true, index: Number(rest[0]), used: 1 };
  for (let used = rest.length; used >= 1; used -= 1) {
    const wanted = rest.slice(0, used).join('.').toLowerCase();
    const found = list.flatMap((element, index) =>
      namesOf(element).some((name) => name.toLowerCase() === wanted) ? [index] : [],
    );
    if (found.length === 1) return { ok: true, index: found[0]!, used };
    if (found.length > 1)
      return { ok: false, hint: ` that is the only one of this name: use an index, ${found.join(' or ')}` };
  }
  const names = list.flatMap(namesOf);
  const known =
    names.length > 0
      ? `; it has ${names
          .slice(0, 10)
          .map((name) => `"${name}"`)
          .join(', ')}${names.length > 10 ? ', …' : ''}`
      : '';
  const size = list.length === 0 ? ': it is empty' : known || `: it has ${list.length} elements, numbered from 0`;
  return { ok: false, hint: didYouMean(rest[0]!, names) || size };
}

/** What an element of a list may be called: its own id, that of the body in it, or what it is about. */
export function namesOf(element: unknown): readonly string[] {
  if (typeof element !== 'object' || element === null) return [];
  const { id, job, task, jobId, match, metric, applicationId, thumbprint } = element as Readonly<
    Record<string, unknown>
  >;
  const ids = [id, idOf(job), idOf(task)];
  const names = ids.some((name) => typeof name === 'string')
    ? [...ids, jobId]
    : [jobId, match, metric, applicationId, thumbprint];
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}

function idOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>).id : undefined;
}
