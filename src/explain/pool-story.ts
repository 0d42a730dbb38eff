/** The story of a pool: what it was to have, what it has, and why that is not the same. */
import { formatClock } from '../kernel/clock.ts';
import type { AllocationLine, Line } from '../trace/vocabulary.ts';
import { edgeOf, type Fact, factOfLine, nodesText } from './facts.ts';
import type { PoolScene, Scene } from './scene.ts';
import { counted, type Story } from './story.ts';
import { type Subject, sameId } from './subject.ts';

export class PoolStory implements Story {
  entity: string | null = null;
  readonly moments: Fact[] = [];
  readonly #scene: Scene;
  readonly #subject: Subject;
  #pool: PoolScene | null = null;
  #failures = 0;

  constructor(scene: Scene, subject: Subject) {
    this.#scene = scene;
    this.#subject = subject;
  }

  line(line: Line, handle: number): void {
    if (line.entity !== 'pool' && line.entity !== 'allocation' && line.entity !== 'autoscale') return;
    if (!sameId(line.poolId, this.#subject.owner)) return;
    if (line.entity === 'pool' && line.from === null) {
      this.#pool = this.#scene.pools[handle];
      this.entity = `pool:${line.poolId}`;
    }
    if (line.entity === 'autoscale' && line.to === 'failed') this.#failures++;
    if (line.entity !== 'autoscale' || line.to === 'failed') this.moments.push(factOfLine(line));
  }

  situation(): string[] {
    const pool = this.#pool;
    if (pool === null) return ['It does not exist yet.'];
    const last = this.moments.findLast(({ entity }) => entity === 'pool') as Fact;
    const { when } = edgeOf(last);
    if (pool.state === null) return [`It is gone since ${formatClock(last.at)}: ${when}.`];
    const kind = pool.isAutoPool ? 'an auto pool' : 'a pool';
    const sentences = [`It is ${kind}, ${pool.state} since ${formatClock(last.at)}: ${when}.`, statesOf(pool)];
    if (pool.allocation !== null) sentences.push(targetOf(pool, pool.allocation));
    if (pool.evaluation !== null) sentences.push(this.#formula(pool));
    const jobs = this.#scene.jobs.filter(({ poolId, tasks }) => sameId(poolId, pool.id) && tasks.active > 0);
    if (jobs.length > 0) {
      const named = jobs.slice(0, 5).map(({ id, state, tasks }) => `${tasks.active} of job ${id} (${state})`);
      sentences.push(`Tasks that wait: ${named.join(', ')}${jobs.length > 5 ? ' and more' : ''}.`);
    }
    return sentences;
  }

  #formula(pool: PoolScene): string {
    const { at, results, error } = pool.evaluation!;
    const said = error === undefined ? results : `${error.code}: ${error.message}`;
    const failed = this.#failures > 0 ? `, ${this.#failures} of them with an error` : '';
    return `Its formula was evaluated ${counted(pool.evaluations, 'time')}${failed}; at ${formatClock(at)} it gave ${said}.`;
  }

  concerns(entity: string): boolean {
    const job = /^(?:job:|task:)([^/]+)/.exec(entity)?.[1] ?? '';
    return this.#scene.jobs.some(({ id, poolId }) => sameId(id, job) && sameId(poolId, this.#subject.owner));
  }
}

function statesOf({ nodes }: PoolScene): string {
  if (nodes.size === 0) return 'It has no nodes.';
  const counts = new Map<string, number>();
  for (const { isDedicated, state } of nodes.values()) {
    const key = `${isDedicated ? 'dedicated' : 'low-priority'} ${state}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return `It has ${counted(nodes.size, 'node')}: ${[...counts].map(([key, count]) => `${count} ${key}`).join(', ')}.`;
}

/** Why a pool is not at its target, or that it is. */
function targetOf(pool: PoolScene, allocation: AllocationLine): string {
  const { targetDedicatedNodes, targetLowPriorityNodes, to, at, resizeErrors } = allocation;
  const target = nodesText(targetDedicatedNodes, targetLowPriorityNodes);
  const { dedicated, lowPriority, leaving } = countsOf(pool);
  const has = nodesText(dedicated, lowPriority);
  const missing = Math.max(0, targetDedicatedNodes - dedicated) + Math.max(0, targetLowPriorityNodes - lowPriority);
  if (to !== 'steady') {
    const still = [
      missing > 0 ? `${counted(missing, 'node')} not yet granted` : '',
      leaving.length > 0 ? `not yet gone: ${leaving.join(', ')}` : '',
    ].filter((part) => part !== '');
    const since = formatClock(pool.resize?.at ?? at);
    return `It is on its way to its target, ${target}, since ${since}: ${still.length === 0 ? 'nothing is missing' : still.join(', ')}.`;
  }
  const errors = (resizeErrors ?? []).map(({ code, message }) => `${code}: ${message}`).join('; ');
  if (errors !== '')
    return `It is not at its target, ${target}: the resize ended at ${formatClock(at)} with ${errors}.`;
  if (dedicated === targetDedicatedNodes && lowPriority === targetLowPriorityNodes)
    return `It has the nodes that it should have: ${target}.`;
  return `Its target is ${target}, it has ${has}, and no resize is under way since ${formatClock(at)}: ${edgeOf(factOfLine(allocation)).when}.`;
}

/** Nodes that stay, by kind, and those on their way out. */
function countsOf({ nodes }: PoolScene): { dedicated: number; lowPriority: number; leaving: string[] } {
  const counts = { dedicated: 0, lowPriority: 0, leaving: [] as string[] };
  for (const { id, isDedicated, state, drain } of nodes.values()) {
    if (state === 'leavingpool') counts.leaving.push(id);
    else if (drain === 'removal') counts.leaving.push(`${id} (waits for its tasks or their files)`);
    else counts[isDedicated ? 'dedicated' : 'lowPriority']++;
  }
  return counts;
}
