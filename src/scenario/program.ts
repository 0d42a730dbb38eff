/** What a command line does when it runs. The acts of a program are requests and are read with the actions. */
import * as z from 'zod';
import type { ExitCodeSource } from '../batch/model.ts';
import { DEFAULTS } from './defaults.ts';
import { distribution } from './distribution.ts';
import { exitCode, glob, positive, share } from './quantities.ts';
import { resourceMetrics } from './resource-metrics.ts';

const { duration, exitCode: success, perNode: onNodes } = DEFAULTS.program;

const choices = z
  .array(z.strictObject({ code: exitCode, p: share }))
  .min(1)
  .superRefine((list, context) => {
    const sum = list.reduce((total, { p }) => total + p, 0);
    if (Math.abs(sum - 1) > 1e-6)
      context.addIssue({ code: 'custom', message: `the probabilities add up to ${Number(sum.toFixed(6))}, not to 1` });
  });

const exitCodeSource = z
  .union([
    exitCode.transform((code): ExitCodeSource => ({ kind: 'constant', code })),
    z.strictObject({ choices }).transform((value): ExitCodeSource => ({ kind: 'choices', choices: value.choices })),
    z
      .strictObject({ attempts: z.array(exitCode).min(1) })
      .transform(({ attempts }): ExitCodeSource => ({ kind: 'attempts', codes: attempts })),
  ])
  .meta({ title: 'a whole number, { choices: [ { code, p } ] } or { attempts: [ code, … ] }' });

const perNode = z
  .strictObject({
    count: z.int().min(1).prefault(onNodes.count),
    exitCode: exitCode.nullable().prefault(onNodes.exitCode),
    speed: positive.prefault(onNodes.speed),
  })
  .describe('on the first COUNT nodes of every pool it ends with this exit code, or runs so much faster');

const behaviour = {
  duration: distribution.prefault(duration).describe('how long it runs; divided by the speed of the node'),
  exitCode: exitCodeSource.prefault(success),
  perNode: perNode.nullable().prefault(null),
  metrics: resourceMetrics
    .prefault({})
    .describe('what it adds to the resource metrics of its node while it runs, instead of cloud.metrics'),
  // read with the actions: what stands in an act is a request
  then: z
    .array(z.unknown())
    .prefault([])
    .describe('operations that the program calls, each { after: DURATION, OPERATION: … }'),
};

export const runs = z.strictObject(behaviour);
export const program = z.strictObject({ match: glob.describe('glob over the whole command line'), ...behaviour });

/** What stands under `then` of a program, as far as it is a list. */
export function thenOf(program: unknown): readonly unknown[] {
  const acts =
    typeof program === 'object' && program !== null ? (program as Readonly<Record<string, unknown>>).then : undefined;
  return Array.isArray(acts) ? acts : [];
}
