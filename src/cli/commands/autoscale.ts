/** `batchlab autoscale`: the formula language on its own. Each of its commands stands in a file of its own, loaded when used. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../batch/durations.ts';
import type { ExitStatus } from '../exit.ts';
import type { BacktestOptions } from './autoscale-backtest.ts';
import type { CheckOptions } from './autoscale-check.ts';
import type { EvalOptions } from './autoscale-eval.ts';
import type { LintOptions } from './autoscale-lint.ts';
import type { TraceOptions } from './autoscale-trace.ts';

const SHORTEST_INTERVAL = 5 * 60_000;
const LONGEST_INTERVAL = 168 * 3_600_000;

export function registerAutoscale(program: Command, finish: (status: ExitStatus) => void): void {
  const autoscale = program
    .command('autoscale')
    .description('autoscale formulas without a pool: check, evaluate, advise, trace, compare')
    .addHelpText(
      'after',
      `
Examples:
  $ batchlab autoscale check pool.formula
  $ batchlab autoscale eval pool.formula --metric '$PendingTasks=0,4,12' --pool targetDedicatedNodes=2
  $ batchlab autoscale lint pool.formula --interval PT15M
  $ batchlab autoscale trace scenario.yaml
  $ batchlab autoscale backtest a.formula b.formula --load tasks.csv`,
    );

  autoscale
    .command('check')
    .description(
      'find every problem of a formula: what the service would refuse, and what would fail in every evaluation',
    )
    .addArgument(formulaFiles())
    .option('--json', 'print the problems as JSON, and nothing else, on standard output')
    .addHelpText(
      'after',
      `
Exit status: 0 in order, 1 accepted by the service but failing in an evaluation, 2 refused by the service (400).

Example:
  $ batchlab autoscale check *.formula`,
    )
    .action(async (files: string[], options: CheckOptions) => {
      const { checkCommand } = await import('./autoscale-check.ts');
      finish(checkCommand(files, options));
    });

  autoscale
    .command('eval')
    .description('evaluate a formula once, on samples and a pool given here')
    .addArgument(new Argument('<file>', 'file with the formula; - reads standard input'))
    .option('--samples <file>', 'JSON: { "$PendingTasks": [[secondsBeforeNow, value], …], … }; all of them can be read')
    .addOption(
      repeatable(
        '--metric <name=values>',
        "samples of a metric every 30 s, the last one newest, e.g. '$PendingTasks=0,4,12'",
      ),
    )
    .addOption(
      repeatable(
        '--pool <key=value>',
        'targetDedicatedNodes, targetLowPriorityNodes, currentDedicatedNodes, currentLowPriorityNodes (0), taskSlotsPerNode (1)',
      ),
    )
    .option('--at <time>', 'the time of evaluation, e.g. 2017-05-01T08:00:00Z (default: now)')
    .addOption(new Option('--seed <seed>', 'seed of rand()').default('1'))
    .option('--json', 'print the run as JSON, and nothing else, on standard output')
    .addHelpText(
      'after',
      `
An error of the evaluation is a result, as in the service: the exit status is 0.
Exit status: 0 evaluated, 2 refused by the service (400), or samples or options that cannot be read.

Examples:
  $ batchlab autoscale eval pool.formula --metric '$PendingTasks=0,0,4,12' --pool currentDedicatedNodes=2
  $ batchlab autoscale eval pool.formula --samples monday.json --at 2017-05-01T08:00:00Z --json`,
    )
    .action(async (file: string, options: EvalOptions) => {
      const { evalCommand } = await import('./autoscale-eval.ts');
      finish(evalCommand(file, options));
    });

  autoscale
    .command('lint')
    .description('advise on formulas that run and may still surprise: what happens, why, and what to write instead')
    .addArgument(formulaFiles())
    .addOption(
      new Option(
        '--interval <duration>',
        'time between evaluations, e.g. PT15M: is it short enough for the formula?',
      ).argParser(interval),
    )
    .option('--strict', 'end with status 1 if there is any advice')
    .option('--json', 'print the advice as JSON, and nothing else, on standard output')
    .addHelpText(
      'after',
      `
docs/autoscale-lint.md has a section for each code.
Exit status: 0 done, 1 failing in every evaluation, or any advice with --strict, 2 refused by the service (400).

Example:
  $ batchlab autoscale lint pool.formula --interval PT15M --strict`,
    )
    .action(async (files: string[], options: LintOptions) => {
      const { lintCommand } = await import('./autoscale-lint.ts');
      finish(lintCommand(files, options));
    });

  autoscale
    .command('trace')
    .description('simulate a scenario and show every evaluation: samples, values, result, what the pool then did')
    .addArgument(new Argument('<scenario>', 'scenario file'))
    .option('--pool <id>', 'only this pool')
    .addOption(repeatable('--set <path=value>', 'override one value of the scenario'))
    .option('--seed <seed>', "instead of the scenario's own")
    .option('--json', 'print the evaluations as JSON, and nothing else, on standard output')
    .addHelpText(
      'after',
      `
Example:
  $ batchlab autoscale trace scenarios/autoscale/pending-tasks.yaml --pool p`,
    )
    .action(async (file: string, options: TraceOptions) => {
      const { traceCommand } = await import('./autoscale-trace.ts');
      finish(traceCommand(file, options));
    });

  autoscale
    .command('backtest')
    .description('try formulas on one load, side by side: finish time, waiting, node-hours, cost, tasks killed')
    .addArgument(formulaFiles())
    .requiredOption(
      '--load <file>',
      'a scenario, or a CSV or NDJSON file of tasks (columns id, at, duration, exitCode, …)',
    )
    .option('--pool <id>', "the scenario's pool that follows the formulas, where it has several")
    .addOption(
      new Option('--interval <duration>', 'time between evaluations').argParser(interval).default(900_000, 'PT15M'),
    )
    .option('--vm-size <size>', 'size of the nodes, for a task list', 'STANDARD_D2_V2')
    .option('--seed <seed>', 'of the draws, the same for every formula')
    .option('--json', 'print the figures as JSON, and nothing else, on standard output')
    .addHelpText(
      'after',
      `
Every formula meets the same tasks with the same durations.

Example:
  $ batchlab autoscale backtest now.formula better.formula --load scenarios/autoscale/pending-tasks.yaml --interval PT5M`,
    )
    .action(async (files: string[], options: BacktestOptions) => {
      const { backtestCommand } = await import('./autoscale-backtest.ts');
      finish(backtestCommand(files, options));
    });
}

function formulaFiles(): Argument {
  return new Argument('<file...>', 'files with one formula each; - reads standard input');
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description}; repeatable`)
    .argParser((value: string, earlier: string[]) => [...earlier, value])
    .default([], 'none');
}

function interval(text: string): number {
  const duration = parseDuration(text);
  if (!duration.ok) throw new InvalidArgumentError(`"${text}" ${duration.why}.`);
  if (duration.value < SHORTEST_INTERVAL || duration.value > LONGEST_INTERVAL) {
    throw new InvalidArgumentError('The service takes PT5M to PT168H.');
  }
  return duration.value;
}
