/** When to try again after a failure. */
export interface BackOff {
  /** Longest wait after the first failure, in milliseconds; it doubles with each further one. Default 60,000. */
  readonly baseMs: number;
  /** Longest wait of all, in milliseconds. Default 3,600,000 (1 h). */
  readonly capMs: number;
  /** Attempts before a delivery is given up, the first included. Default 24: about 9 h on average. */
  readonly attemptsMax: number;
}

export const defaultBackOff: BackOff = { baseMs: 60_000, capMs: 3_600_000, attemptsMax: 24 };

/**
 * Milliseconds to wait after failed attempt number `attempt` (1 is the first): uniform in `[1, min(cap, base · 2^(attempt-1))]`,
 * exponential back-off with full jitter. Never 0, so that one drain does not try a delivery twice.
 *
 * Source: M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015.
 *
 * @example backOffMs({ baseMs: 1000, capMs: 60_000, attemptsMax: 9 }, 3, () => 0.5) // 2000
 */
export function backOffMs(backOff: BackOff, attempt: number, random: () => number): number {
  const longestMs = Math.min(backOff.capMs, backOff.baseMs * 2 ** Math.min(attempt - 1, 60));
  return Math.max(1, Math.floor(random() * longestMs));
}
