/** Compares two runs: what went in, what came out, and where they part. */
import { COMPARISON_FORMAT, type Comparison, type LogComparison } from './comparison.ts';
import { inputDifferences } from './input.ts';
import { type Lockstep, type LogText, readInLockstep } from './lockstep.ts';
import { factsOfLog, type Naming } from './log-facts.ts';
import { asInA, compareOutcomes } from './outcome.ts';
import { partingOf } from './parting.ts';
import type { Renames } from './renames.ts';
import { headOf, type Side } from './side.ts';
import { checkTolerance, type Tolerance } from './tolerance.ts';

/** Reads each log a few times, keeping no more of it than names and one number a line. Throws a `LogError` for one that is ill. */
export function compareSides(a: Side, b: Side, tolerances: readonly Tolerance[] = []): Comparison {
  const logs = a.log === null || b.log === null ? null : ([textOf(a, a.log), textOf(b, b.log)] as const);
  const lockstep = logs === null ? null : readInLockstep(...logs);
  const areDocuments = a.document !== null && b.document !== null;
  const renames = lockstep?.renames ?? null;
  const facts =
    logs === null || areDocuments ? null : ([factsOfLog(logs[0]), factsOfLog(logs[1], namingOf(renames))] as const);
  const input = inputDifferences(a, b, facts);
  const summaryB = renames === null ? b.summary : asInA(b.summary, renames);
  return {
    format: COMPARISON_FORMAT,
    a: headOf(a),
    b: headOf(b),
    input,
    renamed: renames?.list ?? [],
    renamedOmitted: (renames?.count ?? 0) - (renames?.list.length ?? 0),
    outcome: compareOutcomes(a.summary, summaryB),
    logs: logs === null || lockstep === null ? null : logsOf(...logs, lockstep, input.differences),
    tolerances: tolerances.map((tolerance) => checkTolerance(tolerance, a.summary, summaryB)),
  };
}

/** The names that A has. */
function namingOf(renames: Renames | null): Naming {
  return (kind, id) => renames?.inA(kind, '', id) ?? id;
}

const textOf = ({ name }: Side, open: () => Iterable<string>): LogText => ({ file: name, open });

function logsOf(a: LogText, b: LogText, lockstep: Lockstep, inputs: Comparison['input']['differences']): LogComparison {
  const { commonLines, detail } = lockstep;
  const parting = partingOf(a, b, lockstep, inputs);
  return { isSame: parting === null && detail === null, commonLines, detail, parting };
}
