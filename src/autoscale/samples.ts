/**
 * The bounded history of one pool's metrics: a sample every 30 s from the instant autoscale was enabled, readable after a delay, kept
 * for a day. A new history begins whenever autoscale is enabled on a pool that had it disabled.
 *
 * How to feed it: no event is needed for a sample. Before a count of the pool changes at an instant `now`, write
 *
 *     if (history.nextAt < now) history.record(now - 1, counts);
 *
 * with the counts as they are before the change, and the same before an evaluation. Every sample due in between is then recorded at
 * once, in a few comparisons per metric however long nothing happened. A sample that falls on `now` itself sees what that instant
 * leaves behind; the delay hides it from an evaluation at `now`.
 */
import type { SimTime } from '../kernel/clock.ts';
import { SAMPLE_DELAY, SAMPLE_PERIOD, SAMPLE_RETENTION } from './limits.ts';
import { SampleSeries } from './sample-series.ts';
import type { SampleView } from './sample-view.ts';

export class SampleHistory {
  /** the samples that can be fed, in the order of `record`'s values */
  readonly metrics: readonly string[];
  private readonly series = new Map<string, SampleSeries>();
  private readonly columns: readonly SampleSeries[];
  private readonly enabledAt: SimTime;
  /** index of the newest recorded sample; the first one has index 1 */
  private recorded = 0;

  constructor(metrics: readonly string[], enabledAt: SimTime) {
    this.metrics = metrics;
    this.columns = metrics.map(() => new SampleSeries());
    for (const [column, metric] of metrics.entries()) this.series.set(metric, this.columns[column]);
    this.enabledAt = enabledAt;
  }

  /** when the next sample is due that has not been recorded */
  get nextAt(): SimTime {
    return this.enabledAt + (this.recorded + 1) * SAMPLE_PERIOD;
  }

  /** Gives every sample due up to `until` that is not recorded yet these values; NaN: a sample that could not be taken. */
  record(until: SimTime, values: ArrayLike<number>): void {
    const last = Math.floor((until - this.enabledAt) / SAMPLE_PERIOD);
    if (last <= this.recorded) return;
    const first = this.recorded + 1;
    for (const [column, series] of this.columns.entries()) series.extend(first, values[column]);
    this.recorded = last;
  }

  /** What can be read at an instant. The view is good until the next `record`. */
  at(now: SimTime): SampleView {
    return new HistoryView(this.series, now - this.enabledAt, this.recorded);
  }
}

const NOTHING = new SampleSeries();

class HistoryView implements SampleView {
  private readonly series: ReadonlyMap<string, SampleSeries>;
  /** ms since the grid began */
  private readonly now: number;
  /** indices of the oldest and the newest sample that can be read */
  private readonly oldest: number;
  private readonly newestIndex: number;

  constructor(series: ReadonlyMap<string, SampleSeries>, now: number, recorded: number) {
    this.series = series;
    this.now = now;
    this.oldest = Math.max(1, Math.ceil((now - SAMPLE_RETENTION) / SAMPLE_PERIOD));
    this.newestIndex = Math.min(recorded, Math.floor((now - SAMPLE_DELAY) / SAMPLE_PERIOD));
  }

  count(metric: string): number {
    return this.of(metric).count(this.oldest, this.newestIndex);
  }

  newest(metric: string, count: number): number[] {
    return this.of(metric).newest(this.oldest, this.newestIndex, count);
  }

  window(metric: string, oldest: number, youngest: number): number[] {
    return this.of(metric).read(this.after(oldest), this.upTo(youngest));
  }

  countWindow(metric: string, oldest: number, youngest: number): number {
    return this.of(metric).count(this.after(oldest), this.upTo(youngest));
  }

  oldestAge(metric: string): number | null {
    const index = this.of(metric).first(this.oldest, this.newestIndex);
    return index === null ? null : this.now - index * SAMPLE_PERIOD;
  }

  private of(metric: string): SampleSeries {
    return this.series.get(metric) ?? NOTHING;
  }

  /** the first index younger than an age */
  private after(age: number): number {
    return Math.max(this.oldest, Math.floor((this.now - age) / SAMPLE_PERIOD) + 1);
  }

  /** the last index at least as old as an age */
  private upTo(age: number): number {
    return Math.min(this.newestIndex, Math.floor((this.now - age) / SAMPLE_PERIOD));
  }
}
