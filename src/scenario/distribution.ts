/** How a duration that varies is written, and what it compiles to. */
import * as z from 'zod';
import { constant, type Distribution, lognormalFromMeanSd, lognormalFromMedianP95 } from '../kernel/distribution.ts';
import { duration, positive, positiveDuration } from './quantities.ts';

/** `PT4M`, or one key that names the distribution with its parameters; see the table in the manual. */
export const distribution: z.ZodType<Distribution, unknown> = z.lazy(() => written).meta({ id: 'distribution' });

const uniform = z
  .strictObject({ min: duration, max: duration })
  .refine(({ min, max }) => min <= max, { error: 'longer than max', path: ['min'] })
  .transform(({ min, max }): Distribution => ({ kind: 'uniform', min, max }));

const lognormal = z
  .union([
    z
      .strictObject({ median: positiveDuration, p95: positiveDuration })
      .refine(({ median, p95 }) => median <= p95, { error: 'shorter than the median', path: ['p95'] })
      .transform(({ median, p95 }) => lognormalFromMedianP95(median, p95)),
    z.strictObject({ mean: positiveDuration, sd: duration }).transform(({ mean, sd }) => lognormalFromMeanSd(mean, sd)),
  ])
  .meta({ title: '{ median, p95 } or { mean, sd }' });

const mixture = z
  .array(z.strictObject({ weight: z.number().min(0), of: distribution }))
  .min(1)
  .refine((parts) => parts.some(({ weight }) => weight > 0), { error: 'no part has a weight above 0' })
  .transform((parts): Distribution => ({ kind: 'mixture', parts }));

const written = z
  .union([
    duration.transform(constant),
    z.strictObject({ constant: duration }).transform((value) => constant(value.constant)),
    z.strictObject({ uniform }).transform((value) => value.uniform),
    z
      .strictObject({ exponential: z.strictObject({ mean: positiveDuration }) })
      .transform(({ exponential: { mean } }): Distribution => ({ kind: 'exponential', mean })),
    z
      .strictObject({ normal: z.strictObject({ mean: duration, sd: duration }) })
      .transform(({ normal: { mean, sd } }): Distribution => ({ kind: 'normal', mean, sd })),
    z.strictObject({ lognormal }).transform((value) => value.lognormal),
    z
      .strictObject({ weibull: z.strictObject({ scale: positiveDuration, shape: positive }) })
      .transform(({ weibull: { scale, shape } }): Distribution => ({ kind: 'weibull', scale, shape })),
    z
      .strictObject({ gamma: z.strictObject({ mean: positiveDuration, shape: positive }) })
      .transform(({ gamma: { mean, shape } }): Distribution => ({ kind: 'gamma', mean, shape })),
    z
      .strictObject({ empirical: z.array(duration).min(1) })
      .transform(({ empirical }): Distribution => ({ kind: 'empirical', values: empirical })),
    z.strictObject({ mixture }).transform((value) => value.mixture),
  ])
  .meta({
    title:
      'a duration like PT4M or one of { constant }, { uniform }, { exponential }, { normal }, { lognormal }, { weibull }, { gamma }, { empirical }, { mixture }',
  });
