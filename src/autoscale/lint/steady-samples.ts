/** A past in which nothing changed: each metric had one value at every sample. It remembers how far back it was asked. */
import { SAMPLE_DELAY, SAMPLE_PERIOD, SAMPLE_RETENTION } from '../limits.ts';
import type { SampleView } from '../sample-view.ts';

export const FULL_HISTORY = SAMPLE_RETENTION / SAMPLE_PERIOD;

export class SteadySamples implements SampleView {
  /** ms; 0: no window was asked for */
  farthestBack = 0;
  private readonly values: ReadonlyMap<string, number>;
  private readonly samples: number;

  /** `samples`: how many there are of each metric */
  constructor(values: ReadonlyMap<string, number>, samples: number) {
    this.values = values;
    this.samples = samples;
  }

  count(metric: string): number {
    return this.values.has(metric) ? this.samples : 0;
  }

  newest(metric: string, count: number): number[] {
    return this.repeat(metric, Math.min(count, this.samples));
  }

  window(metric: string, oldest: number, youngest: number): number[] {
    return this.repeat(metric, this.countWindow(metric, oldest, youngest));
  }

  countWindow(metric: string, oldest: number, youngest: number): number {
    this.farthestBack = Math.max(this.farthestBack, oldest);
    return this.values.has(metric) ? Math.max(0, this.youngerThan(oldest) - this.youngerThan(youngest)) : 0;
  }

  oldestAge(metric: string): number | null {
    return this.count(metric) === 0 ? null : SAMPLE_DELAY + (this.samples - 1) * SAMPLE_PERIOD;
  }

  /** ages are 15 s, 45 s, 75 s, … */
  private youngerThan(age: number): number {
    return Math.min(this.samples, Math.max(0, Math.ceil((age - SAMPLE_DELAY) / SAMPLE_PERIOD)));
  }

  private repeat(metric: string, count: number): number[] {
    const value = this.values.get(metric);
    return value === undefined ? [] : new Array<number>(count).fill(value);
  }
}
