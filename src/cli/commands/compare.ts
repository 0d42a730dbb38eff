/** `batchlab compare`: what differs in the input and the outcome of two runs, and where they part. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../../batch/model.ts';
import { compareSides } from '../../compare/compare.ts';
import { renderMarkdown } from '../../compare/markdown.ts';
import { type Side, simulatedLog } from '../../compare/side.ts';
import { renderComparison } from '../../compare/text.ts';
import { isUnknown, parseTolerance, type Tolerance } from '../../compare/tolerance.ts';
import { SUMMARY_FORMAT, type Summary } from '../../metrics/summary.ts';
import { readDocument, type ScenarioDocument } from '../../scenario/document.ts';
import { Run } from '../../simulate.ts';
import { LogError } from '../../trace/log-error.ts';
import { isTooLarge, readBounded } from '../bounded-text.ts';
import { diskReader } from '../disk-reader.ts';
import { EXIT, type ExitStatus, Refusal } from '../exit.ts';
import { Interruption } from '../interruption.ts';
import { logText } from '../log-text.ts';
import { settleExchange } from '../output-folder.ts';
import { Progress } from '../progress.ts';
import { countIssues, type LoadOptions, limitsOf, loadFile } from '../scenario-files.ts';
import { kindOf } from '../scenario-search.ts';
import { runToEnd } from '../stepping.ts';
import { say } from '../terminal.ts';

export interface CompareOptions {
  /** `PATH=VALUE`, of B alone */
  readonly setB: readonly string[];
  readonly tolerance: readonly string[];
  readonly allowOutside?: boolean;
  readonly limit?: readonly string[];
  readonly maxEvents?: number;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

export async function compareCommand(nameA: string, nameB: string, options: CompareOptions): Promise<ExitStatus> {
  const tolerances = options.tolerance.map(toleranceOf);
  if (options.json === true && options.markdown === true)
    throw new Refusal('error: --json and --markdown: only one of them can be printed');
  const found = [find(nameA, [], options), find(nameB, options.setB, options)] as const;
  const errors = found.reduce((sum, each) => sum + ('errors' in each ? each.errors : 0), 0);
  if (errors > 0) throw new Refusal(`${countIssues(errors, 0)}; nothing was compared`);
  const interruption = new Interruption();
  const progress = Progress.ofCommand(false);
  try {
    const sides: Side[] = [];
    for (const each of found) {
      if ('errors' in each) throw new Error('a scenario was refused');
      sides.push('side' in each ? each.side : await simulated(each, options, interruption, progress));
    }
    progress.clear();
    const [a, b] = sides;
    const unknown = tolerances.find((tolerance) => isUnknown(tolerance, a.summary, b.summary));
    if (unknown !== undefined)
      throw new Refusal(`error: --tolerance ${unknown.text}: neither summary has a metric '${unknown.metric}'`);
    const comparison = compareSides(a, b, tolerances);
    const text =
      options.json === true
        ? JSON.stringify(comparison, null, 2)
        : options.markdown === true
          ? renderMarkdown(comparison)
          : renderComparison(comparison);
    say(text.trimEnd());
    const isBroken = comparison.tolerances.some(({ failure }) => failure !== null);
    return isBroken ? EXIT.expectationFailed : EXIT.done;
  } catch (error) {
    throw error instanceof LogError ? new Refusal(error.message) : error;
  } finally {
    progress.clear();
    interruption.end();
  }
}

function toleranceOf(text: string): Tolerance {
  const tolerance = parseTolerance(text);
  if (typeof tolerance === 'string') throw new Refusal(`error: --tolerance ${text}: ${tolerance}`);
  return tolerance;
}

interface FoundScenario {
  readonly name: string;
  readonly scenario: Scenario;
  readonly document: ScenarioDocument;
}
type Found = { readonly side: Side } | FoundScenario | { readonly errors: number };

