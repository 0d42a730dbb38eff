/**
 * One text that was read: its value, and where in it a path leads.
 *
 * JSON files are read by JSON.parse and only measured as YAML, of which JSON is a part; a large one is measured when something is
 * wrong with it. Knows nothing of scenarios.
 */
import { isMap, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Issue, Path } from '../batch/issue.ts';
import { beyond, type Limits } from './limits.ts';
import { type Located, lineStarts, locateSpan, type Span } from './located.ts';
import { type Fault, keyText, pairsOf, readYaml, spanOf, TOO_MANY_VALUES, type YamlTree } from './yaml-tree.ts';

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  /** the value is the text itself */
  readonly isText?: true;
  /** The stretch that a path leads to; of a path that leaves the text, the last place inside. */
  readonly span: (path: Path, at: Issue['at']) => Span;
  readonly locate: (span: Span, severity: Located['severity'], message: string) => Located;
}

export type SourceResult =
  | { readonly ok: true; readonly source: Source }
  | { readonly ok: false; readonly errors: readonly Located[] };

/** JSON beyond this is measured only when there is something to point at. */
const LARGE_JSON = 1_000_000;

/** Reads a text as JSON if its file is named so, else as YAML. */
export function readSource(file: string, content: string, limits: Limits): SourceResult {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content;
  const starts = lineStarts(text);
  const locate: Source['locate'] = (span, severity, message) =>
    locateSpan(text, starts, span, { file, severity, message });
  const refuse = (faults: readonly Fault[]): SourceResult => ({
    ok: false,
    errors: faults.map(({ span, message }) => locate(span, 'error', message)),
  });

  if (text.length > limits.fileSize) {
    const what = `the file has ${text.length.toLocaleString('en-US')} characters`;
    return {
      ok: false,
      errors: [
        { file, line: 1, column: 1, severity: 'error', message: beyond(what, 'fileSize', limits.fileSize), frame: '' },
      ],
    };
  }
  const alien = alienCharacter(text);
  if (alien !== null) return refuse([alien]);

  let tree: YamlTree | null = null;
  const measured = () => {
    tree ??= readYaml(text, limits);
    return tree;
  };
  let value: unknown;
  if (/\.json$/i.test(file)) {
    const fault = jsonFault(text);
    if (fault) return refuse([fault]);
    // duplicate keys, depth and __proto__ are seen by measuring only
    const faults = text.length <= LARGE_JSON || text.includes('"__proto__"') ? measured().faults : [];
    if (faults.length > 0) return refuse(faults);
    value = JSON.parse(text);
    if (!holdsAtMost(value, limits.values))
      return refuse([{ span: { start: 0, end: 1 }, message: beyond(TOO_MANY_VALUES, 'values', limits.values) }]);
  } else {
    const { faults } = measured();
    if (faults.length > 0) return refuse(faults);
    value = measured().value;
  }
  return {
    ok: true,
    source: {
      file,
      text,
      value,
      span: (path, at) => findSpan(measured(), path, at),
      locate,
    },
  };
}

/** Whether a value has at most so many values in it. Nothing here calls itself: a large text may be nested deeply. */
function holdsAtMost(value: unknown, most: number): boolean {
  const open = [value];
  for (let count = 1; open.length > 0; count++) {
    if (count + open.length > most + 1) return false;
    const next = open.pop();
    if (typeof next === 'object' && next !== null) for (const inner of Object.values(next)) open.push(inner);
  }
  return true;
}

/** What tells that a file is not UTF-8: a NUL, or the character that stands for bytes that could not be read. */
export function alienCharacter(text: string): Fault | null {
  for (const [character, name] of ALIENS) {
    const start = text.indexOf(character);
    if (start !== -1) return { span: { start, end: start + 1 }, message: `${name}: this is no UTF-8 text` };
  }
  return null;
}

const ALIENS = [
  ['\0', 'a NUL character'],
  ['\uFFFD', 'a byte that means nothing'],
] as const;

/** A file that is one text, such as a formula: every path leads to the whole of it. */
export function textSource(file: string, content: string): Source {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content;
  const starts = lineStarts(text);
  return {
    file,
    text,
    value: text,
    isText: true,
    span: () => ({ start: 0, end: Math.max(1, text.length) }),
    locate: (span, severity, message) => locateSpan(text, starts, span, { file, severity, message }),
  };
}

/** Where JSON.parse stops, as far as it says. */
function jsonFault(text: string): Fault | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof RangeError) return { span: { start: 0, end: 1 }, message: 'nested too deeply' };
    const position = /at position (\d+)/.exec(message);
    const start = position
      ? Number(position[1])
      : /end of JSON input/.test(message)
        ? Math.max(0, text.trimEnd().length - 1)
        : 0;
    return {
      span: { start, end: start + 1 },
      message: `not JSON: ${message.replace(/ at position \d+.*$/s, '').replace(/, "[\s\S]*$/, '')}`,
    };
  }
}

function findSpan(tree: YamlTree, path: Path, at: Issue['at']): Span {
  const follow = (node: Node | null) => (node ? (tree.targets.get(node) ?? node) : null);
  let node: Node | null = tree.contents;
  let pair: Pair<Node, Node | null> | null = null;
  let complete = true;
  for (const segment of path) {
    const inside = follow(node);
    const next: { pair: Pair<Node, Node | null> | null; node: Node | null } | null = stepInto(inside, segment, tree);
    if (next === null) {
      complete = false;
      break;
    }
    pair = next.pair;
    // an empty value (`key:`) has no text of its own: point at its key
    node = next.node ?? pair?.key ?? null;
  }
  if (node === null) return { start: 0, end: 1 };
  if (at === 'key' && complete && pair) return spanOf(pair.key);
  const span = spanOf(node);
  return span.end === span.start && pair ? spanOf(pair.key) : span;
}

/** Mappings may be large, and much may be wrong in one. */
const INDEXES = new WeakMap<Node, ReadonlyMap<string, Pair<Node, Node | null>>>();

function indexOf(map: YAMLMap, tree: YamlTree): ReadonlyMap<string, Pair<Node, Node | null>> {
  const known = INDEXES.get(map);
  if (known !== undefined) return known;
  // of two with the same key the first counts
  const index = new Map(
    pairsOf(map, tree.targets)
      .toReversed()
      .map((pair) => [keyText(pair.key), pair]),
  );
  INDEXES.set(map, index);
  return index;
}

function stepInto(
  node: Node | null,
  segment: string | number,
  tree: YamlTree,
): { pair: Pair<Node, Node | null> | null; node: Node | null } | null {
  if (isMap(node)) {
    const pair = indexOf(node, tree).get(String(segment));
    return pair ? { pair, node: pair.value } : null;
  }
  if (isSeq(node) && typeof segment === 'number') {
    const item = node.items[segment] as Node | undefined;
    return item ? { pair: null, node: item } : null;
  }
  return null;
}

/** Whether a tree has something at this path. */
export function holds(value: unknown, path: Path): boolean {
  let at = value;
  for (const segment of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, segment)) return false;
    at = (at as Readonly<Record<string | number, unknown>>)[segment];
  }
  return true;
}
