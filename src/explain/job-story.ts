/** The stories of a job and of a job schedule: their lives, and what keeps them from their ends. */
import { formatClock, formatSpan } from '../kernel/clock.ts';
import { type Line, type RunEnded, TASK_STATES } from '../trace/vocabulary.ts';
import { edgeOf, type Fact, factOfLine } from './facts.ts';
import type { JobScene, Scene } from './scene.ts';
import { counted, type Story } from './story.ts';
import { type Subject, sameId } from './subject.ts';

export class JobStory implements Story {
  entity: string | null = null;
  readonly moments: Fact[] = [];
  readonly #scene: Scene;
  readonly #subject: Subject;
  #job: JobScene | null = null;
  #waiting: string[] = [];

  constructor(scene: Scene, subject: Subject) {
    this.#scene = scene;
    this.#subject = subject;
  }

  line(line: Line, handle: number): void {
    if (line.entity !== 'job' || !sameId(line.jobId, this.#subject.owner)) return;
    this.#job = this.#scene.jobs[handle];
    this.entity = `job:${line.jobId}`;
    this.moments.push(factOfLine(line));
  }

  end(line: RunEnded): void {
    const causes = line.waiting[this.#job?.name ?? ''] ?? {};
    this.#waiting = Object.entries(causes).map(([cause, ms]) => `${cause} ${formatSpan(ms)}`);
  }

  situation(): string[] {
    const job = this.#job;
    const last = this.moments.at(-1);
    if (job === null || last === undefined) return ['It does not exist yet.'];
    const since = formatClock(last.at);
    const { when } = edgeOf(last);
    if (job.state === null) return [`It is gone since ${since}: ${when}.`];
    const reason = job.terminateReason === '' ? '' : ` (${job.terminateReason})`;
    const sentences = [`It is ${job.state} since ${since}: ${when}${reason}.`, `Its tasks: ${tasksOf(job)}.`];
    sentences.push(whatKeeps(job, this.#scene));
    if (this.#waiting.length > 0) sentences.push(`Its waiting tasks have waited: ${this.#waiting.join(', ')}.`);
    return sentences.filter((sentence) => sentence !== '');
  }

  concerns(entity: string): boolean {
    const id = this.#job?.id ?? '';
    return entity === `job:${id}` || entity.startsWith(`task:${id}/`);
  }
}

function tasksOf({ tasks }: JobScene): string {
  const parts = TASK_STATES.filter((state) => tasks[state] > 0).map((state) => `${tasks[state]} ${state}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** What stands between a job and its completion. */
function whatKeeps(job: JobScene, scene: Scene): string {
  const { tasks, state } = job;
  switch (state) {
    case 'completed':
      return '';
    case 'terminating':
    case 'deleting':
      return job.releasing.size > 0
        ? `It waits for the release task on ${[...job.releasing].join(', ')} (L-304).`
        : 'It waits for its release tasks (L-304).';
    case 'disabling':
      return `It waits until its tasks have stopped: ${tasks.running + tasks.preparing} are still on nodes (L-208).`;
    case 'disabled':
      return 'Its tasks cannot start until a user enables it.';
  }
  const open = tasks.active + tasks.preparing + tasks.running;
  if (open === 0)
    return 'No task is left, and nothing has ended it: a job completes when a user, its manager, its wall clock or onAllTasksComplete terminates it (L-212, L-220, L-254).';
  const blocked = [
    job.activeDependents > 0 ? `${job.activeDependents} of the active ones depend on other tasks` : '',
    tasks.active > 0 && scene.pool(job.poolId) === null ? `there is no pool ${job.poolId}` : '',
  ].filter((part) => part !== '');
  return `${counted(open, 'task')} of it ${open === 1 ? 'is' : 'are'} not completed${blocked.length > 0 ? `: ${blocked.join(', ')}` : ''}.`;
}

export class ScheduleStory implements Story {
  entity: string | null = null;
  readonly moments: Fact[] = [];
  readonly #scene: Scene;
  readonly #subject: Subject;
  #state: string | null = null;
  #last: Fact | null = null;
  readonly #jobs = new Set<number>();

  constructor(scene: Scene, subject: Subject) {
    this.#scene = scene;
    this.#subject = subject;
  }

  line(line: Line, handle: number): void {
    if (line.entity === 'jobSchedule' && sameId(line.jobScheduleId, this.#subject.owner)) {
      this.entity = `schedule:${line.jobScheduleId}`;
      this.#state = line.to;
      this.#last = factOfLine(line);
      this.moments.push(this.#last);
    }
    if (line.entity !== 'job' || !this.#isOwn(line.jobId)) return;
    this.#jobs.add(handle);
    this.moments.push(factOfLine(line));
  }

  /** Its jobs are SCHEDULE:job-1, :job-2, … (S-21). */
  #isOwn(jobId: string): boolean {
    const prefix = `${this.#subject.owner.toLowerCase()}:job-`;
    return jobId.toLowerCase().startsWith(prefix) && /^\d+$/.test(jobId.slice(prefix.length));
  }

  situation(): string[] {
    if (this.#last === null) return ['It does not exist yet.'];
    const since = formatClock(this.#last.at);
    const { when } = edgeOf(this.#last);
    if (this.#state === null) return [`It is gone since ${since}: ${when}.`];
    const jobs = [...this.#jobs].map((job) => this.#scene.jobs[job]);
    const open = jobs.filter(({ state }) => state !== null && state !== 'completed');
    const named = open.map(({ id, state }) => `${id} (${state})`).join(', ');
    return [
      `It is ${this.#state} since ${since}: ${when}.`,
      `It has made ${counted(jobs.length, 'job')}; ${open.length === 0 ? 'none of them is open' : `open: ${named}`}.`,
    ];
  }

  concerns(entity: string): boolean {
    return this.#isOwn(/^(?:job:|task:)([^/]+)/.exec(entity)?.[1] ?? '');
  }
}
