/** What became of every task of a run: the listener behind all comparisons. It takes the lines of the log and nothing else. */
import {
  ABSENT,
  type Directory,
  type Line,
  TASK_STATES,
  type TaskTransition,
  type TransitionSink,
} from '../trace/vocabulary.ts';

const ACTIVE = TASK_STATES.indexOf('active');
const RUNNING = TASK_STATES.indexOf('running');
const COMPLETED = TASK_STATES.indexOf('completed');

/** One row per task, in the order in which the tasks came. Times are virtual milliseconds. */
export class History implements TransitionSink {
  readonly created: number[] = [];
  readonly firstStarted: number[] = [];
  readonly ended: number[] = [];
  readonly job: number[] = [];
  /** where it ran last */
  readonly nodeOf: number[] = [];
  readonly directory: Directory;
  completed = 0;
  /** the integral over time of the number of tasks that wait */
  waitingArea = 0;
  /** the integral over time of the number of tasks that run */
  runningArea = 0;
  #waiting = 0;
  #running = 0;
  #at = 0;

  constructor(directory: Directory) {
    this.directory = directory;
  }

  get tasks(): number {
    return this.created.length;
  }
  /** until the first start */
  wait(task: number): number {
    return this.firstStarted[task] - this.created[task];
  }
  /** from the first start on */
  service(task: number): number {
    return this.ended[task] - this.firstStarted[task];
  }

  task({ at, task, job, node, from, to }: Readonly<TaskTransition>): void {
    this.#pass(at);
    if (from === ACTIVE) this.#waiting--;
    else if (from === RUNNING) this.#running--;
    if (to === ACTIVE) this.#waiting++;
    else if (to === RUNNING) this.#running++;
    if (from === ABSENT) {
      this.created[task] = at;
      this.firstStarted[task] = Number.NaN;
      this.ended[task] = Number.NaN;
      this.job[task] = job;
      this.nodeOf[task] = -1;
    } else if (to === RUNNING) {
      if (Number.isNaN(this.firstStarted[task])) this.firstStarted[task] = at;
      this.nodeOf[task] = node;
    } else if (to === COMPLETED) {
      this.ended[task] = at;
      this.completed++;
    }
  }

  line({ at }: Line): void {
    this.#pass(at);
  }
  node(): void {
    // tasks say where they run
  }

  #pass(at: number): void {
    this.waitingArea += this.#waiting * (at - this.#at);
    this.runningArea += this.#running * (at - this.#at);
    this.#at = at;
  }
}
