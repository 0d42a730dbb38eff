/**
 * One metric on the grid of samples, as runs of equal values in a ring: hours without a change cost one entry.
 *
 * The ring grows with what it has to hold and stays at the size that the retention needs even if every sample differs.
 */
import { SAMPLE_PERIOD, SAMPLE_RETENTION } from './limits.ts';

/** a run is at least one sample long, so these always reach back as far as a sample can be read */
const MOST_RUNS = SAMPLE_RETENTION / SAMPLE_PERIOD + 2;
const FIRST_CAPACITY = 8;

/** NaN: no sample was taken. */
export class SampleSeries {
  /** the grid index at which each run begins */
  private starts = new Int32Array(FIRST_CAPACITY);
  private values = new Float64Array(FIRST_CAPACITY);
  private oldest = 0;
  private runs = 0;

  /** Every sample from the index on has this value, until the next call. Indices rise. */
  extend(index: number, value: number): void {
    if (this.runs > 0 && Object.is(this.values[this.place(this.runs - 1)], value)) return;
    if (this.runs === MOST_RUNS) {
      this.oldest = this.place(1);
      this.runs--;
    } else if (this.runs === this.values.length) {
      this.grow();
    }
    const place = this.place(this.runs);
    this.starts[place] = index;
    this.values[place] = value;
    this.runs++;
  }

  /** the samples of the indices `first` to `last`, those that were not taken left out */
  read(first: number, last: number): number[] {
    const samples: number[] = [];
    for (let run = this.runAt(first); run < this.runs; run++) {
      const [begin, end] = [Math.max(first, this.startOf(run)), Math.min(last, this.endOf(run))];
      const value = this.values[this.place(run)];
      if (begin > last) break;
      if (!Number.isNaN(value)) for (let index = begin; index <= end; index++) samples.push(value);
    }
    return samples;
  }

  /** how many samples `read` would give */
  count(first: number, last: number): number {
    let samples = 0;
    for (let run = this.runAt(first); run < this.runs; run++) {
      const [begin, end] = [Math.max(first, this.startOf(run)), Math.min(last, this.endOf(run))];
      if (begin > last) break;
      if (!Number.isNaN(this.values[this.place(run)])) samples += end - begin + 1;
    }
    return samples;
  }

  /** the newest samples between two indices, oldest first, at most so many */
  newest(first: number, last: number, most: number): number[] {
    const samples: number[] = [];
    for (let run = this.runs - 1; run >= 0 && this.endOf(run) >= first; run--) {
      const value = this.values[this.place(run)];
      if (Number.isNaN(value)) continue;
      for (let index = Math.min(last, this.endOf(run)); index >= Math.max(first, this.startOf(run)); index--) {
        if (samples.length >= most) return samples.reverse();
        samples.push(value);
      }
    }
    return samples.reverse();
  }

  /** the index of the oldest sample between two indices; `null`: there is none */
  first(first: number, last: number): number | null {
    for (let run = this.runAt(first); run < this.runs && this.startOf(run) <= last; run++) {
      if (!Number.isNaN(this.values[this.place(run)])) return Math.max(first, this.startOf(run));
    }
    return null;
  }

  private place(run: number): number {
    return (this.oldest + run) % this.values.length;
  }

  private startOf(run: number): number {
    return this.starts[this.place(run)];
  }

  /** the newest run goes on until it is ended */
  private endOf(run: number): number {
    return run === this.runs - 1 ? Number.POSITIVE_INFINITY : this.startOf(run + 1) - 1;
  }

  /** the run that holds an index, or the first one after it */
  private runAt(index: number): number {
    let low = 0;
    let high = this.runs;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.startOf(middle) <= index) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  private grow(): void {
    const capacity = Math.min(this.values.length * 2, MOST_RUNS);
    const starts = new Int32Array(capacity);
    const values = new Float64Array(capacity);
    for (let run = 0; run < this.runs; run++) {
      starts[run] = this.starts[this.place(run)];
      values[run] = this.values[this.place(run)];
    }
    this.starts = starts;
    this.values = values;
    this.oldest = 0;
  }
}
