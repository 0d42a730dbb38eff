import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Line, readLog, ScenarioError, type Summary, SummaryFold, simulate } from '../../src/index.ts';
import { ROOT } from '../support/source.ts';

const pool = {
  id: 'render',
  vmSize: 'STANDARD_D2_V2',
  targetDedicatedNodes: 2,
  cloudServiceConfiguration: { osFamily: '4' },
};
const scenario = {
  name: 'frames',
  pools: [pool],
  jobs: [{ id: 'frames', poolInfo: { poolId: 'render' } }],
  tasks: [{ jobId: 'frames', count: 10, task: { id: 'frame-{n}', commandLine: 'blender -f {n}' } }],
  programs: [{ match: 'blender *', duration: { exponential: { mean: 'PT4M' } } }],
};

describe('simulate', () => {
  it('takes the text of a scenario file, or the same as an object', () => {
    const fromObject = simulate(scenario).summary;
    const fromText = simulate(JSON.stringify(scenario)).summary;
    expect(fromObject).toMatchObject({
      scenario: 'frames',
      endReason: 'quiescent',
      tasks: { total: 10, succeeded: 10 },
    });
    expect(fromText).toEqual(fromObject);
  });

  it('takes settings and a seed as the command line does', () => {
    const plain = simulate(scenario).summary;
    const wide = simulate(scenario, { set: ['pools.render.targetDedicatedNodes=10'] }).summary;
    expect(wide.tasks.runSeconds).toEqual(plain.tasks.runSeconds);
    expect(wide.makespanSeconds).toBeLessThan(plain.makespanSeconds!);
    const other = simulate(scenario, { seed: 'other' }).summary;
    expect(other.seed).toBe('other');
    expect(other.tasks.runSeconds.total).not.toBe(plain.tasks.runSeconds.total);
  });

  it('takes the texts of the files that a scenario names', () => {
    const split = { ...scenario, pools: ['pool.json'] };
    expect(simulate(split, { files: { 'pool.json': JSON.stringify(pool) } }).summary).toEqual(
      simulate(scenario).summary,
    );
    expect(() => simulate(split)).toThrow(/scenario\.json:\d+:\d+: error: .*pool\.json/);
  });

  it('throws everything that is wrong with a scenario at once, each with its place', () => {
    let thrown: unknown;
    try {
      simulate('pools: 5\njobs: 6\n');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ScenarioError);
    const { errors, message } = thrown as ScenarioError;
    expect(errors.map(({ line, column }) => [line, column])).toEqual([
      [1, 8],
      [2, 7],
    ]);
    expect(message).toMatch(/^scenario\.yaml:1:8: error: /);
  });

  it('hands out every transition and the text of the log, from which the same summary follows', () => {
    const entities: string[] = [];
    let tasks = 0;
    let text = '';
    const { summary } = simulate(scenario, {
      onLog: (chunk) => {
        text += chunk;
      },
      listen: (directory) => ({
        line: ({ entity }: Line) => entities.push(entity),
        node: () => {},
        task: ({ task }) => {
          if (directory.taskId(task) === 'frame-3') tasks++;
        },
      }),
    });
    expect(entities).toEqual(expect.arrayContaining(['run', 'pool', 'allocation', 'job']));
    expect(tasks).toBe(3); // added, started, succeeded
    const fold = readLog('events.ndjson', [text], (directory) => new SummaryFold(directory));
    expect(fold.summary({ eventsSha256: null, transitionsSha256: null })).toEqual(summary);
  });

  it('ends a run at a limit of lines', () => {
    expect(simulate(scenario, { maxEvents: 12 }).summary.endReason).toBe('limit');
  });

  it('works as the README says', async () => {
    const blocks = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```(\w+)\n([\s\S]*?)```/g)];
    const text = blocks.find(([, language]) => language === 'yaml')![2];
    const example = blocks.find(([, language]) => language === 'ts')![2];
    const said: unknown[] = [];
    const program = new Function(
      'simulate',
      'text',
      'console',
      `${example.replace(/^import .*$/m, '')}; return summary;`,
    );
    const summary: Summary = program(simulate, text, { log: (...words: unknown[]) => said.push(...words) });
    expect(summary).toMatchObject({ seed: '7', tasks: { total: 200, succeeded: 200 } });
    expect(summary.pools.render.peakNodes).toBe(8);
    expect(said).toEqual([summary.makespanSeconds, summary.tasks.waitByCause]);
  });
});

describe('the README', () => {
  it('names files that exist', () => {
    const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)]
      .map(([, path]) => path)
      .filter((path) => !path.endsWith('.png'));
    const named = [...text.matchAll(/scenarios\/[\w./-]+/g)].map(([path]) => path);
    expect(links.length).toBeGreaterThan(5);
    expect([...links, ...named].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
