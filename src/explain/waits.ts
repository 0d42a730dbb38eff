/**
 * Turns what was read off the scene during a wait into stretches of time by cause, and checks them against the log: do the stretches
 * of a cause add up to the milliseconds that the log has for it?
 */
import type { SimTime } from '../kernel/clock.ts';
import { WAIT_CAUSES, type WaitCause } from '../trace/vocabulary.ts';
import type { Stretch, Wait } from './explanation.ts';

export type Milliseconds = Readonly<Partial<Record<WaitCause, number>>>;

/** A piece of a wait during which nothing relevant changed. */
export interface Piece {
  from: SimTime;
  to: SimTime;
  readonly cause: WaitCause | 'ready';
  readonly text: string;
  readonly guess: 'higherPriority' | 'slots';
  /** which of the tasks it depends on are not done; empty: none that we know */
  readonly blockedBy: string;
}

export interface OpenWait {
  readonly from: SimTime;
  readonly pieces: Piece[];
  /** instants at which it was assigned to a node and became `preparing` */
  readonly assignedAt: SimTime[];
  /** the last task that it waited for, in words; empty: unknown */
  satisfiedBy: string;
}

/** The causes of which one holds at a time while a node is in service. */
const READY_CAUSES: readonly WaitCause[] = ['jobManager', 'higherPriority', 'slots'];

/** The other causes that lie with the nodes of the pool, but for `ineligible`. */
const NODE_CAUSES: readonly WaitCause[] = [...READY_CAUSES, 'startTask', 'nodeStart', 'nodesUnavailable', 'allocation'];

/** Time has passed and the reading held. */
export function addPiece({ pieces }: OpenWait, piece: Piece): void {
  const last = pieces.at(-1);
  const goesOn =
    last !== undefined &&
    last.to === piece.from &&
    last.cause === piece.cause &&
    last.text === piece.text &&
    last.guess === piece.guess &&
    last.blockedBy === piece.blockedBy;
  if (goesOn) last.to = piece.to;
  else pieces.push(piece);
}

/** A wait that the log has the milliseconds of. */
export function finishedWait(wait: OpenWait, to: SimTime, causesMs: Milliseconds): Wait {
  const dependent = carveDependency(wait, causesMs.dependency ?? 0);
  const pieces = carveDispatch(wait, dependent, to, causesMs.dispatch ?? 0).map((piece) => onlyCause(piece, causesMs));
  const present = READY_CAUSES.filter((cause) => (causesMs[cause] ?? 0) > 0);
  return {
    fromMs: wait.from,
    toMs: to,
    isOver: true,
    causesMs,
    stretches: checkedStretches(pieces, present, causesMs),
  };
}

/** Where nodes were in service, what the scene suggests holds if it adds up; else it is one of what the log has. */
function checkedStretches(pieces: readonly Piece[], present: readonly WaitCause[], causesMs: Milliseconds): Stretch[] {
  const withPresent = (choose: (piece: Piece) => readonly WaitCause[]) =>
    checked(merged(pieces.map((piece) => stretchOf(piece, choose(piece)))), causesMs);
  const guessed = withPresent(({ guess }) => [guess]);
  const isRight = guessed.every(({ causes, addsUp }) => addsUp || !READY_CAUSES.includes(causes[0]));
  return isRight && !present.includes('jobManager') ? guessed : withPresent(() => present);
}

/** A wait that goes on. `totals`: of all waiting tasks of the job, or null; `isOnly`: whether this is the only one. */
export function openWait(wait: OpenWait, to: SimTime, totals: Milliseconds | null, isOnly: boolean): Wait {
  if (totals !== null && isOnly) return { ...finishedWait(wait, to, totals), isOver: false };
  const present = READY_CAUSES.filter((cause) => totals === null || (totals[cause] ?? 0) > 0);
  const pieces = wait.pieces.map((piece): Piece => {
    const isBlocked = piece.blockedBy !== '' && isBelowDependency(piece);
    return isBlocked ? { ...piece, cause: 'dependency', text: piece.blockedBy } : piece;
  });
  const stretches = merged(pieces.map((piece) => stretchOf(piece, present)));
  return { fromMs: wait.from, toMs: to, isOver: false, causesMs: null, stretches };
}

