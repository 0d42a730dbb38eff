/**
 * From the text of a YAML (or JSON) document to its tree of nodes, and from the tree to plain values.
 *
 * Hostile texts are met here: nesting is bounded before anything recurses, aliases are counted as often as they are used, keys are
 * unique, and nothing but strings, numbers, booleans, null, lists and mappings comes out. Knows nothing of scenarios.
 */
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  type ParsedNode,
  Parser,
  type YAMLMap,
} from 'yaml';
import { beyond, type Limits } from './limits.ts';
import type { Span } from './located.ts';

/** What is wrong with a text, and where. */
export interface Fault {
  readonly span: Span;
  readonly message: string;
}

export interface YamlTree {
  readonly contents: Node | null;
  readonly value: unknown;
  /** the node that an alias stands for */
  readonly targets: ReadonlyMap<Node, Node>;
  readonly faults: readonly Fault[];
}

export function readYaml(text: string, limits: Limits): YamlTree {
  const composed = compose(text, limits);
  if ('span' in composed) return { contents: null, value: null, targets: new Map(), faults: [composed] };
  const { document, faults } = composed;
  const conversion = new Conversion(limits);
  const value = conversion.convert(document.contents, 0).value;
  return { contents: document.contents, value, targets: conversion.targets, faults: [...faults, ...conversion.faults] };
}

/** The pairs of a mapping under their keys, those of merged mappings after its own. */
export function pairsOf(map: YAMLMap, targets: ReadonlyMap<Node, Node>): readonly Pair<Node, Node | null>[] {
  const own: Pair<Node, Node | null>[] = [];
  const merged: Pair<Node, Node | null>[] = [];
  for (const pair of map.items as Pair<Node, Node | null>[]) {
    if (!isMergeKey(pair.key)) own.push(pair);
    else for (const source of mergeSources(pair.value, targets)) merged.push(...pairsOf(source, targets));
  }
  return [...own, ...merged];
}

