/** The cloud: what the provider does and the API does not decide. */
import type { SimTime } from '../../kernel/clock.ts';
import type { Distribution } from '../../kernel/distribution.ts';

export interface Cloud {
  readonly nodes: {
    readonly allocate: Distribution;
    readonly create: Distribution;
    readonly start: Distribution;
    readonly reboot: Distribution;
    readonly reimage: Distribution;
    readonly leave: Distribution;
    readonly replace: Distribution;
  };
  readonly dispatch: Distribution;
  /** nodes obtainable by kind, as steps in time, the first at 0; `Infinity` = unlimited */
  readonly capacity: { readonly dedicated: readonly CapacityStep[]; readonly lowPriority: readonly CapacityStep[] };
  readonly preemption:
    | { readonly kind: 'rate'; readonly ratePerNodeHour: number }
    | {
        readonly kind: 'trace';
        readonly trace: readonly { readonly at: SimTime; readonly poolId: string; readonly count: number }[];
      }
    | null;
  readonly failures: {
    readonly meanTimeBetween: SimTime;
    readonly to: 'unusable' | 'unknown';
    /** `null`: never recovers */
    readonly recover: Distribution | null;
  } | null;
  readonly transfers: {
    /** bytes per second and node; `Infinity`: transfers take no time */
    readonly bandwidth: number;
    readonly blobs: readonly { readonly match: string; readonly bytes: number; readonly fails: boolean }[];
    readonly uploads: readonly { readonly match: string; readonly bytes: number; readonly fails: boolean }[];
    readonly packages: readonly {
      readonly applicationId: string;
      readonly version: string;
      readonly bytes: number;
      readonly fails: boolean;
    }[];
  };
  /** what every running task adds to the resource metrics of its node, by metric name such as `$CPUPercent`; {}: no samples of any */
  readonly metrics: Readonly<Record<string, number>>;
  /** by VM size in UPPER CASE; divides durations; sizes not named run at 1 */
  readonly speed: Readonly<Record<string, number>>;
  /** per node-hour by VM size in UPPER CASE */
  readonly prices: Readonly<Record<string, { readonly dedicated: number | null; readonly lowPriority: number | null }>>;
  readonly currency: string;
  readonly billing: { readonly granularity: SimTime; readonly minimum: SimTime };
}
export interface CapacityStep {
  readonly at: SimTime;
  readonly nodes: number;
}
