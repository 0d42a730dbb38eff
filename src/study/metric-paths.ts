/**
 * Whether the metrics of a study can be figures of a run: found in the summary of a run that has one thing of every kind. Which jobs and
 * auto pools there will be only a run knows.
 */
import type { Path } from '../batch/issue.ts';
import type { Scenario } from '../batch/model.ts';
import { lookUp, showFigure } from '../metrics/figure.ts';
import { type Complaints, refuse } from '../scenario/shape.ts';
import { didYouMean } from '../scenario/suggestion.ts';
import { simulate } from '../simulate.ts';
import type { StudyShape } from './shape.ts';
import { STEADY_STATE_SPECIMEN } from './steady-state.ts';

/** A metric and where the study file names it. */
interface Named {
  readonly metric: string;
  readonly place: Path;
}

/** Every metric that a study needs, each once, those of `metrics` first. */
export function metricsOf(shape: StudyShape, scenario: Scenario, complaints: Complaints): readonly string[] {
  const named = namedBy(shape);
  for (const { metric, place } of named) {
    const message = objection(metric, scenario);
    if (message !== null) refuse(complaints, place, message);
  }
  return [...new Set(named.map(({ metric }) => metric))];
}

function namedBy({ metrics, replications, goal }: StudyShape): readonly Named[] {
  const named: Named[] = metrics.map((metric, index) => ({ metric, place: ['metrics', index] }));
  if (typeof replications === 'object' && replications.precision !== undefined)
    named.push({ metric: replications.precision.metric, place: ['replications', 'precision', 'metric'] });
  for (const sense of ['minimize', 'maximize'] as const) {
    const metric = goal?.[sense];
    if (metric !== undefined) named.push({ metric, place: ['goal', sense] });
  }
  for (const [index, { metric }] of (goal?.subjectTo ?? []).entries())
    named.push({ metric, place: ['goal', 'subjectTo', index, 'metric'] });
  return named;
}

function objection(metric: string, scenario: Scenario): string | null {
  const [section, id, ...rest] = metric.split('.');
  if (section === 'pools' && id !== undefined) {
    const ids = scenario.pools.map((pool) => pool.id);
    if (!mayGetPools(scenario) && !ids.includes(id))
      return `there is no pool "${id}"${didYouMean(id, ids) || `; there is ${ids.join(', ')}`}`;
  }
  const general =
    (section === 'pools' || section === 'jobs') && id !== undefined
      ? [section, 'any', ...rest]
      : [section, id, ...rest];
  const found = lookUp(specimen(), general.filter((key) => key !== undefined).join('.'));
  if ('missing' in found) {
    const hint = didYouMean(found.key, found.known);
    return hint === '' ? found.missing : `there is no such metric${hint}`;
  }
  const { value } = found;
  if (value === null || typeof value === 'number') return null;
  const keys = typeof value === 'object' ? Object.keys(value) : [];
  return keys.length > 0
    ? `"${metric}" is no figure but has ${keys.slice(0, 12).join(', ')}${keys.length > 12 ? ', …' : ''}`
    : `"${metric}" is no figure but ${showFigure(value).slice(0, 60)}`;
}

/** Whether operations may add pools to those of the file, or jobs may have auto pools. */
function mayGetPools({ jobs, jobSchedules, tasks, programs, actions }: Scenario): boolean {
  return (
    actions.length > 0 ||
    jobSchedules.length > 0 ||
    jobs.some(({ job }) => 'autoPool' in job(1).poolInfo) ||
    [...programs, ...tasks.map(({ runs }) => runs)].some((program) => program !== null && program.then.length > 0)
  );
}

let known: object | undefined;

/** A summary in which everything occurs that a summary can have. */
function specimen(): object {
  known ??= {
    ...simulate({
      pools: [
        {
          id: 'any',
          vmSize: 'STANDARD_D2_V2',
          cloudServiceConfiguration: { osFamily: '5' },
          targetDedicatedNodes: 1,
        },
      ],
      jobs: [{ id: 'any', poolInfo: { poolId: 'any' } }],
      tasks: [{ jobId: 'any', task: { id: 'any', commandLine: 'any' } }],
      cloud: { prices: { STANDARD_D2_V2: { dedicated: 1, lowPriority: 1 } } },
    }).summary,
    ...STEADY_STATE_SPECIMEN,
  };
  return known;
}
