/** The span of time that all charts show, and the instant that is pointed at: one for the whole page. */
export class Timeline {
  /** the run's, ms */
  readonly end: number;
  from = 0;
  to: number;
  /** ms; null: nothing is pointed at */
  cursor: number | null = null;
  readonly #listeners: (() => void)[] = [];
  #isDue = false;

  constructor(end: number) {
    this.end = Math.max(end, 1);
    this.to = this.end;
  }

  get span(): number {
    return this.to - this.from;
  }
  get isWhole(): boolean {
    return this.from === 0 && this.to === this.end;
  }

  /** `paint` is called before the next frame after a change. */
  onChange(paint: () => void): void {
    this.#listeners.push(paint);
  }

  show(from: number, to: number): void {
    const span = Math.min(this.end, Math.max(Math.min(SHORTEST, this.end), to - from));
    const start = Math.min(Math.max(0, from), this.end - span);
    if (start === this.from && start + span === this.to) return;
    this.from = start;
    this.to = start + span;
    this.#changed();
  }

  /** By shares of what is shown. */
  pan(share: number): void {
    const by = share * this.span;
    this.show(this.from + by, this.to + by);
  }

  /** `factor` above 1 shows more; the instant `at` stays where it is. */
  zoom(factor: number, at = (this.from + this.to) / 2): void {
    const span = Math.min(this.end, Math.max(SHORTEST, this.span * factor));
    const share = (at - this.from) / this.span;
    this.show(at - share * span, at + (1 - share) * span);
  }

  whole(): void {
    this.show(0, this.end);
  }

  point(at: number | null): void {
    if (at === this.cursor) return;
    this.cursor = at;
    this.#changed();
  }

  #changed(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      for (const paint of this.#listeners) paint();
    });
  }
}

/** ms */
const SHORTEST = 20;

/** What the keys do on every chart; true if the key was one of them. */
export function timeKey(timeline: Timeline, key: string): boolean {
  if (key === 'ArrowLeft') timeline.pan(-0.1);
  else if (key === 'ArrowRight') timeline.pan(0.1);
  else if (key === '+' || key === '=') timeline.zoom(0.7);
  else if (key === '-') timeline.zoom(1 / 0.7);
  else if (key === '0' || key === 'Home') timeline.whole();
  else return false;
  return true;
}

/** The wheel over a chart: with Ctrl (or a pinch) it zooms at the pointer, with Shift or sideways it pans; else the page scrolls. */
export function timeWheel(timeline: Timeline, event: WheelEvent, at: number): boolean {
  if (event.ctrlKey || event.metaKey) timeline.zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 250))), at);
  else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
    timeline.pan((Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY) / 800);
  else return false;
  return true;
}
