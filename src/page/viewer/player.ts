/** Moves through the history: by hand, and by itself at a pace. Whoever shows something listens. */
import type { History } from '../../viewer/history.ts';

/** lines a second */
export const SPEEDS = [0.5, 1, 2, 5, 20, 100, 1000] as const;
/** more lines than this between two pictures are leapt over together */
const STEPWISE = 8;
/** milliseconds; a page that was hidden does not make up for it */
const LONGEST_PAUSE = 250;

export interface PlayerListener {
  /** Something has moved. `isStep`: by one line forward, so that what moves can be shown moving. */
  moved(isStep: boolean): void;
  /** It began to play or stopped. */
  played(): void;
  /** Whether the way to a line is free; if not, it is asked about first. */
  isFree(seq: number): boolean;
  /** We stand before a line that is not free. */
  held(seq: number): void;
}

export class Player {
  readonly history: History;
  speed = 1;
  #listener: PlayerListener;
  #isPlaying = false;
  /** lines that are due and not yet shown */
  #due = 0;
  #before = 0;

  constructor(history: History, listener: PlayerListener) {
    this.history = history;
    this.#listener = listener;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  step(): void {
    const next = this.history.index + 1;
    if (this.#listener.isFree(next)) this.pass();
    else {
      this.pause();
      this.#listener.held(next);
    }
  }

  /** One line forward, asked about or not. */
  pass(): void {
    if (this.history.step()) this.#listener.moved(true);
  }

  back(): void {
    this.pause();
    if (this.history.back()) this.#listener.moved(false);
  }

  goTo(index: number): void {
    this.pause();
    this.history.at(index);
    this.#listener.moved(false);
  }

  toggle(): void {
    if (this.#isPlaying) this.pause();
    else this.play();
  }

  play(): void {
    if (this.history.index >= this.history.last) this.history.at(-1);
    this.#isPlaying = true;
    this.#due = 1;
    this.#before = performance.now();
    this.#listener.played();
    requestAnimationFrame((now) => this.#tick(now));
  }

  pause(): void {
    if (!this.#isPlaying) return;
    this.#isPlaying = false;
    this.#listener.played();
  }

  #tick(now: number): void {
    if (!this.#isPlaying) return;
    this.#due += (Math.min(Math.max(0, now - this.#before), LONGEST_PAUSE) / 1000) * this.speed;
    this.#before = now;
    const lines = Math.floor(this.#due);
    if (lines > 0) {
      this.#due -= lines;
      this.#move(lines);
    }
    if (this.history.index >= this.history.last) this.pause();
    if (this.#isPlaying) requestAnimationFrame((next) => this.#tick(next));
  }

  #move(lines: number): void {
    let free = 0;
    const { index, last } = this.history;
    while (free < lines && index + free < last && this.#listener.isFree(index + free + 1)) free++;
    if (free > STEPWISE) this.history.at(index + free);
    else for (let step = 0; step < free; step++) this.history.step();
    if (free > 0) this.#listener.moved(free === 1);
    if (free === lines || index + free === last) return;
    this.pause();
    this.#listener.held(index + free + 1);
  }
}
