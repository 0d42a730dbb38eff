/**
 * A past in which nothing changed: each metric had one value at every sample. It remembers how far back it was asked.
 *
 * Pools evaluate at instants at which samples are taken, so the one that is being taken cannot be read yet: the newest is a period old.
 */
import { SAMPLE_PERIOD, SAMPLE_RETENTION } from '../limits.ts';
import type { SampleView } from '../sample-view.ts';

export const FULL_HISTORY = SAMPLE_RETENTION / SAMPLE_PERIOD;

export class SteadySamples implements SampleView {
  /** ms; 0: no window was asked for */
  farthestBack = 0;
  /** the shortest window, ms; `Infinity`: none was asked for */
  shortestWindow = Infinity;
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
    this.shortestWindow = Math.min(this.shortestWindow, oldest - youngest);
    return this.values.has(metric) ? Math.max(0, this.youngerThan(oldest) - this.youngerThan(youngest)) : 0;
  }

  oldestAge(metric: string): number | null {
    return this.count(metric) === 0 ? null : this.samples * SAMPLE_PERIOD;
  }

  /** ages are 30 s, 60 s, 90 s, … */
  private youngerThan(age: number): number {
    return Math.min(this.samples, Math.max(0, Math.ceil(age / SAMPLE_PERIOD) - 1));
  }

  private repeat(metric: string, count: number): number[] {
    const value = this.values.get(metric);
    return value === undefined ? [] : new Array<number>(count).fill(value);
  }
}
