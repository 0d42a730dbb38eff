/** The keys of a study file and what each may hold. */
import * as z from 'zod';
import { positiveDuration } from '../scenario/quantities.ts';
import { type Complaints, checkShape, kindOf, refuse, unknownKey } from '../scenario/shape.ts';

const path = z
  .string()
  .regex(/^[^.]+(\.[^.]+)*$/, { error: 'expected a path into summary.json, like pools.render.utilization' });

/** A factor's values: a list, or numbers at equal distances; without `step` any number between, in a Latin hypercube. */
const range = z
  .strictObject({ from: z.number(), to: z.number(), step: z.number().gt(0).optional() })
  .refine(({ from, to }) => from < to, { error: 'expected a number greater than from', path: ['to'] });
const levels = z
  .union([z.array(z.unknown()).min(1), range])
  .meta({ title: 'a list of values or { from, to, step }' })
  .describe('the values that are tried: a list, or { from, to, step }');

const assignments = z.record(z.string().min(1), z.unknown());

const confidence = z.number().min(0.5).lt(1);

const precision = z
  .strictObject({
    metric: path,
    relativeHalfWidth: z.number().gt(0).lt(1).optional().describe('relative to the mean, e.g. 0.02'),
    halfWidth: z.number().gt(0).optional().describe('in the unit of the metric'),
  })
  .refine(({ relativeHalfWidth, halfWidth }) => (relativeHalfWidth === undefined) !== (halfWidth === undefined), {
    error: 'give exactly one of relativeHalfWidth and halfWidth',
  });

const replications = z
  .union([
    z.int().min(1),
    z
      .strictObject({
        min: z.int().min(1).optional().describe('every variant is run at least so often; default 10'),
        max: z
          .int()
          .min(1)
          .optional()
          .describe('and at most so often; default 200 where precision or goal ask for more'),
        batch: z.int().min(1).optional().describe('so many more at a time; default 10'),
        precision: precision.optional().describe('go on until the mean of a metric is known this well'),
        confidence: confidence.prefault(0.95).describe('of all intervals'),
      })
      .refine(({ min, max }) => max === undefined || (min ?? 1) <= max, { error: 'less than min', path: ['max'] }),
  ])
  .meta({ title: 'a whole number or { min, max, precision }' });

const constraint = z
  .strictObject({
    metric: path,
    quantile: z.number().gt(0).lt(1).optional().describe('this quantile over replications instead of the mean'),
    min: z.number().optional(),
    max: z.number().optional(),
    tolerance: z
      .number()
      .min(0)
      .prefault(0)
      .describe('a variant this near to the bound may be taken to meet it or not, in the unit of the metric'),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, { error: 'give min or max' })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    error: 'greater than max',
    path: ['min'],
  });

const goal = z
  .strictObject({
    minimize: path.optional(),
    maximize: path.optional(),
    subjectTo: z.array(constraint).prefault([]).describe('conditions that a variant must meet'),
    confidence: confidence.prefault(0.95).describe('probability with which the answer is right'),
    indifference: z
      .number()
      .gt(0)
      .optional()
      .describe('differences below this do not matter; default: 1 % of the best mean'),
  })
  .refine(({ minimize, maximize }) => (minimize === undefined) !== (maximize === undefined), {
    error: 'give exactly one of minimize and maximize',
  });

export const studyShape = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/, { error: 'expected 1-64 characters of a-z, 0-9 and -' })
    .optional()
    .describe("names the output folder; default: the file's base name"),
  description: z.string().prefault('').describe('free text'),
  scenario: z.string().min(1).describe('path of the scenario file, relative to this file'),
  seed: z
    .union([z.int(), z.string().max(1000)])
    .meta({ title: 'a whole number or a text' })
    .optional()
    .describe("of all replications; default: the scenario's"),
  factors: z
    .record(z.string().min(1), levels)
    .optional()
    .describe('what is varied, by its path in the scenario, as --set takes it; the variants are all combinations'),
  pairs: z
    .record(z.string().min(1).max(200), assignments)
    .optional()
    .describe('instead of factors: combinations by name, each { PATH: VALUE, … }'),
  latinHypercube: z
    .strictObject({ samples: z.int().min(2) })
    .optional()
    .describe('instead of all combinations of the factors: so many, spread evenly over the range of each'),
  replications: replications.prefault({}).describe('runs of every variant, each with another seed'),
  baseline: assignments.optional().describe('the variant that the others are compared with'),
  metrics: z
    .array(path)
    .min(1)
    .prefault(['makespanSeconds', 'cost', 'tasks.waitSeconds.mean', 'tasks.waitSeconds.p95'])
    .describe('paths into summary.json'),
  goal: goal.optional().describe('what is looked for'),
  steadyState: z
    .strictObject({
      every: positiveDuration.prefault('PT1M').describe('levels are averaged over intervals of this length'),
    })
    .prefault({})
    .describe('how the series behind metrics like steadyState.queueLength.mean are taken'),
});

export type StudyShape = z.output<typeof studyShape>;

/** The study as far as it is well-formed, key by key; null where nothing more can be said. */
export function readShape(raw: unknown, complaints: Complaints): StudyShape | null {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    refuse(complaints, [], `expected the mapping of a study, found ${kindOf(raw)}`);
    return null;
  }
  const body = ['pools', 'jobs', 'tasks'].find((key) => Object.hasOwn(raw, key));
  if (body !== undefined && !Object.hasOwn(raw, 'scenario')) {
    refuse(complaints, [body], 'this is a scenario and no study: a study names one with scenario: FILE', 'key');
    return null;
  }
  const keys = Object.keys(studyShape.shape) as (keyof StudyShape)[];
  for (const key of Object.keys(raw)) {
    if (!keys.some((known) => known === key)) refuse(complaints, [key], unknownKey(key, keys), 'key');
  }
  const given = raw as Readonly<Record<string, unknown>>;
  if (given.scenario === undefined) refuse(complaints, [], '"scenario" is missing', 'object');
  const well = keys.filter((key) => {
    const before = complaints.issues.length;
    if (given[key] !== undefined) checkShape<unknown>(studyShape.shape[key], given[key], [key], complaints);
    return complaints.issues.length === before;
  });
  const read = studyShape.safeParse(Object.fromEntries(well.map((key) => [key, given[key]])));
  return read.success ? read.data : null;
}
