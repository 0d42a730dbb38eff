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
  width = 1;
  /** integral over each bin of what does not fill it, in unit-milliseconds */
  #part = new Float64Array(BINS);
  /** by how much the level that fills whole bins rises at the beginning of each */
  #rise = new Float64Array(BINS + 1);

  /** The level was higher by `amount` from `from` to `to`. */
  add(from: SimTime, to: SimTime, amount: number): void {
    if (to <= from) return;
    this.cover(to);
    const first = Math.floor(from / this.width);
    const last = Math.floor(to / this.width);
    if (first === last) {
      this.#part[first] += amount * (to - from);
      return;
    }
    this.#part[first] += amount * ((first + 1) * this.width - from);
    if (last < BINS) this.#part[last] += amount * (to - last * this.width);
    this.#rise[first + 1] += amount;
    this.#rise[last] -= amount;
  }

  /** Widens the bins until they reach `time`. */
  cover(time: SimTime): void {
    while (time > BINS * this.width) this.#merge();
  }

  /** Unit-milliseconds by bin. */
  integrals(): Float64Array {
    const integrals = new Float64Array(BINS);
    let level = 0;
    for (let bin = 0; bin < BINS; bin++) {
      level += this.#rise[bin];
      integrals[bin] = this.#part[bin] + level * this.width;
    }
    return integrals;
  }

  #merge(): void {
    const narrow = this.integrals();
    this.#part = new Float64Array(BINS);
    this.#rise = new Float64Array(BINS + 1);
    for (let bin = 0; bin < BINS; bin++) this.#part[bin >> 1] += narrow[bin];
    this.width *= 2;
  }
}