/** The text of a key; keys are scalars. */
export function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function compose(text: string, limits: Limits): { document: Document.Parsed; faults: Fault[] } | Fault {
  const parser = new Parser();
  const tokens = [];
  let pieces = 0;
  // the tree is bounded while it is flat: what composes it calls itself for every level. One level is up to three open tokens.
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > 3 * limits.depth + 10) return tooDeep(parser.offset, limits);
    if (++pieces > LEXEMES_PER_VALUE * limits.values) return tooMany(parser.offset, limits);
  }
  for (const token of parser.end()) tokens.push(token);
  const composer = new Composer<ParsedNode>({
    schema: 'core',
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const documents = [...composer.compose(tokens, true, text.length)];
  const document = documents[0]!;
  // where the text is broken once, whatever follows looks misplaced
  const first = document.errors.find(({ code }) => code === 'UNEXPECTED_TOKEN');
  const faults = [...document.errors, ...document.warnings]
    .filter((error) => error.code !== 'UNEXPECTED_TOKEN' || error === first)
    .map(({ pos, message, code }) => ({
      span: { start: pos[0], end: pos[1] },
      message: code === 'NON_STRING_KEY' ? 'a key must be a plain text' : `${message}${quotesHint(code, text[pos[0]])}`,
    }));
  const second = documents[1];
  if (second)
    faults.push({
      span: { start: second.range[0], end: second.range[0] + 1 },
      message: 'the file holds more than one document',
    });
  return { document, faults };
}

/** Patterns like frame-{n} are a scenario's own, so forgotten quotes are likely. */
function quotesHint(code: string, character: string | undefined): string {
  return code === 'UNEXPECTED_TOKEN' && character === '{' ? '; a text with { in it needs quotes here' : '';
}

/** In a plain text: indentation, a key and its colon, a space, the value, the end of the line, and the marks of two scalars. */
const LEXEMES_PER_VALUE = 8;

function tooMany(offset: number, limits: Limits): Fault {
  const message = beyond(TOO_MANY_VALUES, 'values', limits.values);
  return { span: { start: offset, end: offset + 1 }, message };
}

export const TOO_MANY_VALUES = 'too many values, aliases counted as often as they are used';

function tooDeep(offset: number, limits: Limits): Fault {
  return { span: { start: offset, end: offset + 1 }, message: beyond('nested too deeply', 'depth', limits.depth) };
}

interface Converted {
  readonly value: unknown;
  /** number of values in it, aliases counted as often as they stand there */
  readonly size: number;
}

const NOTHING: Converted = { value: null, size: 1 };

class Conversion {
  readonly faults: Fault[] = [];
  readonly targets = new Map<Node, Node>();
  readonly #limits: Limits;
  readonly #anchors = new Map<string, Node>();
  /** of nodes with an anchor, once they are complete */
  readonly #converted = new Map<Node, Converted>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  convert(node: Node | null, depth: number): Converted {
    if (node === null) return NOTHING;
    if (depth > this.#limits.depth) return this.#refuse(node, beyond('nested too deeply', 'depth', this.#limits.depth));
    if (isAlias(node)) return this.#alias(node);
    const anchored = 'anchor' in node && typeof node.anchor === 'string';
    if (anchored) this.#anchors.set(node.anchor as string, node);
    const converted = this.#plain(node, depth);
    if (anchored) this.#converted.set(node, converted);
    return converted;
  }

  #plain(node: Node, depth: number): Converted {
    if (isMap(node)) return this.#mapping(node, depth);
    if (isSeq(node)) {
      const items = (node.items as Node[]).map((item) => this.convert(item, depth + 1));
      return this.#bounded(node, { value: items.map(({ value }) => value), size: sizeOf(items) });
    }
    const value = isScalar(node) ? node.value : undefined;
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return { value, size: 1 };
    return this.#refuse(node, 'only texts, numbers, true, false, null, lists and mappings can stand in a file');
  }

  #mapping(map: YAMLMap, depth: number): Converted {
    const value: Record<string, unknown> = {};
    const parts: Converted[] = [];
    const merges: Node[] = [];
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      if (isMergeKey(pair.key)) {
        if (pair.value) merges.push(pair.value);
        continue;
      }
      if (!isScalar(pair.key)) continue; // a fault already
      const key = keyText(pair.key);
      const part = this.convert(pair.value, depth + 1);
      parts.push(part);
      if (Object.hasOwn(value, key)) this.#refuse(pair.key, `the key "${key}" stands twice in the same mapping`);
      else if (key === '__proto__') this.#refuse(pair.key, 'unknown key "__proto__"');
      else value[key] = part.value;
    }
    for (const source of merges) parts.push(this.#merge(source, value, depth));
    return this.#bounded(map, { value, size: sizeOf(parts) });
  }

  /** Keys that a mapping has already are not replaced: its own come first, then the merged mappings in their order. */
  #merge(node: Node, into: Record<string, unknown>, depth: number): Converted {
    const merged = this.convert(node, depth + 1);
    const sources: unknown[] = Array.isArray(merged.value) ? merged.value : [merged.value];
    for (const source of sources) {
      if (typeof source !== 'object' || source === null || Array.isArray(source))
        this.#refuse(node, 'only mappings can be merged with <<');
      else for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(into, key)) into[key] = value;
    }
    return merged;
  }

  #alias(alias: Node & { readonly source: string }): Converted {
    const target = this.#anchors.get(alias.source);
    if (!target) return this.#refuse(alias, `no anchor &${alias.source} stands before this alias`);
    const converted = this.#converted.get(target);
    if (!converted) return this.#refuse(alias, `the alias *${alias.source} lies inside of what it stands for`);
    this.targets.set(alias, target);
    return converted;
  }

  #bounded(node: Node, converted: Converted): Converted {
    if (converted.size <= this.#limits.values) return converted;
    return this.#refuse(node, beyond(TOO_MANY_VALUES, 'values', this.#limits.values));
  }

  #refuse(node: Node, message: string): Converted {
    this.faults.push({ span: spanOf(node), message });
    return NOTHING;
  }
}

export function spanOf(node: Node): Span {
  const range = node.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 1 };
}

function sizeOf(parts: readonly Converted[]): number {
  let size = 1;
  for (const part of parts) size += part.size;
  return size;
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

function mergeSources(node: Node | null, targets: ReadonlyMap<Node, Node>): readonly YAMLMap[] {
  const source = node && (targets.get(node) ?? node);
  if (isMap(source)) return [source];
  if (!isSeq(source)) return [];
  return (source.items as Node[]).map((item) => targets.get(item) ?? item).filter((item) => isMap(item));
}
