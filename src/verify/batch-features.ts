/** Queues made of what the service has beside slots: priorities of jobs, unequal nodes, preemption, dependencies. */
import { batchMeans, replications } from './batching.ts';
import type { Experiment } from './experiment.ts';
import type { History } from './history.ts';
import { arrivals, SERVICE } from './queues.ts';
import { AT_ONCE, duration, job, pool, slots, stream } from './scenarios.ts';
import { meanMakespan, meanWaitsByPriority, meanWithRestarts, unequalServers } from './theory.ts';

const EXPONENTIAL = { exponential: { mean: duration(SERVICE) } };

/** Two jobs of unequal priority on the same slots, each with half of the work. */
export function twoPriorities(servers: number, nominal: number, tasks: number, warmUp: number, runs = 1): Experiment {
  const { between, load } = arrivals(servers, nominal / 2);
  const waits = meanWaitsByPriority(servers, [load, load]);
  const means = { between, service: SERVICE };
  return {
    title: `two priorities on ${servers} slot${servers === 1 ? '' : 's'}, load ${nominal}`,
    scenario: {
      name: 'priorities',
      pools: [pool(slots(servers))],
      jobs: [job('high', { priority: 500 }), job('low', { priority: -500 })],
      tasks: ['high', 'low'].map((jobId) => ({ jobId, ...stream(tasks / 2, between, EXPONENTIAL) })),
      cloud: { nodes: AT_ONCE },
    },
    runs,
    quantities: ['high', 'low'].map((name, stream) => ({
      name: `mean wait, ${name} priority`,
      exact: waits[stream],
      observe: (history: History) =>
        batchMeans(history, [means, means], warmUp, stream, (task) => history.wait(task) / SERVICE),
    })),
  };
}

/** Jobs of `tasks` exponential tasks each, all there at the job's start. */
export function makespan(servers: number, tasks: number, jobs: number): Experiment {
  return {
    title: `${tasks} exponential tasks on ${servers} slots`,
    scenario: {
      name: 'makespan',
      pools: [pool(slots(servers))],
      jobs: [
        {
          count: jobs,
          arrival: { every: 'P1D' },
          job: job('job-{n}'),
          tasks: [{ count: tasks, task: { id: 'task-{n}', commandLine: 'work' }, runs: { duration: EXPONENTIAL } }],
        },
      ],
      cloud: { nodes: AT_ONCE },
    },
    runs: 1,
    quantities: [
      {
        name: 'mean makespan',
        exact: meanMakespan(tasks, servers),
        observe: (history) => {
          const ends = jobEnds(history, tasks);
          // every task of a job stands for its job
          return replications(
            history,
            { between: 0, service: SERVICE },
            tasks,
            tasks,
            (task) => ends[Math.floor(task / tasks)] / SERVICE,
          );
        },
      },
    ],
  };
}

/** From the job's first task to the end of its last. */
function jobEnds(history: History, tasks: number): readonly number[] {
  return Array.from({ length: history.tasks / tasks }, (_, job) => {
    let last = 0;
    for (let task = job * tasks; task < (job + 1) * tasks; task++) last = Math.max(last, history.ended[task]);
    return last - history.created[job * tasks];
  });
}

const WORK = 2000;
const REPAIR = 1000;

/** One task after the other on a low-priority node that is preempted, on average, once in `survival` task lengths while it is there. */
export function restarts(survival: number, tasks: number): Experiment {
  const hazard = 1 / (survival * WORK);
  return {
    title: `restarts after preemption, once in ${survival} task lengths`,
    scenario: {
      name: 'restarts',
      pools: [pool(slots(1), 'lowPriority')],
      jobs: [job('restarts')],
      tasks: [
        {
          jobId: 'restarts',
          count: tasks,
          task: { id: 'task-{n}', commandLine: 'work' },
          runs: { duration: duration(WORK) },
        },
      ],
      cloud: { nodes: { ...AT_ONCE, replace: duration(REPAIR) }, preemption: { ratePerNodeHour: hazard * 3_600_000 } },
    },
    runs: 1,
    quantities: [
      {
        name: 'mean time to completion',
        exact: meanWithRestarts(WORK, hazard, REPAIR) / WORK,
        observe: (history) => ({
          ...replications(history, { between: 0, service: 1 }, 1, 1, (task) => history.service(task) / WORK),
          controls: [],
        }),
      },
    ],
  };
}

/** Two nodes, the first of them `speed` times as fast; the slow one needs SERVICE for a task. `load` is that of both together. */
export function unequalNodes(speed: number, nominal: number, tasks: number, warmUp: number, runs = 1): Experiment {
  const between = Math.round(SERVICE / (nominal * (1 + speed)));
  const theory = unequalServers(SERVICE / between, speed, 1);
  const drawn = (history: History, task: number) => history.service(task) * (isFast(history, task) ? speed : 1);
  const means = { between, service: SERVICE, drawn };
  const over = (of: (history: History, task: number) => number) => (history: History) =>
    batchMeans(history, [means], warmUp, 0, (task) => of(history, task));
  return {
    title: `two nodes, one ${speed} times as fast, load ${nominal}`,
    scenario: {
      name: 'unequal',
      pools: [pool({ nodes: 2, perNode: 1 })],
      jobs: [job('queue')],
      tasks: [{ jobId: 'queue', ...stream(tasks, between, EXPONENTIAL, { perNode: { count: 1, speed } }) }],
      cloud: { nodes: AT_ONCE },
    },
    runs,
    quantities: [
      { name: 'P(wait)', exact: theory.waiting, observe: over((history, task) => +(history.wait(task) > 0)) },
      { name: 'mean wait', exact: theory.meanWait, observe: over((history, task) => history.wait(task) / SERVICE) },
      {
        name: 'share of the fast node',
        exact: theory.fastShare,
        observe: over((history, task) => +isFast(history, task)),
      },
    ],
  };
}

function isFast(history: History, task: number): boolean {
  return history.directory.nodeId(history.nodeOf[task]) === 'tvm-1';
}
