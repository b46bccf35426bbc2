/**
 * What was received against what is there. Every content that was stored stays on record, and each that supersedes one leaves a
 * row in `superseded`: so rows are as many as were stored, and superseded ones as many as superseded. Retention takes rows away
 * without their accounts; then there are at most as many.
 */
import type { Account, FactKind } from '../../../model/index.ts';
import type { ManifestState } from '../manifest-state.ts';
import { damageOf, type HistoryFinding } from './finding.ts';

/**
 * @param path of the folder that says the accounts
 * @param hasExpired whether facts of a kind have been removed
 */
export function checkAccounts(
  state: ManifestState,
  path: string,
  hasExpired: (kind: FactKind) => boolean,
): readonly HistoryFinding[] {
  const problems: string[] = [];
  let [stored, superseding] = [0, 0];
  for (const [source, { account }] of state.sources) {
    const { received, duplicate, refused, filtered, expired, lost } = account;
    stored += account.stored;
    superseding += account.superseding;
    const sum = account.stored + duplicate + refused + filtered + expired + lost;
    if (received !== sum)
      problems.push(`has an account of ${source} that does not add up: received ${received}, but ${sum} in all`);
    if (account.superseding > account.stored)
      problems.push(
        `has an account of ${source} with more superseding facts (${account.superseding}) than stored ones (${account.stored})`,
      );
    for (const [name, count] of Object.entries(account) as [keyof Account, number][])
      if (!Number.isSafeInteger(count) || count < 0) problems.push(`has an account of ${source} with ${count} ${name}`);
  }
  // Refusals are counted as refused, by whoever refused them.
  const segments = [...state.segments.values()].filter(({ kind }) => kind !== 'refusal');
  const isWhole = !segments.some(({ kind }) => hasExpired(kind)) && !kindsOfAccounts.some(hasExpired);
  const rowsOf = (role: string): number =>
    segments.reduce((sum, segment) => sum + (segment.role === role ? segment.rowCount : 0), 0);
  const compare = (rowCount: number, counted: number, words: readonly [string, string]): void => {
    if (isWhole ? rowCount === counted : rowCount <= counted) return;
    problems.push(`counts ${counted} ${words[0]}, but ${rowCount} ${words[1]}`);
  };
  compare(rowsOf('facts'), stored, ['stored facts', 'rows are there']);
  compare(rowsOf('superseded'), superseding, ['superseding facts', 'rows are superseded']);
  return problems.map((what) => damageOf('account', 'differs', path, what));
}

const kindsOfAccounts: readonly FactKind[] = ['production', 'equipmentState', 'reading', 'gap'];
