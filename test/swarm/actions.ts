/** Random operations of users, of programs and of the cloud; many of them name what is not there, or is not in the right state. */
import {
  randomConstraints,
  randomFormula,
  randomJob,
  randomJobSchedule,
  randomJobSpecification,
  randomPackages,
  randomPool,
  randomPoolInfo,
  randomSchedule,
  randomStartTask,
  randomTask,
} from './bodies.ts';
import type { Chance } from './chance.ts';
import { type Body, iso, type Plan } from './plan.ts';

/** What an operation is about: one of each kind, so that several in a row may meet the same thing. */
interface Subject {
  readonly poolId: string;
  readonly nodeId: string;
  readonly jobId: string;
  readonly taskId: string;
  readonly jobScheduleId: string;
}

type Make = (chance: Chance, plan: Plan, subject: Subject) => Body;
type Family = Readonly<Record<string, Make>>;

const TASK_IDS = ['t1', 't1-1', 't1-2', 't1-3', 't2', 't2-1', 't2-2', 't3-1', 'jm', 'jm'];
const NEW_IDS = ['x1', 'x2', 'x3', 'y1', 'y2', 't1', '1', '02'];
const DRAINS = ['requeue', 'terminate', 'taskcompletion', 'retaineddata'];

function randomSubject(chance: Chance, plan: Plan): Subject {
  const ofSchedule = plan.scheduleIds.length > 0 && chance.roll(plan.theme === 'schedules' ? 0.6 : 0.3);
  return {
    poolId: chance.pick(plan.poolIds.slice(0, chance.roll(0.4) ? 1 : plan.poolsAtStart + (chance.roll(0.07) ? 1 : 0))),
    nodeId: `tvm-${chance.from(1, plan.theme === 'nodes' ? plan.nodes + 1 : chance.pick([plan.nodes, plan.nodes, 8]))}`,
    jobId: ofSchedule
      ? `${chance.pick(plan.scheduleIds)}:job-${chance.from(1, 3)}`
      : chance.pick(plan.jobIds.slice(0, plan.jobsAtStart + (chance.roll(0.1) ? 1 : 0))),
    taskId: chance.pick(TASK_IDS),
    jobScheduleId: chance.pick([...plan.scheduleIds, 's']),
  };
}

const pool: Make = (_chance, _plan, { poolId }) => ({ poolId });
const node: Make = (_chance, _plan, { poolId, nodeId }) => ({ poolId, nodeId });
const job: Make = (_chance, _plan, { jobId }) => ({ jobId });
const task: Make = (_chance, _plan, { jobId, taskId }) => ({ jobId, taskId });
const schedule: Make = (_chance, _plan, { jobScheduleId }) => ({ jobScheduleId });

