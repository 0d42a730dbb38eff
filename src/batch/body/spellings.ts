/**
 * Properties of other versions of the API, and what 2017-05-01.5.0 says instead (S-5).
 *
 * Versions are those of the service's page on REST API versioning and of the release notes of its client libraries.
 */
export interface OtherSpelling {
  /** the first version that has it; not there yet in 2017-05 */
  readonly since?: string;
  /** the last version that had it */
  readonly until?: string;
  /** the element of 2017-05-01.5.0 to write instead; absent: there is none */
  readonly instead?: string;
}

/** by property name; the names are unambiguous enough not to need the object they stand in */
export const OTHER_SPELLINGS: Readonly<Record<string, OtherSpelling>> = {
  // ---- before 2017-05-01.5.0
  targetDedicated: { until: '2017-01-01.4.0', instead: 'targetDedicatedNodes' },
  currentDedicated: { until: '2017-01-01.4.0', instead: 'currentDedicatedNodes' },
  resizeError: { until: '2017-01-01.4.0', instead: 'resizeErrors' },
  schedulingError: { until: '2017-01-01.4.0', instead: 'preProcessingError' },
  sshPrivateKey: { until: '2017-01-01.4.0', instead: 'linuxUserConfiguration.sshPrivateKey' },
  runElevated: { until: '2016-07-01.3.1', instead: 'userIdentity.autoUser.elevationLevel' },
  osFamily: { until: '2015-12-01.2.2', instead: 'cloudServiceConfiguration.osFamily' },
  targetOSVersion: { until: '2015-12-01.2.2', instead: 'cloudServiceConfiguration.targetOSVersion' },
  currentOSVersion: { until: '2015-12-01.2.2', instead: 'cloudServiceConfiguration.targetOSVersion' },
  enableCommunication: { instead: 'enableInterNodeCommunication' },

  // ---- after 2017-05-01.5.0: pools
  taskSlotsPerNode: { since: '2020-09-01.12.0', instead: 'maxTasksPerNode' },
  osVersion: { since: '2018-12-01.8.0', instead: 'targetOSVersion' },
  mountConfiguration: { since: '2019-08-01.10.0' },
  targetNodeCommunicationMode: { since: '2022-10-01.16.0' },
  resourceTags: { since: '2023-11-01.18.0', instead: 'metadata' },
  upgradePolicy: { since: '2024-02-01.19.0' },
  identity: { since: '2021-06-01.14.0' },

  // ---- after 2017-05-01.5.0: images and disks
  virtualMachineImageId: { since: '2017-09-01.6.0', instead: 'osDisk.imageUris' },
  dataDisks: { since: '2017-09-01.6.0' },
  licenseType: { since: '2017-09-01.6.0' },
  containerConfiguration: { since: '2017-09-01.6.0' },
  diskEncryptionConfiguration: { since: '2020-03-01.11.0' },
  nodePlacementConfiguration: { since: '2021-06-01.14.0' },
  extensions: { since: '2021-06-01.14.0' },
  ephemeralOSDiskSettings: { since: '2021-06-01.14.0' },
  managedDisk: { since: '2023-11-01.18.0' },
  diskSizeGB: { since: '2023-11-01.18.0' },
  writeAcceleratorEnabled: { since: '2023-11-01.18.0' },
  securityProfile: { since: '2023-11-01.18.0' },
  serviceArtifactReference: { since: '2023-11-01.18.0' },
  sharedGalleryImageId: { since: '2024-07-01.20.0' },
  communityGalleryImageId: { since: '2024-07-01.20.0' },

  // ---- after 2017-05-01.5.0: networks and users
  endpointConfiguration: { since: '2017-06-01.5.1' },
  poolEndpointConfiguration: { since: '2017-06-01.5.1' },
  dynamicVNetAssignmentScope: { since: '2018-12-01.8.0' },
  windowsUserConfiguration: { since: '2018-12-01.8.0' },
  publicIPs: { since: '2019-08-01.10.0' },
  publicIPAddressConfiguration: { since: '2020-03-01.11.0' },
  enableAcceleratedNetworking: { since: '2023-05-01.17.0' },

  // ---- after 2017-05-01.5.0: jobs and tasks
  containerSettings: { since: '2017-09-01.6.0' },
  httpUrl: { since: '2018-12-01.8.0', instead: 'blobSource' },
  storageContainerUrl: { since: '2018-12-01.8.0', instead: 'blobSource' },
  autoStorageContainerName: { since: '2018-12-01.8.0', instead: 'blobSource' },
  blobPrefix: { since: '2018-12-01.8.0' },
  networkConfiguration: { since: '2018-12-01.8.0' },
  requiredSlots: { since: '2020-09-01.12.0' },
  identityReference: { since: '2021-06-01.14.0' },
  maxParallelTasks: { since: '2021-06-01.14.0' },
  uploadHeaders: { since: '2022-01-01.15.0' },
  allowTaskPreemption: { since: '2022-01-01.15.0' },
};

/** What a property is in other versions and what to write instead. */
export function describeOtherSpelling(property: string, { since, until, instead }: OtherSpelling): string {
  const remedy = instead === undefined ? 'has nothing in its place' : `says ${instead}`;
  if (since !== undefined) return `${property} exists since API version ${since}; 2017-05-01.5.0 ${remedy}`;
  if (until !== undefined) return `${property} existed until API version ${until}; 2017-05-01.5.0 ${remedy}`;
  return `${property} is no known property; 2017-05-01.5.0 ${remedy}`;
}
