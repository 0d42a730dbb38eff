/**
 * Small worlds around jobs: a pool `p` whose nodes are ready at 60 s (or, for an auto pool, 60 s after its job came), with the
 * programs of run.ts. What happens to the job is the rest of the scenario, in YAML.
 */
import { IMAGE, PROGRAMS, pool, QUICK_CLOUD, type RunLog, run } from './run.ts';

/** A scenario with pool `p`: `more` are its sizes and settings, `programs` stand before those of run.ts. */
export function onPool(more: string, scenario: string, programs: readonly string[] = []): RunLog {
  return withPools([pool(more)], scenario, programs);
}

/** A scenario with these pools, or none; a `cloud:` of its own replaces the quick one. */
export function withPools(pools: readonly string[], scenario: string, programs: readonly string[] = []): RunLog {
  const [head, ...common] = PROGRAMS.split('\n');
  const own = programs.map((program) => `  - ${program}`);
  const body = dedent(scenario);
  const cloud = /^cloud:/m.test(body) ? '' : QUICK_CLOUD;
  return run([cloud, `pools: [ ${pools.join(', ')} ]`, body, head, ...own, ...common].filter(Boolean).join('\n'));
}

/** Takes the indentation of the test away, so that the text is YAML from its first column. */
function dedent(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent)).join('\n');
}

/** A specification of an auto pool with the prefix `ap`: one dedicated node, living as long as its job unless `more` says otherwise. */
export function autoPool(
  more = '',
  { size = 'targetDedicatedNodes: 1', lifetime = 'job' }: { readonly size?: string; readonly lifetime?: string } = {},
): string {
  const nested = `{ vmSize: STANDARD_D2_V2, ${IMAGE}, ${size} }`;
  return `{ autoPoolSpecification: { autoPoolIdPrefix: ap, poolLifetimeOption: ${lifetime}, ${more === '' ? '' : `${more}, `}pool: ${nested} } }`;
}

/** The ids of all pools that ever were, in the order of their creation. */
export function poolIds(log: RunLog): string[] {
  return log.lines.filter(({ entity, from }) => entity === 'pool' && from === null).map(({ poolId }) => String(poolId));
}

/** [seconds, id] of every job that ever was, in the order of their creation. */
export function jobsCreated(log: RunLog): [number, string][] {
  return log.lines
    .filter(({ entity, from }) => entity === 'job' && from === null)
    .map(({ at, jobId }) => [at / 1000, String(jobId)]);
}

/** Where and when a task ran: [seconds, node], once for each attempt. */
export function runsOf(log: RunLog, task: string): [number, string][] {
  return log
    .of(`task ${task}`)
    .filter(({ to }) => to === 'running')
    .map(({ at, nodeId }) => [at / 1000, String(nodeId)]);
}
