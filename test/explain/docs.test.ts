/**
 * The examples of docs/explain.md and docs/formats.md are what the commands print. UPDATE_GOLDEN=1 writes the outputs of `explain`
 * anew.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { durationMs } from '../../src/batch/durations.ts';
import { renderExplanation } from '../../src/explain/render.ts';
import { MinuteMetrics } from '../../src/metrics/minute-metrics.ts';
import { simulate } from '../../src/simulate.ts';
import { BatchAnalytics } from '../../src/trace/batch-analytics.ts';
import { PerfettoTrace } from '../../src/trace/perfetto.ts';
import { tee } from '../../src/trace/vocabulary.ts';
import { explained, logOfFile } from './logs.ts';

const LESSONS = 'scenarios/lessons';
const lessonOf = (name: string) => {
  const file = readdirSync(LESSONS).find((each) => `lesson-${each.replace(/\.yaml$/, '')}` === name);
  if (file === undefined) throw new Error(`there is no lesson ${name}`);
  return join(LESSONS, file);
};

const EXAMPLE =
  /```console\n\$ batchlab explain reports\/(\S+) (\S+)(?: --at (\S+))?\n([^`]*(?:`[^`\n]+`[^`]*)*)```\n/g;

function output(lesson: string, entity: string, at: string | undefined): string {
  const explanation = explained(
    logOfFile(lessonOf(lesson)),
    entity,
    at === undefined ? null : { after: durationMs(at) },
  );
  return renderExplanation(explanation);
}

test('every explanation in docs/explain.md is what the command prints', () => {
  const path = 'docs/explain.md';
  const text = readFileSync(path, 'utf8');
  let examples = 0;
  const made = text.replace(EXAMPLE, (_all, lesson: string, entity: string, at: string | undefined) => {
    examples++;
    const command = `$ batchlab explain reports/${lesson} ${entity}${at === undefined ? '' : ` --at ${at}`}`;
    return `\`\`\`console\n${command}\n${output(lesson, entity, at)}\`\`\`\n`;
  });
  if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(path, made);
  expect(examples).toBe(5);
  expect(readFileSync(path, 'utf8')).toBe(made);
});

test('every example in docs/formats.md is a part of the file that it stands for', () => {
  const text = readFileSync('docs/formats.md', 'utf8');
  const [, file] = /batchlab run (\S+) --trace/.exec(text) ?? [];
  const written = ['', '', ''];
  const into = (file: number) => (chunk: string) => {
    written[file] += chunk;
  };
  simulate(readFileSync(file, 'utf8'), {
    listen: (names, bodies) =>
      tee([
        new PerfettoTrace(names, into(0)),
        new BatchAnalytics(names, bodies, into(1)),
        new MinuteMetrics(names, bodies, into(2)),
      ]),
  });
  const lines = new Set(written.flatMap((each) => each.split('\n').map((line) => line.replace(/,$/, ''))));
  const examples = [...text.matchAll(/```(?:json|csv)\n([^`]*)```/g)].flatMap(([, block]) =>
    block.trimEnd().split('\n'),
  );
  expect(examples.length).toBeGreaterThan(6);
  for (const line of examples) expect(lines, line).toContain(line);
});
