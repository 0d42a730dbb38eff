/**
 * What the service's own events say and the lines of the log do not: settings that stand in the bodies of pools and tasks. Whoever
 * writes such events asks for them by handle, at the instant of a line.
 */
import type { NodeDeallocationOption, PoolSpec } from '../batch/model.ts';

export interface Bodies {
  /** as the pool was added */
  pool(pool: number): PoolSpec;
  /** the formula that the pool follows now; null: none */
  formula(pool: number): string | null;
  /** of the resize under way */
  nodeDeallocationOption(pool: number): NodeDeallocationOption;
  /** -1: unlimited */
  maxTaskRetryCount(task: number): number;
  /** 0: not a multi-instance task */
  numberOfInstances(task: number): number;
}
