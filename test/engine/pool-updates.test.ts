import { describe, expect, test } from 'vitest';
import { lab, runsOf } from '../support/pool-lab.ts';
import { CLOUD_SERVICE, pool } from '../support/run.ts';

const START = 'startTask: { commandLine: w10, waitForSuccess: true }';
const PACKAGE = 'applicationPackageReferences: [ { applicationId: blender } ]';
const account = 'applications: [ { id: blender, versions: [ "1" ], defaultVersion: "1" } ]';
const cloud = 'transfers: { bandwidth: 100MB, packages: [ { applicationId: blender, version: "1", size: 2GB } ] }';

/** One node with a package of 20 s and a start task of 10 s, ready at 90 s; reimaged at 200 s, so that it starts anew at 500 s. */
const updated = (operation: string) =>
  lab({
    account,
    cloud,
    pools: [pool(`targetDedicatedNodes: 1, ${START}, ${PACKAGE}`, 'p', CLOUD_SERVICE)],
    actions: [`100 ${operation}`, '200 reimageNode: { poolId: p, nodeId: tvm-1 }'],
  });
const readyAt = (log: ReturnType<typeof lab>) => log.last('node p/tvm-1').at / 1000;

describe('the properties of a pool', () => {
  test('L-050: are replaced by a patch that names them and stay otherwise', () => {
    const renamed = updated('patchPool: { poolId: p, metadata: [ { name: a, value: b } ] }');
    expect(renamed.requests()[0]).toEqual(['patchPool', 200]);
    expect(readyAt(renamed)).toBe(530);
    expect(readyAt(updated('patchPool: { poolId: p, startTask: { commandLine: w60, waitForSuccess: true } }'))).toBe(
      580,
    );
    expect(readyAt(updated('patchPool: { poolId: p, applicationPackageReferences: [] }'))).toBe(510);
  });

  test('L-050: are all replaced by an update, which deletes those that it does not name', () => {
    const only = (more: string) => updated(`updatePoolProperties: { poolId: p, metadata: [], ${more} }`);
    const bare = only('certificateReferences: [], applicationPackageReferences: []');
    expect(bare.requests()[0]).toEqual(['updatePoolProperties', 204]);
    expect(readyAt(bare)).toBe(500);
    expect(readyAt(only(`certificateReferences: [], ${PACKAGE}`))).toBe(520);
    expect(readyAt(only(`certificateReferences: [], applicationPackageReferences: [], ${START}`))).toBe(510);
  });

  test('L-050, S-3: stand on the line of an accepted request, those that changed', () => {
    const [line] = updated('patchPool: { poolId: p, metadata: [ { name: a, value: b } ] }').of('request');
    expect(line.changes).toEqual({ metadata: [{ name: 'a', value: 'b' }] });
  });

  test('L-051: of nodes that work already are what they were when those started', () => {
    const log = lab({
      pools: [pool(`targetDedicatedNodes: 1, ${START}`)],
      tasks: ['t1 w300'],
      actions: [
        '100 patchPool: { poolId: p, startTask: { commandLine: f10, waitForSuccess: true } }',
        '200 resizePool: { poolId: p, targetDedicatedNodes: 2 }',
      ],
    });
    expect(runsOf(log, 'j/t1')).toEqual([[70, 'tvm-1']]);
    expect(log.settled('node p/tvm-1')).toEqual([
      [60, 'waitingforstarttask'],
      [70, 'running'],
      [370, 'idle'],
    ]);
    expect(log.last('node p/tvm-2')).toMatchObject({ at: 270_000, to: 'starttaskfailed' });
  });

  test('L-041, L-043: stay when the account has not what a change names', () => {
    const certificate = '{ thumbprint: "0123456789abcdef0123456789abcdef01234567", thumbprintAlgorithm: sha1 }';
    const unknown = updated(
      `patchPool: { poolId: p, startTask: { commandLine: w60 }, certificateReferences: [ ${certificate} ] }`,
    );
    expect(unknown.requests()[0]).toEqual(['patchPool', 404, 'CertificateNotFound']);
    expect(readyAt(unknown)).toBe(530);
    const missing = updated('patchPool: { poolId: p, applicationPackageReferences: [ { applicationId: maya } ] }');
    expect(missing.requests()[0]).toEqual(['patchPool', 409, 'InvalidApplicationPackageReferences']);
    expect(readyAt(missing)).toBe(530);
  });

  test('L-060, L-062: may change while the pool is resizing', () => {
    const log = lab({
      pools: [pool('targetDedicatedNodes: 1')],
      actions: [`30 patchPool: { poolId: p, ${START} }`],
    });
    expect(log.requests()).toEqual([['patchPool', 200]]);
    expect(log.last('node p/tvm-1')).toMatchObject({ at: 70_000, to: 'idle' });
  });
});
