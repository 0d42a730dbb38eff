/** From the tasks of a run to averages of batches. */
import type { Batches } from './experiment.ts';
import type { History } from './history.ts';

/** Many, so that Student's t is close to normal; few, so that each is long. */
export const BATCHES = 100;

/** A stream of tasks of one job, and the means of what it draws, in milliseconds. */
export interface StreamMeans {
  readonly between: number;
  readonly service: number;
  /** how long the task was meant to take, where that is not how long it took; null: all take the same */
  readonly drawn?: ((history: History, task: number) => number) | null;
}

/**
 * Batches of one long run that starts empty: the first `warmUp` tasks of each stream are left out, the rest is cut into equal
 * stretches. `of` says what is averaged over the tasks of stream `which` (the number of its job).
 */
export function batchMeans(
  history: History,
  streams: readonly StreamMeans[],
  warmUp: number,
  which: number,
  of: (task: number) => number,
): Batches {
  const members: number[][] = [];
  for (let task = 0; task < history.tasks; task++) {
    members[history.job[task]] ??= [];
    members[history.job[task]].push(task);
  }
  const averages = (stream: number, figure: (task: number, before: number) => number) => {
    const tasks = members[stream];
    const size = Math.floor((tasks.length - warmUp) / BATCHES);
    return Array.from({ length: BATCHES }, (_, batch) => {
      let sum = 0;
      const first = warmUp + batch * size;
      for (let place = first; place < first + size; place++) sum += figure(tasks[place], tasks[place - 1]);
      return sum / size;
    });
  };
  const controls = streams.flatMap(({ between, service, drawn = serviceOf }, stream) => [
    averages(stream, (task, before) => (history.created[task] - history.created[before]) / between - 1),
    ...(drawn === null ? [] : [averages(stream, (task) => drawn(history, task) / service - 1)]),
  ]);
  return { values: averages(which, of), controls };
}

function serviceOf(history: History, task: number): number {
  return history.service(task);
}

/**
 * Groups of independent replications, one a job. The first `present` tasks of a job are there from its start, the others arrive;
 * `of` says what is averaged over those that arrive (over all if none does).
 */
export function replications(
  history: History,
  means: StreamMeans,
  present: number,
  each: number,
  of: (task: number) => number,
): Batches {
  const jobs = history.tasks / each;
  const size = Math.floor(jobs / BATCHES);
  const counted = present === each ? 0 : present;
  const groups = (from: number, figure: (task: number) => number) =>
    Array.from({ length: BATCHES }, (_, group) => {
      let sum = 0;
      for (let job = group * size; job < (group + 1) * size; job++)
        for (let place = from; place < each; place++) sum += figure(job * each + place);
      return sum / (size * (each - from));
    });
  const controls = [groups(0, (task) => history.service(task) / means.service - 1)];
  if (counted > 0)
    controls.push(groups(present, (task) => (history.created[task] - history.created[task - 1]) / means.between - 1));
  return { values: groups(counted, of), controls };
}
