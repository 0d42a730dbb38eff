/** Fill policy spread: the node with the fewest slots in use, of equals the one granted first (L-431, O-45). */
import type { FillPolicy } from './fill-policy.ts';

export const spread: FillPolicy = {
  firstLevel: () => 0,
  nextLevel: (level) => level + 1,
};
