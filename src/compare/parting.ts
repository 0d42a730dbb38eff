/**
 * The place where two runs part, told: what each does next, what led to it, when the other run does the same, and how things stand
 * there meanwhile.
 */

import type { Fact } from '../explain/facts.ts';
import { glimpse } from '../explain/glimpse.ts';
import type { Int32Column } from '../kernel/columns.ts';
import type { Parting, Patch, Step, Way } from './comparison.ts';
import type { Lockstep, LogText } from './lockstep.ts';
import { type RawLine, textOf } from './raw-line.ts';
import { stepOfFact, stepOfRaw, subjectOf } from './step.ts';
import { storyOf } from './story.ts';

export function partingOf(a: LogText, b: LogText, lockstep: Lockstep, inputs: readonly Patch[]): Parting | null {
  const { parting, renames, commonLines: seq } = lockstep;
  if (parting === null) return null;
  const instants = [parting.a, parting.b].flatMap((line) => (line === null ? [] : [line.at]));
  const atMs = Math.min(...instants);
  const subjects = {
    a: parting.b === null ? null : subjectOf(parting.b, renames, 'a'),
    b: parting.a === null ? null : subjectOf(parting.a, renames, 'b'),
  };
  const look = (log: LogText, subject: typeof subjects.a, line: RawLine | null) =>
    glimpse(log.file, log.open(), {
      subjects: subject === null ? [] : [subject],
      at: atMs,
      seqs: new Set(line === null ? [] : [seq]),
    });
  const seen = { a: look(a, subjects.a, parting.a), b: look(b, subjects.b, parting.b) };
  const chains = { a: chainOf(parting.a, seen.a.causes), b: chainOf(parting.b, seen.b.causes) };
  const before = new Set([...chains.a, ...chains.b]);
  const facts = glimpse(a.file, a.open(), { subjects: [], at: -1, seqs: before }).facts;
  const way = (which: 'a' | 'b'): Way => {
    const fact = seen[which].facts.get(seq);
    const elsewhere = which === 'a' ? parting.aInB : parting.bInA;
    return {
      step: fact === undefined ? null : stepOfFact(fact),
      because: stepsOf(chains[which], facts),
      elsewhere: elsewhere === null ? null : stepOfRaw(elsewhere),
    };
  };
  const ways = { a: way('a'), b: way('b') };
  const story = storyOf({
    atMs,
    ways,
    parting,
    situations: { a: seen.a.situations[0] ?? null, b: seen.b.situations[0] ?? null },
  });
  return { seq, atMs, ...ways, story, inputs: relatedInputs(inputs, [parting.a, parting.b], facts) };
}

/** so many causes of a step are told */
const TOLD = 3;

/** The seqs of what led to a line, the direct cause first; the scenario itself, 0, is left out. */
function chainOf(line: RawLine | null, causes: Int32Column): readonly number[] {
  const seqs: number[] = [];
  for (let seq = line?.cause ?? 0; seq > 0 && seqs.length < TOLD; seq = causes.data[seq]) seqs.push(seq);
  return seqs;
}

function stepsOf(seqs: readonly number[], facts: ReadonlyMap<number, Fact>): readonly Step[] {
  return seqs.flatMap((seq) => {
    const fact = facts.get(seq);
    return fact === undefined ? [] : [stepOfFact(fact)];
  });
}

/** The one difference that there is; or those whose paths name what parts, or what led to it. */
function relatedInputs(
  inputs: readonly Patch[],
  lines: readonly (RawLine | null)[],
  facts: ReadonlyMap<number, Fact>,
): readonly Patch[] {
  if (inputs.length <= 1) return inputs;
  const ids = ['poolId', 'jobId', 'taskId', 'jobScheduleId'];
  const own = lines.flatMap((line) => (line === null ? [] : ids.map((key) => textOf(line, key))));
  const earlier = [...facts.values()].flatMap(({ what }) => what.split(/[ /]/).slice(1));
  const names = new Set([...own, ...earlier].filter((name) => name !== null).map((name) => name.toLowerCase()));
  return inputs.filter(({ path }) =>
    path.split('.').some((segment, place) => place > 0 && names.has(segment.toLowerCase())),
  );
}
