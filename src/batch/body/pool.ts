/** "Add a pool": the rules across elements and against the account (L-001..L-051). */
import type { Checked, Path } from '../issue.ts';
import { SLOTS_PER_NODE, slotLimit } from '../limits.ts';
import type { Account, PoolSpec } from '../model.ts';
import { coresOf, isExcludedSize } from '../vm-sizes.ts';
import { reviewCertificates, reviewLicenses, reviewPackages } from './account-references.ts';
import { nearestName } from './nearest-name.ts';
import { compilePool, osOf } from './pool-compile.ts';
import { PoolBody } from './pool-schema.ts';
import {
  conclude,
  isRecord,
  list,
  newReport,
  number,
  type Raw,
  type Report,
  record,
  refuse,
  refuseKey,
  refuseMissing,
  text,
} from './report.ts';
import { reviewParts } from './shared.ts';
import { checkStructure, tableOrder } from './structure.ts';

/** What a GET returns of a pool beside what was asked for. */
export const POOL_READ_ONLY = [
  'url',
  'eTag',
  'lastModified',
  'creationTime',
  'state',
  'stateTransitionTime',
  'allocationState',
  'allocationStateTransitionTime',
  'resizeErrors',
  'currentDedicatedNodes',
  'currentLowPriorityNodes',
  'autoScaleRun',
  'stats',
  'usageStats',
];

/** The pool that this body asks for, or everything for which the service would refuse it. */
export function checkPool(raw: unknown, account: Account): Checked<PoolSpec> {
  const report = newReport();
  checkStructure(PoolBody, raw, report, { readOnly: POOL_READ_ONLY });
  if (isRecord(raw)) {
    reviewPool(raw, report, [], account, false);
    reviewCertificates(raw, report, [], account);
    reviewPackages(raw, report, [], account);
    reviewParts(raw, report, []);
  }
  return conclude(report, tableOrder(PoolBody), () => compilePool((raw as PoolBody).id, raw as PoolBody, account));
}

/** Rules across the elements of a pool or of an auto pool's nested pool; its certificates and packages are looked up elsewhere. */
export function reviewPool(pool: Raw, report: Report, base: Path, account: Account, isAutoPool: boolean): void {
  reviewConfiguration(pool, report, base, account, isAutoPool);
  reviewNetwork(pool, report, base, account);
  reviewScale(pool, report, base, account);
  reviewUserAccounts(pool, report, base);
  reviewLicenses(pool, report, base, account);
}

function reviewConfiguration(pool: Raw, report: Report, base: Path, account: Account, isAutoPool: boolean): void {
  const hasCloudService = 'cloudServiceConfiguration' in pool;
  const hasVirtualMachine = 'virtualMachineConfiguration' in pool;
  if (!hasCloudService && !hasVirtualMachine) {
    const message = 'a pool needs a cloudServiceConfiguration or a virtualMachineConfiguration';
    refuseMissing(report, [...base, 'cloudServiceConfiguration'], message, 'L-006');
  }
  if (hasCloudService && hasVirtualMachine) {
    const message = 'a pool may have only one of cloudServiceConfiguration and virtualMachineConfiguration';
    refuseKey(report, [...base, 'virtualMachineConfiguration'], 'InvalidPropertyValue', message, 'L-006');
  }
  if (hasCloudService && account.poolAllocationMode === 'usersubscription') {
    const message =
      'cloudServiceConfiguration is not possible in an account whose poolAllocationMode is UserSubscription';
    refuseKey(report, [...base, 'cloudServiceConfiguration'], 'InvalidPropertyValue', message, 'L-007');
  }
  reviewSize(pool, report, base, account, hasCloudService ? 'cloudservice' : 'virtualmachine', isAutoPool);
  if (hasVirtualMachine)
    reviewVirtualMachine(record(pool.virtualMachineConfiguration), report, [...base, 'virtualMachineConfiguration']);
}

