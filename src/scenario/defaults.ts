/**
 * What a scenario means where it is silent, as it would be written in the file.
 *
 * Applied once, while the scenario is read; nothing behind it is optional. The defaults of bodies are those of the service and stand
 * with the bodies.
 */
export const DEFAULTS = {
  apiVersion: '2017-05-01.5.0',
  description: '',
  start: '2017-05-01T00:00:00Z',
  seed: 1,
  account: {
    poolAllocationMode: 'BatchService',
    /** null: unlimited */
    quota: null,
    certificateState: 'active',
    subnetFreeAddresses: null,
  },
  arrival: { at: 'PT0S' },
  entry: { count: 1 },
  program: {
    duration: 'PT1M',
    exitCode: 0,
    perNode: { count: 1, exitCode: null, speed: 1 },
  },
  cloud: {
    /** medians of some 250 nodes in public recordings of the service, 2015-2022; `replace` is a guess */
    nodes: {
      allocate: 'PT52S',
      create: 'PT30S',
      start: 'PT76S',
      reboot: 'PT65S',
      reimage: 'PT264S',
      leave: 'PT5S',
      replace: 'PT10M',
    },
    dispatch: 'PT0S',
    capacity: null,
    failures: { to: 'unusable' },
    transfers: { size: '0B', fails: false },
    currency: 'USD',
    billing: { granularity: 'PT1S', minimum: 'PT0S' },
  },
} as const;
