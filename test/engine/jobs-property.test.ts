import fc from 'fast-check';
import { expect, test } from 'vitest';
import { autoPool, withPools } from '../support/job-lab.ts';
import type { LogLine, RunLog } from '../support/run.ts';
import { pool } from '../support/run.ts';

const at = (seconds: number) => `"${new Date(Date.UTC(2017, 4, 1) + seconds * 1000).toISOString()}"`;
const maybe = (text: string) => fc.constantFrom('', text);
const seconds = fc.integer({ min: 0, max: 20 }).map((n) => n * 30);

const manager = fc
  .tuple(
    fc.constantFrom('w60', 'f60', 'w300', 'acts'),
    fc.boolean(),
    fc.boolean(),
    fc.boolean(),
    fc.integer({ min: 0, max: 2 }),
  )
  .map(
    ([command, kills, exclusive, lowPriority, retries]) =>
      `, jobManagerTask: { id: jm, commandLine: ${command}, killJobOnCompletion: ${kills}, runExclusive: ${exclusive}, allowLowPriorityNode: ${lowPriority}, constraints: { maxTaskRetryCount: ${retries} } }`,
  );
const body = fc
  .tuple(
    fc.constantFrom('{ poolId: p }', '{ poolId: q }', autoPool(), autoPool('keepAlive: true')),
    fc.integer({ min: -1, max: 1 }),
    fc.oneof(fc.constant(''), manager),
    fc.constantFrom(
      '',
      ', jobPreparationTask: { commandLine: w10 }, jobReleaseTask: { commandLine: w30 }',
      ', jobPreparationTask: { commandLine: f30, waitForSuccess: false }, jobReleaseTask: { commandLine: w90 }',
    ),
    maybe(', onAllTasksComplete: terminatejob'),
    maybe(', onTaskFailure: performexitoptionsjobaction'),
    maybe(', constraints: { maxWallClockTime: PT400S, maxTaskRetryCount: 1 }'),
  )
  .map(([poolInfo, priority, ...rest]) => `poolInfo: ${poolInfo}, priority: ${priority}${rest.join('')}`);
const schedule = fc
  .tuple(body, fc.constantFrom('PT1M', 'PT2M', 'PT5M'), maybe(', startWindow: PT1M'))
  .map(
    ([job, interval, window]) =>
      `{ id: s, schedule: { recurrenceInterval: ${interval}, doNotRunAfter: ${at(600)}${window} }, jobSpecification: { ${job} } }`,
  );
const jobId = fc.constantFrom('a', 'b', 's:job-1', 's:job-2');
const call = fc
  .tuple(
    seconds,
    fc.oneof(
      fc
        .tuple(jobId, fc.constantFrom('requeue', 'terminate', 'wait'))
        .map(([job, option]) => `disableJob: { jobId: "${job}", disableTasks: ${option} }`),
      fc
        .tuple(fc.constantFrom('enableJob', 'terminateJob', 'deleteJob'), jobId)
        .map(([name, job]) => `${name}: { jobId: "${job}" }`),
      fc
        .tuple(
          jobId,
          fc.constantFrom(
            'priority: 1',
            'poolInfo: { poolId: q }',
            'onAllTasksComplete: terminatejob',
            'constraints: { maxWallClockTime: PT200S }',
            'poolInfo: { autoPoolSpecification: { keepAlive: true } }',
          ),
        )
        .map(([job, change]) => `patchJob: { jobId: "${job}", ${change} }`),
      fc
        .tuple(
          fc.constantFrom('terminateTask', 'deleteTask', 'reactivateTask'),
          jobId,
          fc.constantFrom('jm', 't1', 't2'),
        )
        .map(([name, job, task]) => `${name}: { jobId: "${job}", taskId: ${task} }`),
      fc
        .constantFrom('disableJobSchedule', 'enableJobSchedule', 'terminateJobSchedule', 'deleteJobSchedule')
        .map((name) => `${name}: { jobScheduleId: s }`),
      fc
        .constantFrom('PT1M', 'PT4M')
        .map(
          (interval) =>
            `patchJobSchedule: { jobScheduleId: s, schedule: { recurrenceInterval: ${interval}, doNotRunAfter: ${at(500)} } }`,
        ),
      body.map((job) => `addJob: { id: a, ${job} }`),
      jobId.map((job) => `addTasks: { jobId: "${job}", count: 2, task: { id: "t{n}", commandLine: w60 } }`),
      fc.constantFrom(
        'rebootNode: { poolId: p, nodeId: tvm-1 }',
        'preemptNodes: { poolId: p, count: 1 }',
        'deletePool: { poolId: p }',
        'removeNodes: { poolId: p, nodeList: [ tvm-2 ], nodeDeallocationOption: terminate }',
        'disableScheduling: { poolId: p, nodeId: tvm-1, nodeDisableSchedulingOption: terminate }',
        'enableScheduling: { poolId: p, nodeId: tvm-1 }',
      ),
    ),
  )
  .map(([when, operation]) => `- { at: PT${when}S, ${operation} }`);
