/** The table behind the Gantt chart: the tasks that had a slot in the span of time that is shown. */
import { table } from '../../report/html-text.ts';
import { duration, grouped } from '../../report/words.ts';
import { html } from '../dom.ts';
import { startTables } from '../table-tool.ts';
import { endWords } from './gantt.ts';
import type { GanttModel } from './gantt-model.ts';
import type { Timeline } from './timeline.ts';

const ROWS = 300;

/** Made when it is opened, and again when the span has changed. */
export function taskTable(model: GanttModel, timeline: Timeline, choose: (task: number) => void): HTMLElement {
  const details = html('details', {}, html('summary', {}, 'Table: attempts of tasks in the time that is shown'));
  const content = html('div');
  details.append(content);
  let shown = '';
  const fill = () => {
    const key = `${timeline.from} ${timeline.to}`;
    if (!details.open || key === shown) return;
    shown = key;
    const rows = attemptsIn(model, timeline);
    content.replaceChildren();
    content.insertAdjacentHTML('beforeend', markup(model, rows.slice(0, ROWS)));
    if (rows.length > ROWS)
      content.append(
        html('p', { class: 'soft' }, `The first ${ROWS} of ${grouped(rows.length)}; zoom in for the others.`),
      );
    startTables(content);
    for (const cell of content.querySelectorAll<HTMLElement>('tbody th')) {
      const row = rows.find((each) => model.taskName(model.attempts.task[each]) === cell.textContent);
      if (row !== undefined) cell.addEventListener('click', () => choose(model.attempts.task[row]));
    }
  };
  details.addEventListener('toggle', fill);
  let timer = 0;
  timeline.onChange(() => {
    clearTimeout(timer);
    timer = window.setTimeout(fill, 300);
  });
  return details;
}

function attemptsIn({ attempts }: GanttModel, { from, to }: Timeline): number[] {
  const rows: number[] = [];
  for (let row = 0; row < attempts.count && attempts.from[row] <= to; row++)
    if (attempts.to[row] >= from) rows.push(row);
  return rows;
}

function markup(model: GanttModel, rows: readonly number[]): string {
  const { attempts, data } = model;
  const seconds = (ms: number) => ({ text: duration(ms / 1000), value: ms / 1000 });
  const columns = [
    { title: 'Task' },
    { title: 'Node' },
    { title: 'Slot from', isNumber: true, unit: 'seconds' },
    { title: 'Ran from', isNumber: true, unit: 'seconds' },
    { title: 'To', isNumber: true, unit: 'seconds' },
    { title: 'How it ended' },
  ];
  const cells = rows.map((row) => [
    model.taskName(attempts.task[row]),
    model.nodeName(attempts.node[row]),
    seconds(attempts.from[row]),
    seconds(attempts.ranFrom[row]),
    seconds(attempts.to[row]),
    endWords(data.attemptEnds[attempts.end[row]]),
  ]);
  return table('Attempts of tasks', columns, cells, { isTool: true });
}
