import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { diskReader } from '../../src/cli/disk-reader.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { processorTime, TWO_SECONDS } from './quickly.ts';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inside = join(folder, 'inside');
mkdirSync(inside);
writeFileSync(join(folder, 'secret.json'), '{"password":"swordfish"}');

const POOL = 'id: p\nvmSize: STANDARD_D2_V2\ncloudServiceConfiguration: { osFamily: "5" }\ntargetDedicatedNodes: 1\n';
const SCENARIO = `pools:\n  - ${POOL.trim().replaceAll('\n', '\n    ')}\n`;

/** Everything that is said about a file, shown as `LINE:COLUMN MESSAGE`; empty: it loads. */
function complaints(name: string, content: string | Buffer): readonly string[] {
  const path = join(inside, name);
  writeFileSync(path, content);
  return complaintsOf(path);
}

function complaintsOf(path: string): readonly string[] {
  const loaded = loadScenario(path, diskReader);
  if (loaded.ok) return [];
  expect(JSON.stringify(loaded.errors)).not.toContain('swordfish');
  return loaded.errors.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('a scenario on disk', () => {
  it('may have a byte order mark and carriage returns; lines and columns count as without', () => {
    expect(complaints('bom.yaml', `\uFEFF${SCENARIO}`)).toEqual([]);
    expect(complaints('crlf.yaml', SCENARIO.replaceAll('\n', '\r\n'))).toEqual([]);
    const ill = `\uFEFF${SCENARIO}sed: 1\n`.replaceAll('\n', '\r\n');
    expect(complaints('ill.yaml', ill)).toEqual([expect.stringMatching(/^6:1 unknown key "sed"/)]);
  });

  it('that is not UTF-8 is refused at the first place that shows it', () => {
    expect(complaints('latin1.yaml', Buffer.from(`description: Szene für Köln\n${SCENARIO}`, 'latin1'))).toEqual([
      '1:21 a byte that means nothing: this is no UTF-8 text',
    ]);
    for (const [name, mark] of [
      ['utf16.yaml', '\uFEFF'],
      ['utf16-without-mark.yaml', ''],
    ])
      expect(complaints(name, Buffer.from(mark + SCENARIO, 'utf16le'))).toEqual([
        expect.stringMatching(/^1:\d (?:a NUL character|a byte that means nothing): this is no UTF-8 text$/),
      ]);
    expect(complaints('utf8.yaml', `description: Szene für Köln 🎞\n${SCENARIO}`)).toEqual([]);
  });

  it('that is a program, a picture or noise is refused', () => {
    const noise = Buffer.from(Array.from({ length: 10_000 }, (_, place) => (place * place * 31 + 7 * place) % 256));
    for (const bytes of [
      noise,
      Buffer.from('\x7fELF\x02\x01\x01\0'),
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      Buffer.alloc(5000),
    ])
      for (const name of ['noise.yaml', 'noise.json']) expect(complaints(name, bytes)).toHaveLength(1);
  });

  it('that is a folder, a missing file or a link to itself is refused in words', () => {
    expect(complaintsOf(inside)).toEqual(['1:1 cannot read the file: it is a folder']);
    expect(complaintsOf(join(inside, 'none.yaml'))).toEqual(['1:1 cannot read the file: no such file']);
    symlinkSync('loop.yaml', join(inside, 'loop.yaml'));
    expect(complaintsOf(join(inside, 'loop.yaml'))).toEqual(['1:1 cannot read the file: its links run in a circle']);
    expect(complaintsOf(join(inside, 'a\0b.yaml'))[0]).toMatch(/^1:1 cannot read the file: \S/);
    expect(complaintsOf(join(inside, 'x'.repeat(5000)))).toEqual(['1:1 cannot read the file: its name is too long']);
  });

  it.runIf(process.platform === 'linux')('that is a device without an end is refused', () => {
    const time = processorTime(() =>
      expect(complaintsOf('/dev/zero')[0]).toMatch(
        /^1:1 cannot read the file: it has more than 60,000,000 bytes, more than the limit of 20,000,000/,
      ),
    );
    expect(time).toBeLessThan(TWO_SECONDS);
  });

  it('of a gigabyte is refused without being read', () => {
    const path = join(inside, 'large.yaml');
    expect(sparse(path, 'description: "')).toBe(true);
    const before = process.memoryUsage().rss;
    const time = processorTime(() =>
      expect(complaintsOf(path)).toEqual([
        '1:1 cannot read the file: it has 1,073,741,824 bytes, more than the limit of 20,000,000 (raise the limit "fileSize" if this is meant)',
      ]),
    );
    expect(time).toBeLessThan(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  it('that names a task file of a gigabyte is refused at the name', () => {
    sparse(join(inside, 'large.csv'), 'id\n');
    const text = `${SCENARIO}jobs: [ { id: j, poolInfo: { poolId: p } } ]\ntasks: [ { jobId: j, file: large.csv, task: { commandLine: c } } ]\n`;
    expect(complaints('names-large.yaml', text)[0]).toMatch(
      /^7:28 cannot read "large\.csv": it has 1,073,741,824 bytes, more than the limit/,
    );
  });
});

/** A file of a gigabyte that takes no room; the end of it is NULs. */
function sparse(path: string, beginning: string): boolean {
  const handle = openSync(path, 'w');
  writeSync(handle, beginning);
  ftruncateSync(handle, 2 ** 30);
  closeSync(handle);
  return true;
}

describe('a reference to a file', () => {
  const REFUSED =
    /^\d+:\d+ (?:".*" lies outside of the scenario's folder|cannot read ".*": .+|expected .+|file: the text is empty)/s;

  it.each([
    '../secret.json',
    './../secret.json',
    'x/../../secret.json',
    '/etc/passwd',
    '/dev/zero',
    '/proc/self/environ',
    '..',
    '.',
    '/',
    '~/.ssh/id_rsa',
    'file:///etc/passwd',
    'http://localhost/',
    '\\\\host\\share',
    'C:\\secret.json',
    'a\0b',
    '',
    ' ',
    'x'.repeat(5000),
    '%2e%2e/secret.json',
  ])('to %j is refused at its place and reads nothing', (ref) => {
    for (const text of [
      `pools: [ ${JSON.stringify(ref)} ]\n`,
      `${SCENARIO}jobs: [ { id: j, poolInfo: { poolId: p } } ]\ntasks: [ { jobId: j, task: ${JSON.stringify(ref)} } ]\n`,
      `${SCENARIO}jobs: [ { id: j, poolInfo: { poolId: p } } ]\ntasks: [ { jobId: j, file: ${JSON.stringify(ref)}, task: { commandLine: c } } ]\n`,
      `${SCENARIO.replace('targetDedicatedNodes: 1', `enableAutoScale: true\n    autoScaleFormula: { file: ${JSON.stringify(ref)} }`)}`,
    ]) {
      const said = complaints('refers.yaml', text);
      expect(said.length, text).toBeGreaterThan(0);
      expect(said[0]).toMatch(REFUSED);
    }
  });

  it('through a link that leads outside is refused, one that stays inside is followed', () => {
    symlinkSync('../secret.json', join(inside, 'out.json'));
    symlinkSync(folder, join(inside, 'up'));
    writeFileSync(join(inside, 'pool.yaml'), POOL);
    symlinkSync('pool.yaml', join(inside, 'in.yaml'));
    for (const ref of ['out.json', 'up/secret.json', 'up/inside/../secret.json'])
      expect(complaints('links.yaml', `pools: [ ${ref} ]\n`)).toEqual([
        `1:10 "${ref}" lies outside of the scenario's folder`,
      ]);
    expect(complaints('links.yaml', 'pools: [ in.yaml ]\n')).toEqual([]);
  });

  it('a hundred thousand times over does not multiply', () => {
    const text = `pools: [ ${'pool.yaml, '.repeat(100_000)} ]\n`;
    let said: readonly string[] = [];
    expect(
      processorTime(() => {
        said = complaints('many.yaml', text);
      }),
    ).toBeLessThan(3 * TWO_SECONDS);
    expect(said).toHaveLength(1000);
    expect(said.at(-1)).toMatch(/; 98,999 more errors are not shown$/);
    const large = `${POOL}displayName: "${'x'.repeat(30_000)}"\n`;
    writeFileSync(join(inside, 'pool.yaml'), large);
    expect(complaints('many.yaml', text).join()).toContain('the files named up to here are too large together');
  });
});
