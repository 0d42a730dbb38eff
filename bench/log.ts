/**
 * Writing, reading and folding the event log, against the least that could be done: a template string per line, and `JSON.parse`
 * per line. A run of so many tasks has three lines per task and two per node and round.
 *
 *     npx tsx bench/log.ts [tasks]
 */
import { createHash } from 'node:crypto';
import { SummaryFold } from '../src/metrics/fold.ts';
import { summaryText } from '../src/metrics/summary.ts';
import { readLog } from '../src/trace/reader.ts';
import {
  blankTask,
  type Directory,
  FORMAT,
  NODE_STATES,
  type NodeTransition,
  TASK_STATES,
  type TaskTransition,
  type TransitionSink,
  tee,
  WAIT_CAUSES,
} from '../src/trace/vocabulary.ts';
import { Waited } from '../src/trace/waited.ts';
import { NdjsonFormatter } from '../src/trace/writer.ts';
import { isProgram, tell } from './result.ts';
import { cpuTime } from './timing.ts';

export interface Measured {
  readonly work: string;
  /** the work it is compared with */
  readonly baseline: string;
  /** CPU time of the fastest round, for one line */
  readonly nanoseconds: number;
  /** how many times what the baseline takes */
  readonly ratio: number;
  /** of what came out */
  readonly hash: string;
}

const NODES = 100;
const [CREATING, IDLE, RUNNING] = (['creating', 'idle', 'running'] as const).map((state) => NODE_STATES.indexOf(state));
const [ACTIVE, TASK_RUNNING, COMPLETED] = [0, 2, 3];
const SLOTS = WAIT_CAUSES.indexOf('slots');

const directory: Directory = {
  poolId: () => 'render',
  nodeId: (node) => `tvm-${node + 1}`,
  jobId: () => 'frames',
  taskId: (task) => `frame-${task + 1}`,
  scheduleId: () => '',
};

/** Plays a run of so many tasks: all added at once, each node takes one after the other. */
function play(tasks: number, sink: TransitionSink): number {
  let seq = 0;
  const stamp = () => ({ seq: seq++, at: 0, cause: 0 });
  sink.line(
    {
      ...stamp(),
      cause: null,
      entity: 'run',
      from: null,
      to: 'started',
      reason: 'scenario',
      format: FORMAT,
      scenario: 'bench',
      seed: '1',
      start: '2017-05-01T00:00:00Z',
      version: '0',
      prices: {},
      currency: 'USD',
      billing: { granularity: 1, minimum: 0 },
      vmSizes: {},
      notModelled: [],
    },
    -1,
  );
  const shape = { vmSize: 'A1', maxTasksPerNode: 1, nodeFillType: 'pack', isAutoPool: false } as const;
  sink.line({ ...stamp(), entity: 'pool', poolId: 'render', from: null, to: 'active', reason: 'added', ...shape }, 0);
  const body = { poolId: 'render', priority: 0 };
  sink.line({ ...stamp(), entity: 'job', jobId: 'frames', from: null, to: 'active', reason: 'added', ...body }, 0);
  const node: NodeTransition = {
    ...stamp(),
    node: 0,
    pool: 0,
    from: -1,
    to: CREATING,
    reason: 'granted',
    isDedicated: true,
  };
  const task: TaskTransition = { ...blankTask(), to: ACTIVE };
  seq--;
  const moveNode = (from: number, to: number, reason: NodeTransition['reason']) => {
    Object.assign(node, { seq: seq++, from, to, reason, cause: 0 });
    sink.node(node);
  };
  for (node.node = 0; node.node < NODES; node.node++) moveNode(-1, CREATING, 'granted');
  for (node.node = 0; node.node < NODES; node.node++) moveNode(CREATING, IDLE, 'ready');
  for (task.task = 0; task.task < tasks; task.task++) {
    task.seq = seq++;
    task.cause = 2;
    sink.task(task);
  }
  const waited = new Waited();
  for (let first = 0; first < tasks; first += NODES) {
    const last = Math.min(first + NODES, tasks);
    for (task.task = first; task.task < last; task.task++) {
      const index = task.task - first;
      waited.clear();
      waited.add(SLOTS, task.at);
      Object.assign(task, {
        seq: seq++,
        from: ACTIVE,
        to: TASK_RUNNING,
        reason: 'started',
        pool: 0,
        node: index,
        waited,
        cause: seq - 2,
      });
      sink.task(task);
    }
    task.at += 60_000;
    node.at = task.at;
    for (task.task = first; task.task < last; task.task++) {
      Object.assign(task, {
        seq: seq++,
        from: TASK_RUNNING,
        to: COMPLETED,
        reason: 'succeeded',
        pool: -1,
        node: -1,
        waited: null,
      });
      task.exitCode = 0;
      task.result = 'success';
      sink.task(task);
    }
    task.exitCode = Number.NaN;
    task.result = null;
    if ((first / NODES) % 10 > 0) continue;
    for (node.node = 0; node.node < NODES; node.node++) moveNode(IDLE, RUNNING, 'workStarted');
    for (node.node = 0; node.node < NODES; node.node++) moveNode(RUNNING, IDLE, 'workDone');
  }
  const end = {
    entity: 'run',
    from: 'started',
    to: 'ended',
    reason: 'quiescent',
    unmatchedCommandLines: [],
    waiting: {},
    stuck: [],
  } as const;
  sink.line({ seq: seq++, at: task.at, cause: seq - 2, ...end }, -1);
  return seq;
}

