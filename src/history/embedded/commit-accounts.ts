/** What a commit counts: that it adds up, and what became of it. */
import { type Account, addAccounts, emptyAccount, GembaError } from '../../model/index.ts';
import type { Commit } from '../port.ts';
import type { SourceState } from './manifest-state.ts';
import type { CommitCounts } from './messages.ts';

/** Throws `usage` where it does not add up: nobody could say later what was lost. */
export function requireAccount({ facts, account, source }: Commit): void {
  const factCount = facts.reduce((sum, { kind, length }) => sum + (kind === 'refusal' ? 0 : length), 0);
  const { received, refused, filtered, expired, lost: lostCount } = account;
  if (received === factCount + refused + filtered + expired + lostCount) return;
  throw new GembaError(
    'usage',
    `The account of a commit of ${source} does not add up: received ${received}, but ${factCount} facts + ${refused} refused + ${filtered} filtered + ${expired} expired + ${lostCount} lost.`,
    { details: { source, account, factCount } },
  );
}

/** @param expiredCount facts that had expired when they came, besides those that the commit says itself */
export function accountOf({ account }: Pick<Commit, 'account'>, counts: CommitCounts, expiredCount: number): Account {
  const { received, refused, filtered, expired, lost: lostCount } = account;
  return { received, refused, filtered, expired: expired + expiredCount, lost: lostCount, ...counts };
}

/** Of each source the last position, and the account of all its commits. */
export function sourcesOf(
  commits: readonly Pick<Commit, 'source' | 'position'>[],
  accounts: readonly Account[],
): Record<string, SourceState> {
  const sources: Record<string, SourceState> = {};
  for (const [i, commit] of commits.entries())
    sources[commit.source] = {
      position: commit.position,
      account: addAccounts(sources[commit.source]?.account ?? emptyAccount, accounts[i] as Account),
    };
  return sources;
}
