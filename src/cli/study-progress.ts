/** A bar on the terminal that says how far a study is and how long the rest may take. Where standard error is no terminal it says nothing. */
import { Presets, SingleBar } from 'cli-progress';

export interface StudyStanding {
  /** results that count */
  readonly taken: number;
  /** cells asked for so far; a study that aims at a precision may ask for more */
  readonly asked: number;
}

export class StudyProgress {
  readonly #bar: SingleBar | null;

  private constructor(bar: SingleBar | null) {
    this.#bar = bar;
  }

  static ofCommand(name: string, quiet: boolean): StudyProgress {
    if (quiet || !process.stderr.isTTY) return new StudyProgress(null);
    const format = `${name}  {bar}  {value} of {total} runs  about {eta_formatted} left`;
    const bar = new SingleBar(
      { format, stream: process.stderr, clearOnComplete: true, hideCursor: false, barsize: 24 },
      Presets.rect,
    );
    return new StudyProgress(bar);
  }

  show({ taken, asked }: StudyStanding): void {
    if (this.#bar === null) return;
    // what was kept from before took no time, so the clock starts behind it
    if (!this.#bar.isActive) this.#bar.start(asked, taken);
    this.#bar.setTotal(asked);
    this.#bar.update(taken);
  }

  /** A line for the user to read, above the bar. */
  interject(say: () => void): void {
    this.clear();
    say();
  }

  clear(): void {
    if (this.#bar?.isActive) this.#bar.stop();
  }
}
