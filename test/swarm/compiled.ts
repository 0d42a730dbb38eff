/** A swarm's scenario, compiled. Its text is never written down and parsed again: that takes longer than the run. */
import type { Scenario } from '../../src/batch/model.ts';
import { compileTree } from '../../src/scenario/compile.ts';
import { LIMITS } from '../../src/scenario/limits.ts';
import { readTaskTable } from '../../src/scenario/task-table.ts';

/** `files` holds the lines of the task files that the scenario names; all else stands as in a scenario file. */
export interface SwarmFile {
  readonly files?: Readonly<Record<string, readonly string[]>>;
}

/** The scenario, or why it was refused. */
export function compiled(file: SwarmFile): Scenario | string {
  const { files = {}, ...tree } = file;
  const result = compileTree(tree, {
    name: 'swarm',
    table: (ref) => {
      const table = readTaskTable(ref, (files[ref] ?? []).join('\n'), LIMITS);
      return table.ok ? table.table : { message: table.errors.map(({ message }) => message).join('; ') };
    },
  });
  if (result.ok) return result.scenario;
  return [
    ...result.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...result.rows.map(({ message }) => message),
  ].join('\n');
}
