/** One line on the terminal that says how far a run is. Where standard error is no terminal it says nothing. */
import type { SimTime } from '../kernel/clock.ts';
import { formatClock, SECOND } from '../kernel/clock.ts';

/** milliseconds between two versions of the line */
const INTERVAL = 100;

export class Progress {
  private readonly terminal: NodeJS.WriteStream | null;
  private readonly began = performance.now();
  private shownAt = 0;

  constructor(quiet: boolean) {
    this.terminal = !quiet && process.stderr.isTTY ? process.stderr : null;
  }

  show(name: string, now: SimTime, tasksCompleted: number, events: number): void {
    if (this.terminal === null) return;
    const elapsed = performance.now() - this.began;
    if (elapsed - this.shownAt < INTERVAL) return;
    this.shownAt = elapsed;
    const rate = Math.round(events / (elapsed / 1000));
    const clock = formatClock(now - (now % SECOND));
    const count = (value: number) => value.toLocaleString('en-US');
    const line = `${name}  ${clock}  ${count(tasksCompleted)} tasks done  ${count(rate)} events/s`;
    this.terminal.write(`\r\x1b[K${line.slice(0, (this.terminal.columns ?? 80) - 1)}`);
  }

  clear(): void {
    if (this.shownAt > 0) this.terminal?.write('\r\x1b[K');
    this.shownAt = 0;
  }
}
