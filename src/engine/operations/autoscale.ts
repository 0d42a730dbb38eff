/** Operations on pools that follow a formula, or shall (L-090 … L-094). Whether a formula can be read is checked before. */

import { compileFormula } from '../../autoscale/formula.ts';
import { ALLOCATION } from '../../batch/lifecycles/pool.ts';
import { AUTOSCALE_INTERVAL_DEFAULT } from '../../batch/limits.ts';
import type { Operation } from '../../batch/model.ts';
import { changeFormula, evaluate, follow, unfollow } from '../autoscale/follow.ts';
import type { World } from '../world.ts';
import { type Answer, accept, badRequest, conflict } from './answer.ts';
import { findPool } from './pools.ts';

type Of<N extends Operation['name']> = Extract<Operation, { readonly name: N }>;

const STEADY = ALLOCATION.code('steady');
/** L-092 */
const ENABLE_PERIOD = 30_000;

export function enableAutoScale(world: World, request: Of<'enableAutoScale'>): Answer {
  const pool = findPool(world, request.poolId);
  if ('code' in pool) return pool;
  const { autoScaleFormula, autoScaleEvaluationInterval } = request;
  if (world.now - pool.enabledAt < ENABLE_PERIOD) {
    return {
      status: 503,
      code: 'TooManyEnableAutoScaleRequests',
      message: 'Autoscale was enabled less than 30 seconds ago',
    };
  }
  if (pool.formula === null && pool.allocation !== STEADY)
    return conflict('PoolBeingResized', `The pool '${pool.id}' is being resized`); // L-091
  if (pool.formula === null && autoScaleFormula === null) {
    return badRequest('MissingRequiredProperty', 'autoScaleFormula is required to enable autoscale');
  }
  if (autoScaleFormula === null && autoScaleEvaluationInterval === null) {
    return badRequest('MissingRequiredProperty', 'autoScaleFormula or autoScaleEvaluationInterval is required');
  }
  return accept(200, () => {
    pool.enabledAt = world.now;
    if (pool.formula === null)
      follow(world, pool, autoScaleFormula!, autoScaleEvaluationInterval ?? AUTOSCALE_INTERVAL_DEFAULT);
    else changeFormula(world, pool, autoScaleFormula, autoScaleEvaluationInterval);
  });
}

export function disableAutoScale(world: World, { poolId }: Of<'disableAutoScale'>): Answer {
  const pool = findPool(world, poolId);
  if ('code' in pool) return pool;
  return accept(200, () => {
    if (pool.formula !== null) unfollow(world, pool);
  });
}

export function evaluateAutoScale(world: World, { poolId, autoScaleFormula }: Of<'evaluateAutoScale'>): Answer {
  const pool = findPool(world, poolId);
  if ('code' in pool) return pool;
  if (pool.formula === null)
    return conflict('OperationInvalidForCurrentState', `The pool '${pool.id}' follows no formula`);
  return accept(200, () => {
    const { evaluationSeq } = pool;
    evaluate(world, pool, compileFormula(autoScaleFormula));
    pool.evaluationSeq = evaluationSeq;
  });
}
