/**
 * What a scenario compiles to: every body of the Batch API with its defaults applied and its units converted.
 *
 * Durations and instants are integer milliseconds of virtual time (`SimTime`), absent limits are `Infinity`, enum values are lower
 * case. Nothing in here is optional for the engine's sake: `null` says "not given and it matters", everything else has its default.
 * The types know nothing of files, positions or YAML; `scenario/` makes them, `engine/` runs them.
 */
import type { SimTime } from '../kernel/clock.ts';
import type { Distribution } from '../kernel/distribution.ts';

// ---------------------------------------------------------------- the scenario

export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly apiVersion: string;
  /** virtual time zero, milliseconds since 1970-01-01T00:00:00Z */
  readonly start: number;
  /** the clock stops here; `Infinity`: when nothing more can happen */
  readonly end: SimTime;
  readonly seed: string;
  readonly account: Account;
  readonly pools: readonly PoolSpec[];
  /** jobs and their tasks in file order; a job with `count` and `arrival` is one arrival entry */
  readonly jobs: readonly JobEntry[];
  readonly jobSchedules: readonly JobScheduleSpec[];
  readonly tasks: readonly TaskEntry[];
  readonly programs: readonly Program[];
  readonly cloud: Cloud;
  readonly actions: readonly TimedRequest[];
  readonly expect: readonly Expectation[];
  /** elements of the bodies that this scenario uses and that have no effect on a simulation, e.g. `pools.render.metadata` */
  readonly notModelled: readonly string[];
}

export interface Expectation {
  readonly metric: string;
  readonly equals?: unknown;
  readonly min?: number;
  readonly max?: number;
}

export interface Account {
  readonly poolAllocationMode: 'batchservice' | 'usersubscription';
  /** quotas; `Infinity` = unlimited */
  readonly dedicatedCoreQuota: number;
  readonly lowPriorityCoreQuota: number;
  readonly poolQuota: number;
  readonly activeJobAndJobScheduleQuota: number;
  readonly certificates: readonly Certificate[];
  readonly applications: readonly Application[];
  readonly applicationLicenses: readonly string[];
  readonly subnets: readonly Subnet[];
  /** cores by VM size in UPPER CASE: the built-in table with the scenario's additions */
  readonly vmSizes: Readonly<Record<string, { readonly cores: number }>>;
}

export interface Certificate {
  readonly thumbprint: string;
  readonly thumbprintAlgorithm: string;
  readonly state: 'active' | 'deleting' | 'deletefailed';
}
export interface Application {
  readonly id: string;
  readonly versions: readonly string[];
  readonly defaultVersion: string | null;
}
export interface Subnet {
  /** glob over the subnetId */
  readonly match: string;
  readonly freeAddresses: number;
  readonly blocked: boolean;
}

// ---------------------------------------------------------------- pools

export interface PoolSpec {
  readonly id: string;
  readonly displayName: string | null;
  /** as the body spells it */
  readonly vmSize: string;
  readonly cores: number;
  readonly configuration: 'cloudservice' | 'virtualmachine';
  readonly os: 'linux' | 'windows';
  /** at most so many nodes because of osDisk.imageUris (L-033); `Infinity` without */
  readonly vhdNodeLimit: number;
  readonly subnetId: string | null;
  readonly resizeTimeout: SimTime;
  readonly targetDedicatedNodes: number;
  readonly targetLowPriorityNodes: number;
  readonly maxTasksPerNode: number;
  readonly nodeFillType: 'pack' | 'spread';
  readonly enableAutoScale: boolean;
  readonly autoScaleFormula: string | null;
  readonly autoScaleEvaluationInterval: SimTime;
  readonly enableInterNodeCommunication: boolean;
  readonly startTask: StartTaskSpec | null;
  readonly certificateReferences: readonly { readonly thumbprint: string; readonly thumbprintAlgorithm: string }[];
  readonly applicationPackageReferences: readonly PackageReference[];
  /** names of the user accounts; tasks may name them (L-172) */
  readonly userAccounts: readonly string[];
  readonly metadata: readonly { readonly name: string; readonly value: string }[];
}

export interface StartTaskSpec {
  readonly commandLine: string;
  readonly resourceFiles: readonly ResourceFile[];
  /** -1 = unlimited */
  readonly maxTaskRetryCount: number;
  readonly waitForSuccess: boolean;
  readonly userName: string | null;
}

