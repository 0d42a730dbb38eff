/**
 * The VM sizes of 2017 and their cores: what a core quota counts and what bounds a node's slots (L-020).
 *
 * Names are compared without case, so the table is keyed in UPPER CASE. Whoever needs another size adds it to the account (O-06).
 */
export type VmSizes = Readonly<Record<string, { readonly cores: number }>>;

/** cores → sizes with that many */
const SIZES_BY_CORES: readonly (readonly [number, string])[] = [
  [1, 'EXTRASMALL A0 STANDARD_A0 SMALL A1 STANDARD_A1 STANDARD_A1_V2'],
  [2, 'MEDIUM A2 STANDARD_A2 STANDARD_A2_V2 STANDARD_A2M_V2 A5 STANDARD_A5'],
  [4, 'LARGE A3 STANDARD_A3 STANDARD_A4_V2 STANDARD_A4M_V2 A6 STANDARD_A6'],
  [8, 'EXTRALARGE A4 STANDARD_A4 STANDARD_A8_V2 STANDARD_A8M_V2 A7 STANDARD_A7 A8 STANDARD_A8 A10 STANDARD_A10'],
  [16, 'A9 STANDARD_A9 A11 STANDARD_A11'],
  [1, 'STANDARD_D1 STANDARD_D1_V2'],
  [2, 'STANDARD_D2 STANDARD_D2_V2 STANDARD_D11 STANDARD_D11_V2'],
  [4, 'STANDARD_D3 STANDARD_D3_V2 STANDARD_D12 STANDARD_D12_V2'],
  [8, 'STANDARD_D4 STANDARD_D4_V2 STANDARD_D13 STANDARD_D13_V2'],
  [16, 'STANDARD_D5_V2 STANDARD_D14 STANDARD_D14_V2'],
  [20, 'STANDARD_D15_V2'],
  [2, 'STANDARD_D2_V3 STANDARD_E2_V3'],
  [4, 'STANDARD_D4_V3 STANDARD_E4_V3'],
  [8, 'STANDARD_D8_V3 STANDARD_E8_V3'],
  [16, 'STANDARD_D16_V3 STANDARD_E16_V3'],
  [32, 'STANDARD_D32_V3 STANDARD_E32_V3'],
  [64, 'STANDARD_D64_V3 STANDARD_E64_V3'],
  [1, 'STANDARD_F1'],
  [2, 'STANDARD_F2 STANDARD_G1'],
  [4, 'STANDARD_F4 STANDARD_G2'],
  [8, 'STANDARD_F8 STANDARD_G3 STANDARD_H8 STANDARD_H8M'],
  [16, 'STANDARD_F16 STANDARD_G4 STANDARD_H16 STANDARD_H16M STANDARD_H16R STANDARD_H16MR'],
  [32, 'STANDARD_G5'],
  [6, 'STANDARD_NC6 STANDARD_NV6'],
  [12, 'STANDARD_NC12 STANDARD_NV12'],
  [24, 'STANDARD_NC24 STANDARD_NC24R STANDARD_NV24'],
  [64, 'STANDARD_M64MS'],
  [128, 'STANDARD_M128S'],
];

export const VM_SIZES: VmSizes = Object.freeze(
  Object.fromEntries(SIZES_BY_CORES.flatMap(([cores, names]) => names.split(' ').map((name) => [name, { cores }]))),
);

/** Cores of a size by any spelling of its name; `null` for a size that the table does not know. */
export function coresOf(vmSize: string, sizes: VmSizes): number | null {
  const name = vmSize.toUpperCase();
  return Object.hasOwn(sizes, name) ? sizes[name].cores : null;
}

// L-008: an auto pool's page excludes one size more than the pool's own.
const NOT_FOR_CLOUD_SERVICES = ['EXTRASMALL', 'A0', 'STANDARD_A0', 'STANDARD_A1_V2', 'STANDARD_A2_V2'];
const NOT_FOR_CLOUD_SERVICE_AUTO_POOLS = [...NOT_FOR_CLOUD_SERVICES, 'STANDARD_A2M_V2'];

// L-009: the smallest size, and the series with premium storage.
const NOT_FOR_VIRTUAL_MACHINES = /^(EXTRASMALL|(STANDARD_)?A0|STANDARD_GS\d.*|STANDARD_DS\d.*)$/;

/** Whether the service does not offer this size to pools of this configuration (L-008, L-009). */
export function isExcludedSize(
  vmSize: string,
  configuration: 'cloudservice' | 'virtualmachine',
  isAutoPool: boolean,
): boolean {
  const name = vmSize.toUpperCase();
  if (configuration === 'virtualmachine') return NOT_FOR_VIRTUAL_MACHINES.test(name);
  return (isAutoPool ? NOT_FOR_CLOUD_SERVICE_AUTO_POOLS : NOT_FOR_CLOUD_SERVICES).includes(name);
}
