/** The commands around studies: `study`, and what runs its cells elsewhere, `cell` and `worker`. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { ExitStatus } from '../exit.ts';
import type { CellOptions } from './cell.ts';
import { allowOutsideOption, limitOption, maxEventsOption, positiveInteger, seedOption, setOption } from './options.ts';
import type { StudyCommandOptions } from './study.ts';
import type { WorkerOptions } from './worker.ts';

const EXIT_HELP = `
Exit status: 0 done, 2 the input was refused, 3 a run failed, by a defect or for want of memory,
             130 interrupted.`;

export function registerStudies(program: Command, finish: (status: ExitStatus) => void): void {
  const study = program
    .command('study')
    .description('run many variants of a scenario many times, and compare them with confidence')
    .addArgument(studyFile())
    .option('--out <dir>', 'folder to write to (default: reports/<study name>)')
    .addOption(workersOption('how many runs at the same time (default: one a core)'))
    .addOption(new Option('--on <redis>', 'let workers run the cells that take them from redis://HOST:PORT'))
    .addOption(
      new Option('--collect <dir>', 'run nothing; take the results that `batchlab cell` wrote there').conflicts('on'),
    );
  study
    .option('--search', 'with a goal: find where its conditions begin to be met by bisection, instead of running all')
    .option('--along <factor>', 'the factor to search along (default: the one with the most numbers)');
  withReading(study)
    .option('--json', 'print the summary as JSON, and nothing else, on standard output')
    .option('--quiet', 'print neither summary nor progress')
    .addHelpText(
      'after',
      `
A study writes results.csv, summary.json and study.html. Every finished run is kept in cells.ndjson at
once: however a study ends, the same command goes on from there and runs nothing twice.

Examples:
  $ batchlab study scenarios/studies/how-much-low-priority.yaml
  $ batchlab study scenarios/studies/how-much-low-priority.yaml --workers 2 --json | jq .variants
  $ batchlab study scenarios/studies/how-much-low-priority.yaml --on redis://10.0.0.5:6379
${EXIT_HELP}`,
    )
    .action(async (file: string, options: StudyCommandOptions) => {
      const { studyCommand } = await import('./study.ts');
      finish(await studyCommand(file, options));
    });

  const cell = program
    .command('cell')
    .description('run one cell of a study, for array jobs of Slurm, Kubernetes, GNU parallel, Azure Batch')
    .requiredOption('--study <file>', 'the study file')
    .addOption(new Option('--index <n>', 'which cell: variant x most replications + replication').argParser(index))
    .option('--out <dir>', 'folder to write cell-<n>.json to')
    .option('--count', 'print how many cells there are, and run none');
  withReading(cell)
    .option('--quiet', 'print nothing')
    .addHelpText(
      'after',
      `
The file appears as a whole or not at all, and a cell that is there already is not run again: the command
may be repeated at will. When all are there: batchlab study FILE --collect DIR

Examples:
  $ batchlab cell --study study.yaml --count
  $ batchlab cell --study study.yaml --index 17 --out cells
  $ seq 0 39 | parallel batchlab cell --study study.yaml --index {} --out cells
${EXIT_HELP}`,
    )
    .action(async (options: CellOptions) => {
      const { cellCommand } = await import('./cell.ts');
      finish(await cellCommand(options));
    });

  program
    .command('worker')
    .description('run cells for studies on other machines, from redis')
    .requiredOption('--on <redis>', 'the server that studies put their cells on: redis://HOST:PORT')
    .addOption(workersOption('how many runs at the same time (default: one a core)'))
    .addOption(
      new Option('--lease <seconds>', 'a worker that is not heard of for so long is taken to be dead')
        .argParser(positiveInteger)
        .default(30),
    )
    .addOption(
      new Option('--idle <seconds>', 'end after so long without work (default: wait for ever)').argParser(
        positiveInteger,
      ),
    )
    .option('--quiet', 'print nothing but errors')
    .addHelpText(
      'after',
      `
A worker needs no files: the cells bring all they need. Start as many as you like, on any machine, before
or after the study. It ends with Ctrl-C or a signal, and gives back what it had begun.

Examples:
  $ batchlab worker --on redis://10.0.0.5:6379
  $ batchlab worker --on rediss://:secret@queue.example.com:6380 --workers 4 --idle 60`,
    )
    .action(async (options: WorkerOptions) => {
      const { workerCommand } = await import('./worker.ts');
      finish(await workerCommand(options));
    });
}

function studyFile(): Argument {
  return new Argument('<study>', 'study file, YAML or JSON');
}

function workersOption(what: string): Option {
  return new Option('--workers <n>', what).argParser(positiveInteger);
}

/** What changes the scenario that a study varies, as for a run. */
function withReading(command: Command): Command {
  return command
    .addOption(seedOption())
    .addOption(setOption())
    .addOption(maxEventsOption())
    .addOption(allowOutsideOption())
    .addOption(limitOption());
}

function index(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}
