/**
 * From the tree of a scenario file to the scenario that the engine runs, or to everything that is wrong with it.
 *
 * Knows what the keys of a scenario mean and nothing of files and lines: complaints carry paths.
 */
import * as z from 'zod';
import { checkJobSchedule } from '../batch/body/job.ts';
import { checkPool } from '../batch/body/pool.ts';
import type { Issue, Path } from '../batch/issue.ts';
import type { Account, Cloud, Program, Runs, Scenario } from '../batch/model.ts';
import { account } from './account.ts';
import { compileAction, type PlacedRequest } from './actions.ts';
import { cloud } from './cloud.ts';
import { crossCheck } from './cross-checks.ts';
import { DEFAULTS } from './defaults.ts';
import {
  accept,
  compileJobEntry,
  compileTaskEntry,
  type Placed,
  type Surroundings,
  taskEntry,
  thenOf,
} from './entries.ts';
import { expectations } from './expectation.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { Located } from './located.ts';
import { notModelled } from './not-modelled.ts';
import { program } from './program.ts';
import { duration, time } from './quantities.ts';
import { UNREAD } from './references.ts';
import { type Complaints, checkShape, kindOf, refuse } from './shape.ts';
import { didYouMean } from './suggestion.ts';
import type { TaskTable } from './task-table.ts';
import { warnAbout } from './warnings.ts';

const list = z.array(z.unknown()).prefault([]);

/** The keys of a scenario file. Elements of lists of bodies, entries and actions are looked at one by one. */
export const SECTIONS = {
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/, { error: 'a name is 1-64 characters of a-z, 0-9 and -' })
    .optional(),
  description: z.string().prefault(DEFAULTS.description),
  apiVersion: z.literal(DEFAULTS.apiVersion).prefault(DEFAULTS.apiVersion),
  start: time.prefault(DEFAULTS.start),
  end: z
    .union([duration, time.transform((at) => new Date(at))])
    .meta({ title: 'a duration like P1D or a UTC time' })
    .optional(),
  seed: z
    .union([z.int(), z.string().max(1000)])
    .meta({ title: 'a whole number or a text' })
    .prefault(DEFAULTS.seed),
  account: account.prefault({}),
  pools: list,
  jobs: list,
  jobSchedules: list,
  tasks: list,
  programs: z.array(program).prefault([]),
  cloud: cloud.prefault({}),
  actions: list,
  expect: expectations.prefault([]),
};

export interface CompileOptions {
  /** the scenario's name where it gives none */
  readonly name: string;
  /** instead of the scenario's own */
  readonly seed?: string;
  readonly limits?: Partial<Limits>;
  /** The contents of a task file by its name in the scenario, or why there is none (`null`: complained about elsewhere). */
  readonly table?: (ref: string) => TaskTable | { readonly message: string | null };
}

export type Compiled =
  | { readonly ok: true; readonly scenario: Scenario; readonly warnings: readonly Issue[] }
  | {
      readonly ok: false;
      readonly issues: readonly Issue[];
      readonly rows: readonly Located[];
      readonly warnings: readonly Issue[];
    };

