import { describe, expect, it } from 'vitest';
import { checkOperation } from '../../src/batch/body/operation.ts';
import { OPERATION_NAMES } from '../../src/batch/body/operation-schemas.ts';
import type { Checked } from '../../src/batch/issue.ts';
import type { Operation, OperationName, Request, TaskEntry } from '../../src/batch/model.ts';
import { account } from './account.ts';
import { accepted, messages } from './refusals.ts';
import { autoPoolJob, jobBody, poolBody, taskBody } from './sample-bodies.ts';

const MINUTE = 60_000;
const entry = { count: 3 } as TaskEntry;
const context = {
  account: account(),
  start: Date.UTC(2017, 4, 1),
  ownJob: false,
  addTasks: (): Checked<TaskEntry> => ({ ok: true, value: entry, warnings: [] }),
};

const check = (name: OperationName, raw: unknown, given: object = {}): Checked<Request> =>
  checkOperation(name, raw, { ...context, ...given });

/** The operation of a request that is well-formed. */
function operation(name: OperationName, raw: unknown, given: object = {}): Operation {
  const request = accepted(check(name, raw, given));
  if (!request.ok) throw new Error(request.message);
  return request.operation;
}

/** `STATUS CODE` of a request that the service refuses whatever its state is. */
function refusal(name: OperationName, raw: unknown, given: object = {}): string {
  const request = accepted(check(name, raw, given));
  return request.ok ? 'accepted' : `${request.status} ${request.code}`;
}

