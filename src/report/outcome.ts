/** What came of a run, in a few sentences: the first thing a report says, on a terminal as on a page. */
import type { PoolSummary, Summary } from '../metrics/summary.ts';
import type { WaitCause } from '../trace/vocabulary.ts';
import { count, duration, grouped, money, percent } from './words.ts';

export interface Statement {
  readonly about: 'done' | 'cost' | 'utilization' | 'failed' | 'stuck';
  readonly figure: string;
  readonly sentence: string;
  /** whether somebody should worry */
  readonly isBad: boolean;
}

export function outcomeOf(summary: Summary): readonly Statement[] {
  return [done(summary), cost(summary), utilization(summary), failed(summary), stuck(summary)];
}

function done(summary: Summary): Statement {
  const { tasks, makespanSeconds, endReason, endedAtSeconds } = summary;
  const ended = `${duration(endedAtSeconds)} after its start`;
  const open = tasks.active + tasks.preparing + tasks.running;
  const why = {
    quiescent: `The run came to rest ${ended}, at ${instant(summary)}`,
    horizon: `The run was followed until its end time, ${ended}, at ${instant(summary)}`,
    limit: `The run was stopped by a limit ${ended}, at ${instant(summary)}${summary.limit === undefined ? '' : ` (${summary.limit})`}`,
  }[endReason];
  const what =
    makespanSeconds === null
      ? 'no task was completed'
      : `the last of ${count(tasks.succeeded + tasks.failed, 'completed task')} was done ${duration(makespanSeconds)} after the first was created`;
  const left = open === 0 ? '' : `; ${count(open, 'task')} were not completed`.replace(' 1 task were', ' 1 task was');
  return {
    about: 'done',
    figure: makespanSeconds === null ? 'nothing done' : duration(makespanSeconds),
    sentence: `${why ?? `The run ended ${ended}`}; ${what}${left}.`,
    isBad: endReason === 'limit' || open > 0,
  };
}

/** UTC, to the second. */
function instant(summary: Summary): string {
  const time = new Date(Date.parse(summary.start) + summary.endedAtSeconds * 1000);
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function cost(summary: Summary): Statement {
  const currency = currencyOf(summary);
  const figure = summary.cost === null ? 'unknown' : money(summary.cost, currency);
  const { costToLastCompletion: earlier } = summary;
  const sentence =
    summary.cost === null
      ? 'The cost is unknown: the scenario gives no price for some of the nodes.'
      : `The nodes cost ${figure}${earlier === null ? '' : `, ${money(earlier, currency)} of it up to the last completion`}.`;
  return { about: 'cost', figure, sentence, isBad: false };
}

function currencyOf(summary: Summary): string {
  return Object.values(summary.pools).find((pool) => pool.cost !== null)?.cost?.currency ?? '';
}

function utilization(summary: Summary): Statement {
  const { busy, existing } = slotsOf(Object.values(summary.pools));
  if (existing === 0) {
    return { about: 'utilization', figure: 'none', sentence: 'There was never a slot to run a task in.', isBad: true };
  }
  const figure = percent(busy / existing);
  const lost = Object.values(summary.pools).reduce((sum, pool) => sum + pool.slotSeconds.lost, 0);
  const wasted = lost === 0 ? '' : `; ${duration(lost)} of slot time went to attempts that were lost`;
  return {
    about: 'utilization',
    figure,
    sentence: `Slots were busy for ${figure} of their time${wasted}.`,
    isBad: false,
  };
}

export function slotsOf(pools: readonly PoolSummary[]): { readonly busy: number; readonly existing: number } {
  let [busy, existing] = [0, 0];
  for (const { slotSeconds } of pools) {
    busy += slotSeconds.busy;
    existing += slotSeconds.busy + slotSeconds.preparing + slotSeconds.idle;
  }
  return { busy, existing };
}

function failed({ tasks }: Summary): Statement {
  const byItself = tasks.failed - tasks.terminated;
  const parts = [
    tasks.terminated === 0 ? '' : `${grouped(tasks.terminated)} of them terminated`,
    tasks.retries === 0 ? '' : count(tasks.retries, 'retry').replace('retrys', 'retries'),
    tasks.requeues === 0 ? '' : count(tasks.requeues, 'requeue'),
    tasks.preemptions === 0 ? '' : `${count(tasks.preemptions, 'attempt')} lost to preemption`,
  ].filter((part) => part !== '');
  return {
    about: 'failed',
    figure: grouped(tasks.failed),
    sentence: `${tasks.failed === 0 ? 'No task' : count(tasks.failed, 'task')} failed out of ${grouped(tasks.total)}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}.`,
    isBad: byItself > 0,
  };
}

function stuck({ stuck }: Summary): Statement {
  const sentence =
    stuck.length === 0
      ? 'Nothing is stuck.'
      : `${count(stuck.length, 'thing')} can never proceed; see what would help.`;
  return { about: 'stuck', figure: grouped(stuck.length), sentence, isBad: stuck.length > 0 };
}

/** Causes of waiting with a share above nothing, the largest first. */
export function waitShares(summary: Summary): readonly { cause: WaitCause; seconds: number; share: number }[] {
  const total = summary.tasks.waitSeconds.total;
  return Object.entries(summary.tasks.waitByCause)
    .filter(([, seconds]) => seconds > 0)
    .map(([cause, seconds]) => ({ cause: cause as WaitCause, seconds, share: seconds / total }))
    .sort((a, b) => b.seconds - a.seconds);
}
