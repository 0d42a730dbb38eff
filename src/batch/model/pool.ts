/** Pools: the body of *Add a pool*, compiled. */
import type { SimTime } from '../../kernel/clock.ts';

export interface PoolSpec {
  readonly id: string;
  readonly displayName: string | null;
  /** as the body spells it */
  readonly vmSize: string;
  readonly cores: number;
  readonly configuration: 'cloudservice' | 'virtualmachine';
  readonly os: 'linux' | 'windows';
  /** at most so many nodes because of osDisk.imageUris (L-033); `Infinity` without */
  readonly vhdNodeLimit: number;
  readonly subnetId: string | null;
  readonly resizeTimeout: SimTime;
  readonly targetDedicatedNodes: number;
  readonly targetLowPriorityNodes: number;
  readonly maxTasksPerNode: number;
  readonly nodeFillType: 'pack' | 'spread';
  readonly enableAutoScale: boolean;
  readonly autoScaleFormula: string | null;
  readonly autoScaleEvaluationInterval: SimTime;
  readonly enableInterNodeCommunication: boolean;
  readonly startTask: StartTaskSpec | null;
  readonly certificateReferences: readonly { readonly thumbprint: string; readonly thumbprintAlgorithm: string }[];
  readonly applicationPackageReferences: readonly PackageReference[];
  /** names of the user accounts; tasks may name them (L-172) */
  readonly userAccounts: readonly string[];
  readonly metadata: readonly { readonly name: string; readonly value: string }[];
}

export interface StartTaskSpec {
  readonly commandLine: string;
  readonly resourceFiles: readonly ResourceFile[];
  /** -1 = unlimited */
  readonly maxTaskRetryCount: number;
  readonly waitForSuccess: boolean;
  readonly userName: string | null;
}

export interface ResourceFile {
  readonly blobSource: string;
  readonly filePath: string;
}
export interface PackageReference {
  readonly applicationId: string;
  /** `null`: the application's default version */
  readonly version: string | null;
}
