/**
 * A random scenario: a pure function of an integer.
 *
 * Scenarios are small and hostile. Instants are multiples of 30 s and durations come from a short list, so that things coincide; a
 * seed first decides which features its scenario has at all, so that rare ones are not drowned by the rest.
 */
import { randomAct, randomActions } from './actions.ts';
import { randomJob, randomJobSchedule, randomPool, randomTask } from './bodies.ts';
import { Chance } from './chance.ts';
import { type Body, iso, type Plan, planOf } from './plan.ts';
import { randomCloud } from './surroundings.ts';

/** A scenario file as an object. */
export interface ScenarioFile {
  readonly name: string;
  readonly seed: number;
  readonly end: string;
  readonly account: Body;
  readonly pools: readonly Body[];
  readonly jobs: readonly Body[];
  readonly jobSchedules: readonly Body[];
  readonly tasks: readonly Body[];
  readonly programs: readonly Body[];
  readonly cloud: Body;
  readonly actions: readonly Body[];
  /** the lines of task files */
  readonly files?: Readonly<Record<string, readonly string[]>>;
}

/** `more` overrides what the seed's plan says. */
export function randomScenario(seed: number, more: Partial<Plan> = {}): ScenarioFile {
  const plan = { ...planOf(seed), ...more };
  const pools = new Chance(seed, 'pools');
  const jobs = new Chance(seed, 'jobs');
  const schedules = new Chance(seed, 'schedules');
  const tasks = new Chance(seed, 'tasks');
  const actions = new Chance(seed, 'actions');
  const jobBodies = plan.jobIds.slice(0, plan.jobsAtStart).map((id) => randomJob(jobs, plan, id));
  const files: Record<string, readonly string[]> = {};
  return {
    name: `swarm-${seed}`,
    seed,
    end: plan.end,
    account: randomAccount(plan, new Chance(seed, 'account')),
    pools: plan.poolIds.slice(0, plan.poolsAtStart).map((id) => randomPool(pools, plan, id)),
    jobs: [...jobBodies, ...randomStream(new Chance(seed, 'stream'), plan)],
    jobSchedules: plan.scheduleIds.map((id) => randomJobSchedule(schedules, plan, id)),
    tasks: [
      ...jobBodies.flatMap((job) => randomTasks(tasks, plan, job)),
      ...randomTaskFile(new Chance(seed, 'file'), plan, jobBodies, files),
    ],
    programs: randomPrograms(plan, new Chance(seed, 'programs')),
    cloud: randomCloud(new Chance(seed, 'cloud'), plan),
    actions: randomActions(actions, plan),
    ...(plan.taskFiles ? { files } : {}),
  };
}

const APPLICATIONS = [{ id: 'app', versions: ['1', '2'], defaultVersion: '1' }];

function randomAccount(plan: Plan, chance: Chance): Body {
  if (plan.theme === 'busy') return plan.packages ? { applications: APPLICATIONS } : {};
  return {
    ...chance.maybe(0.2, () => ({ dedicatedCoreQuota: chance.from(2, 12) })),
    ...chance.maybe(0.2, () => ({ lowPriorityCoreQuota: chance.from(2, 12) })),
    ...chance.maybe(0.1, () => ({ poolQuota: chance.from(1, 3) })),
    ...chance.maybe(0.1, () => ({ activeJobAndJobScheduleQuota: chance.from(1, 4) })),
    ...(plan.packages ? { applications: APPLICATIONS } : {}),
    ...(plan.subnets ? { subnets: [{ match: '*', freeAddresses: chance.from(1, 5), blocked: chance.roll(0.2) }] } : {}),
  };
}

/** Entries of tasks for one job, at most a dozen tasks. */
function randomTasks(chance: Chance, plan: Plan, job: Body): Body[] {
  const entries = chance.from(chance.roll(0.2) ? 0 : 1, plan.entries);
  return chance.times(entries, (nth) => {
    const count = chance.roll(0.4) ? 1 : chance.from(2, 8);
    return {
      jobId: job.id,
      count,
      ...chance.maybe(0.5, () => ({ arrival: randomArrival(chance) })),
      task: randomTask(chance, plan, job, `t${nth}${count === 1 ? '' : '-{n}'}`),
      ...chance.maybe(0.3, () => ({
        runs: { duration: chance.pick(plan.durations), exitCode: chance.pick([0, 0, 1]) },
      })),
    };
  });
}

