import { describe, expect, it } from 'vitest';
import { loadStudy, resultsCsv, runStudy, scenarioJsonSchema, studyJsonSchema, studyText } from '../../src/index.ts';
import { studyShape } from '../../src/study/shape.ts';
import { filesOf } from '../scenario/files.ts';
import { textFiles } from '../support/source.ts';
import { loaded, TINY, runStudy as toEnd } from './studies.ts';

describe('the library', () => {
  it('runs a study in memory', () => {
    const reader = filesOf({
      'study.yaml': 'scenario: scenario.yaml\nfactors: { pools.p.targetDedicatedNodes: [2, 4] }\nreplications: 5',
      'scenario.yaml': TINY,
    });
    const result = loadStudy('study.yaml', reader);
    if (!result.ok) throw new Error('it is valid');
    const summary = runStudy(result.study);
    expect(summary.runs).toBe(10);
    expect(summary.variants[1].figures.makespanSeconds.difference?.mean).toBeLessThan(0);
    expect(studyText(summary)).toContain('study: 2 variants, 10 runs');
    // the same once more
    expect(runStudy(result.study)).toEqual(summary);
  });

  it('knows the format of study files', () => {
    const schema = studyJsonSchema();
    expect(Object.keys(schema.properties as object)).toEqual(Object.keys(studyShape.shape));
    expect(schema.required).toEqual(['scenario']);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema.$schema).toBe(scenarioJsonSchema().$schema);
  });
});

describe('the manual of studies', () => {
  const manual = textFiles().find(({ path }) => path === 'docs/study.md')!.text;

  it('names every key of the file and every standing', () => {
    for (const key of Object.keys(studyShape.shape)) expect(manual).toContain(`| \`${key}\` |`);
    for (const kind of ['best', 'equal', 'unclear', 'worse', 'infeasible', 'noFigure'])
      expect(manual).toContain(`| \`${kind}\` |`);
  });

  it('shows a study that loads', () => {
    const example = /```yaml\n(name: how-much[\s\S]*?)```/.exec(manual)![1];
    const night = textFiles().find(({ path }) => path === 'scenarios/nightly-render.yaml')!.text;
    const result = loadStudy('studies/study.yaml', {
      read: (path) => (path.endsWith('study.yaml') ? example : night),
      resolve: (_from, ref) => ref,
    });
    expect(result.ok ? result.study.variants.length : result.errors).toBe(15);
    expect(result.warnings).toEqual([]);
  });

  it('says how the columns of results.csv are called', () => {
    const study = loaded('factors: { pools.p.targetDedicatedNodes: [2] }\nmetrics: [ cost ]\nreplications: 1');
    const [header] = [...resultsCsv(study, toEnd(study).results())];
    expect(header).toBe('variant,name,replication,seed,pools.p.targetDedicatedNodes,ended,cost\n');
    for (const column of ['variant', 'name', 'replication', 'seed', 'ended']) expect(manual).toContain(`\`${column}\``);
  });
});
