/** The life of a compute node. Each edge is named by the reason that stands in the event log. */
import { Lifecycle } from '../../kernel/lifecycle.ts';

export const NODE_STATES = [
  'creating',
  'starting',
  'waitingforstarttask',
  'starttaskfailed',
  'idle',
  'running',
  'offline',
  'rebooting',
  'reimaging',
  'leavingpool',
  'unusable',
  'unknown',
  'preempted',
] as const;
export type NodeState = (typeof NODE_STATES)[number];

const BOOTING = ['creating', 'starting', 'waitingforstarttask'] as const;
const WORKING = ['idle', 'running'] as const;
/** a node that drained for a reboot may have been disabled meanwhile */
const SETTLED = [...WORKING, 'offline'] as const;
const REBOOTING = ['rebooting', 'reimaging'] as const;
const BROKEN = ['starttaskfailed', 'unusable', 'unknown'] as const;
const PRESENT = [...BOOTING, ...WORKING, 'offline', ...REBOOTING, ...BROKEN] as const;
const leaving = (when: string, rules: readonly string[]) => [
  { from: [...PRESENT, 'preempted'] as const, to: 'leavingpool' as const, when, rules },
];

export const NODE = new Lifecycle('node', NODE_STATES, {
  granted: [
    {
      from: [null],
      to: 'creating',
      when: 'the cloud grants it to a resize of its pool',
      rules: ['L-099', 'O-10', 'O-11'],
    },
  ],
  created: [{ from: ['creating'], to: 'starting', when: 'its machine exists', rules: ['L-099'] }],
  startTaskAwaited: [
    {
      from: ['starting'],
      to: 'waitingforstarttask',
      when: 'it has booted and runs a start task with waitForSuccess',
      rules: ['L-100'],
    },
  ],
  ready: [
    {
      from: ['starting'],
      to: 'idle',
      when: 'it has booted and need not wait for a start task',
      rules: ['L-099', 'L-101'],
    },
  ],
  startTaskSucceeded: [
    { from: ['waitingforstarttask'], to: 'idle', when: 'its start task exits with 0', rules: ['L-100'] },
  ],
  startTaskFailed: [
    {
      from: ['waitingforstarttask'],
      to: 'starttaskfailed',
      when: 'its start task has failed for good',
      rules: ['L-135', 'L-100'],
    },
  ],
  workStarted: [
    {
      from: ['idle', 'starting', 'waitingforstarttask', 'offline'],
      to: 'running',
      when: 'a task other than the start task runs on it',
      rules: ['L-102', 'O-29', 'S-6'],
    },
  ],
  workDone: [{ from: ['running'], to: 'idle', when: 'the last task on it has ended', rules: ['L-102', 'S-6'] }],
  schedulingDisabled: [
    {
      from: [...WORKING, 'starting', 'waitingforstarttask'],
      to: 'offline',
      when: 'task scheduling is disabled and its tasks are gone',
      rules: ['L-124', 'S-31'],
    },
  ],
  schedulingEnabled: [{ from: ['offline'], to: 'idle', when: 'task scheduling is enabled again', rules: ['L-125'] }],
  rebooted: [{ from: SETTLED, to: 'rebooting', when: 'it is rebooted', rules: ['L-114', 'L-117'] }],
  reimaged: [{ from: SETTLED, to: 'reimaging', when: 'it is reimaged', rules: ['L-119'] }],
  restarted: [{ from: REBOOTING, to: 'starting', when: 'the reboot or reimage is done', rules: ['L-117', 'L-121'] }],
  resized: leaving('the pool shrinks', ['L-073', 'O-21']),
  removed: leaving('it is named in a removal of nodes', ['L-081']),
  poolDeleted: leaving('its pool is deleted', ['L-087']),
  left: [{ from: ['leavingpool'], to: null, when: 'it has left the pool', rules: ['L-086'] }],
  preempted: [
    {
      from: PRESENT,
      to: 'preempted',
      when: 'the cloud takes the low-priority machine away',
      rules: ['L-147', 'L-148', 'O-38'],
    },
  ],
  preemptedWhileLeaving: [
    {
      from: ['leavingpool', ...PRESENT],
      to: null,
      when: 'the machine is taken away while it leaves or drains for removal',
      rules: ['O-40', 'S-31'],
    },
  ],
  replaced: [
    {
      from: ['preempted'],
      to: 'creating',
      when: 'a replacement machine is granted',
      rules: ['L-149', 'L-150', 'O-37'],
    },
  ],
  becameUnusable: [
    {
      from: [...BOOTING, ...WORKING, 'offline', ...REBOOTING, 'starttaskfailed'],
      to: 'unusable',
      when: 'it fails',
      rules: ['S-19', 'L-109'],
    },
  ],
  contactLost: [
    {
      from: [...BOOTING, ...WORKING, 'offline', ...REBOOTING, 'starttaskfailed'],
      to: 'unknown',
      when: 'the service loses contact',
      rules: ['S-19', 'O-34'],
    },
  ],
  packageFailed: [
    {
      from: ['starting'],
      to: 'unusable',
      when: 'an application package of the pool cannot be installed',
      rules: ['L-169', 'L-110'],
    },
  ],
  subnetBlocked: [{ from: ['starting'], to: 'unusable', when: 'its subnet keeps the service out', rules: ['L-036'] }],
  recovered: [{ from: ['unusable', 'unknown'], to: 'starting', when: 'it recovers', rules: ['O-34', 'S-31'] }],
});
