/** Elements of bodies that are stored and returned by the service and change nothing in a simulation. */
import type { OperationName } from '../batch/model.ts';

/** by kind of body; `[]` goes into the elements of a list */
const WITHOUT_EFFECT = {
  files: ['resourceFiles[].fileMode'],
  account: ['environmentSettings', 'userIdentity.autoUser', 'authenticationTokenSettings'],
  pool: [
    'metadata',
    'applicationLicenses',
    'certificateReferences',
    'cloudServiceConfiguration.targetOSVersion',
    'virtualMachineConfiguration.imageReference.version',
    'virtualMachineConfiguration.osDisk.caching',
    'virtualMachineConfiguration.windowsConfiguration',
    'userAccounts[].elevationLevel',
    'userAccounts[].linuxUserConfiguration',
  ],
  job: [
    'metadata',
    'commonEnvironmentSettings',
    'jobPreparationTask.constraints.retentionTime',
    'jobReleaseTask.retentionTime',
  ],
  task: ['outputFiles[].destination.container.path'],
} as const;

const OF_TASKS = [...WITHOUT_EFFECT.files, ...WITHOUT_EFFECT.account];
const POOL = [...WITHOUT_EFFECT.pool, ...OF_TASKS.map((path) => `startTask.${path}`)];
const TASK = [...WITHOUT_EFFECT.task, ...OF_TASKS, 'multiInstanceSettings.commonResourceFiles[].fileMode'];
const JOB = [
  ...WITHOUT_EFFECT.job,
  ...TASK.map((path) => `jobManagerTask.${path}`),
  ...OF_TASKS.map((path) => `jobPreparationTask.${path}`),
  ...OF_TASKS.map((path) => `jobReleaseTask.${path}`),
];

type Found = Set<string>;

/** `pool.metadata`, `task.environmentSettings`, …: those that some body of the scenario has, sorted. */
export function notModelled(tree: Readonly<Record<string, unknown>>): readonly string[] {
  const found: Found = new Set();
  for (const pool of listOf(tree.pools)) ofPool(pool, found);
  for (const entry of listOf(tree.jobs)) {
    ofJob(memberOf(entry, 'job') ?? entry, found);
    for (const own of listOf(memberOf(entry, 'tasks'))) ofEntry(own, found);
  }
  for (const schedule of listOf(tree.jobSchedules)) ofSchedule(schedule, found);
  for (const entry of listOf(tree.tasks)) ofEntry(entry, found);
  for (const program of listOf(tree.programs))
    for (const act of listOf(memberOf(program, 'then'))) ofAction(act, found);
  for (const action of listOf(tree.actions)) ofAction(action, found);
  return [...found].sort();
}

const OPERATIONS: Partial<Record<OperationName, (body: unknown, found: Found) => void>> = {
  addPool: ofPool,
  patchPool: ofPool,
  updatePoolProperties: ofPool,
  addJob: ofJob,
  patchJob: ofJob,
  updateJob: ofJob,
  addJobSchedule: ofSchedule,
  patchJobSchedule: ofSchedule,
  addTask: ofTask,
  addTasks: ofEntry,
};

function ofAction(action: unknown, found: Found): void {
  for (const [name, look] of Object.entries(OPERATIONS)) {
    const body = memberOf(action, name);
    if (body !== undefined) look(body, found);
  }
}

function ofPool(pool: unknown, found: Found): void {
  note('pool', POOL, pool, found);
}

function ofJob(job: unknown, found: Found): void {
  note('job', JOB, job, found);
  const nested = memberOf(memberOf(memberOf(job, 'poolInfo'), 'autoPoolSpecification'), 'pool');
  if (nested !== undefined) ofPool(nested, found);
}

function ofSchedule(schedule: unknown, found: Found): void {
  note('jobSchedule', ['metadata'], schedule, found);
  ofJob(memberOf(schedule, 'jobSpecification'), found);
}

function ofEntry(entry: unknown, found: Found): void {
  ofTask(memberOf(entry, 'task'), found);
  for (const act of listOf(memberOf(memberOf(entry, 'runs'), 'then'))) ofAction(act, found);
}

function ofTask(task: unknown, found: Found): void {
  note('task', TASK, task, found);
}

function note(kind: string, paths: readonly string[], body: unknown, found: Found): void {
  for (const path of paths) if (holds(body, path.split('.'))) found.add(`${kind}.${path.replaceAll('[]', '')}`);
}

function holds(value: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return value !== undefined;
  if (first.endsWith('[]')) return listOf(memberOf(value, first.slice(0, -2))).some((element) => holds(element, rest));
  return holds(memberOf(value, first), rest);
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
