/** Options that several commands have. */
import { InvalidArgumentError, Option } from 'commander';

export function setOption(): Option {
  return new Option(
    '--set <path=value>',
    'override one value of the scenario, e.g. pools.render.targetDedicatedNodes=20; repeatable',
  )
    .argParser((value: string, earlier: string[]) => [...earlier, value])
    .default([], 'none');
}

export function seedOption(): Option {
  return new Option('--seed <seed>', "use this seed instead of the scenario's");
}

export function maxEventsOption(): Option {
  const what = 'end a run after so many lines of its log (default: 100 million)';
  return new Option('--max-events <n>', what).argParser(positiveInteger);
}

export function allowOutsideOption(): Option {
  return new Option('--allow-outside', 'let a scenario refer to files outside its own folder');
}

export function limitOption(): Option {
  return new Option(
    '--limit <name=value>',
    'raise a limit of what a scenario may ask for, by the name that errors give; repeatable',
  )
    .argParser((value: string, earlier: string[]) => [...earlier, value])
    .default([], 'none');
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1 up.');
  return value;
}
