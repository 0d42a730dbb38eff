/** One line on the terminal that says how far a run is. Where standard error is no terminal it says nothing. */
import { formatClock, SECOND, type SimTime } from '../kernel/clock.ts';

/** milliseconds between two versions of the line */
const INTERVAL = 100;
const CLEAR_LINE = '\r\x1b[K';
const USUAL_WIDTH = 80;

export interface Terminal {
  readonly columns?: number;
  write(text: string): unknown;
}

export class Progress {
  private readonly terminal: Terminal | null;
  /** real time in milliseconds */
  private readonly clock: () => number;
  private began: number;
  private shownAt: number;

  constructor(terminal: Terminal | null, clock: () => number = () => performance.now()) {
    this.terminal = terminal;
    this.clock = clock;
    this.began = clock();
    this.shownAt = this.began;
  }

  /** On standard error, if that is a terminal and the user did not ask for quiet. */
  static ofCommand(quiet: boolean): Progress {
    return new Progress(!quiet && process.stderr.isTTY ? process.stderr : null);
  }

  show(name: string, now: SimTime, tasksCompleted: number, events: number): void {
    const time = this.clock();
    if (this.terminal === null || time - this.shownAt < INTERVAL) return;
    this.shownAt = time;
    const rate = Math.round((events * 1000) / (time - this.began));
    const line = `${name}  ${formatClock(now - (now % SECOND))}  ${grouped(tasksCompleted)} tasks done  ${grouped(rate)} events/s`;
    this.terminal.write(`${CLEAR_LINE}${line.slice(0, (this.terminal.columns ?? USUAL_WIDTH) - 1)}`);
  }

  /** The run is over, the line goes; the next run begins. */
  clear(): void {
    if (this.shownAt > this.began) this.terminal?.write(CLEAR_LINE);
    this.began = this.clock();
    this.shownAt = this.began;
  }
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
