/**
 * Properties of other versions of the API, and what 2017-05-01.5.0 says instead (S-5).
 *
 * `since` a version: not there yet in 2017-05. `until` a version: the last one that had it.
 */
export interface OtherSpelling {
  readonly since?: string;
  readonly until?: string;
  /** the element of 2017-05-01.5.0 to write instead; absent: there is none */
  readonly instead?: string;
}

const TASK_SLOTS = '2020-09-01.12.0';

/** by property name; the names are unambiguous enough not to need the object they stand in */
export const OTHER_SPELLINGS: Readonly<Record<string, OtherSpelling>> = {
  // ---- before 2017-05-01.5.0
  targetDedicated: { until: '2017-01-01.4.0', instead: 'targetDedicatedNodes' },
  currentDedicated: { until: '2017-01-01.4.0', instead: 'currentDedicatedNodes' },
  resizeError: { until: '2017-01-01.4.0', instead: 'resizeErrors' },
  schedulingError: { until: '2017-01-01.4.0', instead: 'preProcessingError' },
  runElevated: { until: '2016-07-01.3.1', instead: 'userIdentity.autoUser.elevationLevel' },
  osFamily: { until: '2015-11-01.2.1', instead: 'cloudServiceConfiguration.osFamily' },
  targetOSVersion: { until: '2015-11-01.2.1', instead: 'cloudServiceConfiguration.targetOSVersion' },
  schedulingPolicy: { until: '2014-10-01.1.0', instead: 'taskSchedulingPolicy' },
  vmFillType: { until: '2014-10-01.1.0', instead: 'nodeFillType' },
  enableCommunication: { until: '2014-10-01.1.0', instead: 'enableInterNodeCommunication' },

  // ---- after 2017-05-01.5.0: pools
  taskSlotsPerNode: { since: TASK_SLOTS, instead: 'maxTasksPerNode' },
  mountConfiguration: { since: '2019-08-01.10.0' },
  targetNodeCommunicationMode: { since: '2022-10-01.16.0' },
  interNodeCommunication: { since: '2020-09-01.12.0', instead: 'enableInterNodeCommunication' },
  resourceTags: { since: '2023-11-01.18.0', instead: 'metadata' },
  upgradePolicy: { since: '2024-02-01.19.0' },
  upgradeosConfiguration: { since: '2024-02-01.19.0' },
  autoScale: { since: '2020-09-01.12.0', instead: 'autoScaleFormula' },

  // ---- after 2017-05-01.5.0: images and disks
  virtualMachineImageId: { since: '2017-09-01.6.0', instead: 'osDisk.imageUris' },
  exactVersion: { since: '2020-03-01.11.0' },
  sharedGalleryImageId: { since: '2023-11-01.18.0' },
  communityGalleryImageId: { since: '2023-11-01.18.0' },
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

  // ---- after 2017-05-01.5.0: networks and users
  endpointConfiguration: { since: '2017-09-01.6.0' },
  inboundNATPools: { since: '2017-09-01.6.0' },
  networkSecurityGroupRules: { since: '2017-09-01.6.0' },
  publicIPAddressConfiguration: { since: '2020-09-01.12.0' },
  publicIPs: { since: '2019-08-01.10.0' },
  dynamicVNetAssignmentScope: { since: '2018-03-01.6.1' },
  dynamicVnetAssignmentScope: { since: '2018-03-01.6.1' },
  enableAcceleratedNetworking: { since: '2023-05-01.17.0' },
  windowsUserConfiguration: { since: '2018-12-01.8.0' },

  // ---- after 2017-05-01.5.0: jobs and tasks
  containerSettings: { since: '2017-09-01.6.0' },
  requiredSlots: { since: TASK_SLOTS },
  httpUrl: { since: '2018-12-01.8.0', instead: 'blobSource' },
  storageContainerUrl: { since: '2018-12-01.8.0', instead: 'blobSource' },
  autoStorageContainerName: { since: '2018-12-01.8.0', instead: 'blobSource' },
  blobPrefix: { since: '2018-12-01.8.0' },
  identityReference: { since: '2021-06-01.14.0' },
  uploadHeaders: { since: '2022-01-01.15.0' },
  networkConfiguration: { since: '2018-03-01.6.1' },
  maxParallelTasks: { since: '2022-01-01.15.0' },
  allowTaskPreemption: { since: '2022-01-01.15.0' },
};

/** `UnsupportedProperty` in words: what this property is in other versions, or what was probably meant. */
export function describeOtherSpelling(property: string, spelling: OtherSpelling): string {
  const { since, until, instead } = spelling;
  const version =
    since === undefined ? `exists only until API version ${until}` : `exists only since API version ${since}`;
  const remedy = instead === undefined ? '2017-05-01.5.0 has nothing in its place' : `2017-05-01.5.0 says ${instead}`;
  return `${property} ${version}; ${remedy}`;
}
