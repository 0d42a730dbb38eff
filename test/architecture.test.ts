import { describe, expect, it } from 'vitest';
import { codeOf, importsOf, roomOrPackage, type SourceFile, sourceFiles, textFiles } from './support/source.ts';

/** Who may import whom. A room that is missing here does not exist. */
const ROOMS: Record<string, { sees: readonly string[]; packages: readonly string[]; inner: boolean }> = {
  kernel: { sees: [], packages: ['seedrandom'], inner: true },
  batch: { sees: ['kernel'], packages: ['zod'], inner: true },
  autoscale: { sees: ['kernel'], packages: [], inner: true },
  trace: { sees: ['batch', 'kernel'], packages: [], inner: true },
  engine: { sees: ['batch', 'autoscale', 'trace', 'kernel'], packages: [], inner: true },
  scenario: { sees: ['batch', 'autoscale', 'kernel'], packages: ['yaml', 'zod', 'immer'], inner: true },
  metrics: { sees: ['trace', 'batch', 'kernel'], packages: [], inner: true },
  report: { sees: ['metrics', 'trace', 'batch'], packages: ['d3-scale'], inner: true },
  explain: { sees: ['trace', 'batch', 'kernel'], packages: [], inner: true },
  // the history of a run that can be stepped through, both ways
  viewer: { sees: ['trace', 'batch', 'kernel'], packages: ['immer'], inner: true },
  // what runs in the browser: the report's page and the viewer's stage
  page: {
    sees: ['viewer', 'report', 'metrics', 'explain', 'trace', 'batch', 'kernel'],
    packages: ['d3-scale', 'd3-axis', 'd3-shape', 'd3-array', 'd3-selection'],
    inner: false,
  },
  compare: {
    sees: ['simulate.ts', 'scenario', 'explain', 'report', 'metrics', 'trace', 'batch', 'kernel'],
    packages: [],
    inner: true,
  },
  study: {
    // version.ts: a result is valid for the version that made it; report: numbers in words
    sees: ['version.ts', 'simulate.ts', 'report', 'scenario', 'metrics', 'trace', 'batch', 'kernel'],
    packages: ['zod', 'immer'],
    inner: true,
  },
  // where the cells of a study run, and where their results are kept
  cells: {
    sees: ['version.ts', 'simulate.ts', 'study', 'scenario', 'metrics', 'trace', 'batch', 'kernel'],
    packages: ['piscina', 'bullmq', 'ioredis', 'node:*'],
    inner: false,
  },
  verify: {
    sees: ['simulate.ts', 'scenario', 'engine', 'metrics', 'trace', 'batch', 'kernel'],
    packages: [],
    inner: true,
  },
  cli: {
    sees: [
      'version.ts',
      'simulate.ts',
      'verify',
      'kernel',
      'batch',
      'autoscale',
      'trace',
      'engine',
      'scenario',
      'metrics',
      'report',
      'explain',
      'viewer',
      'compare',
      'study',
      'cells',
    ],
    packages: ['commander', 'picocolors', 'yaml', 'cli-progress', 'hono', '@hono/node-server', 'node:*'],
    inner: false,
  },
  'version.ts': { sees: [], packages: [], inner: true },
  'simulate.ts': {
    sees: ['version.ts', 'scenario', 'engine', 'metrics', 'trace', 'batch', 'kernel'],
    packages: [],
    inner: true,
  },
  'index.ts': {
    sees: [
      'version.ts',
      'simulate.ts',
      'kernel',
      'batch',
      'autoscale',
      'trace',
      'engine',
      'scenario',
      'metrics',
      'report',
      'explain',
      'compare',
      'study',
    ],
    packages: [],
    inner: true,
  },
};

/** Packages with one home each, so that they can be replaced in one place. */
const ONLY_IN: Record<string, RegExp> = {
  seedrandom: /^src\/kernel\/random\.ts$/,
  immer: /^src\/(?:scenario|viewer|study)\//,
  'd3-scale': /^src\/(?:report|page)\//,
  commander: /^src\/cli\/(?:program|commands\/\w+)\.ts$/,
};