export interface ResourceFile {
  readonly blobSource: string;
  readonly filePath: string;
}
export interface PackageReference {
  readonly applicationId: string;
  /** `null`: the application's default version */
  readonly version: string | null;
}

// ---------------------------------------------------------------- jobs

export interface JobSpec {
  readonly id: string;
  readonly displayName: string | null;
  readonly priority: number;
  readonly constraints: JobConstraints;
  readonly jobManagerTask: JobManagerSpec | null;
  readonly jobPreparationTask: JobPreparationSpec | null;
  readonly jobReleaseTask: JobReleaseSpec | null;
  readonly poolInfo: PoolInfo;
  readonly usesTaskDependencies: boolean;
  readonly onAllTasksComplete: 'noaction' | 'terminatejob';
  readonly onTaskFailure: 'noaction' | 'performexitoptionsjobaction';
}

export interface JobConstraints {
  readonly maxWallClockTime: SimTime;
  readonly maxTaskRetryCount: number;
}

export type PoolInfo = { readonly poolId: string } | { readonly autoPool: AutoPoolSpec };

export interface AutoPoolSpec {
  readonly autoPoolIdPrefix: string;
  readonly poolLifetimeOption: 'job' | 'jobschedule';
  readonly keepAlive: boolean;
  /** `id` is empty; the engine makes one (O-04) */
  readonly pool: PoolSpec;
  /** why creating the pool will fail: the job then completes with this schedulingError (L-316, L-317) */
  readonly creationError: {
    readonly code: string;
    readonly message: string;
    readonly category: 'UserError' | 'ServerError';
  } | null;
}

export interface JobManagerSpec {
  readonly task: TaskSpec;
  readonly killJobOnCompletion: boolean;
  readonly runExclusive: boolean;
  readonly allowLowPriorityNode: boolean;
}

export interface JobPreparationSpec {
  readonly id: string;
  readonly commandLine: string;
  readonly resourceFiles: readonly ResourceFile[];
  /** `null`: the job's (S-29) */
  readonly maxTaskRetryCount: number | null;
  readonly maxWallClockTime: SimTime;
  readonly waitForSuccess: boolean;
  readonly rerunOnNodeRebootAfterSuccess: boolean;
  readonly userName: string | null;
}

export interface JobReleaseSpec {
  readonly id: string;
  readonly commandLine: string;
  readonly resourceFiles: readonly ResourceFile[];
  readonly maxWallClockTime: SimTime;
  readonly userName: string | null;
}

/** An entry of `jobs:`: one job, or a stream of them. `{n}` in the texts of `template` counts 1…count when `isPattern`. */
export interface JobEntry {
  readonly count: number;
  readonly arrival: Arrival;
  /** the job of ordinal n, 1-based; ids and command lines have {n} filled in */
  readonly job: (n: number) => JobSpec;
  /** entries whose tasks are added to job n at the instant of its creation (their arrivals are relative to it) */
  readonly tasks: (n: number) => readonly TaskEntry[];
}

// ---------------------------------------------------------------- tasks

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
  readonly id: readonly string[];
  /** offset of arrival, ms; NaN = the entry's arrival */
  readonly at: Float64Array;
  /** ms; NaN = not given */
  readonly duration: Float64Array;
  /** NaN = not given */
  readonly exitCode: Float64Array;
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

// ---------------------------------------------------------------- programs

/** What a command line does when it runs. */
export interface Runs {
  readonly duration: Distribution;
  readonly exitCode: ExitCodeSource;
  readonly perNode: { readonly count: number; readonly exitCode: number | null; readonly speed: number } | null;
  readonly then: readonly ProgramAct[];
}
export interface Program extends Runs {
  /** glob over the whole command line */
  readonly match: string;
}
export type ExitCodeSource =
  | { readonly kind: 'constant'; readonly code: number }
  | { readonly kind: 'choices'; readonly choices: readonly { readonly code: number; readonly p: number }[] }
  | { readonly kind: 'attempts'; readonly codes: readonly number[] };
export interface ProgramAct {
  readonly after: SimTime;
  /** a request whose jobId is empty means the program's own job */
  readonly request: Request;
}

// ---------------------------------------------------------------- the cloud

