/** What a seed's scenario is about: which features it has, which names there are, how crowded it is. */
import { Chance } from './chance.ts';

export type Body = Readonly<Record<string, unknown>>;

/**
 * What a scenario dwells on. `busy`: one full pool with plenty to do and nothing that ends jobs early, so whatever happens to nodes
 * happens to running tasks. `nodes`: slow nodes, operations on a few of them in quick succession. `jobs`, `schedules`: the same for those.
 * `lifetimes`: tasks that live for seven days. `any`: a bit of everything.
 */
export type Theme = 'any' | 'busy' | 'nodes' | 'jobs' | 'schedules' | 'lifetimes';

export interface Plan {
  readonly theme: Theme;
  readonly end: string;
  readonly poolIds: readonly string[];
  readonly poolsAtStart: number;
  readonly jobIds: readonly string[];
  readonly jobsAtStart: number;
  /** whether some jobs come as a stream, and some tasks from a file */
  readonly streams: boolean;
  readonly taskFiles: boolean;
  readonly scheduleIds: readonly string[];
  readonly durations: readonly string[];
  readonly actions: number;
  /** in steps of 30 s */
  readonly firstAction: number;
  readonly lastAction: number;
  /** steps at which many actions fall together */
  readonly moments: readonly number[];
  /** how likely it is that one more operation follows at the same thing */
  readonly inARow: number;
  /** acts of a manager's program */
  readonly acts: number;
  /** slots of most pools; gangs want 1 */
  readonly slots: readonly number[];
  readonly nodes: number;
  readonly gangs: boolean;
  readonly managers: number;
  readonly preparations: number;
  readonly dependencies: boolean;
  readonly exitConditions: boolean;
  readonly autoscale: boolean;
  readonly autoPools: boolean;
  readonly lowPriority: boolean;
  readonly packages: boolean;
  readonly transfers: boolean;
  readonly subnets: boolean;
  readonly dispatch: boolean;
  readonly retention: boolean;
  readonly hazards: boolean;
  readonly startTasks: number;
  /** whether pools, jobs and job schedules are deleted, jobs terminated */
  readonly destructive: boolean;
  /** how many tasks a job has, at most so many times six */
  readonly entries: number;
}

const SEVEN_DAYS = 20_160; // in steps, L-373

export function planOf(seed: number): Plan {
  const chance = new Chance(seed, 'plan');
  const plan = anyPlan(chance, chance.roll(0.2), chance.roll(0.2));
  const theme = chance.pick(THEMES);
  return { ...plan, ...ABOUT[theme](plan, chance), theme };
}

const THEMES: readonly Theme[] = [
  ...Array<Theme>(6).fill('any'),
  ...Array<Theme>(7).fill('busy'),
  ...(['nodes', 'nodes', 'nodes', 'jobs', 'jobs', 'schedules', 'lifetimes'] as const),
];

