/** Draws a lifecycle, and on it the way that one thing has taken. */
import { type Diagram, diagramOf, rowsOf } from '../../viewer/diagram.ts';
import { LIFE_TABLES, type Life } from '../../viewer/lives.ts';
import type { Recording } from '../../viewer/recording.ts';
import { drawn } from './dom.ts';

const ROW = 32;
const BOX = { width: 148, height: 22 };
const SIDE = 96;
const WIDTH = BOX.width + 2 * SIDE;

/** `path`: the lines that the thing has lived through so far, in order. */
export function drawLife(recording: Recording, life: Life, path: readonly number[]): SVGSVGElement {
  const diagram = diagramOf(life);
  const moves = path.map((seq) => rowsOf(diagram, recording.from(seq), recording.to(seq)));
  const latest = path.at(-1);
  const current = latest === undefined ? 0 : moves[moves.length - 1][1];
  const taken = new Set(moves.map(([from, to]) => `${from}-${to}`));
  const height = diagram.rows.length * ROW;
  const picture = drawn('svg', {
    viewBox: `0 0 ${WIDTH} ${height}`,
    class: 'v-diagram',
    role: 'img',
    'aria-label': described(recording, life, path),
  });
  picture.append(arrowHeads());
  const kindOf = (from: number, to: number) => {
    if (latest !== undefined && from === moves[moves.length - 1][0] && to === current) return 'latest';
    if (taken.has(`${from}-${to}`)) return 'taken';
    return from === current ? 'open' : 'other';
  };
  const arcs = diagram.arcs.map(({ from, to, reasons }) => ({ from, to, reasons, kind: kindOf(from, to) }));
  // what was taken lies above what was not
  for (const kind of ['other', 'open', 'taken', 'latest'])
    for (const arc of arcs)
      if (arc.kind === kind) picture.append(arcOf(arc.from, arc.to, kind, tipOf(life, arc.reasons)));
  const visits = diagram.rows.map((_, row) => moves.filter(([, to]) => to === row).length);
  for (const [row, state] of diagram.rows.entries())
    picture.append(...boxOf(diagram, row, state, row === current, visits[row]));
  return picture;
}

function tipOf(life: Life, reasons: readonly string[]): string {
  return reasons.map((reason) => `${reason}: ${LIFE_TABLES[life].edges[reason][0].when}`).join('\n');
}

function arrowHeads(): SVGDefsElement {
  const heads = ['other', 'open', 'taken', 'latest'].map((kind) =>
    drawn(
      'marker',
      {
        id: `v-head-${kind}`,
        viewBox: '0 0 8 8',
        refX: 7,
        refY: 4,
        markerWidth: 7,
        markerHeight: 7,
        markerUnits: 'userSpaceOnUse',
        orient: 'auto',
      },
      drawn('path', { d: 'M0 0L8 4L0 8z', class: `v-head ${kind}` }),
    ),
  );
  return drawn('defs', {}, ...heads);
}

/** Down the table on the right, up it on the left, to itself a loop on the right. */
function arcOf(from: number, to: number, kind: string, tip: string): SVGPathElement {
  const isUp = to < from;
  const x = isUp ? SIDE : SIDE + BOX.width;
  const out = Math.min(18 + 7 * Math.abs(to - from), SIDE - 6) * (isUp ? -1 : 1);
  const shift = from === to ? 7 : isUp ? -3 : 3;
  const [y1, y2] = [middle(from) + shift, from === to ? middle(to) - 7 : middle(to) - shift];
  const path = drawn('path', {
    d: `M${x} ${y1}C${x + out * 1.3} ${y1} ${x + out * 1.3} ${y2} ${x + (isUp ? -2 : 2)} ${y2}`,
    class: `v-arc ${kind}`,
    'marker-end': `url(#v-head-${kind})`,
  });
  const title = drawn('title');
  title.textContent = tip;
  path.append(title);
  return path;
}

function boxOf(diagram: Diagram, row: number, state: string | null, isCurrent: boolean, visits: number): SVGElement[] {
  const y = middle(row);
  const marks = `${isCurrent ? ' current' : ''}${visits > 0 ? ' visited' : ''}`;
  if (state === null) {
    const isGone = row === diagram.rows.length - 1;
    const x = SIDE + BOX.width / 2;
    const text = drawn('text', { x: x + 14, y, class: `v-end${marks}`, 'dominant-baseline': 'central' });
    text.textContent = isGone ? 'gone' : 'not there';
    return [drawn('circle', { cx: x, cy: y, r: 7, class: `v-dot${marks}${isGone ? ' gone' : ''}` }), text];
  }
  const box = drawn('rect', {
    x: SIDE,
    y: y - BOX.height / 2,
    width: BOX.width,
    height: BOX.height,
    rx: 5,
    class: `v-box${marks} s-${state}`,
  });
  const label = drawn('text', {
    x: SIDE + BOX.width / 2,
    y,
    class: `v-label${marks}`,
    'text-anchor': 'middle',
    'dominant-baseline': 'central',
  });
  label.textContent = visits > 1 ? `${state} ×${visits}` : state;
  return [box, label];
}

const middle = (row: number) => row * ROW + ROW / 2;

function described(recording: Recording, life: Life, path: readonly number[]): string {
  const { states } = LIFE_TABLES[life];
  const passed = path.map((seq) => states[recording.to(seq)] ?? 'gone');
  return `Lifecycle of the ${life}. ${passed.length === 0 ? 'It is not there yet.' : `So far: ${passed.join(', ')}.`}`;
}
