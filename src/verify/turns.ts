/** Order of arrival, task by task: the strictest check of all, since it leaves nothing to chance. */
import type { Quantity } from './experiment.ts';

/**
 * Tasks that did not start at the very instant at which the recursion of Kiefer and Wolfowitz (1955) says: each when it comes or when
 * the first of the slots is free, whichever is later.
 */
export function startsOutOfTurn(slots: number): Quantity {
  return {
    name: 'starts out of turn',
    exact: 0,
    observe: (history) => {
      const freeAt = new Array<number>(slots).fill(0);
      let wrong = 0;
      for (let task = 0; task < history.tasks; task++) {
        let slot = 0;
        for (let other = 1; other < slots; other++) if (freeAt[other] < freeAt[slot]) slot = other;
        if (history.firstStarted[task] !== Math.max(history.created[task], freeAt[slot])) wrong++;
        freeAt[slot] = history.ended[task];
      }
      return wrong;
    },
  };
}
