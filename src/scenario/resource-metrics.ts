/** A model of the metrics that formulas may read and that no simulated task has by itself: processor, memory, disk, network. */
import * as z from 'zod';
import { RESOURCE_METRICS } from '../autoscale/names.ts';
import { amount } from './quantities.ts';

export const resourceMetrics = z
  .strictObject(Object.fromEntries(RESOURCE_METRICS.map((name) => [name, amount.optional()])))
  .transform((given): Record<string, number> => {
    const named = Object.entries(given).filter((entry): entry is [string, number] => entry[1] !== undefined);
    return Object.fromEntries(named);
  });
