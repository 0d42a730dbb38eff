/** Pools as boxes of nodes. Only what has changed since the last picture is drawn again. */

import { nodesText } from '../../explain/facts.ts';
import { ABSENT, ALLOCATION_STATES, NODE_STATES, POOL_STATES } from '../../trace/vocabulary.ts';
import { elementOf } from '../../viewer/chunks.ts';
import type { Recording } from '../../viewer/recording.ts';
import type { PoolStage, Stage } from '../../viewer/stage.ts';
import { type Choose, keyOf } from './chips.ts';
import { button, make, setText, stateChip } from './dom.ts';
import { NodeView } from './node-view.ts';

/** so many nodes of a pool are drawn, and so many pools */
const SHOWN_NODES = 600;
const SHOWN_POOLS = 24;
/** runs of up to so many nodes have them drawn large, with the names of their tasks */
const FEW_NODES = 48;

export class PoolsView {
  readonly element = make('section', 'v-pools');
  readonly #recording: Recording;
  readonly #choose: Choose;
  readonly #list = make('div', 'v-pool-list');
  readonly #note = make('p', 'soft');
  readonly #cards = new Map<number, PoolCard>();

  constructor(recording: Recording, choose: Choose) {
    this.#recording = recording;
    this.#choose = choose;
    this.element.append(make('h2', '', 'Pools, nodes and slots'), this.#list, this.#note);
  }

  update(stage: Stage): void {
    const present: number[] = [];
    for (let handle = 0; handle < this.#recording.pools.length; handle++) {
      const { latest } = elementOf(stage.pools, handle);
      if (latest >= 0 && this.#recording.to(latest) !== ABSENT) present.push(handle);
    }
    const shown = present.slice(0, SHOWN_POOLS);
    const cards = shown.map((handle) => {
      let card = this.#cards.get(handle);
      if (card === undefined) {
        card = new PoolCard(this.#recording, handle, this.#choose);
        this.#cards.set(handle, card);
      }
      card.update(stage);
      return card;
    });
    if (
      cards.length !== this.#list.children.length ||
      cards.some(({ element }, place) => this.#list.children[place] !== element)
    )
      this.#list.replaceChildren(...cards.map(({ element }) => element));
    const hidden = present.length - shown.length;
    setText(this.#note, present.length === 0 ? 'There is no pool.' : hidden > 0 ? `and ${hidden} more pools` : '');
  }
}

class PoolCard {
  readonly element = make('article', 'v-pool');
  readonly #recording: Recording;
  readonly #handle: number;
  readonly #choose: Choose;
  readonly #head = make('header');
  readonly #grid: HTMLElement;
  readonly #legend = make('ul', 'v-legend');
  readonly #note = make('p', 'soft v-small');
  readonly #isLarge: boolean;
  readonly #views = new Map<number, NodeView>();
  #shown: PoolStage | null = null;

  constructor(recording: Recording, handle: number, choose: Choose) {
    this.#recording = recording;
    this.#handle = handle;
    this.#choose = choose;
    this.#isLarge = recording.poolOfNode.length <= FEW_NODES;
    this.#grid = make('div', `v-nodes ${this.#isLarge ? 'large' : 'small'}`);
    this.element.dataset.thing = keyOf({ kind: 'pool', handle });
    this.element.append(this.#head, this.#legend, this.#grid, this.#note);
  }

  update(stage: Stage): void {
    const pool = elementOf(stage.pools, this.#handle);
    if (pool !== this.#shown) {
      this.#shown = pool;
      this.#drawHead(pool);
    }
    const shown = this.#present(stage);
    const views = shown.map((node) => {
      let view = this.#views.get(node);
      if (view === undefined) {
        const slots = this.#recording.pools[this.#handle].maxTasksPerNode ?? 1;
        view = new NodeView(this.#recording, node, slots, this.#isLarge, this.#choose);
        this.#views.set(node, view);
      }
      view.update(stage);
      return view;
    });
    const { children } = this.#grid;
    if (views.length !== children.length || views.some(({ element }, place) => children[place] !== element))
      this.#grid.replaceChildren(...views.map(({ element }) => element));
    if (!this.#isLarge) this.#drawLegend(stage);
    const hidden = pool.nodes - shown.length;
    setText(this.#note, hidden > 0 ? `and ${hidden.toLocaleString('en-US')} more nodes` : '');
  }

  /** Nodes that exist, in the order they came; of many the first. */
  #present(stage: Stage): number[] {
    const found: number[] = [];
    for (const node of this.#recording.nodesOfPool[this.#handle]) {
      if (found.length >= SHOWN_NODES) break;
      const latest = elementOf(stage.nodes, node);
      if (latest >= 0 && this.#recording.to(latest) !== ABSENT) found.push(node);
    }
    return found;
  }

  /** How many nodes are in which state: where nodes are small, the colours need words. */
  #drawLegend(stage: Stage): void {
    const counts = new Array<number>(NODE_STATES.length).fill(0);
    let lowPriority = 0;
    for (const node of this.#recording.nodesOfPool[this.#handle]) {
      const latest = elementOf(stage.nodes, node);
      const state = latest < 0 ? ABSENT : this.#recording.to(latest);
      if (state === ABSENT) continue;
      counts[state]++;
      if (!this.#recording.isDedicated[node]) lowPriority++;
    }
    const items = NODE_STATES.flatMap((state, code) =>
      counts[code] === 0
        ? []
        : [make('li', `s-${state}`, make('i'), `${counts[code].toLocaleString('en-US')} ${state}`)],
    );
    if (lowPriority > 0) items.push(make('li', 'soft', 'round below: low-priority'));
    this.#legend.replaceChildren(...items);
  }

  #drawHead(pool: PoolStage): void {
    const recording = this.#recording;
    const name = button('v-name', recording.names.poolId(this.#handle), () =>
      this.#choose({ kind: 'pool', handle: this.#handle }),
    );
    const { vmSize = '', maxTasksPerNode = 1, nodeFillType = '' } = recording.pools[this.#handle];
    const chips: HTMLElement[] = [];
    if (POOL_STATES[recording.to(pool.latest)] !== 'active')
      chips.push(stateChip(POOL_STATES[recording.to(pool.latest)]));
    const sizes: string[] = [
      `${vmSize}, ${maxTasksPerNode} ${maxTasksPerNode === 1 ? 'slot' : 'slots'} a node, ${nodeFillType}`,
    ];
    if (pool.allocation >= 0) {
      const line = recording.lineAt(pool.allocation);
      chips.push(stateChip(ALLOCATION_STATES[recording.to(pool.allocation)] ?? 'gone'));
      if (line.entity === 'allocation') {
        sizes.push(`wants ${nodesText(line.targetDedicatedNodes, line.targetLowPriorityNodes)}`);
        for (const { code } of line.resizeErrors ?? []) sizes.push(code);
      }
    }
    this.#head.replaceChildren(
      make('h3', '', name, ' ', ...chips),
      make('p', 'soft v-small', `${sizes.join('; ')}; has ${pool.nodes}`),
    );
  }
}
