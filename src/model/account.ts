/** The account of a source: received = stored + duplicate + refused + filtered + expired + lost, always. */

export interface Account {
  readonly received: number;
  /** New facts; those that supersede an earlier one are in here, and counted in `superseding` too. */
  readonly stored: number;
  readonly duplicate: number;
  readonly refused: number;
  /**
   * Readings that were held back: by a filter of their tag (dead-band, debounce, median), as its plant file says, or by
   * the rules of Sparkplug: of a message that came twice or is of a session that is over, or of a transient metric.
   */
  readonly filtered: number;
  readonly expired: number;
  readonly lost: number;
  /** Of `stored`: facts whose identity was known with other content. */
  readonly superseding: number;
}

export const emptyAccount: Account = {
  received: 0,
  stored: 0,
  duplicate: 0,
  refused: 0,
  filtered: 0,
  expired: 0,
  lost: 0,
  superseding: 0,
};

export function addAccounts(a: Account, b: Account): Account {
  return {
    received: a.received + b.received,
    stored: a.stored + b.stored,
    duplicate: a.duplicate + b.duplicate,
    refused: a.refused + b.refused,
    filtered: a.filtered + b.filtered,
    expired: a.expired + b.expired,
    lost: a.lost + b.lost,
    superseding: a.superseding + b.superseding,
  };
}

/** A value that was read, but not as written: counted and listed, never silent. */
export interface Adjustment {
  readonly code: 'local-time-skipped' | 'local-time-repeated' | 'code-unmapped';
  readonly source: string;
  readonly file: string;
  readonly line: number;
  readonly field: string;
  readonly received: string;
  /** What it was taken as: RFC 3339 for times. */
  readonly takenAs: string;
}
