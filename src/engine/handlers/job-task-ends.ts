/** Runs of preparation and release tasks come to their end. */
import { attemptsOn } from '../attempts.ts';
import { interrupt } from '../endings.ts';
import type { NodeRecord } from '../jobs.ts';
import { barNode, scheduleRun } from '../node-tasks/preparation.ts';
import { countJobTask } from '../node-tasks/records.ts';
import { isRetried, runResult } from '../node-tasks/runs.ts';
import { runWaiting } from '../scheduling/placement.ts';
import { because, movePreparation, moveRelease } from '../transitions.ts';
import type { World } from '../world.ts';

export function preparationEnded(world: World, record: NodeRecord): void {
  const job = world.jobs[record.job];
  const preparation = job.spec.jobPreparationTask!;
  world.log.cause = record.seq;
  if (isRetried(record.exitCode, record.retries, preparation.maxTaskRetryCount ?? job.constraints.maxTaskRetryCount)) {
    record.retries++;
    movePreparation(world, record, 'retried', { retryCount: record.retries });
    scheduleRun(world, job, record);
    return;
  }
  const succeeded = record.exitCode === 0;
  record.running = false;
  record.prepared = succeeded || !preparation.waitForSuccess; // O-56
  const seq = movePreparation(
    world,
    record,
    succeeded ? 'succeeded' : 'failed',
    runResult(record.retries, record.exitCode),
  );
  countJobTask(world, record.node, -1);
  because(world, seq, () => {
    if (record.prepared) return runWaiting(world, job, record.node); // L-272
    barNode(world, job, record); // L-275
    // L-273: those that wait for it, and those on their way there
    for (const attempt of attemptsOn(world, record.node)) {
      if (world.jobOf(world.attempts.task(attempt)) === job) interrupt(world, attempt, 'preparationFailed');
    }
  });
}

export function releaseEnded(world: World, record: NodeRecord): void {
  const job = world.jobs[record.job];
  world.log.cause = record.releaseSeq;
  record.releaseRunning = false;
  moveRelease(world, record, record.exitCode === 0 ? 'succeeded' : 'failed', runResult(0, record.exitCode));
  countJobTask(world, record.node, -1);
  job.releases--;
  world.jobsToCheck.add(job);
}
