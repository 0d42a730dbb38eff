/**
 * Turns transitions into the text of events.ndjson; knows nothing of files and hashes.
 *
 * The lines of tasks and nodes, nearly all of a log, are put together from pieces that are quoted once per pool, job and node. The
 * text leaves in chunks of whole lines; the first line of a log is a chunk of its own, so that whoever hashes the log without it
 * need not look for its end.
 */
import { LINE_KEYS } from './line-keys.ts';
import {
  type Directory,
  type Line,
  NODE_STATES,
  type NodeTransition,
  TASK_STATES,
  type TaskTransition,
  type TransitionSink,
  WAIT_CAUSES,
} from './vocabulary.ts';
import type { Waited } from './waited.ts';

/** characters after which a chunk is handed on */
const CHUNK = 64 * 1024;

export class NdjsonFormatter implements TransitionSink {
  readonly #directory: Directory;
  readonly #emit: (text: string) => void;
  #text = '';
  /** by handle: `{"…,"entity":"task","jobId":…,"taskId":` and the like, everything that is the same on all lines of one thing */
  readonly #jobs: string[] = [];
  readonly #nodes: string[] = [];

  /** `emit` receives the text of the log in order, in chunks of whole lines. */
  constructor(directory: Directory, emit: (text: string) => void) {
    this.#directory = directory;
    this.#emit = emit;
  }

  /** Hands on what is left; to be called once, after the last line. */
  end(): void {
    if (this.#text.length > 0) this.#flush();
  }

  task(transition: Readonly<TaskTransition>): void {
    const { job, node } = transition;
    const jobIds = this.#jobs[job] ?? this.#jobIds(job);
    let text = `{"seq":${transition.seq},"at":${transition.at},"entity":"task",${jobIds}${quote(this.#directory.taskId(transition.task))},${
      TASK_MOVES[(transition.from + 1) * TASK_WIDTH + transition.to + 1]
    },"reason":"${transition.reason}"`;
    if (node >= 0) text += `,${this.#nodes[node] ?? this.#nodeIds(node, transition.pool)}`;
    if (transition.nodes !== null)
      text += `,"nodeIds":[${transition.nodes.map((each) => quote(this.#directory.nodeId(each)))}]`;
    if (transition.retryCount >= 0) text += `,"retryCount":${transition.retryCount}`;
    if (transition.requeueCount >= 0) text += `,"requeueCount":${transition.requeueCount}`;
    if (!Number.isNaN(transition.exitCode)) text += `,"exitCode":${transition.exitCode}`;
    if (transition.result !== null) text += `,"result":"${transition.result}"`;
    if (transition.failureInfo !== null) {
      text += `,"failureInfo":{"category":"${transition.failureInfo.category}","code":${quote(transition.failureInfo.code)}}`;
    }
    if (transition.waited !== null) text += waitedText(transition.waited);
    if (transition.dependsOn !== null) text += `,"dependsOn":${JSON.stringify(transition.dependsOn)}`;
    this.#append(`${text},"cause":${transition.cause}}\n`);
  }

  node(transition: Readonly<NodeTransition>): void {
    const ids = this.#nodes[transition.node] ?? this.#nodeIds(transition.node, transition.pool);
    const kind = transition.from < 0 ? `,"isDedicated":${transition.isDedicated}` : '';
    this.#append(
      `{"seq":${transition.seq},"at":${transition.at},"entity":"node",${ids},${
        NODE_MOVES[(transition.from + 1) * NODE_WIDTH + transition.to + 1]
      },"reason":"${transition.reason}"${kind},"cause":${transition.cause}}\n`,
    );
  }

  line(line: Line): void {
    const keys = LINE_KEYS[line.entity];
    const values: Readonly<Record<string, unknown>> = { ...line };
    let text = `{"seq":${line.seq},"at":${line.at},"entity":"${line.entity}"`;
    for (const key of keys.ids) text += member(key, values[key]);
    text += `${member('from', line.from)}${member('to', line.to)},"reason":"${line.reason}"`;
    for (const key of keys.details) text += member(key, values[key]);
    this.#append(`${text},"cause":${line.cause}}\n`);
    if (line.seq === 0) this.#flush();
  }

  #append(line: string): void {
    this.#text += line;
    if (this.#text.length >= CHUNK) this.#flush();
  }

  #flush(): void {
    const text = this.#text;
    this.#text = '';
    this.#emit(text);
  }

  #jobIds(job: number): string {
    const text = `"jobId":${quote(this.#directory.jobId(job))},"taskId":`;
    this.#jobs[job] = text;
    return text;
  }

  #nodeIds(node: number, pool: number): string {
    const text = `"poolId":${quote(this.#directory.poolId(pool))},"nodeId":${quote(this.#directory.nodeId(node))}`;
    this.#nodes[node] = text;
    return text;
  }
}

const TASK_WIDTH = TASK_STATES.length + 1;
const NODE_WIDTH = NODE_STATES.length + 1;
const TASK_MOVES = moves(TASK_STATES);
const NODE_MOVES = moves(NODE_STATES);

/** `"from":…,"to":…` for every pair of states and null, by (from + 1) × (number of states + 1) + to + 1 */
function moves(states: readonly string[]): readonly string[] {
  const names = ['null', ...states.map((state) => `"${state}"`)];
  return names.flatMap((from) => names.map((to) => `"from":${from},"to":${to}`));
}

function member(key: string, value: unknown): string {
  return value === undefined ? '' : `,"${key}":${JSON.stringify(value)}`;
}

/** In the order of WAIT_CAUSES, without the causes that cost nothing. */
function waitedText({ ms, causes, count }: Waited): string {
  if (count === 1) return `,"waited":{"${WAIT_CAUSES[causes[0]]}":${ms[causes[0]]}}`;
  let text = '';
  for (let cause = 0; count > 0 && cause < ms.length; cause++) {
    if (ms[cause] !== 0) text += `${text === '' ? '' : ','}"${WAIT_CAUSES[cause]}":${ms[cause]}`;
  }
  return `,"waited":{${text}}`;
}

/** Ids of the service need no escaping; ids out of a generator's pattern might. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are what JSON escapes
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;
function quote(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}
