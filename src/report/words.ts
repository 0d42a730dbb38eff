/** Numbers and names in words: for people, never for machines. */
import type { NodeState, WaitCause } from '../trace/vocabulary.ts';

/** with the unit that is said beside it, and the precision of what would be said without this unit */
const UNITS = [
  { name: 'd', seconds: 86_400, stepName: 'h', step: 3600, finer: 60 },
  { name: 'h', seconds: 3600, stepName: 'min', step: 60, finer: 1 },
  { name: 'min', seconds: 60, stepName: 's', step: 1, finer: 0.1 },
] as const;

/** `2 d 3 h`, `1 h 25 min`, `3 min 20 s`, `12.5 s`: the two largest units that say something. */
export function duration(seconds: number | null): string {
  if (seconds === null) return 'none';
  if (seconds < 59.95) return `${decimal(seconds, seconds < 10 ? 3 : 1)} s`;
  const unit = UNITS.find(({ seconds: size, finer }) => Math.round(seconds / finer) * finer >= size) ?? UNITS[2];
  const { name, seconds: size, step, stepName } = unit;
  const parts = Math.round(seconds / step);
  const [large, small] = [Math.floor((parts * step) / size), parts % (size / step)];
  return small === 0 ? `${grouped(large)} ${name}` : `${grouped(large)} ${name} ${small} ${stepName}`;
}

/** With at most so many decimals, none of them for show. */
export function decimal(value: number, digits: number): string {
  const [whole, fraction = ''] = value.toFixed(digits).split('.');
  const kept = fraction.replace(/0+$/, '');
  return kept === '' ? grouped(Number(whole)) : `${grouped(Number(whole))}.${kept}`;
}

/** `12,345` */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `81 %`; a share that is neither nothing nor everything never reads as if it were. */
export function percent(share: number | null): string {
  if (share === null) return 'none';
  if (share > 0 && share < 0.005) return '< 1 %';
  if (share < 1 && share >= 0.995) return '> 99 %';
  return `${Math.round(share * 100)} %`;
}

export function money(amount: number | null, currency: string): string {
  if (amount === null) return 'unknown (a price is missing)';
  const [whole, fraction] = amount.toFixed(amount !== 0 && Math.abs(amount) < 1 ? 4 : 2).split('.');
  return `${grouped(Number(whole))}.${fraction} ${currency}`.trim();
}

/** `1 task`, `2 tasks` */
export function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** What a task that waits for this reason waits for. */
export const CAUSE_WORDS: Readonly<Record<WaitCause, string>> = {
  dispatch: 'being handed to its node',
  jobPreparation: 'the job preparation task on its node',
  jobDisabled: 'its job, which was not active',
  noPool: 'a pool that did not exist',
  dependency: 'other tasks it depends on',
  ineligible: 'a node that may take it: there was none',
  jobManager: 'a job manager that kept nodes to itself',
  higherPriority: 'jobs of higher priority',
  slots: 'a free slot',
  startTask: 'start tasks of nodes',
  nodeStart: 'nodes that were starting',
  nodesUnavailable: 'nodes that were out of service',
  allocation: 'nodes to be allocated',
};

/** The states of nodes from the most to the least useful, with words for them. */
export const STATE_WORDS: Readonly<Record<NodeState, string>> = {
  running: 'running',
  idle: 'idle',
  waitingforstarttask: 'waiting for start task',
  starting: 'starting',
  creating: 'creating',
  rebooting: 'rebooting',
  reimaging: 'reimaging',
  leavingpool: 'leaving the pool',
  offline: 'offline',
  starttaskfailed: 'start task failed',
  unusable: 'unusable',
  unknown: 'unknown',
  preempted: 'preempted',
};
