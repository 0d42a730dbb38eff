/** Autoscale formulas in bodies and requests: whoever sends one that does not parse is refused (L-016). */
import { checkFormula } from '../autoscale/check.ts';
import { compileFormula, FormulaError } from '../autoscale/index.ts';
import type { Issue, Path } from '../batch/issue.ts';
import type { JobSpec, PoolInfo, PoolSpec, Request } from '../batch/model.ts';
import type { Complaints } from './shape.ts';

/** Complains of the formula of a pool in the file; `path` leads to the pool's body. */
export function checkPoolFormula(pool: PoolSpec, path: Path, complaints: Complaints): void {
  const formula = pool.autoScaleFormula;
  if (formula === null) return;
  const at = [...path, 'autoScaleFormula'];
  const error = errorOf(formula);
  if (error === null) warnAboutFormula(formula, at, complaints);
  else complaints.issues.push(...error.problems.map((problem) => issueOf(at, error, problem)));
}

function issueOf(path: Path, { status }: FormulaError, problem: FormulaError['problems'][number]): Issue {
  const { line, column } = problem;
  return {
    path,
    at: 'value',
    within: { line, column },
    message: words(problem),
    status,
    code: problem.code,
    rules: ['L-016'],
  };
}

/** What is no error of the request but of every evaluation. */
function warnAboutFormula(formula: string, path: Path, complaints: Complaints): void {
  for (const problem of checkFormula(formula)) {
    const message = `${words(problem)}: evaluations will fail with ${problem.code}`;
    complaints.warnings.push({ path, at: 'value', within: { line: problem.line, column: problem.column }, message });
  }
}

function words({ line, column, message }: { line: number; column: number; message: string }): string {
  return `autoScaleFormula, line ${line}, column ${column}: ${message}`;
}

/** The job as it is, or with an auto pool whose creation fails because of its formula (L-317). */
export function withFormulaChecked(job: JobSpec): JobSpec {
  return { ...job, poolInfo: poolInfoWithFormulaChecked(job.poolInfo) };
}

function poolInfoWithFormulaChecked(poolInfo: PoolInfo): PoolInfo {
  if (!('autoPool' in poolInfo) || poolInfo.autoPool.creationError !== null) return poolInfo;
  const { autoPool } = poolInfo;
  const error = autoPool.pool.autoScaleFormula === null ? null : errorOf(autoPool.pool.autoScaleFormula);
  if (error === null) return poolInfo;
  const creationError = {
    code: 'InvalidAutoScaleFormulaInAutoPool',
    message: error.message,
    category: 'UserError',
  } as const;
  return { autoPool: { ...autoPool, creationError } };
}

/** The request as it is, or as the service refuses it because of its formula. */
export function requestWithFormulaChecked(request: Request): Request {
  if (!request.ok) return request;
  const { operation } = request;
  switch (operation.name) {
    case 'addPool':
      return refusedFor(request, operation.pool.autoScaleFormula, { poolId: operation.pool.id });
    case 'enableAutoScale':
    case 'evaluateAutoScale':
      return refusedFor(request, operation.autoScaleFormula, { poolId: operation.poolId });
    case 'addJob':
      return { ok: true, operation: { ...operation, job: withFormulaChecked(operation.job) } };
    case 'addJobSchedule': {
      const jobSpecification = withFormulaChecked(operation.jobSchedule.jobSpecification);
      return { ok: true, operation: { ...operation, jobSchedule: { ...operation.jobSchedule, jobSpecification } } };
    }
    case 'patchJobSchedule': {
      const { jobSpecification } = operation.patch;
      if (jobSpecification === undefined) return request;
      const patch = { ...operation.patch, jobSpecification: withFormulaChecked(jobSpecification) };
      return { ok: true, operation: { ...operation, patch } };
    }
    default:
      return request;
  }
}

function refusedFor(
  request: Request & { readonly ok: true },
  formula: string | null,
  ids: { readonly poolId: string },
): Request {
  const error = formula === null ? null : errorOf(formula);
  if (error === null) return request;
  return {
    ok: false,
    name: request.operation.name,
    status: error.status,
    code: error.code,
    message: error.message,
    ids,
  };
}

function errorOf(formula: string): FormulaError | null {
  try {
    compileFormula(formula);
    return null;
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
}
