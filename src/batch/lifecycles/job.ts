/** The lives of a job and of a job schedule. Each edge is named by the reason that stands in the event log. */
import { Lifecycle } from '../../kernel/lifecycle.ts';

export const JOB_STATES = [
  'active',
  'disabling',
  'disabled',
  'enabling',
  'terminating',
  'completed',
  'deleting',
] as const;
export type JobState = (typeof JOB_STATES)[number];

const OPEN = ['active', 'disabling', 'disabled', 'enabling'] as const;
const terminate = (when: string, rules: readonly string[]) => [{ from: OPEN, to: 'terminating' as const, when, rules }];

export const JOB = new Lifecycle('job', JOB_STATES, {
  added: [{ from: [null], to: 'active', when: 'a job is added', rules: ['L-175'] }],
  scheduled: [{ from: [null], to: 'active', when: 'a job schedule creates it', rules: ['L-328', 'L-336'] }],
  disabled: [{ from: ['active', 'enabling'], to: 'disabling', when: 'a user disables it', rules: ['L-203', 'L-204'] }],
  disabledByTask: [{ from: ['active'], to: 'disabling', when: 'a failed task asks for it', rules: ['L-238'] }],
  tasksStopped: [{ from: ['disabling'], to: 'disabled', when: 'no task of it is running any more', rules: ['L-208'] }],
  enabled: [
    { from: ['active', 'disabling', 'disabled'], to: 'enabling', when: 'a user enables it', rules: ['L-210', 'O-70'] },
    { from: ['enabling'], to: 'active', when: 'enabling takes no time', rules: ['L-210', 'O-71'] },
  ],
  terminatedByUser: terminate('a user terminates it', ['L-212', 'L-213']),
  jobManagerCompleted: terminate('its job manager task completed and killJobOnCompletion holds', ['L-254', 'L-255']),
  wallClockExpired: terminate('its maxWallClockTime is over', ['L-185']),
  allTasksCompleted: terminate('all its tasks are completed and onAllTasksComplete says terminatejob', [
    'L-220',
    'L-221',
    'S-28',
  ]),
  taskFailed: [
    { from: ['active'], to: 'terminating', when: 'a failed task asks for it', rules: ['L-239', 'L-237', 'S-28'] },
  ],
  scheduleTerminated: terminate('its job schedule is terminated', ['L-340']),
  autoPoolFailed: [
    { from: ['active'], to: 'completed', when: 'its auto pool cannot be created', rules: ['L-316', 'L-317'] },
  ],
  released: [
    {
      from: ['terminating'],
      to: 'completed',
      when: 'its tasks are stopped and its release tasks are done',
      rules: ['L-213', 'L-304'],
    },
  ],
  deleted: [
    { from: [...OPEN, 'terminating', 'completed'], to: 'deleting', when: 'a user deletes it', rules: ['L-216'] },
    { from: ['deleting'], to: null, when: 'its release tasks are done', rules: ['L-216', 'L-217', 'S-10'] },
  ],
  deletedWithSchedule: [
    {
      from: [...OPEN, 'terminating', 'completed'],
      to: 'deleting',
      when: 'its job schedule is deleted',
      rules: ['L-341'],
    },
  ],
});

export const JOB_SCHEDULE_STATES = ['active', 'disabled', 'terminating', 'completed', 'deleting'] as const;
export type JobScheduleState = (typeof JOB_SCHEDULE_STATES)[number];

export const JOB_SCHEDULE = new Lifecycle('jobSchedule', JOB_SCHEDULE_STATES, {
  added: [{ from: [null], to: 'active', when: 'a job schedule is added', rules: ['L-323'] }],
  disabled: [{ from: ['active'], to: 'disabled', when: 'a user disables it', rules: ['L-339'] }],
  enabled: [{ from: ['disabled'], to: 'active', when: 'a user enables it', rules: ['L-339'] }],
  terminatedByUser: [
    { from: ['active', 'disabled'], to: 'terminating', when: 'a user terminates it', rules: ['L-340'] },
  ],
  jobsFinished: [
    {
      from: ['active', 'disabled', 'terminating'],
      to: 'completed',
      when: 'no further job can come and none is active',
      rules: ['L-326', 'L-329', 'L-340', 'S-21'],
    },
  ],
  deleted: [
    {
      from: ['active', 'disabled', 'terminating', 'completed'],
      to: 'deleting',
      when: 'a user deletes it',
      rules: ['L-341'],
    },
    { from: ['deleting'], to: null, when: 'its jobs are gone', rules: ['L-341'] },
  ],
});
