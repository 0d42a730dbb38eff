/** The methods of sampled variables. */
import type { Evaluation, Signature } from './functions.ts';
import { DEFAULT_SAMPLE_PERCENT, SAMPLE_PERIOD } from './limits.ts';
import type { Metric } from './names.ts';
import { numberText } from './number-text.ts';
import type { SampleView } from './sample-view.ts';
import { ageMs, milliseconds, shift, TICKS_PER_MS, TimeInterval, type Timestamp } from './ticks.ts';
import type { Type, Value } from './values.ts';

/** What a method needs: the evaluation, the past, and the variable it was called on. */
export interface SampledVariable {
  readonly evaluation: Evaluation;
  readonly samples: SampleView;
  readonly metric: Metric;
  /** as the formula spells it */
  readonly name: string;
  /** ends the evaluation for want of samples */
  lack(text: string): never;
}

export interface LanguageMethod extends Signature {
  /** the arguments have been accepted */
  readonly apply: (args: readonly Value[], variable: SampledVariable) => Value;
}

const isTime = (type: Type | undefined) => type === 'timestamp' || type === 'timeinterval';

/** ms before now; the older end does not belong to the window, the younger does */
interface Window {
  readonly oldest: number;
  readonly youngest: number;
}

export const METHODS: ReadonlyMap<string, LanguageMethod> = new Map<string, LanguageMethod>([
  [
    'GetSample',
    {
      usage: 'GetSample(count), GetSample(start, percent) or GetSample(start, end, percent)',
      accepts: ([first, second, third, ...more]) => {
        if (more.length > 0) return false;
        if (first === 'double') return second === undefined;
        if (!isTime(first)) return false;
        if (second === 'double') return third === undefined;
        return (
          (second === undefined && third === undefined) ||
          (isTime(second) && (third === undefined || third === 'double'))
        );
      },
      result: () => 'doubleVec',
      apply: getSample,
    },
  ],
  [
    'GetSamplePercent',
    {
      usage: 'GetSamplePercent(start) or GetSamplePercent(start, end)',
      accepts: (types) => (types.length === 1 || types.length === 2) && types.every(isTime),
      result: () => 'double',
      apply: (args, variable) => percentOf(windowOf(args, variable.evaluation.now), variable),
    },
  ],
  [
    'GetSamplePeriod',
    {
      usage: 'GetSamplePeriod()',
      accepts: (types) => types.length === 0,
      result: () => 'timeinterval',
      apply: () => PERIOD,
    },
  ],
  [
    'Count',
    {
      usage: 'Count()',
      accepts: (types) => types.length === 0,
      result: () => 'double',
      apply: (_, { samples, metric }) => samples.count(metric.samples),
    },
  ],
  [
    'HistoryBeginTime',
    {
      usage: 'HistoryBeginTime()',
      accepts: (types) => types.length === 0,
      result: () => 'timestamp',
      apply: (_, variable) => {
        const age = variable.samples.oldestAge(variable.metric.samples);
        if (age === null) return variable.lack(`${variable.name} has no history`);
        return shift(variable.evaluation.now, new TimeInterval(BigInt(-Math.round(age * TICKS_PER_MS)))) as Timestamp;
      },
    },
  ],
]);

const PERIOD = new TimeInterval(BigInt(SAMPLE_PERIOD * TICKS_PER_MS));

function getSample(args: readonly Value[], variable: SampledVariable): Value {
  const { evaluation, samples, metric } = variable;
  const [first] = args;
  if (typeof first === 'number') {
    const wanted = Math.trunc(first);
    const values = wanted > 0 ? samples.newest(metric.samples, wanted) : [];
    evaluation.spend(values.length);
    return values;
  }
  const last = args.at(-1);
  const wanted = typeof last === 'number' ? last : DEFAULT_SAMPLE_PERCENT;
  const window = windowOf(typeof last === 'number' ? args.slice(0, -1) : args, evaluation.now);
  const received = percentOf(window, variable);
  if (received < wanted)
    variable.lack(`${variable.name} wanted ${numberText(wanted)}%, received ${numberText(received)}%`);
  const values = samples.window(metric.samples, window.oldest, window.youngest);
  evaluation.spend(values.length);
  return values;
}

/** An interval lies before now, a timestamp is absolute; one bound reaches until now, the order of two does not matter. */
function windowOf(args: readonly Value[], now: Timestamp): Window {
  const ages = args.map((bound) =>
    bound instanceof TimeInterval ? milliseconds(bound) : ageMs(now, bound as Timestamp),
  );
  if (ages.length === 1) ages.push(0);
  return { oldest: Math.max(...ages), youngest: Math.min(...ages) };
}

/** The share of possible samples that can be read; a window counts in full even where the pool is younger. */
function percentOf({ oldest, youngest }: Window, { samples, metric }: SampledVariable): number {
  const possible = Math.max(1, Math.floor((oldest - youngest) / SAMPLE_PERIOD));
  return Math.min(100, (100 * samples.countWindow(metric.samples, oldest, youngest)) / possible);
}
