/** The parting of two runs in sentences. */
import { formatClock, type SimTime } from '../kernel/clock.ts';
import { duration } from '../report/words.ts';
import type { Step, Way } from './comparison.ts';
import type { Lockstep } from './lockstep.ts';
import type { RawLine } from './raw-line.ts';
import { stepText } from './step.ts';

export interface PartingFacts {
  readonly atMs: SimTime;
  readonly ways: { readonly a: Way; readonly b: Way };
  readonly parting: NonNullable<Lockstep['parting']>;
  /** how the thing of the other run's step stands at `atMs` in this one; null: there is no such thing */
  readonly situations: { readonly a: () => readonly string[] | null; readonly b: () => readonly string[] | null };
}

type Which = 'a' | 'b';
const NAMES = { a: 'A', b: 'B' } as const;
const OTHER = { a: 'b', b: 'a' } as const;

export function storyOf(facts: PartingFacts): string[] {
  const { atMs, ways, parting } = facts;
  const { a, b } = parting;
  if (a === null || b === null) {
    const broken = a === null ? 'a' : 'b';
    return [`The log of ${NAMES[broken]} breaks off here.`, ...tell(facts, OTHER[broken])];
  }
  const over = a.entity === 'run' ? 'a' : b.entity === 'run' ? 'b' : null;
  if (a.entity === 'run' && b.entity === 'run') return bothEnd(ways);
  if (over !== null && ways[over].step!.atMs <= atMs)
    return [endOf(over, ways[over].step!), ...tell(facts, OTHER[over])];
  if (isInPlace(a, ways.a)) return sameThing(facts);
  const first = a.at < b.at ? ['a' as const] : b.at < a.at ? ['b' as const] : (['a', 'b'] as const);
  // what both do at that instant, only in another order, is not where they part
  const telling = first.filter((which) => ways[which].elsewhere?.atMs !== atMs);
  const order = telling.length > 0 ? telling : first;
  return order.flatMap((which, place) => tell(facts, which, place > 0 ? ways[order[0]] : null));
}

/** Whether the other run's next line is the same step, which only goes otherwise. */
const isInPlace = (line: RawLine, way: Way) => way.elsewhere?.seq === line.seq;

function bothEnd({ a, b }: PartingFacts['ways']): string[] {
  return [endOf('a', a.step!), endOf('b', b.step!)];
}

function endOf(which: Which, step: Step): string {
  return `${NAMES[which]} ends at ${formatClock(step.atMs)}: ${step.when}.`;
}

/** The same step at another instant, at another place or for another reason. */
function sameThing({ ways }: PartingFacts): string[] {
  const [a, b] = [ways.a.step!, ways.b.step!];
  const gap =
    b.atMs === a.atMs ? '' : `, ${duration(Math.abs(b.atMs - a.atMs) / 1000)} ${b.atMs > a.atMs ? 'later' : 'earlier'}`;
  const lines = [
    `In A at ${formatClock(a.atMs)}: ${stepText(a)}.`,
    `In B at ${formatClock(b.atMs)}${gap}: ${stepText(b)}.`,
  ];
  return [...lines, ...took(ways, 'a'), ...because(ways.a, NAMES.a, null), ...because(ways.b, NAMES.b, ways.a)];
}

/** What one run does at the instant of the parting, and what the other does about it. */
function tell({ atMs, ways, situations }: PartingFacts, which: Which, told: Way | null = null): string[] {
  const { step, elsewhere } = ways[which];
  const other = OTHER[which];
  if (step === null) return [];
  const lines = [`${NAMES[which]} goes on at ${formatClock(step.atMs)}: ${stepText(step)}.`];
  if (step.what === 'the run') return lines;
  lines.push(
    elsewhere === null
      ? `That never happens in ${NAMES[other]}.`
      : `In ${NAMES[other]} that happens at ${formatClock(elsewhere.atMs)}${later(elsewhere.atMs - step.atMs)}.`,
  );
  lines.push(...took(ways, which), ...because(ways[which], NAMES[which], told));
  const situation = elsewhere === null || elsewhere.atMs > atMs ? situations[other]() : null;
  if (situation !== null && situation.length > 0)
    lines.push(`In ${NAMES[other]} at ${formatClock(atMs)}, ${thingOf(step.what)}: ${situation.join(' ')}`);
  return lines;
}

/** `node p/tvm-1` of `start task on p/tvm-1`, `pool p` of `allocation of pool p`: what the situation is of. */
function thingOf(what: string): string {
  const node = / on (\S+)$/.exec(what);
  return node === null ? what.replace(/^.* of (?=\S+ \S+$)/, '') : `node ${node[1]}`;
}

function later(ms: number): string {
  if (ms === 0) return ', at the same instant but in another order';
  return `, ${duration(Math.abs(ms) / 1000)} ${ms > 0 ? 'later' : 'earlier'}`;
}

/** How long the step took from its cause, where both runs have that cause in common. */
function took(ways: PartingFacts['ways'], which: Which): string[] {
  const {
    step,
    elsewhere,
    because: [cause],
  } = ways[which];
  if (step === null || elsewhere === null || cause === undefined || step.atMs === elsewhere.atMs) return [];
  const since = (at: SimTime) => (at === cause.atMs ? 'no time' : duration((at - cause.atMs) / 1000));
  const times = { [which]: since(step.atMs), [OTHER[which]]: since(elsewhere.atMs) };
  return [`From ${formatClock(cause.atMs)}, ${stepText(cause)}, it takes ${times.a} in A and ${times.b} in B.`];
}

/** `told`: the other way, if what led to it has been told; mostly both come from the same line. */
function because({ because: causes }: Way, name: string, told: Way | null): string[] {
  if (told !== null && told.because[0]?.seq === causes[0]?.seq) return [];
  return causes.map((cause, place) =>
    place === 0
      ? `What led to it in ${name}: at ${formatClock(cause.atMs)} ${stepText(cause)}`
      : `  and before, at ${formatClock(cause.atMs)} ${stepText(cause)}`,
  );
}
