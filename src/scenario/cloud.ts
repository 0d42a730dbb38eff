/** What the provider does and the API does not decide: how long nodes take, how many there are, when they are lost, what they cost. */
import * as z from 'zod';
import type { CapacityStep, Cloud } from '../batch/model.ts';
import { upperCased } from './account.ts';
import { DEFAULTS } from './defaults.ts';
import { distribution } from './distribution.ts';
import { amount, count, duration, glob, positive, positiveDuration, quota, size } from './quantities.ts';
import { resourceMetrics } from './resource-metrics.ts';

const { nodes: nodeTimes, dispatch, capacity: unlimited, failures, transfers, currency, billing } = DEFAULTS.cloud;

const nodes = z.strictObject({
  allocate: distribution
    .prefault(nodeTimes.allocate)
    .describe('from the start of a resize until its nodes are creating'),
  create: distribution.prefault(nodeTimes.create).describe('in the state creating'),
  start: distribution.prefault(nodeTimes.start).describe('in the state starting'),
  reboot: distribution.prefault(nodeTimes.reboot).describe('in the state rebooting'),
  reimage: distribution.prefault(nodeTimes.reimage).describe('in the state reimaging'),
  leave: distribution.prefault(nodeTimes.leave).describe('in the state leavingpool'),
  replace: distribution.prefault(nodeTimes.replace).describe('from preempted until the replacement is creating'),
});

/** A number holds from the beginning; before the first step there is no bound. */
const capacity = z
  .union([
    quota.transform((limit): CapacityStep[] => [{ at: 0, nodes: limit }]),
    z
      .array(z.strictObject({ at: duration, nodes: quota }))
      .min(1)
      .refine((steps) => steps.every((step, place) => place === 0 || step.at > steps[place - 1]!.at), {
        error: 'the times of the steps must grow',
      })
      .transform((steps): CapacityStep[] =>
        steps[0]!.at > 0 ? [{ at: 0, nodes: Number.POSITIVE_INFINITY }, ...steps] : steps,
      ),
  ])
  .meta({ title: 'a number of nodes, null or a list of { at, nodes }' })
  .prefault(unlimited);

const preemption = z
  .union([
    z
      .strictObject({ ratePerNodeHour: amount })
      .transform(({ ratePerNodeHour }) => ({ kind: 'rate' as const, ratePerNodeHour })),
    z
      .strictObject({ trace: z.array(z.strictObject({ at: duration, poolId: z.string().min(1), count })) })
      // the engine reads it as a lane: in order of time, equal times in file order
      .transform(({ trace }) => ({
        kind: 'trace' as const,
        trace: [...trace].sort((left, right) => left.at - right.at),
      })),
  ])
  .meta({ title: '{ ratePerNodeHour } or { trace: [ { at, poolId, count } ] }' })
  .nullable();

const failure = z
  .strictObject({
    meanTimeBetween: positiveDuration.describe('mean time between failures of one node'),
    to: z.enum(['unusable', 'unknown']).prefault(failures.to),
    recover: distribution.nullable().prefault(null).describe('until the node starts again; null: never'),
  })
  .nullable();

const bytes = { size: size.prefault(transfers.size), fails: z.boolean().prefault(transfers.fails) };
const sized = <T extends { size: number }>({ size: bytes, ...rest }: T) => ({ ...rest, bytes });

const transfer = z.strictObject({
  bandwidth: size
    .refine((perSecond) => perSecond > 0, {
      error: 'nothing moves at a bandwidth of 0; null means that transfers take no time',
    })
    .nullable()
    .prefault(null)
    .transform((perSecond) => perSecond ?? Number.POSITIVE_INFINITY)
    .describe('per second and node; null: transfers take no time'),
  blobs: z.array(z.strictObject({ match: glob, ...bytes }).transform(sized)).prefault([]),
  uploads: z.array(z.strictObject({ match: glob, ...bytes }).transform(sized)).prefault([]),
  packages: z
    .array(z.strictObject({ applicationId: z.string().min(1), version: z.string().min(1), ...bytes }).transform(sized))
    .prefault([]),
});

const price = amount.nullable().prefault(null);

export const cloud = z
  .strictObject({
    nodes: nodes.prefault({}),
    dispatch: distribution.prefault(dispatch).describe("from a task's assignment to a node until it runs"),
    capacity: z
      .strictObject({ dedicated: capacity, lowPriority: capacity })
      .prefault({})
      .describe('nodes that all pools together may hold'),
    preemption: preemption.prefault(null),
    failures: failure.prefault(null),
    transfers: transfer.prefault({}),
    speed: z
      .record(z.string().min(1), positive)
      .prefault({})
      .transform(upperCased)
      .describe('divides the durations of programs, by VM size'),
    prices: z
      .record(z.string().min(1), z.strictObject({ dedicated: price, lowPriority: price }))
      .prefault({})
      .transform(upperCased)
      .describe('per node-hour, by VM size'),
    metrics: resourceMetrics
      .prefault({})
      .describe('what every running task adds to the resource metrics of its node; metrics not named have no samples'),
    currency: z.string().min(1).max(20).prefault(currency),
    billing: z
      .strictObject({
        granularity: positiveDuration.prefault(billing.granularity),
        minimum: duration.prefault(billing.minimum),
      })
      .prefault({}),
  })
  .transform((value): Cloud => value);
