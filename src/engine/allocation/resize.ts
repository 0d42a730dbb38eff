/**
 * A pool's resize from its beginning to its end: targets, grants, victims, timeout (section 2 of the rules, S-30).
 *
 * Both kinds of nodes move towards their own target. A resize is over when the pool has what it should have, when nothing further can
 * be granted, when its time is up or when a user stops it.
 */
import type { NodeDeallocationOption } from '../../batch/model.ts';
import type { SimTime } from '../../kernel/clock.ts';
import { draw, isConstant } from '../../kernel/distribution.ts';
import { stream } from '../../kernel/random.ts';
import type { ResizeError } from '../../trace/vocabulary.ts';
import { refreshPool } from '../availability.ts';
import { NODE_CHANGES, NODES_GRANTED, RESIZE_TIMED_OUT, TIMEOUTS } from '../events.ts';
import { grantNode } from '../node-life.ts';
import { DRAIN_FOR_REMOVAL } from '../nodes.ts';
import type { ByKind, Pool, Resize } from '../pools.ts';
import { because, moveAllocation } from '../transitions.ts';
import type { World } from '../world.ts';
import { FOR_REMOVAL, FOR_RESIZE, returnToService, takeOutOfService } from './drain.ts';
import { blockedBy } from './limits.ts';
import { chooseVictims, isLeaving } from './victims.ts';

const KINDS = [0, 1] as const;
const NOUNS = ['dedicated', 'low-priority'] as const;

/** What a resize that begins now is to do. */
export interface ResizeOrder {
  readonly edge: 'initialSizing' | 'resized' | 'nodesRemoved' | 'autoscaled';
  readonly targets: ByKind;
  readonly option: NodeDeallocationOption;
  /** `Infinity`: none (O-18) */
  readonly timeout: SimTime;
  /** nodes to remove by name; null: the pool chooses, and may grow */
  readonly named: readonly number[] | null;
}

export function beginResize(world: World, pool: Pool, order: ResizeOrder): void {
  pool.targets = [...order.targets];
  pool.resizeErrors = [];
  const victims =
    order.named ?? KINDS.flatMap((kind) => chooseVictims(world, pool, kind, staying(pool, kind) - pool.targets[kind]));
  const resize = newResize(world, pool, order);
  pool.resize = resize;
  standInLine(world, pool);
  const seq = moveAllocation(
    world,
    pool,
    order.edge,
    victims.length > 0 ? { removing: victims.map((node) => world.nodeId(node)) } : {},
  );
  because(world, seq, () => {
    for (const node of victims)
      takeOutOfService(world, node, order.named === null ? FOR_RESIZE : FOR_REMOVAL, order.option);
  });
  if (resize.grows)
    for (const kind of KINDS) planGrants(world, pool, resize, kind, pool.targets[kind] - staying(pool, kind));
  if (resize.timeoutAt < Infinity) {
    world.calendar.schedule(resize.timeoutAt, TIMEOUTS, RESIZE_TIMED_OUT, pool.index, resize.serial);
  }
  world.poolsToCheck.add(pool); // a resize to what the pool has is over at once, but seen (O-09)
  refreshPool(world, pool);
}

function newResize(world: World, pool: Pool, order: ResizeOrder): Resize {
  pool.resizeSerial++;
  return {
    startedAt: world.now,
    serial: pool.resizeSerial,
    option: order.option,
    timeoutAt: world.now + order.timeout,
    pending: [0, 0],
    starved: [0, 0],
    blocked: [null, null],
    grows: order.named === null,
    grants: [],
  };
}

/** Who starts first is served first, ties by pool id (O-14). */
function standInLine(world: World, pool: Pool): void {
  const line = world.resizingPools;
  let place = line.length;
  while (place > 0 && line[place - 1].resize!.startedAt === world.now && line[place - 1].key > pool.key) place--;
  line.splice(place, 0, pool);
}

/** The pool's resize is over, or its pool. */
export function dropResize(world: World, pool: Pool): void {
  const { resize } = pool;
  if (resize === null) return;
  for (const kind of KINDS) changeStarved(world, resize, kind, -resize.starved[kind]);
  pool.resize = null;
  world.resizingPools.splice(world.resizingPools.indexOf(pool), 1);
}

