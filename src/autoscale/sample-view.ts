/** What a formula can read of the past. Samples are known by their age at the evaluation, so a view knows no calendar. */
import { TICKS_PER_MS } from './ticks.ts';

/** Metrics go by the names of the language, `$` included; one that is not there has no samples. */
export interface SampleView {
  /** how many samples can be read */
  count(metric: string): number;
  /** the newest `count` samples or as many as there are, oldest first */
  newest(metric: string, count: number): number[];
  /** the samples whose age in ms is at least `youngest` and less than `oldest`, oldest first */
  window(metric: string, oldest: number, youngest: number): number[];
  countWindow(metric: string, oldest: number, youngest: number): number;
  /** the age of the oldest sample in ms; `null`: there is none */
  oldestAge(metric: string): number | null;
}

/** Samples by metric: pairs of an age in seconds and a value, in any order. */
export type SampleTable = Readonly<Record<string, readonly (readonly [secondsBeforeNow: number, value: number])[]>>;

/** A view of samples that are written out; all of them can be read, no delay is applied. */
export function viewOf(table: SampleTable): SampleView {
  return new TableView(table);
}

interface Column {
  /** ms, the oldest first */
  readonly ages: readonly number[];
  readonly values: readonly number[];
}

class TableView implements SampleView {
  private readonly columns = new Map<string, Column>();

  constructor(table: SampleTable) {
    for (const [metric, samples] of Object.entries(table)) {
      const sorted = [...samples].sort(([a], [b]) => b - a);
      const ages = sorted.map(([seconds]) => Math.round(seconds * 1000 * TICKS_PER_MS) / TICKS_PER_MS);
      this.columns.set(metric, { ages, values: sorted.map(([, value]) => value) });
    }
  }

  count(metric: string): number {
    return this.columns.get(metric)?.values.length ?? 0;
  }

  newest(metric: string, count: number): number[] {
    const values = this.columns.get(metric)?.values ?? [];
    return values.slice(Math.max(0, values.length - count));
  }

  window(metric: string, oldest: number, youngest: number): number[] {
    const { ages, values } = this.columns.get(metric) ?? { ages: [], values: [] };
    return values.filter((_, sample) => ages[sample] >= youngest && ages[sample] < oldest);
  }

  countWindow(metric: string, oldest: number, youngest: number): number {
    return this.window(metric, oldest, youngest).length;
  }

  oldestAge(metric: string): number | null {
    return this.columns.get(metric)?.ages[0] ?? null;
  }
}
