/** The account's quota of active jobs and job schedules (L-178), and who waits for room in it. */
import type { World } from './world.ts';

/** A job or a job schedule begins to count. */
export function takeQuota(world: World): void {
  world.activeJobsAndSchedules++;
}

/** It counts no more: schedules whose due job found no room are looked at again (L-330). */
export function freeQuota(world: World): void {
  world.activeJobsAndSchedules--;
  for (const schedule of world.schedulesOverQuota) world.schedulesToCheck.add(schedule);
  world.schedulesOverQuota.clear();
}

export function isQuotaReached(world: World): boolean {
  return world.activeJobsAndSchedules >= world.scenario.account.activeJobAndJobScheduleQuota;
}
