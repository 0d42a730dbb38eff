import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskEntry } from '../../src/batch/model.ts';
import { errorsOf, job, loaded } from './files.ts';

const scenario = (file: string, more = '', jobMore = 'usesTaskDependencies: true') =>
  `{ jobs: [ ${job('j', jobMore)} ], tasks: [ { jobId: j, file: ${file}${more === '' ? '' : `, ${more}`} } ] }`;
const body = 'task: { commandLine: work }';
const entryOf = (name: string, content: string, more = body) =>
  loaded(scenario(name, more), { files: { [name]: content } }).tasks[0]!;
const idsOf = ({ count, task }: TaskEntry) => Array.from({ length: count }, (_, row) => task(row + 1).id);
const refusals = (name: string, content: string, more = body) =>
  errorsOf(scenario(name, more), { files: { [name]: content } });

describe('a CSV file of tasks', () => {
  const entry = entryOf(
    'tasks.csv',
    'id,at,duration,exitCode,commandLine,dependsOn\r\na,0,12.5,0,blender a,\r\nb,PT5M,PT1M30S,3,,a\r\n\r\nc,,,,"say ""hi"", twice",a b\r\n',
  );

  it('has a task a row', () => {
    expect(entry).toMatchObject({ count: 3, isPattern: true, arrival: { kind: 'at', at: 0 } });
    expect(idsOf(entry)).toEqual(['a', 'b', 'c']);
  });

  it('has times as ISO 8601 durations or seconds, in milliseconds here, NaN where nothing stands', () => {
    expect([...entry.rows!.at]).toEqual([0, 300_000, Number.NaN]);
    expect([...entry.rows!.duration]).toEqual([12_500, 90_000, Number.NaN]);
    expect([...entry.rows!.exitCode]).toEqual([0, 3, Number.NaN]);
  });

  it('gives id, command line and dependencies, the body the rest', () => {
    expect(entry.task(1)).toMatchObject({ id: 'a', commandLine: 'blender a', dependsOn: null });
    expect(entry.task(2)).toMatchObject({
      id: 'b',
      commandLine: 'work',
      dependsOn: { taskIds: ['a'], taskIdRanges: [] },
    });
    expect(entry.task(3)).toMatchObject({
      id: 'c',
      commandLine: 'say "hi", twice',
      dependsOn: { taskIds: ['a', 'b'] },
    });
  });

  it('needs a column id only; the body may have {n}, the number of the row', () => {
    const rows = entryOf('t.csv', 'id\nx\ny\n', 'task: { commandLine: "work {n}" }');
    expect(rows.task(2)).toMatchObject({ id: 'y', commandLine: 'work 2', dependsOn: null });
    expect([...rows.rows!.at]).toEqual([Number.NaN, Number.NaN]);
  });

  it('needs no body if every row has a command line', () => {
    expect(entryOf('t.csv', 'id,commandLine\nx,a\ny,b\n', '').task(2).commandLine).toBe('b');
    expect(refusals('t.csv', 'id,commandLine\nx,a\ny,\n', '')).toEqual([
      expect.stringMatching(/commandLine .*MissingRequiredProperty/),
    ]);
  });

  it('may have its columns in any order and case, a byte order mark, semicolons or tabs', () => {
    const rows = entryOf('t.csv', '\uFEFFExitCode;ID\n4;x\n');
    expect([idsOf(rows), rows.rows!.exitCode]).toEqual([['x'], Float64Array.of(4)]);
    expect(entryOf('t.csv', 'id\tduration\nx\t5\n').rows!.duration[0]).toBe(5000);
  });

  it('may have an arrival, its own program and a body in another file', () => {
    const rows = loaded(scenario('t.csv', 'task: task.yaml, arrival: { every: PT1M }, runs: { exitCode: 1 }'), {
      files: { 't.csv': 'id\nx\n', 'task.yaml': 'commandLine: work' },
    }).tasks[0]!;
    expect(rows).toMatchObject({ arrival: { kind: 'every' }, runs: { exitCode: { code: 1 } } });
  });

  it('keys its random draws by the name of the file', () => {
    expect(entry.template.id).toBe('tasks.csv');
  });

  it.each([
    ['that is empty', '', 't.csv:1:1 the file is empty: expected a header line with the columns, id among them'],
    ['without rows', 'id\n', '1:104 t.csv has no rows'],
    ['without a column id', 'at,duration\n1,2\n', 't.csv:1:1 there is no column "id"'],
    ['with an unknown column', 'id,durations\nx,1\n', 't.csv:1:4 unknown column "durations"; did you mean "duration"?'],
    ['with a column twice', 'id,id\nx,y\n', 't.csv:1:4 the column "id" stands twice'],
    ['with a row without an id', 'id,at\nx,1\n,2\n', 't.csv:3:1 the row has no id'],
    ['with too many fields', 'id,at\nx,1,2\n', 't.csv:2:1 the row has 3 fields, the header 2'],
    [
      'with a time that is none',
      'id,at\nx,soon\n',
      't.csv:2:3 at: "soon" is neither a number of seconds nor an ISO 8601 duration',
    ],
    [
      'with a negative time',
      'id,at\nx,-5\n',
      't.csv:2:3 at: "-5" is neither a number of seconds nor an ISO 8601 duration',
    ],
    ['with an exit code that is none', 'id,exitCode\nx,1.5\n', 't.csv:2:3 exitCode: "1.5" is no exit code'],
    [
      'with an open quotation',
      'id\n"x\n',
      't.csv:2:1 a quotation mark is not closed, or something follows a closed one',
    ],
    [
      'with something behind a quotation',
      'id,at\n"x"y,1\n',
      't.csv:2:1 a quotation mark is not closed, or something follows a closed one',
    ],
    ['with a NUL character', 'id\nx\0\n', 't.csv:2:2 a NUL character: this is no UTF-8 text'],
    [
      'with an ill id',
      'id\nx y\n',
      't.csv:2:1 "x y" is no id: 1-64 letters, digits, - and _ (400 InvalidPropertyValue)',
    ],
    ['with an id twice', 'id\nx\nX\n', 't.csv:3:1 the id "X" is that of a task of the job (409 TaskExists)'],
    [
      'with an id twice behind rows of several lines',
      'commandLine,id\n"a\nb",x\r\n\r\nc,y\r\n"d",X\r\n',
      't.csv:6:1 the id "X" is that of a task of the job (409 TaskExists)',
    ],
    ['with a negative fraction as an exit code', 'id,exitCode\nx,-0.5\n', 't.csv:2:3 exitCode: "-0.5" is no exit code'],
    [
      'with a blank for a time',
      'id,at\nx, \n',
      't.csv:2:3 at: " " is neither a number of seconds nor an ISO 8601 duration',
    ],
    [
      'with a time beyond counting',
      'id,at\nx,99999999999999\n',
      't.csv:2:3 at: 99999999999999 is no number of seconds',
    ],
    [
      'with a formula for an id',
      'id\n=1+1\n',
      't.csv:2:1 "=1+1" is no id: 1-64 letters, digits, - and _ (400 InvalidPropertyValue)',
    ],
  ])('is refused %s', (_, content, complaint) => {
    expect(refusals('t.csv', content)).toEqual([complaint]);
  });

  it('is refused with all its ill rows, up to fifty', () => {
    expect(refusals('t.csv', `id,at\n${'x,y\n'.repeat(10)}`)).toHaveLength(10);
    expect(refusals('t.csv', `id,at\n${'x,y\n'.repeat(1000)}`)).toHaveLength(50);
  });

  it('is refused with the ill columns of its header, up to fifty, however wide it is', () => {
    expect(refusals('t.csv', `id${',x'.repeat(10)}\n`)).toHaveLength(10);
    expect(refusals('t.csv', `id${',x'.repeat(100_000)}\n`)).toHaveLength(50);
    expect(refusals('t.csv', `id\nx${','.repeat(100_000)}\n`)).toEqual([
      't.csv:2:1 the row has 100001 fields, the header 1',
    ]);
  });

  it('means by every spelling of a number what it says', () => {
    const spelled = (column: string, cells: readonly string[]) =>
      entryOf('t.csv', `id,${column}\n${cells.map((cell, row) => `t${row},${cell}\n`).join('')}`).rows!;
    expect([
      ...spelled('at', ['7', '007', ' 7 ', '.5', '1.0005', '1e3', '"12"', 'P1D', ' PT1M ', '8000000000000']).at,
    ]).toEqual([7000, 7000, 7000, 500, 1001, 1_000_000, 12_000, 86_400_000, 60_000, 8_000_000_000_000_000]);
    expect([...spelled('exitCode', ['0', '255', '256', '-1', '"3"', ' 4', '-2147483648', '']).exitCode]).toEqual([
      0,
      255,
      256,
      -1,
      3,
      4,
      -2_147_483_648,
      Number.NaN,
    ]);
  });

  it('may end without a line end, have lone carriage returns, and rows that stop early', () => {
    expect(idsOf(entryOf('t.csv', 'id,at\rx\ry,1'))).toEqual(['x', 'y']);
    expect([...entryOf('t.csv', 'id,at\nx,').rows!.at]).toEqual([Number.NaN]);
  });

  it('is read as it was written, whatever stands in its cells', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', ',', ';', '"', '\n', '\r', ' ', 'é', '漢', '{n}'),
      maxLength: 8,
    });
    const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        (cells, end) => {
          const rows = cells.map((text, row) => `t${row},${quoted(text)}${end}`);
          const entry = entryOf('t.csv', `id,commandLine${end}${rows.join('')}`);
          expect(cells.map((_, row) => entry.task(row + 1).commandLine)).toEqual(cells.map((text) => text || 'work'));
        },
      ),
    );
  });

  it.each([
    ['a count', 'count: 3, task: { commandLine: work }', '1:111 the number of tasks is that of the rows of the file'],
    ['an id', 'task: { id: a, commandLine: work }', '1:119 the ids come from the file'],
    ['a body that is no mapping', 'task: 5', '1:117 task: expected a mapping, found the number 5'],
  ])('leaves no room for %s in the entry', (_, more, complaint) => {
    expect(refusals('t.csv', 'id\nx\n', more)).toEqual([complaint]);
  });

  it('L-351: may have dependencies only in a job that uses them', () => {
    const files = { 't.csv': 'id,dependsOn\nx,\ny,x\n' };
    expect(errorsOf(scenario('t.csv', body, ''), { files })).toEqual([
      '1:76 the file has a column dependsOn, but the job does not use task dependencies (usesTaskDependencies) (400 TaskDependenciesNotSpecifiedOnJob)',
    ]);
  });

  it('counts for the limit of tasks, and has a limit of size', () => {
    const files = { 't.csv': `id\n${Array.from({ length: 20 }, (_, row) => `t${row}\n`).join('')}` };
    expect(errorsOf(scenario('t.csv', body), { files, limits: { tasks: 10 } })[0]).toMatch(
      /^1:104 with this entry there are 20 tasks, more than the limit of 10/,
    );
    expect(errorsOf(scenario('t.csv', body), { files, limits: { taskFileSize: 10 } })[0]).toMatch(
      /^t\.csv:1:1 the file has \d+ characters/,
    );
  });

  it('may have a million rows', () => {
    const content = `id,at,duration\n${Array.from({ length: 1_000_000 }, (_, row) => `t${row},${row},60\n`).join('')}`;
    const { rows, count, task } = entryOf('t.csv', content);
    expect([count, rows!.at[999_999], task(1_000_000).id]).toEqual([1_000_000, 999_999_000, 't999999']);
  }, 60_000);
});

