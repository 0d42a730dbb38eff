/** What keeps the cloud from granting a further node for good: quotas and limits of the account and the pool. */

import { matchesGlob } from '../../batch/glob.ts';
import { COMMUNICATION_NODES_BATCH_SERVICE, COMMUNICATION_NODES_USER_SUBSCRIPTION } from '../../batch/limits.ts';
import type { ResizeError } from '../../trace/vocabulary.ts';
import type { Pool } from '../pools.ts';
import type { World } from '../world.ts';

/** Why no further node of the kind can be granted to the pool, or null. Capacity is another matter: it comes back. */
export function blockedBy(world: World, pool: Pool, kind: 0 | 1): ResizeError | null {
  return communicationLimit(world, pool) ?? vhdLimit(pool) ?? subnetLimit(world, pool) ?? coreQuota(world, pool, kind);
}

function communicationLimit(world: World, pool: Pool): ResizeError | null {
  if (!pool.spec.enableInterNodeCommunication) return null;
  const isBatchService = world.scenario.account.poolAllocationMode === 'batchservice';
  const most = isBatchService ? COMMUNICATION_NODES_BATCH_SERVICE : COMMUNICATION_NODES_USER_SUBSCRIPTION; // L-027
  if (pool.nodeCount < most) return null;
  return {
    code: 'CommunicationEnabledPoolReachedMaxVMCount',
    message: `A pool with inter-node communication has at most ${most} nodes`,
  };
}

function vhdLimit(pool: Pool): ResizeError | null {
  if (pool.nodeCount < pool.spec.vhdNodeLimit) return null; // L-033
  return {
    code: 'AllocationFailed',
    message: `The pool's osDisk images serve at most ${pool.spec.vhdNodeLimit} nodes`,
  };
}

function subnetLimit(world: World, pool: Pool): ResizeError | null {
  const { subnetId } = pool.spec;
  if (subnetId === null) return null;
  const subnet = world.scenario.account.subnets.find(({ match }) => matchesGlob(match, subnetId));
  if (subnet === undefined) return null;
  let used = 0;
  for (const other of world.poolsByKey.values()) if (other.spec.subnetId === subnetId) used += other.nodeCount;
  if (used < subnet.freeAddresses) return null; // L-035
  return { code: 'AllocationFailed', message: `The subnet has no free address left of its ${subnet.freeAddresses}` };
}

function coreQuota(world: World, pool: Pool, kind: 0 | 1): ResizeError | null {
  const { dedicatedCoreQuota, lowPriorityCoreQuota } = world.scenario.account;
  const quota = kind === 0 ? dedicatedCoreQuota : lowPriorityCoreQuota;
  if (world.cores[kind] + pool.spec.cores <= quota) return null; // L-069, L-157
  return kind === 0
    ? { code: 'AccountCoreQuotaReached', message: `The account's quota of ${quota} dedicated cores has been reached` }
    : {
        code: 'AccountLowPriorityCoreQuotaReached',
        message: `The account's quota of ${quota} low-priority cores has been reached`,
      };
}
