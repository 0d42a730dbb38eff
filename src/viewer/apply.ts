/** What one line of the log changes on the stage: written once, for steps in drafts and for leaps that copy what they change. */
import type { Draft } from 'immer';
import { ABSENT, TASK_STATES } from '../trace/vocabulary.ts';
import { elementOf, type Writer } from './chunks.ts';
import type { Recording } from './recording.ts';
import type { Stage } from './stage.ts';

const COMPLETED = TASK_STATES.indexOf('completed');
const RUNNING_JOB_TASK = 0;

/** Carries out the line that follows the stage's latest; the stage is changed by the writer. */
export function apply(stage: Draft<Stage>, recording: Recording, writer: Writer): void {
  const seq = ++stage.seq;
  const subject = recording.subject(seq);
  switch (recording.kind(seq)) {
    case 'task':
      moveTask(stage, recording, writer, seq);
      break;
    case 'node':
      writer.set(stage.nodes, subject, seq);
      if (recording.from(seq) === ABSENT) writer.change(stage.pools, recording.poolOfNode[subject]).nodes++;
      if (recording.to(seq) === ABSENT) writer.change(stage.pools, recording.poolOfNode[subject]).nodes--;
      break;
    case 'startTask':
      writer.set(stage.startTasks, subject, seq);
      break;
    case 'jobPreparation':
    case 'jobRelease':
      moveJobTask(stage, recording, writer, seq);
      break;
    case 'pool':
      writer.change(stage.pools, subject).latest = seq;
      break;
    case 'allocation':
      writer.change(stage.pools, subject).allocation = seq;
      break;
    case 'autoscale':
      writer.change(stage.pools, subject).evaluation = seq;
      break;
    case 'job':
      moveJob(stage, recording, writer, seq);
      break;
    case 'jobSchedule':
      writer.set(stage.schedules, subject, seq);
      break;
    case 'request':
      obey(stage, recording, writer, seq);
      break;
  }
}

function moveTask(stage: Draft<Stage>, recording: Recording, writer: Writer, seq: number): void {
  const task = recording.subject(seq);
  const before = elementOf(stage.tasks, task);
  for (const node of before < 0 ? [] : recording.places(before)) {
    const aboard = elementOf(stage.aboard, node);
    writer.set(
      stage.aboard,
      node,
      aboard.filter((each) => each !== task),
    );
  }
  for (const node of recording.places(seq)) writer.set(stage.aboard, node, [...elementOf(stage.aboard, node), task]);
  writer.set(stage.tasks, task, seq);

  const job = writer.change(stage.jobs, recording.jobOfTask[task]);
  const [from, to] = [recording.from(seq), recording.to(seq)];
  if (from !== ABSENT) job[TASK_STATES[from]]--;
  if (to !== ABSENT) job[TASK_STATES[to]]++;
  if (from === COMPLETED) job[outcome(recording, before)]--;
  if (to === COMPLETED) job[outcome(recording, seq)]++;
}

function outcome(recording: Recording, seq: number): 'succeeded' | 'failed' {
  return recording.result(seq) === 'success' ? 'succeeded' : 'failed';
}

function moveJobTask(stage: Draft<Stage>, recording: Recording, writer: Writer, seq: number): void {
  const node = recording.place(seq);
  const others = elementOf(stage.jobTasks, node).filter(
    (each) => recording.kind(each) !== recording.kind(seq) || recording.subject(each) !== recording.subject(seq),
  );
  writer.set(stage.jobTasks, node, recording.to(seq) === RUNNING_JOB_TASK ? [...others, seq] : others);
}

function moveJob(stage: Draft<Stage>, recording: Recording, writer: Writer, seq: number): void {
  const job = writer.change(stage.jobs, recording.subject(seq));
  job.latest = seq;
  if (recording.from(seq) !== ABSENT) return;
  const { priority, poolId } = recording.jobs[recording.subject(seq)];
  job.priority = priority ?? 0;
  job.poolId = poolId ?? '';
}

/** An accepted update changes a job without a line of the job's own. */
function obey(stage: Draft<Stage>, recording: Recording, writer: Writer, seq: number): void {
  const line = recording.lineAt(seq);
  if (line.entity !== 'request' || line.status >= 300 || line.jobId === undefined) return;
  const { priority, poolId } = line.changes ?? {};
  if (typeof priority !== 'number' && typeof poolId !== 'string') return;
  const handle = jobNow(stage, recording, line.jobId);
  if (handle === null) return;
  const job = writer.change(stage.jobs, handle);
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