/** So many nodes more, or fewer, lack only capacity. */
function changeStarved(world: World, resize: Resize, kind: 0 | 1, change: number): void {
  resize.starved[kind] += change;
  world.starved[kind] += change;
}

/** Nodes of a kind that are not on their way out. */
export function staying(pool: Pool, kind: 0 | 1): number {
  return pool.current[kind] - pool.leaving[kind];
}

// ---------------------------------------------------------------- growing

/** Every missing node may be granted once its allocation time has passed (O-10). */
function planGrants(world: World, pool: Pool, resize: Resize, kind: 0 | 1, missing: number): void {
  if (missing <= 0) return;
  const { allocate } = world.scenario.cloud.nodes;
  resize.pending[kind] += missing;
  world.grantedAt = Number.NaN;
  const instants = new Set<SimTime>();
  const add = (at: SimTime, count: number) => {
    resize.grants.push({ at, kind, count });
    instants.add(at);
  };
  if (isConstant(allocate)) add(world.now + draw(allocate, 0), missing);
  else {
    const draws = stream(world.seed, 'node', 'allocate', pool.id, kind, pool.nodes.length, resize.grants.length);
    for (let nth = 0; nth < missing; nth++) add(world.now + draw(allocate, draws.next()), 1);
  }
  resize.grants.sort((a, b) => b.at - a.at || b.kind - a.kind); // the next one last
  for (const at of instants) world.calendar.schedule(at, NODE_CHANGES, NODES_GRANTED, pool.index, resize.serial);
}

/** The allocation time of some nodes of some pools has passed. */
export function grantDue(world: World): void {
  // every pool has its entry on the calendar; the first of an instant serves them all
  if (world.grantedAt === world.now) return;
  world.grantedAt = world.now;
  for (const pool of world.resizingPools) {
    const resize = pool.resize!;
    if (isGrantDue(world, resize)) because(world, pool.allocationSeq, () => grantToPool(world, pool, resize));
  }
}

function isGrantDue(world: World, { grants }: Resize): boolean {
  return grants.length > 0 && grants[grants.length - 1].at <= world.now;
}

/** Dedicated nodes are granted first (O-13). */
function grantToPool(world: World, pool: Pool, resize: Resize): void {
  while (isGrantDue(world, resize)) {
    const { kind, count } = resize.grants.pop()!;
    resize.pending[kind] -= count;
    for (let nth = 0; nth < count; nth++) grantOne(world, pool, resize, kind);
  }
  afterGrants(world, pool);
}

/** Capacity has appeared: a starved resize goes on (S-15). */
export function grantStarved(world: World, pool: Pool, kind: 0 | 1): void {
  const resize = pool.resize;
  if (resize === null || resize.starved[kind] === 0) return;
  while (resize.starved[kind] > 0 && world.held[kind] < world.capacity[kind]) {
    changeStarved(world, resize, kind, -1);
    because(world, Math.max(pool.allocationSeq, world.log.cause), () => grantOne(world, pool, resize, kind));
  }
  afterGrants(world, pool);
}

function grantOne(world: World, pool: Pool, resize: Resize, kind: 0 | 1): void {
  if (resize.blocked[kind] !== null) return;
  resize.blocked[kind] = blockedBy(world, pool, kind);
  if (resize.blocked[kind] !== null) {
    forgetGrants(resize, kind, resize.pending[kind]);
    changeStarved(world, resize, kind, -resize.starved[kind]);
  } else if (world.held[kind] >= world.capacity[kind]) changeStarved(world, resize, kind, 1);
  else grantNode(world, pool, kind);
}

function afterGrants(world: World, pool: Pool): void {
  world.poolsToCheck.add(pool);
  refreshPool(world, pool);
}

// ---------------------------------------------------------------- retargeting

/** New targets while the resize goes on: grants that are not needed any more are dropped, missing ones added (O-19). */
export function retarget(world: World, pool: Pool, targets: ByKind, option: NodeDeallocationOption): void {
  const resize = pool.resize!;
  pool.targets = [...targets];
  for (const kind of KINDS) {
    resize.blocked[kind] = null;
    const surplus = staying(pool, kind) - targets[kind];
    if (surplus > 0) {
      dropGrants(world, resize, kind, resize.pending[kind] + resize.starved[kind]);
      for (const node of chooseVictims(world, pool, kind, surplus)) takeOutOfService(world, node, FOR_RESIZE, option);
      continue;
    }
    keepDraining(world, pool, kind, -surplus);
    const missing = targets[kind] - staying(pool, kind);
    const expected = resize.pending[kind] + resize.starved[kind];
    if (missing < expected) dropGrants(world, resize, kind, expected - missing);
    else if (missing > expected) planGrants(world, pool, resize, kind, missing - expected);
  }
  world.poolsToCheck.add(pool);
  refreshPool(world, pool);
}

