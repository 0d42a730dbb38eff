/** One run of a start, preparation or release task: how long it takes and what it exits with. */
import type { ResourceFile } from '../../batch/model.ts';
import type { SimTime } from '../../kernel/clock.ts';
import { draw } from '../../kernel/distribution.ts';
import { stream } from '../../kernel/random.ts';
import { atSpeed, killedExitCode, perNodeOf } from '../execution.ts';
import { exitCodeOf } from '../programs.ts';
import { downloadFiles } from '../transfers.ts';
import type { World } from '../world.ts';

export interface NodeRun {
  readonly ms: SimTime;
  /** NaN: its files could not be had, the command never ran (L-130) */
  readonly exitCode: number;
}

/**
 * `path` keys the draws: what runs, on which node, in which series of retries. `retry` counts within the series (S-13).
 * A run that outlasts `limit` is killed at it.
 */
export function planNodeRun(
  world: World,
  node: number,
  task: { readonly commandLine: string; readonly resourceFiles: readonly ResourceFile[] },
  limit: SimTime,
  retry: number,
  path: readonly (string | number)[],
): NodeRun {
  const pool = world.poolOf(node);
  const download = downloadFiles(world, task.resourceFiles);
  if (download.failure !== null) return { ms: download.ms, exitCode: Number.NaN };
  const runs = world.programs.of(task.commandLine);
  const perNode = perNodeOf(world, runs, node);
  const draws = stream(world.seed, ...path, pool.id, world.nodes.number(node), retry);
  const program = atSpeed(pool, draw(runs.duration, draws.next()), perNode?.speed ?? 1);
  const exitCode = perNode?.exitCode ?? exitCodeOf(runs.exitCode, retry, () => draws.next());
  const ms = download.ms + program;
  return ms > limit ? { ms: limit, exitCode: killedExitCode(pool) } : { ms, exitCode };
}

/** The details of the line that ends a run for good. */
export function runResult(retryCount: number, exitCode: number) {
  if (exitCode === 0) return { retryCount, exitCode, result: 'success' as const };
  return Number.isNaN(exitCode)
    ? { retryCount, result: 'failure' as const, failureInfo: { category: 'UserError' as const, code: 'BlobNotFound' } }
    : {
        retryCount,
        exitCode,
        result: 'failure' as const,
        failureInfo: { category: 'UserError' as const, code: 'FailureExitCode' },
      };
}

/** Whether a failed run is repeated: only a non-zero exit is (L-133, L-362); -1 is without limit. */
export function isRetried(exitCode: number, retries: number, limit: number): boolean {
  return !Number.isNaN(exitCode) && exitCode !== 0 && (limit === -1 || retries < limit);
}
