/** What every `History` must do: the embedded one, and any that a user plugs in. Free of a test runner. */
import { expiryChecks } from './expiry-checks.ts';
import { fingerprintChecks } from './fingerprint-checks.ts';
import type { HistoryCheck } from './history-checks.ts';
import { identityChecks } from './identity-checks.ts';
import { latestChecks } from './latest-checks.ts';
import { readBackChecks } from './read-back-checks.ts';
import { readingChecks } from './reading-checks.ts';
import { resampleChecks } from './resample-checks.ts';
import { writingChecks } from './writing-checks.ts';

export type { CreateHistoryStore, HistoryCheck, HistoryStore } from './history-checks.ts';
export { checkedTags } from './resample-checks.ts';

/** The rules of `History`. */
export const historyConformance: readonly HistoryCheck[] = [
  ...readBackChecks,
  ...identityChecks,
  ...writingChecks,
  ...readingChecks,
  ...fingerprintChecks,
  ...resampleChecks,
  ...latestChecks,
  ...expiryChecks,
];
