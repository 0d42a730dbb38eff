/** The jobs in the order of their priority: what waits, how far each of them is, and in small runs what is done. */
import { JOB_SCHEDULE_STATES, JOB_STATES, TASK_STATES } from '../../trace/vocabulary.ts';
import { elementOf } from '../../viewer/chunks.ts';
import type { Recording } from '../../viewer/recording.ts';
import type { JobStage, Stage } from '../../viewer/stage.ts';
import { type Choose, jobColour, keyOf, taskChip } from './chips.ts';
import { button, make, stateChip } from './dom.ts';

/** so many jobs are shown, and of each so many waiting tasks */
const SHOWN_JOBS = 24;
const SHOWN_TASKS = 14;
/** runs of up to so many tasks show those that are done */
const FEW_TASKS = 40;
const ACTIVE = TASK_STATES.indexOf('active');
const COMPLETED = TASK_STATES.indexOf('completed');

export class JobsView {
  readonly element = make('section', 'v-jobs');
  readonly #recording: Recording;
  readonly #choose: Choose;
  readonly #cards = new Map<number, JobCard>();
  readonly #schedules = make('div');
  readonly #list = make('div', 'v-job-list');
  readonly #more = make('p', 'soft');

  constructor(recording: Recording, choose: Choose) {
    this.#recording = recording;
    this.#choose = choose;
    this.element.append(make('h2', '', 'Jobs, by priority'), this.#schedules, this.#list, this.#more);
  }

  update(stage: Stage): void {
    this.#drawSchedules(stage);
    const jobs: { readonly handle: number; readonly job: JobStage }[] = [];
    for (let handle = 0; handle < this.#recording.jobs.length; handle++) {
      const job = elementOf(stage.jobs, handle);
      if (job.latest >= 0) jobs.push({ handle, job });
    }
    const isOver = ({ job }: { job: JobStage }) => ENDED.has(this.#recording.to(job.latest));
    jobs.sort(
      (one, other) =>
        Number(isOver(one)) - Number(isOver(other)) ||
        other.job.priority - one.job.priority ||
        one.handle - other.handle,
    );
    const shown = jobs.slice(0, SHOWN_JOBS);
    const cards = shown.map(({ handle, job }) => this.#cardOf(handle, stage, job));
    for (const [place, { element }] of cards.entries())
      if (this.#list.children[place] !== element) this.#list.insertBefore(element, this.#list.children[place] ?? null);
    while (this.#list.children.length > cards.length) this.#list.lastElementChild?.remove();
    const hidden = jobs.length - shown.length;
    this.#more.textContent =
      hidden > 0 ? `and ${hidden.toLocaleString('en-US')} more jobs` : jobs.length === 0 ? 'There is no job.' : '';
  }

  #drawSchedules(stage: Stage): void {
    const cards: HTMLElement[] = [];
    for (let handle = 0; handle < this.#recording.schedules.length && cards.length < SHOWN_JOBS; handle++) {
      const latest = elementOf(stage.schedules, handle);
      if (latest < 0) continue;
      const thing = { kind: 'schedule', handle } as const;
      const name = button('v-name', `schedule ${this.#recording.schedules[handle]}`, () => this.#choose(thing));
      const state = JOB_SCHEDULE_STATES[this.#recording.to(latest)] ?? 'gone';
      const card = make('article', 'v-job', make('h3', '', name, ' ', stateChip(state)));
      card.dataset.thing = keyOf(thing);
      cards.push(card);
    }
    this.#schedules.replaceChildren(...cards);
  }

  #cardOf(handle: number, stage: Stage, job: JobStage): JobCard {
    let card = this.#cards.get(handle);
    if (card === undefined) {
      card = new JobCard(this.#recording, handle, this.#choose);
      this.#cards.set(handle, card);
    }
    card.update(stage, job);
    return card;
  }
}

const ENDED: ReadonlySet<number> = new Set([-1, JOB_STATES.indexOf('completed')]);

class JobCard {
  readonly element = make('article', 'v-job');
  readonly #recording: Recording;
  readonly #handle: number;
  readonly #choose: Choose;
  #shown: JobStage | null = null;

  constructor(recording: Recording, handle: number, choose: Choose) {
    this.#recording = recording;
    this.#handle = handle;
    this.#choose = choose;
    this.element.classList.add(jobColour(handle));
    this.element.dataset.thing = keyOf({ kind: 'job', handle });
  }

  update(stage: Stage, job: JobStage): void {
    if (job === this.#shown) return;
    this.#shown = job;
    const recording = this.#recording;
    const state = recording.to(job.latest);
    const name = button('v-name', recording.names.jobId(this.#handle), () =>
      this.#choose({ kind: 'job', handle: this.#handle }),
    );
    this.element.replaceChildren(
      make('h3', '', name, ' ', stateChip(state < 0 ? 'gone' : JOB_STATES[state])),
      make('p', 'soft v-small', `priority ${job.priority}${job.poolId === '' ? '' : `, on ${job.poolId}`}`),
      progress(job),
      ...this.#waiting(stage, job.active),
      ...this.#done(stage, job.completed),
    );
  }

  #waiting(stage: Stage, count: number): HTMLElement[] {
    if (count === 0) return [];
    const shown = this.#tasksIn(stage, ACTIVE, Math.min(count, SHOWN_TASKS));
    const rest = count - shown.length;
    const chips = shown.map((task) => taskChip(this.#recording, task, this.#choose, ' waiting'));
    return [
      make(
        'div',
        'v-chips',
        make('span', 'v-small soft', 'waiting'),
        ...chips,
        rest > 0 ? `and ${rest.toLocaleString('en-US')} more` : null,
      ),
    ];
  }

  #done(stage: Stage, count: number): HTMLElement[] {
    if (count === 0 || this.#recording.jobOfTask.length > FEW_TASKS) return [];
    const chips = this.#tasksIn(stage, COMPLETED, count).map((task) => {
      const hasFailed = this.#recording.result(elementOf(stage.tasks, task)) === 'failure';
      const chip = taskChip(this.#recording, task, this.#choose, hasFailed ? ' failed' : ' done');
      chip.append(hasFailed ? ' ✗' : ' ✓');
      return chip;
    });
    return [make('div', 'v-chips', make('span', 'v-small soft', 'done'), ...chips)];
  }

  /** In the order they were added. */
  #tasksIn(stage: Stage, state: number, limit: number): number[] {
    const found: number[] = [];
    for (const task of this.#recording.tasksOfJob[this.#handle]) {
      if (found.length >= limit) break;
      const latest = elementOf(stage.tasks, task);
      if (latest >= 0 && this.#recording.to(latest) === state) found.push(task);
    }
    return found;
  }
}

/** How the job's tasks stand, as a bar and in words. */
function progress({ active, preparing, running, succeeded, failed }: JobStage): HTMLElement {
  const parts = [
    ['done', succeeded, 'done'],
    ['failed', failed, 'failed'],
    ['running', running, 'running'],
    ['preparing', preparing, 'preparing'],
    ['waiting', active, 'waiting'],
  ] as const;
  const all = parts.reduce((sum, [, count]) => sum + count, 0);
  const words = parts
    .filter(([, count]) => count > 0)
    .map(([, count, word]) => `${count.toLocaleString('en-US')} ${word}`);
  const bar = make('div', 'v-bar');
  for (const [kind, count] of parts) {
    if (count === 0) continue;
    const piece = make('span', kind);
    piece.style.flexGrow = String(count);
    bar.append(piece);
  }
  return make('div', '', all === 0 ? null : bar, make('p', 'v-small', all === 0 ? 'no tasks' : words.join(', ')));
}
