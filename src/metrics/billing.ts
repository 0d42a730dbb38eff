/**
 * What nodes cost. A node is paid in unbroken stretches, from the line that grants it to the line that takes it away; a preempted
 * node is not paid until it is replaced. Each stretch is raised to the minimum, then to a multiple of the granularity.
 */
import { HOUR, type SimTime } from '../kernel/clock.ts';

export interface BillingTerms {
  /** milliseconds; 0: to the millisecond */
  readonly granularity: SimTime;
  readonly minimum: SimTime;
}

/** Milliseconds that are paid for a stretch of `length` milliseconds. */
export function billed(length: SimTime, terms: BillingTerms): SimTime {
  const raised = Math.max(length, terms.minimum);
  return terms.granularity > 0 ? Math.ceil(raised / terms.granularity) * terms.granularity : raised;
}

/** The paid time of all nodes of one kind in one pool. */
export class NodeAccount {
  /** per node-hour; null: no price is known */
  readonly price: number | null;
  used = false;
  billedMs = 0;
  /** the same, of each stretch only what lies before the last completion of a task */
  billedToLastCompletionMs = 0;

  constructor(price: number | null) {
    this.price = price;
  }

  /** null if a price is needed and missing */
  get cost(): number | null {
    return costOf(this, this.billedMs);
  }
  get costToLastCompletion(): number | null {
    return costOf(this, this.billedToLastCompletionMs);
  }
}

function costOf(account: NodeAccount, ms: SimTime): number | null {
  if (!account.used) return 0;
  return account.price === null ? null : (ms * account.price) / HOUR;
}

/**
 * Pays stretches, and knows for each how much of it lies before the last completion so far. A stretch that ended before a completion
 * is settled there; the few that ended since the latest one are kept.
 */
export class Cashier {
  readonly #terms: BillingTerms;
  readonly #unsettled: { readonly account: NodeAccount; readonly from: SimTime; readonly to: SimTime }[] = [];

  constructor(terms: BillingTerms) {
    this.#terms = terms;
  }

  /** Milliseconds paid for the stretch. */
  pay(account: NodeAccount, from: SimTime, to: SimTime): SimTime {
    const ms = billed(to - from, this.#terms);
    account.used = true;
    account.billedMs += ms;
    this.#unsettled.push({ account, from, to });
    return ms;
  }

  /** A task was completed: what was paid until now counts in full. */
  completion(): void {
    if (this.#unsettled.length === 0) return;
    for (const { account, from, to } of this.#unsettled)
      account.billedToLastCompletionMs += billed(to - from, this.#terms);
    this.#unsettled.length = 0;
  }

  /** All stretches are paid; the last completion was at `last`. A stretch that began later counts nothing. */
  close(last: SimTime): void {
    for (const { account, from, to } of this.#unsettled) {
      if (from < last) account.billedToLastCompletionMs += billed(Math.min(to, last) - from, this.#terms);
    }
    this.#unsettled.length = 0;
  }
}

/** Amounts of money to nine decimals: far below any price, above the noise of adding. */
export function money(amount: number): number {
  return Math.round(amount * 1e9) / 1e9;
}