export interface Cloud {
  readonly nodes: {
    readonly allocate: Distribution;
    readonly create: Distribution;
    readonly start: Distribution;
    readonly reboot: Distribution;
    readonly reimage: Distribution;
    readonly leave: Distribution;
    readonly replace: Distribution;
  };
  readonly dispatch: Distribution;
  /** nodes obtainable by kind, as steps in time, the first at 0; `Infinity` = unlimited */
  readonly capacity: { readonly dedicated: readonly CapacityStep[]; readonly lowPriority: readonly CapacityStep[] };
  readonly preemption:
    | { readonly kind: 'rate'; readonly ratePerNodeHour: number }
    | {
        readonly kind: 'trace';
        readonly trace: readonly { readonly at: SimTime; readonly poolId: string; readonly count: number }[];
      }
    | null;
  readonly failures: {
    readonly meanTimeBetween: SimTime;
    readonly to: 'unusable' | 'unknown';
    /** `null`: never recovers */
    readonly recover: Distribution | null;
  } | null;
  readonly transfers: {
    /** bytes per second and node; `Infinity`: transfers take no time */
    readonly bandwidth: number;
    readonly blobs: readonly { readonly match: string; readonly bytes: number; readonly fails: boolean }[];
    readonly uploads: readonly { readonly match: string; readonly bytes: number; readonly fails: boolean }[];
    readonly packages: readonly {
      readonly applicationId: string;
      readonly version: string;
      readonly bytes: number;
      readonly fails: boolean;
    }[];
  };
  /** by VM size in UPPER CASE; divides durations; sizes not named run at 1 */
  readonly speed: Readonly<Record<string, number>>;
  /** per node-hour by VM size in UPPER CASE */
  readonly prices: Readonly<Record<string, { readonly dedicated: number | null; readonly lowPriority: number | null }>>;
  readonly currency: string;
  readonly billing: { readonly granularity: SimTime; readonly minimum: SimTime };
}
export interface CapacityStep {
  readonly at: SimTime;
  readonly nodes: number;
}

// ---------------------------------------------------------------- operations

/** An operation at an instant of virtual time. */
export interface TimedRequest {
  readonly at: SimTime;
  readonly request: Request;
}

/** An operation as the service received it: either well-formed with its body parsed, or refused before its state was looked at. */
export type Request =
  | { readonly ok: true; readonly operation: Operation }
  | {
      readonly ok: false;
      readonly name: OperationName;
      readonly status: number;
      readonly code: string;
      readonly message: string;
      /** the path ids that were given */
      readonly ids: RequestIds;
    };

export interface RequestIds {
  readonly poolId?: string;
  readonly nodeId?: string;
  readonly nodeIds?: readonly string[];
  readonly jobId?: string;
  readonly taskId?: string;
  readonly jobScheduleId?: string;
}

export type NodeDeallocationOption = 'requeue' | 'terminate' | 'taskcompletion' | 'retaineddata';
export type DisableTasks = 'requeue' | 'terminate' | 'wait';

