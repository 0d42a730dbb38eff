/** What differs in the input of two runs, as far as it can be known. */

import type { TaskTable } from '../scenario/task-table.ts';
import type { InputComparison, Patch } from './comparison.ts';
import { differencesOf } from './documents.ts';
import type { Side } from './side.ts';

/** so many differences are listed */
const LISTED = 1000;

/** `facts`: what the logs tell of their scenarios; null: there are no logs to tell it. */
export function inputDifferences(a: Side, b: Side, facts: readonly [unknown, unknown] | null): InputComparison {
  if (a.document !== null && b.document !== null) {
    const patches = [...differencesOf(a.document.raw, b.document.raw), ...tableDifferences(a, b)];
    return listed('scenarios', patches);
  }
  return facts === null
    ? listed('summaries', differencesOf(summaryFacts(a), summaryFacts(b)).filter(isKnown))
    : listed('logs', differencesOf(...facts));
}

function listed(basis: InputComparison['basis'], differences: readonly Patch[]): InputComparison {
  return { basis, differences: differences.slice(0, LISTED), omitted: Math.max(0, differences.length - LISTED) };
}

/** Task files that both name at the same place and that do not hold the same. */
function tableDifferences(a: Side, b: Side): Patch[] {
  const [one, other] = [tablesOf(a), tablesOf(b)];
  return [...one].flatMap(([path, table]): Patch[] => {
    const second = other.get(path);
    const place = second === undefined ? -1 : firstDifference(table, second);
    return second === undefined || place < 0
      ? []
      : [{ path: `${path} (row ${place + 1})`, from: rowOf(table, place), to: rowOf(second, place) }];
  });
}

/** By the path of the entry that names their file; one without a list of tables to its name is left out. */
function tablesOf({ document }: Side): ReadonlyMap<string, TaskTable> {
  const tables = new Map<string, TaskTable>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      const where = path === '' ? key : `${path}.${key}`;
      if (key !== 'file' || typeof child !== 'string') walk(child, where);
      else {
        const table = document?.table(child);
        if (table !== undefined && 'rows' in table) tables.set(where, table);
      }
    }
  };
  const { tasks, jobs } = (document?.raw ?? {}) as Readonly<Record<string, unknown>>;
  walk({ tasks, jobs }, '');
  return tables;
}

/** The place of the first row that is not the same; -1: there is none. */
function firstDifference(a: TaskTable, b: TaskTable): number {
  const most = Math.max(a.rows.id.length, b.rows.id.length);
  for (let place = 0; place < most; place++)
    if (differencesOf(rowOf(a, place), rowOf(b, place)).length > 0) return place;
  return -1;
}

/** undefined: the table has no such row */
function rowOf({ rows, commandLine, dependsOn }: TaskTable, place: number): unknown {
  if (place >= rows.id.length) return undefined;
  return {
    id: rows.id.at(place),
    atSeconds: rows.at[place] / 1000,
    durationSeconds: rows.duration[place] / 1000,
    exitCode: rows.exitCode[place],
    commandLine: commandLine?.at(place),
    dependsOn: dependsOn?.at(place),
  };
}

/** A summary that is kept as what is expected may not say which version made it. */
const isKnown = ({ path, from, to }: Patch) => path !== 'version' || (from !== 'unknown' && to !== 'unknown');

/** What a summary tells of its scenario. */
function summaryFacts({ summary }: Side): unknown {
  const { scenario, seed, version, start, pools, notModelled } = summary;
  const sizes = Object.entries(pools).map(([id, { vmSize, coresPerNode, slotsPerNode }]) => [
    id,
    { vmSize, coresPerNode, slotsPerNode },
  ]);
  return { scenario, seed, version, start, pools: Object.fromEntries(sizes), notModelled };
}