/** Compiles the tree of a scenario; complaints about rows of task files come with the place in that file. */
export function compileTree(raw: unknown, options: CompileOptions): Compiled {
  const complaints: Complaints = { issues: [], warnings: [] };
  const rows: Located[] = [];
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    refuse(complaints, [], `expected the mapping of a scenario, found ${kindOf(raw)}`);
    return { ok: false, ...complaints, rows };
  }
  const tree = raw as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(tree)) {
    if (!Object.hasOwn(SECTIONS, key))
      refuse(complaints, [key], `unknown key "${key}"${didYouMean(key, Object.keys(SECTIONS))}`, 'key');
  }
  const section = <Key extends keyof typeof SECTIONS>(key: Key): z.output<(typeof SECTIONS)[Key]> | undefined =>
    checkShape(SECTIONS[key] as unknown as z.ZodType<z.output<(typeof SECTIONS)[Key]>>, tree[key], [key], complaints);
  const elements = (key: 'pools' | 'jobs' | 'jobSchedules' | 'tasks' | 'actions'): readonly [unknown, Path][] =>
    (section(key) ?? []).flatMap((element, index) => (element === UNREAD ? [] : [[element, [key, index]]]));

  const name = section('name') ?? options.name;
  const description = section('description') ?? DEFAULTS.description;
  section('apiVersion');
  const start = section('start') ?? Date.parse(DEFAULTS.start);
  const end = endOf(section('end'), start, complaints);
  const seed = options.seed ?? String(section('seed') ?? DEFAULTS.seed);
  const limits = { ...LIMITS, ...options.limits };

  const requests: PlacedRequest[] = [];
  const around: Surroundings = {
    account: section('account') ?? account.parse({}),
    start,
    limits,
    complaints,
    total: { tasks: 0 },
    table: (ref, path) => {
      const outcome = options.table?.(ref) ?? {
        message: `cannot read "${ref}": this scenario did not come from a file`,
      };
      if ('rows' in outcome) return outcome;
      if (outcome.message !== null) refuse(complaints, path, outcome.message);
      return null;
    },
    acts: (list, path, complaints) => compileActs(list, path, complaints),
  };
  const compileActs = (list: readonly unknown[], path: Path, complaints: Complaints): Runs['then'] =>
    list.flatMap((act, index) => {
      const compiled = compileAction(act, [...path, index], 'after', { ...around, complaints });
      if (compiled === undefined) return [];
      requests.push(compiled);
      return [{ after: compiled.time, request: compiled.request }];
    });

  const pools = elements('pools').flatMap(([body, path]) =>
    place(accept(checkPool(body, around.account), path, complaints), path),
  );
  const jobs = elements('jobs').flatMap(([entry, path]) => compileJobEntry(entry, path, around) ?? []);
  const jobSchedules = elements('jobSchedules').flatMap(([body, path]) =>
    place(accept(checkJobSchedule(body, around.account, start), path, complaints), path),
  );
  const tasks = elements('tasks').flatMap(
    ([entry, path]) => compileTaskEntry(entry, path, around, { shape: taskEntry, jobId: '' }) ?? [],
  );
  const acts = (Array.isArray(tree.programs) ? tree.programs : []).map((each: unknown, index) =>
    compileActs(thenOf(each), ['programs', index, 'then'], complaints),
  );
  const programs = (section('programs') ?? []).map(
    // biome-ignore lint/suspicious/noThenProperty: the contract's name
    (each, index): Program => ({ ...each, then: acts[index]! }),
  );
  const actions = elements('actions').flatMap(([action, path]) => compileAction(action, path, 'at', around) ?? []);
  requests.push(...actions);
  const sky = section('cloud');
  const expect = section('expect') ?? [];
  checkSizeNames(sky, around.account, complaints);

  const parts = { pools, jobs, jobSchedules, tasks, requests, end, limits };
  rows.push(...crossCheck(parts, complaints));
  if (complaints.issues.length > 0 || rows.length > 0 || sky === undefined) return { ok: false, ...complaints, rows };
  warnAbout({ ...parts, programs, actions }, complaints);
  const scenario: Scenario = {
    name,
    description,
    apiVersion: DEFAULTS.apiVersion,
    start,
    end,
    seed,
    account: around.account,
    pools: pools.map(({ value }) => value),
    jobs: jobs.map(({ value }) => value).filter(({ count }) => count > 0),
    jobSchedules: jobSchedules.map(({ value }) => value),
    tasks: tasks.map(({ value }) => value).filter(({ count }) => count > 0),
    programs,
    cloud: sky,
    actions: actions.map(({ time, request }) => ({ at: time, request })),
    expect,
    notModelled: notModelled(tree),
  };
  return { ok: true, scenario, warnings: complaints.warnings };
}

function place<T>(value: T | undefined, path: Path): readonly Placed<T>[] {
  return value === undefined ? [] : [{ value, path }];
}

/** A UTC time is counted from the start. */
function endOf(end: number | Date | undefined, start: number, complaints: Complaints): number {
  if (end === undefined) return Number.POSITIVE_INFINITY;
  if (typeof end === 'number') return end;
  if (end.getTime() < start) refuse(complaints, ['end'], 'the end lies before the start');
  return end.getTime() - start;
}

/** Speeds and prices of sizes that no pool can have would never be used. */
function checkSizeNames(sky: Cloud | undefined, { vmSizes }: Account, complaints: Complaints): void {
  for (const table of ['speed', 'prices'] as const) {
    for (const size of Object.keys(sky?.[table] ?? {})) {
      if (Object.hasOwn(vmSizes, size)) continue;
      refuse(
        complaints,
        ['cloud', table, size],
        `unknown VM size "${size}"${didYouMean(size, Object.keys(vmSizes))}`,
        'key',
      );
    }
  }
}
