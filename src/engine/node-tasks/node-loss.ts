/** What happens to the preparation and release tasks of all jobs when a node reboots, loses its disk, fails or goes. */
import { movePreparation, moveRelease } from '../transitions.ts';
import type { World } from '../world.ts';
import { stopPreparation, unbarNode } from './preparation.ts';
import { dropRecord, recordsOn } from './records.ts';
import { giveUpRelease, interruptRelease } from './release.ts';

/** The node reboots and keeps its disk (L-118): what ran is interrupted, and prepared jobs may have to prepare again (L-282, L-284). */
export function jobsSeeReboot(world: World, node: number): void {
  for (const record of recordsOn(world, node)) {
    stopPreparation(world, record);
    interruptRelease(world, record);
    const preparation = world.jobs[record.job].spec.jobPreparationTask;
    if (preparation?.rerunOnNodeRebootAfterSuccess) record.prepared = false; // L-282
  }
}

/** The node fails or is about to leave: nothing runs on it, and no job waits for its release there. */
export function jobsSeeFailure(world: World, node: number): void {
  for (const record of recordsOn(world, node)) {
    stopPreparation(world, record);
    giveUpRelease(world, record);
    const preparation = world.jobs[record.job].spec.jobPreparationTask;
    if (preparation?.rerunOnNodeRebootAfterSuccess) record.prepared = false; // L-282
  }
}

/** The node loses its disk: no job is prepared there, none is barred (L-283, L-154, O-55), none has anything to release (L-297). */
export function jobsSeeWipe(world: World, node: number): void {
  for (const record of recordsOn(world, node)) {
    stopPreparation(world, record);
    giveUpRelease(world, record);
    record.prepared = false;
    record.hasRunTask = false;
    unbarNode(world, world.jobs[record.job], record);
  }
  world.packages.delete(node);
  world.retention.delete(node);
}

/** The node is gone for good: so are its records (S-9). */
export function jobsSeeEnd(world: World, node: number): void {
  jobsSeeWipe(world, node);
  for (const record of recordsOn(world, node)) {
    if (record.state >= 0) movePreparation(world, record, 'nodeGone', { retryCount: record.retries });
    if (record.releaseState >= 0) moveRelease(world, record, 'nodeGone', { retryCount: 0 });
    dropRecord(world, record);
  }
  world.recordsByNode.delete(node);
}

/** Task scheduling is disabled with requeue or terminate: running preparations stop, release tasks go on (S-29). */
export function jobsSeeSchedulingDisabled(world: World, node: number): void {
  for (const record of recordsOn(world, node)) stopPreparation(world, record);
}
