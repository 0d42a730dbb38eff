/**
 * From the tree of a scenario file to the scenario that the engine runs, or to everything that is wrong with it.
 *
 * Knows what the keys of a scenario mean and nothing of files and lines: complaints carry paths.
 */
import type * as z from 'zod';
import { checkJobSchedule } from '../batch/body/job.ts';
import { checkPool } from '../batch/body/pool.ts';
import type { Checked, Issue, Path } from '../batch/issue.ts';
import type { Account, Cloud, JobScheduleSpec, PoolSpec, Program, Runs, Scenario } from '../batch/model.ts';
import { accountAsFarAsGiven } from './account.ts';
import { compileAction, type PlacedRequest } from './actions.ts';
import { crossCheck } from './cross-checks.ts';
import { DEFAULTS } from './defaults.ts';
import { DoubtfulJobs } from './doubtful-jobs.ts';
import { checkPoolFormula, withFormulaChecked } from './formulas.ts';
import { compileJobEntry } from './job-entry.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { Located } from './located.ts';
import { notModelled } from './not-modelled.ts';
import type { Parts } from './parts.ts';
import { thenOf } from './program.ts';
import { UNREAD } from './references.ts';
import { type CalendarTime, type ListName, SECTIONS, type Section, type SectionName } from './sections.ts';
import { type Complaints, checkShape, kindOf, refuse, unknownKey } from './shape.ts';
import { didYouMean } from './suggestion.ts';
import { accept, idIn, type Placed, type Surroundings } from './surroundings.ts';
import { Tally } from './tally.ts';
import { compileTaskEntry, taskEntry } from './task-entry.ts';
import type { TaskTable } from './task-table.ts';
import { warnAbout } from './warnings.ts';

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
      /** complaints about rows of task files, which have a place of their own */
      readonly rows: readonly Located[];
      readonly warnings: readonly Issue[];
    };

/** Compiles the tree of a scenario; complaints about rows of task files come with the place in that file. */
export function compileTree(raw: unknown, options: CompileOptions): Compiled {
  const complaints: Complaints = { issues: [], warnings: [] };
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    refuse(complaints, [], `expected the mapping of a scenario, found ${kindOf(raw)}`);
    return { ok: false, ...complaints, rows: [] };
  }
  if (Object.hasOwn(raw, 'scenario') && (Object.hasOwn(raw, 'factors') || Object.hasOwn(raw, 'pairs'))) {
    refuse(complaints, ['scenario'], 'this is a study and no scenario: batchlab study runs it', 'key');
    return { ok: false, ...complaints, rows: [] };
  }
  return new Compilation(raw as Readonly<Record<string, unknown>>, options, complaints).compile();
}

/**
 * Compiles a scenario that is no file: an object as a scenario file would hold it, taken as JSON.stringify writes it.
 *
 * Bodies stand in it; it names no files. Never throws.
 */
export function compileScenario(raw: unknown, options: Partial<Omit<CompileOptions, 'table'>> = {}): Checked<Scenario> {
  let tree: unknown;
  try {
    tree = JSON.parse(JSON.stringify(raw) ?? 'null');
  } catch {
    // a cycle, a bigint, or too deep
    return {
      ok: false,
      issues: [{ path: [], at: 'value', message: 'the scenario cannot be written as JSON' }],
      warnings: [],
    };
  }
  const compiled = compileTree(tree, { name: 'scenario', ...options });
  if (compiled.ok) return { ok: true, value: compiled.scenario, warnings: compiled.warnings };
  return { ok: false, issues: compiled.issues, warnings: compiled.warnings };
}

class Compilation {
  readonly #tree: Readonly<Record<string, unknown>>;
  readonly #options: CompileOptions;
  readonly #complaints: Complaints;
  readonly #doubtful = new DoubtfulJobs();
  /** of programs, in file order */
  readonly #requests: PlacedRequest[] = [];

  constructor(tree: Readonly<Record<string, unknown>>, options: CompileOptions, complaints: Complaints) {
    this.#tree = tree;
    this.#options = options;
    this.#complaints = complaints;
  }

