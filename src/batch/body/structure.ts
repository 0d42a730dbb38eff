/**
 * The shape of a body: every element known, present where required, of the right type and in its own bounds (L-030, S-5).
 *
 * What depends on other elements or on the account is checked elsewhere, over the same raw body, so that one look finds everything.
 */
import { z } from 'zod';
import type { Path } from '../issue.ts';
import { nearestName } from './nearest-name.ts';
import { isRecord, type Report, refuse, refuseKey, refuseMissing, warn } from './report.ts';
import { describeOtherSpelling, OTHER_SPELLINGS } from './spellings.ts';

export interface StructureOptions {
  /** where the body lies in the value that the issues' paths start from */
  readonly base?: Path;
  /** properties that a GET returns at the top of this body and a request must not have: ignored with a warning */
  readonly readOnly?: readonly string[];
}

export function checkStructure(schema: z.ZodType, raw: unknown, report: Report, options: StructureOptions = {}): void {
  const { base = [], readOnly = [] } = options;
  const parsed = schema.safeParse(raw);
  if (parsed.success) return;
  for (const issue of parsed.error.issues) {
    const at = issue.path.filter((step): step is string | number => typeof step !== 'symbol');
    const element = [...base, ...at];
    if (issue.code === 'unrecognized_keys') {
      const ignored = at.length === 0 ? readOnly : (READ_ONLY[String(at.at(-1))] ?? []);
      reportUnknown(schema, at, issue.keys, report, base, ignored);
    } else if (valueAt(raw, at) === undefined) {
      refuseMissing(report, element, `${nameOf(element)} is required`, ...rulesAt(schema, at), 'L-030');
    } else if ((issue.code === 'too_small' || issue.code === 'too_big') && typeof valueAt(raw, at) === 'number') {
      refuse(
        report,
        element,
        'OutOfRangeInput',
        `${nameOf(element)} is ${valueAt(raw, at)}; it ${issue.message}`,
        ...rulesAt(schema, at),
      );
    } else if (issue.code === 'invalid_type') {
      const message = `${nameOf(element)} must be ${typeName(issue.expected)}, not ${describe(valueAt(raw, at), issue.expected)}`;
      refuse(report, element, 'InvalidPropertyValue', message, ...rulesAt(schema, at), 'L-030');
    } else {
      refuse(report, element, 'InvalidPropertyValue', `${nameOf(element)} ${issue.message}`, ...rulesAt(schema, at));
    }
  }
}

/** what a GET returns inside these objects beside what was asked for */
const READ_ONLY: Readonly<Record<string, readonly string[]>> = { cloudServiceConfiguration: ['currentOSVersion'] };

/** Elements in the order of the schema, which is the order of the API's tables; unknown ones last (O-05). */
export function tableOrder(schema: z.ZodType, base: Path = []): (left: Path, right: Path) => number {
  return (left, right) => {
    let node: z.ZodType | null = schema;
    for (let depth = base.length; depth < Math.max(left.length, right.length); depth += 1) {
      if (depth >= left.length) return -1;
      if (depth >= right.length) return 1;
      const difference = rank(node, left[depth]) - rank(node, right[depth]);
      if (difference !== 0) return difference;
      node = childOf(node, left[depth]);
    }
    return 0;
  };
}

function reportUnknown(
  schema: z.ZodType,
  at: Path,
  keys: readonly string[],
  report: Report,
  base: Path,
  readOnly: readonly string[],
): void {
  const ignored = keys.filter((key) => readOnly.includes(key));
  if (ignored.length > 0) {
    const are = ignored.length === 1 ? 'is' : 'are';
    warn(report, [...base, ...at, ignored[0]], `${ignored.join(', ')} ${are} read-only and ignored`, 'S-5');
  }
  for (const key of keys) {
    if (key.startsWith('odata.') || readOnly.includes(key)) continue;
    refuseKey(
      report,
      [...base, ...at, key],
      'UnsupportedProperty',
      describeUnknown(key, keysAt(schema, at)),
      'L-030',
      'S-5',
    );
  }
}

/** The message for a property that the schema does not know, with the remedy where one can be guessed. */
export function describeUnknown(key: string, known: readonly string[]): string {
  if (Object.hasOwn(OTHER_SPELLINGS, key)) return describeOtherSpelling(key, OTHER_SPELLINGS[key]);
  const nearest = nearestName(key, known);
  // a name is quoted where its ends could not be seen
  const shown = key === '' || key !== key.trim() ? JSON.stringify(key) : key;
  return `${shown} is no known property${nearest === null ? '' : `; did you mean ${nearest}?`}`;
}

// ---------------------------------------------------------------- walking a schema

function unwrap(schema: z.ZodType | null): z.ZodType | null {
  let node = schema;
  while (node instanceof z.ZodOptional || node instanceof z.ZodNullable) node = node.unwrap() as z.ZodType;
  return node;
}

function childOf(schema: z.ZodType | null, step: string | number): z.ZodType | null {
  const node = unwrap(schema);
  if (node instanceof z.ZodArray) return node.element as z.ZodType;
  if (node instanceof z.ZodObject && Object.hasOwn(node.shape, step)) return node.shape[step] as z.ZodType;
  return null;
}

function nodeAt(schema: z.ZodType, path: Path): z.ZodType | null {
  let node: z.ZodType | null = schema;
  for (const step of path) node = childOf(node, step);
  return unwrap(node);
}

function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const node = nodeAt(schema, path);
  return node instanceof z.ZodObject ? Object.keys(node.shape) : [];
}

function rulesAt(schema: z.ZodType, path: Path): readonly string[] {
  const rules = nodeAt(schema, path)?.meta()?.rules;
  return Array.isArray(rules) ? rules : [];
}

function rank(schema: z.ZodType | null, step: string | number): number {
  if (typeof step === 'number') return step;
  const node = unwrap(schema);
  if (!(node instanceof z.ZodObject)) return 0;
  const keys = Object.keys(node.shape);
  const position = keys.indexOf(step);
  return position === -1 ? keys.length : position;
}

// ---------------------------------------------------------------- words

function valueAt(raw: unknown, path: Path): unknown {
  let value = raw;
  for (const step of path)
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
  return value;
}

/** `visibility[1]`, `maxTaskRetryCount`; the body itself is "the body". */
export function nameOf(path: Path): string {
  let name = '';
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const step = path[depth];
    if (typeof step === 'string') return `${step}${name}`;
    name = `[${step}]${name}`;
  }
  return 'the body';
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function typeName(expected: string): string {
  return TYPE_NAMES[expected] ?? expected;
}

function describe(value: unknown, expected: string): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'an object';
  const quotes = expected === 'string' ? `: write "${value}" in quotes` : '';
  return `${typeof value === 'string' ? `"${value}"` : String(value)}${quotes}`;
}
