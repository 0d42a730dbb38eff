/** Fill policy pack: the node with the most slots in use that still has room, of equals the one granted first (L-430, O-45). */
import type { FillPolicy } from './fill-policy.ts';

export const pack: FillPolicy = {
  firstLevel: (slots) => slots - 1,
  nextLevel: (level) => level - 1,
};
