/**
 * What an attempt will do, decided when it starts: how long its transfers and its program take, how it ends and when.
 *
 * Draws belong to the task and its attempt number, never to the node or the moment (contract 2.2, S-13).
 */

import type { Runs, TaskConstraints, TaskSpec } from '../batch/model.ts';
import type { SimTime } from '../kernel/clock.ts';
import { draw, isConstant } from '../kernel/distribution.ts';
import { stream } from '../kernel/random.ts';
import type { Family } from './families.ts';
import { installPackages } from './packages.ts';
import type { Pool } from './pools.ts';
import { exitCodeOf } from './programs.ts';
import { EXITS, FAILS_BEFORE_COMMAND, FAILS_UPLOAD } from './tasks.ts';
import { downloadFiles, type Transfer, uploadFiles } from './transfers.ts';
import type { World } from './world.ts';

/** Exit codes of a killed process (O-64, L-365). */
export function killedExitCode(pool: Pool): number {
  return pool.spec.os === 'windows' ? -1_073_741_510 : 137;
}

/** The constraints that hold for a task now; its retry count falls back to the job's. */
export function constraintsOf(world: World, task: number): TaskConstraints {
  const changed = world.newConstraints.size > 0 ? world.newConstraints.get(task) : undefined;
  return changed ?? world.taskSpec(task).constraints;
}

export function retryLimit(world: World, task: number): number {
  return constraintsOf(world, task).maxTaskRetryCount ?? world.jobOf(task).retryDefault(task);
}

/** Fills the attempt's row: when its program begins, how and when the attempt ends. Answers the program, null if it never begins. */
export function planAttempt(world: World, attempt: number): Runs | null {
  const attempts = world.attempts;
  const task = attempts.task(attempt);
  const node = attempts.node(attempt);
  const family = world.families[world.tasks.family(task)];
  const spec = family.spec(world.tasks.ordinal(task));
  const runs = family.runs ?? programOf(world, family, spec);
  drawProgram(world, attempt, task, runs);
  attempts.programStart = world.now;
  if (!family.isPlain && (hasDownloads(spec) || spec.numberOfInstances > 0)) {
    if (!getReady(world, attempt, task, spec)) return null;
  }
  const perNode = perNodeOf(world, runs, node);
  const exitCode = perNode?.exitCode ?? attempts.nominalExit(attempt);
  const program = atSpeed(world.poolOf(node), attempts.nominal(attempt), perNode?.speed ?? 1);
  const programEnd = attempts.programStart + program;
  if (family.isPlain || spec.outputFiles.length === 0) end(world, attempt, programEnd, EXITS, exitCode);
  else {
    const upload = uploadFiles(world, spec.outputFiles, exitCode);
    end(world, attempt, programEnd + upload.ms, upload.fails ? FAILS_UPLOAD : EXITS, exitCode);
  }
  return runs;
}

function programOf(world: World, family: Family, spec: TaskSpec): Runs {
  if (!family.isUniform) return world.programs.of(spec.commandLine);
  if (family.program === null) family.program = world.programs.of(spec.commandLine);
  return family.program;
}

/** What comes before the program: downloads, and coordination of several instances. False if the attempt ends there. */
function getReady(world: World, attempt: number, task: number, spec: TaskSpec): boolean {
  const attempts = world.attempts;
  const download = downloads(world, attempts.node(attempt), spec);
  const ready = world.now + download.ms;
  if (download.failure !== null) {
    attempts.failures.set(attempt, download.failure);
    end(world, attempt, ready, FAILS_BEFORE_COMMAND, 0);
    return false;
  }
  const coordination = spec.numberOfInstances > 0 ? coordinate(world, attempt, task, spec) : NO_COORDINATION;
  attempts.programStart = ready + coordination.ms;
  if (coordination.exitCode === 0) return true;
  end(world, attempt, ready + coordination.ms, EXITS, coordination.exitCode);
  return false;
}

function end(world: World, attempt: number, at: SimTime, outcome: number, exitCode: number): void {
  const attempts = world.attempts;
  attempts.setNaturalEnd(attempt, at, outcome, exitCode);
  limitAttempt(world, attempt);
}

/** An attempt ends by itself, or when its wall clock is over (L-364; exactly at the limit is in time: O-02). */
export function limitAttempt(world: World, attempt: number): void {
  const attempts = world.attempts;
  const limit = constraintsOf(world, attempts.task(attempt)).maxWallClockTime;
  const startedAt = attempts.startedAt(attempt);
  const end = attempts.naturalEnd(attempt);
  const isLate = end - startedAt > limit;
  attempts.setEnd(attempt, isLate ? Math.max(world.now, startedAt + limit) : end, isLate);
}

