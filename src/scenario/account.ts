/** The account: quotas, and what exists in it beside pools and jobs. */
import * as z from 'zod';
import type { Account } from '../batch/model.ts';
import { VM_SIZES } from '../batch/vm-sizes.ts';
import { DEFAULTS } from './defaults.ts';
import { glob, quota } from './quantities.ts';

const { poolAllocationMode, quota: unlimited, certificateState, subnetFreeAddresses } = DEFAULTS.account;

const certificate = z.strictObject({
  thumbprint: z.string().min(1),
  thumbprintAlgorithm: z.string().min(1),
  state: z.enum(['active', 'deleting', 'deletefailed']).prefault(certificateState),
});

const application = z
  .strictObject({
    id: z.string().min(1),
    versions: z.array(z.string().min(1)).prefault([]),
    defaultVersion: z.string().nullable().prefault(null),
  })
  .refine(({ versions, defaultVersion }) => defaultVersion === null || versions.includes(defaultVersion), {
    error: 'not among the versions',
    path: ['defaultVersion'],
  });

const subnet = z.strictObject({
  match: glob.describe('glob over the subnetId of a pool'),
  freeAddresses: quota.prefault(subnetFreeAddresses).describe('addresses left for nodes; null: enough'),
  blocked: z.boolean().prefault(false).describe('whether a security group keeps the service from the nodes'),
});

const mode = z.enum(['BatchService', 'UserSubscription', 'batchservice', 'usersubscription']);

const elements = {
  poolAllocationMode: mode
    .prefault(poolAllocationMode)
    .transform((value) => value.toLowerCase() as Account['poolAllocationMode']),
  dedicatedCoreQuota: quota.prefault(unlimited),
  lowPriorityCoreQuota: quota.prefault(unlimited),
  poolQuota: quota.prefault(unlimited),
  activeJobAndJobScheduleQuota: quota.prefault(unlimited),
  certificates: z.array(certificate).prefault([]),
  applications: z.array(application).prefault([]),
  applicationLicenses: z.array(z.string().min(1)).prefault([]),
  subnets: z.array(subnet).prefault([]),
  vmSizes: z
    .record(z.string().min(1), z.strictObject({ cores: z.int().min(1).max(10_000) }))
    .prefault({})
    .transform((sizes) => ({ ...VM_SIZES, ...upperCased(sizes) }))
    .describe('sizes beside the built-in ones'),
};

export const account = z.strictObject(elements).transform((value): Account => value);

/** The elements that are right, with defaults for the others: so that what depends on an account can be looked at all the same. */
export function accountAsFarAsGiven(raw: unknown): Account {
  const given = typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, unknown>>) : {};
  const right = Object.entries(elements).filter(([name, shape]) => shape.safeParse(given[name]).success);
  return account.parse(Object.fromEntries(right.map(([name]) => [name, given[name]])));
}

/** Names of VM sizes are compared without case; tables carry them in upper case. */
export function upperCased<T>(table: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name.toUpperCase(), value]));
}
