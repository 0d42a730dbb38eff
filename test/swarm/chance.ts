/** Random choices of one purpose: drawn from a named stream, so that a scenario is a function of its seed and nothing else. */
import { type RandomStream, stream } from '../../src/kernel/random.ts';

export class Chance {
  readonly #stream: RandomStream;

  constructor(seed: number, purpose: string) {
    this.#stream = stream(`swarm-${seed}`, purpose);
  }

  below(limit: number): number {
    return this.#stream.nextRange(limit);
  }
  /** an integer from `low` to `high`, both possible */
  from(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }
  roll(chance: number): boolean {
    return this.#stream.next() < chance;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
  /** `values` with this chance, else nothing: for members of a body that may be left out */
  maybe<T extends object>(chance: number, values: () => T): Partial<T> {
    return this.roll(chance) ? values() : {};
  }
  times<T>(count: number, make: (nth: number) => T): T[] {
    return Array.from({ length: count }, (_, nth) => make(nth + 1));
  }
}
