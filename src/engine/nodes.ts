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
import { Records } from '../kernel/records.ts';

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

/**
 * What scheduling asks about a node stands in a row of 64 bytes, sixteen ints in the order of the methods below; the rest are columns.
 */
export class Nodes extends Records {
  count = 0;
  /** schedulingState (L-105) */
  readonly enabled = new Uint8Column(1);
  /** the drain also waits for the retention of what ran here (L-079) */
  readonly drainRetains = new Uint8Column();
  /** preparation and release tasks running on it (O-29) */
  readonly jobTasks = new Uint16Column();
  /** the line that led to its present state, and the one that made a slot on it available */
  readonly seq = new Uint32Column();
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
  /** start task: state code or -1, retries, series of retries, stamp, last line */
  readonly startState = new Int8Column(-1);
  readonly startRetries = new Int32Column();
  readonly startSeries = new Int32Column();
  readonly startSerial = new Uint32Column();
  readonly startSeq = new Uint32Column();
  readonly startExit = new Float64Column();
  private readonly table = new Table([
    this.enabled,
    this.drainRetains,
    this.jobTasks,
    this.seq,
    this.epoch,
    this.machine,
    this.failures,
    this.background,
    this.hasMachine,
    this.grantedAt,
    this.startState,
    this.startRetries,
    this.startSeries,
    this.startSerial,
    this.startSeq,
    this.startExit,
  ]);

  constructor() {
    super(8);
  }

  add(pool: number, number: number, kind: number, grantedAt: number): number {
    const node = this.count++;
    this.ensure(this.count);
    this.table.ensure(this.count);
    this.grantedAt.data[node] = grantedAt;
    const { ints } = this;
    ints[node << 4] = pool;
    ints[(node << 4) + 1] = number;
    ints[(node << 4) + 2] = kind;
    this.setState(node, -1);
    this.setReadiness(node, OUT);
    this.setOpenLevel(node, -1);
    this.setFirstAttempt(node, -1);
    this.setGang(node, -1);
    this.setExclusive(node, -1);
    return node;
  }

  /** its pool, -1 before it is granted */
  pool(node: number): number {
    return this.ints[node << 4];
  }
  /** the number after `tvm-`, from 1, in the order of granting: also the order of scheduling ties (O-45, S-26) */
  number(node: number): number {
    return this.ints[(node << 4) + 1];
  }
  /** DEDICATED or LOW_PRIORITY */
  kind(node: number): number {
    return this.ints[(node << 4) + 2];
  }
  /** code of NODE, -1: gone or not there yet */
  state(node: number): number {
    return this.ints[(node << 4) + 3];
  }
  setState(node: number, state: number): void {
    this.ints[(node << 4) + 3] = state;
  }
  /** 1 while it works: idle, running or offline, or about to be so when the instant is settled (S-6) */
  up(node: number): number {
    return this.ints[(node << 4) + 4];
  }
  setUp(node: number, up: number): void {
    this.ints[(node << 4) + 4] = up;
  }
  readiness(node: number): number {
    return this.ints[(node << 4) + 5];
  }
  setReadiness(node: number, readiness: number): void {
    this.ints[(node << 4) + 5] = readiness;
  }
  drain(node: number): number {
    return this.ints[(node << 4) + 6];
  }
  setDrain(node: number, drain: number): void {
    this.ints[(node << 4) + 6] = drain;
  }
  /** slots held by assigned tasks */
  occupied(node: number): number {
    return this.ints[(node << 4) + 7];
  }
  setOccupied(node: number, occupied: number): void {
    this.ints[(node << 4) + 7] = occupied;
  }
  /** the level of Pool.open that it stands in, or -1 */
  openLevel(node: number): number {
    return this.ints[(node << 4) + 8];
  }
  setOpenLevel(node: number, openLevel: number): void {
    this.ints[(node << 4) + 8] = openLevel;
  }
  /** first of the list of attempts on it; a multi-instance attempt stands in `gang` instead */
  firstAttempt(node: number): number {
    return this.ints[(node << 4) + 9];
  }
  setFirstAttempt(node: number, firstAttempt: number): void {
    this.ints[(node << 4) + 9] = firstAttempt;
  }
  gang(node: number): number {
    return this.ints[(node << 4) + 10];
  }
  setGang(node: number, gang: number): void {
    this.ints[(node << 4) + 10] = gang;
  }
  /** the attempt of a job manager that has the node for itself, or -1 */
  exclusive(node: number): number {
    return this.ints[(node << 4) + 11];
  }
  setExclusive(node: number, exclusive: number): void {
    this.ints[(node << 4) + 11] = exclusive;
  }
  /** 1 while a manager keeps its free slots (L-251) */
  held(node: number): number {
    return this.ints[(node << 4) + 12];
  }
  setHeld(node: number, held: number): void {
    this.ints[(node << 4) + 12] = held;
  }
  /** the line that made a slot on it available */
  openSeq(node: number): number {
    return this.ints[(node << 4) + 13];
  }
  setOpenSeq(node: number, openSeq: number): void {
    this.ints[(node << 4) + 13] = openSeq;
  }
  settleMark(node: number): number {
    return this.ints[(node << 4) + 14];
  }
  setSettleMark(node: number, settleMark: number): void {
    this.ints[(node << 4) + 14] = settleMark;
  }
  /** 1 while it stands in Pool.freed */
  freedMark(node: number): number {
    return this.ints[(node << 4) + 15];
  }
  setFreedMark(node: number, freedMark: number): void {
    this.ints[(node << 4) + 15] = freedMark;
  }
}
