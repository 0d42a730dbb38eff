/** What one line of the log changes on the stage. */
import type { Draft } from 'immer';
import { TASK } from '../batch/lifecycles/task.ts';
import { ABSENT } from '../trace/vocabulary.ts';
import { elementOf, setElement, writableElement } from './chunks.ts';
import type { Recording } from './recording.ts';
import type { Stage } from './stage.ts';

const COMPLETED = TASK.code('completed');
const RUNNING_JOB_TASK = 0;

/** Carries out the line that follows the stage's latest; the stage is a draft and is changed. */
export function apply(stage: Draft<Stage>, recording: Recording): void {
  const seq = ++stage.seq;
  const subject = recording.subject(seq);
  switch (recording.kind(seq)) {
    case 'task':
      moveTask(stage, recording, seq);
      break;
    case 'node':
      setElement(stage.nodes, subject, seq);
      if (recording.from(seq) === ABSENT) writableElement(stage.pools, recording.poolOfNode[subject]).nodes++;
      if (recording.to(seq) === ABSENT) writableElement(stage.pools, recording.poolOfNode[subject]).nodes--;
      break;
    case 'startTask':
      setElement(stage.startTasks, subject, seq);
      break;
    case 'jobPreparation':
    case 'jobRelease':
      moveJobTask(stage, recording, seq);
      break;
    case 'pool':
      writableElement(stage.pools, subject).latest = seq;
      break;
    case 'allocation':
      writableElement(stage.pools, subject).allocation = seq;
      break;
    case 'autoscale':
      writableElement(stage.pools, subject).evaluation = seq;
      break;
    case 'job':
      moveJob(stage, recording, seq);
      break;
    case 'jobSchedule':
      setElement(stage.schedules, subject, seq);
      break;
    case 'request':
      obey(stage, recording, seq);
      break;
  }
}

function moveTask(stage: Draft<Stage>, recording: Recording, seq: number): void {
  const task = recording.subject(seq);
  const before = elementOf(stage.tasks, task);
  for (const node of before < 0 ? [] : recording.places(before)) {
    const aboard = writableElement(stage.aboard, node);
    setElement(
      stage.aboard,
      node,
      aboard.filter((each) => each !== task),
    );
  }
  for (const node of recording.places(seq)) setElement(stage.aboard, node, [...elementOf(stage.aboard, node), task]);
  setElement(stage.tasks, task, seq);

  const job = writableElement(stage.jobs, recording.jobOfTask[task]);
  const [from, to] = [recording.from(seq), recording.to(seq)];
  if (from !== ABSENT) job.tasks[from]--;
  if (to !== ABSENT) job.tasks[to]++;
  if (from === COMPLETED) job[outcome(recording, before)]--;
  if (to === COMPLETED) job[outcome(recording, seq)]++;
}

function outcome(recording: Recording, seq: number): 'succeeded' | 'failed' {
  return recording.result(seq) === 'success' ? 'succeeded' : 'failed';
}

function moveJobTask(stage: Draft<Stage>, recording: Recording, seq: number): void {
  const node = recording.place(seq);
  const others = elementOf(stage.jobTasks, node).filter(
    (each) => recording.kind(each) !== recording.kind(seq) || recording.subject(each) !== recording.subject(seq),
  );
  setElement(stage.jobTasks, node, recording.to(seq) === RUNNING_JOB_TASK ? [...others, seq] : others);
}

function moveJob(stage: Draft<Stage>, recording: Recording, seq: number): void {
  const job = writableElement(stage.jobs, recording.subject(seq));
  job.latest = seq;
  if (recording.from(seq) !== ABSENT) return;
  const { priority, poolId } = recording.jobs[recording.subject(seq)];
  job.priority = priority ?? 0;
  job.poolId = poolId ?? '';
}

/** An accepted update changes a job without a line of the job's own. */
function obey(stage: Draft<Stage>, recording: Recording, seq: number): void {
  const line = recording.lineAt(seq);
  if (line.entity !== 'request' || line.status >= 300 || line.jobId === undefined) return;
  const { priority, poolId } = line.changes ?? {};
  if (typeof priority !== 'number' && typeof poolId !== 'string') return;
  const handle = jobNow(stage, recording, line.jobId);
  if (handle === null) return;
  const job = writableElement(stage.jobs, handle);
  if (typeof priority === 'number') job.priority = priority;
  if (typeof poolId === 'string') job.poolId = poolId;
}

/** The job of that id, in any spelling, that exists now. */
function jobNow(stage: Draft<Stage>, recording: Recording, id: string): number | null {
  const key = id.toLowerCase();
  for (let job = recording.jobs.length - 1; job >= 0; job--) {
    if (recording.jobs[job].jobId.toLowerCase() !== key) continue;
    const { latest } = elementOf(stage.jobs, job);
    if (latest >= 0 && recording.to(latest) !== ABSENT) return job;
  }
  return null;
}