/** The latest grants of a kind are needed no more; those that lack capacity go first. */
function dropGrants(world: World, resize: Resize, kind: 0 | 1, count: number): void {
  const starved = Math.min(count, resize.starved[kind]);
  changeStarved(world, resize, kind, -starved);
  forgetGrants(resize, kind, count - starved);
}

/** Takes so many grants off the list, the latest first: nodes that are missing later are asked for anew, and take their time. */
function forgetGrants(resize: Resize, kind: 0 | 1, count: number): void {
  const { grants } = resize;
  resize.pending[kind] -= count;
  for (let left = count, place = 0; left > 0 && place < grants.length; ) {
    const grant = grants[place];
    const dropped = grant.kind === kind ? Math.min(left, grant.count) : 0;
    left -= dropped;
    if (dropped < grant.count) grants[place++] = { ...grant, count: grant.count - dropped };
    else grants.splice(place, 1);
  }
}

/** Nodes that only drain for removal may stay after all. */
function keepDraining(world: World, pool: Pool, kind: 0 | 1, count: number): void {
  if (count === 0 || pool.leaving[kind] === 0) return;
  let left = count;
  for (const node of pool.nodes) {
    if (left === 0) return;
    if (node < 0 || world.nodes.kind(node) !== kind || world.nodes.drain(node) !== DRAIN_FOR_REMOVAL) continue;
    returnToService(world, node);
    left--;
  }
}

// ---------------------------------------------------------------- ending

/** The resize is over if nothing is to be granted and nobody is on his way out (L-065, O-12, O-16). */
export function reviewResize(world: World, pool: Pool): void {
  const resize = pool.resize;
  if (resize === null) return;
  if (resize.pending[0] + resize.pending[1] + resize.starved[0] + resize.starved[1] > 0) return;
  if (pool.leaving[0] + pool.leaving[1] > 0) return;
  const errors = resize.blocked.filter((error) => error !== null);
  endResize(world, pool, errors.length > 0 ? 'limitReached' : 'targetsMet', errors);
}

/** resizeTimeout is over: what is granted stays, what drains goes back to service (L-064, O-17). */
export function timeOutResize(world: World, pool: Pool): void {
  const resize = pool.resize!;
  const errors: ResizeError[] = [];
  for (const kind of KINDS) {
    const blocked = resize.blocked[kind];
    if (blocked !== null) errors.push(blocked);
    else if (resize.pending[kind] + resize.starved[kind] > 0) {
      errors.push({
        code: 'AllocationTimedOut',
        message: `Not all ${NOUNS[kind]} nodes could be allocated within the resize timeout`,
      });
    }
    if (pool.leaving[kind] > 0) {
      errors.push({
        code: 'RemoveNodesFailed',
        message: `Not all ${NOUNS[kind]} nodes could be removed within the resize timeout`,
      });
    }
  }
  because(world, pool.allocationSeq, () => endResize(world, pool, 'timedOut', errors));
}

/** A user stops it: nothing is rolled back (L-071, L-072). */
export function stopResize(world: World, pool: Pool): void {
  moveAllocation(world, pool, 'stopRequested');
  const stopped: ResizeError = { code: 'ResizeStopped', message: 'The user stopped the resize' };
  because(world, pool.allocationSeq, () => endResize(world, pool, 'stopped', [stopped]));
}

function endResize(
  world: World,
  pool: Pool,
  edge: 'targetsMet' | 'limitReached' | 'timedOut' | 'stopped',
  errors: readonly ResizeError[],
): void {
  dropResize(world, pool);
  pool.resizeErrors = errors;
  const seq = moveAllocation(world, pool, edge, errors.length > 0 ? { resizeErrors: errors } : {});
  because(world, seq, () => {
    if (pool.leaving[0] + pool.leaving[1] > 0) {
      for (const node of pool.nodes) if (node >= 0 && isLeaving(world, node)) returnToService(world, node);
    }
    refreshPool(world, pool);
  });
}
