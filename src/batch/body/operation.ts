/**
 * An operation of a scenario: the ids of its REST path and its REST body, flat in one object.
 *
 * What the service would answer with an error is a request like any other and is refused when it is made; only what is no request at
 * all (unknown properties, missing path ids) refuses the scenario.
 */
import type { Checked, Issue } from '../issue.ts';
import type { Account, OperationName, Request, RequestIds, TaskEntry } from '../model.ts';
import { reviewCertificates, reviewPackages } from './account-references.ts';
import { JOB_READ_ONLY, reviewJobSpecification, reviewPoolInfo } from './job.ts';
import { compileOperation } from './operation-compile.ts';
import { CLOUD_ACTS, OPERATION_BODIES, PATH_IDS } from './operation-schemas.ts';
import { POOL_READ_ONLY, reviewLowPriority, reviewPool } from './pool.ts';
import { conclude, isRecord, newReport, type Raw, type Report, record, refuse, refuseMissing, text } from './report.ts';
import { reviewParts } from './shared.ts';
import { checkStructure, tableOrder } from './structure.ts';
import { reviewTask, TASK_READ_ONLY } from './task.ts';

export interface OperationContext {
  readonly account: Account;
  /** the scenario's time zero, milliseconds since 1970 */
  readonly start: number;
  /** in a program: jobId may be left out and then means the program's own job */
  readonly ownJob: boolean;
  /** compiles the body of addTasks, an entry of `tasks:`; `jobId` is empty for the program's own job. Issue paths start at `raw` */
  readonly addTasks: (raw: Raw, jobId: string) => Checked<TaskEntry>;
}

/** The request that this is, well-formed or refused; issues only where the scenario itself is at fault. */
export function checkOperation(name: OperationName, raw: unknown, context: OperationContext): Checked<Request> {
  const body = raw === null ? {} : raw;
  if (!isRecord(body)) {
    return { ok: false, issues: [{ path: [], at: 'value', message: `${name} must be an object` }], warnings: [] };
  }
  const checked = checkBody(name, body, context);
  const issues = [
    ...idIssues(name, body, context.ownJob),
    ...(checked.ok ? [] : checked.issues.filter((issue) => isFault(name, issue))),
  ];
  if (issues.length > 0) return { ok: false, issues, warnings: checked.warnings };
  if (checked.ok) return checked;
  const { status = 400, code = 'InvalidPropertyValue', message } = checked.issues[0];
  const request: Request = { ok: false, name, status, code, message, ids: idsOf(name, body) };
  return { ok: true, value: request, warnings: checked.warnings };
}

/** Whether an issue refuses the scenario rather than the request (S-5). */
function isFault(name: OperationName, issue: Issue): boolean {
  return CLOUD_ACTS.includes(name) || issue.code === undefined || issue.code === 'UnsupportedProperty';
}

function checkBody(name: OperationName, raw: Raw, context: OperationContext): Checked<Request> {
  if (name === 'addTasks') {
    const jobId = text(raw.jobId) ?? '';
    const entry = context.addTasks(raw, jobId);
    return entry.ok ? { ...entry, value: { ok: true, operation: { name, jobId, entry: entry.value } } } : entry;
  }
  const schema = OPERATION_BODIES[name];
  const ids: readonly string[] = PATH_IDS[name];
  const body = Object.fromEntries(Object.entries(raw).filter(([key]) => !ids.includes(key)));
  const report = newReport();
  checkStructure(schema, body, report, { readOnly: READ_ONLY[name] ?? [] });
  reviewBody(name, body, report, context);
  reviewParts(body, report, []);
  return conclude(report, tableOrder(schema), () => ({
    ok: true,
    operation: compileOperation(name, body, pathIds(name, raw), context),
  }));
}

const READ_ONLY: Partial<Record<OperationName, readonly string[]>> = {
  addPool: POOL_READ_ONLY,
  addJob: JOB_READ_ONLY,
  addJobSchedule: JOB_READ_ONLY,
  addTask: TASK_READ_ONLY,
};

