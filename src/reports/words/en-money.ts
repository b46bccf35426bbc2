/** English words about money. */
import type { MoneyWords } from './money-words.ts';

const difference = (money: string): string => `The difference is worth ${money}.`;

export const enMoney: MoneyWords = {
  about: (amount) => `about ${amount}`,
  atLeast: (amount) => `at least ${amount}`,
  sentences: {
    'no-facts': (money) => `The planned time is worth ${money}.`,
    // Finished pieces are weighed as a share of a usual day's run time: it is not what the pieces themselves cost.
    finished: (money) => `Weighed in machine time, the difference is worth ${money}.`,
    oee: difference,
    setup: difference,
    downtime: difference,
    'unit-silent': (money) => `Its usual run time is worth ${money}.`,
    'unit-low-run': difference,
    'unit-setup': difference,
    hold: (money) => `The machine time in them is worth ${money}.`,
    quality: difference,
    'ideal-time-suspect': (money) => `The machine time in question is worth ${money}.`,
    coverage: difference,
  },
  ruleNote:
    'Money is machine time at the rates of the plant file, and scrapped pieces at their value there; held pieces count with machine time alone.',
};
