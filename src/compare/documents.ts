/**
 * What differs between two trees of values, as patches of their leaves.
 *
 * Elements of lists are told apart by their ids, as paths of `--set` name them: a pool more at the beginning of a list is one
 * difference. Elements without a partner are paired in their order, so that one that is only called otherwise is one difference too.
 */
import { namesOf } from '../scenario/override.ts';
import type { Patch } from './comparison.ts';

/** All differences from `a` to `b`; values that neither has are equal. */
export function differencesOf(a: unknown, b: unknown): Patch[] {
  const patches: Patch[] = [];
  collect('', a, b, patches);
  return patches;
}

function collect(path: string, a: unknown, b: unknown, patches: Patch[]): void {
  if (Object.is(a, b)) return;
  if (Array.isArray(a) && Array.isArray(b)) collectLists(path, a, b, patches);
  else if (isMapping(a) && isMapping(b)) collectMappings(path, a, b, patches);
  else patches.push({ path, ...(a === undefined ? {} : { from: a }), ...(b === undefined ? {} : { to: b }) });
}

type Mapping = Readonly<Record<string, unknown>>;
const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (mapping: Mapping, key: string) => (Object.hasOwn(mapping, key) ? mapping[key] : undefined);
const below = (path: string, key: string | number) => (path === '' ? String(key) : `${path}.${key}`);

function collectMappings(path: string, a: Mapping, b: Mapping, patches: Patch[]): void {
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
    collect(below(path, key), own(a, key), own(b, key), patches);
}

function collectLists(path: string, a: readonly unknown[], b: readonly unknown[], patches: Patch[]): void {
  const partners = partnersOf(a, b);
  const [namesInA, namesInB] = [segmentsOf(a), segmentsOf(b)];
  const order: number[] = [];
  a.forEach((element, place) => {
    const partner = partners.get(place);
    if (partner !== undefined) order.push(partner);
    collect(below(path, namesInA[place]), element, partner === undefined ? undefined : b[partner], patches);
  });
  const paired = new Set(order);
  b.forEach((element, place) => {
    if (!paired.has(place)) collect(below(path, namesInB[place]), undefined, element, patches);
  });
  if (order.some((partner, place) => place > 0 && partner < order[place - 1]))
    patches.push({ path: `${path} (order)`, from: namesInA, to: namesInB });
}

/** From the places in `a` to those in `b`. */
function partnersOf(a: readonly unknown[], b: readonly unknown[]): Map<number, number> {
  const placesInB = placesByName(b);
  const partners = new Map<number, number>();
  for (const [name, place] of placesByName(a)) {
    const partner = placesInB.get(name);
    if (partner !== undefined) partners.set(place, partner);
  }
  const taken = new Set(partners.values());
  const left = b.map((_, place) => place).filter((place) => !taken.has(place));
  const lonely = a.map((_, place) => place).filter((place) => !partners.has(place));
  lonely.slice(0, left.length).forEach((place, index) => {
    partners.set(place, left[index]);
  });
  return partners;
}

/** Elements that alone have their name. */
function placesByName(list: readonly unknown[]): Map<string, number> {
  const places = new Map<string, number>();
  const doubled = new Set<string>();
  list.forEach((element, place) => {
    const name = nameOf(element);
    if (name === null) return;
    if (places.has(name)) doubled.add(name);
    places.set(name, place);
  });
  for (const name of doubled) places.delete(name);
  return places;
}

const nameOf = (element: unknown): string | null => namesOf(element)[0]?.toLowerCase() ?? null;

/** What the elements are called in a path: by id where that is clear, else by index. */
function segmentsOf(list: readonly unknown[]): readonly string[] {
  const alone = placesByName(list);
  return list.map((element, place) => {
    const name = nameOf(element);
    const isClear = name !== null && !/^\d+$/.test(name) && alone.get(name) === place;
    return isClear ? namesOf(element)[0] : String(place);
  });
}
