import type { Account } from '../../src/batch/model.ts';
import { VM_SIZES } from '../../src/batch/vm-sizes.ts';

/** An account without quotas, certificates or applications, but for what the test gives it. */
export function account(given: Partial<Account> = {}): Account {
  return {
    poolAllocationMode: 'batchservice',
    dedicatedCoreQuota: Number.POSITIVE_INFINITY,
    lowPriorityCoreQuota: Number.POSITIVE_INFINITY,
    poolQuota: Number.POSITIVE_INFINITY,
    activeJobAndJobScheduleQuota: Number.POSITIVE_INFINITY,
    certificates: [],
    applications: [],
    applicationLicenses: [],
    subnets: [],
    vmSizes: VM_SIZES,
    ...given,
  };
}