function reviewSize(
  pool: Raw,
  report: Report,
  base: Path,
  account: Account,
  configuration: PoolSpec['configuration'],
  isAutoPool: boolean,
): void {
  const vmSize = text(pool.vmSize);
  if (vmSize === null) return;
  const cores = coresOf(vmSize, account.vmSizes);
  if (isExcludedSize(vmSize, configuration, isAutoPool)) {
    const kind = configuration === 'cloudservice' ? 'cloudServiceConfiguration' : 'virtualMachineConfiguration';
    const rule = configuration === 'cloudservice' ? 'L-008' : 'L-009';
    refuse(report, [...base, 'vmSize'], 'InvalidPropertyValue', `vmSize ${vmSize} is not supported with ${kind}`, rule);
  } else if (cores === null) {
    // Sizes look alike: only a slip of one character is a likely mistake.
    const nearest = nearestName(vmSize, Object.keys(account.vmSizes), 1);
    const guess = nearest === null ? '' : `; did you mean ${nearest}?`;
    const message = `vmSize ${vmSize} is unknown (a size of your own goes under account.vmSizes)${guess}`;
    refuse(report, [...base, 'vmSize'], 'InvalidPropertyValue', message, 'O-06');
  }
  const slots = number(pool.maxTasksPerNode);
  if (cores !== null && slots !== null && slots > slotLimit(cores) && slots <= SLOTS_PER_NODE) {
    const message = `maxTasksPerNode is ${slots}; a ${vmSize} node with ${cores} cores takes at most ${slotLimit(cores)} tasks`;
    refuse(report, [...base, 'maxTasksPerNode'], 'OutOfRangeInput', message, 'L-020');
  }
}

function reviewVirtualMachine(configuration: Raw, report: Report, base: Path): void {
  if ('imageReference' in configuration && 'osDisk' in configuration) {
    const message = 'virtualMachineConfiguration may have only one of imageReference and osDisk';
    refuseKey(report, [...base, 'osDisk'], 'InvalidPropertyValue', message, 'L-034');
  }
  if (!('imageReference' in configuration) && !('osDisk' in configuration)) {
    const message = 'virtualMachineConfiguration needs an imageReference or an osDisk';
    refuseMissing(report, [...base, 'imageReference'], message, 'L-034');
  }
  const agent = text(configuration.nodeAgentSKUId);
  if ('windowsConfiguration' in configuration && agent !== null && osOf(agent) === 'linux') {
    const message = `windowsConfiguration is not possible with the Linux image that nodeAgentSKUId "${agent}" names`;
    refuseKey(report, [...base, 'windowsConfiguration'], 'InvalidPropertyValue', message, 'L-039');
  }
}

function reviewNetwork(pool: Raw, report: Report, base: Path, account: Account): void {
  const subnetId = text(record(pool.networkConfiguration).subnetId);
  if (subnetId === null || account.poolAllocationMode === 'usersubscription') return;
  if (!/\/providers\/Microsoft\.Network\//i.test(subnetId)) return;
  const message = 'subnetId must name a subnet of a classic virtual network, as the poolAllocationMode is BatchService';
  refuse(report, [...base, 'networkConfiguration', 'subnetId'], 'InvalidPropertyValue', message, 'L-038');
}

function reviewScale(pool: Raw, report: Report, base: Path, account: Account): void {
  const targets = ['targetDedicatedNodes', 'targetLowPriorityNodes'].filter((target) => target in pool);
  if (pool.enableAutoScale === true) {
    for (const target of targets) {
      const message = `${target} is not possible when enableAutoScale is true: the formula sets it`;
      refuseKey(report, [...base, target], 'InvalidPropertyValue', message, 'L-014');
    }
    if (!('autoScaleFormula' in pool)) {
      refuseMissing(
        report,
        [...base, 'autoScaleFormula'],
        'autoScaleFormula is required when enableAutoScale is true',
        'L-015',
      );
    }
  } else {
    if (targets.length === 0) {
      const message = 'a pool without automatic scaling needs targetDedicatedNodes, targetLowPriorityNodes or both';
      refuseMissing(report, [...base, 'targetDedicatedNodes'], message, 'L-013', 'S-5');
    }
    if ('autoScaleFormula' in pool) {
      const message = 'autoScaleFormula is possible only when enableAutoScale is true';
      refuseKey(report, [...base, 'autoScaleFormula'], 'InvalidPropertyValue', message, 'L-015');
    }
  }
  reviewLowPriority(pool, report, base, account);
}

/** No low-priority nodes in a user subscription (L-145). */
export function reviewLowPriority(body: Raw, report: Report, base: Path, account: Account): void {
  if (account.poolAllocationMode !== 'usersubscription' || (number(body.targetLowPriorityNodes) ?? 0) <= 0) return;
  const message = 'targetLowPriorityNodes must be 0 in an account whose poolAllocationMode is UserSubscription';
  refuse(report, [...base, 'targetLowPriorityNodes'], 'InvalidPropertyValue', message, 'L-145');
}

function reviewUserAccounts(pool: Raw, report: Report, base: Path): void {
  list(pool.userAccounts).forEach((account, index) => {
    const path = [...base, 'userAccounts', index, 'linuxUserConfiguration'];
    const configuration = record(record(account).linuxUserConfiguration);
    if ('uid' in configuration === ('gid' in configuration || 'gidname' in configuration)) return;
    refuse(
      report,
      path,
      'InvalidPropertyValue',
      'linuxUserConfiguration must have both uid and gid or neither',
      'L-047',
    );
  });
}
