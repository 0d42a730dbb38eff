import { describe, expect, it } from 'vitest';
import { checkPool } from '../../src/batch/body/pool.ts';
import { account } from './account.ts';
import { accepted, messages, refusals } from './refusals.ts';
import { cloudServicePool, LINUX, poolBody, WINDOWS } from './sample-bodies.ts';

const MINUTE = 60_000;
const pool = (given: object = {}, owner = account()) => checkPool(poolBody(given), owner);
const without = (key: string, given: object = {}) => {
  const { [key]: _, ...rest } = poolBody(given) as Record<string, unknown>;
  return checkPool(rest, account());
};

describe('a pool with only what is required', () => {
  it('L-010, L-012, L-013, L-018, L-019, L-024, L-025: takes its defaults', () => {
    expect(accepted(pool())).toEqual({
      id: 'render',
      displayName: null,
      vmSize: 'STANDARD_D2_V2',
      cores: 2,
      configuration: 'virtualmachine',
      os: 'linux',
      vhdNodeLimit: Number.POSITIVE_INFINITY,
      subnetId: null,
      resizeTimeout: 15 * MINUTE,
      targetDedicatedNodes: 2,
      targetLowPriorityNodes: 0,
      maxTasksPerNode: 1,
      nodeFillType: 'spread',
      enableAutoScale: false,
      autoScaleFormula: null,
      autoScaleEvaluationInterval: 15 * MINUTE,
      enableInterNodeCommunication: false,
      startTask: null,
      certificateReferences: [],
      applicationPackageReferences: [],
      userAccounts: [],
      metadata: [],
    });
  });

  it('L-132, L-138: its start task is not retried and not waited for', () => {
    const { startTask } = accepted(pool({ startTask: { commandLine: 'setup' } }));
    expect(startTask).toEqual({
      commandLine: 'setup',
      resourceFiles: [],
      maxTaskRetryCount: 0,
      waitForSuccess: false,
      userName: null,
    });
  });

  it('L-129: a start task needs a command line', () => {
    expect(refusals(pool({ startTask: { waitForSuccess: true } }))).toEqual([
      '400 MissingRequiredProperty (startTask)',
    ]);
  });
});

describe('ids, names and sizes', () => {
  it.each(['', 'a b', 'ä', 'x'.repeat(65), 'a.b'])('L-002: the id %j is refused', (id) => {
    expect(refusals(pool({ id }))).toEqual(['400 InvalidPropertyValue id']);
  });

  it.each(['a', 'A_b-9', 'x'.repeat(64)])('L-002: the id %j is accepted', (id) => {
    expect(accepted(pool({ id })).id).toBe(id);
  });

  it('L-004: a display name of 1024 characters is accepted, one more is not', () => {
    expect(accepted(pool({ displayName: 'é'.repeat(1024) })).displayName).toHaveLength(1024);
    expect(refusals(pool({ displayName: 'é'.repeat(1025) }))).toEqual(['400 InvalidPropertyValue displayName']);
  });

  it('L-005: vmSize is required', () => {
    expect(refusals(without('vmSize'))).toEqual(['400 MissingRequiredProperty ()']);
  });

  it('O-06: an unknown size is refused unless the account adds it', () => {
    expect(refusals(pool({ vmSize: 'STANDARD_X1' }))).toEqual(['400 InvalidPropertyValue vmSize']);
    expect(accepted(pool({ vmSize: 'standard_x1' }, account({ vmSizes: { STANDARD_X1: { cores: 3 } } }))).cores).toBe(
      3,
    );
  });

  it('O-06: a misspelled size is answered with the nearest one', () => {
    expect(messages(pool({ vmSize: 'STANDARD_D2V2' }))).toContain('did you mean STANDARD_D2_V2?');
  });

  it.each(['ExtraSmall', 'Standard_A1_v2', 'STANDARD_A2_V2'])('L-008: cloud services do not offer %s', (vmSize) => {
    expect(refusals(checkPool(cloudServicePool({ vmSize }), account()))).toEqual(['400 InvalidPropertyValue vmSize']);
  });

  it('L-008: a pool of cloud services may have Standard_A2m_v2', () => {
    expect(accepted(checkPool(cloudServicePool({ vmSize: 'Standard_A2m_v2' }), account())).cores).toBe(2);
  });

  it.each(['STANDARD_A0', 'Standard_DS2', 'Standard_DS3_v2', 'standard_gs4'])(
    'L-009: virtual machines are not offered as %s, even if the account knows its cores',
    (vmSize) => {
      const owner = account({ vmSizes: { [vmSize.toUpperCase()]: { cores: 4 } } });
      expect(refusals(pool({ vmSize }, owner))).toEqual(['400 InvalidPropertyValue vmSize']);
    },
  );

  it('L-020: a node takes at most four tasks per core', () => {
    expect(accepted(pool({ maxTasksPerNode: 8 })).maxTasksPerNode).toBe(8);
    expect(refusals(pool({ maxTasksPerNode: 9 }))).toEqual(['400 OutOfRangeInput maxTasksPerNode']);
    expect(refusals(pool({ maxTasksPerNode: 0 }))).toEqual(['400 OutOfRangeInput maxTasksPerNode']);
  });

  it('L-020: and never more than 256', () => {
    expect(accepted(pool({ vmSize: 'STANDARD_M128S', maxTasksPerNode: 256 })).maxTasksPerNode).toBe(256);
    expect(refusals(pool({ vmSize: 'STANDARD_M128S', maxTasksPerNode: 257 }))).toEqual([
      '400 OutOfRangeInput maxTasksPerNode',
    ]);
  });
});

