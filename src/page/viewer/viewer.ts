/** The parts of the stepper and how they hear of each other. */
import type { History } from '../../viewer/history.ts';
import { type Thing, thingOf } from '../../viewer/lives.ts';
import { questionsOf } from '../../viewer/question.ts';
import { keyOf } from './chips.ts';
import { Controls } from './controls.ts';
import { icon, make } from './dom.ts';
import { EventCard } from './event-card.ts';
import { finder } from './finder.ts';
import { JobsView } from './jobs-view.ts';
import { listenToKeys } from './keys.ts';
import { Movement } from './movement.ts';
import { Player } from './player.ts';
import { PoolsView } from './pools-view.ts';
import { QuestionCard } from './question-card.ts';
import { richText, ruleTexts } from './rules.ts';
import { ThingCard } from './thing-card.ts';

/** scenarios of this name are lessons: they ask before they show */
const LESSON = /^lesson-/;
/** at more lines a second than this nothing is read aloud */
const SPOKEN_SPEED = 2;
/** in longer logs the lines about each thing are not looked for while playing */
const QUICKLY_SEARCHED = 200_000;

export class Viewer {
  readonly element = make('div', 'v-viewer');
  readonly #history: History;
  readonly #player: Player;
  readonly #controls: Controls;
  readonly #event: EventCard;
  readonly #jobs: JobsView;
  readonly #pools: PoolsView;
  readonly #thing: ThingCard;
  readonly #question: QuestionCard;
  readonly #movement: Movement;
  readonly #asks = make('input');
  readonly #score = make('span', 'v-small soft');
  /** off: the reader has chosen what to look at; on: the lines choose */
  readonly #follows = make('input');

  constructor(history: History, root: HTMLElement) {
    const { recording } = history;
    this.#history = history;
    this.#player = new Player(history, {
      moved: (isStep) => this.#draw(isStep),
      played: () => {
        this.#controls.updatePlay();
        if (!this.#player.isPlaying) this.#draw(false);
      },
      isFree: (seq) => !this.#asks.checked || !this.#question.isUnanswered(seq),
      held: (seq) => this.#ask(seq),
    });
    const goTo = (seq: number) => this.#player.goTo(seq);
    const choose = (thing: Thing) => this.#choose(thing);
    const rules = ruleTexts();
    this.#controls = new Controls(recording, this.#player, [this.#askSwitch()]);
    this.#event = new EventCard(recording, rules, choose, goTo);
    this.#jobs = new JobsView(recording, choose);
    this.#pools = new PoolsView(recording, choose);
    this.#thing = new ThingCard(recording, goTo);
    this.#question = new QuestionCard(recording, questionsOf(recording), () => {
      this.#player.pass();
      this.#event.element.focus({ preventScroll: true });
    });
    this.#movement = new Movement(this.element);
    const side = make('aside', 'v-side', finder(recording, choose), this.#followSwitch(), this.#thing.element);
    side.setAttribute('aria-label', 'A closer look');
    this.element.append(
      this.#controls.element,
      this.#about(rules),
      make(
        'div',
        'v-main',
        this.#question.element,
        this.#event.element,
        make('div', 'v-stage', this.#jobs.element, this.#pools.element),
      ),
      side,
    );
    listenToKeys(root, this.#player, this.#question, this.#controls);
    this.#draw(false);
  }

  #ask(seq: number): void {
    const thing = thingOf(this.#history.recording, seq);
    if (thing !== null) {
      this.#thing.choose(thing, this.#history.index);
      this.#mark(thing);
    }
    this.#question.ask(seq);
    this.#event.element.hidden = true;
  }

  #draw(isStep: boolean): void {
    const { stage, index, recording } = this.#history;
    const thing = index < 0 ? null : thingOf(recording, index);
    this.#question.leave();
    this.#movement.follow(isStep && thing?.kind === 'task' ? keyOf(thing) : null, () => {
      this.#jobs.update(stage);
      this.#pools.update(stage);
    });
    const isSpoken = !this.#player.isPlaying || this.#player.speed <= SPOKEN_SPEED;
    this.#event.update(index, isSpoken, this.#question.verdictOn(index));
    this.#event.element.hidden = false;
    const isFlying = this.#player.isPlaying && recording.count > QUICKLY_SEARCHED;
    if (this.#follows.checked && thing !== null && !isFlying) this.#thing.choose(thing, index);
    this.#thing.update(index);
    this.#controls.update();
    this.#score.textContent = this.#asks.checked ? this.#question.score : '';
    this.#mark(thing);
  }

  #choose(thing: Thing): void {
    this.#follows.checked = false;
    this.#thing.choose(thing, this.#history.index);
    this.#mark(thingOf(this.#history.recording, Math.max(0, this.#history.index)));
  }

  /** Shows on the stage what the line is about, and what is chosen. */
  #mark(moved: Thing | null): void {
    for (const [name, thing] of [
      ['v-moved', moved],
      ['v-chosen', this.#thing.thing],
    ] as const) {
      for (const element of this.element.querySelectorAll(`.${name}`)) element.classList.remove(name);
      if (thing === null) continue;
      for (const element of this.element.querySelectorAll(
        `[data-thing="${keyOf(thing)}"], [data-task="${keyOf(thing)}"]`,
      ))
        element.classList.add(name);
    }
  }

  #askSwitch(): HTMLElement {
    const first = this.#history.recording.lineAt(0);
    this.#asks.type = 'checkbox';
    this.#asks.checked = first.entity === 'run' && first.to === 'started' && LESSON.test(first.scenario);
    this.#asks.addEventListener('change', () => this.#draw(false));
    return make('div', 'v-field', make('label', 'v-field', this.#asks, icon('ask'), 'Ask me first'), this.#score);
  }

  #followSwitch(): HTMLElement {
    this.#follows.type = 'checkbox';
    this.#follows.checked = true;
    this.#follows.addEventListener('change', () => this.#draw(false));
    return make('label', 'v-field', this.#follows, 'Show what each line is about');
  }

  #about(rules: Readonly<Record<string, string>>): HTMLElement {
    const first = this.#history.recording.lineAt(0);
    const isStart = first.entity === 'run' && first.to === 'started';
    const title = isStart && LESSON.test(first.scenario) ? 'The lesson' : 'The scenario';
    const about = make('aside', 'v-about', make('h2', '', title));
    about.setAttribute('aria-label', title);
    if (isStart && first.description !== undefined) about.append(richText(first.description, rules));
    else about.classList.add('empty');
    if (this.#history.recording.isPartial)
      about.append(
        make(
          'p',
          'v-no-log',
          `The log is longer: its first ${(this.#history.last + 1).toLocaleString('en-US')} lines can be stepped through.`,
        ),
      );
    about.append(make('p', 'v-keys soft v-small', KEYS));
    return about;
  }
}

const KEYS =
  'Keys: space plays and pauses, → and ← step, Home and End, n and p go to what is chosen to happen, 1 to 4 answer.';
