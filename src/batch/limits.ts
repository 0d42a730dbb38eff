/**
 * Every number of the Batch contract, with the rule it comes from. Durations are milliseconds.
 *
 * Quotas are no limits of the contract: they are settings of the account (L-435).
 */
import { DAY, HOUR, MINUTE } from '../kernel/clock.ts';

// ---- texts and lists
export const ID_LENGTH = 64; // L-002, L-176, L-345
export const DISPLAY_NAME_LENGTH = 1024; // L-004
export const AUTO_POOL_ID_PREFIX_LENGTH = 20; // L-312
export const PACKAGES_PER_POOL = 10; // L-044
export const NODES_PER_REMOVAL = 100; // L-081
export const DEPENDENCY_IDS_LENGTH = 64_000; // L-397

// ---- numbers
export const INT32_MIN = -(2 ** 31);
export const INT32_MAX = 2 ** 31 - 1;
export const PRIORITY_MIN = -1000; // L-179
export const PRIORITY_MAX = 1000; // L-179
export const UNLIMITED_RETRIES = -1; // L-132, L-187, L-361
export const SLOTS_PER_CORE = 4; // L-020
export const SLOTS_PER_NODE = 256; // L-020
export const NODES_PER_WINDOWS_VHD = 20; // L-033
export const NODES_PER_LINUX_VHD = 40; // L-033
export const COMMUNICATION_NODES_BATCH_SERVICE = 100; // L-027
export const COMMUNICATION_NODES_USER_SUBSCRIPTION = 80; // L-027

// ---- durations
export const RESIZE_TIMEOUT_DEFAULT = 15 * MINUTE; // L-010, L-063
export const RESIZE_TIMEOUT_MIN = 5 * MINUTE; // L-010, L-063
export const AUTOSCALE_INTERVAL_DEFAULT = 15 * MINUTE; // L-018
export const AUTOSCALE_INTERVAL_MIN = 5 * MINUTE; // L-018
export const AUTOSCALE_INTERVAL_MAX = 168 * HOUR; // L-018
export const RELEASE_WALL_CLOCK_DEFAULT = 15 * MINUTE; // L-305
export const RELEASE_WALL_CLOCK_MAX = 15 * MINUTE; // L-305
export const RECURRENCE_INTERVAL_MIN = MINUTE; // L-328
export const START_WINDOW_MIN = MINUTE; // L-330
export const TASK_LIFETIME = 7 * DAY; // L-373

// ---- defaults that are words
export const PREPARATION_TASK_ID = 'jobpreparation'; // L-268
export const RELEASE_TASK_ID = 'jobrelease'; // L-293
export const TERMINATE_REASON = 'UserTerminate'; // L-212

/** The most tasks that may run at once on a node with so many cores (L-020). */
export function slotLimit(cores: number): number {
  return Math.min(SLOTS_PER_CORE * cores, SLOTS_PER_NODE);
}
