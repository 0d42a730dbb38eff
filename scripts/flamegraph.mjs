/**
 * Draws a flame graph from a CPU profile of Node: who called whom is above it, as wide as its share of the time, callees in order of
 * their names. Where the profiled file is a bundle that is still there, its comments tell the source of each function, and the colour is
 * that of the folder under src/ it stands in.
 *
 *     node --cpu-prof --cpu-prof-dir=DIR program.mjs
 *     node scripts/flamegraph.mjs DIR/CPU….cpuprofile OUT.svg [--root FUNCTION] [--title TEXT]
 *
 * --root: only what this function does, from all places that call it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const WIDTH = 1200;
const ROW = 17;
const TOP = 44;
const BOTTOM = 30;
const MARGIN = 8;
/** a character of the font, about */
const CHARACTER = 6.2;
/** narrower boxes are left out, pixels */
const NARROWEST = 0.6;

const COLOURS = {
  kernel: '#56b4e9',
  engine: '#e69f00',
  metrics: '#3aa655',
  scenario: '#cc79a7',
  trace: '#f0d94a',
  batch: '#b7a3e3',
};
const OTHER = '#c9d1d8';

/** The frame of a profile, with those of the same function below the same callers put together. */
class Frame {
  constructor(name, room) {
    this.name = name;
    this.room = room;
    this.own = 0;
    this.total = 0;
    this.callees = new Map();
  }

  callee(name, room) {
    let frame = this.callees.get(name);
    if (frame === undefined) {
      frame = new Frame(name, room);
      this.callees.set(name, frame);
    }
    return frame;
  }

  /** Sums up; answers the total. */
  sum() {
    this.total = this.own;
    for (const frame of this.callees.values()) this.total += frame.sum();
    return this.total;
  }

  get depth() {
    return 1 + Math.max(0, ...[...this.callees.values()].map((frame) => frame.depth));
  }
}

/** The tree of a profile, below every frame of the function `root` if one is named. */
export function framesOf(profile, root) {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const times = new Map();
  profile.samples.forEach((id, sample) => {
    times.set(id, (times.get(id) ?? 0) + profile.timeDeltas[sample]);
  });
  const all = new Frame(root ?? 'all', null);
  const roomOf = roomFinder();
  const visit = (node, into) => {
    const { functionName, url, lineNumber } = node.callFrame;
    const isRoot = root !== undefined && functionName === root;
    const name = plainName(functionName);
    const frame = isRoot ? all : into?.callee(name, roomOf(url, lineNumber));
    // of a collection it is known that it happened, not for whom
    if (frame !== undefined) frame.own += times.get(node.id) ?? 0;
    for (const id of node.children ?? []) visit(nodes.get(id), frame);
  };
  visit(profile.nodes[0], root === undefined ? all : undefined);
  all.sum();
  return all;
}

/** Bundlers number functions of the same name. */
function plainName(name) {
  return name === '' ? '(anonymous)' : name.replace(/([a-z])\d+$/i, '$1');
}

/** Finds the folder under src/ of a line of a bundle by the comments that the bundler left. */
function roomFinder() {
  const bundles = new Map();
  return (url, line) => {
    if (!url.startsWith('file:')) return null;
    let modules = bundles.get(url);
    if (modules === undefined) {
      modules = modulesOf(url);
      bundles.set(url, modules);
    }
    return modules.findLast((module) => module.line <= line)?.room ?? null;
  };
}

function modulesOf(url) {
  const path = fileURLToPath(url);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text, line) => {
      const comment = /^\/\/ (\S+\.m?[jt]s)$/.exec(text);
      return comment === null ? [] : [{ line, room: /(?:^|\/)src\/([a-z]+)\//.exec(comment[1])?.[1] ?? null }];
    });
}

export function draw(all, title) {
  const depth = all.depth;
  const height = TOP + depth * ROW + BOTTOM;
  const perPixel = all.total / (WIDTH - 2 * MARGIN);
  const rooms = new Set();
  const boxes = [];
  const box = (frame, x, level) => {
    const width = frame.total / perPixel;
    if (width < NARROWEST) return;
    const y = height - BOTTOM - (level + 1) * ROW;
    const share = `${((100 * frame.total) / all.total).toFixed(1)} %`;
    const known = frame.room !== null && frame.room in COLOURS;
    if (known) rooms.add(frame.room);
    const letters = Math.floor((width - 6) / CHARACTER);
    const shown = frame.name.length <= letters ? frame.name : letters > 3 ? `${frame.name.slice(0, letters - 1)}…` : '';
    const place = `x="${x.toFixed(1)}" y="${y}" width="${Math.max(width - 0.5, 0.3).toFixed(1)}" height="${ROW - 1}"`;
    const text = shown === '' ? '' : `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${escaped(shown)}</text>`;
    const fill = known ? COLOURS[frame.room] : OTHER;
    const where = frame.room === null ? '' : ` (${frame.room})`;
    boxes.push(
      `<g><title>${escaped(`${frame.name}${where}: ${share}`)}</title><rect ${place} fill="${fill}" rx="1"/>${text}</g>`,
    );
    let from = x;
    for (const callee of [...frame.callees.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      box(callee, from, level + 1);
      from += callee.total / perPixel;
    }
  };
  box(all, MARGIN, 0);
  const legend = [...rooms, 'elsewhere'].map(
    (room, place) =>
      `<rect x="${MARGIN + place * 100}" y="${height - 20}" width="12" height="12" fill="${COLOURS[room] ?? OTHER}"/><text x="${MARGIN + place * 100 + 17}" y="${height - 10}">${room}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">`,
    '<style>text{font:11px system-ui,sans-serif;fill:#1b1f23}.title{font-size:15px}</style>',
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text class="title" x="${MARGIN}" y="24">${escaped(title)}</text>`,
    ...boxes,
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { root: { type: 'string' }, title: { type: 'string', default: 'CPU time' } },
  });
  const [from, to] = positionals;
  if (from === undefined || to === undefined) {
    console.error('usage: node scripts/flamegraph.mjs PROFILE OUT.svg [--root FUNCTION] [--title TEXT]');
    process.exitCode = 2;
  } else {
    const all = framesOf(JSON.parse(readFileSync(from, 'utf8')), values.root);
    if (all.total === 0) {
      console.error(`${from}: nothing of it is spent in ${values.root}`);
      process.exitCode = 2;
    } else writeFileSync(to, draw(all, values.title));
  }
}