/** The program's own duration and exit code: drawn, or those of an attempt that was interrupted. */
function drawProgram(world: World, attempt: number, task: number, runs: Runs): void {
  const attempts = world.attempts;
  const replay = world.replays.size > 0 ? world.replays.get(task) : undefined;
  if (replay !== undefined) {
    world.replays.delete(task);
    attempts.setNominal(attempt, replay.nominal, replay.exitCode);
    return;
  }
  const family = world.families[world.tasks.family(task)];
  const ordinal = world.tasks.ordinal(task);
  const retry = world.tasks.retries(task);
  const row = family.rowDuration(ordinal);
  const nominal = !Number.isNaN(row)
    ? row
    : isConstant(runs.duration)
      ? runs.duration.value
      : draw(runs.duration, family.draw(ordinal, 'duration', retry));
  const rowExit = family.rowExitCode(ordinal);
  const exitCode = !Number.isNaN(rowExit)
    ? rowExit
    : runs.exitCode.kind === 'constant'
      ? runs.exitCode.code
      : drawExitCode(runs, family, ordinal, retry);
  attempts.setNominal(attempt, nominal, exitCode);
}

export function drawExitCode({ exitCode }: Runs, family: Family, ordinal: number, retry: number): number {
  return exitCodeOf(exitCode, retry, () => family.draw(ordinal, 'exitCode', retry));
}

export function perNodeOf(world: World, runs: Runs, node: number): Runs['perNode'] {
  return runs.perNode !== null && world.nodes.number(node) <= runs.perNode.count ? runs.perNode : null; // S-14
}

/** How long a program of a nominal duration takes on the pool's nodes; `factor` is the node's own. */
export function atSpeed(pool: Pool, nominal: number, factor: number): SimTime {
  const speed = pool.speed * factor;
  return speed === 1 ? nominal : Math.round(nominal / speed);
}

// ---------------------------------------------------------------- before the program

const NO_COORDINATION = { ms: 0, exitCode: 0 };

function hasDownloads(spec: TaskSpec): boolean {
  return spec.resourceFiles.length + spec.commonResourceFiles.length + spec.applicationPackageReferences.length > 0;
}

/** Everything that an attempt needs on its node before its command runs: files, then packages (L-389, L-165, L-166). */
function downloads(world: World, node: number, spec: TaskSpec): Transfer {
  const common = downloadFiles(world, spec.commonResourceFiles);
  if (common.failure !== null) return common;
  const files = downloadFiles(world, spec.resourceFiles);
  if (files.failure !== null) return { ms: common.ms + files.ms, failure: files.failure };
  const from = world.now + common.ms + files.ms;
  const packages = installPackages(world, node, spec.applicationPackageReferences, from);
  return { ms: common.ms + files.ms + packages.ms, failure: packages.failure };
}

/** The coordination command runs on all instances at once: all are waited for, but the first that fails fails the task (L-410, L-413). */
function coordinate(
  world: World,
  attempt: number,
  task: number,
  spec: TaskSpec,
): { readonly ms: SimTime; readonly exitCode: number } {
  if (spec.coordinationCommandLine === null) return NO_COORDINATION;
  const runs = world.programs.of(spec.coordinationCommandLine);
  const nodes = world.attempts.gangs.get(attempt) ?? [world.attempts.node(attempt)];
  const draws = stream(world.seed, 'coordination', world.jobOf(task).id, world.taskId(task), world.tasks.retries(task));
  let slowest = 0;
  let firstFailure = { ms: Infinity, exitCode: 0 };
  for (const node of nodes) {
    const perNode = perNodeOf(world, runs, node);
    const nominal = draw(runs.duration, draws.next());
    const ms = atSpeed(world.poolOf(node), nominal, perNode?.speed ?? 1);
    slowest = Math.max(slowest, ms);
    const exitCode = perNode?.exitCode ?? exitCodeOf(runs.exitCode, world.tasks.retries(task), () => draws.next());
    if (exitCode !== 0 && ms < firstFailure.ms) firstFailure = { ms, exitCode };
  }
  return firstFailure.exitCode === 0 ? { ms: slowest, exitCode: 0 } : firstFailure;
}
