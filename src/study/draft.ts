/** From the factors of a study file to combinations of values, each value with its place in the file. */
import type { Path } from '../batch/issue.ts';
import { beyond, type Limits } from '../scenario/limits.ts';
import { resolvePath } from '../scenario/override.ts';
import { type Complaints, kindOf, refuse } from '../scenario/shape.ts';
import { combinations, latinHypercube, product } from './design.ts';
import { canonicalJson } from './key.ts';
import { isValue, type Level, type Levels, levelsOf } from './levels.ts';
import type { StudyShape } from './shape.ts';
import type { DesignKind, Value } from './study.ts';
import { valueAt } from './tree.ts';

/** A path of the scenario that a study varies. */
export interface Axis {
  /** as the study spells it */
  readonly path: string;
  /** with indices for ids */
  readonly resolved: Path;
}

export interface Draft {
  /** of a named combination */
  readonly name: string | null;
  /** by axis; null: the combination says nothing of it and the scenario has no such value */
  readonly levels: readonly (Level | null)[];
}

export interface Design {
  readonly kind: DesignKind;
  readonly axes: readonly Axis[];
  readonly drafts: readonly Draft[];
  /** index of the draft that is compared with */
  readonly baseline: number;
}

/** What a design is made for. */
export interface DesignTerms {
  /** the tree of the scenario */
  readonly raw: unknown;
  readonly seed: string;
  readonly limits: Limits;
}

/** The design of a study, or null and complaints. */
export function designOf(shape: StudyShape, terms: DesignTerms, complaints: Complaints): Design | null {
  const before = complaints.issues.length;
  if (shape.factors !== undefined && shape.pairs !== undefined)
    refuse(complaints, ['pairs'], 'factors and pairs exclude each other', 'key');
  if (shape.latinHypercube !== undefined && shape.factors === undefined)
    refuse(complaints, ['latinHypercube'], 'a Latin hypercube needs factors', 'key');
  if (shape.factors === undefined && shape.pairs === undefined)
    refuse(complaints, [], 'nothing is varied: "factors" is missing', 'object');
  const axes = axesOf(shape, terms, complaints);
  const drafts = complaints.issues.length > before ? [] : draftsOf(shape, axes, terms, complaints);
  if (complaints.issues.length > before) return null;
  if (drafts.length === 0) {
    refuse(complaints, [shape.pairs === undefined ? 'factors' : 'pairs'], 'there is nothing in it');
    return null;
  }
  const kind = shape.pairs !== undefined ? 'pairs' : shape.latinHypercube !== undefined ? 'latinHypercube' : 'product';
  const based = withBaseline(shape, axes, drafts, terms, complaints);
  return complaints.issues.length > before ? null : { kind, axes, ...based };
}

// ---------------------------------------------------------------- axes

function axesOf(shape: StudyShape, { raw }: DesignTerms, complaints: Complaints): readonly Axis[] {
  const named: (readonly [string, Path])[] = [
    ...Object.keys(shape.factors ?? {}).map((path) => [path, ['factors', path]] as const),
    ...Object.entries(shape.pairs ?? {}).flatMap(([name, values]) =>
      Object.keys(values).map((path) => [path, ['pairs', name, path]] as const),
    ),
  ];
  const axes = new Map<string, Axis>();
  for (const [path, place] of named) {
    if (axes.has(path)) continue;
    const resolved = resolvePath(raw, path);
    if (!resolved.ok) refuse(complaints, place, resolved.message, 'key');
    else if (resolved.path[0] === 'seed')
      refuse(complaints, place, 'the seed is no factor: every replication has another', 'key');
    else {
      const rival = [...axes.values()].find((axis) => overlap(axis.resolved, resolved.path));
      if (rival !== undefined) refuse(complaints, place, `"${path}" and "${rival.path}" change the same value`, 'key');
      axes.set(path, { path, resolved: resolved.path });
    }
  }
  return [...axes.values()];
}

function overlap(one: Path, other: Path): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short.every((segment, place) => segment === long[place]);
}

