/** Random operations of users, of programs and of the cloud; many of them name what is not there, or is not in the right state. */
import {
  randomConstraints,
  randomFormula,
  randomJob,
  randomJobSchedule,
  randomPool,
  randomSchedule,
  randomStartTask,
  randomTask,
} from './bodies.ts';
import type { Chance } from './chance.ts';
import type { Body, Plan } from './plan.ts';

type Make = (chance: Chance, plan: Plan) => Body;

const DRAINS = ['requeue', 'terminate', 'taskcompletion', 'retaineddata'];
const pool: Make = (chance, plan) => ({
  poolId: chance.pick(plan.poolIds.slice(0, chance.roll(0.4) ? 1 : plan.poolsAtStart + (chance.roll(0.1) ? 1 : 0))),
});
const node: Make = (chance, plan) => ({
  ...pool(chance, plan),
  nodeId: `tvm-${chance.from(1, chance.pick([plan.nodes, plan.nodes, 8]))}`,
});
const jobId = (chance: Chance, plan: Plan): string =>
  plan.scheduleIds.length > 0 && chance.roll(0.3)
    ? `${chance.pick(plan.scheduleIds)}:job-${chance.from(1, 3)}`
    : chance.pick(plan.jobIds.slice(0, plan.jobsAtStart + (chance.roll(0.1) ? 1 : 0)));
const job: Make = (chance, plan) => ({ jobId: jobId(chance, plan) });
const TASK_IDS = ['t1', 't1-1', 't1-2', 't1-3', 't2', 't2-1', 't2-2', 't3-1', 'jm', 'jm'];
const NEW_IDS = ['x1', 'x2', 'x3', 'y1', 'y2', 't1', '1', '02'];
const task: Make = (chance, plan) => ({ ...job(chance, plan), taskId: chance.pick(TASK_IDS) });
const schedule: Make = (chance, plan) => ({ jobScheduleId: chance.pick([...plan.scheduleIds, 's']) });

