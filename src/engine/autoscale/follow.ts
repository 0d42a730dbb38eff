/**
 * Pools that follow a formula: enabling, evaluating, applying (rules L-090 … L-098 and the sections "From result to pool" and
 * "Schedule and API" of the language).
 */
import { compileFormula, type Formula } from '../../autoscale/formula.ts';
import type { AutoScaleRun } from '../../autoscale/run.ts';
import { ALLOCATION } from '../../batch/lifecycles/pool.ts';
import type { SimTime } from '../../kernel/clock.ts';
import { stream } from '../../kernel/random.ts';
import { beginResize, retarget } from '../allocation/resize.ts';
import { EVALUATIONS, POOL_EVALUATED } from '../events.ts';
import type { ByKind, Pool } from '../pools.ts';
import { because } from '../transitions.ts';
import type { World } from '../world.ts';

const STEADY = ALLOCATION.code('steady');
const RESIZING = ALLOCATION.code('resizing');

/** A pool begins to follow a formula, now: samples from now on, and a first evaluation at once. */
export function follow(world: World, pool: Pool, formula: string, interval: SimTime): void {
  pool.formula = formula;
  pool.evaluationInterval = interval;
  pool.counts.open(pool, world.now);
  world.followedPools.add(pool);
  runNow(world, pool, true);
}

/** It follows none any more; targets and nodes stay as they are (L-093). */
export function unfollow(world: World, pool: Pool): void {
  pool.formula = null;
  pool.compiled = null;
  pool.autoscaleSerial++;
  pool.counts.close();
  world.followedPools.delete(pool);
}

/** A new formula runs at once and keeps the schedule; a new interval starts the schedule anew (L-090). */
export function changeFormula(world: World, pool: Pool, formula: string | null, interval: SimTime | null): void {
  if (formula !== null) {
    pool.formula = formula;
    pool.compiled = null;
  }
  if (interval !== null) pool.evaluationInterval = interval;
  runNow(world, pool, interval !== null);
}

function runNow(world: World, pool: Pool, startsSchedule: boolean): void {
  if (startsSchedule) planEvaluation(world, pool);
  const run = evaluate(world, pool, formulaOf(pool));
  apply(world, pool, run, true);
}

/** A scheduled evaluation is due. */
export function evaluationDue(world: World, pool: Pool): void {
  world.log.cause = pool.evaluationSeq;
  planEvaluation(world, pool);
  apply(world, pool, evaluate(world, pool, formulaOf(pool)), false);
}

function planEvaluation(world: World, pool: Pool): void {
  pool.autoscaleSerial++;
  const at = world.now + pool.evaluationInterval;
  world.calendar.scheduleBackground(at, EVALUATIONS, POOL_EVALUATED, pool.index, pool.autoscaleSerial);
}

function formulaOf(pool: Pool): Formula {
  pool.compiled ??= compileFormula(pool.formula!);
  return pool.compiled;
}

/** Evaluates a formula on the pool and logs the run; applies nothing (L-094). */
export function evaluate(world: World, pool: Pool, formula: Formula): AutoScaleRun {
  pool.counts.catchUp(world.now);
  const history = pool.counts.history!;
  pool.random ??= stream(world.seed, 'autoscale', pool.id);
  const { random } = pool;
  const run = formula.evaluate({
    now: world.scenario.start + world.now,
    samples: history.at(world.now),
    pool: {
      targetDedicatedNodes: pool.targets[0],
      targetLowPriorityNodes: pool.targets[1],
      currentDedicatedNodes: pool.current[0],
      currentLowPriorityNodes: pool.current[1],
      taskSlotsPerNode: pool.slots,
    },
    random: () => random.next(),
  });
  world.evaluationListener?.({
    at: world.now,
    poolId: pool.id,
    formula: formula.text,
    targets: [pool.targets[0], pool.targets[1]],
    run,
    samples: history.at(world.now),
  });
  pool.evaluationSeq = world.log.emit(
    {
      entity: 'autoscale',
      poolId: pool.id,
      from: null,
      to: run.error === undefined ? 'evaluated' : 'failed',
      reason: 'evaluated',
      results: run.results,
      ...(run.error === undefined ? {} : { error: run.error }),
    },
    pool.index,
  );
  return run;
}

/** The pool goes for the run's targets; an error changes nothing (L-095, L-097, O-19). */
function apply(world: World, pool: Pool, run: AutoScaleRun, isRequest: boolean): void {
  if (run.error !== undefined) return;
  const targets: ByKind = [run.targetDedicatedNodes, run.targetLowPriorityNodes];
  const changes = targets[0] !== pool.targets[0] || targets[1] !== pool.targets[1];
  if (changes) pool.targetsChangedAt = world.now;
  because(world, pool.evaluationSeq, () => {
    if (pool.allocation === RESIZING) {
      if (changes) retarget(world, pool, targets, run.nodeDeallocationOption);
    } else if (pool.allocation === STEADY && (changes || (isRequest && pool.nodeCount > 0))) {
      beginResize(world, pool, {
        edge: 'autoscaled',
        targets,
        option: run.nodeDeallocationOption,
        timeout: Infinity,
        named: null,
      });
    }
  });
}
