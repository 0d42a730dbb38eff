/**
 * Why a transition happened: the closed list of reason tokens, each with the rules behind it.
 *
 * The log, the explanations and the docs read this one table; a test fails on a rule number that `batch/rules.ts` does not have.
 */
export const REASONS = {
  // the run
  scenario: { rules: ['S-3'], text: 'the scenario itself' },
  quiescent: { rules: ['S-1'], text: 'nothing that is pending can change anything any more' },
  horizon: { rules: ['S-1'], text: "the scenario's end was reached" },
  limit: { rules: ['S-2', 'S-25'], text: 'a limit of the run was reached' },
  // requests
  accepted: { rules: ['S-3'], text: 'the service accepted the request' },
  rejected: { rules: ['S-3'], text: 'the service rejected the request' },
} as const satisfies Record<string, { rules: readonly string[]; text: string }>;

export type Reason = keyof typeof REASONS;
