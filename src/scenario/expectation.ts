/** What a run must come to, checked by `batchlab test`. */
import * as z from 'zod';
import type { Expectation } from '../batch/model.ts';

const expectation = z
  .strictObject({
    metric: z
      .string()
      .regex(/^[^.]+(\.[^.]+)*$/, { error: 'expected a path into summary.json, like pools.render.utilization' })
      .describe('a path into summary.json'),
    equals: z.unknown().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  })
  .refine((value) => 'equals' in value || value.min !== undefined || value.max !== undefined, {
    error: 'nothing is expected of the metric: give equals, min or max',
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    error: 'greater than max',
    path: ['min'],
  })
  .transform(
    ({ metric, equals, min, max }): Expectation => ({
      metric,
      ...(equals !== undefined && { equals }),
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
    }),
  );

export const expectations = z.array(expectation);
