/** Turns the signals that end a program into an exception at a moment when everything half-done can be taken back. */
import { setImmediate } from 'node:timers/promises';
import { Interrupted } from './exit.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class Interruption {
  private readonly controller = new AbortController();
  private readonly onSignal = () => this.controller.abort(new Interrupted());

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.onSignal);
  }

  /** For work that waits: aborted by the first signal, with `Interrupted` as its reason. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Signals arrive only while nothing else is done: lets them, and throws `Interrupted` if there was one. */
  async breathe(): Promise<void> {
    await setImmediate();
    this.controller.signal.throwIfAborted();
  }

  /** From here on signals do what they do without this. */
  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.onSignal);
  }
}
