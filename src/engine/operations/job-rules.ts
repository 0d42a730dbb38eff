/** When the service refuses a new pool, job or job schedule because of what exists (L-003, L-031, L-176 … L-178). */
import { JOB } from '../../batch/lifecycles/job.ts';
import type { JobScheduleSpec, JobSpec, PoolSpec } from '../../batch/model.ts';
import { isQuotaReached } from '../quota.ts';
import type { Refusal } from '../task-adding.ts';
import type { World } from '../world.ts';
import { conflict } from './answer.ts';

const DELETING = JOB.code('deleting');

export function addPoolRefusal(world: World, spec: PoolSpec): Refusal | null {
  const existing = world.poolsByKey.get(spec.id.toLowerCase());
  if (existing !== undefined) {
    return existing.state === 0
      ? conflict('PoolExists', `There is a pool '${existing.id}' already`)
      : conflict('PoolBeingDeleted', `The pool '${existing.id}' is being deleted`);
  }
  const { poolQuota } = world.scenario.account;
  if (world.poolsByKey.size < poolQuota) return null;
  return conflict('PoolQuotaReached', `The account's quota of ${poolQuota} pools has been reached`);
}

export function addJobRefusal(world: World, spec: JobSpec): Refusal | null {
  const key = spec.id.toLowerCase();
  const existing = world.jobsByKey.get(key);
  if (existing !== undefined)
    return existing.state === DELETING
      ? conflict('JobBeingDeleted', `The job '${existing.id}' is being deleted`)
      : conflict('JobExists', `There is a job '${existing.id}' already`);
  if (world.schedulesByKey.has(key))
    return conflict('JobScheduleWithSameIdExists', `There is a job schedule '${spec.id}'`);
  return quotaRefusal(world);
}

export function addScheduleRefusal(world: World, spec: JobScheduleSpec): Refusal | null {
  const key = spec.id.toLowerCase();
  const existing = world.schedulesByKey.get(key);
  if (existing !== undefined) return conflict('JobScheduleExists', `There is a job schedule '${existing.id}' already`);
  if (world.jobsByKey.has(key)) return conflict('JobWithSameIdExists', `There is a job '${spec.id}'`);
  return quotaRefusal(world);
}

function quotaRefusal(world: World): Refusal | null {
  if (!isQuotaReached(world)) return null;
  const quota = world.scenario.account.activeJobAndJobScheduleQuota;
  return conflict(
    'ActiveJobAndScheduleQuotaReached',
    `The account's quota of ${quota} active jobs and job schedules has been reached`,
  );
}
