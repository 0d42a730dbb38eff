/** `batchlab run`: simulates scenarios and writes what came of it. */
import { join } from 'node:path';
import type { Scenario } from '../../batch/model.ts';
import { RunRecord } from '../../metrics/run-record.ts';
import type { Summary } from '../../metrics/summary.ts';
import type { PageScript } from '../../report/page.ts';
import { Run } from '../../simulate.ts';
import { LogPacker } from '../../viewer/packed-log.ts';
import { EventLog } from '../event-log.ts';
import { EXIT, type ExitStatus, Refusal } from '../exit.ts';
import { Interruption } from '../interruption.ts';
import { OutputFolder, type TraceName } from '../output-folder.ts';
import { pageScript } from '../page-script.ts';
import { Progress } from '../progress.ts';
import { sayRemarks, saySummaries } from '../results.ts';
import { NO_LOG, stageRunFiles } from '../run-files.ts';
import { countIssues, type LoadOptions, loadFile } from '../scenario-files.ts';
import { runToEnd } from '../stepping.ts';
import { TraceFiles } from '../trace-files.ts';

export interface RunOptions extends LoadOptions {
  readonly out?: string;
  /** false: `--no-events` */
  readonly events: boolean;
  readonly maxEvents?: number;
  /** further files to write */
  readonly trace: readonly TraceName[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const DEFAULT_PARENT = 'reports';

export async function runCommand(files: readonly string[], options: RunOptions): Promise<ExitStatus> {
  const scenarios = loadAll(files, options);
  const script = await pageScript();
  const folders: OutputFolder[] = [];
  const interruption = new Interruption();
  const progress = Progress.ofCommand(options.quiet ?? false);
  const summaries: Summary[] = [];
  let done = 0;
  try {
    for (const scenario of scenarios)
      folders.push(OutputFolder.open(directoryOf(scenario, scenarios.length, options.out)));
    for (const scenario of scenarios) {
      summaries.push(await runInto(folders[done], scenario, options, script, interruption, progress));
      done++;
      progress.clear();
    }
  } finally {
    progress.clear();
    for (const folder of folders.slice(done)) folder.discard();
    interruption.end();
  }
  for (const summary of summaries) sayRemarks(summary);
  saySummaries(
    summaries,
    folders.map((folder) => folder.directory),
    options,
  );
  return EXIT.done;
}

/** All scenarios, or a refusal after everything that is wrong with any of them has been printed. */
function loadAll(files: readonly string[], options: RunOptions): readonly Scenario[] {
  const loaded = files.map((file) => loadFile(file, options));
  const errors = loaded.reduce((sum, each) => sum + each.errors.length, 0);
  if (errors > 0) throw new Refusal(`${countIssues(errors, 0)}; nothing was run and nothing was written`);
  const scenarios = loaded.flatMap(({ scenario }) => (scenario === null ? [] : [scenario]));
  const fileByName = new Map<string, string>();
  for (const { file, scenario } of loaded) {
    const name = scenario?.name ?? '';
    const earlier = fileByName.get(name);
    if (earlier !== undefined)
      throw new Refusal(
        `error: ${file}: its name '${name}' is also that of ${earlier}, and both would be written to the same folder`,
      );
    fileByName.set(name, file);
  }
  return scenarios;
}

/** With several scenarios `--out` is the folder above theirs. */
function directoryOf(scenario: Scenario, count: number, out: string | undefined): string {
  if (out === undefined) return join(DEFAULT_PARENT, scenario.name);
  return count === 1 ? out : join(out, scenario.name);
}

function hear(text: string, log: EventLog, packer: LogPacker): void {
  log.append(text);
  packer.push(text);
}

async function runInto(
  folder: OutputFolder,
  scenario: Scenario,
  options: RunOptions,
  script: PageScript,
  interruption: Interruption,
  progress: Progress,
): Promise<Summary> {
  const log = options.events ? new EventLog(folder.stage('events.ndjson')) : null;
  const traces = new TraceFiles(folder, options.trace);
  const record = new RunRecord();
  const packer = new LogPacker();
  const run = new Run(scenario, {
    ...(options.maxEvents === undefined ? {} : { maxEvents: options.maxEvents }),
    ...(log === null ? {} : { onLog: (text) => hear(text, log, packer) }),
    onStretch: record,
    ...(traces.isEmpty ? {} : { listen: (names, bodies) => traces.listen(names, bodies) }),
  });
  let hashes = NO_LOG;
  try {
    await runToEnd(run, scenario.name, interruption, progress);
  } finally {
    traces.close();
    hashes = log?.close() ?? NO_LOG;
  }
  const summary = stageRunFiles(folder, run.fold, record, hashes, script, packer);
  await interruption.breathe();
  folder.commit([...traces.unwanted, ...(log === null ? (['events.ndjson', 'tasks.csv'] as const) : [])]);
  return summary;
}