const scenario = fc
  .tuple(
    body,
    body,
    schedule,
    fc.array(call, { maxLength: 14 }),
    fc.constantFrom('PT0S', 'PT5S'),
    fc.constantFrom(1, 2),
    fc.constantFrom(2, 3, 50),
  )
  .map(([a, b, s, calls, dispatch, slots, quota]) => ({
    quota,
    slots,
    text: `
cloud: { dispatch: ${dispatch}, nodes: { allocate: PT1M, create: PT0S, start: PT0S, reboot: PT2M, leave: PT30S, replace: PT1M } }
account: { activeJobAndJobScheduleQuota: ${quota} }
jobs: [ { id: a, ${a} }, { id: b, ${b} } ]
jobSchedules: [ ${s} ]
tasks:
  - { jobId: a, count: 2, task: { id: "t{n}", commandLine: w60 } }
  - { jobId: b, count: 3, arrival: { every: PT40S }, task: { id: "t{n}", commandLine: f60 } }
${calls.length === 0 ? '' : `actions:\n  ${calls.join('\n  ')}`}`,
  }));
const pools = (slots: number) => [
  pool(`targetDedicatedNodes: 2, targetLowPriorityNodes: 1, maxTasksPerNode: ${slots}`),
  pool('targetDedicatedNodes: 1', 'q'),
];
const ACTS =
  '{ match: acts, duration: PT90S, then: [ { after: PT30S, addTasks: { count: 2, task: { id: "x{n}", commandLine: w30 } } }, { after: PT90S, terminateJob: {} } ] }';

const ASSIGNED = new Set<unknown>(['preparing', 'running']);
const OPEN = new Set<unknown>(['active', ...ASSIGNED]);
const IDS: Readonly<Record<string, readonly string[]>> = {
  job: ['jobId'],
  jobSchedule: ['jobScheduleId'],
  task: ['jobId', 'taskId'],
};
const nameOf = (line: LogLine) =>
  `${line.entity} ${(IDS[line.entity] ?? ['jobId', 'poolId', 'nodeId']).map((key) => line[key] ?? '').join('/')}`;

