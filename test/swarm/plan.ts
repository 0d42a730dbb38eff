/** What a seed's scenario is about: which features it has, which names there are, how crowded it is. */
import { Chance } from './chance.ts';

export type Body = Readonly<Record<string, unknown>>;

export interface Plan {
  readonly end: string;
  readonly poolIds: readonly string[];
  readonly poolsAtStart: number;
  readonly jobIds: readonly string[];
  readonly jobsAtStart: number;
  readonly scheduleIds: readonly string[];
  readonly durations: readonly string[];
  readonly actions: number;
  /** in steps of 30 s */
  readonly lastAction: number;
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
  /** one full pool with plenty to do and nothing that ends jobs early: whatever happens to nodes happens to running tasks */
  readonly isBusy: boolean;
}

export function planOf(seed: number): Plan {
  const chance = new Chance(seed, 'plan');
  const gangs = chance.roll(0.2);
  const schedules = chance.roll(0.25);
  const long = chance.roll(0.08);
  const plan = anyPlan(chance, gangs, schedules, long);
  return chance.roll(0.5) ? plan : busy(plan, chance);
}

function busy(plan: Plan, chance: Chance): Plan {
  return {
    ...plan,
    isBusy: true,
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
  };
}

function anyPlan(chance: Chance, gangs: boolean, schedules: boolean, long: boolean): Plan {
  return {
    end: long ? 'P9D' : chance.pick(['PT4H', 'PT8H', 'P1D', 'P1D']),
    poolIds: ['p', 'q', 'r'],
    poolsAtStart: chance.pick([1, 1, 2, 2, 3]),
    jobIds: ['j', 'k', 'l', 'm', 'n'],
    jobsAtStart: chance.from(1, 4),
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
    lastAction: long ? chance.pick([60, 22_000]) : chance.pick([15, 30, 30, 60, 120]),
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
    isBusy: false,
  };
}

/** Seconds as a duration of the scenario file. */
export const iso = (seconds: number): string => `PT${seconds}S`;
