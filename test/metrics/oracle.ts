/**
 * The figures of a summary computed the slow way: all lines in memory, one entity at a time, every duration from its two ends.
 * It shares nothing with the code it checks.
 */
export interface LogLine {
  readonly seq: number;
  readonly at: number;
  readonly entity: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  readonly [detail: string]: unknown;
}

export interface Stretch {
  readonly line: LogLine;
  readonly state: string | null;
  readonly from: number;
  readonly to: number;
  /** the line that ended it; null: the run's end did */
  readonly next: LogLine | null;
}

/** The lives of all things of one kind: a life begins where `from` is null. */
export function lives(lines: readonly LogLine[], entity: string, ids: readonly string[]): Stretch[][] {
  const end = lines[lines.length - 1].at;
  const current = new Map<string, LogLine[]>();
  const all: LogLine[][] = [];
  for (const line of lines.filter((each) => each.entity === entity)) {
    const key = ids.map((id) => line[id]).join('/');
    if (line.from === null) {
      const life: LogLine[] = [];
      current.set(key, life);
      all.push(life);
    }
    current.get(key)?.push(line);
  }
  return all.map((life) =>
    life.map((line, index) => {
      const next = life[index + 1] ?? null;
      return { line, state: line.to, from: line.at, to: next?.at ?? end, next };
    }),
  );
}

const length = ({ from, to }: Stretch) => to - from;
const total = (stretches: readonly Stretch[]) => stretches.reduce((sum, stretch) => sum + length(stretch), 0);
const isWait = ({ state }: Stretch) => state === 'active' || state === 'preparing';

export function taskFigures(lines: readonly LogLine[]) {
  const tasks = lives(lines, 'task', ['jobId', 'taskId']);
  const completed = tasks.flatMap((life) => {
    const last = life.findLast(({ state }) => state !== null);
    return last?.state === 'completed' ? [{ life, at: last.from, created: life[0].from, line: last.line }] : [];
  });
  const runs = completed.flatMap(({ life }) => life.filter(({ state }) => state === 'running').slice(-1));
  const last = (state: string) => tasks.filter((life) => life[life.length - 1].state === state).length;
  const failed = completed.filter(({ line }) => line.result === 'failure');
  const waits = lines.filter((line) => line.entity === 'task' && line.waited !== undefined);
  return {
    total: tasks.length,
    succeeded: completed.length - failed.length,
    failed: failed.length,
    terminated: failed.filter(({ line }) => line.reason.startsWith('terminated')).length,
    active: last('active'),
    preparing: last('preparing'),
    running: last('running'),
    retries: lines.filter((line) => line.entity === 'task' && (line.retryCount as number) > 0).length,
    requeues: lines.filter((line) => line.entity === 'task' && (line.requeueCount as number) > 0).length,
    preemptions: lines.filter((line) => line.entity === 'task' && line.reason === 'preempted').length,
    waits: tasks.map((life) => total(life.filter(isWait))),
    runs: runs.map(length),
    turnarounds: completed.map(({ at, created }) => at - created),
    causes: causes([...waits.map(({ waited }) => waited), ...Object.values(lines[lines.length - 1].waiting as object)]),
  };
}

function causes(parts: readonly unknown[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const part of parts) {
    for (const [cause, ms] of Object.entries(part as Record<string, number>)) sums[cause] = (sums[cause] ?? 0) + ms;
  }
  return sums;
}

export function slotFigures(lines: readonly LogLine[], poolId: string) {
  let [busy, preparing, lost] = [0, 0, 0];
  for (const life of lives(lines, 'task', ['jobId', 'taskId'])) {
    for (const [index, stretch] of life.entries()) {
      if (stretch.line.poolId !== poolId) continue;
      const width = (stretch.line.nodeIds as string[] | undefined)?.length ?? 1;
      if (stretch.state === 'running') busy += width * length(stretch);
      if (stretch.state === 'preparing') preparing += width * length(stretch);
      const isLost = stretch.next?.to === 'active' && stretch.next.retryCount === undefined;
      if (!isLost) continue;
      lost += width * length(stretch);
      const before = life[index - 1];
      if (stretch.state === 'running' && before?.state === 'preparing') lost += width * length(before);
    }
  }
  const slots = lives(lines, 'node', ['poolId', 'nodeId'])
    .filter((life) => life[0].line.poolId === poolId)
    .flat()
    .filter(({ state }) => state === 'idle' || state === 'running');
  return { busy, preparing, lost, idle: 3 * total(slots) - busy - preparing };
}

/** Milliseconds paid by pool line and kind, in all or only up to an instant. */
export function cost(lines: readonly LogLine[], until = Number.POSITIVE_INFINITY): number {
  const [start] = lines;
  const prices = start.prices as Record<string, { dedicated: number; lowPriority: number }>;
  const { granularity, minimum } = start.billing as { granularity: number; minimum: number };
  let sum = 0;
  for (const life of lives(lines, 'node', ['poolId', 'nodeId'])) {
    const [{ line: first }] = life;
    const pool = lines.findLast(
      (line) => line.entity === 'pool' && line.poolId === first.poolId && line.from === null && line.seq < first.seq,
    );
    const price = prices[String(pool?.vmSize).toUpperCase()][first.isDedicated === true ? 'dedicated' : 'lowPriority'];
    const paid = life.filter(({ state }) => state !== null && state !== 'preempted');
    for (const stretch of unbroken(paid)) {
      if (stretch.from >= until) continue;
      const ms = Math.max(Math.min(stretch.to, until) - stretch.from, minimum);
      sum += (Math.ceil(ms / granularity) * granularity * price) / 3_600_000;
    }
  }
  return sum;
}

function unbroken(stretches: readonly Stretch[]): { from: number; to: number }[] {
  const joined: { from: number; to: number; next: LogLine | null }[] = [];
  for (const stretch of stretches) {
    const last = joined[joined.length - 1];
    if (last !== undefined && last.next === stretch.line) Object.assign(last, { to: stretch.to, next: stretch.next });
    else joined.push({ ...stretch });
  }
  return joined;
}