/** Reads the log as somebody would who knows the rules and nothing else; answers the first thing that cannot be. */
function complaint(log: RunLog, quota: number, slots: number): string | null {
  const states = new Map<string, string | null>();
  const tasksOf = new Map<string, Map<string, LogLine>>();
  const managers = new Map<string, { taskId: string; runExclusive: boolean; allowLowPriorityNode: boolean }>();
  const dedicated = new Map<string, boolean>();
  const counting = new Set<string>();
  const tasks = (jobId: unknown) => [...(tasksOf.get(String(jobId)) ?? new Map<string, LogLine>()).values()];
  for (const line of log.lines) {
    if (line.entity === 'request' || line.entity === 'run' || line.entity === 'autoscale') continue;
    const name = nameOf(line);
    const wrong = (what: string) => `${what}: ${JSON.stringify(line)}`;
    if ((states.get(name) ?? null) !== line.from) return wrong(`it was ${states.get(name)}`);
    states.set(name, line.to);
    if (line.entity === 'node' && line.from === null)
      dedicated.set(`${line.poolId}/${line.nodeId}`, line.isDedicated === true);
    if (line.entity === 'job' || line.entity === 'jobSchedule') {
      if (line.to === 'completed' || line.to === null || (line.entity === 'jobSchedule' && line.to === 'deleting'))
        counting.delete(name);
      else if (line.from !== 'completed') counting.add(name);
      if (counting.size > quota) return wrong('the quota is exceeded');
    }
    if (line.entity === 'job') {
      const jobId = String(line.jobId);
      if (line.from === null) {
        managers.delete(jobId);
        if (line.jobManager !== undefined) managers.set(jobId, line.jobManager as never);
        const others = [...states].filter(
          ([other, state]) =>
            other !== name &&
            other.startsWith('job ') &&
            other.includes('/s:job-') &&
            state !== null &&
            state !== 'completed',
        );
        if (jobId.startsWith('s:') && others.length > 0) return wrong('another job of the schedule is active');
        if (jobId.startsWith('s:') && line.at > 600_000) return wrong('it comes after doNotRunAfter');
      }
      const states_ = tasks(jobId).map(({ to }) => to);
      if (line.to === 'disabled' && states_.some((state) => ASSIGNED.has(state))) return wrong('a task still runs');
      if (line.to === 'completed' && states_.some((state) => OPEN.has(state))) return wrong('a task is still open');
      if (line.to === null && states_.length > 0) return wrong('a task is still there');
    }
    if (line.entity === 'task') {
      const jobId = String(line.jobId);
      const job = states.get(`job ${jobId}`);
      if (job === undefined || job === null) return wrong('there is no such job');
      const known = tasksOf.get(jobId) ?? new Map<string, LogLine>();
      tasksOf.set(jobId, known);
      if (line.to === null) known.delete(String(line.taskId));
      else known.set(String(line.taskId), line);
      if (OPEN.has(line.to) && ['terminating', 'completed', 'deleting'].includes(job))
        return wrong(`its job is ${job}`);
      if (!ASSIGNED.has(line.to)) continue;
      if (line.from === 'active' && job !== 'active' && job !== 'disabling') return wrong(`its job is ${job}`);
      const node = `${line.poolId}/${line.nodeId}`;
      const beside = [...tasksOf].flatMap(([id, all]) =>
        [...all.values()]
          .filter((other) => ASSIGNED.has(other.to) && `${other.poolId}/${other.nodeId}` === node)
          .map((other) => ({ other, manager: managers.get(id) })),
      );
      if (beside.length > slots) return wrong('more tasks than slots');
      const alone = beside.filter(({ other, manager }) => manager?.taskId === other.taskId && manager?.runExclusive);
      if (alone.length > 0 && beside.length > 1) return wrong('an exclusive manager is not alone');
      const manager = managers.get(jobId);
      const isManager = manager !== undefined && manager.taskId === line.taskId;
      if (isManager && !manager.allowLowPriorityNode && !dedicated.get(node))
        return wrong('a manager on a low-priority node');
    }
  }
  return null;
}

test('S-25, L-188, L-251, L-331: whatever is asked of jobs and schedules, at whatever instants, their lives stay in order', () => {
  fc.assert(
    fc.property(scenario, ({ text, quota, slots }) => {
      const log = withPools(pools(slots), text, [ACTS]);
      expect(complaint(log, quota, slots)).toBeNull();
      expect(log.summary.endReason).toBe('quiescent');
    }),
    { seed: 2017, numRuns: 60 },
  );
});