/** The least that each operation needs, and what it compiles to. */
const LEAST: Record<OperationName, [raw: object, compiled: object]> = {
  addPool: [poolBody(), { pool: { id: 'render' } }],
  deletePool: [{ poolId: 'p' }, { poolId: 'p' }],
  patchPool: [{ poolId: 'p' }, { poolId: 'p', patch: {} }],
  updatePoolProperties: [
    { poolId: 'p' },
    { patch: { startTask: null, certificateReferences: [], applicationPackageReferences: [], metadata: [] } },
  ],
  resizePool: [
    { poolId: 'p', targetDedicatedNodes: 3 },
    {
      targetDedicatedNodes: 3,
      targetLowPriorityNodes: null,
      resizeTimeout: 15 * MINUTE,
      nodeDeallocationOption: 'requeue',
    },
  ],
  stopResize: [{ poolId: 'p' }, { poolId: 'p' }],
  removeNodes: [
    { poolId: 'p', nodeList: ['tvm-1'] },
    { nodeList: ['tvm-1'], resizeTimeout: 15 * MINUTE, nodeDeallocationOption: 'requeue' },
  ],
  enableAutoScale: [
    { poolId: 'p', autoScaleFormula: 'a=1;' },
    { autoScaleFormula: 'a=1;', autoScaleEvaluationInterval: null },
  ],
  disableAutoScale: [{ poolId: 'p' }, { poolId: 'p' }],
  evaluateAutoScale: [{ poolId: 'p', autoScaleFormula: 'a=1;' }, { autoScaleFormula: 'a=1;' }],
  rebootNode: [
    { poolId: 'p', nodeId: 'tvm-1' },
    { nodeId: 'tvm-1', option: 'requeue' },
  ],
  reimageNode: [{ poolId: 'p', nodeId: 'tvm-1' }, { option: 'requeue' }],
  disableScheduling: [{ poolId: 'p', nodeId: 'tvm-1' }, { option: 'requeue' }],
  enableScheduling: [
    { poolId: 'p', nodeId: 'tvm-1' },
    { poolId: 'p', nodeId: 'tvm-1' },
  ],
  addJob: [jobBody(), { job: { id: 'frames' } }],
  patchJob: [{ jobId: 'j', priority: 5 }, { patch: { priority: 5 } }],
  updateJob: [
    { jobId: 'j', poolInfo: { poolId: 'p' } },
    {
      patch: {
        priority: 0,
        poolInfo: { poolId: 'p' },
        onAllTasksComplete: 'noaction',
        constraints: { maxTaskRetryCount: 0 },
      },
    },
  ],
  disableJob: [{ jobId: 'j', disableTasks: 'Requeue' }, { disableTasks: 'requeue' }],
  enableJob: [{ jobId: 'j' }, { jobId: 'j' }],
  terminateJob: [{ jobId: 'j' }, { terminateReason: 'UserTerminate' }],
  deleteJob: [{ jobId: 'j' }, { jobId: 'j' }],
  addJobSchedule: [
    { id: 's', schedule: { recurrenceInterval: 'PT1H' }, jobSpecification: { poolInfo: { poolId: 'p' } } },
    { jobSchedule: { id: 's', schedule: { recurrenceInterval: 60 * MINUTE } } },
  ],
  patchJobSchedule: [
    { jobScheduleId: 's', schedule: { doNotRunUntil: '2017-05-01T01:00:00Z' } },
    { jobScheduleId: 's', patch: { schedule: { doNotRunUntil: 60 * MINUTE } } },
  ],
  disableJobSchedule: [{ jobScheduleId: 's' }, { jobScheduleId: 's' }],
  enableJobSchedule: [{ jobScheduleId: 's' }, { jobScheduleId: 's' }],
  terminateJobSchedule: [{ jobScheduleId: 's' }, { jobScheduleId: 's' }],
  deleteJobSchedule: [{ jobScheduleId: 's' }, { jobScheduleId: 's' }],
  addTask: [
    { jobId: 'j', ...taskBody() },
    { jobId: 'j', task: { id: 'frame-1' } },
  ],
  addTasks: [
    { jobId: 'j', count: 3, task: taskBody() },
    { jobId: 'j', entry },
  ],
  updateTask: [
    { jobId: 'j', taskId: 't', constraints: { maxTaskRetryCount: 2 } },
    { constraints: { maxTaskRetryCount: 2, maxWallClockTime: Number.POSITIVE_INFINITY } },
  ],
  terminateTask: [
    { jobId: 'j', taskId: 't' },
    { jobId: 'j', taskId: 't' },
  ],
  deleteTask: [{ jobId: 'j', taskId: 't' }, { taskId: 't' }],
  reactivateTask: [{ jobId: 'j', taskId: 't' }, { taskId: 't' }],
  preemptNodes: [
    { poolId: 'p', count: 2 },
    { poolId: 'p', count: 2, nodeIds: null },
  ],
  failNode: [{ poolId: 'p', nodeId: 'tvm-1', to: 'Unusable' }, { to: 'unusable' }],
  recoverNode: [{ poolId: 'p', nodeId: 'tvm-1' }, { nodeId: 'tvm-1' }],
  setCapacity: [{ dedicated: 4 }, { dedicated: 4, lowPriority: null }],
};

describe('every operation', () => {
  it.each(OPERATION_NAMES)('%s compiles, its defaults applied', (name) => {
    const [raw, compiled] = LEAST[name];
    expect(operation(name, raw)).toMatchObject({ name, ...compiled });
  });

  // The body of addTasks is an entry of the scenario file and is checked there.
  it.each(OPERATION_NAMES.filter((name) => name !== 'addTasks'))(
    'S-5: %s refuses the scenario for a property that it does not know',
    (name) => {
      const checked = check(name, { ...LEAST[name][0], colour: 'red' });
      expect(messages(checked)).toContain('colour is no known property');
    },
  );

  it.each(OPERATION_NAMES.filter((name) => !['addPool', 'addJob', 'addJobSchedule', 'setCapacity'].includes(name)))(
    '%s refuses the scenario when an id of its path is missing or no text',
    (name) => {
      const [raw] = LEAST[name];
      const id = Object.keys(raw)[0];
      expect(messages(check(name, { ...raw, [id]: undefined }))).toContain(`${name} needs the ${id} it is about`);
      expect(messages(check(name, { ...raw, [id]: 7 }))).toContain(`${id} must be a text`);
    },
  );

  it('must be an object', () => {
    expect(messages(check('resizePool', 'p'))).toBe('resizePool must be an object');
    expect(messages(check('resizePool', []))).toBe('resizePool must be an object');
  });
});

