import { expect, test } from 'vitest';
import { run } from '../support/run.ts';

test('L-345, L-366, S-3: of a series in which one task was refused every other is found by its id, and the refused one is not', () => {
  const log = run(`
jobs: [{ id: j, poolInfo: { poolId: p } }]
actions:
  - { at: PT30S, addTask: { jobId: j, id: x2, commandLine: work } }
  - { at: PT60S, addTasks: { jobId: j, count: 3, arrival: { every: PT30S }, task: { id: "x{n}", commandLine: work } } }
  - { at: PT90S, addTask: { jobId: j, id: y, commandLine: work } }
  - { at: PT200S, addTask: { jobId: j, id: x3, commandLine: work } }
  - { at: PT210S, deleteTask: { jobId: j, taskId: x2 } }
  - { at: PT220S, terminateTask: { jobId: j, taskId: x2 } }
  - { at: PT230S, terminateTask: { jobId: j, taskId: x3 } }
end: PT5M`);
  expect(log.requests()).toEqual([
    ['addTask', 201],
    ['addTasks', 200],
    ['addTask', 409, 'TaskExists'], // x2 of the series, at 90 s
    ['addTask', 201],
    ['addTask', 409, 'TaskExists'],
    ['deleteTask', 200],
    ['terminateTask', 404, 'TaskNotFound'],
    ['terminateTask', 204],
  ]);
  expect(log.states('task j/x3')).toEqual([
    [120, 'active'],
    [230, 'completed'],
  ]);
  expect(log.states('task j/y')).toEqual([[90, 'active']]);
});
