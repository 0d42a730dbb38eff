/**
 * Things that have one name in A and another in B. Two things are taken for the same if the lines that create them are the same but
 * for their names; from there on the two names stand for each other, and for nothing else.
 */
import type { Renamed } from './comparison.ts';

type Kind = Renamed['kind'];

/** So many names are kept; beyond, things with other names are other things. */
const MOST = 1_000_000;
/** and so many can be listed */
const LISTED = 20;

export class Renames {
  readonly #toB = new Map<string, string>();
  readonly #toA = new Map<string, string>();
  readonly #first: Renamed[] = [];

  get count(): number {
    return this.#toB.size;
  }

  /** Whether both names mean the same thing; `owners`: the pool of a node, the job of a task, as A and B call it, else empty. */
  isSame(kind: Kind, owners: readonly [string, string], a: string, b: string): boolean {
    if (this.count === 0) return a === b;
    const known = this.#toB.get(keyOf(kind, owners[0], a));
    if (known !== undefined) return known === b;
    return a === b && !this.#toA.has(keyOf(kind, owners[1], b));
  }

  /** A thing was created that is called so in A and so in B. */
  add(kind: Kind, owners: readonly [string, string], a: string, b: string): boolean {
    const [keyA, keyB] = [keyOf(kind, owners[0], a), keyOf(kind, owners[1], b)];
    if (a === b) {
      // an id used again, by a thing that has it in both
      this.#toB.delete(keyA);
      this.#toA.delete(keyB);
      return true;
    }
    if (this.count >= MOST || this.#toB.has(keyA) || this.#toA.has(keyB)) return false;
    this.#toB.set(keyA, b);
    this.#toA.set(keyB, a);
    if (this.#first.length < LISTED) this.#first.push({ kind, a: owners[0] === '' ? a : `${owners[0]}/${a}`, b });
    return true;
  }

  inB(kind: Kind, owner: string, a: string): string {
    return this.#toB.get(keyOf(kind, owner, a)) ?? a;
  }
  inA(kind: Kind, owner: string, b: string): string {
    return this.#toA.get(keyOf(kind, owner, b)) ?? b;
  }

  /** The first ones, in the order of their creation. */
  get list(): readonly Renamed[] {
    return this.#first;
  }
}

/** The length says where the owner's id ends, whatever is in it. */
const keyOf = (kind: Kind, owner: string, id: string) => `${kind}${owner.length}:${owner}${id}`;