describe('the two configurations', () => {
  it('L-006: a pool has exactly one of them', () => {
    expect(refusals(without('virtualMachineConfiguration'))).toEqual(['400 MissingRequiredProperty ()']);
    expect(refusals(pool({ cloudServiceConfiguration: { osFamily: '4' } }))).toEqual([
      '400 InvalidPropertyValue key:virtualMachineConfiguration',
    ]);
  });

  it('L-007: there are no cloud services in a user subscription', () => {
    const owner = account({ poolAllocationMode: 'usersubscription' });
    expect(refusals(checkPool(cloudServicePool(), owner))).toEqual([
      '400 InvalidPropertyValue key:cloudServiceConfiguration',
    ]);
  });

  it('L-034: a virtual machine has an image or an OS disk, not both and not neither', () => {
    const osDisk = { imageUris: ['https://a.example/x.vhd'] };
    expect(refusals(pool({ virtualMachineConfiguration: { ...LINUX, osDisk } }))).toEqual([
      '400 InvalidPropertyValue key:virtualMachineConfiguration.osDisk',
    ]);
    expect(refusals(pool({ virtualMachineConfiguration: { nodeAgentSKUId: 'batch.node.ubuntu 16.04' } }))).toEqual([
      '400 MissingRequiredProperty (virtualMachineConfiguration)',
    ]);
  });

  it('L-033: a VHD serves 40 Linux or 20 Windows nodes', () => {
    const osDisk = { imageUris: ['https://a.example/1.vhd', 'https://a.example/2.vhd'] };
    const on = (nodeAgentSKUId: string) =>
      accepted(pool({ virtualMachineConfiguration: { nodeAgentSKUId, osDisk } })).vhdNodeLimit;
    expect(on('batch.node.ubuntu 16.04')).toBe(80);
    expect(on('batch.node.windows amd64')).toBe(40);
  });

  it('S-28: the node agent tells the operating system; cloud services run Windows', () => {
    expect(accepted(pool({ virtualMachineConfiguration: WINDOWS })).os).toBe('windows');
    expect(accepted(pool()).os).toBe('linux');
    expect(accepted(checkPool(cloudServicePool(), account())).os).toBe('windows');
  });

  it('L-039: windowsConfiguration needs a Windows image', () => {
    const windowsConfiguration = { enableAutomaticUpdates: false };
    expect(refusals(pool({ virtualMachineConfiguration: { ...LINUX, windowsConfiguration } }))).toEqual([
      '400 InvalidPropertyValue key:virtualMachineConfiguration.windowsConfiguration',
    ]);
    accepted(pool({ virtualMachineConfiguration: { ...WINDOWS, windowsConfiguration } }));
  });

  it('L-040: osFamily is a text from 2 to 5, targetOSVersion any text', () => {
    for (const osFamily of ['2', '3', '4', '5']) {
      accepted(
        checkPool(cloudServicePool({ cloudServiceConfiguration: { osFamily, targetOSVersion: '' } }), account()),
      );
    }
    for (const osFamily of ['1', '6', 4]) {
      expect(refusals(checkPool(cloudServicePool({ cloudServiceConfiguration: { osFamily } }), account()))).toEqual([
        '400 InvalidPropertyValue cloudServiceConfiguration.osFamily',
      ]);
    }
  });
});

