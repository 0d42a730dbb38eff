/** `batchlab autoscale eval`: one evaluation, answered as the service answers it. */
import {
  type AutoScaleRun,
  compileFormula,
  FormulaError,
  isTimeText,
  type PlainValue,
  type PoolView,
} from '../../autoscale/index.ts';
import { stream } from '../../kernel/random.ts';
import { formatLocated } from '../../scenario/located.ts';
import { EXIT, type ExitStatus, Refusal } from '../exit.ts';
import { complain, say } from '../terminal.ts';
import { complainOf, type FormulaFile, locate, readFormula } from './autoscale-formula-file.ts';
import { gatherSamples } from './autoscale-samples.ts';

export interface EvalOptions {
  readonly samples?: string;
  readonly metric: readonly string[];
  readonly pool: readonly string[];
  readonly at?: string;
  readonly seed: string;
  readonly json?: true;
}

export function evalCommand(path: string, options: EvalOptions): ExitStatus {
  const file = readFormula(path);
  const samples = gatherSamples(options.samples ?? null, options.metric);
  const pool = readPool(options.pool);
  if (options.at !== undefined && !isTimeText(options.at)) {
    throw new Refusal(`error: --at: "${options.at}" is no time like 2017-05-01T08:00:00Z`);
  }
  const random = stream(options.seed, 'autoscale');
  try {
    const formula = compileFormula(file.text);
    const run = formula.evaluate({ now: options.at ?? Date.now(), samples, pool, random: () => random.next() });
    if (options.json === true) say(JSON.stringify(asJson(run), null, 2));
    else show(file, run);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    complainOf(file, error.problems);
    return EXIT.refused;
  }
}

/** the keys in the order of the command line's description */
function asJson(run: AutoScaleRun): object {
  const variables: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(run.variables)) variables[name] = jsonValue(value);
  return {
    timestamp: run.timestamp,
    results: run.results,
    ...(run.error === undefined ? {} : { error: run.error }),
    variables,
    targetDedicatedNodes: run.targetDedicatedNodes,
    targetLowPriorityNodes: run.targetLowPriorityNodes,
    nodeDeallocationOption: run.nodeDeallocationOption,
  };
}

/** JSON has no number for NaN and the infinities: they are written as in `results` */
function jsonValue(value: PlainValue): unknown {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return value.map(jsonValue);
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

function show(file: FormulaFile, run: AutoScaleRun): void {
  say(run.timestamp);
  for (const assignment of run.results.split(';')) say(`  ${assignment.replace('=', ' = ')}`);
  if (run.error === undefined || run.errorAt === undefined) return;
  const [{ value }] = run.error.values;
  complain(
    formatLocated(locate(file, run.errorAt, 'error', `${value.slice(value.indexOf(': ') + 2)} (${run.error.code})`)),
  );
}

const POOL_KEYS = [
  'targetDedicatedNodes',
  'targetLowPriorityNodes',
  'currentDedicatedNodes',
  'currentLowPriorityNodes',
  'taskSlotsPerNode',
] as const satisfies readonly (keyof PoolView)[];

function readPool(settings: readonly string[]): Partial<PoolView> {
  const pool: Partial<Record<keyof PoolView, number>> = {};
  for (const setting of settings) {
    const [name, value] = splitAtEquals(setting);
    const key = POOL_KEYS.find((known) => known === name);
    if (key === undefined) throw new Refusal(`error: --pool ${setting}: the keys are ${POOL_KEYS.join(', ')}`);
    if (!/^\d+$/.test(value)) throw new Refusal(`error: --pool ${setting}: ${name} is a whole number from 0 up`);
    pool[key] = Number(value);
  }
  return pool;
}

function splitAtEquals(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
