/**
 * Checking a value against a zod shape, with complaints in the words of the scenario file.
 *
 * Unknown keys point at the key and name what was probably meant; a missing key points at its mapping; of a union the complaints are
 * those of the alternative that was meant.
 */
import type * as z from 'zod';
import type { Issue, Path } from '../batch/issue.ts';
import { didYouMean } from './suggestion.ts';

/** Where complaints are gathered while a scenario is read. */
export interface Complaints {
  readonly issues: Issue[];
  readonly warnings: Issue[];
}

/** The value in its compiled form, or `undefined` and complaints. */
export function checkShape<T>(shape: z.ZodType<T>, raw: unknown, path: Path, complaints: Complaints): T | undefined {
  const result = shape.safeParse(raw, { reportInput: true });
  if (result.success) return result.data;
  complaints.issues.push(...result.error.issues.flatMap((issue) => translate(issue, shape, path)));
  return undefined;
}

export function refuse(complaints: Complaints, path: Path, message: string, at: Issue['at'] = 'value'): void {
  complaints.issues.push({ path, at, message });
}

export function warn(complaints: Complaints, path: Path, message: string, at: Issue['at'] = 'value'): void {
  complaints.warnings.push({ path, at, message });
}

/** `pools[0].vmSize` */
export function pathText(path: Path): string {
  return path
    .map((segment, place) => (typeof segment === 'number' ? `[${segment}]` : place === 0 ? segment : `.${segment}`))
    .join('');
}

/** `pools[0].vmSize: MESSAGE (400 InvalidPropertyValue)`, for scenarios that have no lines. */
export function formatIssue({ path, message, status, code }: Issue): string {
  const where = path.length === 0 ? '' : `${pathText(path)}: `;
  return `${where}${message}${status === undefined ? '' : ` (${status} ${code ?? ''})`}`;
}

/** What kind of value this is, for `expected …, found …`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return value.length > 60 ? 'a text' : `the text ${JSON.stringify(value)}`;
  return `${typeof value === 'number' ? 'the number ' : ''}${String(value)}`;
}

/** How a kind of value is called, where zod has its own word. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
};

type ZodIssue = z.core.$ZodIssue;

function translate(issue: ZodIssue, shape: z.ZodType, base: Path): Issue[] {
  const path: Path = [...base, ...(issue.path as Path)];
  const last = issue.path.at(-1);
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(alternativeFor(issue.input, shapeAt(shape, issue.path as Path)));
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: 'key',
      message: unknownKey(key, known),
    }));
  }
  if (issue.input === undefined && issue.code !== 'custom' && typeof last === 'string') {
    return [{ path: path.slice(0, -1), at: 'object', message: `"${last}" is missing` }];
  }
  if (issue.code === 'invalid_union') return translateUnion(issue, shape, base);
  return [{ path, at: 'value', message: `${nameOf(base, issue.path as Path)}${sentence(issue)}` }];
}

function nameOf(base: Path, path: Path): string {
  const name = [...base, ...path].findLast((segment) => typeof segment === 'string');
  return name === undefined ? '' : `${name}: `;
}

function sentence(issue: ZodIssue): string {
  const found = kindOf(issue.input);
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${KINDS[issue.expected] ?? issue.expected}, found ${found}`;
    case 'invalid_value': {
      const values = issue.values.map((value) => String(value));
      const meant = typeof issue.input === 'string' && values.length > 1 ? didYouMean(issue.input, values) : '';
      return `expected ${values.length === 1 ? values[0] : `one of ${values.join(', ')}`}, found ${found}${meant}`;
    }
    case 'too_small':
      if (issue.origin === 'array') return 'the list is empty';
      if (issue.origin === 'string') return 'the text is empty';
      return `${found} is too small: ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `the text is longer than ${issue.maximum} characters`;
      return `${found} is too large: ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/**
 * The alternative that was meant is the one that objects least to the kind and the keys of the value itself; if all object to its kind,
 * the union's own description says what is expected.
 */