describe('the size of a pool', () => {
  it('L-013, S-5: a pool without automatic scaling needs a target', () => {
    expect(refusals(without('targetDedicatedNodes'))).toEqual(['400 MissingRequiredProperty ()']);
    expect(accepted(without('targetDedicatedNodes', { targetLowPriorityNodes: 3 })).targetDedicatedNodes).toBe(0);
  });

  it('O-07: a negative target is out of range', () => {
    expect(refusals(pool({ targetDedicatedNodes: -1 }))).toEqual(['400 OutOfRangeInput targetDedicatedNodes']);
  });

  it('L-030: a target is a whole Int32', () => {
    expect(refusals(pool({ targetDedicatedNodes: 1.5 }))).toEqual(['400 InvalidPropertyValue targetDedicatedNodes']);
    expect(refusals(pool({ targetDedicatedNodes: 2 ** 31 }))).toEqual(['400 OutOfRangeInput targetDedicatedNodes']);
    expect(refusals(pool({ targetDedicatedNodes: '2' }))).toEqual(['400 InvalidPropertyValue targetDedicatedNodes']);
  });

  it('L-010: resizeTimeout is five minutes or more, without an upper bound', () => {
    expect(refusals(pool({ resizeTimeout: 'PT4M59S' }))).toEqual(['400 InvalidPropertyValue resizeTimeout']);
    expect(accepted(pool({ resizeTimeout: 'PT5M' })).resizeTimeout).toBe(5 * MINUTE);
    expect(accepted(pool({ resizeTimeout: 'P30D' })).resizeTimeout).toBe(30 * 24 * 60 * MINUTE);
  });

  it('L-014: with automatic scaling there are no targets', () => {
    const body = { enableAutoScale: true, autoScaleFormula: '$TargetDedicatedNodes=1;', targetLowPriorityNodes: 0 };
    expect(refusals(pool(body))).toEqual([
      '400 InvalidPropertyValue key:targetDedicatedNodes',
      '400 InvalidPropertyValue key:targetLowPriorityNodes',
    ]);
  });

  it('L-015: the formula is there exactly when automatic scaling is on', () => {
    expect(refusals(pool({ autoScaleFormula: '$TargetDedicatedNodes=1;' }))).toEqual([
      '400 InvalidPropertyValue key:autoScaleFormula',
    ]);
    expect(refusals(without('targetDedicatedNodes', { enableAutoScale: true }))).toEqual([
      '400 MissingRequiredProperty ()',
    ]);
    const scaled = accepted(
      without('targetDedicatedNodes', { enableAutoScale: true, autoScaleFormula: '$TargetDedicatedNodes=1;' }),
    );
    expect(scaled).toMatchObject({
      enableAutoScale: true,
      autoScaleFormula: '$TargetDedicatedNodes=1;',
      targetDedicatedNodes: 0,
    });
  });

  it('L-018: a formula is evaluated every 5 minutes to 168 hours', () => {
    const scaled = (autoScaleEvaluationInterval: string) =>
      without('targetDedicatedNodes', { enableAutoScale: true, autoScaleFormula: 'a=1;', autoScaleEvaluationInterval });
    expect(accepted(scaled('PT168H')).autoScaleEvaluationInterval).toBe(168 * 60 * MINUTE);
    expect(accepted(scaled('PT5M')).autoScaleEvaluationInterval).toBe(5 * MINUTE);
    for (const interval of ['PT4M', 'PT168H1S']) {
      expect(refusals(scaled(interval))).toEqual(['400 InvalidPropertyValue autoScaleEvaluationInterval']);
    }
  });

  it('L-145: a user subscription has no low-priority nodes', () => {
    const owner = account({ poolAllocationMode: 'usersubscription' });
    expect(refusals(pool({ targetLowPriorityNodes: 1 }, owner))).toEqual([
      '400 InvalidPropertyValue targetLowPriorityNodes',
    ]);
    accepted(pool({ targetLowPriorityNodes: 0 }, owner));
  });

  it('L-023: nodes are filled by pack or spread, in any case', () => {
    expect(accepted(pool({ taskSchedulingPolicy: { nodeFillType: 'Pack' } })).nodeFillType).toBe('pack');
    expect(accepted(pool({ taskSchedulingPolicy: {} })).nodeFillType).toBe('spread');
    expect(refusals(pool({ taskSchedulingPolicy: { nodeFillType: 'first' } }))).toEqual([
      '400 InvalidPropertyValue taskSchedulingPolicy.nodeFillType',
    ]);
  });
});

