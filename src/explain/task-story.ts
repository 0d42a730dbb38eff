/** The story of a task: its life, and what it waited for. */
import { formatClock, type SimTime } from '../kernel/clock.ts';
import {
  ABSENT,
  type Line,
  type RunEnded,
  TASK_STATES,
  type TaskState,
  type TaskTransition,
} from '../trace/vocabulary.ts';
import { DependencyWatch } from './dependencies.ts';
import type { Wait } from './explanation.ts';
import { edgeOf, type Fact, factOfTask } from './facts.ts';
import { type Reading, readWait } from './reading.ts';
import type { JobScene, Scene } from './scene.ts';
import { ordinal, type Story } from './story.ts';
import { type Subject, sameId } from './subject.ts';
import { addPiece, finishedWait, type Milliseconds, millisecondsOf, type OpenWait, openWait } from './waits.ts';

export class TaskStory implements Story {
  entity: string | null = null;
  readonly moments: Fact[] = [];
  readonly waits: Wait[] = [];
  readonly #scene: Scene;
  readonly #subject: Subject;
  #handle = -1;
  #job: JobScene | null = null;
  #state: TaskState | null = null;
  /** its latest node, `p/tvm-1` */
  #place = '';
  #retries = 0;
  /** which attempt the preparation task of its job is at, by node */
  readonly #preparations = new Map<string, number>();
  #dependencies: DependencyWatch | null = null;
  #open: OpenWait | null = null;
  #reading: { readonly revision: number; readonly value: Reading } | null = null;

  constructor(scene: Scene, subject: Subject) {
    this.#scene = scene;
    this.#subject = subject;
  }

  task(line: Readonly<TaskTransition>): void {
    const { names } = this.#scene;
    if (line.from === ABSENT && this.#isSubject(line)) this.#begin(line);
    if (line.task !== this.#handle) {
      if (this.#dependencies !== null && line.job === this.#job?.handle)
        this.#dependencies.task(names.taskId(line.task), line);
      return;
    }
    this.moments.push(factOfTask(line, names));
    if (line.waited !== null) this.#finish(line.at, millisecondsOf(line.waited.ms));
    if (line.node >= 0) this.#place = `${names.poolId(line.pool)}/${names.nodeId(line.node)}`;
    if (line.retryCount >= 0) this.#retries = line.retryCount;
    this.#state = line.to === ABSENT ? null : TASK_STATES[line.to];
    if (this.#state === 'preparing') this.#open?.assignedAt.push(line.at);
    if (this.#state === 'active' && this.#open === null)
      this.#open = { from: line.at, pieces: [], assignedAt: [], satisfiedBy: '' };
    this.#reading = null;
  }

  #isSubject(line: Readonly<TaskTransition>): boolean {
    const { names } = this.#scene;
    return sameId(names.taskId(line.task), this.#subject.member) && sameId(names.jobId(line.job), this.#subject.owner);
  }

  #begin(line: Readonly<TaskTransition>): void {
    const { names } = this.#scene;
    this.#handle = line.task;
    this.#job = this.#scene.jobs[line.job];
    this.#place = '';
    this.#retries = 0;
    this.#open = null;
    this.#dependencies = line.dependsOn === null ? null : new DependencyWatch(line.dependsOn);
    this.entity = `task:${names.jobId(line.job)}/${names.taskId(line.task)}`;
  }

  #finish(at: SimTime, causesMs: Milliseconds): void {
    const wait = this.#open;
    if (wait === null) return;
    this.#open = null;
    const last = this.#dependencies?.last ?? '';
    wait.satisfiedBy = last === '' ? '' : `task ${last} was done, the last one missing`;
    this.waits.push(finishedWait(wait, at, causesMs));
  }

  line(line: Line): void {
    if (line.entity !== 'jobPreparation' || line.to !== 'running') return;
    if (sameId(line.jobId, this.#subject.owner))
      this.#preparations.set(`${line.poolId}/${line.nodeId}`, line.retryCount + 1);
  }

  pass(from: SimTime, to: SimTime): void {
    if (this.#open === null || to === from) return;
    const { cause, text, guess } = this.#read();
    const missing = this.#dependencies?.missing() ?? '';
    const blockedBy = missing === '' ? '' : `not done: ${missing}`;
    addPiece(this.#open, { from, to, cause, text, guess, blockedBy });
  }

  #read(): Reading {
    if (this.#state === 'preparing') {
      const attempt = ordinal(this.#preparations.get(this.#place) ?? 1);
      return { cause: 'jobPreparation', text: `job preparation on ${this.#place}, ${attempt} attempt`, guess: 'slots' };
    }
    const { revision } = this.#scene;
    if (this.#reading?.revision !== revision || this.#reading.value.cause === 'ready') {
      const job = this.#job as JobScene;
      const isManager = this.#scene.isManager(job, this.#subject.member);
      const dedicatedOnly = isManager && job.manager?.allowLowPriorityNode === false;
      this.#reading = { revision, value: readWait(this.#scene, job, dedicatedOnly) };
    }
    return this.#reading.value;
  }

  situation(at: SimTime): string[] {
    const last = this.moments.at(-1);
    if (last === undefined) return ['It does not exist yet.'];
    const { when } = edgeOf(last);
    const since = formatClock(last.at);
    switch (this.#state) {
      case null:
        return [`It is gone since ${since}: ${when}.`];
      case 'completed':
        return [`It is completed since ${since}: ${when}${last.more === '' ? '' : ` (${last.more})`}.`];
      case 'running':
        return [`It runs on ${this.#place} since ${since}, ${ordinal(this.#retries + 1)} attempt.`];
      case 'preparing':
        return [`It waits since ${since} on ${this.#place} for the job preparation task.`];
      default:
        return [`It waits since ${formatClock(this.#open?.from ?? at)}. ${this.#waitsFor()}`];
    }
  }

  #waitsFor(): string {
    const { cause, text } = this.#read();
    const missing = this.#dependencies?.missing() ?? '';
    if (cause === 'jobDisabled' || cause === 'noPool') return `Its turn cannot come: ${text}.`;
    if (missing !== '') return `Tasks that it depends on are not done: ${missing}.`;
    if (cause === 'ready')
      return `Nodes are in service, but no slot is free for it: others hold them, or go before it.`;
    return `No node can take it now: ${text}.`;
  }

  end(line: RunEnded): void {
    const job = this.#job;
    if (this.#open === null || job === null) return;
    const waiting = job.tasks.active + job.tasks.preparing;
    this.waits.push(openWait(this.#open, line.at, line.waiting[job.name] ?? null, waiting === 1));
  }

  concerns(entity: string): boolean {
    if (entity === this.entity) return true;
    return this.#state === 'active' && entity === `job:${this.#job?.id}`;
  }
}
