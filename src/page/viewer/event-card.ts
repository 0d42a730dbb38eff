/** The latest line in words, the rules behind it, and what led to it. */

import { edgeOf } from '../../explain/facts.ts';
import { formatClock } from '../../kernel/clock.ts';
import { thingOf } from '../../viewer/lives.ts';
import type { Recording } from '../../viewer/recording.ts';
import type { Choose } from './chips.ts';
import { button, make, stateChip } from './dom.ts';
import { type RuleTexts, ruleList } from './rules.ts';
import { capital, factAt, sentenceOf, waitSentence } from './words.ts';

/** so many causes are followed */
const CAUSES = 6;
/** and so many stuck things named */
const STUCK = 5;

export class EventCard {
  readonly element = make('section', 'v-event');
  readonly #recording: Recording;
  readonly #rules: RuleTexts;
  readonly #choose: Choose;
  readonly #goTo: (seq: number) => void;
  readonly #content = make('div', 'v-event-content');
  /** what a screen reader is told; silent while lines fly by */
  readonly #spoken = make('p', 'v-spoken');

  constructor(recording: Recording, rules: RuleTexts, choose: Choose, goTo: (seq: number) => void) {
    this.#recording = recording;
    this.#rules = rules;
    this.#choose = choose;
    this.#goTo = goTo;
    this.#spoken.setAttribute('aria-live', 'polite');
    this.element.setAttribute('aria-label', 'What happened');
    this.element.tabIndex = 0; // long ones scroll
    this.element.append(this.#content, this.#spoken);
  }

  /** `seq` -1: nothing yet; `verdict`: on the answer to a question about the line */
  update(seq: number, isSpoken: boolean, verdict: HTMLElement | null): void {
    if (seq < 0) {
      this.#content.replaceChildren(
        make(
          'div',
          'v-words',
          make('p', 'v-headline', 'Nothing has happened yet.'),
          make('p', 'soft', 'Step forward with the arrow key →, or play with the space bar.'),
        ),
      );
      this.#spoken.textContent = '';
      return;
    }
    const fact = factAt(this.#recording, seq);
    const { when, rules } = edgeOf(fact);
    if (isSpoken)
      this.#spoken.textContent = `${verdict?.textContent ?? ''} ${formatClock(fact.at)}. ${sentenceOf(fact)}`;
    const wait = waitSentence(this.#recording, seq);
    const more = fact.more === '' ? null : make('span', 'soft', ` ${capital(fact.more)}.`);
    this.#content.replaceChildren(
      make(
        'div',
        'v-words',
        verdict,
        this.#headline(seq),
        make('p', '', `${capital(when)}.`, more),
        wait === '' ? null : make('p', 'v-wait', wait),
        ...this.#stuck(seq),
        this.#causes(fact.cause, seq),
      ),
      make(
        'div',
        'v-behind',
        make('h3', '', rules.length === 1 ? 'The rule' : 'The rules'),
        ruleList(rules, this.#rules),
      ),
    );
  }

  #headline(seq: number): HTMLElement {
    const fact = factAt(this.#recording, seq);
    const thing = thingOf(this.#recording, seq);
    const name = capital(fact.what);
    const what = thing === null ? make('strong', '', name) : button('v-name', name, () => this.#choose(thing));
    if (fact.entity === 'run') return make('p', 'v-headline', make('strong', '', RUN_WORDS[fact.to ?? '']));
    if (fact.entity === 'request' || fact.entity === 'autoscale') return make('p', 'v-headline', what);
    return make('p', 'v-headline', what, ' ', stateChip(fact.from), ' → ', stateChip(fact.to ?? 'gone'));
  }

  /** On the last line: what can never proceed. */
  #stuck(seq: number): HTMLElement[] {
    const line = this.#recording.kind(seq) === 'run' ? this.#recording.lineAt(seq) : null;
    if (line === null || line.entity !== 'run' || line.to !== 'ended') return [];
    return line.stuck
      .slice(0, STUCK)
      .map(({ entity, reason, remedy }) =>
        make('p', 'v-wait', `Stuck: ${entity}, ${reason}. What would help: ${remedy}.`),
      );
  }

  #causes(cause: number, seq: number): HTMLElement {
    const items: HTMLElement[] = [];
    let line = cause;
    while (line > 0 && items.length < CAUSES) {
      const fact = factAt(this.#recording, line);
      const target = line;
      const text = `${formatClock(fact.at)} ${sentenceOf(fact)}`;
      items.push(
        make(
          'li',
          '',
          button('v-link', text, () => this.#goTo(target)),
        ),
      );
      line = fact.cause;
    }
    if (seq > 0) items.push(make('li', 'soft', line > 0 ? 'and what led to that' : 'the scenario'));
    if (items.length === 0) return make('div');
    const [first, ...rest] = items;
    const more = make('details', '', make('summary', '', `What led to that (${rest.length})`), make('ol', '', ...rest));
    return make('div', 'v-causes', make('h3', '', 'Because of'), make('ol', '', first), rest.length > 0 ? more : null);
  }
}

const RUN_WORDS: Readonly<Record<string, string>> = { started: 'The run begins', ended: 'The run ends' };