describe('an NDJSON file of tasks', () => {
  it('has one object a line, with the same names', () => {
    const content =
      '{"id":"a","at":"PT1M","duration":1.5,"exitCode":1}\n\n{"id":"b","commandLine":"x","dependsOn":["a"]}\n{"id":"c","dependsOn":"a b","at":null}\n';
    const entry = entryOf('t.ndjson', content);
    expect(idsOf(entry)).toEqual(['a', 'b', 'c']);
    expect(entry.rows).toEqual({
      id: expect.anything(),
      at: Float64Array.of(60_000, Number.NaN, Number.NaN),
      duration: Float64Array.of(1500, Number.NaN, Number.NaN),
      exitCode: Float64Array.of(1, Number.NaN, Number.NaN),
    });
    expect(entry.task(2)).toMatchObject({ commandLine: 'x', dependsOn: { taskIds: ['a'] } });
    expect(entry.task(3)).toMatchObject({ commandLine: 'work', dependsOn: { taskIds: ['a', 'b'] } });
  });

  it.each([
    ['that is no object', '{"id":"a"}\n[1]\n', 't.ndjson:2:1 expected one JSON object a line'],
    ['that is cut', '{"id":"a"\n', 't.ndjson:1:1 expected one JSON object a line'],
    [
      'with an unknown key',
      '{"id":"a", "durations":1}\n',
      't.ndjson:1:12 unknown key "durations"; did you mean "duration"?',
    ],
    ['with __proto__', '{"id":"a", "__proto__":{"at":1}}\n', 't.ndjson:1:12 unknown key "__proto__"'],
    ['without an id', '{"at":1}\n', 't.ndjson:1:1 the row has no id'],
    ['with an id that is no text', '{"id":["a"]}\n', 't.ndjson:1:2 id: expected a text'],
    [
      'with a duration that is none',
      '{"id":"a","duration":true}\n',
      't.ndjson:1:11 duration: "true" is neither a number of seconds nor an ISO 8601 duration',
    ],
    [
      'with dependencies that are none',
      '{"id":"a","dependsOn":[1]}\n',
      't.ndjson:1:11 dependsOn: expected ids joined by spaces',
    ],
    ['with a dependency that is no id', '{"id":"a","dependsOn":["b c"]}\n', 't.ndjson:1:11 dependsOn: "b c" is no id'],
  ])('is refused with a line %s', (_, content, complaint) => {
    expect(refusals('t.ndjson', content)).toEqual([complaint]);
  });
});
