/** Asks what happens next before it is shown, and knows afterwards whether that was right. */
import { nameOf, thingOf } from '../../viewer/lives.ts';
import { type Answer, type Question, questionAt } from '../../viewer/question.ts';
import type { Recording } from '../../viewer/recording.ts';
import { button, make, stateChip } from './dom.ts';

const LIFE_WORDS: Readonly<Record<Question['life'], string>> = {
  task: 'Task',
  node: 'Node',
  pool: 'Pool',
  allocation: 'The allocation of pool',
  job: 'Job',
  jobSchedule: 'Job schedule',
  startTask: 'The start task on node',
  jobPreparation: 'The job preparation task on node',
  jobRelease: 'The job release task on node',
};

export class QuestionCard {
  readonly element = make('section', 'v-question');
  readonly #recording: Recording;
  readonly #questions: ReadonlySet<number>;
  /** Goes on to the line that was asked about. */
  readonly #pass: () => void;
  /** the place that the reader chose by the line; null: none, the reader was shown */
  readonly #answers = new Map<number, number | null>();
  #open: Question | null = null;

  constructor(recording: Recording, questions: readonly number[], pass: () => void) {
    this.#recording = recording;
    this.#questions = new Set(questions);
    this.#pass = pass;
    this.element.setAttribute('aria-label', 'Question');
    this.element.tabIndex = -1;
    this.element.hidden = true;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Whether this line has a question that nobody has answered yet. */
  isUnanswered(seq: number): boolean {
    return this.#questions.has(seq) && !this.#answers.has(seq);
  }

  /** `3 of 4 right, 2 to come` */
  get score(): string {
    const answered = this.#answers.size;
    if (answered === 0) return `${this.#questions.size} questions`;
    const right = [...this.#answers].filter(([seq, place]) => questionAt(this.#recording, seq)?.truth === place).length;
    const open = this.#questions.size - answered;
    return `${right} of ${answered} right${open > 0 ? `, ${open} to come` : ''}`;
  }

  /** Asks about a line, unless that is being asked. */
  ask(seq: number): void {
    if (this.#open?.seq === seq) return;
    this.#open = questionAt(this.#recording, seq);
    if (this.#open === null) return;
    const question = this.#open;
    const thing = thingOf(this.#recording, seq);
    const name = thing === null ? '' : nameOf(this.#recording, thing);
    const prompt = make(
      'p',
      'v-prompt',
      `${LIFE_WORDS[question.life]} ${name} is `,
      stateChip(question.state),
      '. What happens to it next?',
    );
    const answers = question.answers.map((answer, place) => {
      const choice = button('v-answer', make('kbd', '', String(place + 1)), () => this.answer(place));
      choice.append(answerWords(question, answer));
      return choice;
    });
    this.element.replaceChildren(
      make('h2', '', 'What do you expect?'),
      prompt,
      make('div', 'v-answers', ...answers),
      make(
        'div',
        'v-buttons',
        button('v-small', 'Show me', () => this.answer(null)),
      ),
    );
    this.element.hidden = false;
    this.element.focus({ preventScroll: true });
  }

  /** The place of the answer; null: the reader wants to be shown. */
  answer(place: number | null): void {
    const question = this.#open;
    if (question === null || (place !== null && place >= question.answers.length)) return;
    this.#answers.set(question.seq, place);
    this.#open = null;
    this.#pass();
  }

  /** How a line was answered; null: it was not. */
  verdictOn(seq: number): HTMLElement | null {
    const place = this.#answers.get(seq);
    const question = place === undefined ? null : questionAt(this.#recording, seq);
    if (place === undefined || question === null) return null;
    if (place === null) return make('p', 'v-verdict', 'This is what happens.');
    if (place === question.truth) return make('p', 'v-verdict right', '✓ Right.');
    const expected = make('span', 'v-small soft', ' You expected ', answerWords(question, question.answers[place]));
    return make('p', 'v-verdict wrong', '✗ Not this time.', expected);
  }

  /** We are somewhere else: what was asked no longer belongs there. */
  leave(): void {
    this.#open = null;
    this.element.hidden = true;
  }
}

/** `→ running: it starts on a node` */
function answerWords(question: Question, { to, when }: Answer): HTMLElement {
  const lead = to === question.state ? 'again ' : '→ ';
  return make('span', '', lead, stateChip(to ?? 'gone'), ` ${when}`);
}
