/**
 * The place where two runs part, told: what each does next, what led to it, when the other run does the same, and how things stand
 * there meanwhile.
 */
import { situationAt } from '../explain/glimpse.ts';
import { ancestries } from './ancestry.ts';
import type { Parting, Patch, Way } from './comparison.ts';
import type { Lockstep, LogText } from './lockstep.ts';
import { type RawLine, textOf } from './raw-line.ts';
import { stepOf, subjectOf } from './step.ts';
import { storyOf } from './story.ts';

export function partingOf(a: LogText, b: LogText, lockstep: Lockstep, inputs: readonly Patch[]): Parting | null {
  const { parting, renames, commonLines: seq } = lockstep;
  if (parting === null) return null;
  const atMs = Math.min(...[parting.a, parting.b].flatMap((line) => (line === null ? [] : [line.at])));
  const [beforeA, beforeB] = isSaidAlike(lockstep)
    ? ancestries(a, [parting.a?.cause ?? null, parting.b?.cause ?? null])
    : [a, b].flatMap((log, place) => ancestries(log, [(place === 0 ? parting.a : parting.b)?.cause ?? null]));
  const ways = { a: wayOf(parting.a, beforeA, parting.aInB), b: wayOf(parting.b, beforeB, parting.bInA) };
  const stands = (log: LogText, line: RawLine | null, into: 'a' | 'b') => {
    const subject = line === null ? null : subjectOf(line, renames, into);
    return subject === null ? null : situationAt(log.file, log.open(), subject, atMs);
  };
  const situations = { a: () => stands(a, parting.b, 'a'), b: () => stands(b, parting.a, 'b') };
  const story = storyOf({ atMs, ways, parting, situations });
  return { seq, atMs, ...ways, story, inputs: relatedInputs(inputs, [parting.a, parting.b, ...beforeA, ...beforeB]) };
}

/** Whether the lines before the parting are the same to the letter, so that those of A do for both. */
const isSaidAlike = ({ detail, renames }: Lockstep) => detail === null && renames.count === 0;

function wayOf(line: RawLine | null, before: readonly RawLine[], elsewhere: RawLine | null): Way {
  return {
    step: line === null ? null : stepOf(line),
    because: before.map(stepOf),
    elsewhere: elsewhere === null ? null : stepOf(elsewhere),
  };
}

/** The one difference that there is; or those whose paths name what parts, or what led to it. */
function relatedInputs(inputs: readonly Patch[], lines: readonly (RawLine | null)[]): readonly Patch[] {
  if (inputs.length <= 1) return inputs;
  const keys = ['poolId', 'jobId', 'taskId', 'jobScheduleId'];
  const ids = lines.flatMap((line) => (line === null ? [] : keys.map((key) => textOf(line, key))));
  const names = new Set(ids.filter((id) => id !== null).map((id) => id.toLowerCase()));
  return inputs.filter(({ path }) => {
    const segments = path.toLowerCase().split('.');
    return segments.some((segment, place) => place > 0 && names.has(segment));
  });
}
