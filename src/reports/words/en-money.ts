/** English words about money. */
import { nbsp } from './formats.ts';
import type { MoneyWords } from './money-words.ts';

const difference = (money: string): string => `Difference: ${money}.`;

export const enMoney: MoneyWords = {
  about: (amount) => `about${nbsp}${amount}`,
  atLeast: (amount) => `at least${nbsp}${amount}`,
  sentences: {
    'no-facts': (money) => `Planned time: ${money}.`,
    // Finished pieces are weighed as a share of a usual day's run time: it is not what the pieces themselves cost.
    finished: (money) => `Difference, weighed in machine time: ${money}.`,
    oee: difference,
    setup: difference,
    downtime: difference,
    'unit-silent': (money) => `Its usual run time: ${money}.`,
    'unit-low-run': difference,
    'unit-setup': difference,
    hold: (money) => `Machine time in them: ${money}.`,
    quality: difference,
    'ideal-time-suspect': (money) => `Machine time in question: ${money}.`,
    coverage: difference,
  },
  ruleNote:
    'Money is machine time at the rates of the plant file, and scrapped pieces at their value there; held pieces count with machine time alone.',
};
