/**
 * Compiling a scenario of which a few values were changed, without looking again at what is as it was.
 *
 * Many values stand by themselves: times, speeds and prices of the cloud, the sizes and policies of a pool, what a program does. Where only
 * such values changed, the element they belong to is compiled and checked, and everything else of the compiled scenario is taken over as
 * the very same objects; what that costs does not depend on how large the rest is. Any other change (an id, a task's body, a count, the
 * account) may matter to checks across the scenario, so that the whole is compiled.
 */
import { checkPool } from '../batch/body/pool.ts';
import type { Path } from '../batch/issue.ts';
import type { Scenario } from '../batch/model.ts';
import { type Compiled, type CompileOptions, checkSizeNames, compileTree } from './compile.ts';
import { checkPoolFormula } from './formulas.ts';
import { beyond, LIMITS } from './limits.ts';
import { program, runs } from './program.ts';
import { SECTIONS } from './sections.ts';
import { type Complaints, checkShape, refuse } from './shape.ts';
import { accept } from './surroundings.ts';

/** A tree and what it compiled to. */
export interface CompiledTree {
  readonly raw: unknown;
  readonly scenario: Scenario;
}

/** Compiles `raw`, which differs from the tree of `base` at or below `paths` and nowhere else. */
export function recompile(
  base: CompiledTree,
  raw: unknown,
  paths: readonly Path[],
  options: CompileOptions & { readonly seed: string },
): Compiled {
  const parts = paths.map((path) => partOf(path, base));
  if (parts.includes(null)) return compileTree(raw, options);
  const complaints: Complaints = { issues: [], warnings: [] };
  let scenario: Scenario = { ...base.scenario, seed: options.seed };
  for (const [key, path] of new Map(parts.flatMap((part) => (part === null ? [] : [[JSON.stringify(part), part]])))) {
    const compiled = RECOMPILED[(path as Part)[0]](scenario, valueAt(raw, path as Part), path as Part, complaints);
    if (compiled !== null) scenario = compiled;
    else if (complaints.issues.length === 0) throw new Error(`${key} could not be compiled and nobody says why`);
  }
  checkNodes(scenario, paths, options, complaints);
  if (complaints.issues.length > 0) return { ok: false, ...complaints, rows: [] };
  return { ok: true, scenario, warnings: complaints.warnings };
}

/** What is compiled as one: the path of an element that depends on nothing else. */
type Part = readonly ['cloud'] | readonly ['pools' | 'programs', number] | readonly ['tasks', number, 'runs'];

/** Properties of a pool that no other body depends on, and that are all modelled. */
const OWN_OF_POOL: readonly unknown[] = [
  'vmSize',
  'targetDedicatedNodes',
  'targetLowPriorityNodes',
  'resizeTimeout',
  'maxTasksPerNode',
  'taskSchedulingPolicy',
  'enableAutoScale',
  'autoScaleFormula',
  'autoScaleEvaluationInterval',
];

function partOf(path: Path, { raw, scenario }: CompiledTree): Part | null {
  const [section, element, key, inner] = path;
  if (section === 'cloud') return ['cloud'];
  if (typeof element !== 'number') return null;
  if (section === 'pools') return OWN_OF_POOL.includes(key) ? ['pools', element] : null;
  // acts are requests, which other checks look at
  if (section === 'programs') return key === undefined || key === 'then' ? null : ['programs', element];
  if (section !== 'tasks' || key !== 'runs' || inner === undefined || inner === 'then') return null;
  // entries of no tasks are not in the compiled scenario
  const entries = valueAt(raw, ['tasks']);
  return Array.isArray(entries) && entries.length === scenario.tasks.length ? ['tasks', element, 'runs'] : null;
}

type Recompile = (scenario: Scenario, raw: unknown, part: Part, complaints: Complaints) => Scenario | null;

const RECOMPILED: Readonly<Record<Part[0], Recompile>> = {
  cloud: (scenario, raw, part, complaints) => {
    const cloud = checkShape(SECTIONS.cloud, raw, part, complaints);
    checkSizeNames(cloud, scenario.account, complaints);
    return cloud === undefined ? null : { ...scenario, cloud };
  },
  pools: (scenario, raw, part, complaints) => {
    const pool = accept(checkPool(raw, scenario.account), part, complaints);
    if (pool === undefined) return null;
    checkPoolFormula(pool, part, complaints);
    return { ...scenario, pools: scenario.pools.with(part[1] as number, pool) };
  },
  programs: (scenario, raw, part, complaints) => {
    const index = part[1] as number;
    const compiled = checkShape(program, raw, part, complaints);
    if (compiled === undefined) return null;
    const { then } = scenario.programs[index];
    return { ...scenario, programs: scenario.programs.with(index, { ...compiled, then }) };
  },
  tasks: (scenario, raw, part, complaints) => {
    const index = part[1] as number;
    const compiled = checkShape(runs, raw, part, complaints);
    if (compiled === undefined) return null;
    const entry = scenario.tasks[index];
    const changed = { ...entry, runs: { ...compiled, then: entry.runs?.then ?? [] } };
    return { ...scenario, tasks: scenario.tasks.with(index, changed) };
  },
};

/** The one bound that all pools share; the pool whose targets are beyond it is the one that was changed. */
function checkNodes({ pools }: Scenario, paths: readonly Path[], options: CompileOptions, complaints: Complaints) {
  const { nodes: most } = { ...LIMITS, ...options.limits };
  const nodes = pools.reduce((sum, pool) => sum + pool.targetDedicatedNodes + pool.targetLowPriorityNodes, 0);
  const changed = paths.findLast(([section]) => section === 'pools');
  if (nodes <= most || changed === undefined) return;
  const message = beyond(`with this pool there are ${nodes.toLocaleString('en-US')} nodes`, 'nodes', most);
  refuse(complaints, changed.slice(0, 2), message, 'object');
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, segment) =>
      typeof at === 'object' && at !== null ? (at as Readonly<Record<string | number, unknown>>)[segment] : undefined,
    raw,
  );
}