describe('the network', () => {
  const arm = '/subscriptions/1/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s';

  it('L-038: pools that the Batch service allocates need a classic network', () => {
    const classic = arm.replace('Microsoft.Network', 'Microsoft.ClassicNetwork');
    expect(accepted(pool({ networkConfiguration: { subnetId: classic } })).subnetId).toBe(classic);
    expect(refusals(pool({ networkConfiguration: { subnetId: arm } }))).toEqual([
      '400 InvalidPropertyValue networkConfiguration.subnetId',
    ]);
  });

  it('L-038: in a user subscription either kind will do', () => {
    const owner = account({ poolAllocationMode: 'usersubscription' });
    expect(accepted(pool({ networkConfiguration: { subnetId: arm } }, owner)).subnetId).toBe(arm);
  });
});

describe('what a pool names and the account must have', () => {
  const certificate = { thumbprint: 'AB12', thumbprintAlgorithm: 'sha1' };
  const owner = account({
    certificates: [
      { ...certificate, state: 'active' },
      { ...certificate, thumbprint: 'CD34', state: 'deleting' },
      { ...certificate, thumbprint: 'EF56', state: 'deletefailed' },
    ],
    applications: [
      { id: 'blender', versions: ['2.79'], defaultVersion: '2.79' },
      { id: 'maya', versions: ['2017'], defaultVersion: null },
    ],
    applicationLicenses: ['maya'],
  });

  it('L-041: a certificate that the account lacks is not found', () => {
    expect(refusals(pool({ certificateReferences: [{ ...certificate, thumbprint: '00' }] }, owner))).toEqual([
      '404 CertificateNotFound certificateReferences.0.thumbprint',
    ]);
  });

  it('L-041: thumbprints are compared without case', () => {
    const { certificateReferences } = accepted(
      pool({ certificateReferences: [{ ...certificate, thumbprint: 'ab12' }] }, owner),
    );
    expect(certificateReferences).toEqual([{ thumbprint: 'ab12', thumbprintAlgorithm: 'sha1' }]);
  });

  it('L-161: a certificate that is being deleted cannot be used', () => {
    const references = ['CD34', 'EF56'].map((thumbprint) => ({ ...certificate, thumbprint }));
    expect(refusals(pool({ certificateReferences: references }, owner))).toEqual([
      '409 CertificateBeingDeleted certificateReferences.0.thumbprint',
      '409 CertificateStateDeleteFailed certificateReferences.1.thumbprint',
    ]);
  });

  it('L-042: a certificate reference says sha1, a store location and who may see it', () => {
    const given = {
      thumbprint: 'AB12',
      thumbprintAlgorithm: 'SHA1',
      storeLocation: 'localmachine',
      storeName: 'Own',
      visibility: ['Task'],
    };
    expect(accepted(pool({ certificateReferences: [given] }, owner)).certificateReferences[0].thumbprintAlgorithm).toBe(
      'sha1',
    );
    const wrong = {
      thumbprint: 'AB12',
      thumbprintAlgorithm: 'md5',
      storeLocation: 'disk',
      visibility: ['task', 'everyone'],
    };
    expect(refusals(pool({ certificateReferences: [wrong] }, owner))).toEqual([
      '400 InvalidPropertyValue certificateReferences.0.thumbprintAlgorithm',
      '400 InvalidPropertyValue certificateReferences.0.storeLocation',
      '400 InvalidPropertyValue certificateReferences.0.visibility.1',
    ]);
  });

  it('L-043: a package is refused without such an application, such a version or a default version', () => {
    const references = [
      { applicationId: 'nuke' },
      { applicationId: 'blender', version: '3.0' },
      { applicationId: 'maya' },
      { applicationId: 'Blender' },
      { applicationId: 'maya', version: '2017' },
    ];
    expect(refusals(pool({ applicationPackageReferences: references }, owner))).toEqual([
      '409 InvalidApplicationPackageReferences applicationPackageReferences.0.applicationId',
      '409 InvalidApplicationPackageReferences applicationPackageReferences.1.version',
      '409 InvalidApplicationPackageReferences applicationPackageReferences.2.applicationId',
    ]);
  });

  it('L-043: an absent version stays open until the package is installed', () => {
    const references = [{ applicationId: 'blender' }, { applicationId: 'maya', version: '2017' }];
    expect(accepted(pool({ applicationPackageReferences: references }, owner)).applicationPackageReferences).toEqual([
      { applicationId: 'blender', version: null },
      { applicationId: 'maya', version: '2017' },
    ]);
  });

  it('L-044: a pool references at most ten packages', () => {
    const references = (count: number) => Array.from({ length: count }, () => ({ applicationId: 'blender' }));
    accepted(pool({ applicationPackageReferences: references(10) }, owner));
    expect(refusals(pool({ applicationPackageReferences: references(11) }, owner))).toEqual([
      '400 InvalidPropertyValue applicationPackageReferences',
    ]);
  });

  it('L-046: a licence that the account does not offer makes the creation fail', () => {
    accepted(pool({ applicationLicenses: ['Maya'] }, owner));
    expect(refusals(pool({ applicationLicenses: ['maya', 'vray'] }, owner))).toEqual([
      '400 InvalidPropertyValue applicationLicenses.1',
    ]);
  });
});

