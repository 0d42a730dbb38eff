/**
 * What makes a result valid for a cell: hashed, it is the name under which the result can be kept. No hashing in here; whoever keeps
 * results hashes `studyKey` once and every `cellKey` together with that hash.
 */
import { VERSION } from '../version.ts';
import type { Cell, Study } from './study.ts';

/**
 * All that the cells of a study have in common, as text: version, the scenario as it was written, the files of tasks it names, and how it is
 * observed. What does not change a figure (other variants, replications, metrics, the goal, comments in files) is not in it; whoever
 * keeps results looks whether one has the metrics that are wanted.
 */
export function studyKey(study: Study): string {
  const { scenario, taskFiles, steadyState, maxEvents } = study;
  return canonicalJson({ version: VERSION, scenario, taskFiles, steadyState, maxEvents });
}

/** What is a cell's own: what its variant changes, and its seed. Equal for equal variants of different studies. */
export function cellKey(study: Study, cell: Cell): string {
  const { patch } = study.variants[cell.variant];
  const changes = [...patch].sort((left, right) => compare(JSON.stringify(left.path), JSON.stringify(right.path)));
  return canonicalJson({ changes, seed: seedOf(study, cell.replication) });
}

/**
 * The seed of a replication, the same in every variant (common random numbers). Replication 0 has the study's seed, which is the
 * scenario's unless the study has its own: it is the run that `batchlab run` would do.
 */
export function seedOf({ seed }: Pick<Study, 'seed'>, replication: number): string {
  return replication === 0 ? seed : `${seed}/${replication}`;
}

/** JSON with the keys of every mapping in order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => compare(left, right)))
      : member,
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