const POOL_OPERATIONS: Family = {
  addPool: (chance, plan) => randomPool(chance, plan, chance.pick(plan.poolIds)),
  deletePool: pool,
  patchPool: (chance, plan, { poolId }) => ({
    poolId,
    ...chance.maybe(0.8, () => ({ startTask: randomStartTask(chance, plan) })),
    ...(plan.packages ? chance.maybe(0.4, () => randomPackages(chance)) : {}),
  }),
  updatePoolProperties: (chance, plan, { poolId }) => ({
    poolId,
    ...chance.maybe(0.6, () => ({ startTask: randomStartTask(chance, plan) })),
    certificateReferences: [],
    ...(plan.packages && chance.roll(0.4) ? randomPackages(chance) : { applicationPackageReferences: [] }),
    metadata: [],
  }),
  resizePool: (chance, plan, { poolId }) => ({
    poolId,
    ...chance.maybe(0.8, () => ({ targetDedicatedNodes: chance.from(0, plan.nodes + 1) })),
    ...(plan.lowPriority ? chance.maybe(0.8, () => ({ targetLowPriorityNodes: chance.from(0, plan.nodes + 1) })) : {}),
    nodeDeallocationOption: chance.pick(DRAINS),
    ...chance.maybe(0.3, () => ({ resizeTimeout: 'PT5M' })),
  }),
  stopResize: pool,
};
const REMOVAL: Family = {
  removeNodes: (chance, plan, { poolId, nodeId }) => ({
    poolId,
    nodeList: chance.roll(0.6)
      ? [nodeId]
      : chance.times(chance.from(1, 2), () => `tvm-${chance.from(1, plan.nodes + 1)}`),
    nodeDeallocationOption: chance.pick(DRAINS),
    ...chance.maybe(0.3, () => ({ resizeTimeout: 'PT5M' })),
  }),
};
const AUTOSCALE_OPERATIONS: Family = {
  enableAutoScale: (chance, _plan, { poolId }) => ({
    poolId,
    ...chance.maybe(0.8, () => ({ autoScaleFormula: randomFormula(chance) })),
    ...chance.maybe(0.8, () => ({ autoScaleEvaluationInterval: 'PT5M' })),
  }),
  disableAutoScale: pool,
  evaluateAutoScale: (chance, _plan, { poolId }) => ({ poolId, autoScaleFormula: randomFormula(chance) }),
};
const NODE_OPERATIONS: Family = {
  rebootNode: (chance, _plan, { poolId, nodeId }) => ({ poolId, nodeId, nodeRebootOption: chance.pick(DRAINS) }),
  reimageNode: (chance, _plan, { poolId, nodeId }) => ({ poolId, nodeId, nodeReimageOption: chance.pick(DRAINS) }),
  disableScheduling: (chance, _plan, { poolId, nodeId }) => ({
    poolId,
    nodeId,
    nodeDisableSchedulingOption: chance.pick(DRAINS.slice(0, 3)),
  }),
  enableScheduling: node,
};
const JOB_OPERATIONS: Family = {
  addJob: (chance, plan) => randomJob(chance, plan, chance.pick(plan.jobIds)),
  patchJob: (chance, plan, { jobId }) => ({
    jobId,
    ...chance.maybe(0.5, () => ({ priority: chance.pick([-5, 0, 5, 10]) })),
    ...chance.maybe(0.3, () => ({ onAllTasksComplete: 'terminatejob' })),
    ...chance.maybe(0.3, () => ({
      poolInfo: chance.roll(0.75)
        ? { poolId: chance.pick(plan.poolIds) }
        : { autoPoolSpecification: { keepAlive: chance.roll(0.5) } },
    })),
    ...chance.maybe(0.2, () => ({
      constraints: { maxTaskRetryCount: chance.from(0, 2), maxWallClockTime: chance.pick(['PT10M', 'PT1H']) },
    })),
  }),
  updateJob: (chance, plan, { jobId }) => ({
    jobId,
    ...chance.maybe(0.7, () => ({ priority: chance.pick([-5, 0, 5, 10]) })),
    poolInfo: randomPoolInfo(chance, plan, false),
    ...chance.maybe(0.3, () => ({ onAllTasksComplete: chance.pick(['terminatejob', 'noaction']) })),
    ...chance.maybe(0.3, () => ({ constraints: { maxTaskRetryCount: chance.from(0, 2) } })),
  }),
  disableJob: (chance, _plan, { jobId }) => ({ jobId, disableTasks: chance.pick(['requeue', 'terminate', 'wait']) }),
  enableJob: job,
  terminateJob: (chance, _plan, { jobId }) => ({ jobId, ...chance.maybe(0.3, () => ({ terminateReason: 'enough' })) }),
  deleteJob: job,
};
const SCHEDULE_OPERATIONS: Family = {
  addJobSchedule: (chance, plan) => randomJobSchedule(chance, plan, chance.pick(['s', 'u', 'v'])),
  patchJobSchedule: (chance, plan, { jobScheduleId }) => ({
    jobScheduleId,
    ...chance.maybe(0.8, () => ({ schedule: randomSchedule(chance, plan) })),
    ...chance.maybe(0.3, () => ({ jobSpecification: randomJobSpecification(chance, plan) })),
  }),
  disableJobSchedule: schedule,
  enableJobSchedule: schedule,
  terminateJobSchedule: schedule,
  deleteJobSchedule: schedule,
};
/** the job, as far as a task's body depends on it */
const withDependencies = ({ dependencies }: Plan): Body => (dependencies ? { usesTaskDependencies: true } : {});

const TASK_OPERATIONS: Family = {
  addTask: (chance, plan, { jobId, taskId }) => ({
    jobId,
    ...randomTask(chance, plan, withDependencies(plan), chance.roll(0.2) ? taskId : chance.pick(NEW_IDS)),
    ...(plan.dependencies ? chance.maybe(0.4, () => ({ dependsOn: { taskIds: [taskId] } })) : {}),
  }),
  addTasks: (chance, plan, { jobId }) => ({
    jobId,
    count: chance.from(1, 3),
    ...chance.maybe(0.4, () => ({ arrival: { every: chance.pick(['PT30S', 'PT1M']) } })),
    task: randomTask(chance, plan, withDependencies(plan), 'x{n}'),
    ...chance.maybe(0.3, () => ({ runs: { duration: chance.pick(plan.durations), exitCode: chance.pick([0, 1]) } })),
  }),
  updateTask: (chance, plan, { jobId, taskId }) => ({ jobId, taskId, constraints: randomConstraints(chance, plan) }),
  terminateTask: task,
  deleteTask: task,
  reactivateTask: task,
};
const NODE_ACTS: Family = {
  preemptNodes: (chance, _plan, { poolId, nodeId }) => ({
    poolId,
    ...(chance.roll(0.5) ? { count: chance.from(1, 3) } : { nodeIds: [nodeId] }),
  }),
  failNode: (chance, _plan, { poolId, nodeId }) => ({ poolId, nodeId, to: chance.pick(['unusable', 'unknown']) }),
  recoverNode: node,
};
const CLOUD_ACTS: Family = {
  ...NODE_ACTS,
  setCapacity: (chance) => ({
    ...chance.maybe(0.8, () => ({ dedicated: chance.pick([null, 0, 1, 2, 4]) })),
    ...chance.maybe(0.8, () => ({ lowPriority: chance.pick([null, 0, 1, 2, 4]) })),
  }),
};