  compile(): Compiled {
    const complaints = this.#complaints;
    const known = Object.keys(SECTIONS);
    for (const key of Object.keys(this.#tree)) {
      if (!known.includes(key)) refuse(complaints, [key], unknownKey(key, known), 'key');
    }
    this.#section('apiVersion');
    const seed = String(this.#section('seed') ?? DEFAULTS.seed);
    const start = this.#section('start') ?? Date.parse(DEFAULTS.start);
    const header = {
      name: this.#section('name') ?? this.#options.name,
      description: this.#section('description') ?? DEFAULTS.description,
      apiVersion: DEFAULTS.apiVersion,
      start,
      end: endOf(this.#section('end'), start, complaints),
      seed: this.#options.seed ?? seed,
      account: this.#section('account') ?? accountAsFarAsGiven(this.#tree.account),
    };
    const { programs, actions, ...parts } = this.#parts(header);
    const cloud = this.#section('cloud');
    const expect = this.#section('expect') ?? [];
    checkSizeNames(cloud, header.account, complaints);
    const rows = crossCheck(parts, complaints);
    if (complaints.issues.length > 0 || rows.length > 0 || cloud === undefined) {
      return { ok: false, ...complaints, rows };
    }
    warnAbout({ ...parts, programs, actions }, complaints);
    const scenario: Scenario = {
      ...header,
      pools: parts.pools.map(({ value }) => value),
      // an entry of none is as good as no entry
      jobs: parts.jobs.map(({ value }) => value).filter(({ count }) => count > 0),
      jobSchedules: parts.jobSchedules.map(({ value }) => value),
      tasks: parts.tasks.map(({ value }) => value).filter(({ count }) => count > 0),
      programs,
      cloud,
      actions: actions.map(({ time, request }) => ({ at: time, request })),
      expect,
      notModelled: notModelled(this.#tree),
    };
    return { ok: true, scenario, warnings: complaints.warnings };
  }

  #parts({
    account,
    start,
    end,
  }: {
    readonly account: Account;
    readonly start: number;
    readonly end: number;
  }): Parts & {
    readonly programs: readonly Program[];
    readonly actions: readonly PlacedRequest[];
  } {
    const limits = { ...LIMITS, ...this.#options.limits };
    const around: Surroundings = {
      account,
      start,
      limits,
      complaints: this.#complaints,
      doubtful: this.#doubtful,
      tally: new Tally(limits),
      table: (ref, path) => this.#table(ref, path),
      acts: (list, path, complaints) => this.#acts(list, path, { ...around, complaints }),
    };
    const pools = this.#elements('pools').flatMap(([body, path]) => this.#pool(body, path, account));
    const jobs = this.#elements('jobs').flatMap(([entry, path]) => compileJobEntry(entry, path, around) ?? []);
    const jobSchedules = this.#elements('jobSchedules').flatMap(([body, path]) =>
      this.#jobSchedule(body, path, around),
    );
    const entries = this.#elements('tasks');
    const jobsNamed = entries.flatMap(([entry, path]) => jobNamedBy(entry, path));
    const tasks = entries.flatMap(
      ([entry, path]) => compileTaskEntry(entry, path, around, { shape: taskEntry, jobId: '' }) ?? [],
    );
    const programs = this.#programs(around);
    const actions = this.#elements('actions').flatMap(
      ([action, path]) => compileAction(action, path, 'at', around) ?? [],
    );
    const requests = [...this.#requests, ...actions];
    const doubtful = this.#doubtful;
    return { pools, jobs, jobSchedules, tasks, jobsNamed, programs, actions, requests, doubtful, end, limits };
  }

  #section<Name extends SectionName>(name: Name): Section<Name> | undefined {
    const shape = SECTIONS[name] as unknown as z.ZodType<Section<Name>>;
    return checkShape(shape, this.#tree[name], [name], this.#complaints);
  }

  #elements(name: ListName): readonly (readonly [unknown, Path])[] {
    const list = this.#section(name) ?? [];
    if (name !== 'pools' && list.includes(UNREAD)) this.#doubtful.addUnknown();
    return list.flatMap((element, index) => (element === UNREAD ? [] : [[element, [name, index]] as const]));
  }

  #pool(body: unknown, path: Path, account: Account): readonly Placed<PoolSpec>[] {
    const value = accept(checkPool(body, account), path, this.#complaints);
    if (value === undefined) return [];
    checkPoolFormula(value, path, this.#complaints);
    return [{ value, path }];
  }

  #jobSchedule(body: unknown, path: Path, { account, start }: Surroundings): readonly Placed<JobScheduleSpec>[] {
    const value = accept(checkJobSchedule(body, account, start), path, this.#complaints);
    if (value === undefined) {
      this.#doubtful.addSchedule(idIn(body));
      return [];
    }
    return [{ value: { ...value, jobSpecification: withFormulaChecked(value.jobSpecification) }, path }];
  }

  #programs(around: Surroundings): readonly Program[] {
    const list = this.#tree.programs;
    // acts are looked at even if something else is wrong with their program
    const acts = (Array.isArray(list) ? list : []).map((each: unknown, index) =>
      this.#acts(thenOf(each), ['programs', index, 'then'], around),
    );
    return (this.#section('programs') ?? []).map((program, index): Program => ({ ...program, then: acts[index]! }));
  }

  #acts(list: readonly unknown[], path: Path, around: Surroundings): Runs['then'] {
    return list.flatMap((act, index) => {
      const compiled = compileAction(act, [...path, index], 'after', around);
      if (compiled === undefined) return [];
      this.#requests.push(compiled);
      return [{ after: compiled.time, request: compiled.request }];
    });
  }

  #table(ref: string, path: Path): TaskTable | null {
    const outcome = this.#options.table?.(ref) ?? { message: `cannot read "${ref}": the scenario is not in a file` };
    if ('rows' in outcome) return outcome;
    if (outcome.message !== null) refuse(this.#complaints, path, outcome.message);
    return null;
  }
}

function jobNamedBy(entry: unknown, path: Path): readonly Placed<string>[] {
  const value =
    typeof entry === 'object' && entry !== null ? (entry as Readonly<Record<string, unknown>>).jobId : undefined;
  return typeof value === 'string' ? [{ value, path: [...path, 'jobId'] }] : [];
}

/** A time of the calendar is counted from the start. */
function endOf(end: number | CalendarTime | undefined, start: number, complaints: Complaints): number {
  if (end === undefined) return Number.POSITIVE_INFINITY;
  if (typeof end === 'number') return end;
  if (end.since1970 < start) refuse(complaints, ['end'], 'the end lies before the start');
  return end.since1970 - start;
}

/** Speeds and prices of sizes that no pool can have would never be used. */
export function checkSizeNames(cloud: Cloud | undefined, { vmSizes }: Account, complaints: Complaints): void {
  for (const table of ['speed', 'prices'] as const) {
    for (const size of Object.keys(cloud?.[table] ?? {})) {
      if (Object.hasOwn(vmSizes, size)) continue;
      const message = `unknown VM size "${size}"${didYouMean(size, Object.keys(vmSizes))}`;
      refuse(complaints, ['cloud', table, size], message, 'key');
    }
  }
}
