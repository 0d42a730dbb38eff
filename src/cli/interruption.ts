/** Turns the signals that end a program into an exception at a moment when everything half-done can be taken back. */
import { setImmediate } from 'node:timers/promises';
import { Interrupted } from './exit.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class Interruption {
  private caught = false;
  private readonly onSignal = () => {
    this.caught = true;
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.onSignal);
  }

  /** Signals arrive only while nothing else is done: lets them, and throws `Interrupted` if there was one. */
  async breathe(): Promise<void> {
    await setImmediate();
    if (this.caught) throw new Interrupted();
  }

  /** From here on signals do what they do without this. */
  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.onSignal);
  }
}