function translateUnion(issue: Extract<ZodIssue, { code: 'invalid_union' }>, shape: z.ZodType, base: Path): Issue[] {
  const union = shapeAt(shape, issue.path as Path);
  const alternatives = optionsOf(union);
  const unknown = unknownKeys(issue.input, alternatives, [...base, ...(issue.path as Path)]);
  if (unknown.length > 0) return unknown;
  let meant = -1;
  let fewest = Number.POSITIVE_INFINITY;
  issue.errors.forEach((errors, place) => {
    const objections = errors.reduce((sum, error) => sum + objection(error), 0);
    if (objections < fewest) {
      fewest = objections;
      meant = place;
    }
  });
  if (meant === -1 || fewest >= KIND) {
    const path: Path = [...base, ...(issue.path as Path)];
    const what = union?.meta()?.title ?? 'one of the forms of the manual';
    return [
      {
        path,
        at: 'value',
        message: `${nameOf(base, issue.path as Path)}expected ${what}, found ${kindOf(issue.input)}`,
      },
    ];
  }
  const inner = alternatives[meant] ?? shape;
  return issue.errors[meant]!.flatMap((error) => translate(error, inner, [...base, ...(issue.path as Path)]));
}

/** Keys that no alternative knows: then it is not known which was meant, and nothing else is worth saying. */
function unknownKeys(input: unknown, alternatives: readonly z.ZodType[], path: Path): Issue[] {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return [];
  const known = [...new Set(alternatives.flatMap((alternative) => keysOf(bare(alternative))))];
  if (known.length === 0) return [];
  return Object.keys(input)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: [...path, key], at: 'key', message: unknownKey(key, known) }));
}

/** The message about a key that is not known. */
export function unknownKey(key: string, known: readonly string[]): string {
  const hint = didYouMean(key, known);
  if (hint !== '' || known.length === 0) return `unknown key "${key}"${hint}`;
  return `unknown key "${key}"; known here: ${known.join(', ')}`;
}

/** An objection to the kind of the whole value outweighs all objections to its keys. */
const KIND = 1000;

function objection(issue: ZodIssue): number {
  if (issue.path.length === 0) {
    if (issue.code === 'unrecognized_keys') return 10 * issue.keys.length;
    return issue.code === 'invalid_type' || issue.code === 'invalid_union' ? KIND : 0;
  }
  return issue.path.length === 1 && issue.input === undefined ? 10 : 0;
}

// ---- reading shapes: the parts of zod's definitions that are needed to name keys and alternatives

interface Definition {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly options?: readonly z.ZodType[];
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly getter?: () => z.ZodType;
}

const definitionOf = (shape: z.ZodType): Definition => shape.def as unknown as Definition;

/** Through optional, default, nullable, transformation and laziness to the shape that looks at the input. */
function bare(shape: z.ZodType | undefined): z.ZodType | undefined {
  let current = shape;
  for (let wrapping = 0; current && wrapping < 10; wrapping += 1) {
    const definition = definitionOf(current);
    const inner = definition.innerType ?? definition.in ?? definition.getter?.();
    if (!inner) return current;
    current = inner;
  }
  return current;
}

function shapeAt(shape: z.ZodType, path: Path): z.ZodType | undefined {
  let current = bare(shape);
  for (const segment of path) {
    if (!current) return undefined;
    current = bare(memberShape(current, segment));
  }
  return current;
}

function memberShape(shape: z.ZodType, segment: string | number): z.ZodType | undefined {
  const { shape: members, options, element, valueType } = definitionOf(shape);
  if (members) return members[String(segment)];
  if (!options) return typeof segment === 'number' ? element : valueType;
  for (const option of options) {
    const found = memberShape(bare(option) ?? option, segment);
    if (found) return found;
  }
  return undefined;
}

/** Of a union the alternative that has most of the value's keys. */
function alternativeFor(value: unknown, shape: z.ZodType | undefined): z.ZodType | undefined {
  const options = optionsOf(shape).map((option) => bare(option));
  if (options.length === 0 || typeof value !== 'object' || value === null) return shape;
  const keysIn = (option: z.ZodType | undefined) => keysOf(option).filter((key) => Object.hasOwn(value, key)).length;
  return options.reduce((best, option) => (keysIn(option) > keysIn(best) ? option : best));
}

function keysOf(shape: z.ZodType | undefined): readonly string[] {
  return shape ? Object.keys(definitionOf(shape).shape ?? {}) : [];
}

function optionsOf(shape: z.ZodType | undefined): readonly z.ZodType[] {
  return shape ? (definitionOf(shape).options ?? []) : [];
}