const DESTRUCTIVE = new Set(['deletePool', 'terminateJob', 'deleteJob', 'terminateJobSchedule', 'deleteJobSchedule']);

/** Some operations of users and of the cloud, some of them in a row at one thing, many at the plan's moments. */
export function randomActions(chance: Chance, plan: Plan): Body[] {
  const found: Body[] = [];
  while (found.length < plan.actions) {
    const subject = randomSubject(chance, plan);
    const family = chance.pick(familiesOf(plan));
    let step = chance.roll(0.4) ? chance.pick(plan.moments) : plan.firstAction + chance.below(plan.lastAction + 1);
    if (plan.theme === 'busy' && chance.roll(0.15)) found.push(...outAndBack(chance, plan, subject, step));
    found.push({ at: iso(step * 30), ...operation(chance, plan, family, subject) });
    while (chance.roll(plan.inARow)) {
      step += chance.pick([0, 0, 1, 1, 2, 4]);
      found.push({ at: iso(step * 30), ...operation(chance, plan, { ...family, ...kinOf(family) }, subject) });
    }
  }
  return found;
}

/** A full node is taken out of service and put back; meanwhile other nodes lose their tasks, a manager among them perhaps. */
function outAndBack(chance: Chance, plan: Plan, { poolId, nodeId }: Subject, step: number): Body[] {
  const others = chance.times(chance.from(1, 2), () => `tvm-${chance.from(1, plan.nodes)}`);
  return [
    { at: iso(step * 30), disableScheduling: { poolId, nodeId, nodeDisableSchedulingOption: 'taskcompletion' } },
    ...others.map((other) => ({
      at: iso((step + 1) * 30),
      ...chance.pick<Body>([
        { failNode: { poolId, nodeId: other, to: 'unusable' } },
        { rebootNode: { poolId, nodeId: other, nodeRebootOption: 'requeue' } },
      ]),
    })),
    { at: iso((step + chance.from(1, 4)) * 30), enableScheduling: { poolId, nodeId } },
  ];
}

/** One operation by its name as it stands in `then` of a program: often at the program's own job, which it need not name. */
export function randomAct(chance: Chance, plan: Plan): Body {
  const family = chance.roll(0.7) ? TASK_OPERATIONS : chance.pick(familiesOf(plan));
  const act = operation(chance, plan, family, randomSubject(chance, plan));
  const [[name, body]] = Object.entries(act) as [[string, Body]];
  if (!('jobId' in body) || chance.roll(0.3)) return act;
  const { jobId: _own, ...rest } = body;
  return { [name]: rest };
}

function operation(chance: Chance, plan: Plan, family: Family, subject: Subject): Body {
  const names = Object.keys(family).filter((name) => plan.destructive || !DESTRUCTIVE.has(name));
  const name = chance.pick(names);
  return { [name]: family[name](chance, plan, subject) };
}

function familiesOf(plan: Plan): readonly Family[] {
  if (plan.theme === 'nodes')
    return [NODE_OPERATIONS, NODE_ACTS, REMOVAL, { ...NODE_OPERATIONS, ...NODE_ACTS }, POOL_OPERATIONS];
  if (plan.theme === 'jobs') return [JOB_OPERATIONS, JOB_OPERATIONS, TASK_OPERATIONS];
  if (plan.theme === 'schedules') return [SCHEDULE_OPERATIONS, SCHEDULE_OPERATIONS, JOB_OPERATIONS, POOL_OPERATIONS];
  return [
    { ...POOL_OPERATIONS, ...REMOVAL },
    NODE_OPERATIONS,
    JOB_OPERATIONS,
    TASK_OPERATIONS,
    TASK_OPERATIONS,
    CLOUD_ACTS,
    ...(plan.theme === 'busy' ? [CLOUD_ACTS, NODE_OPERATIONS] : []),
    ...(plan.autoscale ? [AUTOSCALE_OPERATIONS] : []),
    ...(plan.scheduleIds.length > 0 ? [SCHEDULE_OPERATIONS] : []),
  ];
}

/** What may come on top of an operation at the same thing. */
function kinOf(family: Family): Family {
  if ('rebootNode' in family || 'failNode' in family || 'removeNodes' in family)
    return { ...NODE_OPERATIONS, ...NODE_ACTS, ...REMOVAL };
  if ('resizePool' in family) return { ...POOL_OPERATIONS, ...AUTOSCALE_OPERATIONS };
  return family;
}
