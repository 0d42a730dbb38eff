import { describe, expect, it } from 'vitest';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { RunRecord } from '../../src/metrics/run-record.ts';
import { jobsCsv, nodesCsv, tasksCsv } from '../../src/metrics/tables.ts';
import { renderReport } from '../../src/report/html.ts';
import { reportData } from '../../src/report/report-data.ts';
import { LogError } from '../../src/trace/log-error.ts';
import { readLog } from '../../src/trace/reader.ts';
import { textOf } from '../support/log-text.ts';
import { randomRun } from '../support/random-run.ts';
import { Stream } from '../support/stream.ts';
import { processorTime, TWO_SECONDS } from './quickly.ts';

function read(chunks: Iterable<string>): SummaryFold {
  return readLog('e', chunks, (directory) => new SummaryFold(directory, new RunRecord()));
}

function* endless(first: string, piece: string): Generator<string> {
  yield first;
  for (let megabytes = 0; megabytes < 1024; megabytes++) yield piece.repeat((1 << 20) / piece.length);
}

describe('an event log with a line of a gigabyte', () => {
  it.each([
    ['of NUL characters', '', '\0', 'e:1: error: the line is no JSON object'],
    ['of letters', '', 'x', 'e:1: error: the line is no JSON object'],
    ['in one text', '{"seq":0,"at":"', 'x', 'e:1: error: the line has more than 100,000,000 characters'],
    ['of nested objects', '{"a":', '{"a":[[[', 'e:1: error: the line has more than 100,000,000 characters'],
  ])('%s is refused long before all of it is read', (_, first, piece, message) => {
    const act = () => expect(() => read(endless(first, piece))).toThrow(message);
    expect(processorTime(act)).toBeLessThan(TWO_SECONDS);
  });

  it('is refused wherever it stands', () => {
    const good = textOf(randomRun(3, 20));
    const lines = good.split('\n').length - 2;
    const [beginning] = good.split(/(?<=\n)(?=[^\n]*\n$)/);
    expect(() => read(endless(`${beginning}{`, 'x'))).toThrow(`e:${lines + 1}: error: the line has more than`);
  });
});

describe('an event log that is not written as it should be', () => {
  const good = textOf(randomRun(4, 30));

  it.each([
    ['with a byte order mark', `\uFEFF${good}`],
    ['in UTF-16', [...good].join('\0')],
    ['with carriage returns only', good.replaceAll('\n', '\r')],
    ['with an empty line', good.replace('\n', '\n\n')],
    ['as one JSON list', `[${good.trimEnd().replaceAll('\n', ',')}]\n`],
    [
      'that nests ten thousand levels',
      good.replace('"notModelled":[', `"notModelled":[${'['.repeat(10_000)}${']'.repeat(10_000)},`),
    ],
    ['twice in one file', good + good],
  ])('%s is refused with the line', (_, text) => {
    expect(() => read([text])).toThrow(LogError);
    expect(() => read([text])).toThrow(/^e:\d+: error: \S/);
  });

  it('with carriage returns before the line feeds is read: JSON allows them', () => {
    expect(read([good.replaceAll('\n', '\r\n')]).ended.at).toBe(read([good]).ended.at);
  });
});

describe('names in an event log', () => {
  const EVIL = [
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    '=HYPERLINK("x")',
    '+1',
    '-1',
    '@SUM(A1)',
    '\tx',
    '\rx',
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "';alert(1)//",
    '\u2028',
    'a,b',
    'a"b',
  ];

  it('of any kind come through: no object is changed, no cell is a formula, nothing in the report is markup', () => {
    const stream = new Stream();
    for (const name of EVIL) {
      stream.node(stream.pool(name), name);
      stream.task(stream.job(name), name);
    }
    const curves = new RunRecord();
    const fold = readLog('e', [textOf(stream.at(1000).end())], (directory) => new SummaryFold(directory, curves));
    const summary = fold.summary({ eventsSha256: null, transitionsSha256: null });
    expect(Object.keys(summary.jobs)).toEqual(expect.arrayContaining(EVIL));
    expect(Object.keys(Object.prototype)).toEqual([]);

    for (const table of [tasksCsv(fold), nodesCsv(fold), jobsCsv(fold)]) {
      const text = [...table].join('');
      for (const cell of cellsOf(text)) expect(cell).not.toMatch(/^[=+@\t\r]|^-\D|^-1$/);
      expect(text).toContain(`"'=HYPERLINK(""x"")"`);
      expect(text).toContain("'@SUM(A1)");
    }

    const page = renderReport({ summary, report: reportData(curves, summary) });
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<img|onerror=[^&]*>\s*</i);
    const markup = page.replace(/<style>[\s\S]*?<\/style>/, '').match(/<[^>]*>/g) ?? [];
    for (const tag of markup) expect(tag).not.toMatch(/\son\w+=|javascript:|alert\(1\)(?!.*&)/i);
  });
});

/** RFC 4180 */
function cellsOf(text: string): string[] {
  return [...text.matchAll(/(?:^|,|\n)(?:"((?:[^"]|"")*)"|([^",\n]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );
}