/** What the name stands for: a folder with a run in it, a summary.json, or a scenario. */
function find(name: string, set: readonly string[], options: CompareOptions): Found {
  const isFolder = statSync(name, { throwIfNoEntry: false })?.isDirectory() === true;
  const summary = isFolder ? null : summaryIn(name);
  if ((isFolder || summary !== null) && set.length > 0)
    throw new Refusal(`error: --set-b: ${name} is no scenario; only a scenario can be changed before it is run`);
  if (isFolder) return { side: runIn(name) };
  if (summary !== null) return { side: { name, kind: 'summary', summary, document: null, log: null } };
  if (/\.ndjson$/i.test(name)) throw new Refusal(`error: ${name}: to compare a log, name the folder that it lies in`);
  if (existsSync(name) && kindOf(name) === 'study')
    throw new Refusal(`error: ${name}: a study is many runs; name a scenario, the folder of a run or its summary.json`);
  const load: LoadOptions = {
    set,
    ...(options.allowOutside === undefined ? {} : { allowOutside: options.allowOutside }),
    ...(options.limit === undefined ? {} : { limit: options.limit }),
  };
  const { scenario, errors } = loadFile(name, load);
  if (scenario === null) return { errors: errors.length };
  const read = readDocument(name, diskReader, {
    set,
    allowOutside: options.allowOutside ?? false,
    limits: limitsOf(options.limit ?? []),
  });
  return read.ok ? { name, scenario, document: read.document } : { errors: read.errors.length };
}

async function simulated(
  { name, scenario, document }: FoundScenario,
  { maxEvents }: CompareOptions,
  interruption: Interruption,
  progress: Progress,
): Promise<Side> {
  const options = maxEvents === undefined ? {} : { maxEvents };
  const run = new Run(scenario, options);
  await runToEnd(run, scenario.name, interruption, progress);
  const summary = run.fold.summary({ eventsSha256: null, transitionsSha256: null });
  return { name, kind: 'scenario', summary, document, log: () => simulatedLog(scenario, options) };
}

function runIn(name: string): Side {
  settleExchange(name);
  const path = join(name, 'summary.json');
  const hasFile = (file: string) => statSync(join(name, file), { throwIfNoEntry: false })?.isFile() === true;
  if (!hasFile('summary.json')) {
    const what = hasFile('events.ndjson') ? `no summary.json; make it: batchlab report ${name}` : 'no run in it';
    throw new Refusal(`error: ${name}: the folder has ${what}`);
  }
  const summary = summaryIn(path);
  if (summary === null) throw new Refusal(`error: ${path}: it is no summary of a run`);
  const log = join(name, 'events.ndjson');
  return { name, kind: 'run', summary, document: null, log: hasFile('events.ndjson') ? () => logText(log) : null };
}

/** Characters of a summary.json; one of a million jobs has fewer. */
const LONGEST_SUMMARY = 150_000_000;

/** null: the file is something else, a scenario probably. */
function summaryIn(path: string): Summary | null {
  if (!/\.json$/i.test(path)) return null;
  const text = readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('format' in value)) return null;
  const { format } = value;
  if (typeof format !== 'string' || !format.startsWith('batchlab-')) return null;
  if (format !== SUMMARY_FORMAT)
    throw new Refusal(`error: ${path}: its format is '${format}'; of runs, only '${SUMMARY_FORMAT}' can be compared`);
  const parts: readonly string[] = ['scenario', 'seed', 'tasks', 'jobs', 'pools'];
  const missing = parts.filter((part) => !(part in value));
  if (missing.length > 0) throw new Refusal(`error: ${path}: the summary has no ${missing.join(', no ')}`);
  // one that is kept as what is expected may leave out the version that made it
  return { version: 'unknown', ...value } as Summary;
}

function readText(path: string): string {
  try {
    return readBounded(path, LONGEST_SUMMARY);
  } catch (error) {
    if (isTooLarge(error)) throw new Refusal(`${path}:1:1: error: ${error.message}, more than a summary can have`);
    throw error;
  }
}
