import { describe, expect, it } from 'vitest';
import { checkPool } from '../../src/batch/body/pool.ts';
import { checkTask } from '../../src/batch/body/task.ts';
import { account } from './account.ts';
import { accepted, messages, refusals } from './refusals.ts';
import { poolBody, taskBody } from './sample-bodies.ts';

const pool = (given: object) => checkPool(poolBody(given), account());

describe('unknown properties', () => {
  it('L-030, S-5: are refused wherever they stand, at their key', () => {
    expect(refusals(pool({ colour: 'red', startTask: { commandLine: 'x', nice: 1 } }))).toEqual([
      '400 UnsupportedProperty key:startTask.nice',
      '400 UnsupportedProperty key:colour',
    ]);
  });

  it('S-5: a misspelling is answered with the property that was probably meant', () => {
    expect(messages(pool({ targetDedicatedNode: 3 }))).toContain('did you mean targetDedicatedNodes?');
    expect(messages(pool({ startTask: { commandLine: 'x', waitforsuccess: true } }))).toContain(
      'did you mean waitForSuccess?',
    );
    // two letters that changed places are one mistake, as one left out is
    expect(messages(pool({ startTask: { commandLine: 'x', userIdnetity: {} } }))).toContain(
      'did you mean userIdentity?',
    );
    expect(messages(pool({ vmSiez: 'STANDARD_D2_V2' }))).toContain('did you mean vmSize?');
  });

  it.each([
    ['taskSlotsPerNode', 'since API version 2020-09-01.12.0', 'says maxTasksPerNode'],
    ['targetDedicated', 'until API version 2017-01-01.4.0', 'says targetDedicatedNodes'],
    ['osFamily', 'until API version 2015-12-01.2.2', 'says cloudServiceConfiguration.osFamily'],
    ['mountConfiguration', 'since API version 2019-08-01.10.0', 'has nothing in its place'],
    ['upgradePolicy', 'since API version 2024-02-01.19.0', 'has nothing in its place'],
    ['enableCommunication', 'no known property', 'says enableInterNodeCommunication'],
  ])('S-5, L-022: %s belongs to another version, and the message says to which', (property, version, remedy) => {
    const text = messages(pool({ [property]: 1 }));
    expect(text).toContain(version);
    expect(text).toContain(remedy);
  });

  it.each([
    ['runElevated', 'userIdentity.autoUser.elevationLevel'],
    ['containerSettings', '2017-09-01.6.0'],
    ['requiredSlots', '2020-09-01.12.0'],
  ])('S-5: the property %s of a task belongs to another version', (property, remedy) => {
    expect(messages(checkTask(taskBody({ [property]: 1 })))).toContain(remedy);
  });

  it('L-231, S-5: schedulingError is called preProcessingError now, httpUrl is blobSource still', () => {
    const body = taskBody({
      exitConditions: { schedulingError: {} },
      resourceFiles: [{ httpUrl: 'https://a/b', filePath: 'b' }],
    });
    expect(messages(checkTask(body))).toContain('says preProcessingError');
    expect(messages(checkTask(body))).toContain('says blobSource');
  });

  it('S-5: keys that begin with odata. are ignored', () => {
    accepted(pool({ 'odata.metadata': 'https://a.example/$metadata#pools/@Element' }));
  });

  it('S-5: what a GET adds is ignored with one warning', () => {
    const checked = pool({ state: 'active', eTag: '0x1', url: 'https://a', creationTime: '2017-05-01T00:00:00Z' });
    expect(accepted(checked).id).toBe('render');
    expect(checked.warnings).toHaveLength(1);
    expect(checked.warnings[0].message).toBe('state, eTag, url, creationTime are read-only and ignored');
  });

  it('S-5: read-only properties of one noun are unknown in another', () => {
    expect(refusals(checkTask(taskBody({ allocationState: 'steady' })))).toEqual([
      '400 UnsupportedProperty key:allocationState',
    ]);
  });
});

describe('several faults', () => {
  it('S-5, O-05: are reported all at once, in the order of the API tables', () => {
    const body = {
      metadata: [{ value: 'x' }],
      maxTasksPerNode: 0,
      resizeTimeout: 'soon',
      vmSize: 7,
      id: 'no good',
      extra: 1,
    };
    expect(refusals(checkPool(body, account()))).toEqual([
      '400 InvalidPropertyValue id',
      '400 InvalidPropertyValue vmSize',
      '400 MissingRequiredProperty ()',
      '400 InvalidPropertyValue resizeTimeout',
      '400 MissingRequiredProperty ()',
      '400 OutOfRangeInput maxTasksPerNode',
      '400 MissingRequiredProperty (metadata.0)',
      '400 UnsupportedProperty key:extra',
    ]);
  });

  it('every refusal names its property and carries the rules behind it', () => {
    const checked = pool({ resizeTimeout: 'PT1M', maxTasksPerNode: 99, targetLowPriorityNodes: -1 });
    if (checked.ok) throw new Error('accepted');
    for (const issue of checked.issues) {
      expect(issue.message).toContain(String(issue.path.at(-1)));
      expect(issue.rules?.length).toBeGreaterThan(0);
    }
  });
});

describe('values of the wrong type', () => {
  it.each([null, [], 'text', 7, undefined])('L-030: %j is no body', (raw) => {
    expect(checkPool(raw, account()).ok).toBe(false);
    expect(checkTask(raw).ok).toBe(false);
  });

  it('L-030: a number where a text belongs is answered with the remedy', () => {
    expect(messages(pool({ displayName: 5 }))).toBe('displayName must be a text, not 5: write "5" in quotes');
  });

  it('L-030: null is no value of an element', () => {
    expect(refusals(pool({ displayName: null, metadata: null, startTask: null }))).toEqual([
      '400 InvalidPropertyValue displayName',
      '400 InvalidPropertyValue startTask',
      '400 InvalidPropertyValue metadata',
    ]);
  });

  it('L-030: parts of the wrong type do not hide other faults', () => {
    const body = {
      userAccounts: 'ann',
      certificateReferences: [7],
      virtualMachineConfiguration: 3,
      networkConfiguration: [],
      metadata: [0],
    };
    expect(refusals(pool(body)).length).toBeGreaterThanOrEqual(5);
  });
});