/** Ids are as the caller spelled them; the service compares them without case. */
export type Operation =
  | { readonly name: 'addPool'; readonly pool: PoolSpec }
  | { readonly name: 'deletePool'; readonly poolId: string }
  | { readonly name: 'patchPool'; readonly poolId: string; readonly patch: PoolPatch }
  | { readonly name: 'updatePoolProperties'; readonly poolId: string; readonly patch: Required<PoolPatch> }
  | {
      readonly name: 'resizePool';
      readonly poolId: string;
      /** `null`: unchanged (O-08) */
      readonly targetDedicatedNodes: number | null;
      readonly targetLowPriorityNodes: number | null;
      readonly resizeTimeout: SimTime;
      readonly nodeDeallocationOption: NodeDeallocationOption;
    }
  | { readonly name: 'stopResize'; readonly poolId: string }
  | {
      readonly name: 'removeNodes';
      readonly poolId: string;
      readonly nodeList: readonly string[];
      readonly resizeTimeout: SimTime;
      readonly nodeDeallocationOption: NodeDeallocationOption;
    }
  | {
      readonly name: 'enableAutoScale';
      readonly poolId: string;
      readonly autoScaleFormula: string | null;
      readonly autoScaleEvaluationInterval: SimTime | null;
    }
  | { readonly name: 'disableAutoScale'; readonly poolId: string }
  | { readonly name: 'evaluateAutoScale'; readonly poolId: string; readonly autoScaleFormula: string }
  | {
      readonly name: 'rebootNode';
      readonly poolId: string;
      readonly nodeId: string;
      readonly option: NodeDeallocationOption;
    }
  | {
      readonly name: 'reimageNode';
      readonly poolId: string;
      readonly nodeId: string;
      readonly option: NodeDeallocationOption;
    }
  | {
      readonly name: 'disableScheduling';
      readonly poolId: string;
      readonly nodeId: string;
      readonly option: 'requeue' | 'terminate' | 'taskcompletion';
    }
  | { readonly name: 'enableScheduling'; readonly poolId: string; readonly nodeId: string }
  | { readonly name: 'addJob'; readonly job: JobSpec }
  | { readonly name: 'patchJob'; readonly jobId: string; readonly patch: JobPatch }
  | { readonly name: 'updateJob'; readonly jobId: string; readonly patch: JobPatch }
  | { readonly name: 'disableJob'; readonly jobId: string; readonly disableTasks: DisableTasks }
  | { readonly name: 'enableJob'; readonly jobId: string }
  | { readonly name: 'terminateJob'; readonly jobId: string; readonly terminateReason: string }
  | { readonly name: 'deleteJob'; readonly jobId: string }
  | { readonly name: 'addJobSchedule'; readonly jobSchedule: JobScheduleSpec }
  | { readonly name: 'patchJobSchedule'; readonly jobScheduleId: string; readonly patch: JobSchedulePatch }
  | { readonly name: 'disableJobSchedule'; readonly jobScheduleId: string }
  | { readonly name: 'enableJobSchedule'; readonly jobScheduleId: string }
  | { readonly name: 'terminateJobSchedule'; readonly jobScheduleId: string }
  | { readonly name: 'deleteJobSchedule'; readonly jobScheduleId: string }
  | { readonly name: 'addTask'; readonly jobId: string; readonly task: TaskSpec }
  | { readonly name: 'addTasks'; readonly jobId: string; readonly entry: TaskEntry }
  | {
      readonly name: 'updateTask';
      readonly jobId: string;
      readonly taskId: string;
      readonly constraints: TaskConstraints;
    }
  | { readonly name: 'terminateTask'; readonly jobId: string; readonly taskId: string }
  | { readonly name: 'deleteTask'; readonly jobId: string; readonly taskId: string }
  | { readonly name: 'reactivateTask'; readonly jobId: string; readonly taskId: string }
  // acts of the cloud
  | {
      readonly name: 'preemptNodes';
      readonly poolId: string;
      readonly count: number | null;
      readonly nodeIds: readonly string[] | null;
    }
  | { readonly name: 'failNode'; readonly poolId: string; readonly nodeId: string; readonly to: 'unusable' | 'unknown' }
  | { readonly name: 'recoverNode'; readonly poolId: string; readonly nodeId: string }
  /** `null`: unchanged; `Infinity`: unlimited */
  | { readonly name: 'setCapacity'; readonly dedicated: number | null; readonly lowPriority: number | null };

export type OperationName = Operation['name'];

/** An absent member stays as it is. */
export interface PoolPatch {
  readonly startTask?: StartTaskSpec | null;
  readonly certificateReferences?: PoolSpec['certificateReferences'];
  readonly applicationPackageReferences?: PoolSpec['applicationPackageReferences'];
  readonly metadata?: PoolSpec['metadata'];
}

/** An absent member stays as it is; updateJob comes with all of priority, constraints, poolInfo and onAllTasksComplete (L-192). */
export interface JobPatch {
  readonly priority?: number;
  readonly constraints?: JobConstraints;
  readonly poolInfo?: PoolInfo;
  /** instead of `poolInfo` where keepAlive alone was given a new value inside an autoPoolSpecification (L-196) */
  readonly keepAlive?: boolean;
  readonly onAllTasksComplete?: 'noaction' | 'terminatejob';
}

export interface JobScheduleSpec {
  readonly id: string;
  readonly displayName: string | null;
  readonly schedule: ScheduleSpec;
  /** `id` is empty; the engine makes one (S-21) */
  readonly jobSpecification: JobSpec;
}

export interface ScheduleSpec {
  /** milliseconds of virtual time; `null`: not given. May be negative (before the scenario's start) */
  readonly doNotRunUntil: SimTime | null;
  /** `Infinity`: never */
  readonly doNotRunAfter: SimTime;
  /** `Infinity`: any time */
  readonly startWindow: SimTime;
  /** `null`: not recurring */
  readonly recurrenceInterval: SimTime | null;
}

export interface JobSchedulePatch {
  readonly schedule?: ScheduleSpec;
  readonly jobSpecification?: JobSpec;
}
