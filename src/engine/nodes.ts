/** Compute nodes, in columns: one row per node ever granted. A replaced low-priority node keeps its row and its id (L-150). */
import {
  Float64Column,
  Int8Column,
  Int32Column,
  Table,
  Uint8Column,
  Uint16Column,
  Uint32Column,
} from '../kernel/columns.ts';

export const DEDICATED = 0;
export const LOW_PRIORITY = 1;

/** What a node that still works will do once it is empty. */
export const NO_DRAIN = 0;
export const DRAIN_FOR_REMOVAL = 1;
export const DRAIN_FOR_REBOOT = 2;
export const DRAIN_FOR_REIMAGE = 3;

/** How near a node is to taking a task, nearest first: the order in which waiting is charged to it. */
export const READY = 0;
export const AT_START_TASK = 1;
export const AT_START = 2;
export const UNAVAILABLE = 3;
/** leaving or gone: it will never take one */
export const OUT = 4;

export class Nodes {
  count = 0;
  readonly pool = new Int32Column(-1);
  /** the number after `tvm-`, from 1, in the order of granting: also the order of scheduling ties (O-45, S-26) */
  readonly number = new Int32Column();
  readonly state = new Int8Column(-1);
  /** DEDICATED or LOW_PRIORITY */
  readonly kind = new Uint8Column();
  /** 1 while it works: idle, running or offline, or about to be so when the instant is settled (S-6) */
  readonly up = new Uint8Column();
  /** schedulingState (L-105) */
  readonly enabled = new Uint8Column(1);
  readonly drain = new Uint8Column();
  /** the drain also waits for the retention of what ran here (L-079) */
  readonly drainRetains = new Uint8Column();
  readonly readiness = new Uint8Column(OUT);
  /** slots held by assigned tasks */
  readonly occupied = new Uint16Column();
  /** the level of Pool.open that it stands in, or -1 */
  readonly openLevel = new Int32Column(-1);
  /** first of the list of attempts on it; a multi-instance attempt stands in `gang` instead */
  readonly firstAttempt = new Int32Column(-1);
  readonly gang = new Int32Column(-1);
  /** the attempt of a job manager that has the node for itself, or -1 */
  readonly exclusive = new Int32Column(-1);
  /** 1 while a manager keeps its free slots (L-251) */
  readonly held = new Uint8Column();
  /** preparation and release tasks running on it (O-29) */
  readonly jobTasks = new Uint16Column();
  /** the line that led to its present state, and the one that made a slot on it available */
  readonly seq = new Uint32Column();
  readonly openSeq = new Uint32Column();
  /** stamp of what the calendar holds about its present phase; every interruption counts it up */
  readonly epoch = new Uint32Column();
  /** stamp of the random preemption that the calendar holds for its machine: counts machines */
  readonly machine = new Uint32Column();
  /** stamp of the random failure that the calendar holds: counts failures of any origin, and machines */
  readonly failures = new Uint32Column();
  /** 1 while it holds one of the machines that the cloud can give */
  readonly hasMachine = new Uint8Column();
  /** 1 while its transitions follow from random preemption or failure (S-1) */
  readonly background = new Uint8Column();
  readonly grantedAt = new Float64Column();
  readonly settleMark = new Uint8Column();
  /** 1 while it stands in Pool.freed */
  readonly freedMark = new Uint8Column();
  /** start task: state code or -1, retries, series of retries, stamp, last line */
  readonly startState = new Int8Column(-1);
  readonly startRetries = new Int32Column();
  readonly startSeries = new Int32Column();
  readonly startSerial = new Uint32Column();
  readonly startSeq = new Uint32Column();
  readonly startExit = new Float64Column();
  private readonly table = new Table([
    this.pool,
    this.number,
    this.state,
    this.kind,
    this.up,
    this.enabled,
    this.drain,
    this.drainRetains,
    this.readiness,
    this.occupied,
    this.openLevel,
    this.firstAttempt,
    this.gang,
    this.exclusive,
    this.held,
    this.jobTasks,
    this.seq,
    this.openSeq,
    this.epoch,
    this.machine,
    this.failures,
    this.background,
    this.hasMachine,
    this.grantedAt,
    this.settleMark,
    this.freedMark,
    this.startState,
    this.startRetries,
    this.startSeries,
    this.startSerial,
    this.startSeq,
    this.startExit,
  ]);

  add(pool: number, number: number, kind: number, grantedAt: number): number {
    const node = this.count++;
    this.table.ensure(this.count);
    this.pool.data[node] = pool;
    this.number.data[node] = number;
    this.kind.data[node] = kind;
    this.grantedAt.data[node] = grantedAt;
    return node;
  }
}