// ---------------------------------------------------------------- combinations

function draftsOf(
  shape: StudyShape,
  axes: readonly Axis[],
  { raw, seed, limits }: DesignTerms,
  complaints: Complaints,
): readonly Draft[] {
  if (shape.pairs !== undefined) {
    const pairs = Object.entries(shape.pairs);
    if (pairs.length > limits.variants) return tooMany(pairs.length, ['pairs'], limits, complaints);
    return pairs.map(([name, values]) => ({
      name,
      levels: axes.map((axis) => givenLevel(values, axis, ['pairs', name], raw, complaints)),
    }));
  }
  const hypercube = shape.latinHypercube !== undefined;
  const levels = axes.map(({ path }) =>
    levelsOf(shape.factors![path], ['factors', path], { limits, hypercube }, complaints),
  );
  if (levels.includes(null)) return [];
  if (shape.latinHypercube !== undefined) {
    const { samples } = shape.latinHypercube;
    if (samples > limits.variants) return tooMany(samples, ['latinHypercube', 'samples'], limits, complaints);
    const factors = axes.map(({ path }, place) => ({ path, levels: levels[place] as Levels }));
    return unlike(latinHypercube(factors, samples, seed).map((row) => ({ name: null, levels: row })));
  }
  const lists = levels.map((each) => (each?.kind === 'values' ? each.levels : []));
  const total = combinations(lists.map(({ length }) => length));
  if (!(total <= limits.variants)) return tooMany(total, ['factors'], limits, complaints);
  return [...product(lists)].map((row) => ({ name: null, levels: row }));
}

function tooMany(count: number, place: Path, { variants }: Limits, complaints: Complaints): readonly Draft[] {
  const what = `the study has ${count.toLocaleString('en-US')} variants`;
  refuse(complaints, place, beyond(what, 'variants', variants), place.length === 1 ? 'key' : 'value');
  return [];
}

/** Of equal samples, which a hypercube over few values has, the first. */
function unlike(drafts: readonly Draft[]): readonly Draft[] {
  return [...new Map(drafts.toReversed().map((draft) => [keyOf(draft), draft])).values()].reverse();
}

/** The level of an axis in a mapping of some; of what is not said there the scenario's own value. */
function givenLevel(
  values: Readonly<Record<string, unknown>>,
  { path, resolved }: Axis,
  around: Path,
  raw: unknown,
  complaints: Complaints,
): Level | null {
  const isGiven = Object.hasOwn(values, path);
  const place = isGiven ? [...around, path] : around;
  const value = isGiven ? values[path] : valueAt(raw, resolved);
  if (isValue(value)) return { value, place };
  if (isGiven) refuse(complaints, place, `expected a value of a scenario, found ${kindOf(value)}`);
  return null;
}

// ---------------------------------------------------------------- the baseline

/**
 * The study's own baseline, added to the design if it is not in it; without one the scenario as written if it is in the design, and else
 * the first variant.
 */
function withBaseline(
  { baseline }: StudyShape,
  axes: readonly Axis[],
  drafts: readonly Draft[],
  { raw }: DesignTerms,
  complaints: Complaints,
): Pick<Design, 'drafts' | 'baseline'> {
  for (const path of Object.keys(baseline ?? {})) {
    if (axes.some((axis) => axis.path === path)) continue;
    const known = axes.map((axis) => axis.path).join(', ');
    refuse(complaints, ['baseline', path], `"${path}" is no factor of this study; those are ${known}`, 'key');
  }
  const levels = axes.map((axis) => givenLevel(baseline ?? {}, axis, ['baseline'], raw, complaints));
  const draft: Draft = { name: 'baseline', levels };
  const found = drafts.findIndex((other) => keyOf(other) === keyOf(draft));
  if (found !== -1) return { drafts, baseline: found };
  return baseline === undefined ? { drafts, baseline: 0 } : { drafts: [...drafts, draft], baseline: drafts.length };
}

function keyOf({ levels }: Draft): string {
  return canonicalJson(levels.map((level): Value | undefined => level?.value));
}