const ABOUT: Readonly<Record<Theme, (plan: Plan, chance: Chance) => Partial<Plan>>> = {
  any: () => ({}),
  busy: (plan, chance) => ({
    managers: chance.pick([plan.managers, 1]),
    poolsAtStart: 1,
    durations: chance.pick([
      ['PT2M', 'PT5M'],
      ['PT1M', 'PT5M', 'PT20M'],
      ['PT30S', 'PT1M', 'PT2M'],
    ]),
    actions: chance.pick([20, 40, 60]),
    lastAction: chance.pick([20, 40, 60]),
    nodes: chance.from(2, 4),
    entries: chance.from(2, 4),
    autoscale: plan.autoscale && chance.roll(0.3),
    autoPools: false,
    subnets: false,
    destructive: chance.roll(0.2),
    startTasks: chance.pick([0, 0, 0.3]),
  }),
  nodes: (plan, chance) => ({
    poolsAtStart: 1,
    durations: chance.pick([plan.durations, ['PT5M', 'PT20M']]),
    entries: chance.from(2, 4),
    managers: chance.pick([0.5, 1]),
    nodes: chance.from(1, 3),
    lowPriority: true,
    actions: chance.pick([15, 30, 50]),
    lastAction: chance.pick([10, 20, 40]),
    firstAction: 3,
    inARow: 0.65,
    retention: chance.roll(0.7),
    preparations: chance.pick([0, 0.6, 1]),
    autoscale: false,
    autoPools: false,
    subnets: false,
    scheduleIds: [],
    destructive: chance.roll(0.6),
  }),
  jobs: (plan, chance) => ({
    poolsAtStart: chance.from(1, 2),
    nodes: chance.from(1, 3),
    actions: chance.pick([15, 30]),
    lastAction: chance.pick([10, 20, 40]),
    inARow: 0.65,
    durations: chance.pick([plan.durations, ['PT1M', 'PT2M', 'PT5M']]),
    managers: chance.pick([plan.managers, 1]),
    preparations: chance.pick([0, 1]),
    scheduleIds: [],
    autoscale: false,
    destructive: true,
  }),
  schedules: (_plan, chance) => ({
    scheduleIds: chance.pick([['s'], ['s', 'u']]),
    jobsAtStart: 1,
    autoscale: false,
    preparations: chance.pick([0, 1, 1]),
    managers: chance.pick([0.5, 1]),
    actions: chance.pick([10, 20]),
    lastAction: chance.pick([40, 80]),
    inARow: 0.5,
    destructive: true,
  }),
  lifetimes: (_plan, chance) => ({
    end: 'P9D',
    poolsAtStart: 1,
    nodes: chance.from(1, 3),
    durations: chance.pick([
      ['P6DT23H59M30S', 'P7D', 'P7DT30S'],
      ['PT1H', 'P8D', 'P7D'],
      ['P3D', 'P4D', 'PT30S'],
    ]),
    firstAction: chance.pick([0, SEVEN_DAYS - 20]),
    lastAction: chance.pick([20, 40]),
    moments: [SEVEN_DAYS, SEVEN_DAYS, SEVEN_DAYS + chance.below(20), chance.below(20)],
    scheduleIds: [],
    autoscale: false,
    hazards: false,
    streams: false,
  }),
};

function anyPlan(chance: Chance, gangs: boolean, schedules: boolean): Plan {
  const lastAction = chance.pick([15, 30, 30, 60, 120]);
  return {
    theme: 'any',
    end: chance.pick(['PT4H', 'PT8H', 'P1D', 'P1D']),
    poolIds: ['p', 'q', 'r'],
    poolsAtStart: chance.pick([1, 1, 2, 2, 3]),
    jobIds: ['j', 'k', 'l', 'm', 'n'],
    jobsAtStart: chance.from(1, 4),
    streams: chance.roll(0.15),
    taskFiles: chance.roll(0.15),
    scheduleIds: schedules ? chance.pick([['s'], ['s', 'u']]) : [],
    durations: chance.pick([
      ['PT30S', 'PT1M'],
      ['PT30S', 'PT1M', 'PT1M30S', 'PT2M', 'PT5M'],
      ['PT1M', 'PT2M', 'PT5M', 'PT10M'],
      ['PT0S', 'PT30S', 'PT5M'],
      ['PT10S', 'PT45S', 'PT10M', 'PT1H'],
      ['PT2M', 'PT5M', 'PT20M'],
    ]),
    actions: chance.roll(0.1) ? 0 : chance.pick([5, 15, 25, 40]),
    firstAction: 0,
    lastAction,
    moments: chance.times(3, () => chance.below(lastAction + 1)),
    inARow: 0.3,
    acts: chance.pick([0, 1, 2, 4]),
    slots: gangs ? [1, 1, 1, 2] : chance.pick([[1], [2], [1, 2, 3, 4], [4, 8]]),
    nodes: chance.pick([1, 2, 3, 3, 5]),
    gangs,
    managers: chance.pick([0, 0.3, 0.5, 1]),
    preparations: chance.pick([0, 0.3, 0.6, 1]),
    dependencies: chance.roll(0.35),
    exitConditions: chance.roll(0.35),
    autoscale: chance.roll(0.2),
    autoPools: chance.roll(0.2),
    lowPriority: chance.roll(0.7),
    packages: chance.roll(0.15),
    transfers: chance.roll(0.2),
    subnets: chance.roll(0.1),
    dispatch: chance.roll(0.3),
    retention: chance.roll(0.3),
    hazards: chance.roll(0.15),
    startTasks: chance.pick([0, 0.3, 0.7]),
    destructive: chance.roll(0.4),
    entries: chance.pick([1, 2, 3, 3, 4]),
  };
}

/** Seconds as a duration of the scenario file. */
export const iso = (seconds: number): string => `PT${seconds}S`;
