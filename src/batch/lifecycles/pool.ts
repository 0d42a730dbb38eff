/** The lives of a pool and of its allocation. Each edge is named by the reason that stands in the event log. */
import { Lifecycle } from '../../kernel/lifecycle.ts';

export const POOL_STATES = ['active', 'deleting'] as const;
export type PoolState = (typeof POOL_STATES)[number];

export const POOL = new Lifecycle('pool', POOL_STATES, {
  added: [{ from: [null], to: 'active', when: 'a pool is added', rules: ['L-001'] }],
  createdForJob: [
    { from: [null], to: 'active', when: 'a job or a job schedule needs its auto pool', rules: ['L-310', 'L-337'] },
  ],
  deleted: [{ from: ['active'], to: 'deleting', when: 'a user deletes it', rules: ['L-087'] }],
  deletedWithJob: [
    {
      from: ['active'],
      to: 'deleting',
      when: 'the job or schedule of this auto pool is over',
      rules: ['L-313', 'L-320', 'L-337'],
    },
  ],
  emptied: [{ from: ['deleting'], to: null, when: 'its last node is gone', rules: ['O-26'] }],
});

export const ALLOCATION_STATES = ['steady', 'resizing', 'stopping'] as const;
export type AllocationState = (typeof ALLOCATION_STATES)[number];

const begin = (when: string, rules: readonly string[]) => [
  { from: ['steady'] as const, to: 'resizing' as const, when, rules },
];

export const ALLOCATION = new Lifecycle('allocation', ALLOCATION_STATES, {
  added: [{ from: [null], to: 'steady', when: 'the pool is created', rules: ['S-8', 'L-054'] }],
  createdForJob: [{ from: [null], to: 'steady', when: 'the auto pool is created', rules: ['S-8', 'L-054'] }],
  initialSizing: begin('the new pool has a target', ['L-055', 'L-001']),
  resized: begin('a user resizes the pool', ['L-062']),
  nodesRemoved: begin('a user removes nodes', ['L-082']),
  autoscaled: begin('an autoscale evaluation changes a target', ['L-097', 'O-19']),
  targetsMet: [
    {
      from: ['resizing'],
      to: 'steady',
      when: 'the pool has the nodes that it should have',
      rules: ['L-065', 'O-12', 'O-09'],
    },
  ],
  limitReached: [
    {
      from: ['resizing'],
      to: 'steady',
      when: 'a quota or a limit allows no further node',
      rules: ['O-16', 'L-069', 'S-30'],
    },
  ],
  timedOut: [{ from: ['resizing'], to: 'steady', when: 'resizeTimeout is over', rules: ['L-064', 'O-17'] }],
  stopRequested: [{ from: ['resizing'], to: 'stopping', when: 'a user stops the resize', rules: ['L-071'] }],
  stopped: [{ from: ['stopping'], to: 'steady', when: 'the resize has stopped', rules: ['L-071', 'L-072', 'O-25'] }],
  poolDeleted: [
    {
      from: ['steady', 'resizing', 'stopping'],
      to: 'resizing',
      when: 'the pool is deleted and shrinks to nothing',
      rules: ['L-087', 'S-23'],
    },
  ],
  emptied: [{ from: ['resizing'], to: null, when: 'the deleted pool is gone', rules: ['S-23', 'O-26'] }],
});
