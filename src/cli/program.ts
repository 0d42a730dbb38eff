/**
 * The commands, their arguments, options and help. What a command does stands in a file of its own, which is loaded only when the
 * command is used: `batchlab --help` answers before YAML, schemas and the simulator would have been read.
 */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { VERSION } from '../version.ts';
import { registerAutoscale } from './commands/autoscale.ts';
import type { CompareOptions } from './commands/compare.ts';
import type { ExplainOptions } from './commands/explain.ts';
import {
  allowOutsideOption,
  limitOption,
  maxEventsOption,
  positiveInteger,
  seedOption,
  setOption,
} from './commands/options.ts';
import type { ReportOptions } from './commands/report.ts';
import type { RunOptions } from './commands/run.ts';
import type { SchemaName } from './commands/schema.ts';
import { registerStudies } from './commands/studies.ts';
import type { TestOptions } from './commands/test.ts';
import type { ValidateOptions } from './commands/validate.ts';
import type { VerifyOptions } from './commands/verify.ts';
import type { ViewOptions } from './commands/view.ts';
import { EXIT, type ExitStatus } from './exit.ts';
import type { TraceName } from './output-folder.ts';

/** Runs the command that the arguments name. Wrong arguments are answered here; everything else is thrown. */
export async function runProgram(args: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.done;
  const program = describeProgram((result) => {
    status = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.refused; // its text is printed already
  }
}

const EXIT_HELP = `
Exit status: 0 done, 1 an expectation failed, 2 the input was refused and nothing was written,
             3 a defect of batchlab itself, 130 interrupted.`;

function describeProgram(finish: (status: ExitStatus) => void): Command {
  const program = new Command('batchlab')
    .description(
      'A discrete-event simulator of the Azure Batch service: pools, nodes, jobs and tasks on a virtual clock.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)')
    .addHelpText(
      'after',
      `
Examples:
  $ batchlab run scenarios/nightly-render.yaml        simulate, and write reports/nightly-render/
  $ batchlab validate scenarios/*.yaml                is everything in order?
  $ batchlab test scenarios                           do the scenarios keep what they promise?
${EXIT_HELP}`,
    );

  program
    .command('run')
    .description('simulate scenarios and write their logs, summaries and reports')
    .addArgument(scenarioFiles())
    .option(
      '--out <dir>',
      'folder to write to; with several scenarios the folder above theirs (default: reports/<scenario name>)',
    )
    .addOption(seedOption())
    .addOption(setOption())
    .option('--no-events', 'write neither events.ndjson nor tasks.csv, and remove earlier ones')
    .addOption(traceOption())
    .addOption(maxEventsOption())
    .addOption(allowOutsideOption())
    .addOption(limitOption())
    .option('--json', 'print the summary as JSON, and nothing else, on standard output')
    .option('--quiet', 'print neither summary nor progress')
    .addHelpText(
      'after',
      `
A run writes events.ndjson, summary.json, report.html, tasks.csv, nodes.csv and jobs.csv. They appear
together: until all are complete, the files of an earlier run stay as they are. --trace adds
trace.perfetto.json (for ui.perfetto.dev), batch-analytics.ndjson (the service's diagnostic events) or
metrics.csv (the account's metrics by the minute).

Examples:
  $ batchlab run scenarios/nightly-render.yaml
  $ batchlab run nightly-render.yaml --set pools.render.targetDedicatedNodes=20 --out reports/twenty
  $ batchlab run nightly-render.yaml --seed 8 --json | jq .makespanSeconds
${EXIT_HELP}`,
    )
    .action(async (files: string[], options: RunOptions) => {
      const { runCommand } = await import('./commands/run.ts');
      finish(await runCommand(files, options));
    });

  program
    .command('validate')
    .description('check scenario and study files: all errors and warnings of each, with their places')
    .addArgument(new Argument('<file...>', 'scenario files and study files, YAML or JSON'))
    .addOption(setOption())
    .addOption(allowOutsideOption())
    .addOption(limitOption())
    .addHelpText(
      'after',
      `
Examples:
  $ batchlab validate scenarios/*.yaml
  $ batchlab validate nightly-render.yaml --set pools.render.vmSize=STANDARD_D4_V2
  $ batchlab validate scenarios/studies/how-much-low-priority.yaml`,
    )
    .action(async (files: string[], options: ValidateOptions) => {
      const { validateCommand } = await import('./commands/validate.ts');
      finish(await validateCommand(files, options));
    });

  program
    .command('test')
    .description('run scenarios and check what their expect: sections say')
    .addArgument(new Argument('<scenario|dir...>', 'scenario files, and folders with scenarios anywhere below'))
    .option('--junit <file>', 'write the outcome as JUnit XML too')
    .addOption(setOption())
    .addOption(maxEventsOption())
    .addOption(allowOutsideOption())
    .addOption(limitOption())
    .addHelpText(
      'after',
      `
A metric is a path into summary.json. One that does not exist or is null fails, and so does a run that
was stopped by a limit. A scenario without expect: passes if it runs, and is listed as unchecked.

Examples:
  $ batchlab test scenarios
  $ batchlab test scenarios --junit results.xml
${EXIT_HELP}`,
    )
    .action(async (paths: string[], options: TestOptions) => {
      const { testCommand } = await import('./commands/test.ts');
      finish(await testCommand(paths, options));
    });

  program
    .command('report')
    .description('rebuild summary, tables and report of a run from its events.ndjson alone')
    .argument('<dir>', 'folder of a run')
    .option('--json', 'print the summary as JSON, and nothing else, on standard output')
    .option('--quiet', 'print no summary')
    .addHelpText('after', '\nExample:\n  $ batchlab report reports/nightly-render')
    .action(async (directory: string, options: ReportOptions) => {
      const { reportCommand } = await import('./commands/report.ts');
      finish(await reportCommand(directory, options));
    });

  program
    .command('explain')
    .description('say why a task waited, a node idled, a pool is not at its target, and what led to each transition')
    .argument('<dir>', 'folder of a run')
    .argument('<entity>', 'task:JOB/TASK, node:POOL/NODE, job:ID, pool:ID or schedule:ID')
    .option('--at <time>', 'explain this instant, a duration from the start or a UTC time (default: the end)')
    .option('--json', 'print the same as JSON')
    .addHelpText(
      'after',
      `
The prefix may be left out where the run has only one thing of that name.

Examples:
  $ batchlab explain reports/nightly-render task:film/frame-0001
  $ batchlab explain reports/nightly-render node:render/tvm-3 --at PT2H
  $ batchlab explain reports/nightly-render pool:render --at 2017-05-01T21:00:00Z --json`,
    )
    .action(async (directory: string, entity: string, options: ExplainOptions) => {
      const { explainCommand } = await import('./commands/explain.ts');
      finish(explainCommand(directory, entity, options));
    });

  program
    .command('compare')
    .description('say what differs between two runs: input, outcome, and the first event where they part')
    .argument('<a>', 'folder of a run, its summary.json, or a scenario file, which is simulated')
    .argument('<b>', 'what it is compared with')
    .addOption(
      new Option(
        '--tolerance <metric=value>',
        'end with status 1 if this figure of B is further from that of A: a value or a PERCENT%; +5% lets only an increase count; repeatable',
      )
        .argParser((value: string, earlier: string[]) => [...earlier, value])
        .default([], 'none'),
    )
    .addOption(
      new Option('--set-b <path=value>', 'override one value of scenario B alone; repeatable')
        .argParser((value: string, earlier: string[]) => [...earlier, value])
        .default([], 'none'),
    )
    .addOption(maxEventsOption())
    .addOption(allowOutsideOption())
    .addOption(limitOption())
    .option('--json', 'print the comparison as JSON')
    .option('--markdown', 'print it as Markdown, for a comment on a pull request')
    .addHelpText(
      'after',
      `
Without --tolerance differences are told and are no failure. A metric is a path into summary.json.

Examples:
  $ batchlab compare reports/monday reports/tuesday
  $ batchlab compare nightly-render.yaml nightly-render.yaml --set-b pools.render.targetLowPriorityNodes=0
  $ batchlab compare base/nightly-render.yaml nightly-render.yaml --markdown --tolerance cost=+5% \\
      --tolerance makespanSeconds=+10%
${EXIT_HELP}`,
    )
    .action(async (a: string, b: string, options: CompareOptions) => {
      const { compareCommand } = await import('./commands/compare.ts');
      finish(await compareCommand(a, b, options));
    });

  registerStudies(program, finish);
  program
    .command('view')
    .description('step through a run in the browser: the virtual clock, the nodes and slots, the reason for each event')
    .argument('<dir>', 'folder of a run')
    .addOption(new Option('--port <n>', 'listen on this port').argParser(portNumber).default(0, 'any free one'))
    .option('--no-open', 'do not open a browser')
    .addHelpText(
      'after',
      `
Hands out the files of the folder on 127.0.0.1, prints the address and goes on until Ctrl-C. The report.html
of a run of up to some 20,000 events steps through it without this command, from disk.

Examples:
  $ batchlab view reports/nightly-render
  $ batchlab view reports/nightly-render --port 8017 --no-open`,
    )
    .action(async (directory: string, options: ViewOptions) => {
      const { viewCommand } = await import('./commands/view.ts');
      finish(await viewCommand(directory, options));
    });

  registerAutoscale(program, finish);

  program
    .command('schema')
    .description('print the JSON Schema of a file format, for editors')
    .addArgument(
      new Argument('[format]', 'which format')
        .choices(['scenario', 'study'] satisfies SchemaName[])
        .default('scenario'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ batchlab schema > scenario.schema.json\n  $ batchlab schema study > study.schema.json',
    )
    .action(async (name: SchemaName) => {
      const { schemaCommand } = await import('./commands/schema.ts');
      finish(schemaCommand(name));
    });

  program
    .command('verify')
    .description('compare simulations with what queueing theory says')
    .option('--long', 'also what takes hours: the mean waits of heavily loaded queues')
    .addOption(new Option('--seeds <n>', 'how many seeds, from 1 on').argParser(positiveInteger).default(5))
    .option('--only <text>', 'only experiments with this in their titles')
    .option('--json', 'print the outcome as JSON, and nothing else, on standard output')
    .addHelpText(
      'after',
      `
Takes about a minute. A row passes if for every seed the interval around what was measured holds the exact
value and is narrower than 2 % of it to each side.

Examples:
  $ batchlab verify
  $ batchlab verify --long --only 'load 0.8'
${EXIT_HELP}`,
    )
    .action(async (options: VerifyOptions) => {
      const { verifyCommand } = await import('./commands/verify.ts');
      finish(await verifyCommand(options));
    });

  return program;
}

function scenarioFiles(): Argument {
  return new Argument('<scenario...>', 'scenario files, YAML or JSON');
}

const TRACE_NAMES: readonly TraceName[] = ['perfetto', 'batch-analytics', 'metrics'];

function traceOption(): Option {
  return new Option('--trace <format>', `write a further view of the run: ${TRACE_NAMES.join(', ')}; repeatable`)
    .argParser((value: string, earlier: readonly TraceName[]) => {
      const name = TRACE_NAMES.find((each) => each === value);
      if (name === undefined) throw new InvalidArgumentError(`Allowed choices are ${TRACE_NAMES.join(', ')}.`);
      return [...earlier, name];
    })
    .default([], 'none');
}

function portNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  return value;
}