describe('users and metadata', () => {
  it('L-047: a user account has a name and a password', () => {
    expect(refusals(pool({ userAccounts: [{ elevationLevel: 'admin' }] }))).toEqual([
      '400 MissingRequiredProperty (userAccounts.0)',
      '400 MissingRequiredProperty (userAccounts.0)',
    ]);
    expect(accepted(pool({ userAccounts: [{ name: 'ann', password: 'x' }] })).userAccounts).toEqual(['ann']);
  });

  it('L-047: uid and gid come together or not at all', () => {
    const user = (linuxUserConfiguration: object) =>
      pool({ userAccounts: [{ name: 'ann', password: 'x', linuxUserConfiguration }] });
    accepted(user({ uid: 1, gid: 2 }));
    accepted(user({ sshPrivateKey: 'k' }));
    accepted(user({ uid: 1, gidname: 2 }));
    for (const half of [{ uid: 1 }, { gid: 2 }]) {
      expect(refusals(user(half))).toEqual(['400 InvalidPropertyValue userAccounts.0.linuxUserConfiguration']);
    }
  });

  it('L-170: a user identity is either a user name or an auto user', () => {
    const start = (userIdentity: object) => pool({ startTask: { commandLine: 'setup', userIdentity } });
    expect(accepted(start({ userName: 'ann' })).startTask?.userName).toBe('ann');
    expect(accepted(start({ username: 'ann' })).startTask?.userName).toBe('ann');
    expect(accepted(start({ autoUser: { scope: 'Pool', elevationLevel: 'Admin' } })).startTask?.userName).toBeNull();
    for (const wrong of [{}, { userName: 'ann', autoUser: {} }]) {
      expect(refusals(start(wrong))).toEqual(['400 InvalidPropertyValue startTask.userIdentity']);
    }
  });

  it('L-171: an auto user has scope task or pool and is nonAdmin or admin', () => {
    const userIdentity = { autoUser: { scope: 'job', elevationLevel: 'root' } };
    expect(refusals(pool({ startTask: { commandLine: 'setup', userIdentity } }))).toEqual([
      '400 InvalidPropertyValue startTask.userIdentity.autoUser.scope',
      '400 InvalidPropertyValue startTask.userIdentity.autoUser.elevationLevel',
    ]);
  });

  it('L-028: metadata has names and values', () => {
    expect(accepted(pool({ metadata: [{ name: 'team', value: 'film' }] })).metadata).toEqual([
      { name: 'team', value: 'film' },
    ]);
    expect(refusals(pool({ metadata: [{ name: 'team' }] }))).toEqual(['400 MissingRequiredProperty (metadata.0)']);
  });

  it('L-029: an empty metadata name has its own error', () => {
    expect(refusals(pool({ metadata: [{ name: '', value: 'x' }] }))).toEqual(['400 EmptyMetadataKey metadata.0.name']);
  });

  it('L-173: a resource file has a source and a path; its mode is of no consequence', () => {
    const start = (file: object) => pool({ startTask: { commandLine: 'setup', resourceFiles: [file] } });
    expect(
      accepted(start({ blobSource: 'https://a/b', filePath: 'b', fileMode: '0644' })).startTask?.resourceFiles,
    ).toEqual([{ blobSource: 'https://a/b', filePath: 'b' }]);
    expect(refusals(start({ filePath: 'b' }))).toEqual(['400 MissingRequiredProperty (startTask.resourceFiles.0)']);
  });

  it('L-132: a retry count is -1 or more', () => {
    const start = (maxTaskRetryCount: number) => pool({ startTask: { commandLine: 'setup', maxTaskRetryCount } });
    expect(accepted(start(-1)).startTask?.maxTaskRetryCount).toBe(-1);
    expect(refusals(start(-2))).toEqual(['400 OutOfRangeInput startTask.maxTaskRetryCount']);
  });
});
