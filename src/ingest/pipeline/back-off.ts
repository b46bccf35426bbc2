/** How long to wait before something that failed is tried again. */
export interface IngestBackOff {
  /** Longest wait after the first failure, ms; it doubles with each further one. */
  readonly baseMs: number;
  /** Longest wait of all, ms. */
  readonly capMs: number;
}

/**
 * Exponential back-off with full jitter: uniform in `[1, min(cap, base · 2^(attempt − 1))]`.
 *
 * Source: M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015.
 *
 * @param attempt 1 after the first failure
 */
export function retryWaitMs({ baseMs, capMs }: IngestBackOff, attempt: number, random: () => number): number {
  const longestMs = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 60));
  return Math.max(1, Math.floor(random() * longestMs));
}
