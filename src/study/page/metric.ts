/** Metrics as people read them: a title, and a unit for axes. */
import { isSeconds } from '../words.ts';

const TITLES: Readonly<Record<string, string>> = {
  cost: 'Cost',
  costToLastCompletion: 'Cost to the last completion',
  makespanSeconds: 'Makespan',
  'tasks.waitSeconds.mean': 'Mean wait of a task',
  'tasks.preemptions': 'Attempts lost to preemption',
  'tasks.failed': 'Failed tasks',
};

export function metricTitle(metric: string): string {
  return TITLES[metric] ?? metric;
}

/** What an axis counts in: seconds become the largest unit that the values have at least two of. */
export interface Unit {
  readonly title: string;
  readonly of: (value: number) => number;
}

const TIME_UNITS = [
  { name: 'days', seconds: 86_400 },
  { name: 'hours', seconds: 3600 },
  { name: 'minutes', seconds: 60 },
] as const;

export function unitOf(metric: string, values: readonly number[], title = metricTitle(metric)): Unit {
  if (!isSeconds(metric)) return { title, of: (value) => value };
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const unit = TIME_UNITS.find(({ seconds }) => most >= 2 * seconds) ?? { name: 'seconds', seconds: 1 };
  return { title: `${title}, ${unit.name}`, of: (value) => value / unit.seconds };
}
