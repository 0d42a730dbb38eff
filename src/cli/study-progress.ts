/** A bar on the terminal that says how far a study is and how long the rest may take. Where standard error is no terminal it says nothing. */
import { Presets, SingleBar } from 'cli-progress';
import { formatClock, SECOND } from '../kernel/clock.ts';

export interface StudyStanding {
  /** results that are there */
  readonly taken: number;
  /** cells asked for so far; a study that aims at a precision may ask for more */
  readonly asked: number;
  /** those of the results that have been worked for since the start */
  readonly computed: number;
}

export class StudyProgress {
  readonly #bar: SingleBar | null;
  /** real time in milliseconds */
  readonly #began = performance.now();

  private constructor(bar: SingleBar | null) {
    this.#bar = bar;
  }

  static ofCommand(name: string, quiet: boolean): StudyProgress {
    if (quiet || !process.stderr.isTTY) return new StudyProgress(null);
    const format = `${name}  {bar}  {value} of {total} runs{left}`;
    const layout = { format, stream: process.stderr, clearOnComplete: true, hideCursor: false, barsize: 24 };
    return new StudyProgress(new SingleBar(layout, Presets.shades_classic));
  }

  show(standing: StudyStanding): void {
    if (this.#bar === null) return;
    const left = timeLeft(standing, performance.now() - this.#began);
    const payload = { left: left === null ? '' : `, about ${formatClock(left)} left` };
    if (!this.#bar.isActive) this.#bar.start(standing.asked, standing.taken, payload);
    this.#bar.setTotal(standing.asked);
    this.#bar.update(standing.taken, payload);
  }

  clear(): void {
    if (this.#bar?.isActive) this.#bar.stop();
  }
}

/** Milliseconds, rounded to what can be known; null: nothing can be known yet. What was kept from before took no time. */
export function timeLeft({ taken, asked, computed }: StudyStanding, elapsed: number): number | null {
  if (computed === 0) return null;
  const left = (elapsed / computed) * (asked - taken);
  const grain = left > 600 * SECOND ? 60 * SECOND : left > 60 * SECOND ? 10 * SECOND : SECOND;
  return Math.ceil(left / grain) * grain;
}