describe('requests that the service refuses', () => {
  it('O-05: the first fault in the order of the table is the answer', () => {
    const request = accepted(check('addPool', poolBody({ vmSize: 'STANDARD_Z9', resizeTimeout: 'PT1M' })));
    expect(request).toMatchObject({
      ok: false,
      name: 'addPool',
      status: 400,
      code: 'InvalidPropertyValue',
      ids: { poolId: 'render' },
    });
    expect(request.ok ? '' : request.message).toContain('STANDARD_Z9');
  });

  it('L-063, L-075: a resize has five minutes or more and a known deallocation option', () => {
    expect(refusal('resizePool', { poolId: 'p', targetDedicatedNodes: 1, resizeTimeout: 'PT4M' })).toBe(
      '400 InvalidPropertyValue',
    );
    expect(refusal('resizePool', { poolId: 'p', targetDedicatedNodes: 1, nodeDeallocationOption: 'kill' })).toBe(
      '400 InvalidPropertyValue',
    );
    expect(refusal('resizePool', { poolId: 'p', targetLowPriorityNodes: -1 })).toBe('400 OutOfRangeInput');
  });

  it('O-08: a resize names at least one target', () => {
    expect(refusal('resizePool', { poolId: 'p' })).toBe('400 MissingRequiredProperty');
  });

  it('L-145: a resize in a user subscription asks for no low-priority nodes', () => {
    const owner = account({ poolAllocationMode: 'usersubscription' });
    expect(refusal('resizePool', { poolId: 'p', targetLowPriorityNodes: 1 }, { account: owner })).toBe(
      '400 InvalidPropertyValue',
    );
  });

  it('L-081: a removal names 1 to 100 nodes', () => {
    const nodes = (count: number) => ({
      poolId: 'p',
      nodeList: Array.from({ length: count }, (_, index) => `tvm-${index + 1}`),
    });
    expect(refusal('removeNodes', nodes(100))).toBe('accepted');
    expect(refusal('removeNodes', nodes(101))).toBe('400 InvalidPropertyValue');
    expect(refusal('removeNodes', nodes(0))).toBe('400 InvalidPropertyValue');
    expect(refusal('removeNodes', { poolId: 'p' })).toBe('400 MissingRequiredProperty');
  });

  it('L-090: enabling automatic scaling names a formula, an interval or both', () => {
    expect(refusal('enableAutoScale', { poolId: 'p' })).toBe('400 MissingRequiredProperty');
    expect(refusal('enableAutoScale', { poolId: 'p', autoScaleEvaluationInterval: 'PT4M' })).toBe(
      '400 InvalidPropertyValue',
    );
    expect(operation('enableAutoScale', { poolId: 'p', autoScaleEvaluationInterval: 'PT5M' })).toMatchObject({
      autoScaleFormula: null,
      autoScaleEvaluationInterval: 5 * MINUTE,
    });
  });

  it('L-115, L-120, L-123: nodes know four ways to let go of tasks, disabling three', () => {
    const node = { poolId: 'p', nodeId: 'tvm-1' };
    expect(operation('rebootNode', { ...node, nodeRebootOption: 'RetainedData' })).toMatchObject({
      option: 'retaineddata',
    });
    expect(operation('reimageNode', { ...node, nodeReimageOption: 'taskCompletion' })).toMatchObject({
      option: 'taskcompletion',
    });
    expect(refusal('disableScheduling', { ...node, nodeDisableSchedulingOption: 'retaineddata' })).toBe(
      '400 InvalidPropertyValue',
    );
  });

  it('L-202: disabling a job says what happens to its tasks', () => {
    expect(refusal('disableJob', { jobId: 'j' })).toBe('400 MissingRequiredProperty');
    expect(refusal('disableJob', { jobId: 'j', disableTasks: 'kill' })).toBe('400 InvalidPropertyValue');
    expect(operation('disableJob', { jobId: 'j', disableTasks: 'wait' })).toMatchObject({ disableTasks: 'wait' });
  });

  it('L-192: replacing a job’s properties needs poolInfo', () => {
    expect(refusal('updateJob', { jobId: 'j', priority: 1 })).toBe('400 MissingRequiredProperty');
  });

  it('L-041, L-043: a changed pool must find its certificates and packages', () => {
    expect(
      refusal('patchPool', { poolId: 'p', certificateReferences: [{ thumbprint: 'AB', thumbprintAlgorithm: 'sha1' }] }),
    ).toBe('404 CertificateNotFound');
    expect(
      refusal('updatePoolProperties', { poolId: 'p', applicationPackageReferences: [{ applicationId: 'x' }] }),
    ).toBe('409 InvalidApplicationPackageReferences');
  });

  it('L-292, L-311, L-397: bodies of additions keep their rules', () => {
    expect(refusal('addJob', jobBody({ jobReleaseTask: { commandLine: 'clean' } }))).toBe('400 InvalidPropertyValue');
    expect(refusal('addJob', autoPoolJob({}, { poolLifetimeOption: 'jobschedule' }))).toBe('400 InvalidPropertyValue');
    expect(refusal('addTask', { jobId: 'j', ...taskBody({ dependsOn: { taskIds: ['x'.repeat(64_001)] } }) })).toBe(
      '400 TaskDependencyListTooLong',
    );
  });

  it('a refused request keeps the ids that it named', () => {
    const request = accepted(check('addTask', { jobId: 'j', id: 't' }));
    expect(request).toMatchObject({ ok: false, code: 'MissingRequiredProperty', ids: { jobId: 'j', taskId: 't' } });
    const node = accepted(check('rebootNode', { poolId: 'p', nodeId: 'tvm-1', nodeRebootOption: 'now' }));
    expect(node).toMatchObject({ ok: false, ids: { poolId: 'p', nodeId: 'tvm-1' } });
  });
});

