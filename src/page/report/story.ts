/** What became of one task: its waits by cause, its attempts, and where they ran. */
import { CAUSE_WORDS, duration, percent } from '../../report/words.ts';
import type { WaitCause } from '../../trace/vocabulary.ts';
import { button, html } from '../dom.ts';
import { endWords } from './gantt.ts';
import { attemptKey, type GanttModel } from './gantt-model.ts';
import { clockTime } from './time-axis.ts';

export class Story {
  readonly element = html('div', {
    class: 'story',
    role: 'region',
    'aria-label': 'The chosen task',
    'aria-live': 'polite',
  });
  readonly #model: GanttModel;

  constructor(model: GanttModel) {
    this.#model = model;
    this.element.hidden = true;
  }

  tell(task: number): void {
    const { data } = this.#model;
    const { tasks, outcomes } = data.gantt;
    const took = tasks.took[task];
    const at = (ms: number) => `${duration(ms / 1000)} (${clockTime(data.start, ms)})`;
    const exit = new Map(tasks.exitCode).get(task);
    const end =
      took < 0
        ? `it was ${outcomes[tasks.outcome[task]]} when the run ended`
        : `${outcomes[tasks.outcome[task]]}${exit === undefined ? '' : ` with exit code ${exit}`} at ${at(tasks.created[task] + took)}, ${duration(took / 1000)} after its creation`;
    const close = button('Close', () => {
      this.element.hidden = true;
    });
    close.className = 'close';
    this.element.replaceChildren(
      close,
      html('h3', {}, `Task ${this.#model.taskName(task)}`),
      html('p', {}, `Created at ${at(tasks.created[task])}; ${end}.`),
      ...this.#waits(task),
      ...this.#attempts(task),
      html('p', { class: 'hint' }, `All of it: batchlab explain DIR task:${this.#model.taskName(task)}`),
    );
    this.element.hidden = false;
  }

  #waits(task: number): HTMLElement[] {
    const { tasks, causes } = this.#model.data.gantt;
    const waited = tasks.waited[task];
    if (waited === 0) return [html('p', {}, 'It did not wait.')];
    const sums = new Map<number, number>();
    for (const [place, of] of this.#model.waitTasks.entries())
      if (of === task)
        sums.set(tasks.waits.cause[place], (sums.get(tasks.waits.cause[place]) ?? 0) + tasks.waits.ms[place]);
    const known = [...sums.values()].reduce((sum, ms) => sum + ms, 0);
    const items = [...sums].map(([code, ms]) => {
      const cause = causes[code] as WaitCause;
      const key = html('span', { class: `key cause-${cause}` });
      return html('li', {}, key, `${duration(ms / 1000)} (${percent(ms / waited)}) for ${CAUSE_WORDS[cause]}`);
    });
    if (waited > known) items.push(html('li', {}, `${duration((waited - known) / 1000)} in a wait that was not over`));
    return [html('p', {}, `It waited ${duration(waited / 1000)}:`), html('ul', {}, ...items)];
  }

  #attempts(task: number): HTMLElement[] {
    const { attempts, attemptsOf, data } = this.#model;
    const rows = attemptsOf[task];
    if (rows.length === 0) return [html('p', {}, 'It never had a slot.')];
    const items = rows.map((row) => {
      const end = data.attemptEnds[attempts.end[row]];
      const held = attempts.ranFrom[row] - attempts.from[row];
      const times = `${duration(attempts.from[row] / 1000)} to ${duration(attempts.to[row] / 1000)}`;
      const ran = `${duration((attempts.to[row] - attempts.ranFrom[row]) / 1000)} of work`;
      const before = held > 0 ? `, ${duration(held / 1000)} before it ran` : '';
      const key = html('span', { class: `key ${attemptKey(end)}` });
      return html(
        'li',
        {},
        key,
        `${times} on ${this.#model.nodeName(attempts.node[row])}: ${ran}${before}; ${endWords(end)}`,
      );
    });
    return [html('p', {}, rows.length === 1 ? 'One attempt:' : `${rows.length} attempts:`), html('ol', {}, ...items)];
  }
}
