/** Tasks: the body of *Add a task*, and entries that stand for many. */
import type { SimTime } from '../../kernel/clock.ts';
import type { PackageReference, ResourceFile } from './pool.ts';
import type { Runs } from './program.ts';

export interface TaskSpec {
  readonly id: string;
  readonly displayName: string | null;
  readonly commandLine: string;
  readonly resourceFiles: readonly ResourceFile[];
  readonly outputFiles: readonly OutputFile[];
  readonly applicationPackageReferences: readonly PackageReference[];
  readonly constraints: TaskConstraints;
  readonly userName: string | null;
  readonly affinityId: string | null;
  readonly dependsOn: TaskDependencies | null;
  readonly exitConditions: ExitConditions | null;
  /** 0: not a multi-instance task */
  readonly numberOfInstances: number;
  readonly coordinationCommandLine: string | null;
  readonly commonResourceFiles: readonly ResourceFile[];
}

export interface TaskConstraints {
  /** `null`: constraints were not given and the job's count holds; given without the member it is 0 (L-263) */
  readonly maxTaskRetryCount: number | null;
  readonly maxWallClockTime: SimTime;
  readonly retentionTime: SimTime;
}

export interface OutputFile {
  readonly containerUrl: string;
  readonly uploadCondition: 'tasksuccess' | 'taskfailure' | 'taskcompletion';
}

export interface TaskDependencies {
  readonly taskIds: readonly string[];
  /** both ends included */
  readonly taskIdRanges: readonly { readonly start: number; readonly end: number }[];
}

export type JobAction = 'none' | 'disable' | 'terminate';
export type DependencyAction = 'satisfy' | 'block';
/** `null`: not given, the built-in default of the condition holds (S-28) */
export interface ExitOptions {
  readonly jobAction: JobAction | null;
  readonly dependencyAction: DependencyAction | null;
}
export interface ExitConditions {
  readonly exitCodes: readonly { readonly code: number; readonly exitOptions: ExitOptions }[];
  readonly exitCodeRanges: readonly {
    readonly start: number;
    readonly end: number;
    readonly exitOptions: ExitOptions;
  }[];
  readonly preProcessingError: ExitOptions | null;
  readonly fileUploadError: ExitOptions | null;
  readonly default: ExitOptions | null;
}

/** An entry of `tasks:` (or the body of an addTasks operation): `count` tasks of one shape. */
export interface TaskEntry {
  readonly jobId: string;
  readonly count: number;
  readonly arrival: Arrival;
  /** the body as written, `{n}` not yet filled in: `id` is the id pattern that also keys the random streams */
  readonly template: TaskSpec;
  /** whether any text of the template depends on n; if not, `task(n)` is `template` */
  readonly isPattern: boolean;
  /** the task of ordinal n, 1-based */
  readonly task: (n: number) => TaskSpec;
  /** these tasks' own program instead of a match in `programs:` */
  readonly runs: Runs | null;
  /** explicit rows of a CSV or NDJSON file; `count` is their number. Absent values fall back to the template and `runs` */
  readonly rows: TaskRows | null;
}

export interface TaskRows {
  /** null: made of the entry's pattern */
  readonly id: Texts | null;
  /** offset of arrival, ms; NaN = the entry's arrival */
  readonly at: Float64Array;
  /** ms; NaN = not given */
  readonly duration: Float64Array;
  /** NaN = not given */
  readonly exitCode: Float64Array;
}

/** Rows that all have an id of their own, as a file lists them. */
export interface NamedTaskRows extends TaskRows {
  readonly id: Texts;
}

/** A list of texts, or what keeps millions of them in less room: `at` answers by place from 0. */
export interface Texts {
  readonly length: number;
  at(place: number): string | undefined;
}

/** When the tasks (or jobs) of an entry arrive, relative to zero, to the job's creation or to the operation that adds them. */
export type Arrival =
  | { readonly kind: 'at'; readonly at: SimTime }
  | { readonly kind: 'every'; readonly every: SimTime; readonly from: SimTime }
  | { readonly kind: 'poisson'; readonly mean: SimTime; readonly from: SimTime }
  | {
      readonly kind: 'rate';
      readonly rate: readonly { readonly at: SimTime; readonly perHour: number }[];
      /** `Infinity`: the last rate holds for ever */
      readonly repeat: SimTime;
    };