const POOL_OPERATIONS: Readonly<Record<string, Make>> = {
  addPool: (chance, plan) => randomPool(chance, plan, chance.pick(plan.poolIds)),
  deletePool: pool,
  patchPool: (chance, plan) => ({ ...pool(chance, plan), startTask: randomStartTask(chance, plan) }),
  resizePool: (chance, plan) => ({
    ...pool(chance, plan),
    ...chance.maybe(0.8, () => ({ targetDedicatedNodes: chance.from(0, plan.nodes + 1) })),
    ...(plan.lowPriority ? chance.maybe(0.8, () => ({ targetLowPriorityNodes: chance.from(0, plan.nodes + 1) })) : {}),
    nodeDeallocationOption: chance.pick(DRAINS),
    ...chance.maybe(0.3, () => ({ resizeTimeout: 'PT5M' })),
  }),
  stopResize: pool,
  removeNodes: (chance, plan) => ({
    ...pool(chance, plan),
    nodeList: chance.times(chance.from(1, 2), () => `tvm-${chance.from(1, plan.nodes + 1)}`),
    nodeDeallocationOption: chance.pick(DRAINS),
    ...chance.maybe(0.3, () => ({ resizeTimeout: 'PT5M' })),
  }),
};
const AUTOSCALE_OPERATIONS: Readonly<Record<string, Make>> = {
  enableAutoScale: (chance, plan) => ({
    ...pool(chance, plan),
    autoScaleFormula: randomFormula(chance),
    autoScaleEvaluationInterval: 'PT5M',
  }),
  disableAutoScale: pool,
  evaluateAutoScale: (chance, plan) => ({ ...pool(chance, plan), autoScaleFormula: randomFormula(chance) }),
};
const NODE_OPERATIONS: Readonly<Record<string, Make>> = {
  rebootNode: (chance, plan) => ({ ...node(chance, plan), nodeRebootOption: chance.pick(DRAINS) }),
  reimageNode: (chance, plan) => ({ ...node(chance, plan), nodeReimageOption: chance.pick(DRAINS) }),
  disableScheduling: (chance, plan) => ({
    ...node(chance, plan),
    nodeDisableSchedulingOption: chance.pick(DRAINS.slice(0, 3)),
  }),
  enableScheduling: node,
};
const JOB_OPERATIONS: Readonly<Record<string, Make>> = {
  addJob: (chance, plan) => randomJob(chance, plan, chance.pick(plan.jobIds)),
  patchJob: (chance, plan) => ({
    ...job(chance, plan),
    ...chance.maybe(0.5, () => ({ priority: chance.pick([-5, 0, 5, 10]) })),
    ...chance.maybe(0.3, () => ({ onAllTasksComplete: 'terminatejob' })),
    ...chance.maybe(0.3, () => ({ poolInfo: { poolId: chance.pick(plan.poolIds) } })),
    ...chance.maybe(0.2, () => ({
      constraints: { maxTaskRetryCount: chance.from(0, 2), maxWallClockTime: chance.pick(['PT10M', 'PT1H']) },
    })),
  }),
  disableJob: (chance, plan) => ({ ...job(chance, plan), disableTasks: chance.pick(['requeue', 'terminate', 'wait']) }),
  enableJob: job,
  terminateJob: job,
  deleteJob: job,
};
const SCHEDULE_OPERATIONS: Readonly<Record<string, Make>> = {
  addJobSchedule: (chance, plan) => randomJobSchedule(chance, plan, 's'),
  patchJobSchedule: (chance, plan) => ({ ...schedule(chance, plan), schedule: randomSchedule(chance) }),
  disableJobSchedule: schedule,
  enableJobSchedule: schedule,
  terminateJobSchedule: schedule,
  deleteJobSchedule: schedule,
};
const TASK_OPERATIONS: Readonly<Record<string, Make>> = {
  addTask: (chance, plan) => ({ ...job(chance, plan), ...randomTask(chance, plan, {}, chance.pick(NEW_IDS)) }),
  addTasks: (chance, plan) => ({
    ...job(chance, plan),
    count: chance.from(1, 3),
    ...chance.maybe(0.4, () => ({ arrival: { every: chance.pick(['PT30S', 'PT1M']) } })),
    task: randomTask(chance, plan, {}, 'x{n}'),
  }),
  updateTask: (chance, plan) => ({ ...task(chance, plan), constraints: randomConstraints(chance, plan) }),
  terminateTask: task,
  deleteTask: task,
  reactivateTask: task,
};
const CLOUD_ACTS: Readonly<Record<string, Make>> = {
  preemptNodes: (chance, plan) => ({
    ...pool(chance, plan),
    ...(chance.roll(0.5) ? { count: chance.from(1, 3) } : { nodeIds: [`tvm-${chance.from(1, plan.nodes + 1)}`] }),
  }),
  failNode: (chance, plan) => ({ ...node(chance, plan), to: chance.pick(['unusable', 'unknown']) }),
  recoverNode: node,
  setCapacity: (chance) => ({
    ...chance.maybe(0.8, () => ({ dedicated: chance.pick([null, 0, 1, 2, 4]) })),
    ...chance.maybe(0.8, () => ({ lowPriority: chance.pick([null, 0, 1, 2, 4]) })),
  }),
};

const DESTRUCTIVE = new Set(['deletePool', 'terminateJob', 'deleteJob', 'terminateJobSchedule', 'deleteJobSchedule']);

/** One operation by its name, as it stands in `actions` or, for programs, in `then`. */
export function randomAction(chance: Chance, plan: Plan, ofProgram = false): Body {
  const families = [
    POOL_OPERATIONS,
    NODE_OPERATIONS,
    JOB_OPERATIONS,
    TASK_OPERATIONS,
    TASK_OPERATIONS,
    CLOUD_ACTS,
    ...(plan.isBusy ? [CLOUD_ACTS, NODE_OPERATIONS] : []),
    ...(plan.autoscale ? [AUTOSCALE_OPERATIONS] : []),
    ...(plan.scheduleIds.length > 0 ? [SCHEDULE_OPERATIONS] : []),
  ];
  const family = ofProgram && chance.roll(0.7) ? TASK_OPERATIONS : chance.pick(families);
  const names = Object.keys(family).filter((name) => plan.destructive || !DESTRUCTIVE.has(name));
  const name = chance.pick(names);
  const body = family[name](chance, plan);
  if (!ofProgram || !('jobId' in body) || chance.roll(0.3)) return { [name]: body };
  const { jobId: _own, ...rest } = body;
  return { [name]: rest };
}
