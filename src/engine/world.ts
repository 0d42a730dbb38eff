/**
 * The world: everything that exists in a simulated account, and the work that the present instant still has to do.
 *
 * The world holds; it decides nothing. Operations and handlers change it, `transitions.ts` is the only one to write states.
 */
import type { AutoScaleRun } from '../autoscale/run.ts';
import type { SampleView } from '../autoscale/sample-view.ts';
import type { JobAction, ProgramAct, Runs, Scenario, StartTaskSpec, TaskConstraints } from '../batch/model.ts';
import { Calendar } from '../kernel/calendar.ts';
import { formatClock, type SimTime } from '../kernel/clock.ts';
import { IntList } from '../kernel/intlist.ts';
import type { Directory, TransitionSink } from '../trace/vocabulary.ts';
import { Waited } from '../trace/waited.ts';
import { modelledResources } from './autoscale/pool-counts.ts';
import { isLive } from './events.ts';
import type { Family } from './families.ts';
import type { Job, NodeRecord } from './jobs.ts';
import type { Lane } from './lanes.ts';
import { Log } from './log.ts';
import { Nodes } from './nodes.ts';
import type { Pool } from './pools.ts';
import { Programs } from './programs.ts';
import type { Schedule } from './schedules.ts';
import { Attempts, SUCCEEDED, Tasks } from './tasks.ts';
import { WaitRows } from './waiting/wait-rows.ts';

/** One evaluation of a formula on a pool, before anything is applied. */
export interface PoolEvaluation {
  readonly at: SimTime;
  readonly poolId: string;
  readonly formula: string;
  /** the pool's targets before it */
  readonly targets: readonly [dedicated: number, lowPriority: number];
  readonly run: AutoScaleRun;
  /** good only while the listener is called */
  readonly samples: SampleView;
}
export type EvaluationListener = (evaluation: PoolEvaluation) => void;

/** The program that an interrupted attempt had begun, repeated by the next one (S-13). */
export interface Replay {
  readonly nominal: number;
  readonly exitCode: number;
}

/** A task that completed for good, and what its exit options ask of the job. */
export interface Completion {
  readonly task: number;
  readonly jobAction: JobAction;
  /** the line that says so */
  readonly seq: number;
}

/** The acts of a running program; `done` by their index. */
export interface RunningActs {
  readonly startedAt: SimTime;
  readonly acts: readonly ProgramAct[];
  readonly done: boolean[];
}

const REPEATS_AT_ONCE = 100_000; // as rounds of an instant, S-25

export class World {
  readonly scenario: Scenario;
  readonly log: Log;
  readonly calendar: Calendar;
  readonly tasks = new Tasks();
  readonly attempts = new Attempts();
  readonly nodes = new Nodes();
  readonly programs: Programs;
  readonly families: Family[] = [];
  /** all that ever were, by index */
  readonly pools: Pool[] = [];
  readonly jobs: Job[] = [];
  readonly schedules: Schedule[] = [];
  /** those that exist, by id without case */
  readonly poolsByKey = new Map<string, Pool>();
  readonly jobsByKey = new Map<string, Job>();
  readonly schedulesByKey = new Map<string, Schedule>();
  /** the last pool of an id that is gone: numbering goes on (S-22) */
  readonly lastPoolByKey = new Map<string, Pool>();
  /** open jobs by the key of the pool they name, whether it exists or not */
  readonly jobsByPoolKey = new Map<string, Set<Job>>();
  readonly lanes: (Lane | null)[] = [];
  /** the start task that a node runs: a later change of the pool's does not touch it (L-051) */
  readonly startTasks = new Map<number, StartTaskSpec>();
  /** nodes on which a package of the pool could not be installed */
  readonly bootFailures = new Set<number>();
  /** what jobs know of nodes, by index */
  readonly jobRecords: NodeRecord[] = [];
  /** the same by node: the jobs that have a record there */
  readonly recordsByNode = new Map<number, Map<number, NodeRecord>>();
  /** acts that running programs still have to do, by attempt */
  readonly acts = new Map<number, RunningActs>();
  /** constraints given to tasks after they were added (L-350) */
  readonly newConstraints = new Map<number, TaskConstraints>();
  /** whether there may be ordinary attempts, see scheduling/ordinary.ts: not where every attempt has more to it */
  hasOrdinary = false;
  /** the last node of tasks, kept only if some affinity may ask for it */
  readonly lastNodes = new Map<number, number>();
  tracksLastNodes = false;
  readonly replays = new Map<number, Replay>();
  /** interrupted waits: what a waiting task has already waited for in earlier phases */
  readonly stashedWaits = new Map<number, Waited>();
  readonly waitRows = new WaitRows();
  readonly waited = new Waited();
  /** packages on nodes, `id@version`, and from when on they are there */
  readonly packages = new Map<number, Map<string, SimTime>>();
  /** when the retention of what ran on a node ends, by node: task and instant (L-079) */
  readonly retention = new Map<number, Map<number, SimTime>>();
  /** nodes obtainable by kind, and nodes held by kind (contract 2, `capacity`) */
  readonly capacity: [number, number] = [Infinity, Infinity];
  readonly held: [number, number] = [0, 0];
  /** whether capacity of a kind has become free at this instant */
  readonly capacityFreed: [boolean, boolean] = [false, false];
  /** cores in use by kind, over all pools */
  readonly cores: [number, number] = [0, 0];
  /** preempted nodes whose replacement is due but lacks capacity, oldest first */
  readonly awaitingReplacement: number[] = [];
  /** pools with a resize under way, in the order the resizes started, then by id (O-14) */
  readonly resizingPools: Pool[] = [];
  /** nodes by kind that resizes wait for because the cloud has none */
  readonly starved: [number, number] = [0, 0];
  /** the instant at which all grants that were due have been made, NaN if more may be due */
  grantedAt: SimTime = Number.NaN;
  /** whether any operation of the scenario waits for retention: only then is it tracked */
  tracksRetention = false;
  /** metrics of the scenario's model of resources, and the programs of running attempts where there are any */
  readonly resources: readonly string[];
  readonly loads = new Map<number, Runs>();
  activeJobsAndSchedules = 0;
  /** schedules whose due job has found the quota reached */
  readonly schedulesOverQuota = new Set<Schedule>();
  tasksCompleted = 0;
  /** release tasks that wait for their node to be up (S-29) */
  releasesDue = 0;

