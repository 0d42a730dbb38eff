/** The story of a node: its states, why it had nothing to do, and why it is still in its pool. */
import { formatClock, type SimTime } from '../kernel/clock.ts';
import { ABSENT, type Line, type NodeTransition, TASK_STATES, type TaskTransition } from '../trace/vocabulary.ts';
import type { Stretch } from './explanation.ts';
import { edgeOf, type Fact, factOfLine, factOfNode } from './facts.ts';
import type { JobScene, NodeScene, PoolScene, Scene } from './scene.ts';
import { counted, type Story } from './story.ts';
import { type Subject, sameId } from './subject.ts';

const RUNNING = TASK_STATES.indexOf('running');
const PREPARING = TASK_STATES.indexOf('preparing');
/** so many tasks on the node are named */
const NAMED = 5;

export class NodeStory implements Story {
  entity: string | null = null;
  readonly moments: Fact[] = [];
  readonly idle: Stretch[] = [];
  readonly #scene: Scene;
  readonly #subject: Subject;
  #handle = -1;
  #pool: PoolScene | null = null;
  /** tasks on the node, in the order they came */
  readonly #tasks = new Set<number>();
  readonly #taskNames = new Map<number, string>();

  constructor(scene: Scene, subject: Subject) {
    this.#scene = scene;
    this.#subject = subject;
  }

  node(line: Readonly<NodeTransition>): void {
    const { names } = this.#scene;
    if (line.from === ABSENT && sameId(names.nodeId(line.node), this.#subject.member)) {
      if (!sameId(names.poolId(line.pool), this.#subject.owner)) return;
      this.#handle = line.node;
      this.#pool = this.#scene.pools[line.pool];
      this.#tasks.clear();
      this.entity = `node:${names.poolId(line.pool)}/${names.nodeId(line.node)}`;
    }
    if (line.node === this.#handle) this.moments.push(factOfNode(line, names));
  }

  line(line: Line, handle: number): void {
    if (line.entity === 'startTask' && handle === this.#handle) this.moments.push(factOfLine(line));
  }

  task(line: Readonly<TaskTransition>): void {
    const isHere = line.node === this.#handle || (line.nodes?.includes(this.#handle) ?? false);
    if (line.node >= 0 && isHere && (line.to === RUNNING || line.to === PREPARING)) {
      const { names } = this.#scene;
      this.#tasks.add(line.task);
      this.#taskNames.set(line.task, `${names.jobId(line.job)}/${names.taskId(line.task)}`);
    } else if (this.#tasks.delete(line.task)) this.#taskNames.delete(line.task);
  }

  get #node(): NodeScene | null {
    return this.#pool?.nodes.get(this.#handle) ?? null;
  }

  pass(from: SimTime, to: SimTime): void {
    if (this.#node?.state !== 'idle' || to === from) return;
    const text = this.#whyIdle();
    const last = this.idle.at(-1);
    if (last !== undefined && last.toMs === from && last.text === text)
      this.idle[this.idle.length - 1] = { ...last, toMs: to };
    else this.idle.push({ fromMs: from, toMs: to, causes: [], text, addsUp: true });
  }

  #whyIdle(): string {
    const node = this.#node!;
    const pool = this.#pool!;
    if (node.drain !== null) return `it takes no task any more: it drains for its ${node.drain}`;
    if (node.isDisabled) return 'task scheduling is disabled on it';
    const waiting = this.#scene.jobs.filter(({ poolId, tasks }) => tasks.active > 0 && sameId(poolId, pool.id));
    if (waiting.length === 0) return `no task waits for pool ${pool.id}`;
    return `tasks wait for pool ${pool.id}, but none for this node: ${waiting.map((job) => whyNotHere(job, node)).join('; ')}`;
  }

  situation(at: SimTime): string[] {
    const last = this.moments.findLast(({ entity }) => entity === 'node');
    if (last === undefined) return ['It does not exist yet.'];
    const { when } = edgeOf(last);
    const node = this.#node;
    const since = formatClock(last.at);
    if (node === null) return [`It is gone since ${since}: ${when}.`];
    const kind = node.isDedicated ? 'a dedicated node' : 'a low-priority node';
    const sentences = [`It is ${kind} of pool ${this.#pool!.id} and ${node.state} since ${since}: ${when}.`];
    if (node.state === 'idle') sentences.push(`Why it is idle: ${this.#whyIdle()}.`);
    if (this.#tasks.size > 0) sentences.push(this.#onIt());
    const hint = HINTS[node.state];
    if (hint !== undefined) sentences.push(hint);
    sentences.push(whyThere(node, this.#pool!, at));
    return sentences;
  }

  #onIt(): string {
    const named = [...this.#taskNames.values()];
    const rest = named.length - NAMED;
    return `On it: ${named.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
  }

  concerns(): boolean {
    return false;
  }
}

function whyNotHere(job: JobScene, node: NodeScene): string {
  if (job.state !== 'active') return `job ${job.id} is ${job.state}`;
  if (job.barred.has(node.handle)) return `job ${job.id} is kept off it since its preparation failed there (L-275)`;
  if (job.tasks.active === job.activeDependents) return `those of job ${job.id} depend on other tasks`;
  if (job.tasks.active === 1 && job.isManagerActive && !node.isDedicated && !job.manager!.allowLowPriorityNode)
    return `the manager of job ${job.id} takes dedicated nodes only (L-250)`;
  return `those of job ${job.id} need something else (other tasks, or several nodes at once)`;
}

/** What states mean in which a node does no work. */
const HINTS: Readonly<Partial<Record<NodeScene['state'], string>>> = {
  starttaskfailed: 'It takes no task, is not replaced and is paid for until it is removed (L-135, L-111).',
  unusable: 'It takes no task and is not replaced; it is paid for until it recovers or is removed (L-109, L-111).',
  unknown: 'The service does not hear of it; it takes no task until it recovers (O-34).',
  offline: 'It takes no task until scheduling is enabled again (L-124, L-125).',
  preempted: 'It costs nothing and counts as a node of the pool until the cloud replaces it (L-148, L-149).',
};

/** Why the pool keeps a node, or that it does not. */
function whyThere(node: NodeScene, pool: PoolScene, at: SimTime): string {
  if (node.state === 'leavingpool') return 'It leaves the pool.';
  const { allocation } = pool;
  if (node.drain === 'removal')
    return 'It is to leave the pool and waits until it may: its tasks, or their files, are still there.';
  if (allocation === null) return '';
  const target = node.isDedicated ? allocation.targetDedicatedNodes : allocation.targetLowPriorityNodes;
  const nodes = [...pool.nodes.values()].filter(({ isDedicated }) => isDedicated === node.isDedicated);
  const wanted = `the pool is to have ${target} nodes of its kind and has ${nodes.length}`;
  const leaving = nodes.filter(({ state, drain }) => state === 'leavingpool' || drain === 'removal').length;
  if (nodes.length - leaving <= target)
    return `Why it stays: ${wanted}${leaving > 0 ? `, ${leaving} of them leaving` : ''}.`;
  return `Why it stays: ${wanted}, but ${allocation.to === 'resizing' ? `since ${formatClock(Math.min(at, pool.resize?.at ?? at))} a resize is under way that takes ${counted(leaving, 'other')}` : 'no resize is under way'}.`;
}
