/** Job release tasks: started where the job has run when it ends, waited for, never retried (section 10 of the rules). */
import { NODE } from '../../batch/lifecycles/node.ts';
import { JOB_PREPARATION } from '../../batch/lifecycles/node-tasks.ts';
import { ENDS, RELEASE_ENDED } from '../events.ts';
import type { Job, NodeRecord } from '../jobs.ts';
import { moveRelease } from '../transitions.ts';
import type { World } from '../world.ts';
import { countJobTask } from './records.ts';
import { planNodeRun } from './runs.ts';

const COMPLETED = JOB_PREPARATION.code('completed');
const BOOTING = new Set(
  ['rebooting', 'starting', 'waitingforstarttask'].map((state) => NODE.code(state as 'starting')),
);

/** The job's tasks are stopped: its release tasks start, or wait for nodes that are booting (L-296, O-59, S-29). */
export function startReleases(world: World, job: Job): void {
  if (job.spec.jobReleaseTask === null) return;
  for (const record of job.records.values()) {
    if (record.state !== COMPLETED || !record.hasRunTask) continue; // O-57: a failed preparation has completed too
    if (world.nodes.up(record.node) === 1) {
      job.releases++;
      startRelease(world, job, record, 'jobEnded');
    } else if (BOOTING.has(world.nodes.state(record.node))) {
      job.releases++;
      putOff(world, record);
    }
  }
}

/** The node is up again: a release that was interrupted or put off runs (L-301). */
export function startRelease(world: World, job: Job, record: NodeRecord, edge: 'jobEnded' | 'nodeRestarted'): void {
  const task = job.spec.jobReleaseTask!;
  resume(world, record);
  record.releaseRunning = true;
  moveRelease(world, record, edge, { retryCount: 0 });
  const run = planNodeRun(world, record.node, task, task.maxWallClockTime, 0, ['release', job.id]);
  record.exitCode = run.exitCode;
  record.releaseSerial++;
  countJobTask(world, record.node, 1);
  world.calendar.schedule(world.now + run.ms, ENDS, RELEASE_ENDED, record.index, record.releaseSerial);
}

/** The run stops with its node, to be repeated when the node is up again. */
export function interruptRelease(world: World, record: NodeRecord): void {
  if (!record.releaseRunning) return;
  stopRun(world, record);
  putOff(world, record);
}

/** It will never run, or never end: the job does not wait for it any more (O-59, O-62). */
export function giveUpRelease(world: World, record: NodeRecord): void {
  if (!record.releaseRunning && !record.releaseDue) return;
  if (record.releaseRunning) stopRun(world, record);
  resume(world, record);
  if (record.releaseState >= 0) moveRelease(world, record, 'nodeGone', { retryCount: 0 });
  const job = world.jobs[record.job];
  job.releases--;
  world.jobsToCheck.add(job);
}

function putOff(world: World, record: NodeRecord): void {
  record.releaseDue = true;
  world.releasesDue++;
}

/** It waits for its node no more. */
function resume(world: World, record: NodeRecord): void {
  if (!record.releaseDue) return;
  record.releaseDue = false;
  world.releasesDue--;
}

function stopRun(world: World, record: NodeRecord): void {
  record.releaseRunning = false;
  record.releaseSerial++;
  world.calendar.noteCancelled();
  countJobTask(world, record.node, -1);
}
