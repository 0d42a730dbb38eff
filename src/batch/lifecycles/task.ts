/** The life of a task. Each edge is named by the reason that stands in the event log. */
import { Lifecycle } from '../../kernel/lifecycle.ts';

export const TASK_STATES = ['active', 'preparing', 'running', 'completed'] as const;
export type TaskState = (typeof TASK_STATES)[number];

const ASSIGNED = ['preparing', 'running'] as const;
const requeue = (when: string, rules: readonly string[]) => [{ from: ASSIGNED, to: 'active' as const, when, rules }];

export const TASK = new Lifecycle('task', TASK_STATES, {
  added: [{ from: [null], to: 'active', when: 'a task is added', rules: ['L-355', 'L-345'] }],
  createdWithJob: [
    { from: [null], to: 'active', when: 'its job is created: this is the job manager task', rules: ['L-245'] },
  ],
  assigned: [
    {
      from: ['active'],
      to: 'preparing',
      when: 'it is assigned to a node that has to run the job preparation task first',
      rules: ['L-271', 'L-356'],
    },
  ],
  started: [{ from: ['active'], to: 'running', when: 'it starts on a node', rules: ['L-357', 'L-427', 'L-428'] }],
  prepared: [
    { from: ['preparing'], to: 'running', when: 'the job preparation task on its node succeeded', rules: ['L-272'] },
  ],
  preparationFailed: [
    {
      from: ['preparing'],
      to: 'active',
      when: 'the job preparation task on its node failed for good',
      rules: ['L-273', 'L-274'],
    },
  ],
  succeeded: [{ from: ['running'], to: 'completed', when: 'it exits with 0', rules: ['L-358', 'L-385'] }],
  failed: [
    {
      from: ['running'],
      to: 'completed',
      when: 'it exits with another code and has no retry left',
      rules: ['L-358', 'L-228'],
    },
  ],
  retried: [
    {
      from: ['running'],
      to: 'active',
      when: 'it exits with another code than 0 and has a retry left',
      rules: ['L-360'],
    },
  ],
  wallClockExpired: [
    {
      from: ['running'],
      to: 'completed',
      when: 'its maxWallClockTime is over and it has no retry left',
      rules: ['L-364', 'L-365', 'O-65'],
    },
  ],
  wallClockRetried: [
    {
      from: ['running'],
      to: 'active',
      when: 'its maxWallClockTime is over and it has a retry left',
      rules: ['L-364', 'O-66'],
    },
  ],
  preProcessingFailed: [
    {
      from: ['active', 'running'],
      to: 'completed',
      when: 'something that it needs before its command cannot be had',
      rules: ['L-362', 'L-166', 'L-376'],
    },
  ],
  uploadFailed: [
    { from: ['running'], to: 'completed', when: 'the upload of an output file fails', rules: ['L-362', 'L-386'] },
  ],
  requeuedByResize: requeue('the pool shrinks and takes its node', ['L-076', 'L-383']),
  requeuedByRemoval: requeue('its node is removed from the pool', ['L-081', 'L-383']),
  requeuedByPoolDeletion: requeue('its pool is deleted', ['L-088', 'S-20']),
  requeuedByReboot: requeue('its node is rebooted', ['L-115', 'O-36']),
  requeuedByReimage: requeue('its node is reimaged', ['L-120', 'O-36']),
  requeuedByDisableScheduling: requeue('task scheduling is disabled on its node', ['L-126', 'O-36']),
  requeuedByDisable: requeue('its job is disabled', ['L-205', 'L-383']),
  preempted: requeue('its low-priority node is taken away', ['L-147', 'L-152', 'L-153']),
  nodeFailed: requeue('its node fails', ['L-113', 'S-19']),
  displaced: requeue('a restarted job manager takes its place', ['L-257', 'L-260']),
  terminatedByUser: [
    { from: ['active', ...ASSIGNED], to: 'completed', when: 'a user terminates it', rules: ['L-366', 'L-367'] },
  ],
  terminatedWithJob: [
    { from: ['active', ...ASSIGNED], to: 'completed', when: 'its job is terminated', rules: ['L-213', 'O-63'] },
  ],
  terminatedByDisable: [
    { from: ASSIGNED, to: 'completed', when: 'its job is disabled with terminate', rules: ['L-206'] },
  ],
  terminatedWithNode: [
    {
      from: ASSIGNED,
      to: 'completed',
      when: 'its node is taken out of service with the option terminate',
      rules: ['L-077', 'L-115', 'S-28'],
    },
  ],
  lifetimeExpired: [
    { from: ASSIGNED, to: 'completed', when: 'seven days have passed since it was added', rules: ['L-373', 'O-74'] },
  ],
  deletedByUser: [
    { from: ['active', ...ASSIGNED, 'completed'], to: null, when: 'a user deletes it', rules: ['L-369'] },
  ],
  deletedWithJob: [
    { from: ['active', ...ASSIGNED, 'completed'], to: null, when: 'its job is deleted', rules: ['L-216', 'S-10'] },
  ],
  reactivated: [{ from: ['completed'], to: 'active', when: 'a user reactivates it', rules: ['L-370', 'L-372'] }],
});
