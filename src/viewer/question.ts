/**
 * Questions to a reader who learns: what happens to this thing next? The truth is the log's; what else could be is every other way
 * that the lifecycle's table knows out of the state it is in.
 */
import type { Reason } from '../trace/reasons.ts';
import { ABSENT } from '../trace/vocabulary.ts';
import { LIFE_TABLES, type Life } from './lives.ts';
import type { Recording } from './recording.ts';

/** so many ways are offered beside the true one */
const OTHERS = 3;
/** what only follows from another line of the same instant is not asked about */
const FOLLOWS: ReadonlySet<Reason> = new Set(['workStarted', 'workDone']);

export interface Answer {
  readonly reason: string;
  /** the state it leads to; null: it is gone */
  readonly to: string | null;
  /** in words that follow "when" */
  readonly when: string;
}

export interface Question {
  /** the line that is asked about */
  readonly seq: number;
  readonly life: Life;
  readonly state: string;
  readonly answers: readonly Answer[];
  /** the place of the true one */
  readonly truth: number;
}

/**
 * The lines of a log that are worth a question: the first of each turn out of a state, behind the instant in which everything is set
 * up, unless nothing else could happen.
 */
export function questionsOf(recording: Recording): readonly number[] {
  const known = new Set<string>();
  const lines: number[] = [];
  for (let seq = 0; seq < recording.count; seq++) {
    if (recording.at(seq) === 0 || recording.from(seq) === ABSENT || FOLLOWS.has(recording.reason(seq))) continue;
    const turn = `${recording.kind(seq)} ${recording.from(seq)} ${recording.reason(seq)}`;
    if (known.has(turn)) continue;
    known.add(turn);
    if (questionAt(recording, seq) !== null) lines.push(seq);
  }
  return lines;
}

/** The question about a line, the same every time; null: there is nothing to ask. */
export function questionAt(recording: Recording, seq: number): Question | null {
  const life = recording.kind(seq) as Life;
  if (!(life in LIFE_TABLES) || recording.from(seq) === ABSENT) return null;
  const state = LIFE_TABLES[life].states[recording.from(seq)];
  const ways = waysOut(life, state);
  const truth = ways.find(({ reason }) => reason === recording.reason(seq));
  if (truth === undefined) return null;
  const others = chosen(
    ways.filter(({ when, reason }) => reason !== truth.reason && when !== truth.when),
    seq,
  );
  if (others.length === 0) return null;
  const answers = [...others];
  answers.splice(shuffled(seq) % (others.length + 1), 0, truth);
  return { seq, life, state, answers, truth: answers.indexOf(truth) };
}

function waysOut(life: Life, state: string): Answer[] {
  return Object.entries(LIFE_TABLES[life].edges).flatMap(([reason, alternatives]) =>
    alternatives.filter(({ from }) => from.includes(state)).map(({ to, when }) => ({ reason, to, when })),
  );
}

/** Some of the ways, first such that lead to different states. */
function chosen(ways: readonly Answer[], seed: number): Answer[] {
  const mixed = ways
    .map((way, place) => ({ way, order: shuffled(seed * 64 + place) }))
    .sort((one, other) => one.order - other.order)
    .map(({ way }) => way);
  const firsts = mixed.filter(({ to }, place) => mixed.findIndex((each) => each.to === to) === place);
  const rest = mixed.filter((way) => !firsts.includes(way));
  return [...firsts, ...rest].slice(0, OTHERS);
}

/** A number that looks like any: not chance, the same in every browser. */
function shuffled(number: number): number {
  let mixed = (number + 1) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
