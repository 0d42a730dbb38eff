/** What an accepted pool compiles to, its defaults applied. */
import type { z } from 'zod';
import { durationMs } from '../durations.ts';
import {
  AUTOSCALE_INTERVAL_DEFAULT,
  NODES_PER_LINUX_VHD,
  NODES_PER_WINDOWS_VHD,
  RESIZE_TIMEOUT_DEFAULT,
} from '../limits.ts';
import type { Account, PoolSpec, StartTaskSpec } from '../model.ts';
import { coresOf } from '../vm-sizes.ts';
import { lowerCase } from './fields.ts';
import type { AutoPoolPoolBody, PoolBody, StartTaskBody } from './pool-schema.ts';
import { compilePackages, compileResourceFiles, userNameOf } from './shared.ts';

export function compilePool(id: string, body: PoolBody | AutoPoolPoolBody, account: Account): PoolSpec {
  const virtualMachine = body.virtualMachineConfiguration;
  const os = virtualMachine === undefined ? 'windows' : osOf(virtualMachine.nodeAgentSKUId);
  const vhds = virtualMachine?.osDisk?.imageUris.length;
  const communication = 'enableCommunication' in body ? body.enableCommunication : undefined;
  return {
    id,
    displayName: body.displayName ?? null,
    vmSize: body.vmSize,
    cores: coresOf(body.vmSize, account.vmSizes) as number,
    configuration: virtualMachine === undefined ? 'cloudservice' : 'virtualmachine',
    os,
    vhdNodeLimit:
      vhds === undefined
        ? Number.POSITIVE_INFINITY
        : vhds * (os === 'windows' ? NODES_PER_WINDOWS_VHD : NODES_PER_LINUX_VHD), // L-033
    subnetId: body.networkConfiguration?.subnetId ?? null,
    resizeTimeout: body.resizeTimeout === undefined ? RESIZE_TIMEOUT_DEFAULT : durationMs(body.resizeTimeout), // L-010
    targetDedicatedNodes: body.targetDedicatedNodes ?? 0, // L-013
    targetLowPriorityNodes: body.targetLowPriorityNodes ?? 0, // L-013
    maxTasksPerNode: body.maxTasksPerNode ?? 1, // L-019
    nodeFillType: lowerCase<PoolSpec['nodeFillType']>(body.taskSchedulingPolicy?.nodeFillType ?? 'spread'), // L-024
    enableAutoScale: body.enableAutoScale ?? false, // L-012
    autoScaleFormula: body.autoScaleFormula ?? null,
    autoScaleEvaluationInterval:
      body.autoScaleEvaluationInterval === undefined
        ? AUTOSCALE_INTERVAL_DEFAULT
        : durationMs(body.autoScaleEvaluationInterval), // L-018
    enableInterNodeCommunication: body.enableInterNodeCommunication ?? communication ?? false, // L-025
    startTask: compileStartTask(body.startTask),
    certificateReferences: compileCertificates(body.certificateReferences),
    applicationPackageReferences: compilePackages(body.applicationPackageReferences),
    userAccounts: (body.userAccounts ?? []).map((account) => account.name),
    metadata: body.metadata ?? [],
  };
}

/** waitForSuccess is false and maxTaskRetryCount 0 by default (L-132, L-138). */
export function compileStartTask(body: z.infer<typeof StartTaskBody> | undefined): StartTaskSpec | null {
  if (body === undefined) return null;
  return {
    commandLine: body.commandLine,
    resourceFiles: compileResourceFiles(body.resourceFiles),
    maxTaskRetryCount: body.maxTaskRetryCount ?? 0,
    waitForSuccess: body.waitForSuccess ?? false,
    userName: userNameOf(body.userIdentity),
  };
}

export function compileCertificates(bodies: PoolBody['certificateReferences']): PoolSpec['certificateReferences'] {
  return (bodies ?? []).map(({ thumbprint, thumbprintAlgorithm }) => ({
    thumbprint,
    thumbprintAlgorithm: thumbprintAlgorithm.toLowerCase(),
  }));
}

/** What a node agent's name says about the operating system (S-28). */
export function osOf(nodeAgentSKUId: string): PoolSpec['os'] {
  return nodeAgentSKUId.toLowerCase().includes('windows') ? 'windows' : 'linux';
}