/** Jobs that are alike and come one after the other, each with tasks of its own. */
function randomStream(chance: Chance, plan: Plan): Body[] {
  if (!plan.streams) return [];
  const job = randomJob(chance, plan, 'each-{n}');
  const tasks = randomTasks(chance, plan, job).map(({ jobId: _own, ...entry }) => entry);
  return [{ count: chance.from(1, 4), arrival: randomArrival(chance), job, tasks }];
}

/** Tasks from a file, for one of the jobs; the file is put among the others. */
function randomTaskFile(
  chance: Chance,
  plan: Plan,
  jobs: readonly Body[],
  files: Record<string, readonly string[]>,
): Body[] {
  if (!plan.taskFiles) return [];
  const job = chance.pick(jobs);
  const hasDependencies = job.usesTaskDependencies === true;
  const rows = chance.times(chance.from(1, 5), (nth) => ({
    id: `f${nth}`,
    at: chance.pick([0, 30, 60, 300]),
    duration: chance.pick(plan.durations),
    exitCode: chance.pick([0, 0, 0, 1]),
    dependsOn: hasDependencies && nth > 1 && chance.roll(0.5) ? `f${nth - 1}` : '',
  }));
  const isCsv = chance.roll(0.5);
  files[isCsv ? 'tasks.csv' : 'tasks.ndjson'] = isCsv
    ? [
        'id,at,duration,exitCode,dependsOn',
        ...rows.map(({ id, at, duration, exitCode, dependsOn }) => [id, at, duration, exitCode, dependsOn].join()),
      ]
    : rows.map(({ dependsOn, ...row }) => JSON.stringify(dependsOn === '' ? row : { ...row, dependsOn: [dependsOn] }));
  const { id: _each, ...task } = randomTask(chance, plan, {}, '');
  return [{ jobId: job.id, file: isCsv ? 'tasks.csv' : 'tasks.ndjson', task }];
}

function randomArrival(chance: Chance): Body {
  return chance.pick([
    { at: iso(chance.below(20) * 30) },
    { every: iso(chance.pick([30, 60, 120])), from: iso(chance.below(10) * 30) },
    { poisson: { mean: iso(chance.pick([30, 60, 300])) } },
    {
      rate: [
        { at: 'PT0S', perHour: chance.pick([0, 60]) },
        { at: 'PT10M', perHour: 30 },
      ],
      repeat: 'PT1H',
    },
  ]);
}

const LETTERS = ['a', 'b', 'c', 'd', 'e'];

/** Programs `a` … `e`; `start`, `prepare` and `release` are those of nodes; `manage` may act. */
function randomPrograms(plan: Plan, chance: Chance): Body[] {
  return [...LETTERS, 'start', 'prepare', 'release', 'manage'].map((name) => {
    const acts = name === 'manage' ? plan.acts : name === 'a' ? Math.min(plan.acts, 1) : 0;
    return {
      match: `${name}*`,
      duration: randomDuration(chance, plan),
      exitCode: randomExitCode(chance, name === 'start' || name === 'prepare' ? 0.25 : name === 'manage' ? 0.5 : 0.35),
      ...chance.maybe(0.15, () => ({
        perNode: {
          count: chance.from(1, 2),
          ...chance.maybe(0.6, () => ({ exitCode: 1 })),
          speed: chance.pick([1, 0.5, 2]),
        },
      })),
      ...(acts > 0
        ? {
            then: chance.times(acts, () => ({
              after: iso(chance.below(11) * 30),
              ...randomAct(chance, plan),
            })),
          }
        : {}),
    };
  });
}

function randomDuration(chance: Chance, plan: Plan): unknown {
  if (chance.roll(0.8)) return chance.pick(plan.durations);
  return chance.pick<Body>([
    { exponential: { mean: 'PT2M' } },
    { uniform: { min: 'PT30S', max: 'PT3M' } },
    { empirical: ['PT30S', 'PT1M', 'PT2M'] },
    { normal: { mean: 'PT1M', sd: 'PT1M' } },
    { lognormal: { median: 'PT1M', p95: 'PT4M' } },
    { weibull: { scale: 'PT2M', shape: 0.7 } },
    { gamma: { mean: 'PT2M', shape: 0.5 } },
    {
      mixture: [
        { weight: 3, of: 'PT30S' },
        { weight: 1, of: { exponential: { mean: 'PT5M' } } },
      ],
    },
  ]);
}

function randomExitCode(chance: Chance, failing: number): unknown {
  if (!chance.roll(failing)) return 0;
  return chance.pick<unknown>([
    1,
    2,
    { attempts: [1, 0] },
    { attempts: [1, 2, 1, 0] },
    {
      choices: [
        { code: 0, p: 0.5 },
        { code: 1, p: 0.5 },
      ],
    },
  ]);
}
