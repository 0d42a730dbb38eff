/** When the tasks or jobs of an entry arrive. */
import * as z from 'zod';
import type { Arrival } from '../batch/model.ts';
import { DEFAULTS } from './defaults.ts';
import { amount, duration, positiveDuration } from './quantities.ts';

const from = duration.prefault(DEFAULTS.arrival.at);

const steps = z
  .array(z.strictObject({ at: duration, perHour: amount }))
  .min(1)
  .refine((rate) => rate.every((step, place) => place === 0 || step.at > rate[place - 1]!.at), {
    error: 'the times of the steps must grow',
  })
  .refine((rate) => rate.some(({ perHour }) => perHour > 0), {
    error: 'no step has a rate above 0: nothing would ever arrive',
  })
  // before the first step nothing arrives
  .transform((rate) => (rate[0]!.at > 0 ? [{ at: 0, perHour: 0 }, ...rate] : rate));

export const arrival: z.ZodType<Arrival, unknown> = z
  .union([
    z.strictObject({ at: duration }).transform(({ at }): Arrival => ({ kind: 'at', at })),
    z.strictObject({ every: positiveDuration, from }).transform((value): Arrival => ({ kind: 'every', ...value })),
    z
      .strictObject({ poisson: z.strictObject({ mean: positiveDuration }), from })
      .transform(({ poisson: { mean }, from }): Arrival => ({ kind: 'poisson', mean, from })),
    z
      .strictObject({ rate: steps, repeat: positiveDuration.optional() })
      .refine(({ rate, repeat }) => repeat === undefined || repeat > (rate.at(-1)?.at ?? 0), {
        error: 'not later than the last step',
        path: ['repeat'],
      })
      .transform(({ rate, repeat }): Arrival => ({ kind: 'rate', rate, repeat: repeat ?? Number.POSITIVE_INFINITY })),
  ])
  .meta({ title: '{ at }, { every, from }, { poisson: { mean }, from } or { rate: [ { at, perHour } ], repeat }' });

export const AT_ONCE: Arrival = { kind: 'at', at: 0 };
