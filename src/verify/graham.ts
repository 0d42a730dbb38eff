/**
 * Graham's anomalies (R. L. Graham, "Bounds on multiprocessing timing anomalies", SIAM J. Appl. Math. 17, 1969): nine tasks in a list,
 * whoever is free takes the first task of the list that may start. Every change that ought to help makes it longer.
 */
import type { Experiment } from './experiment.ts';
import { AT_ONCE, duration, job, pool } from './scenarios.ts';

const HOUR = 3_600_000;

interface Variant {
  readonly title: string;
  readonly length: number;
  readonly slots?: number;
  readonly shorter?: number;
  /** of the edges T1 → T9 and T4 → T5 … T8, those that are left out */
  readonly without?: readonly number[];
  readonly list?: readonly number[];
}

const LENGTHS = [3, 2, 2, 2, 4, 4, 4, 4, 9];
const BEFORE: Readonly<Record<number, number>> = { 5: 4, 6: 4, 7: 4, 8: 4, 9: 1 };

const VARIANTS: readonly Variant[] = [
  { title: 'nine tasks on three slots', length: 12 },
  { title: 'with a fourth slot', length: 15, slots: 4 },
  { title: 'with every task shorter by one', length: 13, shorter: 1 },
  { title: 'without two of the dependencies', length: 16, without: [5, 6] },
  { title: 'in another order', length: 14, list: [1, 2, 4, 5, 6, 3, 9, 7, 8] },
];

export function anomalies(): readonly Experiment[] {
  return VARIANTS.map(
    ({ title, length, slots = 3, shorter = 0, without = [], list = [1, 2, 3, 4, 5, 6, 7, 8, 9] }) => ({
      title: `Graham's anomalies: ${title}`,
      scenario: {
        name: 'anomalies',
        pools: [pool({ nodes: 1, perNode: slots })],
        jobs: [job('list', { usesTaskDependencies: true })],
        tasks: list.map((task) => ({
          jobId: 'list',
          task: {
            id: String(task),
            commandLine: 'work',
            ...(task in BEFORE && !without.includes(task) ? { dependsOn: { taskIds: [String(BEFORE[task])] } } : {}),
          },
          runs: { duration: duration((LENGTHS[task - 1] - shorter) * HOUR) },
        })),
        cloud: { nodes: AT_ONCE },
      },
      runs: 1,
      quantities: [{ name: 'length, hours', exact: length, observe: (history) => Math.max(...history.ended) / HOUR }],
    }),
  );
}
