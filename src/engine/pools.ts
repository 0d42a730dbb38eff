/** A pool: its settings, its nodes, what is open on them, and its resize. The few; nodes themselves are columns (nodes.ts). */

import type { Formula } from '../autoscale/formula.ts';
import { ALLOCATION, POOL } from '../batch/lifecycles/pool.ts';
import type { NodeDeallocationOption, PoolSpec, StartTaskSpec } from '../batch/model.ts';
import { RankSet } from '../kernel/bitset.ts';
import type { SimTime } from '../kernel/clock.ts';
import { IntList } from '../kernel/intlist.ts';
import type { RandomStream } from '../kernel/random.ts';
import type { ResizeError } from '../trace/vocabulary.ts';
import { PoolCounts } from './autoscale/pool-counts.ts';
import type { Candidates } from './scheduling/candidates.ts';
import type { FillPolicy } from './scheduling/fill-policy.ts';
import { pack } from './scheduling/pack.ts';
import { spread } from './scheduling/spread.ts';
import { PoolClock } from './waiting/pool-clock.ts';

export type ByKind = [dedicated: number, lowPriority: number];

/** A change of the number of nodes under way. */
export interface Resize {
  readonly startedAt: SimTime;
  /** stamp of its calendar entries */
  readonly serial: number;
  readonly option: NodeDeallocationOption;
  /** the timeout's instant, `Infinity` for pools that follow a formula (O-18) */
  readonly timeoutAt: SimTime;
  /** nodes that may be granted once their allocation time has come, and those whose time has come but that lack capacity */
  readonly pending: ByKind;
  readonly starved: ByKind;
  /** the quota or limit that stopped a kind for good, by kind */
  readonly blocked: [ResizeError | null, ResizeError | null];
  /** a removal of named nodes never grows the pool (S-30) */
  readonly grows: boolean;
  /** when nodes may be granted, in this order */
  readonly grants: { readonly at: SimTime; readonly kind: 0 | 1; readonly count: number }[];
}

export class Pool {
  readonly index: number;
  readonly spec: PoolSpec;
  readonly id: string;
  /** the id without case */
  readonly key: string;
  readonly isAutoPool: boolean;
  /** divides the durations of programs on its nodes */
  readonly speed: number;
  readonly fillPolicy: FillPolicy;
  /** maxTasksPerNode */
  readonly slots: number;
  state = POOL.code(null);
  allocation = ALLOCATION.code(null);
  seq = 0;
  allocationSeq = 0;
  /** the last line that changed its number of nodes */
  changeSeq = 0;
  // settings that may change (L-050)
  startTask: StartTaskSpec | null;
  packages: PoolSpec['applicationPackageReferences'];
  // autoscale
  formula: string | null;
  evaluationInterval: SimTime;
  autoscaleSerial = 0;
  /** the formula read, made when first evaluated */
  compiled: Formula | null = null;
  random: RandomStream | null = null;
  readonly counts: PoolCounts;
  /** the line of the last evaluation, and when one last changed a target */
  evaluationSeq = 0;
  targetsChangedAt: SimTime = 0;
  /** the last accepted request to enable autoscale, -Infinity before the first (L-092) */
  enabledAt: SimTime = -Infinity;
  targets: ByKind;
  /** nodes in the pool, preempted and leaving ones included (L-058) */
  readonly current: ByKind = [0, 0];
  resize: Resize | null = null;
  resizeSerial = 0;
  resizeErrors: readonly ResizeError[] = [];
  /** nodes by number - 1; -1 once a node is gone */
  readonly nodes: number[] = [];
  /** nodes on their way out: draining for removal or leaving, by kind */
  readonly leaving: ByKind = [0, 0];
  /** numbers of nodes with a free slot, by kind and by slots in use: open[kind][used] */
  readonly open: readonly [RankSet[], RankSet[]];
  readonly openCount: ByKind = [0, 0];
  /** nodes that have given back slots since the last pass; `open` does not know it yet */
  readonly freed = new IntList();
  /** nodes by kind and readiness (nodes.ts) */
  readonly readiness: readonly [Int32Array, Int32Array] = [new Int32Array(5), new Int32Array(5)];
  /** why nodes that drain for removal leave */
  removalEdge: 'resized' | 'removed' | 'poolDeleted' = 'resized';
  /** tasks assigned on its nodes */
  assigned = 0;
  /** jobs that name it and are not completed or gone */
  readonly jobs = new Set<number>();
  /** of those, the ones that have nodes barred by a failed preparation */
  readonly jobsWithBars = new Set<number>();
  readonly candidates: Candidates;
  readonly clock = new PoolClock();
  /** whether a scheduling pass has something to look at */
  isDirty = false;

  constructor(
    index: number,
    spec: PoolSpec,
    isAutoPool: boolean,
    candidates: Candidates,
    speed: number,
    resources: readonly string[],
    numbering: Pool | null,
  ) {
    this.index = index;
    this.spec = spec;
    this.id = spec.id;
    this.key = spec.id.toLowerCase();
    this.isAutoPool = isAutoPool;
    this.speed = speed;
    this.slots = spec.maxTasksPerNode;
    this.fillPolicy = spec.nodeFillType === 'pack' ? pack : spread;
    this.startTask = spec.startTask;
    this.packages = spec.applicationPackageReferences;
    this.formula = null;
    this.counts = new PoolCounts(resources);
    this.evaluationInterval = spec.autoScaleEvaluationInterval;
    this.targets = [spec.targetDedicatedNodes, spec.targetLowPriorityNodes];
    const levels = () => Array.from({ length: spec.maxTasksPerNode }, () => new RankSet());
    this.open = [levels(), levels()];
    this.candidates = candidates;
    // a pool re-created under its old id goes on numbering its nodes (S-22)
    if (numbering !== null) this.nodes = new Array<number>(numbering.nodes.length).fill(-1);
  }

  get nodeCount(): number {
    return this.current[0] + this.current[1];
  }
}
