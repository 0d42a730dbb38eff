/**
 * Draws the curves of the last full record, with the charts of the reports, and writes its table into docs/performance.md.
 *
 *     npx tsx bench/draw.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scaleLog } from 'd3-scale';
import { type Axis, FRAME, horizontal, line, plot, point, vertical } from '../src/report/plot.ts';
import { type RunRecord, readRecord } from './record.ts';
import { isProgram } from './result.ts';

/** One thing by another, and who was measured. */
interface Curve {
  readonly file: string;
  readonly key: string;
  readonly by: string;
  readonly unit: string;
  readonly label: string;
}

const CURVES: readonly Curve[] = [
  {
    file: 'seconds-by-tasks.svg',
    key: 'time by tasks',
    by: 'tasks',
    unit: 'CPU seconds',
    label: 'CPU seconds by the number of tasks, on 1,000 nodes of four slots',
  },
  {
    file: 'seconds-by-nodes.svg',
    key: 'time by nodes',
    by: 'nodes',
    unit: 'CPU seconds',
    label: 'CPU seconds of a million tasks by the number of nodes',
  },
  {
    file: 'seconds-by-jobs.svg',
    key: 'time by jobs',
    by: 'jobs',
    unit: 'CPU seconds',
    label: 'CPU seconds of a million tasks by the number of jobs they are in',
  },
  {
    file: 'memory-by-tasks.svg',
    key: 'memory by tasks',
    by: 'tasks',
    unit: 'MiB above an empty run',
    label: 'Resident memory by the number of tasks, above that of a run of one task',
  },
];

/** who is measured: its colour and mark */
const SERIES = [
  { of: 'batchlab', className: 'ours', shape: 'circle' },
  { of: 'bare loop', className: 'bare', shape: 'square' },
] as const;