describe('changes', () => {
  it('L-050: a patch changes only what it names', () => {
    expect(operation('patchPool', { poolId: 'p', metadata: [], startTask: { commandLine: 'setup' } })).toMatchObject({
      patch: { metadata: [], startTask: { commandLine: 'setup', waitForSuccess: false } },
    });
    expect(operation('patchPool', { poolId: 'p', metadata: [] })).toEqual({
      name: 'patchPool',
      poolId: 'p',
      patch: { metadata: [] },
    });
  });

  it('L-193: constraints that are given replace all of them', () => {
    expect(operation('patchJob', { jobId: 'j', constraints: { maxTaskRetryCount: 3 } })).toEqual({
      name: 'patchJob',
      jobId: 'j',
      patch: { constraints: { maxTaskRetryCount: 3, maxWallClockTime: Number.POSITIVE_INFINITY } },
    });
  });

  it('L-196: an update may name keepAlive of an auto pool alone, or all of it', () => {
    const keepAlive = { jobId: 'j', poolInfo: { autoPoolSpecification: { keepAlive: true } } };
    expect(operation('patchJob', keepAlive)).toEqual({ name: 'patchJob', jobId: 'j', patch: { keepAlive: true } });
    expect(operation('updateJob', keepAlive)).toMatchObject({ patch: { keepAlive: true, priority: 0 } });
    const half = { jobId: 'j', poolInfo: { autoPoolSpecification: { keepAlive: true, poolLifetimeOption: 'job' } } };
    expect(refusal('patchJob', half)).toBe('400 MissingRequiredProperty');
    const whole = { jobId: 'j', poolInfo: autoPoolJob({}, { keepAlive: true }).poolInfo };
    expect(operation('patchJob', whole)).toMatchObject({ patch: { poolInfo: { autoPool: { keepAlive: true } } } });
  });

  it('L-350: a task update without constraints takes the job’s retry count again', () => {
    expect(operation('updateTask', { jobId: 'j', taskId: 't' })).toMatchObject({
      constraints: { maxTaskRetryCount: null },
    });
  });

  it('a job schedule’s patch changes only what it names', () => {
    expect(operation('patchJobSchedule', { jobScheduleId: 's' })).toMatchObject({ patch: {} });
    expect(
      operation('patchJobSchedule', { jobScheduleId: 's', jobSpecification: { poolInfo: { poolId: 'p' } } }),
    ).toMatchObject({
      patch: { jobSpecification: { id: '', poolInfo: { poolId: 'p' } } },
    });
  });
});

