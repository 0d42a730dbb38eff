/**
 * The JSON Schema (draft 7) of a scenario file, made of the same shapes that read it: for completion and checks in editors.
 *
 * It knows what one value may be; what depends on two of them (ids that clash, exactly one of two elements) only the loader knows.
 */
import * as z from 'zod';
import { JobBody, JobScheduleBody } from '../batch/body/job-schema.ts';
import { OPERATION_BODIES, OPERATION_NAMES, PATH_IDS } from '../batch/body/operation-schemas.ts';
import { PoolBody } from '../batch/body/pool-schema.ts';
import { TaskBody } from '../batch/body/task-schema.ts';
import type { OperationName } from '../batch/model.ts';
import { jobEntry } from './job-entry.ts';
import { program, runs } from './program.ts';
import { duration } from './quantities.ts';
import { SECTIONS } from './sections.ts';
import { addedTaskEntry, ownTaskEntry, taskEntry } from './task-entry.ts';

const DESCRIPTIONS: Readonly<Record<keyof typeof SECTIONS, string>> = {
  name: "1-64 characters of a-z, 0-9 and -; names the output folder; default: the file's base name",
  description: 'free text',
  apiVersion: 'the version of the Batch service API that bodies are written for',
  start: 'virtual time zero',
  end: 'the clock stops here; default: when nothing more can happen',
  seed: 'of all random draws: a whole number or a text',
  account: 'quotas, and what the account holds beside pools and jobs',
  pools: 'bodies of "Add a pool", or names of files that hold one',
  jobs: 'bodies of "Add a job", or { count, arrival, job, tasks } for a stream of them',
  jobSchedules: 'bodies of "Add a job schedule"',
  tasks: 'tasks that the user adds to the jobs',
  programs: 'what command lines do when they run; the first match wins',
  cloud: 'what the provider does and the API does not decide',
  actions: 'operations of users and operators; exactly one each',
  expect: 'what a run must come to, checked by batchlab test',
};

const pool = PoolBody.meta({ id: 'pool' });
const job = JobBody.meta({ id: 'job' });
const jobSchedule = JobScheduleBody.meta({ id: 'jobSchedule' });
/** In bodies that are repeated {n} stands for the ordinal. */
const patternId = z.string().regex(/^([A-Za-z0-9_-]|\{n(:\d{1,2})?\})+$/);
const repeatedJob = JobBody.extend({ id: patternId }).meta({ id: 'repeatedJob' });
/** An entry may leave out what a file of tasks gives. */
const repeatedTask = TaskBody.extend({ id: patternId }).partial().meta({ id: 'repeatedTask' });

const fileName = z.string().meta({ description: 'path of a JSON or YAML file with the body, relative to this file' });

/** Operations whose body stands elsewhere in the schema too. */
const NAMED: Partial<Record<OperationName, z.ZodType>> = { addPool: pool, addJob: job, addJobSchedule: jobSchedule };

/** A mapping with one operation of those there are, beside the key of its time. */
function action(timeKey: 'at' | 'after', addTasks: z.ZodType) {
  const idOf = (id: string) => (id === 'jobId' && timeKey === 'after' ? z.string().optional() : z.string());
  const operations = OPERATION_NAMES.map((name) => {
    if (name === 'addTasks') return [name, addTasks.optional()];
    const named = NAMED[name];
    const ids = PATH_IDS[name].map((id) => [id, idOf(id)]);
    const body = named ?? z.strictObject({ ...Object.fromEntries(ids), ...OPERATION_BODIES[name].shape });
    return [name, body.optional()];
  });
  return z.strictObject({ [timeKey]: duration, ...Object.fromEntries(operations) });
}

/** The shapes with the bodies in place, which the loader checks one by one. */
function whole() {
  const acts: z.ZodType = z.lazy(() => act);
  const runsWithActs = runs.extend({ then: z.array(acts).optional() }).meta({ id: 'runs' });
  const tasks = <S extends z.ZodRawShape>(entry: z.ZodObject<S>) =>
    z.strictObject({
      ...entry.shape,
      task: z.union([repeatedTask, fileName]).optional(),
      runs: runsWithActs.optional(),
    });
  const act = action('after', tasks(addedTaskEntry)).meta({ id: 'act' });
  return z
    .strictObject({
      ...SECTIONS,
      pools: z.array(z.union([pool, fileName])).optional(),
      jobs: z
        .array(
          z.union([
            job,
            z.strictObject({
              ...jobEntry.shape,
              job: z.union([repeatedJob, fileName]),
              tasks: z.array(tasks(ownTaskEntry)).optional(),
            }),
            fileName,
          ]),
        )
        .optional(),
      jobSchedules: z.array(z.union([jobSchedule, fileName])).optional(),
      tasks: z.array(tasks(taskEntry)).optional(),
      programs: z.array(program.extend({ then: z.array(acts).optional() })).optional(),
      actions: z.array(action('at', tasks(addedTaskEntry))).optional(),
    })
    .meta({ title: 'batchlab scenario' });
}

/** A plain object that can be written as JSON. */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(whole(), {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    // what the shapes say to the loader
    override: ({ jsonSchema }) => {
      delete jsonSchema.rules;
    },
  });
  const properties = schema.properties as Record<string, Record<string, unknown>>;
  for (const [key, description] of Object.entries(DESCRIPTIONS)) properties[key] = { description, ...properties[key] };
  return schema;
}
