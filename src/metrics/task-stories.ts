/**
 * The stories of the tasks that somebody will ask about when there are too many to keep all: those that failed, and those that took
 * longest from creation to completion. While a task is under way its story is written down; when it is over, most are forgotten.
 */
import { Int32Column } from '../kernel/columns.ts';
import { WAIT_CAUSES } from '../trace/vocabulary.ts';
import type { Attempt, Books } from './listener.ts';
import * as outcomes from './tasks.ts';

export const FAILED_KEPT = 2000;
export const SLOWEST_KEPT = 500;
/** attempts of one task */
const ATTEMPTS_KEPT = 100;

/** numbers in a row of `attempts`: the node's place among all nodes, from, ranFrom, to, end (as in `Attempt`) */
export const ATTEMPT_FIELDS = 5;

export interface TaskStory {
  task: number;
  /** milliseconds by code of WAIT_CAUSES */
  readonly waited: Float64Array;
  /** rows of ATTEMPT_FIELDS numbers, the first `count` of them */
  attempts: Float64Array;
  count: number;
  /** milliseconds from creation to completion, once that is known */
  length: number;
}

export class TaskStories {
  readonly #books: Books;
  /** the story of a task that is under way: its place in `#sheets`, -1: none */
  readonly #place = new Int32Column(-1);
  /** null: free */
  readonly #sheets: (TaskStory | null)[] = [];
  readonly #free: number[] = [];
  readonly #spare: TaskStory[] = [];
  readonly #failed = new Map<number, TaskStory>();
  /** the longest so far, and candidates that came since; twice as many as are kept at most */
  #slowest: TaskStory[] = [];
  /** who took no longer is none of the slowest */
  #least = -1;

  constructor(books: Books) {
    this.#books = books;
  }

  waited(task: number, cause: number, ms: number): void {
    this.#of(task).waited[cause] += ms;
  }

  attempt({ task, node, from, ranFrom, to, end }: Readonly<Attempt>): void {
    const story = this.#of(task);
    if (story.count >= ATTEMPTS_KEPT) return;
    const at = story.count * ATTEMPT_FIELDS;
    if (at === story.attempts.length) {
      const wider = new Float64Array(2 * at);
      wider.set(story.attempts);
      story.attempts = wider;
    }
    const { attempts } = story;
    attempts[at] = node.place;
    attempts[at + 1] = from;
    attempts[at + 2] = ranFrom;
    attempts[at + 3] = to;
    attempts[at + 4] = end;
    story.count++;
  }

  /** A task is over: its story is kept, or its sheet is used again. */
  close(task: number): void {
    const { tasks } = this.#books;
    const outcome = tasks.outcome(task);
    const hasFailed = outcome === outcomes.FAILED || outcome === outcomes.TERMINATED;
    const story = this.#of(task);
    this.#free.push(this.#place.data[task]);
    this.#sheets[this.#place.data[task]] = null;
    this.#place.data[task] = -1;
    if (hasFailed && this.#failed.size < FAILED_KEPT) this.#failed.set(task, story);
    else this.#offer(story, tasks.ended(task) - tasks.created(task));
  }

  /** The stories that were kept and the first of those that are not over, by task. */
  kept(): ReadonlyMap<number, TaskStory> {
    this.#shorten();
    const kept = new Map(this.#failed);
    const open = this.#sheets.filter((sheet) => sheet !== null);
    for (const story of [...this.#slowest, ...open.slice(0, SLOWEST_KEPT)]) kept.set(story.task, story);
    return kept;
  }

  /** NaN: it was never completed */
  #offer(story: TaskStory, length: number): void {
    if (!(length > this.#least)) {
      this.#spare.push(story);
      return;
    }
    story.length = length;
    this.#slowest.push(story);
    if (this.#slowest.length < 2 * SLOWEST_KEPT) return;
    this.#spare.push(...this.#shorten());
    this.#least = this.#slowest[SLOWEST_KEPT - 1].length;
  }

  /** Of equally long ones the first are kept. The others are handed back. */
  #shorten(): TaskStory[] {
    this.#slowest.sort((a, b) => b.length - a.length);
    return this.#slowest.splice(SLOWEST_KEPT);
  }

  #of(task: number): TaskStory {
    if (task >= this.#place.data.length) this.#place.grow(Math.max(1024, 2 * task));
    const place = this.#place.data[task];
    if (place >= 0) return this.#sheets[place] as TaskStory;
    const story = this.#failed.get(task) ?? this.#newStory(task);
    // a failed task that goes on was reactivated, and so is its story
    this.#failed.delete(task);
    const free = this.#free.pop() ?? this.#sheets.length;
    this.#sheets[free] = story;
    this.#place.data[task] = free;
    return story;
  }

  #newStory(task: number): TaskStory {
    const story = this.#spare.pop() ?? {
      task,
      waited: new Float64Array(WAIT_CAUSES.length),
      attempts: new Float64Array(2 * ATTEMPT_FIELDS),
      count: 0,
      length: 0,
    };
    story.task = task;
    story.count = 0;
    for (let cause = 0; cause < story.waited.length; cause++) story.waited[cause] = 0;
    return story;
  }
}
