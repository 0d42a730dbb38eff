/** The measure of a task start: tasks of a minute on a hundred nodes of four slots, nothing else. */
import type { Scenario } from '../src/batch/model.ts';
import { compileScenario } from '../src/scenario/compile.ts';

export function baseScenario(tasks: number): Scenario {
  const compiled = compileScenario({
    name: 'task-starts',
    cloud: { nodes: { allocate: 'PT0S', create: 'PT0S', start: 'PT0S' } },
    pools: [
      {
        id: 'p',
        vmSize: 'STANDARD_D2_V2',
        cloudServiceConfiguration: { osFamily: '5' },
        targetDedicatedNodes: 100,
        maxTasksPerNode: 4,
      },
    ],
    jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }],
    tasks: [{ jobId: 'j', count: tasks, task: { id: 't{n}', commandLine: 'work' } }],
    programs: [{ match: 'work', duration: 'PT1M' }],
  });
  if (!compiled.ok) throw new Error(compiled.issues.map((issue) => issue.message).join('\n'));
  return compiled.value;
}
