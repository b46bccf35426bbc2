/** Facts as they are received, before they are on disk and long before they are in history: for the live side. */
import type { AnyFactTable } from '../../model/index.ts';

/**
 * What is told of a source's batches. Orders of a source grow, over restarts too. What was told as `facts` may be told
 * again after a restart of its source, and is then a repetition; what history holds at last is what counts.
 */
export type FreshItem =
  /** Received and validated; on its way to disk. Refused rows and gaps are among them. */
  | { readonly kind: 'facts'; readonly source: string; readonly order: number; readonly facts: readonly AnyFactTable[] }
  /** All facts of the source up to this order are in history: a snapshot taken from now on has them. */
  | { readonly kind: 'settled'; readonly source: string; readonly order: number }
  /** This consumer was too slow: so many facts were left out in front of what follows. */
  | { readonly kind: 'skipped'; readonly factCount: number };
