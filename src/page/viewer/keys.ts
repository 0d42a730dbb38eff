/** The keyboard: works wherever the focus is on the tab, unless what has the focus needs the key itself. */
import type { Controls } from './controls.ts';
import type { Player } from './player.ts';
import type { QuestionCard } from './question-card.ts';

export function listenToKeys(root: HTMLElement, player: Player, question: QuestionCard, controls: Controls): void {
  const actions: Readonly<Record<string, () => void>> = {
    ' ': () => player.toggle(),
    ArrowRight: () => player.step(),
    ArrowLeft: () => player.back(),
    Home: () => player.goTo(-1),
    End: () => player.goTo(player.history.last),
    n: () => controls.leap(1),
    p: () => controls.leap(-1),
  };
  document.addEventListener('keydown', (event) => {
    if (root.hidden || event.ctrlKey || event.altKey || event.metaKey || needsKey(event)) return;
    if (question.isOpen && /^[1-9]$/.test(event.key)) {
      question.answer(Number(event.key) - 1);
      return;
    }
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}

/** Fields take every key, lists and tabs the arrows, buttons the space bar. */
function needsKey({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role=tablist]') !== null) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox' || key === ' ';
  if (target instanceof HTMLSelectElement) return true;
  return key === ' ' && target.closest('button, summary') !== null;
}