/** What the inner rooms must not touch: they run in Node, in a worker and in a browser, and twice the same. */
const BANNED: readonly [RegExp, string][] = [
  [/\bprocess\s*[.[]/, 'process'],
  [/\bconsole\s*[.[]/, 'console'],
  [/\bMath\s*\.\s*random\b/, 'Math.random'],
  [/\bDate\s*\.\s*now\b/, 'Date.now'],
  [/\bnew Date\b(?!\s*\()/, 'new Date without arguments'],
  [/\bnew Date\(\s*\)/, 'new Date()'],
  [/(?<!new )\bDate\(/, 'Date() as a function'],
  [/\bperformance\s*\./, 'performance'],
  [/\bset(?:Timeout|Interval|Immediate)\s*\(/, 'a timer'],
  [/\bBuffer\s*\./, 'Buffer'],
  [/\brequire\s*\(/, 'require'],
  [/\bglobalThis\b/, 'globalThis'],
  [/\.toLocale\w*String\(\s*\)/, 'a locale that is not named'],
];

const files = sourceFiles();
const allowed = (packages: readonly string[], name: string) =>
  packages.includes(name) || (name.startsWith('node:') && packages.includes('node:*'));

function violations(check: (file: SourceFile) => string[]): string[] {
  return files.flatMap((file) => check(file).map((what) => `${file.path}: ${what}`));
}

describe('the rooms', () => {
  it('are all known, and the check reads real files with real imports', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(20);
    expect([...new Set(files.map((file) => file.room))].filter((room) => !(room in ROOMS))).toEqual([]);
  });

  it('see only the rooms that the plan of the house allows them', () => {
    const found = violations((file) =>
      importsOf(file).flatMap((specifier) => {
        const target = roomOrPackage(file, specifier);
        if (!('room' in target) || target.room === file.room || ROOMS[file.room]?.sees.includes(target.room)) return [];
        return [`imports ${specifier}, and ${file.room} must not see ${target.room}`];
      }),
    );
    expect(found).toEqual([]);
  });

  it('use only the packages that were chosen for them, each in its one home', () => {
    const found = violations((file) =>
      importsOf(file).flatMap((specifier) => {
        const target = roomOrPackage(file, specifier);
        if (!('package' in target)) return [];
        const home = ONLY_IN[target.package];
        if (allowed(ROOMS[file.room]?.packages ?? [], target.package) && (home === undefined || home.test(file.path)))
          return [];
        return [`imports ${specifier}`];
      }),
    );
    expect(found).toEqual([]);
  });

  it('that are inner know no machine: no process, console, present time, timer or chance of their own', async () => {
    const found: string[] = [];
    for (const file of files.filter((candidate) => ROOMS[candidate.room]?.inner)) {
      const code = await codeOf(file);
      for (const [pattern, what] of BANNED) if (pattern.test(code)) found.push(`${file.path}: ${what}`);
    }
    expect(found).toEqual([]);
  });

  it('hold no file of more than 400 lines', () => {
    expect(
      violations((file) => (file.text.split('\n').length > 401 ? [`${file.text.split('\n').length} lines`] : [])),
    ).toEqual([]);
  });
});

describe('index.ts', () => {
  it('holds re-exports and nothing else', async () => {
    const index = files.find((file) => file.path === 'src/index.ts');
    expect(index).toBeDefined();
    const code = await codeOf(index!);
    const rest = code
      .replace(/^(?:import|export)\s*(?:\*|\{[^}]*\})\s*from\s*"[^"]+";$/gm, '')
      .replace(/^export \{[^}]*\};$/gm, '');
    expect(rest.trim()).toBe('');
  });
});

describe('the checks themselves', () => {
  it('see every way of importing', () => {
    const text = `
import a from 'one';
import type { B } from "two";
import {
  c,
  d,
} from '../batch/three.ts';
export * from './four.ts';
export type { E } from './five.ts';
import 'six';
const late = await import('seven');
// import nothing from 'a comment';
/**
 * import nothing from 'an example';
 */`;
    const file = { path: 'src/engine/sample.ts', room: 'engine', text };
    expect(importsOf(file)).toEqual(['one', 'two', '../batch/three.ts', './four.ts', './five.ts', 'six', 'seven']);
    expect(roomOrPackage(file, '../batch/three.ts')).toEqual({ room: 'batch' });
    expect(roomOrPackage(file, '@scope/name/deep')).toEqual({ package: '@scope/name' });
    expect(roomOrPackage(file, 'node:fs/promises')).toEqual({ package: 'node:fs/promises' });
  });

  it('find each banned thing in code and none in comments or in names that only look alike', async () => {
    const ill = [
      'process.exit()',
      'console.log(1)',
      'Math.random()',
      'Date.now()',
      'x = new Date()',
      'x = new Date',
      'x = Date()',
      'performance.now()',
      'setTimeout(f, 1)',
      'Buffer.from(x)',
      'require("x")',
      'globalThis.x',
      'x.toLocaleString()',
    ];
    const well =
      '/* console.log, Math.random() */ new Date(5); Date.UTC(2017); preprocess.next(); subprocess(1); postConsole(2);';
    const bans = async (text: string) => {
      const code = await codeOf({ path: 'src/kernel/sample.ts', room: 'kernel', text });
      return BANNED.filter(([pattern]) => pattern.test(code)).length;
    };
    for (const text of ill) expect(await bans(text), text).toBeGreaterThan(0);
    expect(await bans(well)).toBe(0);
  });
});

describe('the project', () => {
  it('speaks of itself alone: no path or word of the place where it was made', () => {
    const texts = textFiles();
    expect(texts.length).toBeGreaterThan(20);
    // a path of the machine it grew on, or of papers that are not part of it; written so that this file does not find itself
    const words = [/(?:^|[^\w.])[/](?:work|farm)[/]/, /\bshared[/](?:contract|design|semantics|cases|users)\b/];
    const found = texts
      .filter(({ path }) => !path.startsWith('.ci/'))
      .flatMap(({ path, text }) =>
        text
          .split('\n')
          .flatMap((line, index) =>
            words.some((word) => word.test(line)) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
          ),
      );
    expect(found).toEqual([]);
  });

  it('has a lockfile that records no registry address and lacks no package of any platform, so that npm ci accepts it', () => {
    const lock = textFiles().find(({ path }) => path === 'package-lock.json')!.text;
    expect(lock).not.toMatch(/"resolved": "https?:/);
    const packages: Record<string, { optionalDependencies?: Record<string, string> }> = JSON.parse(lock).packages;
    const wanted = Object.values(packages).flatMap((each) => Object.keys(each.optionalDependencies ?? {}));
    expect(wanted.length).toBeGreaterThan(20);
    expect(wanted.filter((name) => !(`node_modules/${name}` in packages))).toEqual([]);
  });
});
