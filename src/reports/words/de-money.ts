/** German words about money. */
import type { MoneyWords } from './money-words.ts';

const difference = (money: string): string => `Der Unterschied entspricht ${money}.`;

export const deMoney: MoneyWords = {
  about: (amount) => `etwa ${amount}`,
  atLeast: (amount) => `mindestens ${amount}`,
  sentences: {
    'no-facts': (money) => `Die geplante Zeit entspricht ${money}.`,
    finished: (money) => `In Maschinenzeit gewogen entspricht der Unterschied ${money}.`,
    oee: difference,
    setup: difference,
    downtime: difference,
    'unit-silent': (money) => `Die übliche Laufzeit entspricht ${money}.`,
    'unit-low-run': difference,
    'unit-setup': difference,
    hold: (money) => `Die Maschinenzeit darin entspricht ${money}.`,
    quality: difference,
    'ideal-time-suspect': (money) => `Die fragliche Maschinenzeit entspricht ${money}.`,
    coverage: difference,
  },
  ruleNote:
    'Geld ist Maschinenzeit zu den Sätzen der Werksdatei und Ausschuss zu seinem Wert dort; gesperrte Stücke zählen nur mit Maschinenzeit.',
};