  // ---- the work of the present instant
  /** completed tasks whose job may react (S-17), and jobs to look at because of them */
  readonly completions: Completion[] = [];
  readonly jobsToCheck = new Set<Job>();
  /** jobs whose `all tasks complete` is to be tested once the calls of the instant are done (S-28) */
  readonly jobsToTest = new Set<Job>();
  /** nodes that may have become empty */
  readonly nodesToCheck: number[] = [];
  /** nodes whose state is to be settled after the pass (S-6) */
  readonly unsettled = new IntList();
  readonly dirtyPools: Pool[] = [];
  /** pools that follow a formula, and those of them that the instant has touched */
  readonly followedPools = new Set<Pool>();
  readonly touchedPools: Pool[] = [];
  /** hears every evaluation of a formula with what it could read; for those who explain it */
  evaluationListener: EvaluationListener | null = null;
  readonly poolsToCheck = new Set<Pool>();
  readonly schedulesToCheck = new Set<Schedule>();
  /** the next task whose lifetime ends (L-373) */
  lifetimeCursor = 0;
  lifetimePending = false;
  lifetimeSerial = 0;
  /** what goes on at this instant without an end, once that is certain: the run stops (S-25) */
  endless: string | null = null;
  /** of runs that took no time and failed, at the instant of the last of them, by node */
  private readonly repeats = new Map<number, number>();
  private repeatsAt: SimTime = -1;

  constructor(scenario: Scenario, sink: (directory: Directory) => TransitionSink) {
    this.scenario = scenario;
    this.programs = new Programs(scenario.programs);
    this.resources = modelledResources(scenario);
    this.calendar = new Calendar((kind, subject, stamp) => isLive(this, kind, subject, stamp));
    const directory: Directory = {
      poolId: (pool) => this.pools[pool].id,
      nodeId: (node) => `tvm-${this.nodes.number(node)}`,
      jobId: (job) => this.jobs[job].id,
      taskId: (task) => this.families[this.tasks.family(task)].id(this.tasks.ordinal(task)),
      scheduleId: (schedule) => this.schedules[schedule].id,
    };
    this.directory = directory;
    this.log = new Log(sink(directory));
  }
  readonly directory: Directory;

  get now(): SimTime {
    return this.log.now;
  }
  get seed(): string {
    return this.scenario.seed;
  }

  poolOf(node: number): Pool {
    return this.pools[this.nodes.pool(node)];
  }
  jobOf(task: number): Job {
    return this.jobs[this.families[this.tasks.family(task)].job];
  }
  nodeId(node: number): string {
    return this.directory.nodeId(node);
  }
  taskId(task: number): string {
    return this.directory.taskId(task);
  }
  taskSpec(task: number) {
    return this.families[this.tasks.family(task)].spec(this.tasks.ordinal(task));
  }

  /** Whether a completed task exited with 0 and nothing else went wrong. */
  succeeded(task: number): boolean {
    return (this.tasks.flags(task) & SUCCEEDED) !== 0;
  }

  /** The node that a task is on or ran on last, where affinity may name the task; -1 if none is known. */
  lastNodeOf(task: number): number {
    const attempt = this.tasks.attempt(task);
    return attempt >= 0 ? this.attempts.node(attempt) : (this.lastNodes.get(task) ?? -1);
  }

  /** A start or preparation task has failed and its next run takes no time. So many at one instant are enough to be sure. */
  repeatAtOnce(what: string, node: number): void {
    if (this.repeatsAt !== this.now) this.repeats.clear();
    this.repeatsAt = this.now;
    const times = (this.repeats.get(node) ?? 0) + 1;
    this.repeats.set(node, times);
    if (times < REPEATS_AT_ONCE) return;
    const where = `${this.poolOf(node).id}/${this.nodeId(node)}`;
    this.endless = `the ${what} of node ${where} fails in no time and is retried without end: ${times} times at ${formatClock(this.now)}`;
  }

  /** The pass of this instant has to look at the pool. */
  markDirty(pool: Pool): void {
    if (pool.isDirty) return;
    pool.isDirty = true;
    this.dirtyPools.push(pool);
  }

  /** The node's state has to be settled after the pass. */
  markUnsettled(node: number): void {
    if (this.nodes.settleMark(node) !== 0) return;
    this.nodes.setSettleMark(node, 1);
    this.unsettled.push(node);
  }
}
