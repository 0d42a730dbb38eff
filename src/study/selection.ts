/**
 * Selecting the best of several variants: the fully sequential procedure of S.-H. Kim and B. L. Nelson, "A fully sequential procedure for
 * indifference-zone selection in simulation", ACM TOMACS 11 (2001), with c = 1.
 *
 * The variances of differences are estimated from the first n0 replications. After every further replication a variant is out when its
 * mean is worse than that of another (here: of the one that leads) by more than a bound that shrinks to nothing. If the best is better than every other by at least
 * the indifference δ, it is selected with probability at least 1 - α; if not, one that is less than δ behind may be. Normal
 * means are assumed, independence between variants is not: common random numbers make the differences, and with them the work, smaller.
 *
 * The bound is made for differences about as large as δ; where δ is small it is slow to see large ones. So half of the error goes to a second
 * test: after numbers of replications that are fixed beforehand, paired t-tests against the variant that leads (Bonferroni over
 * variants and looks). A variant is out when either shows that it is worse.
 */
import { Moments, studentT } from './statistics.ts';

export interface SelectionTerms {
  readonly variants: number;
  /** α, of both tests together */
  readonly error: number;
  /** how often {@link Selection.isClearlyWorse} is asked about a variant */
  readonly looks: number;
  /** δ, in the unit of the figures */
  readonly indifference: number;
}

/** Smaller is better. */
export class Selection {
  readonly #h2: number;
  readonly #indifference: number;
  /** of one t-test */
  readonly #errorOfTest: number;
  readonly #firstStage: ReadonlyMap<number, readonly number[]>;
  readonly #variances = new Map<number, number>();

  /** `firstStage`: the first n0 values of every variant that takes part, at least 2. */
  constructor(
    firstStage: ReadonlyMap<number, readonly number[]>,
    { variants, error, looks, indifference }: SelectionTerms,
  ) {
    const n0 = Math.max(2, ...[...firstStage.values()].map(({ length }) => length));
    const rivals = Math.max(1, variants - 1);
    const eta = 0.5 * ((error / rivals) ** (-2 / (n0 - 1)) - 1);
    this.#h2 = Math.max(0, 2 * eta * (n0 - 1));
    this.#indifference = indifference;
    this.#errorOfTest = error / 2 / rivals / looks;
    this.#firstStage = firstStage;
  }

  /** Whether `other` shows after r replications that `variant` is not the best, or not by enough to matter. */
  isWorse(variant: number, mean: number, other: number, otherMean: number, replications: number): boolean {
    const bound =
      (this.#h2 * this.#varianceOf(variant, other)) / this.#indifference - this.#indifference * replications;
    const width = Math.max(0, bound / (2 * replications));
    // when the bound has shrunk to nothing the difference does not matter, and of equal ones the first stays
    return mean > otherMean + width || (width === 0 && mean === otherMean && variant > other);
  }

  /** The same from all paired differences to a variant with a lower mean. */
  isClearlyWorse(values: readonly number[], other: readonly number[]): boolean {
    const moments = new Moments();
    for (const [place, value] of values.entries()) moments.add(value - other[place]);
    const { count, mean, variance } = moments;
    return count > 1 && mean > (studentT(this.#errorOfTest, count - 1) * Math.sqrt(variance)) / Math.sqrt(count);
  }

  /** The variance of the difference in the first stage. */
  #varianceOf(one: number, other: number): number {
    const [low, high] = one < other ? [one, other] : [other, one];
    const key = low * MOST_VARIANTS + high;
    let variance = this.#variances.get(key);
    if (variance === undefined) {
      variance = varianceOfDifference(this.#firstStage.get(low) ?? [], this.#firstStage.get(high) ?? []);
      this.#variances.set(key, variance);
    }
    return variance;
  }
}

/** more than there can be */
const MOST_VARIANTS = 2 ** 26;

function varianceOfDifference(left: readonly number[], right: readonly number[]): number {
  const n = left.length;
  const mean = left.reduce((sum, value, place) => sum + value - right[place], 0) / n;
  return left.reduce((sum, value, place) => sum + (value - right[place] - mean) ** 2, 0) / (n - 1);
}
