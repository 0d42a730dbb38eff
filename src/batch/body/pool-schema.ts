/** The body of "Add a pool", and of the pool inside an auto pool specification, element by element (section 21.1 of the rules). */
import { z } from 'zod';
import {
  AUTOSCALE_INTERVAL_MAX,
  AUTOSCALE_INTERVAL_MIN,
  PACKAGES_PER_POOL,
  RESIZE_TIMEOUT_MIN,
  SLOTS_PER_NODE,
} from '../limits.ts';
import { anyText, displayName, duration, id, int32, ruled, word } from './fields.ts';
import {
  environmentSettings,
  maxTaskRetryCount,
  metadata,
  PackageReferenceBody,
  resourceFiles,
  UserIdentityBody,
} from './shared-schemas.ts';

export const CloudServiceConfigurationBody = z.strictObject({
  osFamily: word(['2', '3', '4', '5'], 'L-040'),
  targetOSVersion: anyText().optional(),
});

export const VirtualMachineConfigurationBody = z.strictObject({
  imageReference: z
    .strictObject({ publisher: anyText(), offer: anyText(), sku: anyText(), version: anyText().optional() })
    .optional(),
  nodeAgentSKUId: anyText(),
  osDisk: z
    .strictObject({
      imageUris: ruled(z.array(anyText()).min(1, 'must name at least one VHD'), 'L-033'),
      caching: word(['none', 'readOnly', 'readWrite']).optional(),
    })
    .optional(),
  windowsConfiguration: z.strictObject({ enableAutomaticUpdates: z.boolean().optional() }).optional(),
});

export const NetworkConfigurationBody = z.strictObject({ subnetId: anyText() });

export const StartTaskBody = z.strictObject({
  commandLine: ruled(anyText(), 'L-129'),
  resourceFiles: resourceFiles().optional(),
  environmentSettings: environmentSettings().optional(),
  userIdentity: UserIdentityBody.optional(),
  maxTaskRetryCount: maxTaskRetryCount().optional(),
  waitForSuccess: z.boolean().optional(),
});

export const CertificateReferenceBody = z.strictObject({
  thumbprint: anyText(),
  thumbprintAlgorithm: word(['sha1'], 'L-042'),
  storeLocation: word(['CurrentUser', 'LocalMachine'], 'L-042').optional(),
  storeName: anyText().optional(),
  visibility: z.array(word(['starttask', 'task', 'remoteuser'], 'L-042')).optional(),
});

export const UserAccountBody = z.strictObject({
  name: anyText(),
  password: anyText(),
  elevationLevel: word(['nonAdmin', 'admin'], 'L-047').optional(),
  linuxUserConfiguration: z
    .strictObject({
      uid: int32({ min: 0 }).optional(),
      gid: int32({ min: 0 }).optional(),
      gidname: int32({ min: 0 }).optional(), // as the page "Add a pool" spells gid
      sshPrivateKey: anyText().optional(),
    })
    .optional(),
});

export const certificateReferences = () => z.array(CertificateReferenceBody);
export const poolPackageReferences = () =>
  ruled(
    z.array(PackageReferenceBody).max(PACKAGES_PER_POOL, `may name at most ${PACKAGES_PER_POOL} packages`),
    'L-044',
  );

/** Nodes wanted of one kind (O-07). */
export const nodeCount = () => int32({ min: 0, rules: ['O-07'] });

const PoolSpecificationBody = z.strictObject({
  displayName: displayName().optional(),
  vmSize: ruled(anyText(), 'L-005'),
  cloudServiceConfiguration: CloudServiceConfigurationBody.optional(),
  virtualMachineConfiguration: VirtualMachineConfigurationBody.optional(),
  networkConfiguration: NetworkConfigurationBody.optional(),
  resizeTimeout: duration({ min: RESIZE_TIMEOUT_MIN, rules: ['L-010'] }).optional(),
  targetDedicatedNodes: nodeCount().optional(),
  targetLowPriorityNodes: nodeCount().optional(),
  maxTasksPerNode: int32({ min: 1, max: SLOTS_PER_NODE, rules: ['L-020'] }).optional(),
  taskSchedulingPolicy: z.strictObject({ nodeFillType: word(['pack', 'spread'], 'L-023').optional() }).optional(),
  autoScaleFormula: anyText().optional(),
  autoScaleEvaluationInterval: duration({
    min: AUTOSCALE_INTERVAL_MIN,
    max: AUTOSCALE_INTERVAL_MAX,
    rules: ['L-018'],
  }).optional(),
  enableAutoScale: z.boolean().optional(),
  enableInterNodeCommunication: z.boolean().optional(),
  startTask: StartTaskBody.optional(),
  certificateReferences: certificateReferences().optional(),
  applicationPackageReferences: poolPackageReferences().optional(),
  userAccounts: z.array(UserAccountBody).optional(),
  applicationLicenses: z.array(anyText()).optional(),
  metadata: metadata().optional(),
});

export const PoolBody = z.strictObject({ id: id('L-002'), ...PoolSpecificationBody.shape });
export type PoolBody = z.infer<typeof PoolBody>;

/** The pool of an auto pool specification: a pool without id. `enableCommunication` is the spelling of the page's example. */
export const AutoPoolPoolBody = z.strictObject({
  ...PoolSpecificationBody.shape,
  enableCommunication: z.boolean().optional(),
});
export type AutoPoolPoolBody = z.infer<typeof AutoPoolPoolBody>;