/** The rules across the elements of one operation's body. */
function reviewBody(name: OperationName, body: Raw, report: Report, { account }: OperationContext): void {
  switch (name) {
    case 'addPool':
      reviewPool(body, report, [], account, false);
      reviewCertificates(body, report, [], account);
      reviewPackages(body, report, [], account);
      return;
    case 'patchPool':
    case 'updatePoolProperties':
      reviewCertificates(body, report, [], account);
      reviewPackages(body, report, [], account);
      return;
    case 'resizePool':
      if (!('targetDedicatedNodes' in body) && !('targetLowPriorityNodes' in body)) {
        const message = 'resizePool needs targetDedicatedNodes, targetLowPriorityNodes or both';
        refuseMissing(report, ['targetDedicatedNodes'], message, 'L-059', 'O-08');
      }
      reviewLowPriority(body, report, [], account);
      return;
    case 'enableAutoScale':
      if (!('autoScaleFormula' in body) && !('autoScaleEvaluationInterval' in body)) {
        const message = 'enableAutoScale needs autoScaleFormula, autoScaleEvaluationInterval or both';
        refuseMissing(report, ['autoScaleFormula'], message, 'L-090');
      }
      return;
    case 'addJob':
      reviewJobSpecification(body, report, [], account, false);
      return;
    case 'patchJob':
    case 'updateJob':
      // A job of a schedule may share its schedule's pool, and only the engine knows which job this is.
      if (!isRecord(body.poolInfo)) return;
      reviewPoolInfo(body.poolInfo, report, ['poolInfo'], account, true);
      reviewAutoPoolUpdate(record(body.poolInfo).autoPoolSpecification, report);
      return;
    case 'addJobSchedule':
    case 'patchJobSchedule':
      if (!isRecord(body.jobSpecification)) return;
      reviewJobSpecification(record(body.jobSpecification), report, ['jobSpecification'], account, true);
      return;
    case 'addTask':
      reviewTask(body, report);
      return;
    case 'preemptNodes':
      if ('count' in body === 'nodeIds' in body) {
        refuse(report, [], 'InvalidPropertyValue', 'preemptNodes must have exactly one of count and nodeIds');
      }
      return;
  }
}

/** An update either gives keepAlive alone or the whole specification. */
function reviewAutoPoolUpdate(specification: unknown, report: Report): void {
  if (!isRecord(specification)) return;
  const given = Object.keys(specification);
  if (given.length === 1 && given[0] === 'keepAlive') return;
  for (const element of ['poolLifetimeOption', 'pool'].filter((each) => !given.includes(each))) {
    const message = `${element} is required where more than keepAlive of an autoPoolSpecification is given`;
    refuseMissing(report, ['poolInfo', 'autoPoolSpecification', element], message, 'L-196');
  }
}

// ---------------------------------------------------------------- ids

function idIssues(name: OperationName, raw: Raw, ownJob: boolean): readonly Issue[] {
  return PATH_IDS[name].flatMap((id): Issue[] => {
    if (raw[id] === undefined && !(id === 'jobId' && ownJob)) {
      return [{ path: [], at: 'object', message: `${name} needs the ${id} it is about` }];
    }
    if (raw[id] === undefined || typeof raw[id] === 'string') return [];
    return [{ path: [id], at: 'value', message: `${id} must be a text` }];
  });
}

/** The ids of the path; an absent jobId is empty: the program's own job. */
function pathIds(name: OperationName, raw: Raw): Readonly<Record<string, string>> {
  return Object.fromEntries(PATH_IDS[name].map((id) => [id, text(raw[id]) ?? '']));
}

/** The ids that a refused request names, for the log. */
function idsOf(name: OperationName, raw: Raw): RequestIds {
  const ids: Record<string, string> = {};
  for (const id of PATH_IDS[name]) {
    const value = text(raw[id]);
    if (value !== null) ids[id] = value;
  }
  const own = OWN_ID[name];
  const value = text(raw.id);
  if (own !== undefined && value !== null) ids[own] = value;
  return ids;
}

/** what the `id` of a body that adds something names */
const OWN_ID: Partial<Record<OperationName, keyof RequestIds>> = {
  addPool: 'poolId',
  addJob: 'jobId',
  addJobSchedule: 'jobScheduleId',
  addTask: 'taskId',
};
