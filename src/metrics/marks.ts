/**
 * Things that happen at instants, and values that hold until the next instant, in bounded memory: what is too close together to be
 * told apart on a chart is merged, by spans whose width doubles as often as need be.
 */
import type { SimTime } from '../kernel/clock.ts';

/** so many are kept apart */
export const MARKS = 512;

export interface Mark {
  /** of the first of them */
  readonly at: SimTime;
  count: number;
  /** of the first of them */
  readonly text: string;
}

/** Events in the order of time. */
export class Marks {
  /** milliseconds within which events are one mark */
  width = 1;
  readonly #marks: Mark[] = [];

  get all(): readonly Mark[] {
    return this.#marks;
  }

  add(at: SimTime, text: string): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && this.#spanOf(last.at) === this.#spanOf(at)) last.count++;
    else this.#marks.push({ at, count: 1, text });
    while (this.#marks.length > MARKS) this.#merge();
  }

  #spanOf(at: SimTime): number {
    return Math.floor(at / this.width);
  }

  #merge(): void {
    this.width *= 2;
    const before = this.#marks.splice(0);
    for (const mark of before) {
      const last = this.#marks.at(-1);
      if (last !== undefined && this.#spanOf(last.at) === this.#spanOf(mark.at)) last.count += mark.count;
      else this.#marks.push(mark);
    }
  }
}

/** A value over time; of the changes within one span the last counts. */
export class Steps {
  width = 1;
  #at: SimTime[] = [];
  #values: number[] = [];

  /** `[from, value]`, in the order of time */
  get all(): readonly (readonly [at: SimTime, value: number])[] {
    return this.#at.map((at, index) => [at, this.#values[index]]);
  }

  set(at: SimTime, value: number): void {
    if (this.#values.at(-1) === value) return;
    this.#put(at, value);
    while (this.#at.length > MARKS) {
      this.width *= 2;
      const [times, values] = [this.#at, this.#values];
      [this.#at, this.#values] = [[], []];
      for (const [index, time] of times.entries()) this.#put(time, values[index]);
    }
  }

  #put(at: SimTime, value: number): void {
    const last = this.#at.length - 1;
    if (last < 0 || Math.floor(this.#at[last] / this.width) !== Math.floor(at / this.width)) this.#at.push(at);
    this.#values[this.#at.length - 1] = value;
  }
}
