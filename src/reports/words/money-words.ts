/** What a language says of money. */
import type { FindingRule } from '../../analytics/index.ts';

export interface MoneyWords {
  /** `about €1,240`: rates are no more exact than that. */
  readonly about: (amount: string) => string;
  /** `at least €40`, where pieces of unknown value were lost too. */
  readonly atLeast: (amount: string) => string;
  /** The sentence that a finding's detail ends with; for rules without one the headline says it. */
  readonly sentences: Readonly<Partial<Record<FindingRule, (money: string) => string>>>;
  /** How money is worked out, for the notes of a page. */
  readonly ruleNote: string;
}
