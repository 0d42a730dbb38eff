/** The service's own events as it writes them into a diagnostic log: one JSON object a line. Knows nothing of files. */
import type { Bodies } from './bodies.ts';
import { ServiceEvents } from './service-events.ts';
import type { Directory, Line, TaskTransition, TransitionSink } from './vocabulary.ts';

export class BatchAnalytics implements TransitionSink {
  readonly #events: ServiceEvents;

  /** `emit` receives whole lines. */
  constructor(names: Directory, bodies: Bodies, emit: (text: string) => void) {
    this.#events = new ServiceEvents(names, bodies, ({ name, at, properties }) => {
      const time = this.#events.time(at);
      emit(`${JSON.stringify({ time, operationName: name, category: 'ServiceLog', properties: properties() })}\n`);
    });
  }
  task(line: Readonly<TaskTransition>): void {
    this.#events.task(line);
  }
  node(): void {
    this.#events.node();
  }
  line(line: Line, handle: number): void {
    this.#events.line(line, handle);
  }
}
