/** The samples of an evaluation, from a JSON file and from the command line. */
import { LineCounter, parseDocument } from 'yaml';
import { METRICS, SAMPLE_PERIOD, type SampleTable } from '../../autoscale/index.ts';
import { formatLocated, lineStarts, locateSpan } from '../../scenario/located.ts';
import { didYouMean } from '../../scenario/suggestion.ts';
import { readInput } from '../bounded-text.ts';
import { Refusal } from '../exit.ts';

type Sample = readonly [secondsBeforeNow: number, value: number];

/** @throws Refusal for what cannot be read, for metrics the language does not know, and for a metric given twice */
export function gatherSamples(path: string | null, settings: readonly string[]): SampleTable {
  const table = new Map<string, readonly Sample[]>(path === null ? [] : readFile(path));
  for (const setting of settings) {
    const [metric, samples] = readSetting(setting);
    if (table.has(metric)) throw new Refusal(`error: --metric ${setting}: ${metric} has samples already`);
    table.set(metric, samples);
  }
  return Object.fromEntries(table);
}

/** `$PendingTasks=0,4,12`; without $ too, since shells take it for their own */
function readSetting(setting: string): readonly [string, readonly Sample[]] {
  const at = setting.indexOf('=');
  const name = setting.slice(0, Math.max(at, 0)).trim();
  const metric = name.startsWith('$') ? name : `$${name}`;
  if (at < 0 || name === '') {
    throw new Refusal(
      `error: --metric ${setting}: expected NAME=VALUE,VALUE,… in single quotes, lest the shell read $NAME as its own`,
    );
  }
  if (!METRICS.has(metric)) throw new Refusal(`error: --metric ${setting}: ${unknownMetric(metric)}`);
  const list = setting.slice(at + 1).trim();
  const values = list === '' ? [] : list.split(',').map((value) => value.trim());
  const wrong = values.find((value) => value === '' || !Number.isFinite(Number(value)));
  if (wrong !== undefined) throw new Refusal(`error: --metric ${setting}: "${wrong}" is no number`);
  const samples = values.map(
    (value, index): Sample => [((values.length - 1 - index) * SAMPLE_PERIOD) / 1000, Number(value)],
  );
  return [METRICS.get(metric)?.samples ?? metric, samples];
}

function readFile(path: string): readonly (readonly [string, readonly Sample[]])[] {
  const text = readInput(path);
  const found = complaintsOf(path, text);
  if (found.complaints.length > 0) throw new Refusal(found.complaints.join('\n'));
  return Object.entries(found.value as Record<string, readonly Sample[]>).map(([name, samples]) => [
    METRICS.get(name)?.samples ?? name,
    samples,
  ]);
}

/** What JSON gives, and all complaints about it. Places are looked up only when there is something to complain of. */
function complaintsOf(path: string, text: string): { readonly value: unknown; readonly complaints: readonly string[] } {
  const at = (start: number, end: number, message: string) =>
    formatLocated(locateSpan(text, lineStarts(text), { start, end }, { file: path, severity: 'error', message }));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? text.length);
    return { value: null, complaints: [at(position, position + 1, 'This is no JSON')] };
  }
  const wrong = shapeProblems(value);
  if (wrong.length === 0) return { value, complaints: [] };
  const document = parseDocument(text, { lineCounter: new LineCounter(), keepSourceTokens: false });
  const complaints = wrong.map(({ where, message }) => {
    const node = document.getIn(where, true) as { range?: readonly [number, number, number] } | undefined;
    return at(node?.range?.[0] ?? 0, node?.range?.[1] ?? 1, message);
  });
  return { value, complaints };
}

interface ShapeProblem {
  readonly where: readonly (string | number)[];
  readonly message: string;
}

function shapeProblems(value: unknown): readonly ShapeProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ where: [], message: 'Expected an object { "$PendingTasks": [[secondsBeforeNow, value], …], … }' }];
  }
  return Object.entries(value).flatMap(([metric, samples]): readonly ShapeProblem[] => {
    if (!METRICS.has(metric)) return [{ where: [metric], message: unknownMetric(metric) }];
    if (!Array.isArray(samples))
      return [{ where: [metric], message: `${metric}: expected a list of [secondsBeforeNow, value]` }];
    return samples.flatMap((sample, index) =>
      isSample(sample)
        ? []
        : [
            {
              where: [metric, index],
              message: `${metric}: expected [secondsBeforeNow, value], the seconds not negative`,
            },
          ],
    );
  });
}

function isSample(sample: unknown): sample is Sample {
  return Array.isArray(sample) && sample.length === 2 && sample.every(Number.isFinite) && sample[0] >= 0;
}

function unknownMetric(metric: string): string {
  return `${metric} is no sampled variable of the language${didYouMean(metric, [...METRICS.keys()])}`;
}
