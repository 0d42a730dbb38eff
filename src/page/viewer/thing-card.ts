/** One thing of the run: how it stands, its lifecycle with the way it has taken, and every line that tells of it. */
import { edgeOf } from '../../explain/facts.ts';
import { formatClock } from '../../kernel/clock.ts';
import { LIFE_TABLES, LIVES, type Life, linesOf, nameOf, pathOf, sameThing, type Thing } from '../../viewer/lives.ts';
import type { Recording } from '../../viewer/recording.ts';
import { countUpTo, nearestOf } from '../../viewer/search.ts';
import { drawLife } from './diagram.ts';
import { button, make, stateChip } from './dom.ts';
import { factAt, sentenceOf } from './words.ts';

/** so many of its latest lines are listed */
const LISTED = 12;
const LIFE_WORDS: Readonly<Partial<Record<Life, string>>> = {
  node: 'The node',
  startTask: 'Its start task',
  allocation: 'Its allocation',
  pool: 'The pool',
};

export class ThingCard {
  readonly element = make('section', 'v-thing');
  readonly #recording: Recording;
  readonly #goTo: (seq: number) => void;
  #thing: Thing | null = null;
  #life: Life = 'task';
  #lines: readonly number[] = [];
  /** lines of it that had happened in the last picture */
  #count = -1;

  constructor(recording: Recording, goTo: (seq: number) => void) {
    this.#recording = recording;
    this.#goTo = goTo;
    this.element.setAttribute('aria-label', 'Chosen thing');
    this.#drawNothing();
  }

  get thing(): Thing | null {
    return this.#thing;
  }

  choose(thing: Thing | null, index: number): void {
    if (sameThing(thing, this.#thing)) return;
    this.#thing = thing;
    this.#count = -1;
    if (thing === null) {
      this.#drawNothing();
      return;
    }
    this.#lines = linesOf(this.#recording, thing);
    this.#life = LIVES[thing.kind][0];
    this.update(index);
  }

  /** The nearest line about it, beyond where we are. */
  nearest(index: number, direction: 1 | -1): number | null {
    return this.#thing === null ? null : nearestOf(this.#lines, index, direction);
  }

  update(index: number): void {
    if (this.#thing === null) return;
    const count = countUpTo(this.#lines, index);
    if (count === this.#count) return;
    this.#count = count;
    this.#draw(this.#thing, index);
  }

  #draw(thing: Thing, index: number): void {
    const past = this.#lines.slice(0, this.#count);
    const path = pathOf(this.#recording, past, this.#life, thing);
    const latest = path.at(-1);
    const state = latest === undefined ? null : (LIFE_TABLES[this.#life].states[this.#recording.to(latest)] ?? 'gone');
    const word = thing.kind === 'schedule' ? 'job schedule' : thing.kind;
    this.element.replaceChildren(
      make('h2', '', `${word} ${nameOf(this.#recording, thing)} `, stateChip(state)),
      this.#moves(index),
      ...this.#lifeChoice(thing, index),
      drawLife(this.#recording, this.#life, path),
      ...this.#waysOut(state),
      this.#story(thing, past),
    );
  }

  #moves(index: number): HTMLElement {
    const go = (label: string, direction: 1 | -1) => {
      const target = this.nearest(index, direction);
      const element = button('v-small', label, () => {
        if (target !== null) this.#goTo(target);
      });
      element.disabled = target === null;
      return element;
    };
    return make('div', 'v-buttons', go('◂ its line before', -1), go('its next line ▸', 1));
  }

  #lifeChoice(thing: Thing, index: number): HTMLElement[] {
    const lives = LIVES[thing.kind];
    if (lives.length < 2) return [];
    const buttons = lives.map((life) => {
      const element = button('v-small', LIFE_WORDS[life] ?? life, () => {
        this.#life = life;
        this.#draw(thing, index);
      });
      element.setAttribute('aria-pressed', String(life === this.#life));
      return element;
    });
    const group = make('div', 'v-buttons', ...buttons);
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', 'Which lifecycle');
    return [group];
  }

  #waysOut(state: string | null): HTMLElement[] {
    if (state === 'gone') return [];
    const ways = Object.values(LIFE_TABLES[this.#life].edges).flatMap((alternatives) =>
      alternatives.filter(({ from }) => from.includes(state)),
    );
    const items = ways.map(({ to, when }) => make('li', '', stateChip(to ?? 'gone'), ` when ${when}`));
    const title = make('summary', '', `Where it can go from here (${ways.length})`);
    return [make('details', '', title, make('ul', 'v-ways', ...items))];
  }

  #story(thing: Thing, past: readonly number[]): HTMLElement {
    const shown = past.slice(-LISTED);
    const items = shown.map((seq) => {
      const fact = factAt(this.#recording, seq);
      const own = this.#recording.kind(seq) === LIVES[thing.kind][0] ? '' : `${fact.what}: `;
      const text = `${own}${fact.from ?? 'not there'} → ${fact.to ?? 'gone'}`;
      const link = button('v-link', make('span', 'soft', `${formatClock(fact.at)} `), () => this.#goTo(seq));
      link.append(text);
      link.title = `${sentenceOf(fact)} ${edgeOf(fact).rules.join(', ')}`;
      return make('li', '', link);
    });
    const hidden = past.length - shown.length;
    return make(
      'div',
      'v-story',
      make('h3', '', hidden > 0 ? `The latest ${shown.length} of ${past.length} lines about it` : 'So far'),
      items.length === 0 ? make('p', 'soft', 'It is not there yet.') : make('ol', '', ...items),
    );
  }

  #drawNothing(): void {
    this.element.replaceChildren(
      make('h2', '', 'Choose a thing'),
      make('p', 'soft', 'Click a task, a node, a pool or a job to see its lifecycle and the way it has taken.'),
    );
  }
}
