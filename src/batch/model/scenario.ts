/** A whole scenario, and the account that it runs in. */
import type { SimTime } from '../../kernel/clock.ts';
import type { Cloud } from './cloud.ts';
import type { JobEntry, JobScheduleSpec } from './job.ts';
import type { TimedRequest } from './operation.ts';
import type { PoolSpec } from './pool.ts';
import type { Program } from './program.ts';
import type { TaskEntry } from './task.ts';

export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly apiVersion: string;
  /** virtual time zero, milliseconds since 1970-01-01T00:00:00Z */
  readonly start: number;
  /** the clock stops here; `Infinity`: when nothing more can happen */
  readonly end: SimTime;
  readonly seed: string;
  readonly account: Account;
  readonly pools: readonly PoolSpec[];
  /** jobs and their tasks in file order; a job with `count` and `arrival` is one arrival entry */
  readonly jobs: readonly JobEntry[];
  readonly jobSchedules: readonly JobScheduleSpec[];
  readonly tasks: readonly TaskEntry[];
  readonly programs: readonly Program[];
  readonly cloud: Cloud;
  readonly actions: readonly TimedRequest[];
  readonly expect: readonly Expectation[];
  /** elements of the bodies that this scenario uses and that have no effect on a simulation, e.g. `pools.render.metadata` */
  readonly notModelled: readonly string[];
}

export interface Expectation {
  readonly metric: string;
  readonly equals?: unknown;
  readonly min?: number;
  readonly max?: number;
}

export interface Account {
  readonly poolAllocationMode: 'batchservice' | 'usersubscription';
  /** quotas; `Infinity` = unlimited */
  readonly dedicatedCoreQuota: number;
  readonly lowPriorityCoreQuota: number;
  readonly poolQuota: number;
  readonly activeJobAndJobScheduleQuota: number;
  readonly certificates: readonly Certificate[];
  readonly applications: readonly Application[];
  readonly applicationLicenses: readonly string[];
  readonly subnets: readonly Subnet[];
  /** cores by VM size in UPPER CASE: the built-in table with the scenario's additions */
  readonly vmSizes: Readonly<Record<string, { readonly cores: number }>>;
}

export interface Certificate {
  readonly thumbprint: string;
  readonly thumbprintAlgorithm: string;
  readonly state: 'active' | 'deleting' | 'deletefailed';
}
export interface Application {
  readonly id: string;
  readonly versions: readonly string[];
  readonly defaultVersion: string | null;
}
export interface Subnet {
  /** glob over the subnetId */
  readonly match: string;
  readonly freeAddresses: number;
  readonly blocked: boolean;
}
