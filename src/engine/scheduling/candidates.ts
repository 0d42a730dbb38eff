/**
 * Which jobs of a pool have a task to place, in the order they are served.
 *
 * Jobs are ordered by priority, then fewest tasks assigned now, then creation (O-42, S-32). Tasks that need different things of a node
 * stand in different classes, each with its own queue of jobs: so a class for which no node is open is passed over as a whole and
 * nothing is scanned.
 */
import { IndexedHeap } from '../../kernel/heap.ts';
import type { Job } from '../jobs.ts';
import type { TaskQueue } from './queue.ts';

/** What a class of tasks needs, as a small number: ordinary tasks, the kinds of managers, gangs of N. */
export const ORDINARY_CLASS = 0;
const MANAGER_CLASSES = 1;
const GANG_CLASSES = 9;

export const managerClass = (dedicatedOnly: boolean, exclusive: boolean, restarts: boolean): number =>
  MANAGER_CLASSES + (dedicatedOnly ? 1 : 0) + (exclusive ? 2 : 0) + (restarts ? 4 : 0);
export const gangClass = (instances: number): number => GANG_CLASSES + instances;

export const isManagerClass = (key: number): boolean => key >= MANAGER_CLASSES && key < GANG_CLASSES;
export const isGangClass = (key: number): boolean => key >= GANG_CLASSES;
export const needsDedicated = (key: number): boolean => isManagerClass(key) && ((key - MANAGER_CLASSES) & 1) !== 0;
/** Managers that ran before: they may displace others (L-257, L-259). */
export const isRestartClass = (key: number): boolean => isManagerClass(key) && ((key - MANAGER_CLASSES) & 4) !== 0;
export const needsEmpty = (key: number): boolean =>
  (isManagerClass(key) && ((key - MANAGER_CLASSES) & 2) !== 0) || isGangClass(key);
export const instancesOf = (key: number): number => (isGangClass(key) ? key - GANG_CLASSES : 1);

/** One class and the jobs that have a task of it queued. */
export interface Candidate {
  readonly key: number;
  readonly jobs: IndexedHeap;
  /** jobs put aside because no node that is open now may take their task */
  readonly parked: number[];
}

export class Candidates {
  readonly classes: Candidate[] = [];
  private readonly jobs: readonly Job[];
  private readonly before: (a: number, b: number) => boolean;

  constructor(jobs: readonly Job[]) {
    this.jobs = jobs;
    this.before = (a, b) => isServedBefore(jobs[a], jobs[b]);
  }

  /** A job has a first queued task of a class, or may be served again; one that is put aside already stays so. */
  add(job: Job, key: number): void {
    const candidate = this.of(key);
    if (!candidate.jobs.has(job.index) && !candidate.parked.includes(job.index)) candidate.jobs.push(job.index);
  }

  /** It has none any more, or may not be served. */
  remove(job: Job, key: number): void {
    const candidate = this.of(key);
    if (candidate.jobs.has(job.index)) candidate.jobs.remove(job.index);
    const parked = candidate.parked.indexOf(job.index);
    if (parked >= 0) candidate.parked.splice(parked, 1);
  }

  /** What the job is ordered by has changed. */
  reorder(job: Job): void {
    for (let place = 0; place < this.classes.length; place++) {
      const { jobs } = this.classes[place];
      if (jobs.size > 1) jobs.update(job.index); // alone it is the first
    }
  }

  park(job: Job, key: number): void {
    const candidate = this.of(key);
    candidate.jobs.remove(job.index);
    candidate.parked.push(job.index);
  }

  /** A node with this number has become more open: jobs that may use it are back. */
  unpark(number: number): void {
    for (const candidate of this.classes) {
      for (let place = candidate.parked.length - 1; place >= 0; place--) {
        const job = this.jobs[candidate.parked[place]];
        if (job.barred?.has(number)) continue;
        candidate.parked.splice(place, 1);
        candidate.jobs.push(job.index);
      }
    }
  }

  get isEmpty(): boolean {
    return this.classes.every((candidate) => candidate.jobs.size === 0);
  }

  private of(key: number): Candidate {
    let candidate = this.classes.find((one) => one.key === key);
    if (candidate === undefined) {
      candidate = { key, jobs: new IndexedHeap(this.before), parked: [] };
      this.classes.push(candidate);
    }
    return candidate;
  }
}

export function isServedBefore(a: Job, b: Job): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority; // L-422
  if (a.assigned !== b.assigned) return a.assigned < b.assigned; // O-42
  return a.index < b.index; // S-32
}

export function queueOf(job: Job, key: number): TaskQueue | undefined {
  return key === ORDINARY_CLASS ? job.queue : job.queues.get(key);
}
