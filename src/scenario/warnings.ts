/** What is allowed and probably not meant. */
import { fillPattern } from '../batch/body/patterns.ts';
import { formatDuration } from '../batch/durations.ts';
import { matchesGlob } from '../batch/glob.ts';
import type { Path } from '../batch/issue.ts';
import type { JobSpec, PoolSpec, Program } from '../batch/model.ts';
import type { PlacedRequest } from './actions.ts';
import { commandLinesOf } from './command-lines.ts';
import { KnownJobs } from './known-jobs.ts';
import { isAtStart, type Parts } from './parts.ts';
import { type Complaints, warn } from './shape.ts';
import { didYouMean } from './suggestion.ts';
import type { PlacedTaskEntry } from './task-entry.ts';

export interface Whole extends Parts {
  readonly programs: readonly Program[];
  readonly actions: readonly PlacedRequest[];
}

export function warnAbout(whole: Whole, complaints: Complaints): void {
  const pools = new KnownPools(whole);
  for (const { template, bodyPath } of whole.jobs) warnAboutPoolOf(template, bodyPath, pools, complaints);
  for (const { value, path } of whole.jobSchedules)
    warnAboutPoolOf(value.jobSpecification, [...path, 'jobSpecification'], pools, complaints);
  for (const { path, request } of whole.requests) {
    if (request.ok && request.operation.name === 'addJob')
      warnAboutPoolOf(request.operation.job, path, pools, complaints);
  }
  warnAboutEmptyJobs(whole, complaints);
  warnAboutMultiInstance(whole, pools, complaints);
  warnAboutPrograms(whole, complaints);
  for (const { path, time } of whole.actions) {
    if (time > whole.end)
      warn(
        complaints,
        path.slice(0, -1),
        `nothing happens after the end of the scenario, ${formatDuration(whole.end)}`,
      );
  }
}

// ---------------------------------------------------------------- pools of jobs

class KnownPools {
  readonly #byId = new Map<string, PoolSpec[]>();

  constructor({ pools, requests }: Parts) {
    const added = requests.flatMap(({ request }) =>
      request.ok && request.operation.name === 'addPool' ? [request.operation.pool] : [],
    );
    for (const pool of [...pools.map(({ value }) => value), ...added]) {
      const key = pool.id.toLowerCase();
      this.#byId.set(key, [...(this.#byId.get(key) ?? []), pool]);
    }
  }

