/**
 * A level over time (nodes in a state, busy slots) as exact integrals over a bounded number of bins of equal width.
 *
 * Stretches may come in any order. When time outgrows the bins, neighbours are merged and the width doubles, so a run of any length
 * takes the same memory. Booking a stretch costs the same however long it is.
 */
import type { SimTime } from '../kernel/clock.ts';

export const BINS = 512;

export class Binned {
  /** milliseconds per bin; doubles */
  width: number;
  readonly #bins: number;
  /** integral over each bin of what does not fill it, in unit-milliseconds */
  readonly #part: Float64Array;
  /** by how much the level that fills whole bins rises at the beginning of each */
  readonly #rise: Float64Array;
  #isEmpty = true;

  /** An even number of bins, at first of `width` milliseconds each. */
  constructor(bins = BINS, width = 1) {
    this.#bins = bins;
    this.width = width;
    this.#part = new Float64Array(bins);
    this.#rise = new Float64Array(bins + 1);
  }

  /** The level was higher by `amount` from `from` to `to`. */
  add(from: SimTime, to: SimTime, amount: number): void {
    if (to <= from) return;
    this.cover(to);
    this.#isEmpty = false;
    const first = Math.floor(from / this.width);
    const last = Math.floor(to / this.width);
    if (first === last) {
      this.#part[first] += amount * (to - from);
      return;
    }
    this.#part[first] += amount * ((first + 1) * this.width - from);
    if (last < this.#bins) this.#part[last] += amount * (to - last * this.width);
    this.#rise[first + 1] += amount;
    this.#rise[last] -= amount;
  }

  /** The level was higher by all of another level, which takes the same width if that is larger. */
  absorb(other: Binned): void {
    while (this.width < other.width) this.#merge();
    while (other.width < this.width) other.#merge();
    this.#isEmpty = false;
    for (const [bin, integral] of other.integrals().entries()) this.#part[bin] += integral;
  }

  /** Widens the bins until they reach `time`. */
  cover(time: SimTime): void {
    while (time > this.#bins * this.width) this.#merge();
  }

  /** Unit-milliseconds by bin. */
  integrals(): Float64Array {
    const integrals = new Float64Array(this.#bins);
    let level = 0;
    for (let bin = 0; bin < this.#bins; bin++) {
      level += this.#rise[bin];
      integrals[bin] = this.#part[bin] + level * this.width;
    }
    return integrals;
  }

  #merge(): void {
    this.width *= 2;
    if (this.#isEmpty) return;
    const [part, rise, narrow] = [this.#part, this.#rise, this.width / 2];
    let level = 0;
    for (let bin = 0; bin < this.#bins; bin += 2) {
      level += rise[bin];
      const first = part[bin] + level * narrow;
      level += rise[bin + 1];
      part[bin >> 1] = first + part[bin + 1] + level * narrow;
    }
    part.fill(0, this.#bins >> 1);
    rise.fill(0);
  }
}
