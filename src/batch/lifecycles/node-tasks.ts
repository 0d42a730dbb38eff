/** The lives of the tasks that a node runs besides those of jobs: start, job preparation and job release task. */
import { Lifecycle } from '../../kernel/lifecycle.ts';

/** `running` also between retries (L-140, L-289) */
export const NODE_TASK_STATES = ['running', 'completed'] as const;
export type NodeTaskState = (typeof NODE_TASK_STATES)[number];

const EITHER = ['running', 'completed'] as const;

export const START_TASK = new Lifecycle('startTask', NODE_TASK_STATES, {
  nodeStarted: [
    { from: [null, ...EITHER], to: 'running', when: 'its node has started', rules: ['L-128', 'L-117', 'S-9'] },
  ],
  retried: [
    {
      from: ['running'],
      to: 'running',
      when: 'it exits with another code than 0 and has a retry left',
      rules: ['L-132', 'L-133', 'O-30'],
    },
  ],
  succeeded: [{ from: ['running'], to: 'completed', when: 'it exits with 0', rules: ['L-134'] }],
  failed: [{ from: ['running'], to: 'completed', when: 'it fails for good', rules: ['L-132', 'L-135', 'L-137'] }],
  nodeGone: [{ from: EITHER, to: null, when: 'its node is gone', rules: ['S-9'] }],
});

export const JOB_PREPARATION = new Lifecycle('jobPreparation', NODE_TASK_STATES, {
  taskAssigned: [
    {
      from: [null, ...EITHER],
      to: 'running',
      when: 'a task of the job is assigned to the node and the node is not prepared',
      rules: ['L-270', 'L-282', 'L-283', 'S-9'],
    },
  ],
  retried: [
    {
      from: ['running'],
      to: 'running',
      when: 'it exits with another code than 0 and has a retry left',
      rules: ['L-280'],
    },
  ],
  succeeded: [{ from: ['running'], to: 'completed', when: 'it exits with 0', rules: ['L-272', 'L-289'] }],
  failed: [{ from: ['running'], to: 'completed', when: 'it fails for good', rules: ['L-275', 'L-278', 'L-289'] }],
  nodeGone: [{ from: EITHER, to: null, when: 'its node is gone', rules: ['S-9'] }],
  jobTerminated: [{ from: ['running'], to: null, when: 'its job is terminated while it runs', rules: ['S-9', 'S-16'] }],
  jobDeleted: [{ from: EITHER, to: null, when: 'its job is deleted', rules: ['S-9', 'S-10'] }],
});

export const JOB_RELEASE = new Lifecycle('jobRelease', NODE_TASK_STATES, {
  jobEnded: [
    {
      from: [null],
      to: 'running',
      when: 'the job is terminated or deleted',
      rules: ['L-294', 'L-295', 'L-296', 'O-61'],
    },
  ],
  nodeRestarted: [
    { from: [null, 'running'], to: 'running', when: 'its node has started again', rules: ['L-301', 'S-29'] },
  ],
  succeeded: [{ from: ['running'], to: 'completed', when: 'it exits with 0', rules: ['L-304'] }],
  failed: [
    { from: ['running'], to: 'completed', when: 'it fails; it is never retried', rules: ['L-302', 'L-303', 'L-305'] },
  ],
  nodeGone: [{ from: EITHER, to: null, when: 'its node is gone or failed', rules: ['S-9', 'S-29'] }],
  jobDeleted: [{ from: ['completed'], to: null, when: 'its job is deleted', rules: ['S-9', 'S-10'] }],
});
