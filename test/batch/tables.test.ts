import { describe, expect, it } from 'vitest';
import { ERROR_CODES, serviceError } from '../../src/batch/errors.ts';
import * as limits from '../../src/batch/limits.ts';
import { coresOf, isExcludedSize, VM_SIZES } from '../../src/batch/vm-sizes.ts';

describe('VM sizes', () => {
  it.each([
    ['small', 1],
    ['Medium', 2],
    ['large', 4],
    ['ExtraLarge', 8],
    ['a7', 8],
    ['Standard_A11', 16],
    ['standard_a8m_v2', 8],
    ['STANDARD_D15_V2', 20],
    ['Standard_F16', 16],
    ['Standard_G5', 32],
    ['Standard_H16mr', 16],
    ['Standard_NC24r', 24],
    ['Standard_D64_v3', 64],
    ['Standard_M128s', 128],
  ])('%s has %d cores, however it is spelled', (vmSize, cores) => {
    expect(coresOf(vmSize, VM_SIZES)).toBe(cores);
    expect(coresOf(vmSize.toUpperCase(), VM_SIZES)).toBe(cores);
  });

  it('O-06: names that are no sizes have no cores, not even those that every object has', () => {
    for (const name of ['STANDARD_Z1', '', 'constructor', '__proto__']) expect(coresOf(name, VM_SIZES)).toBeNull();
  });

  it('every size is spelled in upper case and has a whole number of cores', () => {
    for (const [name, { cores }] of Object.entries(VM_SIZES)) {
      expect(name).toBe(name.toUpperCase());
      expect(Number.isInteger(cores) && cores > 0).toBe(true);
    }
  });

  it('L-020: a node has four slots per core and at most 256', () => {
    expect([1, 2, 8, 64, 128].map(limits.slotLimit)).toEqual([4, 8, 32, 256, 256]);
  });

  it('L-008, L-009: what one configuration excludes the other may have', () => {
    expect(isExcludedSize('Standard_A1_v2', 'virtualmachine', false)).toBe(false);
    expect(isExcludedSize('Standard_D2_v2', 'virtualmachine', false)).toBe(false);
    expect(isExcludedSize('Standard_D2', 'cloudservice', true)).toBe(false);
    expect(isExcludedSize('Standard_A2m_v2', 'cloudservice', true)).toBe(true);
  });
});

describe('error codes', () => {
  it('each answers with a status and a sentence', () => {
    for (const code of ERROR_CODES) {
      const error = serviceError(code);
      expect(error.code).toBe(code);
      expect([400, 404, 409, 412, 503]).toContain(error.status);
      expect(error.message).toMatch(/^[A-Z].*\.$/);
    }
  });

  it.each([
    ['PoolExists', 409],
    ['CertificateNotFound', 404],
    ['InvalidApplicationPackageReferences', 409],
    ['TaskDependenciesNotSpecifiedOnJob', 400],
    ['TooManyEnableAutoScaleRequests', 503],
    ['JobNotFound', 404],
  ] as const)('L-003, L-041, L-043, L-092, L-351: %s is a %d', (code, status) => {
    expect(serviceError(code).status).toBe(status);
  });
});