describe('programs', () => {
  it('mean their own job where they name none', () => {
    expect(operation('terminateJob', {}, { ownJob: true })).toMatchObject({ jobId: '' });
    expect(operation('terminateJob', null, { ownJob: true })).toMatchObject({ jobId: '' });
    expect(operation('addTask', taskBody(), { ownJob: true })).toMatchObject({ jobId: '' });
    expect(check('terminateJob', {}).ok).toBe(false);
  });

  it('must say which task they mean', () => {
    expect(messages(check('terminateTask', {}, { ownJob: true }))).toContain(
      'terminateTask needs the taskId it is about',
    );
  });

  it('hand the body of addTasks to who knows entries of tasks, with its job', () => {
    const seen: unknown[] = [];
    const addTasks = (raw: unknown, jobId: string): Checked<TaskEntry> => {
      seen.push([raw, jobId]);
      return { ok: true, value: entry, warnings: [] };
    };
    const raw = { count: 3, task: taskBody() };
    operation('addTasks', raw, { ownJob: true, addTasks });
    operation('addTasks', { ...raw, jobId: 'other' }, { ownJob: true, addTasks });
    expect(seen).toEqual([
      [raw, ''],
      [{ ...raw, jobId: 'other' }, 'other'],
    ]);
  });

  it('S-4: an entry of addTasks that the service would refuse is a refused request, an ill-formed one refuses the scenario', () => {
    const failing = (code: string | undefined) => (): Checked<TaskEntry> => ({
      ok: false,
      warnings: [],
      issues: [
        { path: ['task', 'id'], at: 'value', message: 'no good', ...(code !== undefined && { status: 400, code }) },
      ],
    });
    expect(refusal('addTasks', { jobId: 'j' }, { addTasks: failing('InvalidPropertyValue') })).toBe(
      '400 InvalidPropertyValue',
    );
    expect(messages(check('addTasks', { jobId: 'j' }, { addTasks: failing(undefined) }))).toBe('no good');
    expect(messages(check('addTasks', { jobId: 'j' }, { addTasks: failing('UnsupportedProperty') }))).toBe('no good');
  });
});

describe('acts of the cloud', () => {
  it('are no requests: a fault in one refuses the scenario', () => {
    expect(messages(check('failNode', { poolId: 'p', nodeId: 'tvm-1' }))).toBe('to is required');
    expect(messages(check('failNode', { poolId: 'p', nodeId: 'tvm-1', to: 'offline' }))).toContain(
      'must be unusable or unknown',
    );
    expect(messages(check('preemptNodes', { poolId: 'p' }))).toContain('exactly one of count and nodeIds');
    expect(messages(check('preemptNodes', { poolId: 'p', count: 1, nodeIds: [] }))).toContain(
      'exactly one of count and nodeIds',
    );
  });

  it('a capacity of null is unlimited, an absent one unchanged', () => {
    expect(operation('setCapacity', { lowPriority: null })).toEqual({
      name: 'setCapacity',
      dedicated: null,
      lowPriority: Number.POSITIVE_INFINITY,
    });
    expect(messages(check('setCapacity', { dedicated: -1 }))).toContain('dedicated is -1');
  });
});
