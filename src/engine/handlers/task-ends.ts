/** A running task comes to its end: it succeeded, is repeated, or failed for good. */
import { fail, failBeforeCommand, failUpload, retry, succeed } from '../endings.ts';
import { classOf } from '../events.ts';
import { killedExitCode, retryLimit } from '../execution.ts';
import { perform } from '../operations/perform.ts';
import { endsOrdinarily, succeedOrdinary } from '../scheduling/ordinary.ts';
import { closedBy } from '../task-adding.ts';
import { ENDING, EXITS, FAILS_BEFORE_COMMAND, FAILS_UPLOAD, HITS_WALL_CLOCK } from '../tasks.ts';
import type { World } from '../world.ts';

export function taskEnded(world: World, attempt: number): void {
  const { attempts, tasks } = world;
  if (attempts.endsAt(attempt) > world.now) return; // put off by an update of the task
  if (endsOrdinarily(world, attempt)) return succeedOrdinary(world, attempt);
  const task = attempts.task(attempt);
  const serial = attempts.serial(attempt);
  const outcome = attempts.outcome(attempt);
  world.log.cause = tasks.seq(task);
  if (outcome !== HITS_WALL_CLOCK && world.acts.size > 0 && world.acts.has(attempt)) {
    attempts.setPhase(attempt, ENDING);
    doActsDueNow(world, attempt, null);
    // its own act may have deleted it
    if (attempts.serial(attempt) !== serial || attempts.task(attempt) !== task) return;
    world.log.cause = tasks.seq(task);
  }
  const exitCode =
    outcome === HITS_WALL_CLOCK ? killedExitCode(world.poolOf(attempts.node(attempt))) : attempts.naturalExit(attempt);
  switch (outcome) {
    case EXITS:
      if (exitCode === 0) succeed(world, task);
      else if (hasRetryLeft(world, task)) retry(world, task, 'retried');
      else fail(world, task, 'failed', exitCode);
      break;
    case HITS_WALL_CLOCK:
      if (hasRetryLeft(world, task))
        retry(world, task, 'wallClockRetried'); // O-66
      else fail(world, task, 'wallClockExpired', exitCode);
      break;
    case FAILS_BEFORE_COMMAND:
      failBeforeCommand(world, task, attempts.failures.get(attempt)!);
      break;
    case FAILS_UPLOAD:
      failUpload(world, task, exitCode);
      break;
  }
}

function hasRetryLeft(world: World, task: number): boolean {
  if (closedBy(world.jobOf(task)) !== null) return false; // its program has just terminated its own job: S-33
  const limit = retryLimit(world, task);
  return limit === -1 || world.tasks.retries(task) < limit; // L-360, L-361
}

/** Acts of a running program that are due now and not done yet, those of one event class or all, in the order of the program (S-25). */
export function doActsDueNow(world: World, attempt: number, eventClass: number | null): void {
  const running = world.acts.get(attempt);
  if (running === undefined) return;
  const task = world.attempts.task(attempt);
  const serial = world.attempts.serial(attempt);
  running.acts.forEach((act, index) => {
    if (running.done[index] || running.startedAt + act.after !== world.now) return;
    if (eventClass !== null && classOf(act.request) !== eventClass) return;
    if (world.attempts.serial(attempt) !== serial) return; // an earlier act of this instant has ended it
    running.done[index] = true;
    world.log.cause = world.tasks.seq(task);
    perform(world, act.request, world.jobOf(task).id);
  });
}
