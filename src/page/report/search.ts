/** Finds tasks by a part of their names. */
import { grouped } from '../../report/words.ts';
import { button, html } from '../dom.ts';
import type { GanttModel } from './gantt-model.ts';

const SHOWN = 40;

export function taskSearch(model: GanttModel, choose: (task: number) => void): HTMLElement {
  const input = html('input', { type: 'search', size: '22', placeholder: 'job/task' });
  const said = html('span', { class: 'soft', role: 'status' });
  const list = html('ul', { class: 'results', 'aria-label': 'Tasks found' });
  const { tasks, taskCount } = model.data.gantt;
  const count = tasks.id.length;
  const find = () => {
    const wanted = input.value.trim().toLowerCase();
    list.replaceChildren();
    said.textContent = '';
    if (wanted === '') return;
    const found: number[] = [];
    let all = 0;
    for (let task = 0; task < count; task++) {
      if (!model.taskName(task).toLowerCase().includes(wanted)) continue;
      all++;
      if (found.length < SHOWN) found.push(task);
    }
    list.append(
      ...found.map((task) =>
        html(
          'li',
          {},
          button(model.taskName(task), () => choose(task)),
        ),
      ),
    );
    const more = all > SHOWN ? `, the first ${SHOWN} are shown` : '';
    said.textContent = `${grouped(all)} found${more}${count < taskCount ? ` among the ${grouped(count)} slowest and failed tasks` : ''}`;
  };
  input.addEventListener('input', find);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') list.querySelector('button')?.click();
  });
  const label = html('label', {}, 'Find a task ', input);
  return html('div', { class: 'search screen-only' }, html('div', { class: 'choices' }, label, said), list);
}
