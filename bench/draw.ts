/**
 * Draws the curves of the last full record, with the charts of the reports, for docs/performance.md.
 *
 *     npx tsx bench/draw.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scaleLog } from 'd3-scale';
import { type Axis, FRAME, horizontal, line, plot, point, vertical } from '../src/report/plot.ts';
import { readRecord } from './record.ts';
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

if (isProgram(import.meta)) {
  const record = readRecord(join(process.cwd(), 'bench/results/full.json'));
  if (record === null) throw new Error('there is no record: npm run bench -- --full');
  for (const curve of CURVES) {
    const values = new Map(record.results.map(({ what, value }) => [what, value]));
    writeFileSync(join(process.cwd(), 'docs/images', curve.file), picture(curve, values));
  }
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
  return tick >= 1 ? Math.round(tick).toLocaleString('en-US') : String(Number(tick.toPrecision(1)));
}
