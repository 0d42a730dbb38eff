/** The bodies behind the handles of a run, for those who tell more of it than its lines do. */
import type { Bodies } from '../trace/bodies.ts';
import { retryLimit } from './execution.ts';
import type { World } from './world.ts';

/** `world` is asked for when something is asked for: the listener of a world is made before the world. */
export function bodiesOf(world: () => World): Bodies {
  return {
    pool: (pool) => world().pools[pool].spec,
    formula: (pool) => world().pools[pool].formula,
    nodeDeallocationOption: (pool) => world().pools[pool].resize?.option ?? 'requeue', // a pool's deletion requeues (L-088)
    maxTaskRetryCount: (task) => retryLimit(world(), task),
    numberOfInstances: (task) => world().taskSpec(task).numberOfInstances,
  };
}
