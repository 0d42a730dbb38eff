/** Advice on names: what is set and what is read. */
import { OPTION_VARIABLE, SERVICE_NAMES, TARGET_VARIABLES } from '../names.ts';
import type { Advice } from './advice.ts';
import type { Usage } from './usage.ts';

const START = { line: 1, column: 1 };

/** No statement sets a target. */
export function noTarget({ assigned }: Usage): readonly Advice[] {
  if ([...assigned.keys()].some((name) => TARGET_VARIABLES.has(name))) return [];
  return [
    {
      ...START,
      code: 'no-target',
      reason: 'No target is assigned: the pool keeps the size it has.',
      fix: 'Assign $TargetDedicatedNodes, $TargetLowPriorityNodes or both.',
    },
  ];
}

/** A variable of the formula's own could be taken for one of the service's: only its case differs, or a target lacks its $. */
export function similarNames({ assigned }: Usage): readonly Advice[] {
  const found: Advice[] = [];
  for (const [name, at] of assigned) {
    const meant = similarTo(name);
    if (meant === null) continue;
    found.push({
      ...at,
      code: 'similar-name',
      reason: `${name} is a variable of the formula's own: names are case-sensitive, and ${meant} is another.`,
      fix: `Write ${meant} if the service's is meant; otherwise choose a name that cannot be taken for it.`,
    });
  }
  return found;
}

function similarTo(name: string): string | null {
  if (SERVICE_NAMES.has(name)) return null;
  const lowerCase = name.toLowerCase();
  const sameButCase = [...SERVICE_NAMES].find((service) => service.toLowerCase() === lowerCase);
  return (
    sameButCase ??
    [...SERVICE_NAMES].find((service) => isOwn(service) && service.toLowerCase() === `$${lowerCase}`) ??
    null
  );
}

/** A variable is set and never read. */
export function unusedVariables({ assigned, read }: Usage): readonly Advice[] {
  const found: Advice[] = [];
  for (const [name, at] of assigned) {
    if (isOwn(name) || read.has(name) || similarTo(name) !== null) continue;
    found.push({
      ...at,
      code: 'unused-variable',
      reason: `${name} is assigned and never read: it only shows in the results.`,
      fix: `Use ${name}, or leave it out.`,
    });
  }
  return found;
}

/** Waiting tasks are counted, running ones are not. */
export function activeWithoutRunning({ read }: Usage): readonly Advice[] {
  const at = read.get('$ActiveTasks');
  if (at === undefined || read.has('$RunningTasks') || read.has('$PendingTasks')) return [];
  return [
    {
      ...at,
      code: 'active-without-running',
      reason:
        '$ActiveTasks counts waiting tasks only: once all of them run, the formula sees no work and takes nodes away from them.',
      fix: 'Use $PendingTasks, which counts waiting and running tasks.',
    },
  ];
}

/** what formulas are there to assign */
function isOwn(name: string): boolean {
  return TARGET_VARIABLES.has(name) || name === OPTION_VARIABLE;
}
