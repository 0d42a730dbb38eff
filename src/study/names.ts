/** What variants are called. */
import type { Value } from './study.ts';

/** The shortest ends of paths that still tell them apart, by path: `targetDedicatedNodes`, or `render.vmSize` and `encode.vmSize`. */
export function shortNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const end = (path: string, segments: number) => path.split('.').slice(-segments).join('.');
  return new Map(
    paths.map((path) => {
      const depth = path.split('.').length;
      for (let segments = 1; segments < depth; segments++) {
        const name = end(path, segments);
        if (paths.every((other) => other === path || end(other, segments) !== name)) return [path, name];
      }
      return [path, path];
    }),
  );
}

/** `targetDedicatedNodes=50, nodeFillType=pack`; of a variant that changes nothing `as written`. */
export function variantName(assignments: Readonly<Record<string, Value>>, short: ReadonlyMap<string, string>): string {
  const parts = Object.entries(assignments).map(([path, value]) => `${short.get(path) ?? path}=${valueText(value)}`);
  return parts.length === 0 ? 'as written' : parts.join(', ');
}

const LONGEST_VALUE = 40;

/** A value in few characters: texts as they are, everything else as JSON. */
export function valueText(value: Value): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ');
  return line.length <= LONGEST_VALUE ? line : `${line.slice(0, LONGEST_VALUE - 1)}…`;
}