/** The part of a wait up to an instant within it. */
export function waitUntil(wait: Wait, at: SimTime): Wait {
  const stretches = wait.stretches
    .filter(({ fromMs }) => fromMs <= at)
    .map((stretch) => ({ ...stretch, toMs: Math.min(stretch.toMs, at) }));
  return { fromMs: wait.fromMs, toMs: at, isOver: false, causesMs: null, stretches };
}

const isBelowDependency = ({ cause }: Piece) =>
  cause !== 'jobPreparation' && cause !== 'jobDisabled' && cause !== 'noPool';

/** What is satisfied once stays so: the time for which it waited for others lies at the front. */
function carveDependency({ pieces, satisfiedBy }: OpenWait, ms: number): Piece[] {
  let left = ms;
  const until = satisfiedBy === '' ? 'until those it depends on were done' : `until ${satisfiedBy}`;
  const isBlocked = (pieces.at(-1)?.blockedBy ?? '') !== '' && satisfiedBy === '';
  return pieces.flatMap((piece) => {
    if (left <= 0 || !isBelowDependency(piece)) return [piece];
    const cut = Math.min(piece.to, piece.from + left);
    left -= cut - piece.from;
    const waited: Piece = { ...piece, to: cut, cause: 'dependency', text: isBlocked ? piece.blockedBy : until };
    return cut < piece.to ? [waited, { ...piece, from: cut }] : [waited];
  });
}

/** The last assignment took so long; earlier ones that came to nothing have left no trace, and then nothing is carved. */
function carveDispatch({ assignedAt }: OpenWait, pieces: readonly Piece[], to: SimTime, ms: number): Piece[] {
  if (ms === 0 || assignedAt.length > 1) return [...pieces];
  const end = assignedAt[0] ?? to;
  const begin = end - ms;
  return pieces.flatMap((piece) => {
    const from = Math.max(piece.from, begin);
    const until = Math.min(piece.to, end);
    if (from >= until || piece.cause === 'jobPreparation') return [piece];
    const parts: Piece[] = [{ ...piece, from, to: until, cause: 'dispatch', text: 'it was on its way to its node' }];
    if (piece.from < from) parts.unshift({ ...piece, to: from });
    if (until < piece.to) parts.push({ ...piece, from: until });
    return parts;
  });
}

/** Where the log has time for `ineligible` and for no other cause that lies with nodes, no node would do, whatever it looked like. */
function onlyCause(piece: Piece, causesMs: Milliseconds): Piece {
  const isOnly = (causesMs.ineligible ?? 0) > 0 && !NODE_CAUSES.some((cause) => (causesMs[cause] ?? 0) > 0);
  if (!isOnly || !(piece.cause === 'ready' || NODE_CAUSES.includes(piece.cause))) return piece;
  return { ...piece, cause: 'ineligible', text: 'no node of the pool would do for it' };
}

function stretchOf({ from, to, cause, text }: Piece, ready: readonly WaitCause[]): Stretch {
  const causes = cause !== 'ready' ? [cause] : ready.length > 0 ? ready : READY_CAUSES;
  return { fromMs: from, toMs: to, causes, text, addsUp: false };
}

function merged(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches) {
    const last = result.at(-1);
    const goesOn = last !== undefined && last.text === stretch.text && last.causes.join() === stretch.causes.join();
    if (goesOn && last.toMs === stretch.fromMs) result[result.length - 1] = { ...last, toMs: stretch.toMs };
    else result.push(stretch);
  }
  return result;
}

function checked(stretches: readonly Stretch[], causesMs: Milliseconds): Stretch[] {
  const sums = new Map<string, number>();
  for (const { causes, fromMs, toMs } of stretches)
    sums.set(causes.join(), (sums.get(causes.join()) ?? 0) + toMs - fromMs);
  return stretches.map((stretch) => {
    const logged = stretch.causes.reduce((sum, cause) => sum + (causesMs[cause] ?? 0), 0);
    return { ...stretch, addsUp: sums.get(stretch.causes.join()) === logged };
  });
}

/** Milliseconds by cause as they stand on a line, in the order of the causes. */
export function millisecondsOf(ms: Float64Array): Milliseconds {
  return Object.fromEntries(WAIT_CAUSES.flatMap((cause, code) => (ms[code] > 0 ? [[cause, ms[code]] as const] : [])));
}