  /** All pools that the job may run on. */
  of({ poolInfo }: JobSpec): readonly PoolSpec[] {
    return 'autoPool' in poolInfo ? [poolInfo.autoPool.pool] : (this.#byId.get(poolInfo.poolId.toLowerCase()) ?? []);
  }

  get ids(): readonly string[] {
    return [...this.#byId.values()].map(([pool]) => pool!.id);
  }
}

function warnAboutPoolOf(job: JobSpec, path: Path, pools: KnownPools, complaints: Complaints): void {
  const candidates = pools.of(job);
  if (candidates.length === 0 && 'poolId' in job.poolInfo) {
    const { poolId } = job.poolInfo;
    const message = `there is no pool "${poolId}" and nothing adds one: tasks of this job will never run${didYouMean(poolId, pools.ids)}`;
    warn(complaints, [...path, 'poolInfo', 'poolId'], message);
    return;
  }
  const manager = job.jobManagerTask;
  if (manager === null || manager.allowLowPriorityNode || candidates.length === 0) return;
  if (
    candidates.every(
      (pool) => !pool.enableAutoScale && pool.targetDedicatedNodes === 0 && pool.targetLowPriorityNodes > 0,
    )
  ) {
    const message =
      'the pool has low-priority nodes only and the job manager may not run on them (allowLowPriorityNode)';
    warn(complaints, [...path, 'jobManagerTask'], message, 'key');
  }
}

// ---------------------------------------------------------------- jobs that end before their tasks come

/** S-12: a job with onAllTasksComplete=terminatejob and no task at the end of its creation instant is complete. */
function warnAboutEmptyJobs(whole: Whole, complaints: Complaints): void {
  for (const job of whole.jobs) {
    if (job.template.onAllTasksComplete !== 'terminatejob' || job.template.jobManagerTask !== null) continue;
    const ids = new Set<string>();
    for (let n = 1; n <= Math.min(job.value.count, 10_000); n += 1)
      ids.add(fillPattern(job.template.id, n).toLowerCase());
    const arriving = whole.tasks.filter(({ value }) => ids.has(value.jobId.toLowerCase()));
    const atOnce =
      isAtStart(job.value.arrival) && arriving.some(({ value }) => startsAtOnce(value.arrival) && value.count > 0);
    const own = job.tasks.some(({ value }) => startsAtOnce(value.arrival) && value.count > 0);
    if (atOnce || own) continue;
    const path = [...job.bodyPath, 'onAllTasksComplete'];
    const added = whole.requests.some(
      ({ request, time }) => time === 0 && request.ok && addsTo(request.operation, ids),
    );
    if (!added) warn(complaints, path, 'with terminatejob and no task at its creation this job ends at once');
    const late = [...job.tasks, ...arriving];
    for (const { path } of added ? [] : late)
      warn(complaints, path, 'these tasks come too late: their job has ended at its creation (409 JobCompleted)');
  }
}

function addsTo(
  operation: Extract<PlacedRequest['request'], { ok: true }>['operation'],
  ids: ReadonlySet<string>,
): boolean {
  return (operation.name === 'addTask' || operation.name === 'addTasks') && ids.has(operation.jobId.toLowerCase());
}

function startsAtOnce(arrival: PlacedTaskEntry['value']['arrival']): boolean {
  return isAtStart(arrival);
}

// ---------------------------------------------------------------- multi-instance tasks

function warnAboutMultiInstance(whole: Whole, pools: KnownPools, complaints: Complaints): void {
  const known = new KnownJobs(whole);
  const ofJobs = whole.jobs.flatMap(({ tasks, template }) => tasks.map((entry) => ({ entry, jobs: [template] })));
  const ofUser = whole.tasks.map((entry) => ({ entry, jobs: known.named(entry.value.jobId) }));
  for (const { entry, jobs } of [...ofJobs, ...ofUser]) {
    if (entry.value.template.numberOfInstances === 0) continue;
    const candidates = jobs.flatMap((job) => pools.of(job));
    const path = [...entry.path, 'task', 'multiInstanceSettings'];
    if (candidates.length > 0 && candidates.every((pool) => !pool.enableInterNodeCommunication)) {
      warn(
        complaints,
        path,
        'the pool has no inter-node communication (enableInterNodeCommunication), which multi-instance tasks need',
        'key',
      );
    }
    if (candidates.length > 0 && candidates.every((pool) => pool.maxTasksPerNode > 1)) {
      warn(complaints, path, 'the pool has maxTasksPerNode above 1; multi-instance tasks need 1', 'key');
    }
  }
}

// ---------------------------------------------------------------- programs and command lines

/** A file of tasks may have as many command lines as rows. */
const MOST_COMMAND_LINES = 20;

function warnAboutPrograms(whole: Whole, complaints: Complaints): void {
  const matched = new Set<number>();
  const unmatched = new Map<string, Path>();
  for (const { text, path } of commandLinesOf(whole)) {
    const line = fillPattern(text, 1);
    const program = whole.programs.findIndex(({ match }) => matchesGlob(match, line));
    if (program !== -1) matched.add(program);
    else if (!unmatched.has(text)) unmatched.set(text, path);
  }
  // without any program the defaults are what is meant
  if (whole.programs.length > 0) warnAboutUnmatched(unmatched, complaints);
  whole.programs.forEach(({ match }, index) => {
    if (matched.has(index)) return;
    const before = whole.programs.slice(0, index).some((program) => program.match === match)
      ? ' (an earlier one has the same match)'
      : '';
    warn(complaints, ['programs', index, 'match'], `no command line is matched by "${match}"${before}`);
  });
}

function warnAboutUnmatched(unmatched: ReadonlyMap<string, Path>, complaints: Complaints): void {
  let count = 0;
  for (const [text, path] of unmatched) {
    count += 1;
    if (count > MOST_COMMAND_LINES) {
      warn(complaints, ['programs'], `no program matches ${unmatched.size - MOST_COMMAND_LINES} further command lines`);
      return;
    }
    warn(complaints, path, `no program matches the command line "${text}": it will take PT1M and exit with 0`);
  }
}
