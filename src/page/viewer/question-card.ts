/** Asks what happens next before it is shown, and says afterwards whether that was right. */
import { formatClock } from '../../kernel/clock.ts';
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
  readonly #isRight = new Map<number, boolean>();
  #open: Question | null = null;

  constructor(recording: Recording, questions: readonly number[], pass: () => void) {
    this.#recording = recording;
    this.#questions = new Set(questions);
    this.#pass = pass;
    this.element.setAttribute('aria-label', 'Question');
    this.element.hidden = true;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Whether this line has a question that nobody has answered yet. */
  isUnanswered(seq: number): boolean {
    return this.#questions.has(seq) && !this.#isRight.has(seq);
  }

  /** `3 of 4 right, 2 to come` */
  get score(): string {
    const right = [...this.#isRight.values()].filter((each) => each).length;
    const open = this.#questions.size - this.#isRight.size;
    if (this.#isRight.size === 0) return `${this.#questions.size} questions`;
    return `${right} of ${this.#isRight.size} right${open > 0 ? `, ${open} to come` : ''}`;
  }

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
      choice.append(...answerWords(question, answer));
      return choice;
    });
    this.element.replaceChildren(
      make('h3', '', 'What do you expect?'),
      prompt,
      make('div', 'v-answers', ...answers),
      make(
        'div',
        'v-buttons',
        button('v-small', 'Show me', () => this.answer(null)),
      ),
    );
    this.element.hidden = false;
    answers[0]?.focus({ preventScroll: true });
  }

  /** The place of the answer; null: the reader wants to be told. */
  answer(place: number | null): void {
    const question = this.#open;
    if (question === null || (place !== null && place >= question.answers.length)) return;
    const isRight = place === question.truth;
    this.#isRight.set(question.seq, isRight);
    this.#open = null;
    this.#pass();
    const truth = question.answers[question.truth];
    const verdict = isRight ? 'Right.' : place === null ? 'This is what happens.' : 'Not this time.';
    const verdictLine = make('p', `v-verdict ${isRight ? 'right' : place === null ? '' : 'wrong'}`, verdict);
    verdictLine.setAttribute('role', 'status');
    this.element.replaceChildren(
      verdictLine,
      make('p', '', `At ${formatClock(this.#recording.at(question.seq))}: `, ...answerWords(question, truth), '.'),
      ...(place === null || isRight
        ? []
        : [make('p', 'soft', 'You expected: ', ...answerWords(question, question.answers[place]), '.')]),
    );
    this.element.hidden = false;
  }

  /** We are somewhere else: what was asked or said no longer belongs there. */
  leave(): void {
    this.#open = null;
    this.element.hidden = true;
  }
}

/** `→ running: it starts on a node` */
function answerWords(question: Question, { to, when }: Answer): (Node | string)[] {
  const lead = to === question.state ? 'again ' : '→ ';
  return [make('span', '', lead, stateChip(to ?? 'gone'), ` ${when}`)];
}
