/** The buttons, the clock, the slider, and the ways to leap. */
import { parseDuration, parseTime } from '../../batch/durations.ts';
import { formatClock } from '../../kernel/clock.ts';
import type { Recording } from '../../viewer/recording.ts';
import { lineAtTime, nearestTurn, type Turn, turnsOf } from '../../viewer/search.ts';
import { button, icon, make, setText } from './dom.ts';
import { type Player, SPEEDS } from './player.ts';
import { KIND_NOUNS, KIND_WORDS } from './words.ts';

export class Controls {
  readonly element = make('section', 'v-controls');
  readonly #recording: Recording;
  readonly #player: Player;
  readonly #play: HTMLButtonElement;
  readonly #clock = make('div', 'v-clock');
  readonly #date = make('div', 'soft v-small');
  readonly #place = make('div', 'soft v-small');
  readonly #slider = make('input');
  readonly #start: number;
  readonly #turns: readonly Turn[];
  readonly #turn = make('select');
  #saidAt = -1;
  readonly #note = make('span', 'v-small soft');

  constructor(recording: Recording, player: Player, extra: readonly HTMLElement[]) {
    this.#recording = recording;
    this.#player = player;
    const first = recording.lineAt(0);
    this.#start = first.entity === 'run' && first.to === 'started' ? Date.parse(first.start) : 0;
    this.#turns = turnsOf(recording);
    this.#play = labelled('play', 'Play', () => player.toggle());
    this.element.setAttribute('aria-label', 'Controls');
    this.#note.setAttribute('role', 'status');
    this.element.append(
      make('div', 'v-row', this.#buttons(), this.#speed(), ...extra, make('div', 'v-now', this.#clock, this.#date)),
      make('div', 'v-row', this.#sliderOf(), this.#place),
      make('div', 'v-row v-leaps', ...this.#turnLeap(), this.#timeLeap(), this.#note),
    );
    this.update();
  }

  update(): void {
    const { index, last } = this.#player.history;
    const at = index < 0 ? 0 : this.#recording.at(index);
    if (index !== this.#saidAt) setText(this.#note, '');
    setText(this.#clock, formatClock(at));
    setText(
      this.#date,
      new Date(this.#start + at)
        .toISOString()
        .replace('T', ' ')
        .replace(/(?:\.000)?Z$/, ' UTC'),
    );
    const place = `line ${(index + 1).toLocaleString('en-US')} of ${(last + 1).toLocaleString('en-US')}`;
    setText(this.#place, place);
    this.#slider.value = String(index);
    this.#slider.setAttribute('aria-valuetext', `${place}, at ${formatClock(at)}`);
  }

  updatePlay(): void {
    const { isPlaying } = this.#player;
    this.#play.replaceChildren(icon(isPlaying ? 'pause' : 'play'), isPlaying ? 'Pause' : 'Play');
  }

  #buttons(): HTMLElement {
    const player = this.#player;
    return make(
      'div',
      'v-buttons',
      labelled('start', 'Start', () => player.goTo(-1)),
      labelled('back', 'Back', () => player.back()),
      this.#play,
      labelled('step', 'Step', () => player.step()),
      labelled('end', 'End', () => player.goTo(player.history.last)),
    );
  }

  #speed(): HTMLElement {
    const select = make('select');
    for (const speed of SPEEDS) select.append(new Option(speed === 1 ? '1 line/s' : `${speed} lines/s`, String(speed)));
    select.value = String(this.#player.speed);
    select.addEventListener('change', () => {
      this.#player.speed = Number(select.value);
    });
    return make('label', 'v-field', make('span', '', 'Speed'), select);
  }

  #sliderOf(): HTMLElement {
    this.#slider.type = 'range';
    this.#slider.min = '-1';
    this.#slider.max = String(this.#player.history.last);
    this.#slider.className = 'v-slider';
    this.#slider.setAttribute('aria-label', 'Place in the run');
    this.#slider.addEventListener('input', () => this.#player.goTo(Number(this.#slider.value)));
    return this.#slider;
  }

  #turnLeap(): HTMLElement[] {
    let group: HTMLOptGroupElement | null = null;
    for (const [place, { kind, reason, count }] of this.#turns.entries()) {
      if (group?.label !== KIND_WORDS[kind]) {
        group = make('optgroup');
        group.label = KIND_WORDS[kind];
        this.#turn.append(group);
      }
      group.append(new Option(`${KIND_NOUNS[kind]} ${reason} (${count.toLocaleString('en-US')})`, String(place)));
    }
    // what most will look for
    const started = this.#turns.findIndex(({ kind, reason }) => kind === 'task' && reason === 'started');
    const other = this.#turns.findIndex(({ kind }) => kind === 'allocation' || kind === 'node');
    this.#turn.value = String(Math.max(0, started < 0 ? other : started));
    return [
      make('label', 'v-field', make('span', '', 'Go to what happens'), this.#turn),
      make(
        'div',
        'v-buttons',
        button('', '◂ before', () => this.leap(-1)),
        button('', 'next ▸', () => this.leap(1)),
      ),
    ];
  }

  /** To the nearest line where what is chosen happens. */
  leap(direction: 1 | -1): void {
    const turn = this.#turns[Number(this.#turn.value)];
    const { index } = this.#player.history;
    const line = turn === undefined ? null : nearestTurn(this.#recording, index, direction, turn);
    this.#say(line === null ? `None ${direction === 1 ? 'after' : 'before'} this line.` : '');
    if (line !== null) this.#player.goTo(line);
  }

  #timeLeap(): HTMLElement {
    const input = make('input');
    input.placeholder = 'PT1H30M, 01:30:00 or UTC';
    input.size = 22;
    const form = make(
      'form',
      'v-field',
      make('label', 'v-field', make('span', '', 'Go to a time'), input),
      submit('Go'),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const at = timeOf(input.value.trim(), this.#start);
      this.#say(at === null ? 'No time: write PT1H30M, 01:30:00 or 2017-05-01T01:30:00Z.' : '');
      if (at === null) return;
      const line = lineAtTime(this.#recording, at);
      this.#player.goTo(line);
      if (line >= 0 && this.#recording.at(line) < at) this.#say('Nothing happens just then; this is the line before.');
    });
    return form;
  }

  /** A remark that stays until something moves. */
  #say(text: string): void {
    setText(this.#note, text);
    this.#saidAt = this.#player.history.index;
  }
}

function labelled(name: Parameters<typeof icon>[0], label: string, onClick: () => void): HTMLButtonElement {
  const element = button('', icon(name), onClick);
  element.append(label);
  return element;
}

export function submit(label: string): HTMLButtonElement {
  const element = make('button', '', label);
  element.type = 'submit';
  return element;
}

/** Milliseconds after the start: of a duration, a clock (`1:30`, `2d 01:30:00`) or a UTC time; null: it is none of these. */
function timeOf(text: string, start: number): number | null {
  const duration = parseDuration(text.toUpperCase());
  if (duration.ok) return duration.value;
  const clock = /^(?:(\d+)d )?(\d{1,3}):(\d\d)(?::(\d\d))?$/.exec(text);
  if (clock !== null) {
    const [days, hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0));
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  }
  const time = parseTime(text);
  return time.ok ? time.value - start : null;
}