/** Of a picture that stands alone: on white, whatever the page around it is. */
const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #1b1f23 }
.grid { stroke: #e3e7eb } .tick, .axis { stroke: #6b747c }
.line { fill: none; stroke-width: 2 } .ours.line { stroke: #0072b2 } .bare.line { stroke: #e69f00 }
.ours.point { fill: #0072b2 } .bare.point { fill: #e69f00 }`;

/** What the table lists, by the beginning of a result's name, and how it is called there. */
const ROWS: readonly (readonly [what: string, title: string])[] = [
  ['workload A, 1000000', 'a million tasks of many lengths (workload A)'],
  ['1000000 tasks on 100000 nodes', 'the same on 100,000 nodes'],
  ['1000000 tasks in 10000 jobs', 'the same in 10,000 jobs of 2,001 priorities'],
  ['curve time by tasks: batchlab, 10000000', 'ten million tasks'],
  ['1000000 tasks, a tenth', 'the same, a tenth of all attempts preempted'],
  ['1000000 tasks and a little', 'the same with a preemption, a disabled job, a job manager'],
  ['memory held, 10000000', 'memory of ten million generated tasks'],
  ['log writer', 'writing a line of the log'],
  ['log reader', 'reading a line of the log'],
  ['log summary from the log', 'making the summary again from the log, a line'],
  ['load csv', 'loading a row of a CSV file of tasks'],
  ['load ndjson', 'loading a row of an NDJSON file of tasks'],
  ['load generated', 'loading a million generated tasks'],
  ['pools that follow formulas', 'an evaluation of an autoscale formula in a run'],
  ['calendar, 4000 live', 'an event of the calendar, 4,000 of them live'],
  ['batchlab --help', '`batchlab --help`'],
  ['batchlab run of one task', '`batchlab run`, one task'],
];

/** Between these lines stands the table. */
const TABLE = /(<!-- figures -->\n)[\s\S]*?(<!-- end of figures -->)/;
const PEERS_TABLE = /(<!-- peers -->\n)[\s\S]*?(<!-- end of peers -->)/;

if (isProgram(import.meta)) {
  const record = readRecord(join(process.cwd(), 'bench/results/full.json'));
  if (record === null) throw new Error('there is no record: npm run bench -- --full');
  const values = new Map(record.results.map(({ what, value }) => [what, value]));
  for (const curve of CURVES) writeFileSync(join(process.cwd(), 'docs/images', curve.file), picture(curve, values));
  const page = join(process.cwd(), 'docs/performance.md');
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text
      .replace(TABLE, (_, open: string, close: string) => `${open}${figures(record)}${close}`)
      .replace(PEERS_TABLE, (_, open: string, close: string) => `${open}${peers(record)}${close}`),
  );
}

function figures({ results }: RunRecord): string {
  const rows = ROWS.flatMap(([what, title]) => {
    const result = results.find((each) => each.what.startsWith(what));
    if (result === undefined) return [];
    const { value, unit, ratio, baseline, limit } = result;
    const compared = ratio === undefined ? '' : baseline?.endsWith('bytes') ? '' : `${ratio} × ${baseline ?? ''}`;
    const most = limit === undefined ? '' : baseline?.endsWith('bytes') ? baseline : `${limit} ×`;
    return [`| ${title} | ${value} ${unit} | ${compared} | ${most} |\n`];
  });
  return `\n| | here | in times of a baseline | at most |\n|---|---|---|---|\n${rows.join('')}\n`;
}

function peers({ results }: RunRecord): string {
  const rows = results.flatMap(({ what, value, unit, ratio, baseline }) => {
    const parts = /^([AB]), (\d+) tasks: (.+)$/.exec(what);
    if (parts === null) return [];
    const [, workload, tasks, who] = parts;
    return [
      `| ${workload}, ${Number(tasks).toLocaleString('en-US')} tasks | ${who} | ${value} ${unit} | ${ratio} × ${baseline} |\n`,
    ];
  });
  return `\n| | | here | |\n|---|---|---|---|\n${rows.join('')}\n`;
}

function picture({ key, by, unit, label }: Curve, values: ReadonlyMap<string, number>): string {
  const series = SERIES.map(({ of, ...marks }) => {
    const prefix = `curve ${key}: ${of}, `;
    const points = [...values]
      .filter(([what]) => what.startsWith(prefix))
      .map(([what, value]) => [Number(what.slice(prefix.length)), value] as const)
      .sort(([a], [b]) => a - b);
    return { of, ...marks, points };
  }).filter(({ points }) => points.length > 0);
  const all = series.flatMap(({ points }) => points);
  const x = logAxis(
    by,
    all.map(([at]) => at),
    horizontal(FRAME),
  );
  const y = logAxis(
    unit,
    all.map(([, value]) => value),
    vertical(FRAME),
  );
  const marks = series.flatMap(({ of, className, shape, points }) => [
    line(
      points.map(([at, value]) => [x.at(at), y.at(value)] as const),
      className,
    ),
    ...points.map(([at, value]) =>
      point(shape, x.at(at), y.at(value), className, `${of}, ${at} ${by}: ${value} ${unit}`),
    ),
    named(of, x.at(points.at(-1)![0]), y.at(points.at(-1)![1])),
  ]);
  const svg = plot(label, x, y, marks, FRAME);
  const { width, height } = FRAME;
  return svg
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace('>', `><style>${STYLE}</style><rect width="${width}" height="${height}" fill="#fff"/>`)
    .concat('\n');
}

function named(text: string, x: number, y: number): string {
  return `<text x="${(x - 8).toFixed(1)}" y="${(y - 10).toFixed(1)}" text-anchor="end">${text}</text>`;
}

function logAxis(title: string, values: readonly number[], range: readonly [number, number]): Axis {
  const scale = scaleLog([Math.min(...values), Math.max(...values)], range).nice();
  const powers = scale.ticks().filter((tick) => Number.isInteger(Math.round(Math.log10(tick) * 1e6) / 1e6));
  return { title, at: (value) => scale(value), ticks: powers.map((tick) => ({ at: scale(tick), text: text(tick) })) };
}

function text(tick: number): string {
  const whole = Math.round(tick);
  if (whole >= 1e6) return `${whole / 1e6} M`;
  if (whole >= 1e4) return `${whole / 1e3} k`;
  return tick >= 1 ? whole.toLocaleString('en-US') : String(Number(tick.toPrecision(1)));
}
