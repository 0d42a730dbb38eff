/**
 * Makes a failing scenario small: leaves out whatever can be left out while it still fails in the same way.
 *
 * Lists lose elements, in halves first and one by one then; objects lose members; counts become 1. What makes the scenario invalid
 * fails in another way and is put back.
 */

export interface Shrunk<T> {
  readonly value: T;
  readonly tries: number;
}

/** `stillFails` is asked for every candidate, at most `most` times. */
export function shrink<T extends object>(value: T, stillFails: (candidate: T) => boolean, most = 4000): Shrunk<T> {
  let best = value;
  let tries = 0;
  const attempt = (candidate: T): boolean => {
    if (tries >= most) return false;
    tries++;
    if (!stillFails(candidate)) return false;
    best = candidate;
    return true;
  };
  for (let before = 0; before !== sizeOf(best); ) {
    before = sizeOf(best);
    for (const path of placesOf(best)) {
      const part = at(best, path);
      if (Array.isArray(part)) shrinkList(path, part);
      else if (typeof part === 'object' && part !== null) shrinkMembers(path, part);
      else if (path.at(-1) === 'count' && typeof part === 'number' && part > 1) attempt(put(best, path, 1) as T);
    }
  }
  return { value: best, tries };

  function shrinkList(path: readonly Key[], list: readonly unknown[]): void {
    let left = list;
    for (let size = Math.ceil(list.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < left.length; ) {
        const rest = [...left.slice(0, from), ...left.slice(from + size)];
        if (attempt(put(best, path, rest) as T)) left = rest;
        else from += size;
      }
    }
  }
  function shrinkMembers(path: readonly Key[], object: object): void {
    let left: Record<string, unknown> = { ...object };
    for (const key of Object.keys(object)) {
      const { [key]: _out, ...rest } = left;
      if (attempt(put(best, path, rest) as T)) left = rest;
    }
  }
}

type Key = string | number;

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}

/** The paths of a value and of all that is in it, outer ones first. */
function placesOf(value: unknown, path: readonly Key[] = []): (readonly Key[])[] {
  const members: [Key, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  return [path, ...members.flatMap(([key, member]) => placesOf(member, [...path, key]))];
}

function at(value: unknown, path: readonly Key[]): unknown {
  return path.reduce<unknown>((part, key) => (part as Record<Key, unknown> | undefined)?.[key], value);
}

function put(value: unknown, [key, ...rest]: readonly Key[], part: unknown): unknown {
  if (key === undefined) return part;
  if (Array.isArray(value)) return value.map((member, place) => (place === key ? put(member, rest, part) : member));
  const object = value as Record<Key, unknown>;
  return { ...object, [key]: put(object[key], rest, part) };
}
