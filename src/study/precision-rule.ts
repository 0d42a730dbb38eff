/**
 * Replications until a mean is known well enough: the sequential procedure of Chow and Robbins (1965) for the interval of a mean, with at
 * least `min` replications to begin with. Because it stops when the interval happens to be narrow, its coverage is a little below the confidence when `min` is small.
 */
import type { Rule } from './plan.ts';
import type { Samples } from './samples.ts';
import { Moments } from './statistics.ts';
import type { Precision, Replications } from './study.ts';

export class PrecisionRule implements Rule {
  readonly #precision: Precision;
  readonly #terms: Replications;
  readonly #states: { readonly moments: Moments; seen: number; enough: number }[];

  constructor(precision: Precision, variants: number, terms: Replications) {
    this.#precision = precision;
    this.#terms = terms;
    this.#states = Array.from({ length: variants }, () => ({
      moments: new Moments(),
      seen: 0,
      enough: Number.POSITIVE_INFINITY,
    }));
  }

  judge(samples: Samples): void {
    for (const [variant, state] of this.#states.entries()) {
      const values = samples.values(variant, this.#precision.metric);
      for (const value of values.slice(state.seen)) {
        if (Number.isFinite(state.enough)) break;
        state.seen++;
        if (value !== null) state.moments.add(value);
        if (state.seen >= this.#terms.min && this.#isEnough(state.moments)) state.enough = state.seen;
      }
    }
  }

  needs(variant: number): number {
    return this.#states[variant].enough;
  }

  #isEnough(moments: Moments): boolean {
    const estimate = moments.estimate(this.#terms.confidence);
    // a figure that does not exist will not exist more often
    if (estimate === null) return true;
    const { mean, halfWidth } = estimate;
    const { relativeHalfWidth, halfWidth: absolute } = this.#precision;
    return halfWidth !== null && halfWidth <= (absolute ?? (relativeHalfWidth ?? 0) * Math.abs(mean));
  }
}
