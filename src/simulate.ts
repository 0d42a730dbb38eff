/**
 * A run put together: a compiled scenario, the engine, and whoever listens. `simulate` does all of it for a scenario in memory;
 * `Run` is for callers that want to stop in between, to show progress or to be interrupted.
 */
import type { Scenario } from './batch/model.ts';
import { Simulation } from './engine/simulation.ts';
import type { EvaluationListener } from './engine/world.ts';
import { SummaryFold } from './metrics/fold.ts';
import type { StretchListener } from './metrics/listener.ts';
import type { Summary } from './metrics/summary.ts';
import type { FileReader } from './scenario/file-reader.ts';
import { loadScenario } from './scenario/load.ts';
import { formatLocated, type Located } from './scenario/located.ts';
import type { Bodies } from './trace/bodies.ts';
import { type Directory, type TransitionSink, tee } from './trace/vocabulary.ts';
import { NdjsonFormatter } from './trace/writer.ts';
import { VERSION } from './version.ts';

export interface RunOptions {
  /** a run ends with reason `limit` after so many lines of its log; default 100 million (S-2) */
  readonly maxEvents?: number;
  /** receives events.ndjson as text, in chunks of whole lines; the first line comes alone */
  readonly onLog?: (text: string) => void;
  /** hears every transition; made when the names and bodies behind the handles can be asked for */
  readonly listen?: (directory: Directory, bodies: Bodies) => TransitionSink;
  /** hears every evaluation of an autoscale formula, and what it could read */
  readonly onEvaluation?: EvaluationListener;
  /** hears every stretch of time that the metrics book */
  readonly onStretch?: StretchListener;
}

/** A simulation and the summary that follows it. */
export class Run {
  readonly simulation: Simulation;
  readonly fold: SummaryFold;
  readonly #formatter: NdjsonFormatter | null;

  constructor(scenario: Scenario, options: RunOptions = {}) {
    let parts: { readonly fold: SummaryFold; readonly formatter: NdjsonFormatter | null } | undefined;
    this.simulation = new Simulation(scenario, {
      version: VERSION,
      ...(options.maxEvents === undefined ? {} : { maxEvents: options.maxEvents }),
      ...(options.onEvaluation === undefined ? {} : { onEvaluation: options.onEvaluation }),
      sink: (directory, bodies) => {
        const fold = new SummaryFold(directory, options.onStretch ?? null);
        const formatter = options.onLog === undefined ? null : new NdjsonFormatter(directory, options.onLog);
        const listener = options.listen?.(directory, bodies);
        parts = { fold, formatter };
        return tee([fold, ...(formatter === null ? [] : [formatter]), ...(listener === undefined ? [] : [listener])]);
      },
    });
    if (parts === undefined) throw new Error('the simulation has not asked for its sink');
    this.fold = parts.fold;
    this.#formatter = parts.formatter;
  }

  /** Does up to so many steps; false when the run has ended, and its log with it. */
  advance(steps: number): boolean {
    if (this.simulation.advance(steps)) return true;
    this.#formatter?.end();
    return false;
  }
}

export interface SimulateOptions extends RunOptions {
  /** instead of the scenario's own */
  readonly seed?: string;
  /** `PATH=VALUE`, as `--set` of the command line takes them */
  readonly set?: readonly string[];
  /** texts of the files that the scenario names, by the names it uses */
  readonly files?: Readonly<Record<string, string>>;
}

export interface SimulateResult {
  /** as in summary.json; the hashes of the log are null */
  readonly summary: Summary;
  readonly warnings: readonly Located[];
}

/** A scenario that was refused. The message is what the command line would print. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly errors: readonly Located[];
  constructor(errors: readonly Located[]) {
    super(errors.map(formatLocated).join('\n'));
    this.errors = errors;
  }
}

/**
 * Simulates a scenario to its end: the text of a scenario file, or the same as an object. Touches no disk and no clock, so it works
 * in a browser too. Throws a `ScenarioError` that lists everything that is wrong with the scenario.
 */
export function simulate(scenario: string | object, options: SimulateOptions = {}): SimulateResult {
  const text = typeof scenario === 'string' ? scenario : JSON.stringify(scenario, null, 2);
  const file = typeof scenario === 'string' ? 'scenario.yaml' : 'scenario.json';
  const loaded = loadScenario(file, memoryReader({ ...options.files, [file]: text }), {
    set: options.set ?? [],
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  if (!loaded.ok) throw new ScenarioError(loaded.errors);
  const run = new Run(loaded.scenario, options);
  while (run.advance(STEPS));
  return { summary: run.fold.summary({ eventsSha256: null, transitionsSha256: null }), warnings: loaded.warnings };
}

const STEPS = 1_000_000;

function memoryReader(files: Readonly<Record<string, string>>): FileReader {
  return {
    read: (path) => {
      const name = path.replace(/^\//, '');
      if (!Object.hasOwn(files, name)) throw new Error('no such file was handed in');
      return files[name];
    },
    resolve: (_from, ref) => (ref === '.' ? '/' : `/${ref}`),
  };
}
