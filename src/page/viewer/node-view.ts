/** A node as a box of slots. Large: with the names of its tasks, each of them a button; small: a button with a cell for each slot. */
import { NODE_STATES } from '../../trace/vocabulary.ts';
import { elementOf } from '../../viewer/chunks.ts';
import { nameOf, type Thing } from '../../viewer/lives.ts';
import type { Recording } from '../../viewer/recording.ts';
import type { Stage } from '../../viewer/stage.ts';
import { type Choose, jobColour, keyOf, taskChip, thingOfKey } from './chips.ts';
import { button, make, stateChip } from './dom.ts';

/** more slots than this are counted, not drawn */
const MOST_SLOTS = 16;

export class NodeView {
  readonly element: HTMLElement;
  readonly #recording: Recording;
  readonly #node: number;
  readonly #slots: number;
  readonly #isLarge: boolean;
  readonly #choose: Choose;
  /** what was drawn last */
  #latest = -1;
  #startTask = -1;
  #aboard: readonly number[] | null = null;
  #jobTasks: readonly number[] | null = null;

  constructor(recording: Recording, node: number, slots: number, isLarge: boolean, choose: Choose) {
    this.#recording = recording;
    this.#node = node;
    this.#slots = slots;
    this.#isLarge = isLarge;
    this.#choose = choose;
    this.element = isLarge ? make('div') : this.#smallBox();
    this.element.dataset.thing = keyOf({ kind: 'node', handle: node });
  }

  update(stage: Stage): void {
    const latest = elementOf(stage.nodes, this.#node);
    const startTask = elementOf(stage.startTasks, this.#node);
    const aboard = elementOf(stage.aboard, this.#node);
    const jobTasks = elementOf(stage.jobTasks, this.#node);
    if (
      latest === this.#latest &&
      startTask === this.#startTask &&
      aboard === this.#aboard &&
      jobTasks === this.#jobTasks
    )
      return;
    [this.#latest, this.#startTask, this.#aboard, this.#jobTasks] = [latest, startTask, aboard, jobTasks];
    const state = NODE_STATES[this.#recording.to(latest)];
    const kind = this.#recording.isDedicated[this.#node] ? 'dedicated' : 'lowpriority';
    this.element.className = `v-node ${this.#isLarge ? 'large' : 'small'} ${kind} s-${state}`;
    if (this.#isLarge) this.#drawLarge(stage, state);
    else this.#drawSmall(stage, state);
  }

  #drawLarge(stage: Stage, state: string): void {
    const { names, isDedicated } = this.#recording;
    const name = button('v-name', names.nodeId(this.#node), () => this.#choose(this.#thing));
    const kind = isDedicated[this.#node] ? null : make('span', 'v-tag', 'low-priority');
    this.element.replaceChildren(
      make('div', 'v-node-head', name, kind, stateChip(state)),
      ...this.#errands().map((text) => make('div', 'v-errand', text)),
      this.#largeSlots(stage),
    );
  }

  #largeSlots(stage: Stage): HTMLElement {
    const aboard = this.#aboard ?? [];
    const slots = aboard.map((task) =>
      make('div', 'v-slot', taskChip(this.#recording, task, this.#choose, this.#mark(stage, task))),
    );
    for (let free = Math.min(this.#slots, MOST_SLOTS) - slots.length; free > 0; free--)
      slots.push(make('div', 'v-slot free'));
    return make('div', 'v-slots', ...slots);
  }

  /** What runs besides tasks: start, preparation and release tasks. */
  #errands(): string[] {
    const recording = this.#recording;
    const errands: string[] = [];
    const again = (seq: number) => (this.#retryOf(seq) > 0 ? `, retry ${this.#retryOf(seq)}` : '');
    if (this.#startTask >= 0 && recording.to(this.#startTask) === RUNS)
      errands.push(`start task${again(this.#startTask)}`);
    for (const seq of this.#jobTasks ?? [])
      errands.push(
        `${recording.kind(seq) === 'jobPreparation' ? 'prepares' : 'releases'} ${recording.names.jobId(recording.subject(seq))}${again(seq)}`,
      );
    return errands;
  }

  #retryOf(seq: number): number {
    const line = this.#recording.lineAt(seq);
    return 'retryCount' in line ? line.retryCount : 0;
  }

  #mark(stage: Stage, task: number): string {
    return this.#recording.reason(elementOf(stage.tasks, task)) === 'assigned' ? ' preparing' : ' running';
  }

  #smallBox(): HTMLElement {
    const box = make('button');
    box.type = 'button';
    // hundreds of stops for the Tab key would help nobody; the search finds every node
    box.tabIndex = -1;
    box.addEventListener('click', ({ target }) => {
      const task = target instanceof HTMLElement ? target.dataset.task : undefined;
      this.#choose(task === undefined ? this.#thing : thingOfKey(task));
    });
    return box;
  }

  #drawSmall(stage: Stage, state: string): void {
    const recording = this.#recording;
    const aboard = this.#aboard ?? [];
    const cells = aboard.slice(0, MOST_SLOTS).map((task) => {
      const cell = make('i', `v-cell ${jobColour(recording.jobOfTask[task])}${this.#mark(stage, task)}`);
      cell.dataset.task = keyOf({ kind: 'task', handle: task });
      return cell;
    });
    for (let free = Math.min(this.#slots, MOST_SLOTS) - cells.length; free > 0; free--) cells.push(make('i', 'v-cell'));
    const tasks = aboard.map((task) => nameOf(recording, { kind: 'task', handle: task }));
    const title = [`node ${nameOf(recording, this.#thing)}: ${state}`, ...this.#errands(), ...tasks].join('\n');
    this.element.title = title;
    this.element.setAttribute('aria-label', title.replaceAll('\n', ', '));
    this.element.replaceChildren(...cells);
  }

  get #thing(): Thing {
    return { kind: 'node', handle: this.#node };
  }
}

/** the code of `running` of start, preparation and release tasks */
const RUNS = 0;