/** The least a writer of these lines could do: no cases, no quoting, no caching, only the text. */
class BareWriter implements TransitionSink {
  #text = '';
  readonly #emit: (text: string) => void;
  constructor(emit: (text: string) => void) {
    this.#emit = emit;
  }
  line(): void {}
  node(t: Readonly<NodeTransition>): void {
    this.#add(
      `{"seq":${t.seq},"at":${t.at},"entity":"node","poolId":"${directory.poolId(t.pool)}","nodeId":"${directory.nodeId(t.node)}","from":"${NODE_STATES[t.from]}","to":"${NODE_STATES[t.to]}","reason":"${t.reason}","cause":${t.cause}}\n`,
    );
  }
  task(t: Readonly<TaskTransition>): void {
    const ids = `{"seq":${t.seq},"at":${t.at},"entity":"task","jobId":"${directory.jobId(t.job)}","taskId":"${directory.taskId(t.task)}"`;
    const moved = `"from":"${TASK_STATES[t.from]}","to":"${TASK_STATES[t.to]}","reason":"${t.reason}"`;
    if (t.to === ACTIVE) this.#add(`${ids},${moved},"cause":${t.cause}}\n`);
    else if (t.to === COMPLETED)
      this.#add(`${ids},${moved},"exitCode":${t.exitCode},"result":"${t.result}","cause":${t.cause}}\n`);
    else
      this.#add(
        `${ids},${moved},"poolId":"${directory.poolId(t.pool)}","nodeId":"${directory.nodeId(t.node)}","waited":{"slots":${t.waited?.ms[SLOTS]}},"cause":${t.cause}}\n`,
      );
  }
  #add(line: string): void {
    this.#text += line;
    if (this.#text.length < 65_536) return;
    this.#emit(this.#text);
    this.#text = '';
  }
}

/** Measures every kind of work on the log of a run of so many tasks, the best of `rounds`. */
export function measure(tasks: number, rounds: number): Measured[] {
  const chunks: string[] = [];
  const formatter = new NdjsonFormatter(directory, (text) => chunks.push(text));
  const lines = play(tasks, formatter);
  formatter.end();
  const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);
  const inBytes = (write: (emit: (text: string) => void) => void) => {
    let bytes = 0;
    write((text) => {
      bytes += Buffer.byteLength(text);
    });
    return String(bytes);
  };
  const summed = (fold: SummaryFold) =>
    digest(summaryText(fold.summary({ eventsSha256: null, transitionsSha256: null })));

  const works: readonly { work: string; baseline: string; run: () => string }[] = [
    { work: 'play', baseline: 'play', run: () => String(play(tasks, tee([]))) },
    { work: 'bare writer', baseline: 'bare writer', run: () => inBytes((emit) => play(tasks, new BareWriter(emit))) },
    {
      work: 'writer',
      baseline: 'bare writer',
      run: () =>
        inBytes((emit) => {
          const writer = new NdjsonFormatter(directory, emit);
          play(tasks, writer);
          writer.end();
        }),
    },
    { work: 'JSON.parse', baseline: 'JSON.parse', run: () => parseLines(chunks) },
    { work: 'reader', baseline: 'JSON.parse', run: () => countLines(chunks) },
    {
      work: 'summary live',
      baseline: 'bare writer',
      run: () => {
        const fold = new SummaryFold(directory);
        play(tasks, fold);
        return summed(fold);
      },
    },
    {
      work: 'summary from the log',
      baseline: 'JSON.parse',
      run: () => summed(readLog('log', chunks, (names) => new SummaryFold(names))),
    },
  ];
  const nanoseconds = new Map<string, number>();
  return works.map(({ work, baseline, run }) => {
    let hash = '';
    for (let round = 0; round < rounds; round++) {
      const spent = (cpuTime(() => (hash = run())) * 1000) / lines;
      nanoseconds.set(work, Math.min(spent, nanoseconds.get(work) ?? Number.POSITIVE_INFINITY));
    }
    const best = nanoseconds.get(work) ?? 0;
    return { work, baseline, nanoseconds: best, ratio: best / (nanoseconds.get(baseline) ?? best), hash };
  });
}

function countLines(chunks: readonly string[]): string {
  let count = 0;
  const tally = () => {
    count++;
  };
  readLog('log', chunks, () => ({ line: tally, node: tally, task: tally }));
  return String(count);
}

function parseLines(chunks: readonly string[]): string {
  let seqs = 0;
  for (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      seqs += JSON.parse(chunk.slice(start, end)).seq;
      start = end + 1;
    }
  }
  return String(seqs);
}

/** How many times its baseline each work may take. */
const MOST: Readonly<Record<string, number>> = { writer: 1.7, 'summary from the log': 3 };

if (isProgram(import.meta)) {
  const tasks = Number(process.argv[2] ?? 300_000);
  tell(
    measure(tasks, 5).map(({ work, baseline, nanoseconds, ratio, hash }) => ({
      what: `log ${work}, ${tasks} tasks`,
      value: nanoseconds,
      unit: 'ns a line',
      ...(work === baseline ? {} : { ratio, baseline }),
      ...(work in MOST ? { limit: MOST[work] } : {}),
      // that of a summary is another whenever summaries get a new figure
      ...(work.startsWith('summary') ? {} : { hash }),
    })),
  );
}
